//! The command line: arguments in, one file a command, exit codes out.

mod check;
mod chosen;
mod compare;
mod completions;
mod data;
mod files;
mod functions;
mod new;
mod output;
mod print;
mod results;
mod run;
mod sweep;
mod schema;

use crate::error::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Backtests rotation strategies written in TOML.
#[derive(Parser)]
#[command(name = "rotascope", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rotascope run strategies/small-cap-breakout.toml
  rotascope run strategies/small-cap-breakout.toml --set weeks=3 --set trade.fill=next-close
  rotascope run strategies/*.toml --format csv > results.csv
  rotascope sweep strategies/size-rotation-sweep.toml
  rotascope compare results --sort sharpe
  rotascope data import prices/*.csv --into mine
  rotascope new my-idea";

#[derive(Subcommand)]
enum Command {
    /// Check strategy files: every fault at once, with its place.
    Check(check::Check),
    /// Run strategy files and compare them with their benchmarks.
    Run(run::RunFiles),
    /// Run every combination of a file's [sweep] and rank them.
    Sweep(sweep::SweepFiles),
    /// Hold results against each other: metrics, differences, files, correlations.
    Compare(compare::Compare),
    /// List the results that there are, or delete old ones.
    Results(results::Results),
    /// Write a new strategy file to start from.
    New(new::New),
    /// List the functions of the language, or show one in full.
    Functions(functions::Functions),
    /// Print a JSON Schema of strategy files, for editors that complete and check TOML.
    Schema(schema::Schema),
    /// Import, list and check price data.
    #[command(subcommand)]
    Data(data::Data),
    /// Print what completes commands and options in a shell.
    Completions(completions::Completions),
}

/// What a command that went through its whole job reports: the exit code, where some of it failed.
type Outcome = Result<u8>;

/// Runs the command line. Exit codes: 0 done, 1 a run failed, 2 wrong usage or file, 130 ended by Ctrl-C with what was finished kept.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Check(command) => command.execute(),
        Command::Run(command) => command.execute(),
        Command::Sweep(command) => command.execute(),
        Command::Compare(command) => command.execute(),
        Command::Results(command) => command.execute(),
        Command::Completions(command) => command.execute(),
        Command::New(command) => command.execute(),
        Command::Functions(command) => command.execute(),
        Command::Schema(command) => command.execute(),
        Command::Data(command) => command.execute(),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            print::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
