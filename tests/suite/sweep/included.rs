//! A sweep over files that name files: what it read stays what its rows are of.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn rotascope(desk: &Path, arguments: &[&str]) -> Output {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    command.current_dir(desk).args(arguments).arg("--dataset").arg(demo).output().expect("the command starts")
}

fn write(desk: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = desk.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

const OUTER: &str = "[data]\ndataset = \"demo\"\nstart = 2015-01-01\n[params]\nshare = 0.5\n\
                     [sleeves.one]\nstrategy = \"one/middle.toml\"\n[sleeves.two]\nstrategy = \"two/middle.toml\"\n\
                     [[rules]]\nhold = { one = \"share\", two = \"1 - share\" }\n[trade]\nrebalance = \"always\"\ndecide = \"monthly\"\n\
                     [sweep]\nshare = [0, 0.5, 1]\n";

/// Both middle files are alike, and name a file of the same path: in their own folders it is another.
const MIDDLE: &str =
    "[data]\ndataset = \"demo\"\n[sleeves.leaf]\nstrategy = \"leaf.toml\"\n[[rules]]\nhold = { leaf = 1.0 }\n";

fn leaf(asset: &str) -> String {
    format!("[data]\ndataset = \"demo\"\n[[rules]]\nhold = {{ {asset} = 1.0 }}\n")
}

#[test]
fn equal_paths_in_different_folders_are_different_files() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let desk = folder.path();
    let (large, bonds) = (leaf("large"), leaf("bonds"));
    let files = [("outer.toml", OUTER), ("one/middle.toml", MIDDLE), ("two/middle.toml", MIDDLE)];
    write(desk, &files);
    write(desk, &[("one/leaf.toml", &large), ("two/leaf.toml", &bonds)]);
    let sweep = json(&rotascope(desk, &["sweep", "outer.toml", "--format", "json", "--top", "all"]));
    let place = sweep["folder"].as_str().expect("a folder").to_owned();
    let of_row = |row: u64| {
        let best = sweep["best"].as_array().expect("a list");
        best.iter().find(|best| best["row"] == row).expect("the row")["metrics"]["total_return"]
            .as_f64()
            .expect("a number")
    };
    assert!((of_row(0) - of_row(2)).abs() > 0.1, "the two are far apart");
    let text = fs::read_to_string(desk.join(&place).join("sweep.toml")).expect("the sweep's description");
    let kept: toml::Table = text.parse().expect("TOML");
    let names: Vec<&String> = kept["included"].as_table().expect("a table").keys().collect();
    assert_eq!(names, ["one/leaf.toml", "one/middle.toml", "two/leaf.toml", "two/middle.toml"]);

    // What is on the disk now does not matter.
    write(desk, &[("one/leaf.toml", &bonds), ("two/leaf.toml", "nothing that is TOML"), ("two/middle.toml", &large)]);
    for row in 0..3 {
        let run = json(&rotascope(desk, &["run", "--pick", &row.to_string(), &place, "--format", "json"]));
        let found = run[0]["metrics"]["total_return"].as_f64().expect("a number");
        assert!((found - of_row(row)).abs() <= 1e-12, "row {row}: {found}, not {}", of_row(row));
    }
    fs::remove_dir_all(desk.join("one")).expect("a folder can be removed");
    let run = json(&rotascope(desk, &["run", "--pick", "2", &place, "--format", "json"]));
    assert!((run[0]["metrics"]["total_return"].as_f64().expect("a number") - of_row(2)).abs() <= 1e-12);
}

/// Files are values like others.
#[test]
fn files_can_be_swept() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let desk = folder.path();
    let outer = "[data]\ndataset = \"demo\"\nstart = 2015-01-01\n[sleeves.one]\nstrategy = \"large.toml\"\n[[rules]]\nhold = { one = 1.0 }\n\
                 [sweep]\n\"sleeves.one.strategy\" = [\"large.toml\", \"more/bonds.toml\"]\n";
    write(desk, &[("outer.toml", outer), ("large.toml", &leaf("large")), ("more/bonds.toml", &leaf("bonds"))]);
    let sweep = json(&rotascope(desk, &["sweep", "outer.toml", "--format", "json", "--top", "all"]));
    let place = sweep["folder"].as_str().expect("a folder").to_owned();
    fs::remove_file(desk.join("more/bonds.toml")).expect("a file can be removed");
    for best in sweep["best"].as_array().expect("a list") {
        let run = json(&rotascope(desk, &["run", "--pick", &best["row"].to_string(), &place, "--format", "json"]));
        assert_eq!(run[0]["metrics"]["trades"], best["metrics"]["trades"]);
        let number = |of: &serde_json::Value| of["metrics"]["total_return"].as_f64().expect("a number");
        assert!((number(&run[0]) - number(best)).abs() <= 1e-12);
    }
    // One that is not there is named before work begins.
    let output = rotascope(desk, &["sweep", "outer.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`more/bonds.toml`: there is no such file"));
}
