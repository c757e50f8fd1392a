//! Every fault of a file: one message that says where, what, and what to do.

use super::*;

const ROWS: &str = "--drop-faulty-rows";
const GAP: &str = "--allow-gaps";

#[track_caller]
fn refused(text: impl AsRef<[u8]>, fragments: &[&str]) {
    let error = import_text(&text, &options()).expect_err("the file is faulty");
    assert_eq!(error.exit_code(), 2);
    says(&error, &["X.csv"]);
    says(&error, &["help: "]);
    says(&error, fragments);
}

#[test]
fn files_as_a_whole() {
    refused("", &["is empty"]);
    refused("\n\r\n , \n", &["is empty"]);
    refused("date,close\n", &["X.csv:1", "no rows under the header"]);
    refused("date,close\n\n,\n", &["X.csv:1", "no rows under the header"]);
    refused("date,value\n2001-01-01,.\n2001-01-02,\n", &["no row with a value"]);
    refused("date;close\n2001-01-01;1,5\n", &["X.csv:1", "one column only, `date;close`", "commas"]);
    refused("2001-01-01,1\n2001-01-02,2\n", &["X.csv:1", "first line is data", "date,open"]);
    refused(b"\xff\xfed\0a\0t\0e\0", &["UTF-16", "UTF-8"]);
    refused(b"PK\x03\x04\0\0\0", &["not text", "unpack"]);
}

#[test]
fn columns() {
    refused("date,open,high\n2001-01-01,1,2\n", &["X.csv:1", "no column `close`", "`date` and `close`"]);
    refused("date,open,clsoe\n2001-01-01,1,2\n", &["no column `close`", "`clsoe`", "rename it `close`"]);
    refused("date,clsoe\n2001-01-01,1\n", &["no column `close`", "`clsoe`"]);
    refused("Date,Close/Last,Open\n2001-01-01,1,2\n", &["no column `close`", "`Close/Last`"]);
    refused("daet,close\n2001-01-01,1\n", &["no column `date`", "`daet`"]);
    refused("when,close\n2001-01-01,1\n", &["no column `date`"]);
    refused("date,Adj Close,adjclose,close\n2001-01-01,1,1,1\n", &["`Adj Close` and `adjclose` mean the same"]);
    refused("date,name,close\n2001-01-01,A,1\n2001-01-02,B,1\n", &["X.csv:3", "`A`", "`B`", "one symbol a file"]);
    refused("Price,Close,Close\nTicker,A,B\nDate,,\n2001-01-01,1,2\n", &["X.csv:2", "`A, B`", "one ticker a file"]);
    refused("Price,Open\nTicker,A\nDate,\n2001-01-01,1\n", &["X.csv:1", "no column `close`"]);
    refused("Price,Close\nTicker,A\nDate,\n", &["no rows under the header"]);
}

#[test]
fn rows() {
    refused("date,close\n2001-01-01,1\n2001-13-01,2\n", &["X.csv:3", "`2001-13-01` is no date", "2000-05-26", ROWS]);
    refused("date,close\n01/02/2001,1\n", &["X.csv:2", "`01/02/2001` is no date"]);
    refused("date,close\n\n2001-01-01,1\n\n2001-01-01,1\n", &["X.csv:5", "2001-01-01 is on line 3 already", ROWS]);
    refused("date,close\n2001-01-01,0\n", &["X.csv:2", "`close` is 0", "above zero", ROWS]);
    refused("date,close\n2001-01-01,-1\n", &["`close` is -1", "above zero"]);
    refused("date,close\n2001-01-01,\n2001-01-02,1\n", &["X.csv:2", "`close` is blank"]);
    refused("date,close\n2001-01-01,null\n", &["`close` is `null`, not a number"]);
    refused("date,close\n2001-01-01,NaN\n", &["`close` is `NaN`, not a number"]);
    refused("date,close\n2001-01-01,inf\n", &["`close` is `inf`, not a number"]);
    refused(b"date,close\n2001-01-01,1\xa0000\n", &["X.csv:2", "not a number"]);
    refused("date,close,open\n2001-01-01,1,0\n", &["`open` is 0", "above zero"]);
    refused("date,close,adj_close\n2001-01-01,1,0\n", &["`adj_close` is 0", "above zero"]);
    refused("date,close,high,low\n2001-01-01,1,1,2\n", &["X.csv:2", "`high` is 1, below `low` 2", ROWS]);
    refused("date,close,volume\n2001-01-01,1,-1\n", &["`volume` is -1, below zero"]);
    refused("date,close,dividend\n2001-01-01,1,-1\n", &["`dividend` is -1, below zero"]);
    refused("date,close,split\n2001-01-01,1,-1\n", &["`split` is -1"]);
    refused("date,close\n2001-01-01,1,2\n", &["X.csv:2", "3 cells, and the header has 2"]);
    refused("date,close,open\n2001-01-01,1\n", &["X.csv:2", "2 cells, and the header has 3"]);
    refused("date,value\n2001-01-01,x\n", &["X.csv:2", "`value` is `x`, not a number"]);
    // Yahoo's header takes four lines.
    let yahoo = "Price,Price,Close\nTicker,A,A\nTicker,A,A\nDate,,\n2001-01-01 00:00:00,1,1\n2001-01-02 00:00:00,1,0\n";
    refused(yahoo, &["X.csv:6", "`close` is 0"]);
}

#[test]
fn gaps_of_ten_scheduled_sessions() {
    // From Tuesday 2001-01-02: ten sessions are missing before Thursday the 18th, for the 15th is a holiday.
    let until = |last: &str| format!("date,close\n2001-01-02,1\n{last},1\n");
    refused(until("2001-01-18"), &["X.csv:3", "a gap of 10 sessions", "2001-01-02 and 2001-01-18", GAP, "--calendar"]);
    assert_eq!(bars_of(&until("2001-01-17")).dates.len(), 2);
    let with = |change: fn(&mut ImportOptions)| {
        let mut options = options();
        change(&mut options);
        import_text(until("2001-01-18"), &options)
    };
    let accepted = with(|options| options.allow_gaps = true).unwrap();
    assert!(accepted.notes.iter().any(|note| note.contains("a gap of 10 sessions")), "{:?}", accepted.notes);
    says(&with(|options| options.calendar = Some(Calendar::Weekdays)).unwrap_err(), &["a gap of 11 sessions"]);
    says(&with(|options| options.calendar = Some(Calendar::All)).unwrap_err(), &["a gap of 15 sessions"]);
    // Rows to be corrected are no gap, rows left out are one.
    let faulty: String = (3..=17).map(|d| format!("2001-01-{d:02},0\n")).collect();
    let text = format!("date,close\n2001-01-02,1\n{faulty}2001-01-18,1\n");
    let error = import_text(&text, &options()).unwrap_err();
    says(&error, &["has 15 faults", "line 3: `close` is 0", "line 12: ", "and 5 more faults"]);
    assert!(!error.to_string().contains("gap") && !error.to_string().contains("line 13"), "{error}");
    let dropping = ImportOptions { drop_faulty_rows: true, ..options() };
    says(&import_text(&text, &dropping).unwrap_err(), &["X.csv:18", "a gap of 10 sessions"]);
    // A series comes as often as it comes.
    assert!(import_text("date,value\n2001-01-02,1\n2002-01-02,1\n", &options()).unwrap().notes.is_empty());
}

#[test]
fn faulty_rows_are_left_out_when_asked() {
    let text = "date,close,high,low\n2001-01-02,5,6,4\n2001-01-02,7,8,6\nx,1,1,1\n2001-01-03,1,1,2\n2001-01-04,0,2,1\n\
                2001-01-05,3,3,3\n";
    refused(text, &["has 4 faults", "line 3: ", "line 4: ", "line 5: ", "line 6: ", ROWS]);
    let dropping = ImportOptions { drop_faulty_rows: true, ..options() };
    let imported = import_text(text, &dropping).unwrap();
    let bars = &imported.symbols[0].1;
    // The first row of a day stays.
    assert_eq!((bars.dates.clone(), bars.close.clone()), (vec![day("2001-01-02"), day("2001-01-05")], vec![5.0, 3.0]));
    let note = imported.notes.iter().find(|note| note.contains("left out")).unwrap();
    assert!(note.starts_with("X.csv: 4 faulty rows left out (line 3: ") && note.contains("and 1 more"), "{note}");
    says(&import_text("date,close\n2001-01-01,0\n", &dropping).unwrap_err(), &["X.csv", "no row is left", "line 2"]);
}

#[test]
fn every_file_is_told_in_one_message() {
    let folder = folder_with("A.csv", "date,close\n2001-01-01,0\n");
    std::fs::write(folder.path().join("B.csv"), "date,open\n2001-01-01,1\n").unwrap();
    std::fs::write(folder.path().join("C.csv"), "date,close\n2001-01-01,1\n").unwrap();
    std::fs::write(folder.path().join("D.CSV"), "").unwrap();
    std::fs::write(folder.path().join("readme.txt"), "not data").unwrap();
    let error = import(&[folder.path().to_owned()], &options()).unwrap_err();
    says(
        &error,
        &["3 files cannot be imported", "A.csv\n    line 2: `close` is 0", "B.csv\n    line 1: there is no column"],
    );
    says(&error, &["D.CSV\n    the file is empty", ROWS]);
    for n in 0..5 {
        std::fs::write(folder.path().join(format!("E{n}.csv")), "").unwrap();
    }
    says(&import(&[folder.path().to_owned()], &options()).unwrap_err(), &["8 files", "and 3 more files"]);
}

#[test]
fn paths() {
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().to_owned();
    says(&import(&[path.join("no.csv")], &options()).unwrap_err(), &["no such file", "no.csv"]);
    says(&import(&[path], &options()).unwrap_err(), &["has no .csv files", "help: "]);
    says(&import(&[], &options()).unwrap_err(), &["nothing to import"]);
    let twice = folder_with("A.csv", "date,close\n2001-01-01,1\n");
    std::fs::write(twice.path().join("B.csv"), "date,symbol,close\n2001-01-01,A,1\n").unwrap();
    says(&import(&[twice.path().to_owned()], &options()).unwrap_err(), &["`A` comes from two files", "A.csv", "B.csv"]);
}

#[test]
fn real_prices_do_not_go_into_a_synthetic_dataset() {
    let mut options = options();
    options.into.synthetic = true;
    says(
        &import_text("date,close\n2001-01-01,1\n", &options).unwrap_err(),
        &["`test` is synthetic", "another dataset"],
    );
}

#[test]
fn roles() {
    let with = |roles: &[(&str, &str)]| ImportOptions {
        roles: roles.iter().map(|(role, symbol)| ((*role).to_owned(), (*symbol).to_owned())).collect(),
        ..options()
    };
    let folder = folder_with("SPY.csv", "date,close\n2001-01-01,1\n");
    std::fs::write(folder.path().join("VOO.csv"), "date,close\n2001-01-01,1\n").unwrap();
    std::fs::write(folder.path().join("DFF.csv"), "date,value\n2001-01-01,1\n").unwrap();
    let import_with = |roles: &[(&str, &str)]| import(&[folder.path().to_owned()], &with(roles));
    let given = |roles: &[(&str, &str)]| import_with(roles).unwrap().manifest.roles;

    // Of two for one role the first, and a note of it.
    assert_eq!((&given(&[])["large"], &given(&[])["policy_rate"]), (&"SPY".to_owned(), &"DFF".to_owned()));
    let notes = import_with(&[]).unwrap().notes;
    assert!(notes.iter().any(|note| note.contains("large = SPY, policy_rate = DFF")), "{notes:?}");
    // What is asked for comes first, and what a dataset says already.
    assert_eq!(given(&[("large", "VOO"), ("rate", "DFF")])["large"], "VOO");
    let mut options = with(&[]);
    options.into.roles.insert("large".to_owned(), "VOO".to_owned());
    assert_eq!(import(&[folder.path().to_owned()], &options).unwrap().manifest.roles["large"], "VOO");

    says(&import_with(&[("small", "SPX")]).unwrap_err(), &["role `small` names `SPX`", "did you mean `SPY`?"]);
    says(&import_with(&[("small", "WILDLY")]).unwrap_err(), &["`WILDLY`", "`DFF`, `SPY` and `VOO`"]);
    let imported = import_with(&[("my role", "SPY")]).unwrap();
    let target = tempfile::tempdir().unwrap();
    let folder = target.path().join("new");
    let error = store::write(&folder, imported.manifest, imported.symbols, imported.series).unwrap_err();
    says(&error, &["role `my role` is not a plain word", "help: "]);
    assert!(!folder.exists());
}

#[test]
fn a_fault_leaves_a_dataset_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("mine");
    store::write(&dataset, Manifest::new("mine"), vec![("A".to_owned(), plain_bars())], vec![]).unwrap();
    let before = contents(folder.path());
    assert_eq!(before.len(), 2);

    let mut unsound = plain_bars();
    unsound.close[3] = f64::NAN;
    let symbols = vec![("A".to_owned(), Bars { close: vec![1.0; 10], ..plain_bars() }), ("B".to_owned(), unsound)];
    for target in [dataset.clone(), folder.path().join("new/deep")] {
        let error = store::write(&target, Manifest::new("mine"), symbols.clone(), vec![]).unwrap_err();
        says(&error, &["`B` cannot be stored", "2001-01-04", "`close` is NaN"]);
    }
    let mut manifest = Manifest::new("mine");
    manifest.roles.insert("large".to_owned(), "C".to_owned());
    let error = store::write(&dataset, manifest, vec![("B".to_owned(), plain_bars())], vec![]).unwrap_err();
    says(&error, &["role `large` names `C`"]);
    let both = vec![("A".to_owned(), Observations { dates: vec![day("2001-01-01")], values: vec![1.0], known: None })];
    let error = store::write(&dataset, Manifest::new("mine"), vec![], both).unwrap_err();
    says(&error, &["`A` is both an asset and a series"]);
    assert_eq!(contents(folder.path()), before);
    assert!(!folder.path().join("new").exists());
}
