//! A dataset's folder on disk: reading and writing the manifest, prices and observations.

use super::{Bars, Manifest, Observations};
use crate::error::Result;
use std::path::{Path, PathBuf};

/// An opened dataset: its folder and manifest; prices are read when asked for.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

/// What was read, with the checksum (lower-case hex SHA-256) of the bytes it was read from.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    pub data: T,
    pub sha256: String,
}

impl Dataset {
    pub fn open(_folder: &Path) -> Result<Dataset> {
        todo!()
    }
    pub fn bars(&self, _symbol: &str) -> Result<Stored<Bars>> {
        todo!()
    }
    pub fn observations(&self, _series: &str) -> Result<Stored<Observations>> {
        todo!()
    }
}
