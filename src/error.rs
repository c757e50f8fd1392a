//! What goes wrong, and where: the one error type, and the faults of a strategy file.

use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

/// Bytes `start..end` of source number `source` (an index into [`Faults::sources`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: u32,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: u32, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }

    /// Whether all of `other` is in it.
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end, ..self }
    }
}

/// A text that spans point into: a strategy file, or one `--set` argument.
#[derive(Clone, Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

/// One thing wrong with a strategy file: where, what, and what to do about it.
#[derive(Clone, Debug)]
pub struct Fault {
    pub severity: Severity,
    pub span: Span,
    pub message: String,
    /// What stands under the caret: usually what was expected there.
    pub label: String,
    pub help: Option<String>,
}

impl Fault {
    pub fn new(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Error, span, message: message.into(), label: label.into(), help: None }
    }

    pub fn warning(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::new(span, message, label) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// Every fault of one strategy file, with the texts they point into.
#[derive(Clone, Debug)]
pub struct Faults {
    pub sources: Vec<Source>,
    pub faults: Vec<Fault>,
}

/// One message: what is wrong, where, and what to do.
#[derive(Clone, Debug)]
pub struct Message {
    pub what: String,
    /// A file, a file and line, a key: wherever the reader has to look.
    pub place: Option<String>,
    pub help: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Error {
    /// A strategy file that does not hold together. Exit code 2.
    Faults(Faults),
    /// Wrong usage, or an input file that is not what it should be. Exit code 2.
    Input(Message),
    /// The request was fine and could not be carried out: data, disk, permissions. Exit code 1.
    Failed(Message),
    /// The user ended it, by Ctrl-C. Exit code 130.
    Stopped(Message),
}

impl Error {
    pub fn input(what: impl Into<String>) -> Self {
        Self::Input(Message { what: what.into(), place: None, help: None })
    }

    pub fn failed(what: impl Into<String>) -> Self {
        Self::Failed(Message { what: what.into(), place: None, help: None })
    }

    pub fn stopped(what: impl Into<String>) -> Self {
        Self::Stopped(Message { what: what.into(), place: None, help: None })
    }

    /// An operating system's refusal, with the path it was about.
    pub fn io(doing: &str, path: &std::path::Path, error: std::io::Error) -> Self {
        Self::failed(format!("cannot {doing}: {error}")).at(path.display())
    }

    pub fn at(mut self, place: impl fmt::Display) -> Self {
        if let Self::Input(message) | Self::Failed(message) | Self::Stopped(message) = &mut self {
            message.place = Some(place.to_string());
        }
        self
    }

    /// Says where, unless the error knows better.
    pub fn or_at(self, place: impl fmt::Display) -> Self {
        match &self {
            Self::Input(message) | Self::Failed(message) if message.place.is_none() => self.at(place),
            _ => self,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Input(message) | Self::Failed(message) | Self::Stopped(message) = &mut self {
            message.help = Some(help.into());
        }
        self
    }

    /// What is wrong, and nothing else.
    pub fn in_a_line(self) -> String {
        match self {
            Self::Input(message) | Self::Failed(message) | Self::Stopped(message) => message.what,
            Self::Faults(_) => self.to_string(),
        }
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Faults(_) | Self::Input(_) => 2,
            Self::Failed(_) => 1,
            Self::Stopped(_) => 130,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(faults) => {
                let errors = faults.faults.iter().filter(|fault| fault.severity == Severity::Error);
                let lines: Vec<&str> = errors.map(|fault| fault.message.as_str()).collect();
                f.write_str(&lines.join("; "))
            }
            Self::Input(message) | Self::Failed(message) | Self::Stopped(message) => {
                f.write_str(&message.what)?;
                if let Some(place) = &message.place {
                    write!(f, "\n  at: {place}")?;
                }
                if let Some(help) = &message.help {
                    write!(f, "\n  help: {help}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Error {}
