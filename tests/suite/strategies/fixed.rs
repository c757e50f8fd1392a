//! Strategies whose weights never change.

use super::agree::{Derived, Settings, agree};
use super::raw::Raw;

pub const FILES: [&str; 4] = ["hold-large", "hold-small", "sixty-forty", "permanent-portfolio"];

fn large<'a>(raw: &'a Raw, _: &Settings) -> Derived<'a> {
    Derived { ready: raw.large.days[0], holds: vec![vec![("SPY", 1.0)]], rule: Box::new(|_| 0) }
}

fn small<'a>(raw: &'a Raw, _: &Settings) -> Derived<'a> {
    Derived { ready: raw.small.days[0], holds: vec![vec![("IWM", 1.0)]], rule: Box::new(|_| 0) }
}

fn mixed<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let stocks = settings.number("stocks");
    Derived {
        ready: raw.bonds.days[0],
        holds: vec![vec![("AGG", 1.0 - stocks), ("SPY", stocks)]],
        rule: Box::new(|_| 0),
    }
}

fn quarters<'a>(raw: &'a Raw, _: &Settings) -> Derived<'a> {
    Derived {
        // The last of the four to begin.
        ready: raw.bills.days[0].max(raw.gold.days[0]).max(raw.long_bonds.days[0]),
        holds: vec![["BIL", "GLD", "SPY", "TLT"].map(|fund| (fund, 0.25)).to_vec()],
        rule: Box::new(|_| 0),
    }
}

#[test]
fn one_asset() {
    let cases: &[(&[&str], &str)] = &[(&[], "2002-01-02"), (&["data.start=1993-01-29"], "1993-01-29")];
    agree("hold-large", large, cases);
    let cases: &[(&[&str], &str)] = &[(&[], "2002-01-02"), (&["data.start=1993-01-29"], "2000-05-26")];
    agree("hold-small", small, cases);
}

#[test]
fn stocks_and_bonds() {
    let cases: &[(&[&str], &str)] = &[
        // Bonds begin on the day before the last of September.
        (&[], "2003-09-30"),
        (&["stocks=0.25"], "2003-09-30"),
        (&["data.start=2024-03-01", "trade.decide='weekly'"], "2024-03-01"),
    ];
    agree("sixty-forty", mixed, cases);
}

#[test]
fn four_quarters() {
    agree("permanent-portfolio", quarters, &[(&[], "2007-05-31"), (&["trade.decide='daily'"], "2007-05-30")]);
}
