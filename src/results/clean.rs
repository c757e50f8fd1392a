//! Results deleted: their files, and nothing else.

use super::Past;
use crate::error::{Error, Result};
use std::fs;
use std::io::ErrorKind;

impl Past {
    /// Deletes the files that the result left, its description first, so that what a failure leaves is known to be half. The
    /// folder goes when nothing else is in it, and then that of its strategy. True: all of it is gone.
    ///
    /// # Errors
    /// A file that cannot be deleted.
    pub fn delete(&self) -> Result<bool> {
        for file in self.kind.files() {
            let path = self.folder.join(file);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::io("delete", &path, error)),
                _ => {}
            }
        }
        // A folder that still holds something stays: it is not ours to delete.
        let gone = fs::remove_dir(&self.folder).is_ok();
        if let (true, Some(strategy)) = (gone, self.folder.parent()) {
            let _ = fs::remove_dir(strategy);
        }
        Ok(gone)
    }
}
