//! Run folders: what a run leaves on disk. The only room that writes results.

mod equity_file;
mod folder;
mod id;
mod run_files;
mod sweep;

pub use folder::Record;
pub use sweep::{MANIFEST, SweepFolder, SweepRecord};
