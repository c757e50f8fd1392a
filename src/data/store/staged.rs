//! Files that appear whole, and together.

use crate::error::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Files written under temporary names beside their places. `commit` renames them in the order in which they were added;
/// dropped before, they leave nothing behind, nor do folders that were made for them.
#[derive(Debug, Default)]
pub struct Staged {
    files: Vec<(NamedTempFile, PathBuf)>,
    made: Vec<PathBuf>,
}

impl Staged {
    /// Writes `bytes` beside `path`, making its folder where there is none. `path` itself is not touched yet.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let missing = folder.ancestors().take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists());
        self.made.extend(missing.map(Path::to_owned));
        std::fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, error))?;
        let write = || {
            let mut file = readable_by_others().tempfile_in(folder)?;
            file.write_all(bytes)?;
            Ok(file)
        };
        let file = write().map_err(|error| Error::io("write", path, error))?;
        self.files.push((file, path.to_owned()));
        Ok(())
    }

    /// Puts every file in its place, replacing what is there.
    pub fn commit(mut self) -> Result<()> {
        for (file, path) in self.files.drain(..) {
            file.persist(&path).map_err(|error| Error::io("write", &path, error.error))?;
        }
        self.made.clear();
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.files.clear();
        // Deepest first. A folder that somebody else has used meanwhile is not empty, and stays.
        self.made.sort();
        for folder in self.made.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Temporary files are private by default, and these are not to stay temporary. The umask still applies.
fn readable_by_others() -> tempfile::Builder<'static, 'static> {
    #[allow(unused_mut)]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}
