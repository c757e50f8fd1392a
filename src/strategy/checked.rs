//! A strategy whose every name is resolved and every type agrees: what a file means.

use super::ast::{Arithmetic, Comparison};
use super::functions::{Across, Function};
use super::schedule::Schedule;
use super::spell::Spell;
use super::types::{Field, Frame, Type};
use crate::error::{Fault, Span};
use chrono::NaiveDate;

/// A checked strategy. Indices (`asset`, `series`, `param`, `signal`) point into its own lists.
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
    pub rules: Vec<Rule>,
    pub trade: Trade,
    /// What is legal and probably not meant.
    pub warnings: Vec<Fault>,
    /// The file as it was run: overrides in place, comments gone, keys sorted.
    pub resolved: toml::Table,
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

/// Assets that functions look across, in the order in which ties are settled; none twice.
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
    pub hold: Vec<(usize, Weight)>,
}

/// Share of equity.
#[derive(Clone, Debug)]
pub enum Weight {
    Fixed(f64),
    /// Evaluated at each decision; and its text.
    Expression(Expr, String),
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    NextOpen,
    NextClose,
    /// At the very close that the decision saw: optimistic.
    SameClose,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rebalance {
    OnChange,
    Always,
    /// On change, and when a held weight is more than this from its target at a decision session.
    Band(f64),
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
    /// The assets that some rule may hold.
    pub fn held(&self) -> Vec<usize> {
        let held = |asset: &usize| self.rules.iter().any(|rule| rule.hold.iter().any(|(other, _)| other == asset));
        (0..self.assets.len()).filter(held).collect()
    }
}
