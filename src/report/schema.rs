//! The keys of a strategy file as a JSON Schema, for editors that complete and check TOML.
//!
//! Draft 7 is the newest that Taplo reads, the language server of most of them. Where a value has alternatives, Taplo shows
//! the documentation of each and not that of the whole: so each has all of it.

use crate::strategy::form::{self, Bounds, Form};
use crate::strategy::keys::{self, KeyDoc};
use serde_json::{Map, Value, json};
use std::ops::Bound;

/// JSON text.
pub fn schema() -> String {
    let taken: Vec<&str> = form::KEYWORDS.into_iter().chain(form::taken()).collect();
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A strategy file of Rotascope",
        "definitions": { "name": { "pattern": form::NAME, "not": { "enum": taken } } },
    });
    format!("{:#}\n", joined(head, table(keys::FILE)))
}

/// A table of known keys; those that are not built yet are left out.
fn table(keys: &[KeyDoc]) -> Value {
    let built = || keys.iter().filter_map(|key| Some((key, key.form.as_ref()?)));
    let properties = built().map(|(key, form)| (key.name.to_owned(), described(form, key.about)));
    let required = built().filter(|(key, _)| key.required).map(|(key, _)| key.name);
    json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": required.collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

/// A value of this form; what is inside it and has no documentation of its own shares `about`.
fn described(form: &Form, about: &str) -> Value {
    let inside = |form: &Form| described(form, about);
    let shape = match form {
        Form::Text | Form::Rate | Form::Expression => json!({ "type": "string" }),
        Form::Words(words) => json!({ "type": "string", "enum": words }),
        Form::Any => json!({}),
        Form::Boolean => json!({ "type": "boolean" }),
        // JSON has no dates: a schema sees their text. For a list of types, Taplo offers no quotes.
        Form::Date => json!({ "type": ["string"], "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Form::Number(bounds) => number(bounds),
        Form::Constant(bounds) => joined(number(bounds), json!({ "type": ["number", "string"] })),
        Form::Whole(range) => json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() }),
        Form::Lag => json!({ "type": "string", "pattern": r"^\s*\+?[0-9]+\s+(session|sessions|day|days)\s*$" }),
        Form::Step => json!({ "type": "string", "pattern": r"^\s*[0-9]+\s+(day|week|month|quarter|year)s?\s*$" }),
        Form::Cost | Form::Fall => json!({ "type": "string", "pattern": r"(bp|%)\s*$" }),
        Form::Weight => json!({ "type": ["number", "string"], "minimum": 0 }),
        Form::Table(keys) => table(keys),
        Form::Named(form) => json!({
            "type": "object",
            "propertyNames": { "$ref": "#/definitions/name" },
            "additionalProperties": inside(form),
        }),
        Form::Sweep(keys) => {
            let values = Form::Either(&[Form::List(&Form::Any), Form::Table(keys::RANGE)]);
            joined(table(keys), json!({ "additionalProperties": inside(&values) }))
        }
        Form::ByAsset(form) => json!({ "type": "object", "additionalProperties": inside(form) }),
        Form::List(form) => json!({ "type": "array", "minItems": 1, "items": inside(form) }),
        Form::Either(forms) => return json!({ "anyOf": forms.iter().map(inside).collect::<Vec<_>>() }),
    };
    let note = match form {
        Form::Date => " (without quotes: 2001-01-31)",
        Form::Expression | Form::Weight | Form::Rate | Form::Constant(_) => {
            " (`rotascope functions` lists the functions of expressions)"
        }
        _ => "",
    };
    joined(json!({ "description": format!("{about}{note}") }), shape)
}

fn number((from, to): &Bounds) -> Value {
    let mut number = json!({ "type": "number" });
    for (bound, included, excluded) in [(from, "minimum", "exclusiveMinimum"), (to, "maximum", "exclusiveMaximum")] {
        match bound {
            Bound::Included(value) => number[included] = json!(value),
            Bound::Excluded(value) => number[excluded] = json!(value),
            Bound::Unbounded => {}
        }
    }
    number
}

/// The entries of one object, then those of the other.
fn joined(first: Value, then: Value) -> Value {
    match (first, then) {
        (Value::Object(mut first), Value::Object(then)) => {
            first.extend(then);
            Value::Object(first)
        }
        (_, then) => then,
    }
}
