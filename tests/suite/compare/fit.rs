//! Tables in lines of any width, and maps.

use proptest::prelude::*;
use rotascope::report::{Cell, Column, Format, Layout, Table};
use rotascope::stats::Unit;
use unicode_width::UnicodeWidthStr;

fn table() -> impl Strategy<Value = Table> {
    (1..12usize, 0..12usize).prop_flat_map(|(columns, rows)| {
        let heads = prop::collection::vec("[a-zA-Zé漢 ]{0,24}", columns);
        let cell = prop_oneof![
            "[a-z漢 ]{0,60}".prop_map(Cell::Text),
            prop::option::of(-1e6..1e6).prop_map(|value| Cell::Number(value, Unit::Percent)),
        ];
        let cells = prop::collection::vec(prop::collection::vec(cell, columns), rows);
        (heads, cells).prop_map(|(heads, rows)| {
            let mut table = Table::new(heads.iter().map(|head| Column::new(head, head)));
            table.rows = rows;
            table
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// No line is wider than it may be, and no number is lost.
    #[test]
    fn a_table_fits_and_loses_no_number(table in table(), width in 44usize..160) {
        let drawn = table.laid_out(Layout { format: Format::Table, width: Some(width) }).expect("it can be drawn");
        // A table of one column has nothing to be split by.
        if table.columns.len() > 1 {
            let widest = drawn.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            prop_assert!(widest <= width, "{widest} > {width}:\n{drawn}");
        }
        for cell in table.rows.iter().flatten() {
            if let Cell::Number(Some(_), _) = cell {
                prop_assert!(drawn.contains(&cell.rounded()), "{} is not in\n{drawn}", cell.rounded());
            }
        }
        let free = table.laid_out(Layout { format: Format::Table, width: None }).expect("it can be drawn");
        prop_assert_eq!(free, table.render(Format::Table).expect("it can be drawn"));
    }
}

/// Words among numbers stand as the numbers do, and a number that somebody chose is not rounded.
#[test]
fn a_column_with_numbers_is_aligned_as_one() {
    let mut table = Table::new(["Name", "Value"].map(|head| Column::new(head, head)));
    table.rows = vec![
        vec![Cell::text("a"), Cell::text("none")],
        vec![Cell::text("b"), Cell::Given(0.00125)],
        vec![Cell::text("c"), Cell::Number(Some(0.5), Unit::Ratio)],
    ];
    let drawn = table.render(Format::Table).expect("it can be drawn");
    let lines: Vec<&str> = drawn.lines().collect();
    assert_eq!(lines[0], " Name     Value");
    assert_eq!(lines[2..], [" a         none", " b      0.00125", " c         0.50"], "{drawn}");
    assert!(table.render(Format::Json).expect("it can be written").contains("\"Value\": 0.00125"));
    assert!(table.render(Format::Csv).expect("it can be written").contains("b,0.00125\n"));
}
