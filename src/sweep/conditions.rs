//! Rules' conditions for every combination: what depends on few of the swept parameters is computed once for each of their
//! values and kept; only what is left is put together for each combination, word by word.

use super::bits::Bits;
use super::reads::Reads;
use super::space::{Table, set_params};
use crate::data::Panel;
use crate::eval::{Columns, Ready, evaluate, readiness};
use crate::plan::{Graph, NodeId, plan_expression};
use crate::strategy::{Expr, ExprKind, Frame, Function, Strategy, Sweep};
use std::borrow::Cow;

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
    /// The condition at each of its bars, for the combination with these values of the axes.
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

    /// The first bar at which all that it reads has had its bars, of a carried one the session; None: never.
    pub fn ready(&self, values: &[usize]) -> Option<usize> {
        match self {
            Condition::Table { table, ready, .. } => ready[table.row(values)],
            Condition::Not(of) => of.ready(values),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Latch { on: a, off: b } => {
                Some(a.ready(values)?.max(b.ready(values)?))
            }
            Condition::Carried { of, known, .. } => known.get(of.ready(values)?).map(|known| *known as usize),
        }
    }
}

/// A condition before it is evaluated; tables have a node a row.
enum Planned {
    Table {
        table: Table,
        nodes: Vec<NodeId>,
        frame: Frame,
    },
    Not(Box<Planned>),
    And(Box<Planned>, Box<Planned>),
    Or(Box<Planned>, Box<Planned>),
    Latch {
        on: Box<Planned>,
        off: Box<Planned>,
    },
    /// At every session.
    Daily(Box<Planned>, Frame),
}

/// Plans the conditions of a strategy's sweep.
pub struct Planner<'a> {
    pub strategy: &'a Strategy,
    pub sweep: &'a Sweep,
    pub sessions_per_year: f64,
    pub panel: &'a Panel,
    pub reads: &'a Reads<'a>,
}

impl Planner<'_> {
    /// The conditions of the rules at these decision sessions; None where one cannot be put together this way.
    pub fn conditions(&self, decisions: &[usize]) -> Option<Vec<Option<Condition>>> {
        let mut graph = Graph::default();
        let mut planned = Vec::new();
        for rule in &self.strategy.rules {
            planned.push(match &rule.when {
                Some((when, _)) => Some((self.plan(when, &mut graph)?, when.frame.unwrap_or(Frame::Daily))),
                None => None,
            });
        }
        // Sleeves are no part of it.
        let ready = readiness(&graph, self.panel, |_, _| None);
        let columns = evaluate(&graph, self.panel, |_, _| Vec::new());
        let done = planned.into_iter().map(|planned| {
            let (planned, frame) = planned?;
            Some(self.carried(self.evaluated(planned, &columns, &ready), frame, decisions))
        });
        Some(done.collect())
    }

    /// A condition at these sessions.
    fn carried(&self, of: Condition, frame: Frame, sessions: &[usize]) -> Condition {
        let known = self.panel.clock(frame).known.clone();
        let same = known.len() == sessions.len() && known.iter().zip(sessions).all(|(a, b)| *a as usize == *b);
        let latest = |session: &usize| {
            let complete = known.partition_point(|known| *known as usize <= *session);
            complete.checked_sub(1).map(|bar| bar as u32)
        };
        let bars = (!same).then(|| sessions.iter().map(latest).collect());
        Condition::Carried { of: Box::new(of), bars, known }
    }

    fn plan(&self, expr: &Expr, graph: &mut Graph) -> Option<Planned> {
        let axes = self.reads.axes(expr);
        let all = axes.len() == self.sweep.axes.len() && axes.len() > 1;
        let mut taken_apart = || -> Option<Planned> {
            let same = |part: &Expr| part.frame == expr.frame;
            let mut two = |a: &Expr, b: &Expr| {
                Some((Box::new(self.plan_in(a, expr, graph)?), Box::new(self.plan_in(b, expr, graph)?)))
            };
            match &expr.kind {
                ExprKind::Signal(signal) => self.plan(&self.strategy.signals[*signal].expr, graph),
                ExprKind::Not(of) => Some(Planned::Not(Box::new(self.plan(of, graph)?))),
                ExprKind::And(a, b) => two(a, b).map(|(a, b)| Planned::And(a, b)),
                ExprKind::Or(a, b) => two(a, b).map(|(a, b)| Planned::Or(a, b)),
                ExprKind::Call(Function::Latch, arguments) if arguments.iter().all(same) => {
                    two(&arguments[0], &arguments[1]).map(|(on, off)| Planned::Latch { on, off })
                }
                _ => None,
            }
        };
        if all && let Some(planned) = taken_apart() {
            return Some(planned);
        }
        self.table(expr, axes, graph)
    }

    /// An operand in the frame of the whole.
    fn plan_in(&self, part: &Expr, whole: &Expr, graph: &mut Graph) -> Option<Planned> {
        let planned = self.plan(part, graph)?;
        match (part.frame, whole.frame) {
            (Some(own), Some(frame)) if own == frame => Some(planned),
            (Some(own), Some(Frame::Daily)) => Some(Planned::Daily(Box::new(planned), own)),
            // Constants fit every frame, and are rare enough.
            _ => None,
        }
    }

    fn table(&self, expr: &Expr, axes: Vec<usize>, graph: &mut Graph) -> Option<Planned> {
        let table = Table::new(self.sweep, axes)?;
        let mut params: Vec<f64> = self.strategy.params.iter().map(|param| param.value).collect();
        let mut values = vec![0; self.sweep.axes.len()];
        let nodes = (0..table.rows).map(|row| {
            table.fill(self.sweep, row, &mut values);
            set_params(self.sweep, &values, &mut params);
            plan_expression(graph, self.strategy, &params, self.sessions_per_year, expr)
        });
        Some(Planned::Table { nodes: nodes.collect(), table, frame: expr.frame.unwrap_or(Frame::Daily) })
    }

    fn evaluated(&self, planned: Planned, columns: &Columns, ready: &Ready) -> Condition {
        let boxed = |planned: Box<Planned>| Box::new(self.evaluated(*planned, columns, ready));
        match planned {
            Planned::Table { table, nodes, frame } => {
                let bars = self.panel.clock(frame).last.len();
                let bits = |node: &NodeId| Bits::new(bars, |bar| columns.get(*node).condition(bar));
                Condition::Table {
                    table,
                    rows: nodes.iter().map(bits).collect(),
                    ready: nodes.iter().map(|node| ready.get(*node)).collect(),
                }
            }
            Planned::Not(of) => Condition::Not(boxed(of)),
            Planned::And(a, b) => Condition::And(boxed(a), boxed(b)),
            Planned::Or(a, b) => Condition::Or(boxed(a), boxed(b)),
            Planned::Latch { on, off } => Condition::Latch { on: boxed(on), off: boxed(off) },
            Planned::Daily(of, frame) => {
                let sessions: Vec<usize> = (0..self.panel.sessions.len()).collect();
                self.carried(*boxed(of), frame, &sessions)
            }
        }
    }
}
