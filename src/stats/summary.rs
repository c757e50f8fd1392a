//! What metrics are computed from: sums over the sessions of a curve, however they came about.

use super::drawdown::{depths, drawdowns};
use super::moments::{ROUNDING, Shape, Spread, mean};
use super::periods::{Month, monthly_returns};
use super::quantile::quantile;
use super::returns::{active_returns, benchmark_excess, excess_returns, session_returns, years};
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
        let returns = || session_returns(sample.equity);
        let first_and_last = sample.equity.first().zip(sample.equity.last());
        let days_below = sample.dates.last().map(|end| {
            let falls = drawdowns(sample.dates, sample.equity);
            falls.iter().map(|fall| fall.days(*end)).max().unwrap_or(0) as f64
        });
        Summary {
            sessions_per_year: sample.sessions_per_year,
            years: years(sample.dates),
            growth: first_and_last.map(|(first, last)| last / first),
            returns: Spread::of(returns()),
            excess: Spread::of(excess_returns(sample)),
            shape: Shape::of(returns()),
            downside: mean(returns().map(|r| r.min(0.0).powi(2))),
            deepest: depths(sample.equity).min_by(f64::total_cmp),
            squared_depth: mean(depths(sample.equity).map(|depth| depth * depth)),
            days_below,
            tail: tail(returns()),
            months: whole_months(sample),
            trades: sample.trading.and_then(|trading| traded(sample, trading)),
            against: against(sample),
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

fn against(sample: &Sample) -> Option<Against> {
    let benchmark = sample.benchmark?;
    let (excess, market) = (Spread::of(excess_returns(sample))?, Spread::of(benchmark_excess(sample)?)?);
    let products = excess_returns(sample).zip(benchmark_excess(sample)?);
    let both = |counts: fn(f64) -> bool| {
        let pairs = session_returns(sample.equity).zip(benchmark.iter().copied()).filter(move |(_, b)| counts(*b));
        mean(pairs.clone().map(|(r, _)| log_growth(r))).zip(mean(pairs.map(|(_, b)| log_growth(b))))
    };
    Some(Against {
        market,
        covariance: mean(products.map(|(x, y)| (x - excess.mean) * (y - market.mean)))?,
        active: Spread::of(active_returns(sample)?)?,
        rises: both(|b| b > 0.0),
        falls: both(|b| b < 0.0),
        growth: benchmark.iter().map(|b| 1.0 + b).product(),
    })
}

/// Minus infinity for a loss of everything or more: a growth of -1 a year.
pub(crate) fn log_growth(value: f64) -> f64 {
    value.max(-1.0).ln_1p()
}
