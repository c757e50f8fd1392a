//! The functions of the language as tables: all of them, and one in full.

use super::table::{Cell, Column, Table};
use crate::strategy::functions::{Default, FAMILIES, Signature, Yields};

/// A row a function, by family.
pub fn functions() -> Table {
    let keys = [("Family", "family"), ("Function", "function"), ("Value", "formula")];
    let mut table = Table::new(keys.map(|(title, key)| Column::new(title, key)));
    for family in &FAMILIES {
        for signature in family.functions {
            let cells = [family.name, &signature.usage(), signature.formula];
            table.rows.push(cells.map(Cell::text).to_vec());
        }
    }
    table
}

/// Everything about one function, a row a fact.
pub fn function(signature: &Signature) -> Table {
    let mut table = Table::new([Column::new("", "fact"), Column::new(&signature.usage(), "text")]);
    let mut row = |fact: &str, text: &str| table.rows.push(vec![Cell::text(fact), Cell::text(text)]);
    row("value", signature.formula);
    row(
        "yields",
        &match signature.yields {
            Yields::Always(ty) => ty.to_string(),
            Yields::Same => "a number or a condition, as its arguments are".to_owned(),
        },
    );
    for parameter in signature.parameters {
        let expected = parameter.kind.expected();
        let left_out = match parameter.default {
            Default::Required => String::new(),
            Default::Value(value) => format!("; {value} where it is left out"),
            Default::Optional => "; may be left out".to_owned(),
            Default::Repeats => "; any number of times".to_owned(),
        };
        row(parameter.name, &format!("{expected}{left_out}"));
    }
    signature.notes.iter().for_each(|note| row("note", note));
    let family = FAMILIES.iter().find(|family| family.functions.iter().any(|other| other.name == signature.name));
    if let Some(family) = family {
        row("family", &format!("{}: {}", family.name, family.about));
    }
    if let Some(source) = signature.source {
        row("source", source);
    }
    row("example", signature.example);
    table
}
