//! What is written is read back; what is not as it was written is refused.

use super::*;
use proptest::prelude::*;
use rotascope::strategy::Field;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

const SPOILED: &str = "import it again with `rotascope data import`; `rotascope data check mine`";

fn dataset_of(bars: Bars) -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("mine");
    store::write(&folder, Manifest::new("mine"), vec![("A".to_owned(), bars)], vec![]).unwrap();
    (root, folder)
}

/// Puts other bytes in the place of a file.
fn replace(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(folder.join(file), bytes).unwrap();
}

/// Lets the manifest promise the bytes that are there.
fn promise(folder: &Path, file: &str) {
    let sha256: String =
        Sha256::digest(std::fs::read(folder.join(file)).unwrap()).iter().map(|b| format!("{b:02x}")).collect();
    edit(folder, |line| match line.starts_with("sha256") {
        true => format!("sha256 = \"{sha256}\""),
        false => line.to_owned(),
    });
}

fn edit(folder: &Path, change: impl Fn(&str) -> String) {
    let path = folder.join("dataset.toml");
    let lines: Vec<String> = std::fs::read_to_string(&path).unwrap().lines().map(change).collect();
    std::fs::write(path, lines.join("\n")).unwrap();
}

#[track_caller]
fn unreadable(folder: &Path, fragments: &[&str]) {
    let error = Dataset::open(folder).unwrap().bars("A").unwrap_err();
    assert_eq!(error.exit_code(), 1);
    says(&error, &["prices/A.parquet", SPOILED]);
    says(&error, fragments);
}

#[test]
fn spoiled_files() {
    let (_root, folder) = dataset_of(plain_bars());
    let file = "prices/A.parquet";
    let good = std::fs::read(folder.join(file)).unwrap();

    replace(&folder, file, &good[..good.len() / 2]);
    unreadable(&folder, &["changed since it was imported", "SHA-256"]);
    promise(&folder, file);
    unreadable(&folder, &["cannot be read as Parquet"]);
    replace(&folder, file, "date,close\n2001-01-01,1\n");
    promise(&folder, file);
    unreadable(&folder, &["cannot be read as Parquet"]);

    // A sound file, but not the one that the manifest describes.
    let (_other_root, other) = dataset_of(Bars { open: Some(vec![1.0; 10]), ..plain_bars() });
    replace(&folder, file, std::fs::read(other.join(file)).unwrap());
    promise(&folder, file);
    unreadable(&folder, &["it holds `open` and `close`", "promises `close`"]);
    replace(&folder, file, &good);
    promise(&folder, file);
    assert_eq!(Dataset::open(&folder).unwrap().bars("A").unwrap().data, plain_bars());
    edit(&folder, |line| line.replace("rows = 10", "rows = 11"));
    unreadable(&folder, &["it holds 10 rows from 2001-01-01 to 2001-01-12", "promises 11 rows"]);

    std::fs::remove_file(folder.join(file)).unwrap();
    unreadable(&folder, &["the file is missing"]);
}

/// What is done to sound bars, and what is said of them then.
type Spoiling = (fn(&mut Bars), &'static str);

#[test]
fn stored_numbers_that_cannot_be() {
    let observations = |dates: &[&str], values: &[f64]| Observations {
        dates: dates.iter().map(|date| day(date)).collect(),
        values: values.to_vec(),
        known: None,
    };
    let cases = [
        (observations(&["2001-01-02", "2001-01-02"], &[1.0, 2.0]), "2001-01-02: the date is there twice"),
        (observations(&["2001-01-03", "2001-01-02"], &[1.0, 2.0]), "2001-01-02: the date comes after 2001-01-03"),
        (observations(&["2001-01-02"], &[1.0, 2.0]), "`value` has 2 values for 1 dates"),
        (observations(&["2001-01-02"], &[f64::INFINITY]), "2001-01-02: `value` is inf"),
        (observations(&[], &[]), "there are no rows"),
    ];
    let root = tempfile::tempdir().unwrap();
    for (series, flaw) in cases {
        let error = store::write(root.path(), Manifest::new("x"), vec![], vec![("S".to_owned(), series)]).unwrap_err();
        says(&error, &["`S` cannot be stored", flaw]);
    }
    let cases: [Spoiling; 5] = [
        (|bars| bars.close[2] = 0.0, "2001-01-03: `close` is 0: a price is above zero"),
        (|bars| bars.dates.swap(0, 1), "2001-01-01: the date comes after 2001-01-02"),
        (|bars| bars.low = Some(vec![1.0; 9]), "`low` has 9 values for 10 dates"),
        (|bars| bars.split = Some(vec![0.0; 10]), "2001-01-01: `split` is 0"),
        (
            |bars| (bars.high, bars.low) = (Some(vec![1.0; 10]), Some(vec![2.0; 10])),
            "2001-01-01: `high` is 1, below `low` 2",
        ),
    ];
    for (spoil, flaw) in cases {
        let mut bars = plain_bars();
        spoil(&mut bars);
        let error = store::write(root.path(), Manifest::new("x"), vec![("A".to_owned(), bars)], vec![]).unwrap_err();
        says(&error, &["`A` cannot be stored", flaw]);
    }
    assert!(contents(root.path()).is_empty());
}

/// A manifest may name CSV files. What they promise is checked on the way in, too.
#[test]
fn stored_csv() {
    let (_root, folder) = dataset_of(plain_bars());
    edit(&folder, |line| {
        line.replace("A.parquet", "A.csv").replace("2001-01-12", "2001-01-02").replace("rows = 10", "rows = 2")
    });
    replace(&folder, "prices/A.csv", "Date,Close\n2001-01-02,101\n2001-01-01,100\n");
    promise(&folder, "prices/A.csv");
    let stored = Dataset::open(&folder).unwrap().bars("A").unwrap();
    assert_eq!(stored.data.close, [100.0, 101.0]);
    replace(&folder, "prices/A.csv", "Date,Close\n2001-01-02,101\n2001-01-01,0\n");
    says(&Dataset::open(&folder).unwrap().bars("A").unwrap_err(), &["changed since it was imported"]);
    promise(&folder, "prices/A.csv");
    says(&Dataset::open(&folder).unwrap().bars("A").unwrap_err(), &["prices/A.csv:3", "`close` is 0"]);
    replace(&folder, "prices/A.csv", "date,value\n2001-01-01,0\n");
    promise(&folder, "prices/A.csv");
    says(&Dataset::open(&folder).unwrap().bars("A").unwrap_err(), &["holds a series", "lists it as prices"]);
}

#[test]
fn names_that_are_not_held() {
    let (_root, folder) = dataset_of(plain_bars());
    let dataset = Dataset::open(&folder).unwrap();
    let error = dataset.bars("a").unwrap_err();
    assert_eq!(error.exit_code(), 2);
    says(&error, &["no symbol `a`", "did you mean `A`?"]);
    says(&dataset.bars("SPY").unwrap_err(), &["no symbol `SPY`", "it holds `A`"]);
    says(&dataset.observations("A").unwrap_err(), &["no series `A`", "it holds none"]);
}

#[test]
fn manifests_that_do_not_hold_together() {
    let (_root, folder) = dataset_of(plain_bars());
    let good = std::fs::read_to_string(folder.join("dataset.toml")).unwrap();
    assert!(good.contains("first = 2001-01-01\nlast = 2001-01-12\nrows = 10\n"), "{good}");
    let cases = [
        ("name = \"mine\"", "name = mine", "line 1"),
        ("name = \"mine\"", "nmae = \"mine\"", "nmae"),
        ("calendar = \"NYSE\"", "calendar = \"LSE\"", "LSE"),
        ("first = 2001-01-01", "first = 2001-01-01T00:00:00", "a day is expected, such as 2000-05-26"),
        ("first = 2001-01-01", "first = 2001-02-30", "line"),
        ("[roles]", "[roles]\nlarge = \"B\"", "role `large` names `B`"),
        ("[groups]", "[groups]\nall = [\"A\", \"a\"]", "did you mean `A`?"),
        ("calendar =", "sessions_per_year = 0.0\ncalendar =", "`sessions_per_year` is 0"),
    ];
    for (old, new, expected) in cases {
        assert!(good.contains(old), "{old}");
        replace(&folder, "dataset.toml", good.replace(old, new));
        let error = Dataset::open(&folder).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        says(&error, &["mine/dataset.toml", expected]);
    }
}

#[test]
fn importing_again_replaces_and_keeps_the_rest() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("mine");
    let source = folder_with("A.csv", "date,close\n2001-01-02,1\n");
    std::fs::write(source.path().join("B.csv"), "date,close,open\n2001-01-02,2,2\n").unwrap();
    std::fs::write(source.path().join("S.csv"), "date,value\n2001-01-02,3\n").unwrap();
    let mut asked = options();
    asked.calendar = Some(Calendar::Weekdays);
    asked.roles = vec![("small".to_owned(), "B".to_owned())];
    let first = store_all(&folder, import(&[source.path().to_owned()], &asked).unwrap());
    let files = contents(&folder);

    // The same files again: the same bytes, to the last one.
    store_all(&folder, import(&[source.path().to_owned()], &asked).unwrap());
    assert_eq!(contents(&folder), files);

    std::fs::write(source.path().join("A.csv"), "date,close,open\n2001-01-02,1,1\n2001-01-03,5,4\n").unwrap();
    let again = ImportOptions {
        into: first.manifest.clone(),
        roles: vec![("large".to_owned(), "B".to_owned())],
        ..ImportOptions::default()
    };
    let imported = import(&[source.path().join("A.csv")], &again).unwrap();
    let second = store_all(&folder, imported);
    assert_eq!(second.bars("A").unwrap().data.close, [1.0, 5.0]);
    assert_ne!(second.manifest.symbols["A"].sha256, first.manifest.symbols["A"].sha256);
    assert_eq!(second.manifest.symbols["B"], first.manifest.symbols["B"]);
    assert_eq!(second.manifest.series, first.manifest.series);
    assert_eq!(second.manifest.calendar, Calendar::Weekdays);
    assert_eq!((&second.manifest.roles["small"], &second.manifest.roles["large"]), (&"B".to_owned(), &"B".to_owned()));
    assert_eq!(contents(&folder).len(), files.len());
}

#[test]
fn symbols_whose_names_are_no_file_names() {
    let root = tempfile::tempdir().unwrap();
    let names = ["EUR/USD", "EUR:USD", "eur/usd", "^GSPC", "../up", "BRK-B", "Größe"];
    let symbols = names.iter().enumerate().map(|(n, name)| {
        let bars = Bars { close: vec![1.0 + n as f64; 10], ..plain_bars() };
        ((*name).to_owned(), bars)
    });
    store::write(root.path(), Manifest::new("x"), symbols.collect(), vec![]).unwrap();
    let dataset = Dataset::open(root.path()).unwrap();
    for (n, name) in names.iter().enumerate() {
        assert_eq!(dataset.bars(name).unwrap().data.close[0], 1.0 + n as f64);
    }
    // Some file systems do not tell case apart.
    let files = contents(&root.path().join("prices"));
    let files: HashSet<String> = files.iter().map(|(path, _)| path.to_str().unwrap().to_lowercase()).collect();
    assert_eq!(files.len(), names.len());
}

/// Bars with any of the optional columns.
fn any_bars() -> impl Strategy<Value = Bars> {
    let number = prop_oneof![1e-300..1e300, 0.01..1000.0];
    let rows = prop::collection::btree_map(0..40_000i32, prop::array::uniform8(number), 1..60);
    (rows, any::<[bool; 8]>()).prop_map(|(rows, has)| {
        let columns = Bars::STORED.into_iter().enumerate();
        let columns = columns.filter(|(place, field)| has[*place] || *field == Field::Close);
        let columns = columns.map(|(place, field)| {
            let value = |row: &[f64; 8]| match field {
                Field::High => row[1].max(row[2]),
                Field::Low => row[1].min(row[2]),
                _ => row[place],
            };
            (field, rows.values().map(value).collect())
        });
        Bars::from_columns(rows.keys().map(|days| Date::from_epoch_days(*days).unwrap()).collect(), columns)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_is_read_back(
        bars in any_bars(),
        values in prop::collection::btree_map(-30_000..40_000i32, -1e300..1e300f64, 1..60),
        vintages in prop::collection::btree_map((0..20i32, 0..4i32), -1e300..1e300f64, 1..60),
    ) {
        let root = tempfile::tempdir().unwrap();
        let observations = Observations {
            dates: values.keys().map(|days| Date::from_epoch_days(*days).unwrap()).collect(),
            values: values.values().copied().collect(),
            known: None,
        };
        let of = |day: i32| Date::from_epoch_days(day).unwrap();
        let vintages = Observations {
            dates: vintages.keys().map(|(day, _)| of(*day)).collect(),
            values: vintages.values().copied().collect(),
            known: Some(vintages.keys().map(|(day, later)| of(day + later)).collect()),
        };
        let symbols = vec![("A".to_owned(), bars.clone())];
        let series = vec![("S".to_owned(), observations.clone()), ("V".to_owned(), vintages.clone())];
        let manifest = store::write(root.path(), Manifest::new("x"), symbols, series).unwrap();
        let dataset = Dataset::open(root.path()).unwrap();
        prop_assert_eq!(&dataset.manifest, &manifest);
        prop_assert_eq!(dataset.bars("A").unwrap().data, bars);
        prop_assert_eq!(dataset.observations("S").unwrap().data, observations);
        prop_assert_eq!(dataset.observations("V").unwrap().data, vintages);
        prop_assert_eq!((manifest.series["S"].vintages, manifest.series["V"].vintages), (false, true));
    }
}
