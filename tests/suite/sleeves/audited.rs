//! The look-ahead audit on sleeves of every kind.

use super::checked_with;
use rotascope::audit::{Kind, Replay, audit, choose, examine};
use rotascope::data::{Bars, Calendar, Dataset};
use rotascope::run::{History, run_over};
use rotascope::strategy::Strategy;
use std::path::Path;

fn demo() -> Dataset {
    Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo")).expect("the demo dataset")
}

const INNER: &str = "[data]\ndataset = 'demo'\n[[rules]]\nwhen = 'small.weekly.close > sma(small.weekly.close, 20)'\nhold = { small = 1 }\n\
                     [[rules]]\nhold = { bonds = 1 }\n[trade]\ndecide = 'weekly'\n";

fn strategy(demo: &Dataset, sleeves: &str, hold: &str, trade: &str) -> Strategy {
    let text = format!(
        "[data]\ndataset = 'demo'\nstart = 2015-01-01\n{sleeves}\n[[rules]]\nhold = {{ {hold} }}\n[trade]\n{trade}\n"
    );
    checked_with(demo, &text, &[("inner.toml", INNER)]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

const LIST: &str =
    "from = ['ENERGY', 'TECHNOLOGY', 'UTILITIES', 'HEALTH']\nscore = 'momentum(adj_close, 63)'\ntop = 2\nkeep = 3\n";

#[test]
fn every_kind_passes() {
    let demo = demo();
    let pick = |keys: &str| format!("[sleeves.s]\n{LIST}{keys}\n");
    let rules = "[[sleeves.s.rules]]\nwhen = 'large.weekly.close > sma(large.weekly.close, 30)'\nhold = { large = 0.9 }\n[[sleeves.s.rules]]\nhold = { bills = 1 }\n";
    let other = "[sleeves.t]\nstrategy = 'inner.toml'\n";
    let cases = [
        (pick("where = 'score > 0'\nweight = 'score'\notherwise = 'bills'\nspread = 'picks'"), "rebalance = 'always'"),
        (
            pick("weight = 'inverse_volatility'\nlookback = 20\ndecide = 'weekly'"),
            "decide = { every = 'month', session = -2 }",
        ),
        (pick("weight = 'risk_parity'\nlookback = 20\nmax_weight = 0.6"), "decide = 'monthly'\ntranches = 3"),
        (pick("weight = 'min_variance'\nlookback = 30"), "decide = 'weekly'\nrebalance = { band = 0.05 }"),
        (rules.to_owned(), "decide = 'weekly'"),
        (other.replace(".t]", ".s]"), ""),
        (
            format!(
                "{other}[sleeves.u]\n{LIST}decide = 'monthly'\n[sleeves.s]\nfrom = ['t', 'u', 'bonds']\nscore = 'momentum(monthly.close, 3)'\ntop = 1\nkeep = 2\nwhere = 'drawdown(u.close) > -0.3'"
            ),
            "decide = 'weekly'",
        ),
    ];
    for (sleeves, trade) in cases {
        let strategy = strategy(&demo, &sleeves, "s = 1", trade);
        let found = audit(&strategy, &demo, 30).unwrap_or_else(|error| panic!("{error}\n{sleeves}"));
        let names: Vec<&str> = strategy.assets.iter().map(|asset| asset.name.as_str()).collect();
        let said: Vec<String> = found.differences.iter().map(|difference| difference.describe(&names)).collect();
        assert!(found.cuts.len() == 30 && said.is_empty(), "{sleeves}: {said:?}");
        assert!(found.cuts.iter().any(|cut| cut.kind == Kind::Change), "{sleeves} never changes");
    }
}

/// Scores that read the next bar: the same engine over closes that stand a session early.
#[test]
fn a_score_that_peeks_fails() {
    let demo = demo();
    let strategy = strategy(&demo, &format!("[sleeves.s]\n{LIST}"), "s = 1", "");
    let history = History::load(&strategy, &demo).unwrap_or_else(|error| panic!("{error}"));
    let read = |mut history: History, peeks: bool| {
        for bars in &mut history.assets {
            let Bars { dates, close, .. } = &*bars;
            let close = if peeks { close[1..].iter().chain(close.last()).copied().collect() } else { close.clone() };
            *bars = Bars { dates: dates.clone(), open: Some(close.clone()), close, ..Bars::default() };
        }
        run_over(&strategy, &demo, history).map(|run| Replay::of(&run))
    };
    for peeks in [false, true] {
        let full = read(history.clone(), peeks).unwrap_or_else(|error| panic!("{error}"));
        let found = examine(&full, &choose(Calendar::Nyse, &full, 60), |cut| read(history.until(cut.date), peeks));
        let changes = found.iter().filter(|one| one.cut.kind == Kind::Change && one.date == one.cut.date).count();
        assert_eq!((found.is_empty(), changes > 3), (!peeks, peeks), "{found:?}");
    }
}
