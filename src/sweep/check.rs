//! A file with values of its sweep in place: one that its check refuses is named, where [sweep] has it.

use super::choices::Choices;
use super::reads::Reads;
use super::space::Combinations;
use super::{Asked, variants};
use crate::error::{Error, Fault, Faults, Result, Severity, Source, Span};
use crate::strategy::{Axis, Expr, ExprKind, Rate, Strategy, Target, Weight};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};

/// Checked at a time: where some of them have faults, no others are looked at.
const TOGETHER: usize = 1024;

/// Of more choices so many are checked, evenly spread: a sweep sees to the others, a look at a file has to be short.
const MOST_CHOICES: usize = 100_000;

/// Values of some axes.
type Chosen<'a> = Vec<(&'a Axis, usize)>;

/// Everything that the combinations try.
///
/// # Errors
/// The faults of a file with values that its check refuses.
pub fn all(of: Asked, combinations: &Combinations) -> Result<()> {
    let keys = Choices::new(variants::keys(of), of.sweep, combinations);
    let errors: Vec<Error> =
        [values(of), choices(of, combinations, &keys)].into_iter().filter_map(Result::err).collect();
    if errors.is_empty() { together(of, combinations, &keys) } else { Err(gathered(errors)) }
}

/// Each value of each parameter, by itself; but for those that count windows together with others.
///
/// # Errors
/// The faults of a file with a value that its check refuses.
pub fn values(of: Asked) -> Result<()> {
    let windows = Windows::of(of.strategy);
    let mixed = Reads::new(of.strategy, of.sweep).mixed_axes();
    let mut asked = Vec::new();
    for (_, axis) in of.sweep.axes.iter().enumerate().filter(|(place, _)| !mixed.contains(place)) {
        let Target::Param(param) = axis.target else { continue };
        let values = 0..axis.labels.len();
        match windows.use_of(param) {
            Use::Counts => {
                // What a window takes are the whole numbers between two bounds.
                let number = |value: &usize| axis.numbers[*value];
                let by_number = |a: &usize, b: &usize| number(a).total_cmp(&number(b));
                let ends = [values.clone().min_by(by_number), values.clone().max_by(by_number)];
                let odd = values.filter(|value| number(value).fract() != 0.0);
                asked.extend(ends.into_iter().flatten().chain(odd).map(|value| (axis, value)));
            }
            Use::Calculates => asked.extend(values.map(|value| (axis, value))),
            Use::Free => {}
        }
    }
    each(&asked, |one| with(of, &[*one]).map(|_| ()))
}

/// Each choice of the other keys.
fn choices(of: Asked, combinations: &Combinations, keys: &Choices) -> Result<()> {
    // Other expressions may make lengths of what was a number.
    let again = of.sweep.axes.len() > keys.axes.len() && variants::rewrites(of);
    each(&spread(&keys.rows), |row| {
        let chosen = chosen(of, combinations, keys, *row);
        let strategy = with(of, &chosen)?;
        if again { values(Asked { file: &of.file.with(&chosen), strategy: &strategy, ..of }) } else { Ok(()) }
    })
}

/// What fits one by one and may not fit together.
fn together(of: Asked, combinations: &Combinations, keys: &Choices) -> Result<()> {
    let mut axes: BTreeSet<usize> = Reads::new(of.strategy, of.sweep).mixed_axes();
    if variants::rewrites(of) {
        axes.extend(0..of.sweep.axes.len());
    }
    axes.extend(&keys.axes);
    if axes.len() == keys.axes.len() {
        return Ok(());
    }
    let all = Choices::new(axes.into_iter().collect(), of.sweep, combinations);
    each(&spread(&all.rows), |row| with(of, &chosen(of, combinations, &all, *row)).map(|_| ()))
}

fn chosen<'a>(of: Asked<'a>, combinations: &Combinations, choices: &Choices, row: u64) -> Chosen<'a> {
    let values = combinations.values(row);
    choices.axes.iter().map(|axis| (&of.sweep.axes[*axis], values[*axis])).collect()
}

fn spread(rows: &[u64]) -> Vec<u64> {
    rows.iter().copied().step_by(rows.len().div_ceil(MOST_CHOICES).max(1)).collect()
}

/// The strategy with these values.
///
/// # Errors
/// Its faults, where [sweep] has the value that brings them.
pub fn with(of: Asked, chosen: &[(&Axis, usize)]) -> Result<Strategy> {
    let (sources, faults) = match of.file.with(chosen).check(Ok(of.universe)) {
        Ok((strategy, _)) => return Ok(strategy),
        Err(Error::Faults(Faults { sources, faults })) => (sources, faults),
        Err(error) => return Err(error),
    };
    // One that brings a fault alone is to blame alone.
    let alone: Vec<Option<Faults>> = chosen.iter().map(|one| faults_of(of, *one)).collect();
    let faults = faults.into_iter().filter(|fault| fault.severity == Severity::Error).map(|fault| {
        let same = |other: &Fault| (other.span, &other.message) == (fault.span, &fault.message);
        let has = |faults: &Option<Faults>| faults.iter().any(|found| found.faults.iter().any(same));
        let culprit = alone.iter().position(has);
        blamed(&fault, culprit.map_or(chosen, |place| &chosen[place..=place]), &sources)
    });
    let faults = faults.collect();
    Err(Error::Faults(Faults { sources, faults }))
}

fn faults_of(of: Asked, one: (&Axis, usize)) -> Option<Faults> {
    match of.file.with(&[one]).check(Ok(of.universe)) {
        Err(Error::Faults(faults)) => Some(faults),
        _ => None,
    }
}

/// Checks each, and gathers what there is, each fault once.
fn each<T: Sync>(all: &[T], check: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    for some in all.chunks(TOGETHER) {
        let errors: Vec<Error> = some.par_iter().filter_map(|one| check(one).err()).collect();
        if !errors.is_empty() {
            return Err(gathered(errors));
        }
    }
    Ok(())
}

fn gathered(errors: Vec<Error>) -> Error {
    let mut all = Faults { sources: Vec::new(), faults: Vec::new() };
    let mut seen: HashSet<(Span, String)> = HashSet::new();
    for error in errors {
        let Error::Faults(Faults { sources, faults }) = error else { return error };
        all.sources = sources;
        all.faults.extend(faults.into_iter().filter(|fault| seen.insert((fault.span, fault.label.clone()))));
    }
    all.faults.sort_by_key(|fault| fault.span);
    Error::Faults(all)
}

/// A fault of these values: of a single one it goes to where that stands.
fn blamed(fault: &Fault, chosen: &[(&Axis, usize)], sources: &[Source]) -> Fault {
    let inside = |(axis, value): &(&Axis, usize)| axis.place(*value).contains(fault.span);
    let said = chosen.iter().map(|(axis, value)| axis.said(*value)).collect::<Vec<_>>().join(", ");
    let message = format!("with {said} of [sweep]: {}", fault.message);
    match chosen {
        [one @ (axis, _)] if inside(one) && !axis.shares_places() => fault.clone(),
        [one @ (axis, value)] if !inside(one) => {
            let used = format!("it is used at {}", place(fault.span, sources));
            let help = fault.help.as_ref().map_or_else(|| used.clone(), |help| format!("{used}; {help}"));
            Fault { span: axis.place(*value), message, help: Some(help), ..fault.clone() }
        }
        _ => Fault { message, ..fault.clone() },
    }
}

/// "strategies/my-idea.toml:14:19".
fn place(span: Span, sources: &[Source]) -> String {
    let Source { name, text } = &sources[span.source as usize];
    let before = text.get(..span.start as usize).unwrap_or(text);
    let (line, column) = (before.matches('\n').count(), before.rsplit('\n').next().unwrap_or_default());
    format!("{name}:{}:{}", line + 1, column.chars().count() + 1)
}

/// What a parameter does for what a file's check looks at.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// Nothing: any number will do.
    Free,
    /// It is the length of windows, just as it is.
    Counts,
    /// Lengths are calculated from it, or the checker puts it in.
    Calculates,
}

/// How a strategy's parameters make lengths of windows.
#[derive(Default)]
struct Windows {
    counts: HashSet<usize>,
    calculates: HashSet<usize>,
    /// Something is not looked through.
    unknown: bool,
}

impl Windows {
    fn of(strategy: &Strategy) -> Windows {
        let mut windows = Windows { unknown: !strategy.sleeves.is_empty(), ..Windows::default() };
        windows.calculates.extend(&strategy.fixed_params);
        for rule in &strategy.rules {
            rule.when.iter().for_each(|(when, _)| windows.look(when));
            for (_, weight) in &rule.hold {
                if let Weight::Expression(weight, _) = weight {
                    windows.look(weight);
                }
            }
        }
        strategy.signals.iter().for_each(|signal| windows.look(&signal.expr));
        for rate in [Some(&strategy.trade.cash_yield), strategy.trade.borrow.as_ref()].into_iter().flatten() {
            if let Rate::Expression(rate) = rate {
                windows.look(rate);
            }
        }
        windows
    }

    fn use_of(&self, param: usize) -> Use {
        match (self.unknown || self.calculates.contains(&param), self.counts.contains(&param)) {
            (true, _) => Use::Calculates,
            (false, true) => Use::Counts,
            (false, false) => Use::Free,
        }
    }

    fn look(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call(_, arguments) => {
                for argument in arguments {
                    match (&argument.kind, argument.frame) {
                        (ExprKind::Param(param), _) => {
                            self.counts.insert(*param);
                        }
                        (ExprKind::Number(_), _) => {}
                        // A constant that is calculated: of a signal, who knows from what.
                        (ExprKind::Signal(_), None) => self.unknown = true,
                        (_, None) => self.calculated(argument),
                        (_, Some(_)) => self.look(argument),
                    }
                }
            }
            _ => expr.parts().into_iter().for_each(|part| self.look(part)),
        }
    }

    fn calculated(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Param(param) => {
                self.calculates.insert(*param);
            }
            ExprKind::Signal(_) => self.unknown = true,
            _ => expr.parts().into_iter().for_each(|part| self.calculated(part)),
        }
    }
}
