//! What was traded, and what an episode of holding one asset brought.

use super::overlays::Reason;
use crate::data::Date;

/// One asset held without interruption, from its purchase to its last sale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    pub opened: Date,
    /// None while it is still held at the end.
    pub closed: Option<Date>,
    /// Money out less money in, costs taken off; for one still held, its last value counts as money out.
    pub gain: f64,
}

/// One order, filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// Sessions of the panel.
    pub session: usize,
    pub decided: usize,
    pub reason: Reason,
    pub asset: usize,
    pub at_open: bool,
    /// Money traded: above 0 bought, below 0 sold. Costs are not in it.
    pub value: f64,
    /// The price as it was quoted that day, up to splits: what a share cost, whatever the returns mode.
    pub price: f64,
    pub cost: f64,
    /// Share of its tranche's equity after the fill.
    pub weight: f64,
}
