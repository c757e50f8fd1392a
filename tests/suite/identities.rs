//! What has to hold whatever the prices are.

mod closed_forms;
mod cuts;
mod invariance;
mod real_cuts;

use rotascope::data::Date;
use rotascope::run::Run;

/// Whether `cut`, a run on the history up to `day`, is the beginning of `full`: the same decisions, signals, orders, equity
/// and weights, bit for bit, up to and including that day. The first difference otherwise.
fn same_until(full: &Run, cut: &Run, day: Date) -> Result<(), String> {
    let sessions = full.dates.iter().filter(|date| **date <= day).count();
    if cut.dates != full.dates[..sessions] {
        return Err(format!("{} sessions, {} in the whole history", cut.dates.len(), sessions));
    }
    let decided = full.decisions.iter().filter(|(date, _)| *date <= day).count();
    if cut.decisions.len() != decided {
        return Err(format!("{} decisions, {decided} in the whole history", cut.decisions.len()));
    }
    for (whole, cut) in full.decisions.iter().zip(&cut.decisions) {
        if whole != cut {
            return Err(format!("decided {cut:?}, {whole:?} in the whole history"));
        }
    }
    for ((name, whole), (_, cut)) in full.signals.iter().zip(&cut.signals) {
        if whole[..decided] != cut[..] {
            return Err(format!("signal {name} differs"));
        }
    }
    let last = cut.path.last();
    let orders: Vec<_> = full.path.orders.iter().filter(|order| order.session <= last).collect();
    if orders != cut.path.orders.iter().collect::<Vec<_>>() {
        return Err("orders differ".to_owned());
    }
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let mut curves = vec![(&full.path.equity, &cut.path.equity)];
    let weights = (full.path.weights.columns(), cut.path.weights.columns());
    curves.extend(weights.0.iter().zip(&weights.1));
    if let (Some(full), Some(cut)) = (&full.benchmark, &cut.benchmark) {
        curves.push((&full.curve, &cut.curve));
    }
    for (whole, cut) in curves {
        if bits(&whole[..sessions]) != bits(cut) {
            return Err("a curve differs".to_owned());
        }
    }
    Ok(())
}
