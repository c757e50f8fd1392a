//! `rotascope completions`: what a shell needs to complete commands and options.

use super::{Arguments, Outcome, print};
use crate::error::Error;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope completions bash > ~/.local/share/bash-completion/completions/rotascope
  rotascope completions zsh > ~/.zfunc/_rotascope          with `fpath+=~/.zfunc` before `compinit`
  rotascope completions fish > ~/.config/fish/completions/rotascope.fish
  rotascope completions powershell >> $PROFILE")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn execute(&self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "rotascope", &mut script);
        let script = String::from_utf8(script)
            .map_err(|error| Error::failed(format!("the completions are not text: {error}")))?;
        print::out(&script)?;
        Ok(0)
    }
}
