//! Datasets -> aligned panels: the calendar, the manifest, stored prices, import and its checks, the demo.

mod bars;
mod calendar;
pub mod demo;
mod groups;
pub mod import;
mod manifest;
mod panel;
pub mod quality;
mod series;
pub mod store;
mod toml_date;
mod universe;

pub use bars::{Bars, Date, Flaw, Observations};
pub use calendar::{Calendar, Clock, Closure, period};
pub use groups::GroupEntry;
pub use manifest::{Manifest, SeriesEntry, SymbolEntry};
pub use panel::{AssetPanel, Panel};
pub use series::SeriesPanel;
pub use store::{Dataset, Stored};
