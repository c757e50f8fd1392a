//! Expressions: names resolved, types and frames agreed, windows counted.

use super::super::ast::{Ast, AstKind, Binary, Name, Unary};
use super::super::checked::{Expr, ExprKind};
use super::super::constant::{Constant, constant};
use super::super::document::Text;
use super::super::functions::{Across, Elementary, FUNCTIONS, Function, Window};
use super::super::parser::parse_expression;
use super::super::types::{Field, Frame, Type};
use super::names::Meaning;
use super::{Checker, Named, Progress};
use crate::error::{Fault, Span};
use crate::wording::{did_you_mean, listed};
use std::ops::Range;

/// Levels of nesting that the stack of any thread holds with room to spare; one expression alone has fewer.
const DEEPEST: usize = 600;

impl<'a> Checker<'a> {
    /// Reads a whole expression that has to be of type `expected`.
    pub(super) fn expression(&mut self, text: &'a Text, expected: Type) -> Option<Expr> {
        let expr = self.any_expression(text)?;
        if expr.member {
            self.whose(&expr);
            return None;
        }
        self.of_type(expr, expected)
    }

    pub(super) fn any_expression(&mut self, text: &'a Text) -> Option<Expr> {
        match parse_expression(&text.text) {
            Ok(ast) => self.expr(&ast, text),
            Err(error) => {
                let span = text.span(error.range.start, error.range.end);
                self.fault(Fault::new(span, error.message, error.label).maybe_help(error.help));
                None
            }
        }
    }

    pub(super) fn of_type(&mut self, expr: Expr, expected: Type) -> Option<Expr> {
        if expr.ty == expected {
            return Some(expr);
        }
        let fault =
            Fault::new(expr.span, format!("expected {expected}, found {}", expr.ty), format!("this is {}", expr.ty));
        self.fault(match expected {
            Type::Condition => fault.help("compare it with something, such as `> 0`"),
            Type::Number => fault.help("`if(condition, a, b)` turns a condition into a number"),
        });
        None
    }

    /// One side of an operator.
    fn operand(&mut self, expr: Expr, takes: Type, operator: Binary) -> Option<Expr> {
        if expr.ty == takes {
            return Some(expr);
        }
        let symbol = operator.symbol();
        let fault = Fault::new(
            expr.span,
            format!("`{symbol}` takes {takes} on each side, found {}", expr.ty),
            format!("this is {}", expr.ty),
        );
        self.fault(match takes {
            Type::Condition => fault.help("compare it with something, such as `> 0`"),
            Type::Number => fault.help("`if(condition, a, b)` turns a condition into a number"),
        });
        None
    }

    /// Reads signal `index` if no one has yet. A signal that is being read depends on itself.
    pub(super) fn resolve_signal(&mut self, index: usize) {
        let Some(text) = self.signals[index].text else {
            return;
        };
        if !matches!(self.signals[index].progress, Progress::Unvisited) {
            return;
        }
        self.signals[index].progress = Progress::Visiting;
        let outside = std::mem::replace(&mut self.reached, self.level);
        let score = self.score.take();
        let progress = self.any_expression(text).map_or(Progress::Faulty, |expr| {
            let mut own_fields = Vec::new();
            self.own_fields(&expr, &mut own_fields);
            let (constant, adjusted_level) = (self.constant_value(&expr), self.is_adjusted_level(&expr));
            Progress::Done(Named { expr, constant, adjusted_level, own_fields, height: self.reached - self.level })
        });
        self.score = score;
        self.signals[index].progress = progress;
        self.reached = outside;
    }

    /// What a signal is, once it is known to be without fault.
    pub(super) fn done(&self, index: usize) -> Option<&Named> {
        self.signals[index].progress.done()
    }

    /// Refuses nesting beyond what the stack holds, through signals too: those who read and plan them go down level by level.
    fn reach(&mut self, level: usize, span: Span) -> Option<()> {
        if level > DEEPEST {
            let label = format!("more than {DEEPEST} levels below the first of them");
            let fault = Fault::new(span, "signals use one another too deeply", label);
            self.fault(fault.help("a value that grows from bar to bar is a window's, a `streak` or a `latch`"));
            return None;
        }
        self.reached = self.reached.max(level);
        Some(())
    }

    pub(super) fn expr(&mut self, ast: &Ast, text: &'a Text) -> Option<Expr> {
        let span = text.span(ast.range.start, ast.range.end);
        self.level += 1;
        let expr = self.reach(self.level, span).and_then(|()| self.expr_of(&ast.kind, span, text));
        self.level -= 1;
        expr
    }

    fn expr_of(&mut self, kind: &AstKind, span: Span, text: &'a Text) -> Option<Expr> {
        match kind {
            AstKind::Number(value) => Some(Expr::leaf(ExprKind::Number(*value), None, span)),
            AstKind::Path(path) => self.path(path, span, text),
            AstKind::Unary(operator, operand) => {
                let operand = self.expr(operand, text)?;
                let (ty, build): (_, fn(Box<Expr>) -> ExprKind) = match operator {
                    Unary::Negate => (Type::Number, ExprKind::Negate),
                    Unary::Not => (Type::Condition, ExprKind::Not),
                };
                let operand = self.of_type(operand, ty)?;
                let (frame, member) = (operand.frame, operand.member);
                Some(Expr { kind: build(Box::new(operand)), ty, frame, member, span })
            }
            AstKind::Binary(operator, _, left, right) => {
                let (left, right) = (self.expr(left, text), self.expr(right, text));
                self.binary(*operator, left, right, span)
            }
            AstKind::Call(name, arguments) => self.call(name, arguments, span, text),
        }
    }

    /// An operand that is missing had a fault of its own; the other is looked at all the same.
    fn binary(&mut self, operator: Binary, left: Option<Expr>, right: Option<Expr>, span: Span) -> Option<Expr> {
        let (takes, gives) = match operator {
            Binary::Arithmetic(_) => (Type::Number, Type::Number),
            Binary::Comparison(_) => (Type::Number, Type::Condition),
            Binary::And | Binary::Or => (Type::Condition, Type::Condition),
        };
        let (left, right) = (
            left.and_then(|left| self.operand(left, takes, operator)),
            right.and_then(|right| self.operand(right, takes, operator)),
        );
        let (left, right) = (Box::new(left?), Box::new(right?));
        if let Binary::Comparison(_) = operator {
            self.adjusted_level(&left, &right);
        }
        let frame = finest([&*left, &*right]);
        let member = left.member || right.member;
        let kind = match operator {
            Binary::Arithmetic(operation) => ExprKind::Arithmetic(operation, left, right),
            Binary::Comparison(comparison) => ExprKind::Comparison(comparison, left, right),
            Binary::And => ExprKind::And(left, right),
            Binary::Or => ExprKind::Or(left, right),
        };
        Some(Expr { kind, ty: gives, frame, member, span })
    }

    /// An adjusted price's level depends on later dividends: compared with a constant, it looks ahead.
    pub(super) fn adjusted_level(&mut self, left: &Expr, right: &Expr) {
        for (level, other) in [(left, right), (right, left)] {
            if other.frame.is_none() && self.is_adjusted_level(level) {
                self.fault(
                    Fault::warning(
                        level.span,
                        "an adjusted price is compared with a constant",
                        "its level depends on later dividends",
                    )
                    .help("compare `close` with a constant, or adjusted prices with each other"),
                );
            }
        }
    }

    fn is_adjusted_level(&self, expr: &Expr) -> bool {
        use Function::{Clip, If, Max, Min, Peak, PivotHigh, Prior, RoundLevel, Sample};
        use Window::{Ema, Highest, Lowest, Median, Sma, Sum, Wma};
        match &expr.kind {
            ExprKind::Field { field, .. } | ExprKind::OwnField { field, .. } => field.is_adjusted(),
            ExprKind::Across(Across::Best | Across::Average, _, of) => self.is_adjusted_level(of),
            ExprKind::Signal(index) => self.done(*index).is_some_and(|named| named.adjusted_level),
            ExprKind::Call(
                Function::Window(Sma | Ema | Wma | Sum | Highest | Lowest | Median)
                | Function::Elementary(Elementary::Abs | Elementary::Log | Elementary::Sqrt)
                | Prior
                | Peak
                | PivotHigh
                | RoundLevel
                | Min
                | Max
                | Clip
                | Sample(_),
                arguments,
            ) => arguments.iter().any(|argument| self.is_adjusted_level(argument)),
            ExprKind::Call(If, arguments) => arguments[1..].iter().any(|argument| self.is_adjusted_level(argument)),
            _ => false,
        }
    }

    pub(super) fn path(&mut self, path: &[Name], span: Span, text: &'a Text) -> Option<Expr> {
        let first = &path[0];
        let place = text.span(first.range.start, first.range.end);
        match (self.names.get(&first.text), &path[1..]) {
            (Some(Meaning::Faulty), _) => None,
            (Some(Meaning::Group(_)), _) => {
                let help = "look across it: `share_of(group, close > sma(close, 200))`, `best(group, ...)`";
                let message = format!("`{}` is a group, not a value", first.text);
                self.fault(Fault::new(place, message, "expected a value").help(help));
                None
            }
            (Some(Meaning::Sleeve(sleeve)), _) => self.index(sleeve, path, span, text),
            (None, []) if first.text == "score" && self.score.is_some() => {
                self.score.clone().map(|score| Expr { span, ..score })
            }
            (None, []) if first.text == "score" => {
                self.fault(
                    Fault::new(place, "there is no score here", "whose score?")
                        .help("`score` is known in the `where` of a sleeve that has a `score`, and nowhere else"),
                );
                None
            }
            (Some(Meaning::Param(param)), []) => {
                self.used_params.insert(param);
                Some(Expr::leaf(ExprKind::Param(param), None, span))
            }
            (Some(Meaning::Signal(signal)), []) => self.signal(signal, span),
            (Some(Meaning::Series(series)), []) => Some(Expr::leaf(ExprKind::Series(series), Some(Frame::Daily), span)),
            (Some(Meaning::Series(series)), [release]) if release.text == "release" => {
                Some(Expr::leaf(ExprKind::Series(series), Some(Frame::Release(series)), span))
            }
            (Some(Meaning::Series(_)), rest @ [field, ..]) => {
                let series = &first.text;
                let (owner, field) = match rest {
                    [release, field, ..] if release.text == "release" => (format!("{series}.release"), field),
                    _ => (series.clone(), field),
                };
                let place = text.span(field.range.start, field.range.end);
                let message = format!("`{owner}` has no field `{}`", field.text);
                let help = format!(
                    "`{series}` has a value a session, `{series}.release` a bar a release, `weekly({series})` a bar a week"
                );
                self.fault(Fault::new(place, message, "only assets have fields").help(help));
                None
            }
            (Some(Meaning::Param(_) | Meaning::Signal(_)), [field, ..]) => {
                let place = text.span(field.range.start, field.range.end);
                let message = format!("`{}` has no field `{}`", first.text, field.text);
                self.fault(Fault::new(place, message, "only assets have fields"));
                None
            }
            (Some(Meaning::Asset(_)) | None, rest) => {
                if self.names.get(&first.text).is_none()
                    && let Some((frame, field)) = bare_field(path)
                {
                    let own = ExprKind::OwnField { frame, field };
                    return Some(Expr { member: true, ..Expr::leaf(own, Some(frame), span) });
                }
                let Some(asset) = self.find_asset(&first.text) else {
                    self.unknown_name(first, place, rest);
                    return None;
                };
                self.field(asset, path, span, text)
            }
        }
    }

    fn unknown_name(&mut self, name: &Name, place: Span, rest: &[Name]) {
        if !self.universe_known && !rest.is_empty() {
            return; // it may be a symbol of the dataset that could not be opened
        }
        let message = format!("unknown name `{}`", name.text);
        let declared = self.names.of(|meaning| meaning != Meaning::Faulty);
        let guess = self.guess(&name.text, declared.chain(self.universe.asset_names()));
        let fault = if self.universe.series(&name.text).is_some() {
            let help = format!("declare it: [series.{0}] with symbol = \"{0}\" and `lag` or `known`", name.text);
            Fault::new(place, message, "a series of the dataset is used by a declared name").help(help)
        } else if FUNCTIONS.iter().any(|signature| signature.name == name.text) {
            Fault::new(place, message, "a function is called with brackets")
        } else if let Some(help) = guess {
            Fault::new(place, message, "no such name").help(help)
        } else {
            Fault::new(place, message, "not an asset, a series, a parameter or a signal").help(
                "names are declared in [assets], [series], [params] and [signals]; a symbol that is not a plain word needs a name in [assets]",
            )
        };
        self.fault(fault);
    }

    fn signal(&mut self, index: usize, span: Span) -> Option<Expr> {
        self.resolve_signal(index);
        match &self.signals[index].progress {
            Progress::Done(Named { expr: Expr { ty, frame, member, .. }, height, .. }) => {
                let (ty, frame, member) = (*ty, *frame, *member);
                self.reach(self.level + height, span)?;
                Some(Expr { kind: ExprKind::Signal(index), ty, frame, member, span })
            }
            Progress::Visiting => {
                let name = &self.signals[index].name;
                let fault = Fault::new(span, format!("signal `{name}` depends on itself"), "this closes the circle");
                self.fault(
                    fault.help("a value of an earlier bar is not reached this way; see `latch`, `prior` and `streak`"),
                );
                None
            }
            Progress::Faulty | Progress::Unvisited => None,
        }
    }

    fn field(&mut self, asset: usize, path: &[Name], span: Span, text: &'a Text) -> Option<Expr> {
        let at = |name: &Name| text.span(name.range.start, name.range.end);
        let (frame, field) = match &path[1..] {
            [field] => (Frame::Daily, field),
            [frame, field] => match Frame::named(&frame.text) {
                Some(frame) => (frame, field),
                None => {
                    let frames = || Frame::ALL.iter().map(|frame| frame.name());
                    let help = did_you_mean(&frame.text, frames())
                        .unwrap_or_else(|| format!("frames are {}", listed(frames())));
                    let message = format!("unknown frame `{}`", frame.text);
                    self.fault(Fault::new(at(frame), message, "expected a frame").help(help));
                    return None;
                }
            },
            [] => {
                let name = &path[0].text;
                self.fault(
                    Fault::new(span, format!("`{name}` is an asset, not a value"), "expected a field")
                        .help(format!("say which of its prices: `{name}.close`")),
                );
                return None;
            }
            [_, _, extra, ..] => {
                self.fault(Fault::new(at(extra), "a field has no parts", "expected the end of the name"));
                return None;
            }
        };
        let Some(found) = Field::named(&field.text) else {
            if path.len() == 2 && Frame::named(&field.text).is_some() {
                let bars = &text.text[path_range(path)];
                let message = format!("`{bars}` are bars, not a value");
                let help = format!("say which of their prices: `{bars}.close`");
                self.fault(Fault::new(span, message, "expected a field behind it").help(help));
                return None;
            }
            let fields = || Field::ALL.iter().map(|field| field.name());
            let help =
                did_you_mean(&field.text, fields()).unwrap_or_else(|| format!("fields are {}", listed(fields())));
            let message = format!("unknown field `{}`", field.text);
            self.fault(Fault::new(at(field), message, "expected a field of a bar").help(help));
            return None;
        };
        let symbol = &self.assets[asset].symbol;
        let available = self.universe.symbols.get(symbol);
        if available.is_some_and(|fields| !fields.contains(&found)) {
            let message = format!("`{symbol}` has no {} in dataset `{}`", found.name(), self.universe.dataset);
            self.fault(Fault::new(at(field), message, "not in the data"));
            return None;
        }
        Some(Expr::leaf(ExprKind::Field { asset, frame, field: found }, Some(frame), span))
    }

    /// The value of a constant expression; None where it is not constant.
    pub(super) fn constant_value(&self, expr: &Expr) -> Option<Constant> {
        let signal = |index: usize| self.done(index)?.constant;
        constant(expr, &|param| self.params[param].value, &signal)
    }
}

/// `close`, `weekly.close`: a member's own field.
fn bare_field(path: &[Name]) -> Option<(Frame, Field)> {
    match path {
        [only] => Some((Frame::Daily, Field::named(&only.text)?)),
        [frame, only] => Some((Frame::named(&frame.text)?, Field::named(&only.text)?)),
        _ => None,
    }
}

fn path_range(path: &[Name]) -> Range<usize> {
    path[0].range.start..path[path.len() - 1].range.end
}

/// The frame of an expression over `parts`; None where all are constant.
pub(super) fn finest<'e>(parts: impl IntoIterator<Item = &'e Expr>) -> Option<Frame> {
    let frames: Vec<Frame> = parts.into_iter().filter_map(|part| part.frame).collect();
    Frame::finest(&frames)
}
