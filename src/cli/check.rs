//! `rotascope check`: does each file hold together, and with `--audit`, does it decide without hindsight?

use super::files::{Checked, Files};
use super::{Outcome, print};
use crate::audit::{Audit, Difference, Kind, audit, is_hindsight};
use crate::error::{Error, Result};
use crate::sweep;
use crate::wording::counted;
use clap::Args;
use std::collections::BTreeSet;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope check strategies/*.toml
  rotascope check --audit strategies/small-cap-breakout.toml")]
pub(super) struct Check {
    #[command(flatten)]
    files: Files,
    /// Also run each file on histories cut at many dates: no decision up to the cut may change
    #[arg(long)]
    audit: bool,
    /// How many dates to cut at; 12 or more have one of every kind, holiday eves and unscheduled closures among them
    #[arg(long, value_name = "N", default_value = "60", requires = "audit", value_parser = clap::value_parser!(u32).range(1..))]
    cuts: u32,
}

impl Check {
    pub(super) fn execute(&self) -> Outcome {
        let mut code = 0;
        for path in self.files.paths()? {
            let verdict = self.files.check(&path).and_then(|checked| {
                print::warnings(&checked.sources, &checked.strategy.warnings);
                let swept = sweep::check(&checked.unchecked, &checked.strategy, &checked.dataset);
                swept.map_err(|error| error.or_at(&checked.file))?;
                let verdict = if self.audit { self.audited(&checked)? } else { "ok".to_owned() };
                Ok(format!("{}: {verdict}\n", checked.file))
            });
            match verdict {
                Ok(line) => print::out(&line)?,
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        Ok(code)
    }

    /// What to say of a file without look-ahead; the first difference of one that has it is an error.
    fn audited(&self, checked: &Checked) -> Result<String> {
        let at = |error: Error| error.or_at(&checked.file);
        let found = audit(&checked.strategy, &checked.dataset, self.cuts as usize).map_err(at)?;
        match fault(checked, &found) {
            Some(fault) => Err(fault.at(&checked.file)),
            None => Ok(passed(&found)),
        }
    }
}

/// "ok, the same at 60 cuts of 10 kinds", and what could not be compared in full.
fn passed(audit: &Audit) -> String {
    let kinds: BTreeSet<Kind> = audit.cuts.iter().map(|cut| cut.kind).collect();
    let (cuts, kinds) = (counted(audit.cuts.len(), "cut"), counted(kinds.len(), "kind"));
    let mut text = format!("ok, the same at {cuts} of {kinds}");
    let early: Vec<_> = audit.cuts.iter().filter(|cut| cut.through < cut.date).collect();
    if let [first, ..] = early.as_slice() {
        text += &format!(
            "; {} compared up to an asset's last bar only, the first, of {}, to {}",
            counted(early.len(), "cut"),
            first.date,
            first.through
        );
    }
    text
}

/// The first look-ahead that was found.
fn fault(checked: &Checked, audit: &Audit) -> Option<Error> {
    let assets: Vec<&str> = checked.strategy.assets.iter().map(|asset| asset.name.as_str()).collect();
    let expected = |one: &&Difference| is_hindsight(&checked.strategy, checked.dataset.manifest.calendar, one);
    let lists = [(&audit.differences, ""), (&audit.unpublished, ", less what its series publish later")];
    let found = |wanted: &dyn Fn(&&Difference) -> bool| {
        lists.iter().find_map(|(list, less)| {
            let first = list.iter().find(|one| wanted(one))?.describe(&assets);
            Some(format!("at {} of {}{less}: {first}", list.len(), counted(audit.cuts.len(), "cut")))
        })
    };
    if let Some(what) = found(&|one| !expected(one)) {
        return Some(Error::failed(format!("look-ahead {what}")).help(
            "no decision may read what came after it: this is a fault of Rotascope, please report it with the file",
        ));
    }
    let what = found(&expected)?;
    Some(Error::failed(format!("hindsight of calendar = \"data\" {what}")).help(
        "expected: without a schedule only the next session tells that a period is over; import the data with the calendar \
         of their exchange",
    ))
}
