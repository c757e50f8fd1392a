//! Files as they come: layouts, spellings, orders, encodings.

use super::*;
use rotascope::strategy::Field;

#[test]
fn plain_prices_in_any_order_case_and_spelling() {
    let texts = [
        "date,open,high,low,close,adj_close,volume,dividend,split\n2001-01-02,2,4,1,3,2.5,10,0.5,2\n",
        "Split,DIVIDENDS,Vol,Adj. Close,Close,Low,High,Open,Date\n2,0.5,10,2.5,3,1,4,2,2001-01-02\n",
        "timestamp,adjclose,close,open,low,high,volume,Stock Splits,Div Cash\n2001-01-02T00:00:00Z,2.5,3,2,1,4,10,2,0.5\n",
        "\u{feff}Date,Open,High,Low,Price,Adj Close,Volume,Dividends,Splits\r\n20010102,2,4,1,3,2.5,10,0.5,2\r\n",
        "date,open,high,low,close,adjusted close,volume,dividend amount,split factor\n\n\"2001-01-02 16:00\" , 2,4,1,3,2.5,10,0.5,2,,\n",
    ];
    let expected = Bars::from_columns(
        vec![day("2001-01-02")],
        [
            (Field::Open, 2.0),
            (Field::High, 4.0),
            (Field::Low, 1.0),
            (Field::Close, 3.0),
            (Field::AdjClose, 2.5),
            (Field::Volume, 10.0),
            (Field::Dividend, 0.5),
            (Field::Split, 2.0),
        ]
        .map(|(field, value)| (field, vec![value])),
    );
    assert_eq!(expected.columns().len(), 8);
    for text in texts {
        assert_eq!(bars_of(text), expected, "{text}");
    }
}

#[test]
fn optional_columns_and_blank_cells() {
    let bars = bars_of("date,close\n2001-01-02,3\n");
    assert_eq!(bars.columns(), [(Field::Close, [3.0].as_slice())]);
    // A split of 0 is how Yahoo says none.
    let text = "date,close,volume,dividends,splits,open\n2001-01-02,3,,,,\n2001-01-03,3,7,0.1,0,\n2001-01-04,3,8,,2,\n";
    let imported = import_text(text, &options()).unwrap();
    let bars = &imported.symbols[0].1;
    assert_eq!(bars.volume.as_deref(), Some([0.0, 7.0, 8.0].as_slice()));
    assert_eq!(bars.dividend.as_deref(), Some([0.0, 0.1, 0.0].as_slice()));
    assert_eq!(bars.split.as_deref(), Some([1.0, 1.0, 2.0].as_slice()));
    assert_eq!(bars.open, None);
    for note in ["X.csv: column `open` is empty, and not used", "X.csv: 1 blank volume counted as 0"] {
        assert!(imported.notes.iter().any(|line| line == note), "{:?}", imported.notes);
    }
}

#[test]
fn newest_first_is_sorted() {
    let bars = bars_of("date,close\n2001-01-04,3\n2001-01-03,2\n2001-01-02,1\n");
    assert_eq!(bars.dates, [day("2001-01-02"), day("2001-01-03"), day("2001-01-04")]);
    assert_eq!(bars.close, [1.0, 2.0, 3.0]);
}

#[test]
fn names_of_symbols() {
    let text = |name: &str| format!("date,close,{name}\n2001-01-02,3,ABC\n2001-01-03,3,\n");
    for column in ["Name", "symbol", "Ticker"] {
        assert_eq!(import_text(text(column), &options()).unwrap().symbols[0].0, "ABC");
    }
    let other = import_text(text("sector"), &options()).unwrap();
    assert_eq!(other.symbols[0].0, "X");
    assert!(other.notes.iter().any(|note| note == "X.csv: column `sector` is not used"), "{:?}", other.notes);
}

#[test]
fn series_by_their_three_headers() {
    for (header, name) in [("date,value", "X"), ("observation_date,WALCL", "WALCL"), ("DATE,DFF", "DFF")] {
        let text = format!("{header}\n2001-01-03,2.5\n2001-01-04,.\n2001-01-05,\n2001-01-02,-1\n");
        let imported = import_text(text, &options()).unwrap();
        let (found, observations) = &imported.series[0];
        assert_eq!(found, name);
        assert_eq!(observations.dates, [day("2001-01-02"), day("2001-01-03")]);
        assert_eq!(observations.values, [-1.0, 2.5]);
        assert!(
            imported.notes.contains(&"X.csv: 2 days without a value passed over".to_owned()),
            "{:?}",
            imported.notes
        );
    }
}

#[test]
fn yahoo_with_and_without_an_unadjusted_close() {
    let text = "Price,Adj Close,Close,High,Low,Open,Volume\nTicker,ABC,ABC,ABC,ABC,ABC,ABC\nDate,,,,,,\n\
                2001-01-02,2.5,3,4,1,2,10\n";
    let imported = import_text(text, &options()).unwrap();
    let (symbol, bars) = &imported.symbols[0];
    assert_eq!((symbol.as_str(), bars.close[0], bars.adj_close.as_deref()), ("ABC", 3.0, Some([2.5].as_slice())));
    let adjusted = "Price,Close,High,Low,Open,Volume\nTicker,ABC,ABC,ABC,ABC,ABC\nDate,,,,,\n2001-01-02,3,4,1,2,10\n";
    let imported = import_text(adjusted, &options()).unwrap();
    let bars = &imported.symbols[0].1;
    assert_eq!((bars.close[0], bars.adj_close.as_deref()), (3.0, Some([3.0].as_slice())));
    assert!(imported.notes.iter().any(|note| note.contains("prices include dividends")), "{:?}", imported.notes);
}

#[test]
fn opens_and_closes_outside_the_range_are_noted() {
    let text = "date,open,high,low,close\n2001-01-02,5,4,1,2\n2001-01-03,1,4,1,4.000001\n2001-01-04,1,4,1,0.5\n";
    let notes = import_text(text, &options()).unwrap().notes;
    let expected = "X.csv: open or close outside the day's high and low on 2 days: 2001-01-02, 2001-01-04";
    assert!(notes.iter().any(|note| note == expected), "{notes:?}");
}

/// One file a stock, symbols in a column, no adjusted close, and a few blank cells that make their files faulty.
#[test]
fn real_stocks() {
    let Some(stocks) = crate::shared("data/sp500-stocks") else {
        return;
    };
    let paths = [stocks];
    says(
        &import(&paths, &options()).unwrap_err(),
        &["10 files cannot be imported", "BHF_data.csv\n    line 9: `open` is blank"],
    );
    let lenient = ImportOptions { drop_faulty_rows: true, allow_gaps: true, ..options() };
    let imported = import(&paths, &lenient).unwrap();
    assert_eq!(imported.symbols.len(), 505);
    let (_, brk) = imported.symbols.iter().find(|(symbol, _)| symbol == "BRK.B").unwrap();
    assert_eq!((brk.dates.len(), brk.adj_close.is_none()), (1259, true));
    // What many files share is said once.
    assert!(imported.notes.iter().any(|note| note.contains("and 502 more: no adjusted close")), "{:?}", imported.notes);
}
