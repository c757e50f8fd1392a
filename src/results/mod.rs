//! Run folders: what a run leaves on disk. The only room that writes results.

mod equity_file;
mod folder;
mod id;
mod run_files;
mod sweep_files;

pub use folder::Record;
use run_files::description_of;
pub use sweep_files::SweepRecord;
