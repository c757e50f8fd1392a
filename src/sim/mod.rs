//! Columns -> decisions -> fills: the schedule, the costs, and the plain per-session simulation, which is the specification.

mod account;
mod benchmark;
mod carried;
mod costs;
mod decide;
mod fill;
mod holding;
mod market;
mod overlays;
mod path;
mod rates;
mod schedule;
mod simulate;
mod sleeves;
mod start;
mod tranche;
mod weights;

pub use benchmark::benchmark_curve;
pub use carried::{Carried, Passage};
pub use costs::self_financed;
pub use decide::{Decision, Known, Undecided, WHOLE, decide};
pub use fill::ROUNDING;
pub use holding::{Holding, Order};
pub use market::{Life, Market, MarketAsset};
pub use overlays::{Reason, Stop, stop_level};
pub use path::Path;
pub use rates::{accrual, percent_per_year, risk_free_returns};
pub use schedule::{Timetable, decision_sessions};
pub use simulate::{Terms, simulate};
pub use sleeves::{min_variance, risk_parity, sleeve_index};
pub use start::{Start, Waited, sleeve_ready, start};
pub use tranche::SAME_WEIGHT;
pub use weights::Weights;
