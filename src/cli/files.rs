//! Strategy files named on the command line -> checked strategies and their datasets.

use crate::data::{Dataset, store};
use crate::error::{Error, Message, Result, Source};
use crate::strategy::{NoUniverse, Strategy, StrategyFile};
use clap::Args;
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

    /// Reads and checks one file.
    ///
    /// # Errors
    /// A file that cannot be read, and every fault of one that can.
    pub(super) fn check(&self, path: &Path) -> Result<Checked> {
        let text = read(path)?;
        let name = path.display().to_string();
        let mut file = StrategyFile::read(&name, &text);
        for assignment in &self.set {
            file.set("--set", assignment);
        }
        if let Some(dataset) = &self.dataset {
            file.set("--dataset", &format!("data.dataset=\"{dataset}\""));
        }
        bring_named(&mut file, path);
        let dataset = match file.dataset() {
            Some(dataset) => store::locate(dataset, path).and_then(|folder| Dataset::open(&folder)),
            None => Err(Error::input("the file names no dataset")),
        };
        let (dataset, missing) = match dataset {
            Ok(dataset) => (Some(dataset), None),
            Err(error) => (None, Some(no_universe(error))),
        };
        let universe = dataset.as_ref().map(Dataset::universe);
        let (strategy, sources) = match (&universe, &missing) {
            (Some(universe), _) => file.check(Ok(universe))?,
            (None, Some(missing)) => file.check(Err(missing))?,
            (None, None) => unreachable!("a dataset that is not there has a reason"),
        };
        match dataset {
            Some(dataset) => Ok(Checked { file: name, strategy, dataset, sources }),
            None => unreachable!("a file without its dataset does not pass the check"),
        }
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
            let text =
                if circle { Err("this file leads back to itself".to_owned()) } else { read(&other).map_err(reason) };
            let readable = text.is_ok();
            let source = file
                .include((by, named), text.as_ref().map(|text| (name.as_str(), text.as_str())).map_err(Clone::clone));
            if readable {
                brought.push((source, other, by));
            }
        }
    }
}

/// An error in the few words that fit behind the name of what it is about.
fn reason(error: Error) -> String {
    match error {
        Error::Input(message) | Error::Failed(message) => message.what,
        faults @ Error::Faults(_) => faults.to_string(),
    }
}

/// The reason why a dataset cannot be opened, to be said where the file names it.
fn no_universe(error: Error) -> NoUniverse {
    match error {
        Error::Input(Message { what, place, help }) | Error::Failed(Message { what, place, help }) => {
            NoUniverse { message: place.map_or(what.clone(), |place| format!("{what} ({place})")), help }
        }
        faults @ Error::Faults(_) => NoUniverse { message: faults.to_string(), help: None },
    }
}
