//! `parts/`: what is finished of a sweep, a file a part, each renamed when whole; beside them `manifest.toml`, which says what is
//! swept and which parts are there. Whoever has its lock writes, and nobody else.

use super::rows::{Columns, decode};
use crate::data::store::checksum;
use crate::error::{Error, Result};
use crate::stats::Metric;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The manifest's name, in the folder of the sweep.
pub const MANIFEST: &str = "parts/manifest.toml";

/// In the manifest: the table of parts, and in it their checksums by name.
const PARTS: &str = "parts";
const SHA256: &str = "sha256";

pub(super) struct Parts {
    folder: PathBuf,
    /// What is swept, and how it is cut into parts.
    description: toml::Table,
    /// SHA-256 of each part that is there, by name.
    kept: BTreeMap<String, String>,
    /// Folders that were made for it, the outermost first.
    made: Vec<PathBuf>,
    /// Held as long as this is.
    _lock: File,
}

impl Parts {
    /// Opens `parts/` in a sweep's folder. `description` says what is swept and ends with its table of parts.
    ///
    /// # Errors
    /// A folder that cannot be made; another sweep at work there; a manifest that is not this sweep's.
    pub fn open(folder: &Path, description: toml::Table) -> Result<Parts> {
        let folder = folder.join(PARTS);
        let missing = folder.ancestors().take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists());
        let mut made: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        made.reverse();
        std::fs::create_dir_all(&folder).map_err(|error| Error::io("make the folder", &folder, error))?;
        let lock = lock(&folder.join("lock"))?;
        let mut parts = Parts { folder, description, kept: BTreeMap::new(), made, _lock: lock };
        let path = parts.folder.join("manifest.toml");
        if path.exists() {
            let mut found = read_manifest(&path)?;
            parts.kept = checksums(&mut found);
            if !same_sweep(&found, &parts.description) {
                return Err(Error::input("the parts of an unfinished sweep are there, and are not this one's")
                    .at(parts.folder.display())
                    .help("delete that folder to sweep anew"));
            }
        }
        Ok(parts)
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// What the manifest says, the list of parts aside.
    pub fn description(&self) -> &toml::Table {
        &self.description
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The metrics of a part, if it is there and whole.
    pub fn read(&self, part: u64, metrics: &[&'static Metric], rows: u64) -> Option<Columns> {
        let name = name(part);
        let bytes = std::fs::read(self.folder.join(&name)).ok()?;
        if self.kept.get(&name) != Some(&checksum(&bytes)) {
            return None;
        }
        let columns = decode(bytes, metrics).ok()?;
        columns.iter().all(|column| column.len() as u64 == rows).then_some(columns)
    }

    /// Keeps a part.
    pub fn write(&mut self, part: u64, bytes: &[u8]) -> Result<()> {
        let name = name(part);
        self.put(&name, bytes)?;
        self.kept.insert(name, checksum(bytes));
        let mut manifest = self.description.clone();
        if let Some(toml::Value::Table(table)) = manifest.get_mut(PARTS) {
            let kept = self.kept.iter().map(|(name, sha256)| (name.clone(), toml::Value::String(sha256.clone())));
            table.insert(SHA256.to_owned(), toml::Value::Table(kept.collect()));
        }
        self.put("manifest.toml", manifest.to_string().as_bytes())
    }

    /// Writes a file of the folder whole: the old one stands until then.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (path, temporary) = (self.folder.join(name), self.folder.join(format!("{name}.tmp")));
        let written = std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, &path));
        written.map_err(|error| {
            let _ = std::fs::remove_file(&temporary);
            Error::io("write", &path, error)
        })
    }

    /// The sweep is whole: its parts are not needed any more.
    pub fn remove(mut self) -> Result<()> {
        self.kept.clear();
        self.made.clear();
        std::fs::remove_dir_all(&self.folder).map_err(|error| Error::io("remove", &self.folder, error))
    }
}

impl Drop for Parts {
    /// Where nothing was kept, nothing is left behind.
    fn drop(&mut self) {
        if self.kept.is_empty() && self.folder.exists() {
            let _ = std::fs::remove_dir_all(&self.folder);
            for folder in self.made.iter().rev() {
                let _ = std::fs::remove_dir(folder);
            }
        }
    }
}

/// "00017.parquet".
fn name(part: u64) -> String {
    format!("{part:05}.parquet")
}

/// Held until it is dropped, or its process ends, however that ends.
fn lock(path: &Path) -> Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|error| Error::io("write", path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::failed("this very sweep is under way in another process")
            .at(path.parent().unwrap_or(path).display())
            .help("its results will be there when it has finished")),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path, error)),
    }
}

/// The table of a manifest.
pub(super) fn read_manifest(path: &Path) -> Result<toml::Table> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io("read", path, error))?;
    text.parse().map_err(|error: toml::de::Error| {
        Error::input(format!("this is no manifest of a sweep's parts: {}", error.message()))
            .at(path.display())
            .help("delete its folder to sweep anew")
    })
}

/// Takes the checksums out of a manifest.
fn checksums(manifest: &mut toml::Table) -> BTreeMap<String, String> {
    let table = match manifest.get_mut(PARTS) {
        Some(toml::Value::Table(parts)) => parts.remove(SHA256),
        _ => None,
    };
    let pairs = table.and_then(|table| match table {
        toml::Value::Table(table) => Some(table),
        _ => None,
    });
    let text = |(name, value): (String, toml::Value)| Some((name, value.as_str()?.to_owned()));
    pairs.into_iter().flatten().filter_map(text).collect()
}

/// But for what does not matter: from where the file was named, and what readers are told.
fn same_sweep(a: &toml::Table, b: &toml::Table) -> bool {
    let says = |table: &toml::Table| {
        let mut table = table.clone();
        table.remove("file");
        table.remove("warnings");
        table
    };
    says(a) == says(b)
}
