//! Series whose rows say when they were published: import, storage, checks.

use super::*;
use rotascope::data::quality::check;

const EPS: &str = "date,value,known\n2001-06-30,2,2001-08-01\n2001-03-31,1,2001-05-01\n2001-03-31,1.5,2001-08-01\n";

fn observations(rows: &[(&str, f64, &str)]) -> Observations {
    Observations {
        dates: rows.iter().map(|(date, _, _)| day(date)).collect(),
        values: rows.iter().map(|(_, value, _)| *value).collect(),
        known: Some(rows.iter().map(|(_, _, known)| day(known)).collect()),
    }
}

fn eps() -> Observations {
    observations(&[
        ("2001-03-31", 1.0, "2001-05-01"),
        ("2001-03-31", 1.5, "2001-08-01"),
        ("2001-06-30", 2.0, "2001-08-01"),
    ])
}

#[test]
fn three_columns_make_vintages() {
    for (header, name) in [("date,value,known", "X"), ("date,EPS,Known", "EPS")] {
        let imported = import_text(EPS.replace("date,value,known", header), &options()).unwrap();
        assert_eq!(imported.series, [(name.to_owned(), eps())], "{header}");
        assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    }
    let swapped =
        import_text("known,date,value\n2001-05-01,2001-03-31,1\n2001-08-01,2001-06-30,\n", &options()).unwrap();
    assert_eq!(swapped.series[0].1, observations(&[("2001-03-31", 1.0, "2001-05-01")]));
    assert_eq!(swapped.notes, ["X.csv: 1 day without a value passed over"]);
    let prices = import_text("date,close,known\n2001-01-02,3,2001-01-03\n", &options()).unwrap();
    assert!(prices.notes.contains(&"X.csv: column `known` is not used".to_owned()), "{:?}", prices.notes);
}

#[test]
fn faulty_vintages() {
    let cases = [
        ("2001-03-31,1,2001-03-30", "X.csv:2", "`known` is 2001-03-30, before the row's date 2001-03-31"),
        ("2001-03-31,1,", "X.csv:2", "`` is no date"),
        ("2001-03-31,1,soon", "X.csv:2", "`soon` is no date"),
        (
            "2001-03-31,1,2001-05-01\n2001-03-31,2,2001-05-02\n2001-03-31,3,2001-05-01",
            "X.csv:4",
            "2001-03-31, known on 2001-05-01, is on line 2 already",
        ),
    ];
    for (rows, place, message) in cases {
        let error = import_text(format!("date,value,known\n{rows}\n"), &options()).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        says(&error, &[place, message, "--drop-faulty-rows"]);
    }
    let lenient = ImportOptions { drop_faulty_rows: true, ..options() };
    let kept = import_text(format!("{EPS}2001-09-30,3,2001-09-01\n"), &lenient).unwrap();
    assert_eq!(kept.series[0].1, eps());
    let root = tempfile::tempdir().unwrap();
    let cases = [
        (observations(&[("2001-03-31", 1.0, "2001-03-30")]), "2001-03-31: `known` is 2001-03-30, before the date"),
        (
            observations(&[("2001-03-31", 1.0, "2001-05-01"), ("2001-03-31", 2.0, "2001-05-01")]),
            "2001-03-31: the vintage of 2001-05-01 is there twice",
        ),
        (
            observations(&[("2001-03-31", 1.0, "2001-05-02"), ("2001-03-31", 2.0, "2001-05-01")]),
            "2001-03-31: the vintage of 2001-05-01 comes after that of 2001-05-02",
        ),
        (
            observations(&[("2001-06-30", 1.0, "2001-08-01"), ("2001-03-31", 2.0, "2001-09-01")]),
            "2001-03-31: the date comes after 2001-06-30",
        ),
        (
            Observations { known: Some(vec![]), ..observations(&[("2001-03-31", 1.0, "2001-05-02")]) },
            "`known` has 0 values for 1 dates",
        ),
    ];
    for (series, flaw) in cases {
        let error = store::write(root.path(), Manifest::new("x"), vec![], vec![("S".to_owned(), series)]).unwrap_err();
        says(&error, &["`S` cannot be stored", flaw]);
    }
}

#[test]
fn the_manifest_says_whether_there_are_vintages() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("mine");
    let dataset = store_all(&folder, import_text(EPS, &options()).unwrap());
    assert_eq!(dataset.observations("X").unwrap().data, eps());
    let universe = dataset.universe();
    assert_eq!((universe.series, universe.vintages), (vec!["X".to_owned()], vec!["X".to_owned()]));
    assert!(check(&dataset).is_empty());
    let path = folder.join("dataset.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("rows = 3\nvintages = true\n"), "{text}");
    std::fs::write(&path, text.replace("vintages = true\n", "")).unwrap();
    let spoiled = Dataset::open(&folder).unwrap();
    says(&spoiled.observations("X").unwrap_err(), &["it has vintages, and dataset.toml promises none"]);
    assert_eq!(check(&spoiled).len(), 1);
    // Stored as CSV, the same.
    let sheet = folder.join("series/X.csv");
    std::fs::write(&sheet, EPS).unwrap();
    use sha2::{Digest, Sha256};
    let sha256: String = Sha256::digest(EPS).iter().map(|b| format!("{b:02x}")).collect();
    let stored = |text: &str| {
        let lines = text.lines().map(|line| match line.split(" = ").next() {
            Some("file") => "file = \"series/X.csv\"".to_owned(),
            Some("sha256") => format!("sha256 = \"{sha256}\""),
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    std::fs::write(&path, stored(&text)).unwrap();
    assert_eq!(Dataset::open(&folder).unwrap().observations("X").unwrap().data, eps());
    let without = "date,value\n2001-03-31,1\n2001-06-30,2\n2001-07-30,2\n";
    std::fs::write(&sheet, without).unwrap();
    let sha256: String = Sha256::digest(without).iter().map(|b| format!("{b:02x}")).collect();
    let text = stored(&text).replace("last = 2001-06-30", "last = 2001-07-30");
    let lines = text.lines().map(|line| match line.starts_with("sha256") {
        true => format!("sha256 = \"{sha256}\""),
        false => line.to_owned(),
    });
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n")).unwrap();
    says(
        &Dataset::open(&folder).unwrap().observations("X").unwrap_err(),
        &["it has no vintages; dataset.toml promises them"],
    );
}
