//! What the value of a key looks like: the words, bounds and names that the checker tests and an editor can offer.

use super::checked::{Fill, Rebalance, Returns, Spread, Weighting};
use super::keys::KeyDoc;
use super::schedule::Schedule;
use super::types::{Field, Frame};
use chrono::Weekday;
use std::ops::Bound::{self, Excluded, Included, Unbounded};
use std::ops::RangeInclusive;

/// The form of a value. What it means, and whether it fits its neighbours, only the checker knows.
pub enum Form {
    Any,
    Text,
    /// One of a few words.
    Words(&'static [&'static str]),
    Boolean,
    Date,
    /// A finite number within bounds.
    Number(Bounds),
    /// A number within bounds, or an expression in quotes that does not change from bar to bar.
    Constant(Bounds),
    /// An integer within bounds.
    Whole(RangeInclusive<i64>),
    /// "1 session", "45 days".
    Lag,
    /// "10 days", "1 year": from one date to the next.
    Step,
    /// "2 bp", "0.05 %".
    Cost,
    /// "10 %": of a price, above 0 and below all of it.
    Fall,
    /// "4 %", or an expression in percent per year.
    Rate,
    Expression,
    /// A share of equity: a number, or an expression.
    Weight,
    /// A table of these keys and no others.
    Table(&'static [KeyDoc]),
    /// Values to try by parameter or by a key's path, beside the keys of a table.
    Sweep(&'static [KeyDoc]),
    /// A table whose keys the file makes up: names, as [`is_name`] has them.
    Named(&'static Form),
    /// A table whose keys are assets.
    ByAsset(&'static Form),
    /// One value or more.
    List(&'static Form),
    Either(&'static [Form]),
}

pub type Bounds = (Bound<f64>, Bound<f64>);

pub const ANY: Bounds = (Unbounded, Unbounded);
pub const POSITIVE: Bounds = (Excluded(0.0), Unbounded);
/// A number of members, from 1 on.
pub const COUNT: Bounds = (Included(1.0), Included(LONGEST_WINDOW));
/// Of returns that vary: one alone does not.
pub const WINDOW: Bounds = (Included(2.0), Included(LONGEST_WINDOW));
pub const SHARE: Bounds = (Included(0.0), Included(1.0));
pub const CAP: Bounds = (Excluded(0.0), Included(1.0));
/// Longer windows are slips: no history is this long.
pub const LONGEST_WINDOW: f64 = 1e6;
/// A share of equity, for a band.
pub const BAND: Bounds = (Included(0.0), Excluded(1.0));
/// More money than 1e15 is more than there is: beyond it, sums lose their cents and then overflow. So little that it has no
/// digits left cannot be divided.
pub const CAPITAL: Bounds = (Included(1e-6), Included(1e15));

/// No history has more sessions.
pub const DELAY: RangeInclusive<i64> = 0..=100_000;
/// Each tranche is an account of its own.
pub const TRANCHES: RangeInclusive<i64> = 1..=1_000;
/// Counted from the period's start, or from its end; 0 is neither.
pub const SESSION: RangeInclusive<i64> = i32::MIN as i64..=i32::MAX as i64;

pub const RETURNS: [(&str, Returns); 2] = [("total", Returns::Total), ("price", Returns::Price)];

pub const FILLS: [(&str, Fill); 3] =
    [("next-open", Fill::NextOpen), ("next-close", Fill::NextClose), ("same-close", Fill::SameClose)];

pub const REBALANCES: [(&str, Rebalance); 2] = [("on-change", Rebalance::OnChange), ("always", Rebalance::Always)];

pub const SCHEDULES: [(&str, Schedule); 4] = [
    ("daily", Schedule::Daily),
    ("weekly", Schedule::last_of(Frame::Weekly)),
    ("monthly", Schedule::last_of(Frame::Monthly)),
    ("quarterly", Schedule::last_of(Frame::Quarterly)),
];

/// How combinations are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Grid,
    Random,
    Sobol,
}

pub const SAMPLINGS: [(&str, Method); 3] =
    [("grid", Method::Grid), ("random", Method::Random), ("sobol", Method::Sobol)];
pub const SAMPLE_SIZE: RangeInclusive<i64> = 1..=100_000_000;
pub const SEED: RangeInclusive<i64> = 0..=i64::MAX;

/// Weights that read no returns.
pub const PLAIN_WEIGHTINGS: [(&str, Weighting); 3] =
    [("equal", Weighting::Equal), ("score", Weighting::Score), ("rank", Weighting::Rank)];
/// Weights by the risk of so many returns.
pub type RiskWeighting = fn(usize) -> Weighting;
pub const RISK_WEIGHTINGS: [(&str, RiskWeighting); 3] = [
    ("inverse_volatility", Weighting::InverseVolatility),
    ("risk_parity", Weighting::RiskParity),
    ("min_variance", Weighting::MinVariance),
];
pub const WEIGHTINGS: [&str; 6] = {
    let ([a, b, c], [d, e, f]) = (&PLAIN_WEIGHTINGS, &RISK_WEIGHTINGS);
    [a.0, b.0, c.0, d.0, e.0, f.0]
};

pub const SPREADS: [(&str, Spread); 2] = [("slots", Spread::Slots), ("picks", Spread::Picks)];

pub const PERIODS: [(&str, Frame); 3] =
    [("week", Frame::Weekly), ("month", Frame::Monthly), ("quarter", Frame::Quarterly)];

pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

pub const LOTS: [(&str, ()); 1] = [("fractional", ())];

/// The words of a choice, without what they mean.
pub(super) const fn words<T: Copy, const N: usize>(choices: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut index = 0;
    while index < N {
        words[index] = choices[index].0;
        index += 1;
    }
    words
}

/// What [`is_name`] takes, as a regular expression.
pub const NAME: &str = r"^[\p{Alphabetic}_][\p{Alphabetic}\p{N}_]*$";

/// Can stand in an expression as one word: a letter, then letters, digits and _.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Words of the expression language.
pub const KEYWORDS: [&str; 3] = ["and", "or", "not"];

/// Words with a meaning of their own, which no table may give another.
pub fn taken() -> impl Iterator<Item = &'static str> {
    let fields = Field::ALL.into_iter().map(Field::name);
    fields.chain(Frame::ALL.into_iter().map(Frame::name)).chain(["cash", "score"])
}
