//! What metrics are computed from: sums over the sessions of a curve, however they came about.

use super::drawdown::{depths, drawdowns};
use super::moments::{ROUNDING, Shape, Spread, mean};
use super::periods::{Month, monthly_returns};
use super::quantile::quantile;
use super::returns::{session_returns, years};
use super::sample::{Sample, Trading};

/// A curve, its benchmark and its trading, summed up. [`Summary::of`] goes through a sample session by session and is the
/// definition; a sweep adds up whole stretches of sessions instead. r are the session returns of equity after the start session,
/// n of them. What is None has no value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    pub sessions_per_year: f64,
    /// Calendar days from the first close to the last over 365.25.
    pub years: f64,
    /// Last equity / first equity.
    pub growth: Option<f64>,
    /// Of r.
    pub returns: Option<Spread>,
    /// Of r less the risk-free return.
    pub excess: Option<Spread>,
    /// Of r.
    pub shape: Option<Shape>,
    /// Mean of min(r, 0)^2.
    pub downside: Option<f64>,
    /// Lowest equity / highest equity so far - 1, over all closes.
    pub deepest: Option<f64>,
    /// Mean of (equity / highest equity so far - 1)^2, over all closes.
    pub squared_depth: Option<f64>,
    /// Most calendar days from a highest close to the one that reaches it again, or to the end.
    pub days_below: Option<f64>,
    pub tail: Option<Tail>,
    /// None without a whole calendar month.
    pub months: Option<Months>,
    pub trades: Option<Trades>,
    pub against: Option<Against>,
}

/// The worst twentieth of r.
#[derive(Clone, Copy, Debug)]
pub struct Tail {
    /// The 5 % quantile.
    pub limit: f64,
    /// Mean of the r at or below it.
    pub beyond: f64,
}

/// Returns of whole calendar months.
#[derive(Clone, Copy, Debug)]
pub struct Months {
    pub best: f64,
    pub worst: f64,
    /// Share of those above zero.
    pub positive: f64,
}

/// What was traded, money as a share of the first equity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trades {
    pub bought: f64,
    pub sold: f64,
    pub costs: f64,
    /// Over all closes.
    pub mean_equity: f64,
    pub orders: usize,
    pub switches: usize,
    /// Mean sum of absolute weights outside cash, over the closes after the start.
    pub exposure: Option<f64>,
    /// Mean calendar days of a holding.
    pub hold_days: Option<f64>,
    /// Share of the closed holdings with a gain.
    pub wins: Option<f64>,
}

/// Beside a benchmark; b are its session returns.
#[derive(Clone, Copy, Debug)]
pub struct Against {
    /// Of b less the risk-free return.
    pub market: Spread,
    /// Mean product of the distances of excess and market from their means.
    pub covariance: f64,
    /// Of r - b.
    pub active: Spread,
    /// Mean log growth of the strategy and of the benchmark on the sessions with b > 0; None without one.
    pub rises: Option<(f64, f64)>,
    /// The same with b < 0.
    pub falls: Option<(f64, f64)>,
    /// Last value / first value of the benchmark.
    pub growth: f64,
}

impl Summary {
    pub fn of(sample: &Sample) -> Summary {
        let returns: Vec<f64> = session_returns(sample.equity).collect();
        let each = || returns.iter().copied();
        let excess = less(&returns, sample.risk_free);
        let first_and_last = sample.equity.first().zip(sample.equity.last());
        let days_below = sample.dates.last().map(|end| {
            let falls = drawdowns(sample.dates, sample.equity);
            falls.iter().map(|fall| fall.days(*end)).max().unwrap_or(0) as f64
        });
        Summary {
            sessions_per_year: sample.sessions_per_year,
            years: years(sample.dates),
            growth: first_and_last.map(|(first, last)| last / first),
            returns: Spread::of(each()),
            excess: Spread::of(excess.iter().copied()),
            shape: Shape::of(each()),
            downside: mean(each().map(|r| r.min(0.0).powi(2))),
            deepest: depths(sample.equity).min_by(f64::total_cmp),
            squared_depth: mean(depths(sample.equity).map(|depth| depth * depth)),
            days_below,
            tail: tail(each()),
            months: whole_months(sample),
            trades: sample.trading.and_then(|trading| traded(sample, trading)),
            against: sample.benchmark.and_then(|benchmark| against(&returns, &excess, benchmark, sample.risk_free)),
        }
    }
}

/// At or below the limit. Returns that rounding alone holds apart are equal: several may lie at the limit.
pub(crate) fn is_beyond(value: f64, limit: f64) -> bool {
    value <= limit + ROUNDING
}

fn tail(returns: impl Iterator<Item = f64> + Clone) -> Option<Tail> {
    let limit = quantile(returns.clone(), 0.05)?;
    Some(Tail { limit, beyond: mean(returns.filter(|r| is_beyond(*r, limit)))? })
}

/// Of the months that the curve covers from the close before them to their own last close.
fn whole_months(sample: &Sample) -> Option<Months> {
    let first = sample.dates.first().copied().map(Month::from);
    let cut = sample.dates.last().copied().map(Month::from).filter(|_| !sample.ends_at_month_end);
    let months = monthly_returns(sample.dates, sample.equity).into_iter();
    let whole = months.filter(|(month, _)| Some(*month) != first && Some(*month) != cut).map(|(_, value)| value);
    let whole: Vec<f64> = whole.collect();
    Some(Months {
        best: whole.iter().copied().max_by(f64::total_cmp)?,
        worst: whole.iter().copied().min_by(f64::total_cmp)?,
        positive: mean(whole.iter().map(|month| f64::from(*month > 0.0)))?,
    })
}

fn traded(sample: &Sample, trading: Trading) -> Option<Trades> {
    let (first, end) = (sample.equity.first()?, *sample.dates.last()?);
    let days = trading.holdings.iter().map(|held| (held.closed.unwrap_or(end) - held.opened).num_days() as f64);
    let closed = trading.holdings.iter().filter(|held| held.closed.is_some());
    Some(Trades {
        bought: trading.bought / first,
        sold: trading.sold / first,
        costs: trading.costs / first,
        mean_equity: mean(sample.equity.iter().copied())? / first,
        orders: trading.orders,
        switches: trading.switches,
        exposure: mean(trading.exposure.iter().skip(1).copied()),
        hold_days: mean(days),
        wins: mean(closed.map(|held| f64::from(held.gain > 0.0))),
    })
}

/// Returns are one a session each.
fn against(returns: &[f64], excess: &[f64], benchmark: &[f64], risk_free: &[f64]) -> Option<Against> {
    let market = less(benchmark, risk_free);
    let spread = |values: &[f64]| Spread::of(values.iter().copied());
    let (of_excess, of_market) = (spread(excess)?, spread(&market)?);
    let products = excess.iter().zip(&market).map(|(x, y)| (x - of_excess.mean) * (y - of_market.mean));
    let both = |counts: fn(f64) -> bool| {
        let pairs = || returns.iter().zip(benchmark).filter(|(_, b)| counts(**b));
        mean_log_growth(pairs().map(|(r, _)| *r)).zip(mean_log_growth(pairs().map(|(_, b)| *b)))
    };
    Some(Against {
        market: of_market,
        covariance: mean(products)?,
        active: spread(&less(returns, benchmark))?,
        rises: both(|b| b > 0.0),
        falls: both(|b| b < 0.0),
        growth: benchmark.iter().map(|b| 1.0 + b).product(),
    })
}

/// The differences of two series.
fn less(values: &[f64], reference: &[f64]) -> Vec<f64> {
    values.iter().zip(reference).map(|(value, reference)| value - reference).collect()
}

/// Minus infinity for a loss of everything or more: a growth of -1 a year.
pub(crate) fn log_growth(value: f64) -> f64 {
    value.max(-1.0).ln_1p()
}

/// The mean of [`log_growth`], with one logarithm for many returns; None of nothing.
pub(crate) fn mean_log_growth(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut logs, mut growth, mut count) = (0.0, 1.0_f64, 0_usize);
    for value in values {
        let one = (1.0 + value).max(0.0);
        count += 1;
        // Far from what is too large or too small for a number.
        if (1e-100..1e100).contains(&(growth * one)) {
            growth *= one;
        } else {
            logs += growth.ln() + one.ln();
            growth = 1.0;
        }
    }
    (count > 0).then(|| (logs + growth.ln()) / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_logarithm_or_many(values in prop::collection::vec(prop_oneof![-0.9..1.0_f64, 1e90..1e200_f64], 1..300)) {
            let many = mean(values.iter().copied().map(log_growth)).expect("values");
            let one = mean_log_growth(values.into_iter()).expect("values");
            prop_assert!((one - many).abs() <= 1e-13 * many.abs().max(1.0), "{one} {many}");
        }
    }

    #[test]
    fn what_loses_everything_never_grows_back() {
        assert_eq!(mean_log_growth([0.5, -1.0, 0.5].into_iter()), Some(f64::NEG_INFINITY));
        assert_eq!(mean_log_growth([0.5, -3.0].into_iter()), Some(f64::NEG_INFINITY));
        assert_eq!(mean_log_growth(std::iter::empty()), None);
    }
}
