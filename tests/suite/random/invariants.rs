//! What has to hold of any run.

use super::file::Files;
use rotascope::report;
use rotascope::results::Record;
use rotascope::run::Run;
use rotascope::sim::{Order, Reason, Stop};
use rotascope::stats::Measures;
use rotascope::strategy::Strategy;
use std::path::Path;

/// Rounding of a sum of weights.
const ROUNDING: f64 = 1e-9;

macro_rules! ensure {
    ($holds:expr, $($message:tt)*) => {
        let holds: bool = $holds;
        if !holds {
            return Err(format!($($message)*));
        }
    };
}

/// The first thing that does not hold.
pub fn violation(strategy: &Strategy, run: &Run) -> Result<(), String> {
    let path = &run.path;
    ensure!(!path.equity.is_empty() && run.dates.len() == path.equity.len(), "{} dates", run.dates.len());
    for (date, equity) in run.dates.iter().zip(&path.equity) {
        ensure!(equity.is_finite(), "equity is {equity} on {date}");
        let last = Some(date) == run.dates.last();
        ensure!(*equity > 0.0 || path.ruined && last, "equity is {equity} on {date}, and the run goes on");
    }
    let said = run.notices.iter().any(|notice| notice.starts_with("ruined on "));
    ensure!(said == path.ruined, "ruined: {}, said: {said}", path.ruined);
    weights(strategy, run)?;
    orders(strategy, run)?;
    stops(strategy, run)?;
    let (of_run, of_benchmark) = (Some(&run.measures), run.benchmark.as_ref().map(|benchmark| &benchmark.measures));
    for (metric, value) in [of_run, of_benchmark].into_iter().flatten().flat_map(Measures::iter) {
        ensure!(value.is_none_or(f64::is_finite), "{} is {value:?}", metric.key);
    }
    Ok(())
}

fn weights(strategy: &Strategy, run: &Run) -> Result<(), String> {
    let may_borrow = strategy.trade.borrow.is_some();
    let held = strategy.held();
    for (date, decision) in &run.decisions {
        let sum: f64 = decision.target.iter().sum();
        ensure!(decision.target.iter().all(|weight| weight.is_finite() && *weight >= 0.0), "{decision:?} on {date}");
        ensure!(may_borrow || sum <= 1.0 + ROUNDING, "weights sum to {sum} on {date}");
        let stray = (0..decision.target.len()).find(|asset| decision.target[*asset] != 0.0 && !held.contains(asset));
        ensure!(stray.is_none(), "{stray:?} is no asset that the rules hold");
    }
    for (place, date) in run.dates.iter().enumerate() {
        let weights = || run.path.weights.at(place).iter().map(|(_, weight)| *weight);
        let sum: f64 = weights().sum();
        ensure!(weights().all(|weight| weight.is_finite() && weight >= 0.0), "weights are negative on {date}");
        // Cash may be charged a negative rate, never more than there is. What a target was above 1 by rounding, drift enlarges.
        ensure!(may_borrow || sum <= 1.0 + 10.0 * ROUNDING, "{sum} of equity is held on {date}");
    }
    Ok(())
}

fn orders(strategy: &Strategy, run: &Run) -> Result<(), String> {
    let path = &run.path;
    let (mut bought, mut sold, mut costs) = (0.0, 0.0, 0.0);
    for order in &path.orders {
        let numbers = [order.value, order.price, order.cost, order.weight];
        ensure!(numbers.iter().all(|number| number.is_finite()), "{order:?}");
        let in_order = order.decided <= order.session && (path.first..=path.last()).contains(&order.session);
        ensure!(in_order && order.value != 0.0 && order.price > 0.0, "{order:?}");
        let rate = strategy.trade.commission + strategy.trade.slippage;
        let due = rate * order.value.abs();
        ensure!((order.cost - due).abs() <= ROUNDING * due, "{order:?} costs {due}");
        bought += order.value.max(0.0);
        sold += (-order.value).max(0.0);
        costs += order.cost;
    }
    for (sum, of_orders, what) in
        [(path.bought, bought, "bought"), (path.sold, sold, "sold"), (path.costs, costs, "costs")]
    {
        ensure!((sum - of_orders).abs() <= ROUNDING * of_orders, "{what}: {sum}, by order {of_orders}");
    }
    Ok(())
}

/// Stops are those that the file asks for, each sells once, and what one sells is not bought again before the target changes.
fn stops(strategy: &Strategy, run: &Run) -> Result<(), String> {
    let path = &run.path;
    let asked = |reason: Reason| match reason {
        Reason::StopLoss => strategy.overlays.stop_loss.is_some(),
        Reason::TrailingStop => strategy.overlays.trailing_stop.is_some(),
        Reason::Decision | Reason::Ended => false,
    };
    for stop in path.stops.iter().chain(&path.pending_stops) {
        ensure!(asked(stop.reason) && (path.first..=path.last()).contains(&stop.session), "{stop:?}");
    }
    let sales = path.orders.iter().enumerate().filter(|(_, order)| asked(order.reason));
    for (place, sale) in sales {
        ensure!(sale.value < 0.0 && sale.weight == 0.0, "{sale:?} leaves something");
        let stop = Stop { session: sale.decided, asset: sale.asset, reason: sale.reason };
        ensure!(path.stops.contains(&stop), "{sale:?} is of no stop");
        // Another tranche may buy what one has sold.
        if strategy.trade.tranches > 1 {
            continue;
        }
        let again = |order: &&Order| order.asset == sale.asset && order.value > 0.0 && order.decided >= sale.decided;
        let Some(bought) = path.orders[place..].iter().find(again) else { continue };
        let changes = run.decisions.windows(2).filter(|pair| {
            let unlike = pair[0].1.target.iter().zip(&pair[1].1.target).any(|(a, b)| (a - b).abs() > ROUNDING);
            unlike && (sale.decided + 1..=bought.decided).contains(&pair[1].1.session)
        });
        ensure!(changes.count() > 0, "{bought:?} after {sale:?}, and the target is the same");
    }
    Ok(())
}

/// The strategy file of a written run, and those that its sleeves name, as `run.toml` keeps them.
pub fn kept(record: &Record) -> Result<Files, String> {
    let text = std::fs::read_to_string(record.folder.join("run.toml")).map_err(|error| error.to_string())?;
    let kept: toml::Table = toml::from_str(&text).map_err(|error| format!("run.toml: {error}"))?;
    let included = kept.get("included").and_then(|included| included.as_table());
    let others = included
        .into_iter()
        .flatten()
        .map(|(path, file)| (path.clone(), file.as_table().map(toml::Table::to_string).unwrap_or_default()));
    Ok(Files {
        text: kept.get("strategy").and_then(toml::Value::as_table).map(toml::Table::to_string).unwrap_or_default(),
        others: others.collect(),
    })
}

/// Whether two runs of what should be one strategy decided the same and earned the same, up to the order of sums.
pub fn same(a: &Run, b: &Run) -> Result<(), String> {
    ensure!(
        a.dates == b.dates && a.decisions.len() == b.decisions.len(),
        "{} and {} sessions",
        a.dates.len(),
        b.dates.len()
    );
    for ((date, a), (_, b)) in a.decisions.iter().zip(&b.decisions) {
        ensure!(a.rule == b.rule, "rules {:?} and {:?} on {date}", a.rule, b.rule);
    }
    for ((a, b), date) in a.path.equity.iter().zip(&b.path.equity).zip(&a.dates) {
        ensure!((a - b).abs() <= 1e-6 * a.abs(), "equity of {a} and {b} on {date}");
    }
    Ok(())
}

/// Writes the run as `rotascope run` does: no NaN and no infinity in any of its texts.
pub fn written(record: &Record) -> Result<(), String> {
    record.write().map_err(|error| error.to_string())?;
    let file = |name: &str| {
        let path: &Path = &record.folder.join(name);
        std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))
    };
    let mut texts = vec![("the report", report::runs_json(std::slice::from_ref(record)))];
    for name in ["metrics.json", "trades.csv", "decisions.csv"] {
        texts.push((name, file(name)?));
    }
    for (name, text) in &texts {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let odd = words.find(|word| ["nan", "inf", "infinity"].contains(&word.to_lowercase().as_str()));
        ensure!(odd.is_none(), "{name} has {odd:?}");
    }
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(&file("metrics.json")?);
    parsed.map(|_| ()).map_err(|error| format!("metrics.json is no JSON: {error}"))
}
