//! Results on disk: what runs and sweeps leave, and what is read back from it. The only room that writes results.

mod clean;
mod equity_file;
mod find;
mod folder;
mod frame;
mod id;
mod past;
mod past_run;
mod past_sweep;
mod run_files;
mod sweep;

pub use find::find;
pub use folder::Record;
pub use past::{Description, Kind, Past};
pub use past_run::{Curve, Metrics, PastDecision, PastRun, PastTrade};
pub use past_sweep::PastSweep;
pub use sweep::{MANIFEST, SweepFolder, SweepRecord};
