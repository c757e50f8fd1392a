//! Strategy files named on the command line -> checked strategies and their datasets.

use crate::data::{Dataset, Date, store};
use crate::error::{Error, Message, Result, Source};
use crate::results::MANIFEST;
use crate::strategy::{NoUniverse, Strategy, StrategyFile};
use crate::sweep::picked;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which files, and what to change in them.
#[derive(Args)]
pub(super) struct Files {
    /// Strategy files, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Set a parameter, or any key by its path: weeks=3, trade.fill=next-close, data.start=2005-01-01
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Run on this dataset instead of the file's own
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
}

/// A file that passed its check.
pub(super) struct Checked {
    pub file: String,
    pub strategy: Strategy,
    pub dataset: Dataset,
    pub sources: Vec<Source>,
    /// As it was before the check.
    pub unchecked: StrategyFile,
}

impl Files {
    /// The files, folders replaced by the strategy files in them, by name.
    pub(super) fn paths(&self) -> Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for path in &self.files {
            if !path.is_dir() {
                paths.push(path.clone());
                continue;
            }
            let entries = std::fs::read_dir(path).map_err(|error| Error::io("list the folder", path, error))?;
            let mut inside: Vec<PathBuf> = entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
                .collect();
            if inside.is_empty() {
                return Err(Error::input("no strategy files in this folder")
                    .at(path.display())
                    .help("their names end in .toml"));
            }
            inside.sort();
            paths.append(&mut inside);
        }
        Ok(paths)
    }

    /// Folders of sweeps, as they were named.
    pub(super) fn sweeps(&self) -> Vec<PathBuf> {
        self.files.clone()
    }

    /// One row of a sweep, by the folder that the sweep left: the strategy as it was swept, from the start that all rows share.
    ///
    /// # Errors
    /// A folder without a sweep, a row that it does not have, data that are not those of the sweep.
    pub(super) fn picked(&self, folder: &Path, row: usize) -> Result<Checked> {
        let past = PastSweep::read(folder)?;
        let origin = Path::new(&past.file);
        let mut file = StrategyFile::read(&past.file, &past.strategy.to_string());
        file.order_sweep(&past.axes);
        // Each may name others.
        while let wanted @ [_, ..] = file.wanted().as_slice() {
            for wanted in wanted {
                let place = file.place(wanted);
                let text = past.included.get(&place).map(ToString::to_string);
                let text = text.ok_or_else(|| "the sweep did not keep this file".to_owned());
                file.include(
                    wanted.clone(),
                    text.as_ref().map(|text| (place.as_str(), text.as_str())).map_err(Clone::clone),
                );
            }
        }
        let swept = Files { files: Vec::new(), set: Vec::new(), dataset: self.dataset.clone() };
        let checked = swept.check_opened(file.clone(), origin)?;
        let mut picked = picked(&file, &checked.strategy, row as u64).map_err(|error| error.or_at(folder.display()))?;
        let shared: Date = past.start.parse().map_err(|_| {
            Error::input(format!("`{}` is no date that a sweep started on", past.start)).at(folder.display())
        })?;
        // A row's own start counts where it is later.
        let own = swept.check_opened(picked.clone(), origin)?.strategy.data.start;
        let start = own.map_or(shared, |own| own.max(shared));
        picked.set("--pick", &format!("data.start={start}"));
        let checked = self.check_opened(picked, origin)?;
        past.same_data(&checked).map_err(|error| error.at(folder.display()))?;
        Ok(checked)
    }

    /// Reads and checks one file.
    ///
    /// # Errors
    /// A file that cannot be read, and every fault of one that can.
    pub(super) fn check(&self, path: &Path) -> Result<Checked> {
        let text = read(path)?;
        let mut file = StrategyFile::read(&path.display().to_string(), &text);
        bring_named(&mut file, path);
        self.check_opened(file, path)
    }

    /// Checks a file that has been read; `path` is where it stands.
    fn check_opened(&self, mut file: StrategyFile, path: &Path) -> Result<Checked> {
        let name = path.display().to_string();
        for assignment in &self.set {
            file.set("--set", assignment);
        }
        if let Some(dataset) = &self.dataset {
            file.set("--dataset", &format!("data.dataset=\"{dataset}\""));
        }
        // An option may name one more.
        bring_named(&mut file, path);
        let dataset = match file.dataset() {
            Some(dataset) => store::locate(dataset, path).and_then(|folder| Dataset::open(&folder)),
            None => Err(Error::input("the file names no dataset")),
        };
        let (dataset, missing) = match dataset {
            Ok(dataset) => (Some(dataset), None),
            Err(error) => (None, Some(no_universe(error))),
        };
        let unchecked = file.clone();
        let universe = dataset.as_ref().map(Dataset::universe);
        let (strategy, sources) = match (&universe, &missing) {
            (Some(universe), _) => file.check(Ok(universe))?,
            (None, Some(missing)) => file.check(Err(missing))?,
            (None, None) => unreachable!("a dataset that is not there has a reason"),
        };
        match dataset {
            Some(dataset) => Ok(Checked { file: name, strategy, dataset, sources, unchecked }),
            None => unreachable!("a file without its dataset does not pass the check"),
        }
    }
}

/// What a sweep's folder says of it.
#[derive(Deserialize)]
struct PastSweep {
    file: String,
    start: String,
    sha256: BTreeMap<String, String>,
    /// What was swept, in the order that numbers the rows.
    axes: Vec<String>,
    strategy: toml::Table,
    #[serde(default)]
    included: BTreeMap<String, toml::Table>,
}

impl PastSweep {
    /// Of a finished sweep, or of one that has parts so far.
    fn read(folder: &Path) -> Result<PastSweep> {
        let finished = folder.join("sweep.toml");
        let path = if finished.exists() { finished } else { folder.join(MANIFEST) };
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                Error::input("this is no folder of a sweep")
                    .at(folder.display())
                    .help("`rotascope results` lists them, with their folders")
            }
            _ => Error::io("read", &path, error),
        })?;
        toml::from_str(&text).map_err(|error| {
            Error::input(format!("not the file that a sweep left: {}", error.message())).at(path.display())
        })
    }

    /// Every file that was read for the sweep and is read again has to be the same.
    fn same_data(&self, checked: &Checked) -> Result<()> {
        let manifest = &checked.dataset.manifest;
        let now = |symbol: &str| {
            let prices = manifest.symbols.get(symbol).map(|entry| entry.sha256.as_str());
            prices.or_else(|| manifest.series.get(symbol).map(|entry| entry.sha256.as_str()))
        };
        let assets = checked.strategy.assets.iter().map(|asset| asset.symbol.as_str());
        let read = assets.chain(checked.strategy.series.iter().map(|series| series.symbol.as_str()));
        for symbol in read {
            if self.sha256.get(symbol).is_some_and(|then| now(symbol) != Some(then.as_str())) {
                return Err(Error::input(format!("the data of `{symbol}` have changed since the sweep"))
                    .help("sweep again: its rows are of the data of then"));
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::input("there is no such file").at(path.display()),
        std::io::ErrorKind::InvalidData => Error::input("this file is not text (UTF-8)").at(path.display()),
        _ => Error::io("read the file", path, error),
    })
}

/// Reads the strategy files that a file's sleeves name, and those that theirs name.
fn bring_named(file: &mut StrategyFile, path: &Path) {
    // Every file that was brought: its source number, its path, and the number of the file that named it.
    let mut brought: Vec<(u32, PathBuf, u32)> = Vec::new();
    loop {
        let wanted = file.wanted();
        if wanted.is_empty() {
            return;
        }
        for (by, named) in wanted {
            let namer = brought.iter().find(|(source, ..)| *source == by);
            let folder = namer.map_or(path, |(_, path, _)| path).parent().unwrap_or(Path::new(""));
            let other = folder.join(&named);
            let same = |a: &Path| a.canonicalize().ok().is_some_and(|a| other.canonicalize().is_ok_and(|b| a == b));
            let mut above = namer;
            let mut circle = same(path);
            while let Some((_, path, by)) = above {
                circle |= same(path);
                above = brought.iter().find(|(source, ..)| source == by);
            }
            let name = other.display().to_string();
            let text = if circle {
                Err("this file leads back to itself".to_owned())
            } else {
                read(&other).map_err(Error::in_a_line)
            };
            let readable = text.is_ok();
            let source = file
                .include((by, named), text.as_ref().map(|text| (name.as_str(), text.as_str())).map_err(Clone::clone));
            if readable {
                brought.push((source, other, by));
            }
        }
    }
}

/// The reason why a dataset cannot be opened, to be said where the file names it.
fn no_universe(error: Error) -> NoUniverse {
    match error {
        Error::Input(message) | Error::Failed(message) | Error::Stopped(message) => {
            let Message { what, place, help } = message;
            NoUniverse { message: place.map_or(what.clone(), |place| format!("{what} ({place})")), help }
        }
        faults @ Error::Faults(_) => NoUniverse { message: faults.to_string(), help: None },
    }
}
