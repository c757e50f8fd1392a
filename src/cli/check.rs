//! `rotascope check`: does each file hold together?

use super::files::Files;
use super::{Outcome, print};
use clap::Args;

#[derive(Args)]
#[command(after_help = "Example:\n  rotascope check strategies/*.toml")]
pub(super) struct Check {
    #[command(flatten)]
    files: Files,
}

impl Check {
    pub(super) fn execute(&self) -> Outcome {
        let mut code = 0;
        for path in self.files.paths()? {
            match self.files.check(&path) {
                Ok(checked) => {
                    print::warnings(&checked.sources, &checked.strategy.warnings);
                    print::out(&format!("{}: ok\n", checked.file))?;
                }
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        Ok(code)
    }
}
