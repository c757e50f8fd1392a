//! Bars and observations -> files and a manifest.

use super::{Dataset, MANIFEST, Staged, checksum, parquet};
use crate::data::{Bars, Date, Flaw, Manifest, Observations, SeriesEntry, SymbolEntry};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Writes symbols and series into the dataset in `folder`, making it where there is none, and returns its new manifest.
///
/// What the dataset holds already stays, except symbols and series of the same names, which are replaced (a `delisted`
/// mark is kept). Of `manifest` the description, calendar, roles and groups are taken as they are; its entries are not
/// looked at. Files are `prices/SYMBOL.parquet` and `series/NAME.parquet`, the manifest comes last, and everything is
/// checked and on the disk under temporary names before the first file is put in its place.
///
/// # Errors
/// Data that break the promises of [`Bars`] or [`Observations`], a manifest that does not hold together with them, an
/// existing `dataset.toml` that cannot be read, and the disk's refusals. The folder is then as it was; only a disk that
/// fails between two renames leaves files that do not match the old manifest, which reading them tells.
pub fn write(
    folder: &Path,
    manifest: Manifest,
    symbols: Vec<(String, Bars)>,
    series: Vec<(String, Observations)>,
) -> Result<Manifest> {
    let mut manifest = manifest;
    (manifest.symbols, manifest.series) = match folder.join(MANIFEST).exists() {
        true => Dataset::open(folder).map(|dataset| (dataset.manifest.symbols, dataset.manifest.series))?,
        false => (BTreeMap::new(), BTreeMap::new()),
    };
    let mut names = FileNames::of(&manifest);
    let mut staged = Staged::default();
    for (symbol, bars) in symbols {
        let (first, last) = ends(&symbol, &bars.dates, bars.flaws())?;
        let columns = bars.columns();
        let named: Vec<(&str, &[f64])> = columns.iter().map(|(field, values)| (field.name(), *values)).collect();
        let bytes = parquet::encode(&bars.dates, None, &named)?;
        let old = manifest.symbols.get(&symbol);
        let file = names.choose("prices", &symbol, old.map(|entry| entry.file.as_str()));
        staged.add(&folder.join(&file), &bytes)?;
        let entry = SymbolEntry {
            file,
            sha256: checksum(&bytes),
            first,
            last,
            rows: bars.dates.len(),
            columns: columns.iter().map(|(field, _)| *field).collect(),
            delisted: old.is_some_and(|entry| entry.delisted),
        };
        manifest.symbols.insert(symbol, entry);
    }
    for (name, observations) in series {
        let (first, last) = ends(&name, &observations.dates, observations.flaws())?;
        let bytes = parquet::encode(
            &observations.dates,
            observations.known.as_deref(),
            &[("value", observations.values.as_slice())],
        )?;
        let old = manifest.series.get(&name);
        let file = names.choose("series", &name, old.map(|entry| entry.file.as_str()));
        staged.add(&folder.join(&file), &bytes)?;
        let entry = SeriesEntry {
            file,
            sha256: checksum(&bytes),
            first,
            last,
            rows: observations.dates.len(),
            vintages: observations.known.is_some(),
        };
        manifest.series.insert(name, entry);
    }
    manifest.check()?;
    staged.add(&folder.join(MANIFEST), manifest.to_toml()?.as_bytes())?;
    staged.commit()?;
    Ok(manifest)
}

fn ends(name: &str, dates: &[Date], flaws: Vec<Flaw>) -> Result<(Date, Date)> {
    match (flaws.first(), dates) {
        (None, [only]) => Ok((*only, *only)),
        (None, [first, .., last]) => Ok((*first, *last)),
        (flaw, _) => {
            let what = flaw.map_or_else(|| "there are no rows".to_owned(), Flaw::to_string);
            Err(Error::input(format!("`{name}` cannot be stored: {what}")).help("correct it, then write it again"))
        }
    }
}

/// The files that a dataset uses, in lower case: some file systems do not tell case apart.
struct FileNames(HashSet<String>);

impl FileNames {
    fn of(manifest: &Manifest) -> Self {
        let symbols = manifest.symbols.values().map(|entry| &entry.file);
        let series = manifest.series.values().map(|entry| &entry.file);
        FileNames(symbols.chain(series).map(|file| file.to_lowercase()).collect())
    }

    /// The file that the name has already, if it is a Parquet one; else a free one like it (`EUR/USD` -> `EUR_USD`).
    fn choose(&mut self, folder: &str, name: &str, old: Option<&str>) -> String {
        if let Some(old) = old.filter(|old| old.ends_with(".parquet")) {
            return old.to_owned();
        }
        let safe = |c: char| {
            if c.is_alphanumeric() || "-_^=.".contains(c) { c } else { '_' }
        };
        let stem: String = name.chars().map(safe).collect();
        let numbered = (2..).map(|n| format!("{folder}/{stem}-{n}.parquet"));
        std::iter::once(format!("{folder}/{stem}.parquet"))
            .chain(numbered)
            .find(|file| self.0.insert(file.to_lowercase()))
            .expect("numbers do not run out before names do")
    }
}
