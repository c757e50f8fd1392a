//! Rules' conditions for every combination: what depends on few of the swept parameters is computed once for each of their
//! values and kept; only what is left is put together for each combination, word by word.

use super::bits::Bits;
use super::reads::Reads;
use super::space::Table;
use crate::data::Panel;
use crate::eval::{Bars, Column, Wanted, evaluate_wanted, readiness};
use crate::plan::{Graph, NodeId, plan_daily, plan_expression};
use crate::strategy::{Expr, ExprKind, Frame, Function, Strategy, Sweep};
use std::borrow::Cow;

/// By row of a table, the first bar at which all that it reads has had its bars; None: never.
type Ready = [Option<usize>];

/// A condition, for any combination.
pub enum Condition {
    /// A row for each choice of values of the axes that it depends on.
    Table {
        table: Table,
        rows: Vec<Bits>,
        ready: Vec<Option<usize>>,
    },
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Latch {
        on: Box<Condition>,
        off: Box<Condition>,
    },
    /// At other sessions: for each, the latest complete bar of `of` (None for all: bar by bar the same), and the session from which
    /// each bar of `of` is known.
    Carried {
        of: Box<Condition>,
        bars: Option<Vec<Option<u32>>>,
        known: Vec<u32>,
    },
}

impl Condition {
    /// The condition where it is read, for the combination with these values of the axes.
    pub fn bits(&self, values: &[usize]) -> Cow<'_, Bits> {
        match self {
            Condition::Table { table, rows, .. } => Cow::Borrowed(&rows[table.row(values)]),
            Condition::Not(of) => Cow::Owned(of.bits(values).not()),
            Condition::And(a, b) => Cow::Owned(a.bits(values).and(&b.bits(values))),
            Condition::Or(a, b) => Cow::Owned(a.bits(values).or(&b.bits(values))),
            Condition::Latch { on, off } => Cow::Owned(Bits::latch(&on.bits(values), &off.bits(values))),
            Condition::Carried { of, bars: None, .. } => of.bits(values),
            Condition::Carried { of, bars: Some(bars), .. } => Cow::Owned(of.bits(values).picked(bars)),
        }
    }

    /// The first bar at which all that it reads has had its bars, of one that is read at decisions the session; None: never.
    pub fn ready(&self, values: &[usize]) -> Option<usize> {
        self.waits(&|table, ready| ready[table.row(values)])
    }

    /// The latest that [`Condition::ready`] is for any values of the axes; None: for some it is never.
    pub fn latest_ready(&self) -> Option<usize> {
        self.waits(&|_, ready| latest(ready.iter().copied()))
    }

    /// What it waits for, if that is what a table does, of the bars that its rows wait for.
    fn waits(&self, of_table: &dyn Fn(&Table, &Ready) -> Option<usize>) -> Option<usize> {
        match self {
            Condition::Table { table, ready, .. } => of_table(table, ready),
            Condition::Not(of) => of.waits(of_table),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Latch { on: a, off: b } => {
                Some(a.waits(of_table)?.max(b.waits(of_table)?))
            }
            Condition::Carried { of, known, .. } => known.get(of.waits(of_table)?).map(|known| *known as usize),
        }
    }
}

/// The latest of these; None: one of them is never.
pub fn latest(sessions: impl IntoIterator<Item = Option<usize>>) -> Option<usize> {
    sessions.into_iter().try_fold(0, |latest: usize, session| session.map(|session| latest.max(session)))
}

/// A condition before it is evaluated; tables have a node a row.
enum Planned {
    Table {
        table: Table,
        nodes: Vec<NodeId>,
        bars: Bars,
    },
    Not(Box<Planned>),
    And(Box<Planned>, Box<Planned>),
    Or(Box<Planned>, Box<Planned>),
    Latch {
        on: Box<Planned>,
        off: Box<Planned>,
    },
    /// From each bar of a frame to these sessions.
    Carried {
        of: Box<Planned>,
        frame: Frame,
        sessions: Bars,
    },
}

/// Where a condition is read: at the decisions, or, by what depends on its past, at every bar of its frame.
#[derive(Clone, Copy)]
enum At {
    Decisions,
    EveryBar,
}

/// Plans the conditions of a strategy's sweep.
pub struct Planner<'a> {
    pub strategy: &'a Strategy,
    pub sweep: &'a Sweep,
    pub sessions_per_year: f64,
    pub panel: &'a Panel,
    pub reads: &'a Reads<'a>,
    /// The decision sessions.
    pub decisions: &'a Bars,
}

impl Planner<'_> {
    /// The conditions of the rules at the decisions; None where one cannot be put together this way.
    pub fn conditions(&self) -> Option<Vec<Option<Condition>>> {
        let mut graph = Graph::default();
        let mut planned = Vec::new();
        for rule in &self.strategy.rules {
            planned.push(match &rule.when {
                Some((when, _)) => Some(self.plan(when, At::Decisions, &mut graph)?),
                None => None,
            });
        }
        let mut wanted = Vec::new();
        planned.iter().flatten().for_each(|planned| planned.want(&mut wanted));
        // Sleeves are no part of it.
        let ready = readiness(&graph, self.panel, |_, _| None);
        let bits = |place: usize, column: &Column| {
            let wanted: &Wanted = &wanted[place];
            (Bits::new(wanted.bars.len(), |bar| column.condition(bar)), ready.get(wanted.node))
        };
        let mut rows = evaluate_wanted(&graph, self.panel, &wanted, bits).into_iter();
        Some(planned.into_iter().map(|planned| planned.map(|planned| self.evaluated(planned, &mut rows))).collect())
    }

    fn plan(&self, expr: &Expr, at: At, graph: &mut Graph) -> Option<Planned> {
        let axes = self.reads.axes(expr);
        let all = axes.len() == self.sweep.axes.len() && axes.len() > 1;
        let mut taken_apart = || -> Option<Planned> {
            let same = |part: &Expr| part.frame == expr.frame;
            let mut two = |a: &Expr, b: &Expr, at: At| {
                let mut part = |part: &Expr| match at {
                    At::Decisions => self.plan(part, at, graph),
                    At::EveryBar => self.plan_in(part, expr, graph),
                };
                Some((Box::new(part(a)?), Box::new(part(b)?)))
            };
            match &expr.kind {
                ExprKind::Signal(signal) => self.plan(&self.strategy.signals[*signal].expr, at, graph),
                ExprKind::Not(of) => Some(Planned::Not(Box::new(self.plan(of, at, graph)?))),
                ExprKind::And(a, b) => two(a, b, at).map(|(a, b)| Planned::And(a, b)),
                ExprKind::Or(a, b) => two(a, b, at).map(|(a, b)| Planned::Or(a, b)),
                ExprKind::Call(Function::Latch, arguments) if arguments.iter().all(same) => {
                    let (on, off) = two(&arguments[0], &arguments[1], At::EveryBar)?;
                    let latch = Planned::Latch { on, off };
                    Some(match at {
                        At::EveryBar => latch,
                        At::Decisions => Planned::Carried {
                            of: Box::new(latch),
                            frame: expr.frame?,
                            sessions: self.decisions.clone(),
                        },
                    })
                }
                _ => None,
            }
        };
        if all && let Some(planned) = taken_apart() {
            return Some(planned);
        }
        self.table(expr, axes, at, graph)
    }

    /// An operand in the frame of the whole.
    fn plan_in(&self, part: &Expr, whole: &Expr, graph: &mut Graph) -> Option<Planned> {
        let planned = self.plan(part, At::EveryBar, graph)?;
        match (part.frame, whole.frame) {
            (Some(own), Some(frame)) if own == frame => Some(planned),
            (Some(own), Some(Frame::Daily)) => Some(Planned::Carried {
                of: Box::new(planned),
                frame: own,
                sessions: Bars::Every(self.panel.sessions.len()),
            }),
            // Constants fit every frame, and are rare enough.
            _ => None,
        }
    }

    fn table(&self, expr: &Expr, axes: Vec<usize>, at: At, graph: &mut Graph) -> Option<Planned> {
        let table = Table::new(self.sweep, axes)?;
        let rows = (0..table.rows).map(|row| table.params(self.strategy, self.sweep, row));
        let (strategy, per_year) = (self.strategy, self.sessions_per_year);
        let (nodes, bars) = match at {
            At::Decisions => {
                let node = |params: Vec<f64>| plan_daily(graph, strategy, &params, per_year, (None, expr));
                (rows.map(node).collect(), self.decisions.clone())
            }
            At::EveryBar => {
                let node = |params: Vec<f64>| plan_expression(graph, strategy, &params, per_year, expr);
                let clock = self.panel.clock(expr.frame.unwrap_or(Frame::Daily));
                (rows.map(node).collect(), Bars::Every(clock.last.len()))
            }
        };
        Some(Planned::Table { table, nodes, bars })
    }

    /// `rows` goes on with those of the tables.
    fn evaluated(&self, planned: Planned, rows: &mut impl Iterator<Item = (Bits, Option<usize>)>) -> Condition {
        let mut boxed = |planned: Box<Planned>| Box::new(self.evaluated(*planned, rows));
        match planned {
            Planned::Table { table, .. } => {
                let (rows, ready) = rows.take(table.rows).unzip();
                Condition::Table { table, rows, ready }
            }
            Planned::Not(of) => Condition::Not(boxed(of)),
            Planned::And(a, b) => Condition::And(boxed(a), boxed(b)),
            Planned::Or(a, b) => Condition::Or(boxed(a), boxed(b)),
            Planned::Latch { on, off } => Condition::Latch { on: boxed(on), off: boxed(off) },
            Planned::Carried { of, frame, sessions } => {
                let known = self.panel.clock(frame).known.clone();
                let sessions: Vec<u32> = sessions.iter().map(|session| session as u32).collect();
                let latest = |session: &u32| {
                    let complete = known.partition_point(|known| known <= session);
                    complete.checked_sub(1).map(|bar| bar as u32)
                };
                let bars = (known != sessions).then(|| sessions.iter().map(latest).collect());
                Condition::Carried { of: boxed(of), bars, known }
            }
        }
    }
}

impl Planned {
    /// Adds what its tables want, row by row.
    fn want(&self, wanted: &mut Vec<Wanted>) {
        match self {
            Planned::Table { nodes, bars, .. } => {
                wanted.extend(nodes.iter().map(|node| Wanted { node: *node, bars: bars.clone() }));
            }
            Planned::Not(of) | Planned::Carried { of, .. } => of.want(wanted),
            Planned::And(a, b) | Planned::Or(a, b) | Planned::Latch { on: a, off: b } => {
                a.want(wanted);
                b.want(wanted);
            }
        }
    }
}
