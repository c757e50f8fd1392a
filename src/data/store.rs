//! A dataset's folder on disk: reading the manifest, prices and observations, each checked against what the manifest says.

mod locate;
mod parquet;
mod staged;
mod write;

pub use locate::{Summary, list, locate};
pub use staged::Staged;
pub use write::write;

use super::import::stored_csv;
use super::{Bars, Date, Flaw, Manifest, Observations, SeriesEntry, SymbolEntry};
use crate::error::{Error, Result};
use crate::strategy::Field;
use crate::wording::{did_you_mean, listed};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The manifest's file name.
pub const MANIFEST: &str = "dataset.toml";

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
    /// Reads a folder's `dataset.toml`.
    ///
    /// # Errors
    /// No such dataset (the message lists its neighbours), or a manifest that cannot be read or contradicts itself.
    pub fn open(folder: &Path) -> Result<Dataset> {
        let path = folder.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Err(locate::absent(folder));
            }
            Err(error) => return Err(Error::io("read the dataset", &path, error)),
        };
        let manifest = Manifest::parse(&text).map_err(|error| error.at(path.display()))?;
        Ok(Dataset { folder: folder.to_owned(), manifest })
    }

    /// The bars of one symbol (not a role).
    ///
    /// # Errors
    /// A symbol that is not here; a file that is missing, that is not the one the manifest describes (checksum, columns,
    /// rows, first and last day), that is no Parquet or CSV, or whose numbers break the promises of [`Bars`].
    pub fn bars(&self, symbol: &str) -> Result<Stored<Bars>> {
        let Some(entry) = self.manifest.symbols.get(symbol) else {
            return Err(self.unknown("symbol", symbol, self.manifest.symbols.keys()));
        };
        let stored = self.unchecked_bars(entry)?;
        self.sound(&entry.file, stored.data.flaws())?;
        Ok(stored)
    }

    /// The observations of one series (not a role). Errors as for [`Dataset::bars`].
    pub fn observations(&self, series: &str) -> Result<Stored<Observations>> {
        let Some(entry) = self.manifest.series.get(series) else {
            return Err(self.unknown("series", series, self.manifest.series.keys()));
        };
        let stored = self.unchecked_observations(entry)?;
        self.sound(&entry.file, stored.data.flaws())?;
        Ok(stored)
    }

    /// What the file of `entry` holds, whether or not it is sound. The checks of the data want to name every flaw.
    pub(super) fn unchecked_bars(&self, entry: &SymbolEntry) -> Result<Stored<Bars>> {
        let (bytes, sha256) = self.bytes(&entry.file, &entry.sha256)?;
        let data = if is_csv(&entry.file) {
            stored_csv::bars(&self.folder.join(&entry.file), &bytes)?
        } else {
            let parquet::Columns { dates, known, numbers } = self.decode(&entry.file, bytes)?;
            if known.is_some() {
                return Err(self.broken(&entry.file, "`known` is no column of prices"));
            }
            let fields = numbers.into_iter().map(|(name, values)| {
                let field = Field::named(&name).filter(|field| Bars::STORED.contains(field));
                let field =
                    field.ok_or_else(|| self.broken(&entry.file, &format!("`{name}` is no column of prices")))?;
                Ok((field, values))
            });
            Bars::from_columns(dates, fields.collect::<Result<Vec<_>>>()?)
        };
        let found: Vec<Field> = data.columns().into_iter().map(|(field, _)| field).collect();
        if found.len() != entry.columns.len() || entry.columns.iter().any(|field| !found.contains(field)) {
            let names = |fields: &[Field]| listed(fields.iter().map(|field| field.name()));
            let (promised, found) = (names(&entry.columns), names(&found));
            return Err(self.broken(&entry.file, &format!("it holds {found}; {MANIFEST} promises {promised}")));
        }
        self.as_described(&entry.file, &data.dates, (entry.first, entry.last, entry.rows))?;
        Ok(Stored { data, sha256 })
    }

    /// What the file of `entry` holds, whether or not it is sound.
    pub(super) fn unchecked_observations(&self, entry: &SeriesEntry) -> Result<Stored<Observations>> {
        let (bytes, sha256) = self.bytes(&entry.file, &entry.sha256)?;
        let data = if is_csv(&entry.file) {
            stored_csv::observations(&self.folder.join(&entry.file), &bytes)?
        } else {
            let parquet::Columns { dates, known, mut numbers } = self.decode(&entry.file, bytes)?;
            match (numbers.pop(), numbers.is_empty()) {
                (Some((_, values)), true) => Observations { dates, values, known },
                _ => {
                    return Err(
                        self.broken(&entry.file, "a series has the columns `date`, `value` and perhaps `known`")
                    );
                }
            }
        };
        match (data.known.is_some(), entry.vintages) {
            (true, false) => {
                return Err(self.broken(&entry.file, &format!("it has vintages, and {MANIFEST} promises none")));
            }
            (false, true) => {
                return Err(self.broken(&entry.file, &format!("it has no vintages; {MANIFEST} promises them")));
            }
            _ => {}
        }
        self.as_described(&entry.file, &data.dates, (entry.first, entry.last, entry.rows))?;
        Ok(Stored { data, sha256 })
    }

    /// One reading of the file serves the checksum and the data, so that they cannot differ.
    fn bytes(&self, file: &str, promised: &str) -> Result<(Vec<u8>, String)> {
        let path = self.folder.join(file);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(self.broken(file, &format!("the file is missing, and {MANIFEST} names it")));
            }
            Err(error) => return Err(Error::io("read", &path, error)),
        };
        let sha256 = checksum(&bytes);
        if !sha256.eq_ignore_ascii_case(promised) {
            let what = format!("the file changed since it was imported: its SHA-256 is not the one in {MANIFEST}");
            return Err(self.broken(file, &what));
        }
        Ok((bytes, sha256))
    }

    fn decode(&self, file: &str, bytes: Vec<u8>) -> Result<parquet::Columns> {
        parquet::decode(bytes).map_err(|what| self.broken(file, &what))
    }

    fn as_described(&self, file: &str, dates: &[Date], (first, last, rows): (Date, Date, usize)) -> Result<()> {
        let found = (dates.first().copied(), dates.last().copied(), dates.len());
        if found == (Some(first), Some(last), rows) {
            return Ok(());
        }
        let found = match found {
            (Some(first), Some(last), rows) => format!("{rows} rows from {first} to {last}"),
            _ => "no rows".to_owned(),
        };
        let what = format!("it holds {found}; {MANIFEST} promises {rows} rows from {first} to {last}");
        Err(self.broken(file, &what))
    }

    fn sound(&self, file: &str, flaws: Vec<Flaw>) -> Result<()> {
        match flaws.as_slice() {
            [] => Ok(()),
            [flaw] => Err(self.broken(file, &flaw.to_string())),
            [flaw, others @ ..] => Err(self.broken(file, &format!("{flaw}, and {} more like it", others.len()))),
        }
    }

    fn broken(&self, file: &str, what: &str) -> Error {
        let name = self.folder_name();
        Error::failed(what).at(self.folder.join(file).display()).help(format!(
            "import it again with `rotascope data import`; `rotascope data check {name}` looks at every file"
        ))
    }

    fn unknown<'a>(&self, kind: &str, name: &str, known: impl Iterator<Item = &'a String> + Clone) -> Error {
        let known = known.map(String::as_str);
        let help = did_you_mean(name, known.clone()).unwrap_or_else(|| format!("it holds {}", listed(known)));
        Error::input(format!("the dataset has no {kind} `{name}`")).at(self.folder.join(MANIFEST).display()).help(help)
    }

    /// What users call the dataset: the name of its folder, or the manifest's where the folder has none (`.`).
    fn folder_name(&self) -> &str {
        let of_folder = self.folder.file_name().and_then(|name| name.to_str());
        of_folder.unwrap_or(&self.manifest.name)
    }
}

fn is_csv(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// Lower-case hex SHA-256.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
