//! `rotascope check --audit`, as a user runs it.

use super::root;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

fn rotascope(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    let command = command.current_dir(folder).args(arguments).env_remove("CLICOLOR_FORCE");
    let Output { status, stdout, stderr } = command.output().expect("the command starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is text");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn a_file_without_look_ahead_is_ok() {
    let file = "strategies/small-cap-breakout.toml";
    let (code, printed, faults) = rotascope(root(), &["check", "--audit", file]);
    assert_eq!((code, faults.as_str()), (Some(0), ""));
    // The demo has no unscheduled closures.
    assert_eq!(printed, format!("{file}: ok, the same at 60 cuts of 10 kinds\n"));
    let (code, printed, _) = rotascope(root(), &["check", "--audit", "--cuts", "3", file]);
    assert_eq!((code, printed), (Some(0), format!("{file}: ok, the same at 3 cuts of 3 kinds\n")));
    for wrong in [&["check", "--cuts", "3", file][..], &["check", "--audit", "--cuts", "0", file]] {
        assert_eq!(rotascope(root(), wrong).0, Some(2), "{wrong:?}");
    }
}

/// Without a schedule the last session of a cut ends no week: said, and not passed over.
#[test]
fn the_hindsight_of_a_calendar_without_a_schedule_is_reported() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut prices = "date,close\n".to_owned();
    for (place, date) in crate::made::weekdays("2021-01-04", 300).into_iter().enumerate() {
        let _ = writeln!(prices, "{date},{}", 100.0 + (place as f64 / 9.0).sin());
    }
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file can be written");
    write("ONE.csv", &prices);
    let file = "[data]\ndataset = \"own\"\n[[rules]]\nwhen = \"ONE.close > sma(ONE.close, 10)\"\nhold = { ONE = 1.0 }\n\
                [trade]\ndecide = \"weekly\"\nfill = \"next-close\"\n";
    write("one.toml", file);
    for (calendar, code) in [("data", 1), ("weekdays", 0)] {
        let import = ["data", "import", "ONE.csv", "--into", "own", "--calendar", calendar];
        assert_eq!(rotascope(folder.path(), &import).0, Some(0));
        let (found, printed, faults) = rotascope(folder.path(), &["check", "--audit", "one.toml"]);
        assert_eq!(found, Some(code), "{calendar}: {printed}{faults}");
        assert_eq!(printed.contains("ok"), code == 0);
        if code == 1 {
            // Counted back from the month's end, it decides days before it.
            let counted = [
                "check",
                "--audit",
                "--cuts",
                "300",
                "--set",
                "trade.decide={ every = \"month\", session = -4 }",
                "one.toml",
            ];
            let (found, _, counted) = rotascope(folder.path(), &counted);
            assert_eq!(found, Some(1), "{counted}");
            assert!(counted.contains("hindsight of calendar"), "{counted}");
            for expected in ["hindsight of calendar = \"data\"", "one.toml", "the history up to 2021-", "expected"] {
                assert!(faults.contains(expected), "{expected} is missing: {faults}");
            }
        }
    }
}
