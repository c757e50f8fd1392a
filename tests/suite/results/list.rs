//! `rotascope results`.

use super::{Desk, stderr};

#[test]
fn the_newest_is_first_and_each_has_its_figures() {
    let desk = Desk::new();
    assert_eq!(desk.printed(&["results", "--format", "csv"]).lines().count(), 1, "nothing yet, and no fault");
    let none = desk.run(&["results"]);
    assert!(none.status.success() && none.stdout.is_empty() && stderr(&none).contains("no results here"));
    let (old, new) = (desk.ran(&["average.toml"]), desk.ran(&["average.toml", "--set", "days=50"]));
    desk.aged(&old, 3);
    desk.printed(&["sweep", "average.toml"]);
    let list = desk.json(&["results"]);
    let list = list.as_array().expect("a list");
    let kinds: Vec<&str> = list.iter().map(|row| row["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["sweep", "run", "run"]);
    assert_eq!((&list[1]["folder"], &list[2]["folder"]), (&new.clone().into(), &old.clone().into()));
    assert_eq!((list[1]["days_old"].as_f64(), list[2]["days_old"].as_f64()), (Some(0.0), Some(3.0)));
    let run = &desk.json(&["run", "average.toml", "--set", "days=50"])[0];
    for key in ["cagr", "sharpe", "max_drawdown"] {
        assert_eq!(list[1][key], run["metrics"][key], "{key}");
        assert!(list[0][key].is_null(), "a sweep has no figures of its own");
    }
    for (key, value) in [("strategy", "Average"), ("dataset", "demo"), ("start", "2000-10-16"), ("end", "2010-06-17")] {
        assert_eq!(list[1][key].as_str().map(|text| &text[..4]), Some(&value[..4]), "{key}");
    }
    let none = desk.run(&["results", "--older-than", "9w"]);
    assert!(none.status.success() && none.stdout.is_empty() && stderr(&none).contains("nothing is that old"));
    assert_eq!(desk.json(&["results", "--older-than", "9w"]), serde_json::json!([]));
    let nowhere = desk.run(&["results", "nowhere"]);
    assert!(nowhere.status.code() == Some(2) && !stderr(&nowhere).contains("no results here"), "{}", stderr(&nowhere));
    let columns = desk.printed(&["results", "--columns", "calmar", "--format", "csv"]);
    assert!(columns.starts_with("strategy,id,kind,dataset,start,end,calmar,engine,"), "{columns}");
}

#[test]
fn paths_are_results_folders_of_them_and_patterns() {
    let desk = Desk::new();
    let first = desk.ran(&["average.toml"]);
    desk.ran(&["average.toml", "--set", "days=50"]);
    desk.ran(&["held.toml"]);
    let count = |paths: &[&str]| desk.json(&[&["results"], paths].concat()).as_array().map(Vec::len);
    assert_eq!(count(&["results"]), Some(3));
    assert_eq!(count(&["."]), Some(3), "results that lie below what lies below are not looked for, these are");
    assert_eq!(count(&["results/average"]), Some(2));
    assert_eq!(count(&[&first]), Some(1));
    assert_eq!(count(&[&format!("{first}/run.toml")]), Some(1));
    assert_eq!(count(&["results/*/*"]), Some(3));
    assert_eq!(count(&["results/h*", "results/held", &first, &format!("./{first}/")]), Some(2), "none twice");
    for (path, said) in
        [("results/x*", "no folder matches"), ("nowhere", "no such folder"), ("held.toml", "no folder of")]
    {
        let output = desk.run(&["results", path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(stderr(&output).contains(said) && stderr(&output).contains(path), "{}", stderr(&output));
    }
}

#[test]
fn an_unfinished_sweep_and_a_copied_run_are_told_apart() {
    let desk = Desk::new();
    let run = desk.ran(&["held.toml"]);
    std::fs::create_dir_all(desk.path("results/average/0123456789ab/parts")).expect("a folder can be made");
    let output = desk.run(&["results"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("an unfinished sweep"), "{}", stderr(&output));
    super::copy(&desk.path(&run), &desk.path("copies/held"));
    let compared = desk.json(&["compare", &run, "copies"]);
    let names: Vec<&str> = (0..2).filter_map(|row| compared["rows"][row]["name"].as_str()).collect();
    assert_eq!(names, [format!("Held [{run}]").as_str(), "Held [copies/held]"]);
    assert_eq!(compared["differences"][0]["sharpe"]["high"], 0.0, "the same returns do not differ");
}
