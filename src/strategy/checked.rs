//! A strategy whose every name is resolved and every type agrees: what a file means.

use super::ast::{Arithmetic, Comparison};
use super::axis::Sweep;
use super::functions::{Across, Function};
use super::schedule::Schedule;
use super::spell::Spell;
use super::types::{Field, Frame, Type};
use crate::error::{Fault, Span};
use chrono::NaiveDate;

/// A checked strategy. Indices (`asset`, `series`, `group`, `param`, `signal`, `sleeve`) point into its own lists.
#[derive(Clone, Debug)]
pub struct Strategy {
    pub name: String,
    pub about: String,
    pub data: Data,
    /// Every asset that a rule, an expression, the benchmark or the risk-free rate uses; no symbol twice.
    pub assets: Vec<Asset>,
    pub series: Vec<Series>,
    /// Every group that an expression uses.
    pub groups: Vec<Group>,
    pub params: Vec<Param>,
    pub signals: Vec<Signal>,
    /// Every sleeve of the file, and of the files that its sleeves name.
    pub sleeves: Vec<Sleeve>,
    pub rules: Vec<Rule>,
    pub trade: Trade,
    pub overlays: Overlays,
    pub sweep: Option<Sweep>,
    /// Parameters that the checker itself has put in: other values need another check.
    pub fixed_params: Vec<usize>,
    /// What is legal and probably not meant.
    pub warnings: Vec<Fault>,
    /// The file as it was run: overrides in place, comments gone, keys sorted.
    pub resolved: toml::Table,
    /// The files that its sleeves name, and those that theirs name, by the paths that stand there.
    pub included: Vec<(String, toml::Table)>,
}

#[derive(Clone, Debug)]
pub struct Data {
    pub dataset: String,
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
    pub history: Option<NaiveDate>,
    /// Weights by asset; empty where the file names none.
    pub benchmark: Vec<(usize, f64)>,
    pub returns: Returns,
    pub risk_free: RiskFree,
    pub warmup: bool,
}

/// Which prices equity grows by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Dividends reinvested: the adjusted prices.
    Total,
    /// Splits only.
    Price,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RiskFree {
    /// Percent per year.
    Rate(f64),
    Asset(usize),
    Series(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub name: String,
    pub symbol: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub symbol: String,
    pub lag: Lag,
}

/// When an observation is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// At the close of the n-th session after its date; of the first on or after it where n is 0.
    Sessions(u32),
    /// At the close of the first session n calendar days or more after its date.
    Days(u32),
    /// At the close of the first session on or after the day of publication that it states itself.
    Stated,
}

/// Assets that functions look across and sleeves pick from, in the order in which ties are settled; none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub members: Vec<Member>,
}

/// An asset, and when it belongs to its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub asset: usize,
    /// In order of time, none overlapping; empty: always.
    pub spells: Vec<Spell>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub name: String,
    pub value: f64,
}

#[derive(Clone, Debug)]
pub struct Signal {
    pub name: String,
    pub expr: Expr,
}

/// One rule: the weights to hold where `when` is true. Weights are in the order of the file.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The condition, and its text; None: always.
    pub when: Option<(Expr, String)>,
    pub hold: Vec<(Position, Weight)>,
}

/// What a rule can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    Asset(usize),
    Sleeve(usize),
}

/// Share of what the rule divides: the equity, or the sleeve that the rule is in.
#[derive(Clone, Debug)]
pub enum Weight {
    Fixed(f64),
    /// Evaluated at each decision; and its text.
    Expression(Expr, String),
}

/// What is decided by itself and held like an asset.
#[derive(Clone, Debug)]
pub struct Sleeve {
    pub name: String,
    /// None: the file's.
    pub decide: Option<Schedule>,
    pub choice: Choice,
}

/// How a sleeve chooses.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The first rule that is true.
    Rules(Vec<Rule>),
    Pick(Box<Pick>),
}

/// The best of a list, by score.
#[derive(Clone, Debug)]
pub struct Pick {
    pub members: Vec<Candidate>,
    /// A number for each member, the highest first; None: the order of the list.
    pub score: Option<Expr>,
    /// What a member has to meet, and its text.
    pub condition: Option<(Expr, String)>,
    /// At least 1.
    pub slots: usize,
    /// A held member stays while it ranks within so many; at least `slots`.
    pub keep: usize,
    pub weighting: Weighting,
    /// Largest share of the sleeve for one member; 1: no cap.
    pub max_weight: f64,
    pub spread: Spread,
    /// What takes the rest; None: cash.
    pub otherwise: Option<Position>,
}

/// What a sleeve can pick, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub position: Position,
    /// From its first to its last day as a member; empty: always.
    pub spells: Vec<Spell>,
}

/// How picks are weighted. Windows are in sessions of daily returns, at least 2.
#[derive(Clone, Debug, PartialEq)]
pub enum Weighting {
    Equal,
    /// By member of the list: its own share of the sleeve.
    Fixed(Vec<f64>),
    /// In proportion to scores above 0.
    Score,
    /// k, k - 1, ..., 1 for k picks, the best first.
    Rank,
    InverseVolatility(usize),
    /// Equal contributions to the variance.
    RiskParity(usize),
    /// Long only.
    MinVariance(usize),
}

/// What k picks on n slots share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// k/n of the sleeve.
    Slots,
    /// All of it.
    Picks,
}

#[derive(Clone, Debug)]
pub struct Trade {
    pub decide: Schedule,
    pub fill: Fill,
    /// Further sessions between a decision and its fill.
    pub delay: usize,
    pub rebalance: Rebalance,
    /// Parts of the capital that take turns in deciding; 1: it is not split.
    pub tranches: usize,
    /// Fractions of traded notional.
    pub commission: f64,
    pub slippage: f64,
    pub cash_yield: Rate,
    /// None: weights never sum above 1.
    pub borrow: Option<Rate>,
    pub capital: f64,
}

impl Trade {
    /// Cost of trading one unit of money: commission and slippage.
    pub fn cost_rate(&self) -> f64 {
        self.commission + self.slippage
    }

    /// Sessions from a decision to its fill.
    pub fn lag(&self) -> usize {
        self.fill.lag(self.delay)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    NextOpen,
    NextClose,
    /// At the very close that the decision saw: optimistic.
    SameClose,
}

impl Fill {
    /// Sessions from a decision to its fill, with so many further ones between; 0: filled at the very close that the decision saw.
    pub fn lag(self, delay: usize) -> usize {
        match self {
            Fill::NextOpen | Fill::NextClose => delay + 1,
            Fill::SameClose => delay,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rebalance {
    OnChange,
    Always,
    /// On change, and when a held weight is more than this from its target at a decision session.
    Band(f64),
}

/// Exits by how a holding has gone: fractions of a price, above 0 and below 1. None: not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlays {
    /// Fall from the price at which the holding was opened.
    pub stop_loss: Option<f64>,
    /// Fall from the highest close since then, that price included.
    pub trailing_stop: Option<f64>,
}

impl Overlays {
    /// None is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Overlays::default()
    }
}

/// A yearly rate in percent.
#[derive(Clone, Debug)]
pub enum Rate {
    Fixed(f64),
    Expression(Expr),
}

/// A typed expression. One without a frame is constant.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Type,
    pub frame: Option<Frame>,
    /// It reads fields of "the member itself", and has a value only for a member of a group.
    pub member: bool,
    pub span: Span,
}

impl Expr {
    /// An expression without parts.
    pub fn leaf(kind: ExprKind, frame: Option<Frame>, span: Span) -> Expr {
        Expr { kind, ty: Type::Number, frame, member: false, span }
    }

    /// The expressions that it is put together from.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Param(_)
            | ExprKind::Signal(_)
            | ExprKind::Series(_)
            | ExprKind::Field { .. }
            | ExprKind::Index { .. }
            | ExprKind::OwnField { .. } => Vec::new(),
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Across(_, _, a) => vec![a],
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => vec![a, b],
            ExprKind::Call(_, arguments) => arguments.iter().collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Number(f64),
    Param(usize),
    Signal(usize),
    Series(usize),
    Field {
        asset: usize,
        frame: Frame,
        field: Field,
    },
    /// The paper index of a sleeve.
    Index {
        sleeve: usize,
        frame: Frame,
    },
    /// A field of the member that the expression is evaluated for.
    OwnField {
        frame: Frame,
        field: Field,
    },
    Negate(Box<Expr>),
    Not(Box<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Comparison(Comparison, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
    /// A function across the members of a group, and what it looks at in each.
    Across(Across, usize, Box<Expr>),
}

impl Strategy {
    /// Values of its parameters, as the file has them.
    pub fn param_values(&self) -> Vec<f64> {
        self.params.iter().map(|param| param.value).collect()
    }

    /// The symbol of an asset, the name of a sleeve.
    pub fn name_of(&self, position: Position) -> &str {
        match position {
            Position::Asset(asset) => &self.assets[asset].symbol,
            Position::Sleeve(sleeve) => &self.sleeves[sleeve].name,
        }
    }
}
