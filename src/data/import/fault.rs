//! What keeps a file from being imported, and the message that says so.

use crate::error::Error;
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
        }
        if self.faults.len() > SHOWN {
            text += &format!("\n    and {} more faults", self.faults.len() - SHOWN);
        }
        text
    }
}

/// One message for all files that cannot be imported.
pub fn refusal(files: &[FileFaults]) -> Error {
    let help = help(files);
    let error = match files {
        [only] => match only.faults.as_slice() {
            [fault] => {
                let place = only.path.display();
                let error = Error::input(&fault.what);
                match fault.line {
                    Some(line) => error.at(format!("{place}:{line}")),
                    None => error.at(place),
                }
            }
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
                what += &format!("\n  and {} more files", files.len() - SHOWN_FILES);
            }
            Error::input(what)
        }
    };
    error.help(help)
}

/// Each remedy once, in the order in which they first come up.
fn help(files: &[FileFaults]) -> String {
    let mut remedies: Vec<&Remedy> = Vec::new();
    for fault in files.iter().flat_map(|file| &file.faults) {
        if !remedies.contains(&&fault.remedy) {
            remedies.push(&fault.remedy);
        }
    }
    let texts: Vec<&str> = remedies
        .into_iter()
        .map(|remedy| match remedy {
            Remedy::File(text) => text,
            Remedy::Row => "correct the rows, or leave them out with --drop-faulty-rows",
            Remedy::Gap => "fill the gap, count sessions by another --calendar, or accept it with --allow-gaps",
        })
        .take(3)
        .collect();
    texts.join("; ")
}
