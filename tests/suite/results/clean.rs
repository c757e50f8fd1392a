//! `rotascope results --clean`: results go, and nothing else does.

use super::{Desk, stderr};

#[test]
fn what_is_old_goes_when_it_is_said_so() {
    let desk = Desk::new();
    let (old, new) = (desk.ran(&["average.toml"]), desk.ran(&["held.toml"]));
    desk.aged(&old, 31);
    desk.aged(&new, 29);
    let output = desk.run(&["results", "--clean", "--older-than", "30d"]);
    assert_eq!(output.status.code(), Some(2), "nobody can be asked");
    assert!(stderr(&output).contains("1 result") && stderr(&output).contains("--yes"), "{}", stderr(&output));
    assert!(desk.path(&old).join("run.toml").is_file());
    let output = desk.run(&["results", "--clean", "--older-than", "30d", "--yes"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!desk.path("results/average").exists(), "the strategy's folder is empty, and goes");
    assert!(desk.path(&new).join("run.toml").is_file());
    assert!(desk.path("average.toml").is_file() && desk.path("datasets/demo").is_dir());
}

#[test]
fn what_is_no_result_stays() {
    let desk = Desk::new();
    let run = desk.ran(&["average.toml"]);
    desk.write(&format!("{run}/notes.txt"), "mine");
    desk.printed(&["sweep", "average.toml"]);
    std::fs::create_dir_all(desk.path("results/mine/papers")).expect("a folder can be made");
    desk.write("results/mine/papers/metrics.txt", "not a result");
    let half = desk.ran(&["held.toml"]);
    std::fs::remove_file(desk.path(&half).join("run.toml")).expect("it is there");
    desk.aged(&run, 10);
    let output = desk.run(&["results", "--clean", "--older-than", "1w", "--yes"]);
    assert_eq!(output.status.code(), Some(1), "half a run is said to be one");
    let said = stderr(&output);
    assert!(said.contains("half a run") && said.contains("holds other files, and stays"), "{said}");
    let left = |file: &str| desk.path(&run).join(file).exists();
    assert!(!left("run.toml") && !left("equity.parquet") && !left("trades.csv") && left("notes.txt"));
    let sweeps = std::fs::read_dir(desk.path("results/average")).expect("it is there").flatten();
    assert_eq!(sweeps.filter(|entry| entry.path().join("sweep.toml").is_file()).count(), 1, "the sweep is younger");
    assert!(desk.path("results/mine/papers/metrics.txt").is_file());
    assert!(desk.path(&half).join("equity.parquet").is_file());
}

#[test]
fn wrong_usage_deletes_nothing() {
    let desk = Desk::new();
    let run = desk.ran(&["average.toml"]);
    desk.aged(&run, 1000);
    let wrong: [&[&str]; 5] = [
        &["--clean"],
        &["--clean", "--older-than", "30", "--yes"],
        &["--clean", "--older-than", "-1d", "--yes"],
        &["--clean", "--older-than", "d", "--yes"],
        &["--yes"],
    ];
    for arguments in wrong {
        let output = desk.run(&[&["results"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(desk.path(&run).join("run.toml").is_file());
    }
}
