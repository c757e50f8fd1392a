//! Output to the terminal or to a pipe; styles are stripped where nobody sees them.

use crate::error::{Error, Fault, Result, Source};
use crate::report;
use std::io::{ErrorKind, Write};

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
