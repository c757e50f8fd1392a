//! Datasets -> aligned panels: the calendar, the manifest, stored prices, import and its checks, the demo.

mod bars;
mod calendar;
pub mod demo;
pub mod import;
mod manifest;
pub mod quality;
pub mod store;
mod wording;

pub use bars::{Bars, Date, Flaw, Observations};
pub use calendar::Calendar;
pub use manifest::{Manifest, SeriesEntry, SymbolEntry};
pub use store::{Dataset, Stored};
