//! Slips that users make, and what they are told: every file of `slips/` beside exactly what `rotascope check` prints.
//!
//! A message that was changed on purpose is renewed with `rotascope check tests/suite/slips/NAME.toml 2> tests/suite/slips/NAME.txt`,
//! from the project's folder, and read once more in the diff: it should tell a stranger what is wrong and what to write.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn slips_are_told_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join("tests/suite/slips")).expect("the folder of slips");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    let mut differences = String::new();
    for path in files {
        let name = path.strip_prefix(root).expect("a path of the project").to_str().expect("a plain path");
        let mut check = Command::new(env!("CARGO_BIN_EXE_rotascope"));
        check.current_dir(root).args(["check", name]).env_remove("CLICOLOR_FORCE");
        let output = check.output().expect("the command starts");
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(output.stdout.is_empty(), "{name} passes");
        let told = String::from_utf8(output.stderr).expect("text");
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        if told != expected {
            differences += &format!("{name}:\n{}", difference(&expected, &told));
        }
    }
    assert!(differences.is_empty(), "other words than before:\n{differences}");
}

/// Lines of `before` with a minus and of `now` with a plus, from the first to the last that differ.
fn difference(before: &str, now: &str) -> String {
    let [mut before, mut now] = [before, now].map(|text| text.lines().collect::<Vec<_>>());
    for _ in 0..2 {
        let same = before.iter().zip(&now).take_while(|(before, now)| before == now).count();
        for lines in [&mut before, &mut now] {
            lines.drain(..same);
            lines.reverse();
        }
    }
    let minus = before.iter().map(|line| format!("- {line}\n"));
    minus.chain(now.iter().map(|line| format!("+ {line}\n"))).collect()
}
