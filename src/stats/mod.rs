//! Fills -> metrics: one documented item each, and the tables of years, months and drawdowns.

mod drawdown;
mod measure;
mod metrics;
mod moments;
mod periods;
mod quantile;
mod returns;
mod sample;
mod summary;

pub(crate) use drawdown::depths;
pub use drawdown::{Drawdown, drawdowns};
pub use measure::{Measures, measure};
pub use metrics::{Better, CORE, METRICS, Metric, Unit, metric};
pub use moments::{Shape, Spread};
pub use periods::{Month, monthly_returns, yearly_returns};
pub use quantile::{quantile, sorted_quantile};
pub(crate) use returns::session_returns;
pub use sample::{Sample, Trading};
pub use summary::{Against, Months, Summary, Tail, Trades};
pub(crate) use summary::{is_beyond, log_growth, mean_log_growth};
