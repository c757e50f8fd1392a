//! `rotascope new`: a strategy file to start from.

use super::{Outcome, print};
use crate::error::Error;
use clap::Args;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

#[derive(Args)]
#[command(after_help = "Example:\n  rotascope new my-idea      writes strategies/my-idea.toml")]
pub(super) struct New {
    /// Its name: letters, digits, - and _
    name: String,
}

const TEMPLATE: &str = include_str!("new.toml");

impl New {
    pub(super) fn execute(&self) -> Outcome {
        let name = self.name.strip_suffix(".toml").unwrap_or(&self.name);
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(Error::input(format!("`{name}` cannot be the name of a strategy file"))
                .help("letters, digits, - and _; the file goes to strategies/"));
        }
        let path = Path::new("strategies").join(format!("{name}.toml"));
        std::fs::create_dir_all("strategies")
            .map_err(|error| Error::io("make the folder", Path::new("strategies"), error))?;
        let title = name.replace(['-', '_'], " ");
        let text = TEMPLATE.replace("My idea", &title);
        let opened = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = opened.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Error::input("this file is there already").at(path.display()).help("choose another name")
            }
            _ => Error::io("write the file", &path, error),
        })?;
        file.write_all(text.as_bytes()).map_err(|error| Error::io("write the file", &path, error))?;
        print::out(&format!("wrote {0}\nnext: rotascope run {0}\n", path.display()))?;
        Ok(0)
    }
}
