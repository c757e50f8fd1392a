//! The import direction: a room uses only those declared before it in lib.rs.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the source folder can be listed");
    let paths = entries.map(|entry| entry.expect("the source folder can be listed").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn imports_go_strictly_downward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("lib.rs can be read");
    let rooms: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    assert!(rooms.len() >= 10, "{rooms:?}");
    let mut seen = 0;
    for path in sources(&src).iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        let inside = path.strip_prefix(&src).expect("it is in src").to_string_lossy().into_owned();
        let first = inside.split(['/', '.']).next().expect("a path has a first part");
        let Some(own) = rooms.iter().position(|room| *room == first) else {
            assert!(["lib", "main"].contains(&first), "{inside} belongs to no room of lib.rs");
            continue;
        };
        let text = fs::read_to_string(path).expect("a source file can be read");
        for (number, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
                let used = rooms.iter().position(|room| *room == used);
                assert!(used.is_none_or(|used| used <= own), "{inside}:{} imports upward: {line}", number + 1);
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "the test looked at {seen} imports only");
}

/// Core rooms compute: they neither print nor touch the disk.
#[test]
fn core_rooms_do_no_input_or_output() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in ["strategy", "plan", "eval", "sim", "stats", "compare", "report"] {
        for path in sources(&src.join(room)) {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            for forbidden in ["std::fs", "println!", "print!(", "std::env", "std::process"] {
                assert!(!text.contains(forbidden), "{} uses {forbidden}", path.display());
            }
        }
    }
}
