//! A sweep's folder: `sweep.parquet`, a row a combination, and `sweep.toml`, what was swept. While it is under way, `parts/`
//! holds what is finished so far, in numbered files that are Parquet themselves, and a manifest.

mod changed;
mod parts;
mod record;
mod rows;
mod whole;

pub use parts::MANIFEST;
pub use record::{SweepFolder, SweepRecord};
