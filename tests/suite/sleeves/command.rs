//! Strategy files as sleeves, as a user has them: in folders, missing, faulty, in circles.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Writes `files` to a folder and runs the command there.
fn rotascope(files: &[(&str, String)], arguments: &[&str]) -> (Option<i32>, String, String, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    let command = command.current_dir(folder.path()).args(arguments).env_remove("CLICOLOR_FORCE");
    let Output { status, stdout, stderr } = command.output().expect("the command starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is text");
    (status.code(), text(stdout), text(stderr), folder)
}

/// A file with these sleeves, each another file, all held.
fn holding(sleeves: &[&str]) -> String {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let named = sleeves.iter().enumerate().map(|(at, path)| format!("[sleeves.s{at}]\nstrategy = '{path}'\n"));
    let held: Vec<String> = (0..sleeves.len()).map(|at| format!("s{at} = 0.25")).collect();
    format!(
        "[data]\ndataset = '{}'\nstart = 2020-01-01\n{}[[rules]]\nhold = {{ {} }}\n",
        demo.display(),
        named.collect::<String>(),
        held.join(", ")
    )
}

fn inner(condition: &str) -> String {
    format!(
        "[params]\nweeks = 20\n[[rules]]\nwhen = '{condition}'\nhold = {{ small = 1 }}\n[[rules]]\nhold = {{ large = 1 }}\n"
    )
}

const GOOD: &str = "small.weekly.close > sma(small.weekly.close, weeks)";

fn faults(files: &[(&str, String)]) -> String {
    let (code, printed, faults, _folder) = rotascope(files, &["check", "outer.toml"]);
    assert_eq!((code, printed.as_str()), (Some(2), ""), "{faults}");
    faults
}

/// Of the lines of `text`, those that say what is wrong or where.
fn heads(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| line.starts_with("error") || line.starts_with("-->")).collect()
}

#[test]
fn paths_are_relative_to_the_file_that_names_them() {
    let files = [
        ("outer.toml", holding(&["parts/middle.toml"])),
        ("parts/middle.toml", holding(&["deep/inner.toml", "../beside.toml"])),
        ("parts/deep/inner.toml", inner(GOOD)),
        ("beside.toml", inner(GOOD)),
    ];
    let (code, printed, faults, _folder) = rotascope(&files, &["check", "outer.toml"]);
    assert_eq!((code, printed.as_str(), faults.as_str()), (Some(0), "outer.toml: ok\n", ""));
}

#[test]
fn a_missing_file_is_named_where_it_is_meant() {
    let files = [("outer.toml", holding(&["nowhere.toml", "inner.toml"])), ("inner.toml", inner(GOOD))];
    let said = faults(&files);
    assert!(said.contains("`nowhere.toml`: there is no such file") && said.contains("relative to the file"), "{said}");
    assert!(said.contains("outer.toml:5:12") && heads(&said).len() == 2, "{said}");
    // Behind a missing one, a file's own are still found beside it, and its circles are circles.
    let files = [
        ("outer.toml", holding(&["a/nowhere.toml", "b/middle.toml"])),
        ("b/middle.toml", holding(&["inner.toml", "middle.toml"])),
        ("b/inner.toml", inner(GOOD)),
    ];
    let said = faults(&files);
    assert!(said.contains("`a/nowhere.toml`: there is no such file"), "{said}");
    assert!(said.contains("`middle.toml`: this file leads back to itself") && heads(&said).len() == 4, "{said}");
}

#[test]
fn a_circle_is_named_where_it_closes() {
    let said = faults(&[("outer.toml", holding(&["outer.toml"]))]);
    assert!(said.contains("`outer.toml`: this file leads back to itself") && heads(&said).len() == 2, "{said}");
    let files = [("outer.toml", holding(&["sub/middle.toml"])), ("sub/middle.toml", holding(&["../outer.toml"]))];
    let said = faults(&files);
    assert!(said.contains("`../outer.toml`: this file leads back to itself"), "{said}");
    assert!(said.contains("middle.toml:5:12") && heads(&said).len() == 2, "{said}");
}

#[test]
fn faults_of_the_file_point_into_it() {
    let said = faults(&[
        ("outer.toml", holding(&["inner.toml"])),
        ("inner.toml", inner("smal.close > sma(small.close, weeks)")),
    ]);
    assert!(said.contains("unknown name `smal`") && said.contains("inner.toml:4:9"), "{said}");
    let said = faults(&[("outer.toml", holding(&["inner.toml"])), ("inner.toml", "[params\n".to_owned())]);
    assert!(said.contains("not valid TOML") && said.contains("inner.toml:1:"), "{said}");
    let said = faults(&[("outer.toml", holding(&["inner.toml"])), ("inner.toml", "[params]\nn = 1\n".to_owned())]);
    assert!(said.contains("no rules") && said.contains("inner.toml:1:"), "{said}");
    let said = faults(&[("outer.toml", holding(&["inner.toml"])), ("inner.toml", String::new())]);
    assert!(said.contains("no rules") && said.contains("outer.toml:5:12"), "{said}");
}

#[test]
fn parameters_that_the_file_does_not_have() {
    let with = |params: &str| {
        let outer = holding(&["inner.toml"]).replace("'inner.toml'", &format!("'inner.toml'\nparams = {params}"));
        faults(&[("outer.toml", outer), ("inner.toml", inner(GOOD))])
    };
    let said = with("{ weks = 3 }");
    assert!(said.contains("the file has no parameter `weks`") && said.contains("did you mean `weeks`?"), "{said}");
    assert!(with("{ months = 3 }").contains("its parameters are `weeks`"));
    assert!(with("3").contains("expected values by parameter, such as { weeks = 3 }, found a number"));
    assert!(with("{ weeks = 'large.close' }").contains("this changes from bar to bar"));
    // A value that does not fit is a fault where the file uses it.
    let said = with("{ weeks = 0 }");
    assert!(said.contains("inner.toml:4:") && said.contains("read with the params of sleeve `s0`"), "{said}");
}

/// A result is named by what ran: the inner file is part of it.
#[test]
fn the_id_of_a_run_is_of_the_inner_files_too() {
    let id = |condition: &str, params: &str| {
        let outer = holding(&["inner.toml"]).replace("'inner.toml'", &format!("'inner.toml'\nparams = {params}"));
        let files = [("outer.toml", outer), ("inner.toml", inner(condition))];
        let (code, printed, faults, _folder) = rotascope(&files, &["run", "outer.toml", "--format", "json"]);
        assert_eq!(code, Some(0), "{faults}");
        let runs: serde_json::Value = serde_json::from_str(&printed).expect("the output is JSON");
        runs[0]["id"].as_str().expect("an id").to_owned()
    };
    let first = id(GOOD, "{}");
    assert_eq!(first, id(GOOD, "{}"));
    assert_ne!(first, id(&GOOD.replace('>', "<"), "{}"));
    assert_ne!(first, id(GOOD, "{ weeks = 5 }"));
}
