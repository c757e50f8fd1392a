//! Vendors' files -> bars and observations, checked, ready to be written into a dataset.
//!
//! A file is comma-separated, holds one symbol or one series, and its first lines tell how it is laid out:
//!
//! - Yahoo, as yfinance saves it: header rows that start with `Price`, `Ticker` and `Date`; the symbol is in the ticker
//!   row. The data column headed `Price` or `Adj Close` is the adjusted close. Without one, all prices are taken for
//!   adjusted (yfinance's `auto_adjust`), the close too.
//! - Series, as FRED has them: a date and one column of values. The column's header is the series' name, the file's where
//!   the header is just `value`. Blanks and `.` are days without an observation. A further column `known` is the day on
//!   which the row was published: then a date may have several rows, its vintages.
//! - Prices: `date` and `close`, and any of `open high low adj_close volume dividend split`, in any order, case and usual
//!   spelling. The symbol is the one value of a `symbol` (`ticker`, `name`) column, else the file's name without its
//!   ending. `close`, `open`, `high` and `low` are adjusted for splits, as vendors have them.
//!
//! Days are ISO dates, with or without a time; rows may come in any order. Every file is read and checked before anything
//! is returned, so a fault in one of them leaves a dataset as it was.

mod day;
mod fault;
mod layout;
mod notes;
mod prices;
mod roles;
mod rows;
mod series;
mod sheet;
pub(super) mod stored_csv;

use super::{Bars, Calendar, Manifest, Observations};
use crate::error::{Error, Result};
use fault::FileFaults;
use layout::{Columns, Layout};
use notes::Notes;
use rows::{Days, Gaps, Tolerance};
use sheet::Sheet;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use roles::WELL_KNOWN;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The dataset that will be added to: an existing one's manifest, or [`Manifest::new`].
    pub into: Manifest,
    /// How its sessions are counted; none keeps what `into` says.
    pub calendar: Option<Calendar>,
    /// `("large", "SPY")`: roles, of symbols and series imported now or held already.
    pub roles: Vec<(String, String)>,
    /// Accept ten and more scheduled sessions without a bar.
    pub allow_gaps: bool,
    /// Leave out rows that are at fault, instead of refusing their file.
    pub drop_faulty_rows: bool,
}

/// What the files hold. [`super::store::write`] takes the first three.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// `into`, with calendar and roles applied; its entries are still the old ones.
    pub manifest: Manifest,
    pub symbols: Vec<(String, Bars)>,
    pub series: Vec<(String, Observations)>,
    /// What a reader should know: rows dropped, columns ignored, odd prices, roles given.
    pub notes: Vec<String>,
}

/// Reads files, and the `.csv` files of folders in the order of their names.
///
/// # Errors
/// Every fault of every file in one message (the first ten of a file): its file and line, what is wrong, what to do. Also:
/// nothing to import; two files for one name; real data for a synthetic dataset; a role that names nothing.
pub fn import(paths: &[PathBuf], options: &ImportOptions) -> Result<Imported> {
    if options.into.synthetic {
        let what = format!("dataset `{}` is synthetic: real prices do not go into it", options.into.name);
        return Err(Error::input(what).help("import into another dataset"));
    }
    let calendar = options.calendar.unwrap_or(options.into.calendar);
    let tolerance = Tolerance {
        gaps: match options.allow_gaps {
            true => Gaps::Noted(calendar),
            false => Gaps::Refused(calendar),
        },
        faulty_rows: options.drop_faulty_rows,
    };
    let mut imported = Imported::default();
    let mut notes = Notes::default();
    let mut faulty: Vec<FileFaults> = Vec::new();
    let mut origins: HashMap<String, PathBuf> = HashMap::new();
    for path in files(paths)? {
        let bytes = std::fs::read(&path).map_err(|error| Error::io("read", &path, error))?;
        let file = match read(&path, &bytes, tolerance) {
            Ok(file) => file,
            Err(faults) => {
                faulty.push(faults);
                continue;
            }
        };
        for note in file.notes {
            notes.add(&path, note);
        }
        if let Some(other) = origins.insert(file.name.clone(), path.clone()) {
            let what = format!("`{}` comes from two files, the other is {}", file.name, other.display());
            let help = "import one of them, or rename one: a plain file's name is its symbol";
            return Err(Error::input(what).at(path.display()).help(help));
        }
        match file.contents {
            Contents::Prices(bars) => imported.symbols.push((file.name, bars)),
            Contents::Series(observations) => imported.series.push((file.name, observations)),
        }
    }
    if !faulty.is_empty() {
        return Err(fault::refusal(&faulty));
    }
    imported.manifest = options.into.clone();
    imported.manifest.calendar = calendar;
    imported.notes = notes.lines();
    roles::assign(&mut imported, &options.roles)?;
    Ok(imported)
}

/// One file's contents.
struct File {
    name: String,
    contents: Contents,
    notes: Vec<String>,
}

enum Contents {
    Prices(Bars),
    Series(Observations),
}

fn read(path: &Path, bytes: &[u8], tolerance: Tolerance) -> std::result::Result<File, FileFaults> {
    let refuse = |faults| FileFaults { path: path.to_owned(), faults };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let sheet = Sheet::parse(bytes).map_err(|fault| refuse(vec![fault]))?;
    let Layout { name, rows, columns, mut notes } =
        layout::recognise(&sheet, &stem).map_err(|fault| refuse(vec![fault]))?;
    let contents = match columns {
        Columns::Prices { date, fields } => {
            let (bars, more) = prices::read(&sheet, rows, date, &fields, tolerance).map_err(refuse)?;
            notes.extend(more);
            Contents::Prices(bars)
        }
        Columns::Series { date, value, known } => {
            let (observations, more) =
                series::read(&sheet, rows, Days { date, known }, value, tolerance).map_err(refuse)?;
            notes.extend(more);
            Contents::Series(observations)
        }
    };
    Ok(File { name, contents, notes })
}

/// The files that `paths` stand for.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|error| Error::io("read the folder", path, error))?;
        let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        inside.retain(|file| {
            let csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
            csv && file.is_file()
        });
        if inside.is_empty() {
            return Err(Error::input("the folder has no .csv files")
                .at(path.display())
                .help("name the folder that holds them, or the files themselves"));
        }
        inside.sort();
        files.extend(inside);
    }
    match files.iter().find(|file| !file.exists()) {
        Some(file) => Err(Error::input("there is no such file or folder").at(file.display())),
        None if files.is_empty() => Err(Error::input("nothing to import").help("name files, or folders of .csv files")),
        None => Ok(files),
    }
}
