//! The real prices beside the project, as a dataset.

use rotascope::data::import::{ImportOptions, import};
use rotascope::data::{Calendar, Dataset, Manifest, store};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tempfile::TempDir;

/// An imported dataset; its folder goes when the last test that holds it is done.
pub struct Imported {
    dataset: Dataset,
    _folder: TempDir,
}

impl Deref for Imported {
    type Target = Dataset;

    fn deref(&self) -> &Dataset {
        &self.dataset
    }
}

/// The vendors' files of the funds and of the Federal Reserve, imported once for all tests that run at the same time. None
/// where this machine lacks them.
pub fn real_dataset() -> Option<Arc<Imported>> {
    static SHARED: Mutex<Weak<Imported>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(imported) = shared.upgrade() {
        return Some(imported);
    }
    let imported = Arc::new(import_real(Calendar::Nyse)?);
    *shared = Arc::downgrade(&imported);
    Some(imported)
}

/// The same files, their sessions counted by `calendar`.
pub fn import_real(calendar: Calendar) -> Option<Imported> {
    let paths = [crate::shared("data/yahoo-etfs")?, crate::shared("data/fred")?];
    let options = ImportOptions { into: Manifest::new("real"), calendar: Some(calendar), ..ImportOptions::default() };
    let folder = tempfile::tempdir().expect("a folder to write to");
    let imported = import(&paths, &options).unwrap_or_else(|error| panic!("{error}"));
    store::write(folder.path(), imported.manifest, imported.symbols, imported.series)
        .unwrap_or_else(|error| panic!("{error}"));
    Some(Imported { dataset: Dataset::open(folder.path()).unwrap_or_else(|error| panic!("{error}")), _folder: folder })
}
