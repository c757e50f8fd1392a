//! Output to the terminal or to a pipe; styles are stripped where nobody sees them.

use crate::error::{Error, Fault, Result, Source};
use crate::report;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::{Command, Stdio};

/// Writes to standard output. A reader that has seen enough (`| head`) is no error.
pub(super) fn out(text: &str) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::failed(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Columns of the terminal that standard output goes to; None where it goes to a file or a pipe.
pub(super) fn width() -> Option<usize> {
    terminal().map(|(width, _)| width)
}

fn terminal() -> Option<(usize, usize)> {
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    let (width, height) = terminal_size::terminal_size_of(&stdout)?;
    Some((usize::from(width.0), usize::from(height.0)))
}

/// Writes a page of tables to standard output: with colours where they are seen, and through a pager where it is longer than the
/// terminal is high.
pub(super) fn page(text: &str) -> Result<()> {
    let painted = report::painted(text);
    let long = terminal().is_some_and(|(_, height)| text.lines().count() >= height);
    if long && paged(&painted) { Ok(()) } else { out(&painted) }
}

/// Shows a text in $PAGER, or in `less`; false: there is none.
fn paged(painted: &str) -> bool {
    let wanted = std::env::var("PAGER").unwrap_or_else(|_| "less -FRX".to_owned());
    let mut words = wanted.split_whitespace();
    let Some(program) = words.next() else {
        return false;
    };
    let mut command = Command::new(program);
    // Of `less` we know that it passes colours on when asked to.
    command.args(words).env("LESS", std::env::var("LESS").unwrap_or_else(|_| "FRX".to_owned()));
    let Ok(mut pager) = command.stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut stdin) = pager.stdin.take() {
        let coloured = anstream::stdout().current_choice() != anstream::ColorChoice::Never;
        let text = if coloured { painted.to_owned() } else { anstream::adapter::strip_str(painted).to_string() };
        // A reader that leaves early has seen enough.
        let _ = stdin.write_all(text.as_bytes());
    }
    pager.wait().is_ok_and(|status| status.success())
}

/// Writes a note for people to standard error; if even that fails, there is nobody to tell.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

pub(super) fn error(error: &Error) {
    let _ = write!(anstream::stderr(), "{}", report::error(error));
}

pub(super) fn warnings(sources: &[Source], faults: &[Fault]) {
    if !faults.is_empty() {
        let _ = write!(anstream::stderr(), "{}", report::warnings(sources, faults));
    }
}
