//! What keeps a file from being imported, and the message that says so.

use crate::error::Error;
use crate::wording::counted;
use std::path::PathBuf;

/// How many faults of a file are spelled out, and of how many files.
const SHOWN: usize = 10;
const SHOWN_FILES: usize = 5;

/// One thing wrong with a file.
#[derive(Clone, Debug)]
pub struct Fault {
    pub line: Option<u64>,
    pub what: String,
    pub remedy: Remedy,
}

/// What can be done about a fault.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Something about the file as a whole.
    File(String),
    /// Correct the row, or leave it out.
    Row,
    /// Fill the gap, or accept it.
    Gap,
}

impl Fault {
    pub fn file(line: Option<u64>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Fault { line, what: what.into(), remedy: Remedy::File(remedy.into()) }
    }

    pub fn row(line: u64, what: impl Into<String>) -> Self {
        Fault { line: Some(line), what: what.into(), remedy: Remedy::Row }
    }
}

/// Every fault of one file; at least one.
#[derive(Clone, Debug)]
pub struct FileFaults {
    pub path: PathBuf,
    pub faults: Vec<Fault>,
}

impl FileFaults {
    fn lines(&self) -> String {
        let mut text = String::new();
        for fault in self.faults.iter().take(SHOWN) {
            text += "\n    ";
            if let Some(line) = fault.line {
                text += &format!("line {line}: ");
            }
            text += &fault.what;
            if let Remedy::File(remedy) = &fault.remedy {
                text += &format!(" ({remedy})");
            }
        }
        if self.faults.len() > SHOWN {
            text += &format!("\n    and {}", counted(self.faults.len() - SHOWN, "more fault"));
        }
        text
    }
}

/// One message for all files that cannot be imported.
pub fn refusal(files: &[FileFaults]) -> Error {
    let error = match files {
        [only] => match only.faults.as_slice() {
            [fault] => return lone(only, fault),
            faults => {
                let what = format!("the file has {} faults{}", faults.len(), only.lines());
                Error::input(what).at(only.path.display())
            }
        },
        files => {
            let mut what = format!("{} files cannot be imported", files.len());
            for file in files.iter().take(SHOWN_FILES) {
                what += &format!("\n  {}{}", file.path.display(), file.lines());
            }
            if files.len() > SHOWN_FILES {
                what += &format!("\n  and {}", counted(files.len() - SHOWN_FILES, "more file"));
            }
            Error::input(what)
        }
    };
    error.help(help(files))
}

fn lone(file: &FileFaults, fault: &Fault) -> Error {
    let path = file.path.display();
    let place = fault.line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"));
    let error = Error::input(&fault.what).at(place);
    match &fault.remedy {
        Remedy::File(remedy) => error.help(remedy),
        Remedy::Row | Remedy::Gap => error.help(help(std::slice::from_ref(file))),
    }
}

/// What to do about rows and gaps; remedies of whole files stand beside their faults.
fn help(files: &[FileFaults]) -> String {
    let any = |remedy: Remedy| files.iter().flat_map(|file| &file.faults).any(|fault| fault.remedy == remedy);
    let rows = any(Remedy::Row).then_some("correct the rows, or leave them out with --drop-faulty-rows");
    let gaps = any(Remedy::Gap)
        .then_some("fill the gap, count sessions by another --calendar, or accept it with --allow-gaps");
    match (rows, gaps) {
        (Some(rows), Some(gaps)) => format!("{rows}; {gaps}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "correct the files and import them again: nothing was imported".to_owned(),
    }
}
