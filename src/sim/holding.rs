//! What an episode of holding one asset brought.

use crate::data::Date;

/// One asset held without interruption, from its purchase to its last sale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    pub opened: Date,
    /// None while it is still held at the end.
    pub closed: Option<Date>,
    /// Money out less money in, costs taken off.
    pub gain: f64,
}
