//! Import, storage and checks of datasets, with real and with faulty files.

mod checks;
mod faults;
mod layouts;
mod locating;
mod storage;
mod vintages;

use rotascope::data::import::{ImportOptions, Imported, import};
use rotascope::data::{Bars, Calendar, Dataset, Date, Manifest, Observations, store};
use rotascope::error::{Error, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A folder with one file.
fn folder_with(file: &str, bytes: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file), bytes).unwrap();
    folder
}

fn options() -> ImportOptions {
    ImportOptions { into: Manifest::new("test"), ..ImportOptions::default() }
}

/// Imports one file called `X.csv`.
fn import_text(text: impl AsRef<[u8]>, options: &ImportOptions) -> Result<Imported> {
    let folder = folder_with("X.csv", text);
    import(&[folder.path().join("X.csv")], options)
}

/// The bars of a file that holds prices called X.
fn bars_of(text: &str) -> Bars {
    match import_text(text, &options()) {
        Ok(Imported { mut symbols, .. }) if symbols.len() == 1 && symbols[0].0 == "X" => symbols.remove(0).1,
        other => panic!("{text}\n{other:?}"),
    }
}

fn store_all(folder: &Path, imported: Imported) -> Dataset {
    store::write(folder, imported.manifest, imported.symbols, imported.series).unwrap();
    Dataset::open(folder).unwrap()
}

/// Ten plain sessions from Monday 2001-01-01 on.
fn plain_bars() -> Bars {
    Bars {
        dates: (1..=5).chain(8..=12).map(|d| Date::from_ymd_opt(2001, 1, d).unwrap()).collect(),
        close: (0..10).map(|n| 100.0 + n as f64).collect(),
        ..Bars::default()
    }
}

/// Every file below a folder, with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(contents(&path)),
            false => files.push((path.clone(), std::fs::read(&path).unwrap())),
        }
    }
    files.sort();
    files
}

#[track_caller]
fn says(error: &Error, fragments: &[&str]) {
    let text = error.to_string();
    for fragment in fragments {
        assert!(text.contains(fragment), "`{fragment}` is missing in:\n{text}");
    }
}

/// One symbol's line of `real_files_come_back`: rows, first and last day, first and last close.
type Expected = (&'static str, usize, &'static str, f64, f64);

/// From the files' first and last lines and `wc -l`, less four lines of header.
const ETFS: [Expected; 21] = [
    ("AGG", 5535, "2003-09-29", 102.16999816894531, 100.06999969482422),
    ("BIL", 4613, "2007-05-30", 91.5999984741211, 91.73999786376953),
    ("DBC", 4942, "2006-02-06", 24.200000762939453, 22.809999465942383),
    ("EEM", 5651, "2003-04-14", 11.222222328186035, 52.709999084472656),
    ("EFA", 6057, "2001-08-27", 42.83333206176758, 92.62999725341797),
    ("EWJ", 7431, "1996-03-18", 60.25, 80.44000244140625),
    ("GLD", 5247, "2004-11-18", 44.380001068115234, 346.739990234375),
    ("HYG", 4647, "2007-04-11", 104.3499984741211, 81.08000183105469),
    ("IEF", 5829, "2002-07-30", 81.7699966430664, 96.22000122070312),
    ("IEV", 6329, "2000-07-28", 38.3125, 64.73999786376953),
    ("IWM", 6372, "2000-05-26", 45.71875, 241.33999633789062),
    ("IYR", 6357, "2000-06-19", 35.03125, 96.55999755859375),
    ("LQD", 5829, "2002-07-30", 101.37000274658203, 111.20999908447266),
    ("MDY", 7651, "1995-05-04", 37.421875, 596.6799926757812),
    ("QQQ", 6680, "1999-03-10", 51.0625, 595.969970703125),
    ("SHY", 5829, "2002-07-30", 81.01000213623047, 82.88999938964844),
    ("SPY", 8222, "1993-01-29", 43.9375, 661.8200073242188),
    ("TIP", 5487, "2003-12-05", 101.8499984741211, 111.11000061035156),
    ("TLT", 5829, "2002-07-30", 81.5199966430664, 88.9000015258789),
    ("VNQ", 5283, "2004-09-29", 49.849998474121094, 91.0199966430664),
    ("VTI", 6107, "2001-06-15", 55.665000915527344, 327.17999267578125),
];

#[test]
fn real_files_come_back() {
    let (Some(etfs), Some(fred)) = (crate::shared("data/yahoo-etfs"), crate::shared("data/fred")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let imported = import(&[etfs, fred], &options()).unwrap();
    assert_eq!((imported.symbols.len(), imported.series.len()), (21, 3));
    let (symbols, series) = (imported.symbols.clone(), imported.series.clone());
    let dataset = store_all(&folder.path().join("real"), imported);

    for (symbol, rows, first, first_close, last_close) in ETFS {
        let entry = &dataset.manifest.symbols[symbol];
        assert_eq!((entry.rows, entry.first, entry.last), (rows, day(first), day("2025-09-26")), "{symbol}");
        let stored = dataset.bars(symbol).unwrap();
        assert_eq!(stored.sha256, entry.sha256);
        let bars = stored.data;
        assert_eq!(bars.dates.len(), rows);
        assert_eq!((bars.close[0], bars.close[rows - 1]), (first_close, last_close), "{symbol}");
    }
    // What is read is what was imported, column by column.
    for (symbol, bars) in &symbols {
        assert_eq!(&dataset.bars(symbol).unwrap().data, bars, "{symbol}");
    }
    for (name, observations) in &series {
        assert_eq!(&dataset.observations(name).unwrap().data, observations, "{name}");
    }

    let spy = dataset.bars("SPY").unwrap().data;
    let crash = spy.dates.binary_search(&day("2008-10-10")).unwrap();
    assert!((spy.close[crash] - 88.50).abs() < 0.005);
    let iwm = dataset.bars("IWM").unwrap().data;
    assert_eq!(iwm.dates[0], day("2000-05-26"));
    let first = [&iwm.open, &iwm.high, &iwm.low, &iwm.adj_close, &iwm.volume].map(|column| column.as_ref().unwrap()[0]);
    assert_eq!(first, [45.53125, 45.71875, 45.3125, 32.83599090576172, 74800.0]);
    assert_eq!(iwm.close[0], 45.71875);
    assert!(iwm.dividend.is_none() && iwm.split.is_none());

    let ends = |name: &str| {
        let Observations { dates, values, .. } = dataset.observations(name).unwrap().data;
        let last = dates.len() - 1;
        (dates.len(), dates[0], values[0], dates[last], values[last])
    };
    assert_eq!(ends("DFF"), (26024, day("1954-07-01"), 1.13, day("2025-09-29"), 4.09));
    assert_eq!(ends("WALCL"), (1233, day("2002-12-18"), 719542.0, day("2026-07-29"), 6738190.0));
    // 11,630 lines, 483 of them blank.
    assert_eq!(ends("T10Y3M"), (11147, day("1982-01-04"), 2.32, day("2026-07-31"), 0.92));

    let roles = &dataset.manifest.roles;
    for (role, symbol) in [("large", "SPY"), ("small", "IWM"), ("bills", "BIL"), ("policy_rate", "DFF")] {
        assert_eq!(roles[role], symbol);
    }
}
