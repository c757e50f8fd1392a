//! `rotascope sweep`, and a row of it in full.

use std::path::Path;
use std::process::{Command, Output};

fn rotascope(desk: &Path, arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    let demo = Path::new(root).join("datasets/demo");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    command.current_dir(desk).args(arguments).arg("--dataset").arg(demo);
    command.output().expect("the command starts")
}

const FILE: &str = "name = \"Averages\"\n[data]\ndataset = \"demo\"\nbenchmark = \"large\"\n[params]\nfast = 20\nslow = 100\n\
                    [[rules]]\nwhen = \"sma(large.close, fast) > sma(large.close, slow)\"\nhold = { large = 1.0 }\n\
                    [[rules]]\nhold = { bills = 1.0 }\n[trade]\ncommission = \"2 bp\"\n\
                    [sweep]\nfast = [10, 20, 50]\nslow = [100, 200]\nwhere = \"fast < slow\"\n";

#[test]
fn the_best_row_is_what_a_run_of_it_is() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    let output =
        rotascope(desk.path(), &["sweep", "averages.toml", "--format", "json", "--top", "all", "--sort", "cagr"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sweep: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(sweep["combinations"], 6);
    let best = sweep["best"].as_array().expect("a list");
    assert_eq!(best.len(), 6);
    let cagr = |row: &serde_json::Value| row["metrics"]["cagr"].as_f64().expect("a number");
    assert!(best.windows(2).all(|pair| cagr(&pair[0]) >= cagr(&pair[1])));
    let folder = sweep["folder"].as_str().expect("a folder");
    assert!(desk.path().join(folder).join("sweep.parquet").is_file());

    let row = best[0]["row"].to_string();
    let output = rotascope(desk.path(), &["run", "--pick", &row, folder, "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let runs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&runs[0]["start"], &runs[0]["end"]), (&sweep["start"], &sweep["end"]));
    assert_eq!(runs[0]["params"]["fast"], best[0]["params"]["fast"]);
    let metrics = best[0]["metrics"].as_object().expect("metrics");
    for (key, value) in metrics {
        let (found, expected) = (runs[0]["metrics"][key].as_f64(), value.as_f64());
        let same = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() <= 1e-10 * expected.abs().max(1.0),
            (found, expected) => found == expected,
        };
        assert!(same, "{key}: {found:?}, not {expected:?}");
    }
    let output = rotascope(desk.path(), &["run", "--pick", "6", folder]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the sweep has no row 6"));
}

/// Rows are numbered by the order of the keys in the file, which is none that a table of TOML keeps.
#[test]
fn a_row_is_picked_by_the_order_of_the_file() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    let mut folders = Vec::new();
    let (slow, fast) = ("slow = { from = 60, to = 180, step = 60 }\n", "fast = [10, 20]\n");
    for order in [[slow, fast], [fast, slow]] {
        let (head, _) = FILE.split_once("fast = [10").expect("the file sweeps");
        std::fs::write(desk.path().join("averages.toml"), format!("{head}{}", order.concat()))
            .expect("a file can be written");
        let output = rotascope(desk.path(), &["sweep", "averages.toml", "--format", "json", "--top", "all"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let sweep: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let folder = sweep["folder"].as_str().expect("a folder").to_owned();
        for row in sweep["best"].as_array().expect("a list") {
            let output =
                rotascope(desk.path(), &["run", "--pick", &row["row"].to_string(), &folder, "--format", "json"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let runs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            for name in ["fast", "slow"] {
                assert_eq!(runs[0]["params"][name], row["params"][name], "row {}", row["row"]);
            }
        }
        folders.push(folder);
    }
    assert_ne!(folders[0], folders[1], "one row of both is not the same");
}

#[test]
fn several_files_are_a_list() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    for name in ["one.toml", "two.toml"] {
        std::fs::write(desk.path().join(name), FILE).expect("a file can be written");
    }
    let files = ["sweep", "one.toml", "two.toml", "--format", "json", "--metrics", "core"];
    let output = rotascope(desk.path(), &files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sweeps: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let named: Vec<&serde_json::Value> =
        sweeps.as_array().expect("a list").iter().map(|sweep| &sweep["file"]).collect();
    assert_eq!(named, ["one.toml", "two.toml"]);
}

#[test]
fn the_page_names_the_best_the_worst_and_the_file_s_own() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--top", "2", "--metrics", "core"]);
    let page = String::from_utf8_lossy(&output.stdout);
    for expected in [
        "Averages\n6 combinations",
        "The best 2\n",
        "The worst 3\n",
        "How each parameter matters: sharpe",
        "The file's own values rank ",
        "synthetic",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--limit", "5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("6 combinations, more than 5"));
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--metrics", "core", "--sort", "calmar"]);
    assert_eq!(output.status.code(), Some(2));
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--sort", "sharp"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `sharpe`?"));
}

/// Each file has its own result; a faulty one is named, and the others are swept.
#[test]
fn several_files_at_once() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    std::fs::write(desk.path().join("faulty.toml"), FILE.replace("slow)", "slowly)")).expect("a file can be written");
    std::fs::write(desk.path().join("other.toml"), FILE.replace("Averages", "Others")).expect("a file can be written");
    let files = ["sweep", "averages.toml", "faulty.toml", "other.toml", "--metrics", "core", "--no-statistics"];
    let output = rotascope(desk.path(), &files);
    let (page, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(page.contains("Averages\n6 combinations") && page.contains("Others\n6 combinations"), "{page}");
    assert!(said.contains("faulty.toml:") && said.contains("unknown name `slowly`"), "{said}");
    assert!(desk.path().join("results/averages").exists() && desk.path().join("results/other").exists());
}

/// The size is said before work starts, and what `where` leaves of it.
#[test]
fn the_size_after_where() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    let text = FILE.replace("slow = [100, 200]", "slow = [15, 100, 200]");
    std::fs::write(desk.path().join("averages.toml"), text).expect("a file can be written");
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--metrics", "core", "--format", "json"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("averages.toml: 7 of 9 combinations after where"), "{said}");
    let sweep: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(sweep["combinations"], 7);
    assert_eq!(sweep["own"]["row"], 3, "fast = 20, slow = 100");
    assert_eq!(sweep["statistics"], serde_json::Value::Null);
    let plateau = &sweep["plateau"];
    assert_eq!(plateau["row"], sweep["best"][0]["row"]);
    assert!(plateau["median"].as_f64() >= plateau["worst"].as_f64(), "{plateau}");
    let marginals = sweep["marginals"].as_array().expect("a list");
    assert_eq!(marginals.len(), 6, "three values of each");
    assert_eq!(marginals[0]["rows"], 3, "fast = 10");
    assert_eq!(marginals[3]["rows"], 1, "slow = 15");
}

/// With two keys, each cell of the map is a figure of one row.
#[test]
fn a_map_of_two_keys() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    let swept = |more: &[&str]| {
        let output = rotascope(desk.path(), &[&["sweep", "averages.toml", "--heatmap", "slow,fast"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let json = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&swept(&[more, &["--format", "json", "--sort", "cagr", "--top", "all"]].concat()))
            .expect("JSON")
    };
    let cell = |sweep: &serde_json::Value, row: &serde_json::Value| {
        let number = |name: &str| row["params"][name].as_f64().expect("a number").to_string();
        let map = sweep["heatmap"].as_array().expect("a list");
        let line = map.iter().find(|line| line["slow"] == number("slow").as_str()).expect("a line of the map");
        line[format!("fast={}", number("fast"))].clone()
    };
    let sweep = json(&[]);
    let rows = sweep["best"].as_array().expect("a list");
    assert!(rows.iter().all(|row| cell(&sweep, row) == row["metrics"]["cagr"]), "{sweep:#}");

    // What has too few trades to be ranked has no value in the map.
    let trades = |row: &serde_json::Value| row["metrics"]["trades"].as_f64().expect("a number");
    let most = rows.iter().map(trades).fold(0.0, f64::max);
    let few = json(&["--min-trades", &most.to_string()]);
    let left = few["best"].as_array().expect("a list");
    assert!(!left.is_empty() && left.len() < rows.len(), "{} of {}", left.len(), rows.len());
    for row in rows {
        let expected = if trades(row) < most { &serde_json::Value::Null } else { &row["metrics"]["cagr"] };
        assert_eq!(cell(&few, row), *expected);
    }

    let page = swept(&["--metrics", "core"]);
    assert!(page.contains("Sharpe by slow (down) and fast (across)\n"), "{page}");
    assert!(page.lines().any(|line| line.starts_with("200 ")), "{page}");
    let markdown = swept(&["--format", "markdown"]);
    assert!(markdown.contains("## Sharpe by slow (down) and fast (across)\n| slow | "), "{markdown}");
}

#[test]
fn a_map_that_cannot_be_is_refused_before_work() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    for (wrong, expected) in [
        (&["fast"][..], "two parameters"),
        (&["fast,fast"], "two parameters"),
        (&["fast,slw"], "did you mean `slow`?"),
        (&["fast,weeks"], "it varies `fast` and `slow`"),
        (&["fast,slow", "--format", "csv"], "a CSV file is one table"),
    ] {
        let output = rotascope(desk.path(), &[&["sweep", "averages.toml", "--heatmap"], wrong].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {said}");
        assert!(said.contains(expected), "{wrong:?}: {said}");
        assert!(output.stdout.is_empty() && !desk.path().join("results").exists(), "{wrong:?}");
    }
}

/// The page comes first: what the spreadsheet cannot take is no loss of it.
#[test]
fn a_spreadsheet_of_several_sweeps() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    for file in ["averages.toml", "others.toml"] {
        std::fs::write(desk.path().join(file), FILE).expect("a file can be written");
    }
    let files = ["sweep", "averages.toml", "others.toml", "--metrics", "core", "--heatmap", "slow,fast", "--xlsx"];
    let output = rotascope(desk.path(), &[&files[..], &["sweeps.xlsx"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("wrote sweeps.xlsx"));
    let book = std::fs::read(desk.path().join("sweeps.xlsx")).expect("it was written");
    assert!(book.starts_with(b"PK"));
    let output = rotascope(desk.path(), &[&files[..], &["averages.toml/sweeps.xlsx"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Averages\n6 combinations"));
}

/// The page's own command for the best row runs it.
#[test]
fn the_best_in_full() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    let output = rotascope(desk.path(), &["sweep", "averages.toml", "--metrics", "core"]);
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let command = page.lines().find_map(|line| line.strip_prefix("The best in full: rotascope "));
    let command: Vec<&str> = command.expect("the page names it").split(' ').collect();
    let output = rotascope(desk.path(), &command);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let none = rotascope(desk.path(), &["sweep", "averages.toml", "--metrics", "core", "--min-trades", "1000000"]);
    let page = String::from_utf8_lossy(&none.stdout);
    assert!(!page.contains("The best in full") && page.contains("6 without a sharpe or with too few"), "{page}");
    let again = rotascope(desk.path(), &["sweep", "averages.toml", "--metrics", "core", "--resume"]);
    let page = String::from_utf8_lossy(&again.stdout);
    assert!(page.contains("s (all were there from before); by sharpe"), "{page}");
}

/// A file whose own values are not among those that it sweeps stands beside the rows, or the page says why not.
#[test]
fn the_file_itself_need_be_no_row() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    let printed = |slow: u32, format: &str| {
        let text = FILE.replace("slow = 100", &format!("slow = {slow}"));
        std::fs::write(desk.path().join("averages.toml"), text).expect("a file can be written");
        let sweep = ["sweep", "averages.toml", "--metrics", "core", "--format", format];
        String::from_utf8_lossy(&rotascope(desk.path(), &sweep).stdout).into_owned()
    };
    let page = printed(150, "table");
    assert!(page.contains("The file's own values, which are no row, would rank "), "{page}");
    let json: serde_json::Value = serde_json::from_str(&printed(150, "json")).expect("JSON");
    assert!(json["own"]["row"].is_null() && json["own"]["rank"].as_u64() > Some(0), "{}", json["own"]);
    let page = printed(250, "table");
    assert!(page.contains("The file as it is has no rank: it cannot start before "), "{page}");
    let json: serde_json::Value = serde_json::from_str(&printed(250, "json")).expect("JSON");
    assert!(json["own"]["unranked"].as_str().is_some_and(|why| why.starts_with("it cannot start before ")), "{json}");
}

/// `check` tries what [sweep] tries, and needs no prices for it.
#[test]
fn a_file_that_passes_its_check_can_be_swept() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    let text = FILE.replace("slow = [100, 200]", "slow = [100, 0]\n\"trade.fill\" = [\"next-open\", \"next-clse\"]");
    std::fs::write(desk.path().join("averages.toml"), text).expect("a file can be written");
    let output = rotascope(desk.path(), &["check", "averages.toml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for expected in [
        "with slow = 0 of [sweep]: `n` of `sma` is 0",
        "averages.toml:17:14",
        "it is used at averages.toml:9:51",
        "did you mean `next-close`?",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
    let text = FILE.replace("fast < slow", "fast > 1000");
    std::fs::write(desk.path().join("averages.toml"), text).expect("a file can be written");
    let output = rotascope(desk.path(), &["check", "averages.toml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no combination meets `where`") && output.status.code() == Some(2), "{said}");
    std::fs::write(desk.path().join("averages.toml"), FILE).expect("a file can be written");
    let output = rotascope(desk.path(), &["check", "averages.toml"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "averages.toml: ok\n");
}
