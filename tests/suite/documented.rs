//! What the documents show is what the program prints: every ```console block is run again, in order, beside the demo and the
//! strategies that ship. A line `$ command` is run by a shell; the lines below it are its standard output, of which `...` at the
//! end leaves out the rest. With UPDATE_DOCS=1 the blocks are written anew instead of compared.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const OPENED: &str = "```console";
const CLOSED: &str = "```";
const REST: &str = "...";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = tempfile::tempdir().expect("a folder to work in");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["datasets", "strategies"] {
            std::os::unix::fs::symlink(root.join(folder), desk.path().join(folder)).expect("a link can be made");
        }
        Desk(desk)
    }

    fn output(&self, command: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_rotascope")).parent().expect("the program is in a folder");
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(command).current_dir(self.0.path()).env("PATH", path).env_remove("CLICOLOR_FORCE");
        let output = shell.output().expect("a shell starts");
        assert!(output.status.success(), "{command}:\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the output is text")
    }

    /// The document with the output of each of its commands.
    fn rewritten(&self, document: &str) -> (String, usize) {
        let mut lines = document.lines().peekable();
        let (mut text, mut commands, mut inside) = (String::new(), 0, false);
        while let Some(line) = lines.next() {
            let _ = writeln!(text, "{line}");
            inside = line == OPENED || inside && line != CLOSED;
            let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else {
                continue;
            };
            commands += 1;
            let mut shown: Vec<&str> = Vec::new();
            while let Some(line) = lines.next_if(|line| *line != CLOSED && !line.starts_with("$ ")) {
                shown.push(line);
            }
            let output = self.output(command);
            if shown.last() == Some(&REST) {
                let kept = output.lines().take(shown.len() - 1);
                kept.chain([REST]).for_each(|line| writeln!(text, "{line}").expect("a string takes text"));
            } else {
                text += output.trim_end();
                text += if output.trim_end().is_empty() { "" } else { "\n" };
            }
        }
        (text, commands)
    }
}

fn hold(document: &str, at_least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).expect("the document is there");
    let (rewritten, commands) = Desk::new().rewritten(&text);
    assert!(commands >= at_least, "{document} shows {commands} commands");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, rewritten).expect("the document can be written");
        return;
    }
    for (number, (shown, printed)) in text.lines().zip(rewritten.lines()).enumerate() {
        assert_eq!(shown, printed, "{document}:{}: UPDATE_DOCS=1 writes it anew", number + 1);
    }
    assert_eq!(text.lines().count(), rewritten.lines().count(), "{document} shows more or less than is printed");
}

#[test]
fn the_readme_shows_what_is_printed() {
    hold("README.md", 1);
}

#[test]
fn the_tasks_of_results_are_answered_as_shown() {
    hold("docs/results.md", 12);
}
