//! Files that pass, with every key between them.

use toml::{Table, Value};

const FILE: &str = r#"
name = "Sample"
about = "Something of everything."

[data]
dataset = "made"
start = 2001-01-01
end = 2025-09-26
history = 1995-01-01
benchmark = "large"
returns = "price"
risk_free = "2 %"
warmup = true

[assets]
klein = "IWM"

[groups]
both = ["large", "klein"]

[series.funds]
symbol = "DFF"
lag = "1 session"

[series.earnings]
symbol = "EPS"
known = "known"

[params]
weeks = 2

[signals]
trend = "streak(klein.close > sma(klein.close, 200)) >= weeks"

[sleeves.best]
from = "both"
score = "momentum(close, 20)"
where = "score > 0"
top = 2
keep = "weeks"
weight = "risk_parity"
lookback = 60
max_weight = 0.6
spread = "picks"
otherwise = "large"
decide = "monthly"

[sleeves.safe]
[[sleeves.safe.rules]]
when = "large.close > 10"
hold = { large = 1.0 }

[sleeves.other]
strategy = "other.toml"
params = { weeks = 3 }

[[rules]]
when = "trend"
hold = { klein = 0.5, large = "1 / 4", best = 0.1 }

[[rules]]
hold = {}

[trade]
decide = "weekly"
fill = "next-close"
delay = 1
rebalance = "always"
tranches = 4
commission = "1 bp"
slippage = "0.02 %"
cash_yield = "funds - 0.5"
borrow = "5 %"
capital = 100_000
lots = "fractional"

[overlays]
stop_loss = "10 %"
trailing_stop = "1_250 bp"

[sweep]
weeks = { from = 1, to = 9, step = 2 }
where = "weeks > 1"
sample = { method = "random", n = 3, seed = 7 }
"#;

/// Other forms of the same keys.
const OTHERS: [(&str, &str); 17] = [
    ("data.benchmark", "{ large = 0.6, klein = 0.4 }"),
    ("data.risk_free", "'funds'"),
    ("series.funds.lag", "'45 days'"),
    ("params.weeks", "2.0"),
    ("sweep.weeks", "[2, 3]"),
    ("sweep", "{ 'data.end' = { from = 2025-01-31, to = 2025-09-26, step = '2 months' } }"),
    ("sweep", "{ 'trade.fill' = ['next-open'], sample = { method = 'sobol', n = 3 } }"),
    ("groups.both", "{ large = {}, klein = { from = 2001-01-31, to = 2002-01-31 } }"),
    ("groups.both", "{ large = [{ from = 2001-01-31, to = 2002-01-31 }], klein = {} }"),
    ("sleeves.best.from", "['large', 'klein', 'safe']"),
    ("sleeves.best.decide", "{ every = 'month', session = -2 }"),
    ("sleeves.best.decide", "{ weekday = 'wed' }"),
    ("sleeves.safe", "{ from = ['large', 'klein'], weight = { large = 0.5, klein = '1 / weeks' } }"),
    ("trade.decide", "{ every = 'month', session = -2 }"),
    ("trade.decide", "{ weekday = 'wed' }"),
    ("trade.rebalance", "{ band = 0.05 }"),
    ("trade.commission", "' .5bp '"),
];

pub fn samples() -> Vec<Table> {
    let file: Table = FILE.parse().expect("TOML");
    let others = OTHERS.map(|(path, value)| with(&file, path, &literal(value)));
    [file].into_iter().chain(others).collect()
}

/// The value that `text` stands for in a file.
pub fn literal(text: &str) -> Value {
    let mut table: Table = format!("a = {text}").parse().expect("TOML");
    table.remove("a").expect("it was just set")
}

/// The file with another value at `path`, where dots part keys and places in lists.
pub fn with(file: &Table, path: &str, value: &Value) -> Table {
    let mut file = file.clone();
    let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
    match parent_at(&mut file, parent) {
        Parent::Table(table) => {
            table.insert(last.to_owned(), value.clone());
        }
        Parent::List(items) => items[last.parse::<usize>().expect("a place in a list")] = value.clone(),
    }
    file
}

/// The file without the key at `path`.
pub fn without(file: &Table, path: &str) -> Table {
    let mut file = file.clone();
    let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
    match parent_at(&mut file, parent) {
        Parent::Table(table) => assert!(table.remove(last).is_some(), "the file has {path}"),
        Parent::List(_) => panic!("{path} is no key"),
    }
    file
}

pub fn value_at<'f>(file: &'f Table, path: &str) -> Option<&'f Value> {
    let mut steps = path.split('.');
    let first = file.get(steps.next()?)?;
    steps.try_fold(first, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

enum Parent<'f> {
    Table(&'f mut Table),
    List(&'f mut Vec<Value>),
}

fn parent_at<'f>(file: &'f mut Table, path: &str) -> Parent<'f> {
    let mut parent = Parent::Table(file);
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let value = match parent {
            Parent::Table(table) => table.get_mut(step).expect("the path leads somewhere"),
            Parent::List(items) => &mut items[step.parse::<usize>().expect("a place in a list")],
        };
        parent = match value {
            Value::Table(table) => Parent::Table(table),
            Value::Array(items) => Parent::List(items),
            _ => panic!("{path} leads to no table"),
        };
    }
    parent
}
