//! Function calls: arguments matched with the signature, defaults filled in, windows checked.

use super::super::ast::{Argument, Ast, AstKind, Name};
use super::super::checked::{Expr, ExprKind};
use super::super::constant::Constant;
use super::super::document::Text;
use super::super::form::LONGEST_WINDOW;
use super::super::functions::{Default, FUNCTIONS, Function, Kind, Parameter, Signature, Yields};
use super::super::types::{Field, Frame, Type};
use super::Checker;
use super::expressions::finest;
use super::names::Meaning;
use crate::error::{Fault, Span};
use crate::wording::{did_you_mean, listed};

impl<'a> Checker<'a> {
    pub(super) fn call(&mut self, name: &Name, arguments: &[Argument], span: Span, text: &'a Text) -> Option<Expr> {
        let place = text.span(name.range.start, name.range.end);
        let Some(signature) = Signature::named(&name.text) else {
            let message = format!("unknown function `{}`", name.text);
            let help = did_you_mean(&name.text, FUNCTIONS.iter().map(|signature| signature.name));
            let help = help.unwrap_or_else(|| "`rotascope functions` lists them".to_owned());
            self.fault(Fault::new(place, message, "no such function").help(help));
            return None;
        };
        let function = signature.function;
        let Some(slots) = self.match_arguments(signature, arguments, span, text) else {
            // Their own faults are reported all the same.
            for argument in arguments {
                self.expr(&argument.value, text);
            }
            return None;
        };
        if let (Function::Across(across), [(_, Some(group)), (_, Some(of))]) = (function, slots.as_slice()) {
            return self.across(signature, across, group, of, span, text);
        }
        let mut values = Vec::new();
        let mut complete = true;
        for (parameter, argument) in slots {
            match argument {
                Some(argument) => match self.argument(signature, parameter, argument, text) {
                    Some(found) => values.extend(found),
                    None => complete = false,
                },
                None => values.extend(default_value(parameter, span)),
            }
        }
        complete.then_some(())?;
        self.typed_call(signature, function, values, span)
    }

    /// Pairs parameters with arguments, by position and then by name.
    fn match_arguments<'s>(
        &mut self,
        signature: &'s Signature,
        arguments: &'s [Argument],
        span: Span,
        text: &'a Text,
    ) -> Option<Vec<(&'s Parameter, Option<&'s Argument>)>> {
        let parameters = signature.parameters;
        let repeats = parameters.last().is_some_and(|last| last.default == Default::Repeats);
        let usage = signature.usage();
        let mut slots: Vec<(&Parameter, Option<&Argument>)> = parameters
            .iter()
            .filter(|parameter| parameter.default != Default::Repeats)
            .map(|parameter| (parameter, None))
            .collect();
        let fixed = slots.len();
        let before = self.faults.len();
        for (position, argument) in arguments.iter().enumerate() {
            let place = text.span(argument.value.range.start, argument.value.range.end);
            match &argument.name {
                None if position < fixed => {
                    let (parameter, slot) = &mut slots[position];
                    if slot.replace(argument).is_some() {
                        let message = format!("argument `{}` is given twice", parameter.name);
                        self.fault(Fault::new(place, message, "given before, by its name"));
                    }
                }
                None if repeats => slots.push((&parameters[fixed], Some(argument))),
                None => {
                    let message = format!("`{}` takes {} arguments at most", signature.name, fixed);
                    self.fault(Fault::new(place, message, "one too many").help(format!("its form is {usage}")));
                    return None;
                }
                Some(name) => {
                    let place = text.span(name.range.start, name.range.end);
                    match slots.iter_mut().find(|(parameter, _)| parameter.name == name.text) {
                        Some((_, slot @ None)) => *slot = Some(argument),
                        Some(_) => {
                            let message = format!("argument `{}` is given twice", name.text);
                            self.fault(Fault::new(place, message, "given before"));
                        }
                        None => {
                            let names = parameters.iter().map(|parameter| parameter.name);
                            let help =
                                did_you_mean(&name.text, names).unwrap_or_else(|| format!("its form is {usage}"));
                            let message = format!("`{}` has no argument `{}`", signature.name, name.text);
                            self.fault(Fault::new(place, message, "no such argument").help(help));
                        }
                    }
                }
            }
        }
        let missing: Vec<&str> = slots
            .iter()
            .filter(|(parameter, argument)| argument.is_none() && parameter.default == Default::Required)
            .map(|(parameter, _)| parameter.name)
            .collect();
        if !missing.is_empty() && self.faults.len() == before {
            let message = format!("`{}` is missing {}", signature.name, listed(missing));
            self.fault(Fault::new(span, message, format!("expected {usage}")));
        }
        (self.faults.len() == before).then_some(slots)
    }

    /// The values that stand for one argument: bars are three, their high, low and close; all else is one.
    fn argument(
        &mut self,
        signature: &Signature,
        parameter: &Parameter,
        argument: &Argument,
        text: &'a Text,
    ) -> Option<Vec<Expr>> {
        if parameter.kind == Kind::Bars {
            return self.bars(&argument.value, text);
        }
        let expr = self.expr(&argument.value, text)?;
        let expr = match parameter.kind {
            Kind::Number => self.of_type(expr, Type::Number),
            Kind::Condition => self.of_type(expr, Type::Condition),
            // Group functions read their arguments themselves.
            Kind::Either | Kind::Bars | Kind::Group | Kind::Member => Some(expr),
            Kind::Whole(least) => {
                let whole = |value: f64| value.fract() == 0.0 && value >= f64::from(least) && value <= LONGEST_WINDOW;
                self.fixed(signature, parameter, expr, whole)
            }
            Kind::Positive => self.fixed(signature, parameter, expr, |value| value > 0.0 && value.is_finite()),
        };
        expr.map(|expr| vec![expr])
    }

    /// `small`, `small.weekly`: the high, low and close of an asset's bars.
    fn bars(&mut self, argument: &Ast, text: &'a Text) -> Option<Vec<Expr>> {
        let span = text.span(argument.range.start, argument.range.end);
        let path = match &argument.kind {
            AstKind::Path(path) if path.len() <= 2 && self.may_be_bars(path) => path,
            other => {
                let name = match other {
                    AstKind::Path(path) if matches!(self.names.get(&path[0].text), Some(Meaning::Asset(_))) => {
                        path[0].text.as_str()
                    }
                    _ => "small",
                };
                let help = format!("name an asset, or its coarser bars: `{name}` or `{name}.weekly`");
                self.fault(
                    Fault::new(span, "expected an asset's bars, found a value", "these are not bars").help(help),
                );
                return None;
            }
        };
        let field = |field: Field| {
            [path.as_slice(), &[Name { text: field.name().to_owned(), range: argument.range.clone() }]].concat()
        };
        let mut values = Vec::new();
        for part in [Field::High, Field::Low, Field::Close] {
            values.push(self.path(&field(part), span, text)?);
        }
        Some(values)
    }

    /// Not the name of a value, nor a field: an asset, or a slip of one.
    fn may_be_bars(&self, path: &[Name]) -> bool {
        let value = matches!(
            self.names.get(&path[0].text),
            Some(Meaning::Param(_) | Meaning::Signal(_) | Meaning::Series(_) | Meaning::Sleeve(_))
        );
        !value && path.last().is_none_or(|last| Field::named(&last.text).is_none())
    }

    /// A number that does not change from bar to bar and is what the parameter takes.
    fn fixed(
        &mut self,
        signature: &Signature,
        parameter: &Parameter,
        expr: Expr,
        takes: impl Fn(f64) -> bool,
    ) -> Option<Expr> {
        let expr = self.of_type(expr, Type::Number)?;
        let what = format!("`{}` of `{}`", parameter.name, signature.name);
        let Some(value) = self.constant_value(&expr).map(Constant::number) else {
            let noun = if parameter.kind == Kind::Positive { "it" } else { "a window" };
            self.fault(
                Fault::new(expr.span, format!("{what} changes from bar to bar"), "expected a constant")
                    .help(format!("{noun} is a number, a parameter, or arithmetic of those")),
            );
            return None;
        };
        if !takes(value) {
            let value = if value.is_nan() { "undefined".to_owned() } else { value.to_string() };
            let expected = parameter.kind.expected();
            self.fault(Fault::new(expr.span, format!("{what} is {value}"), format!("expected {expected}")));
            return None;
        }
        Some(expr)
    }

    fn typed_call(&mut self, signature: &Signature, function: Function, values: Vec<Expr>, span: Span) -> Option<Expr> {
        let either: Vec<&Expr> = signature
            .parameters
            .iter()
            .zip(&values)
            .filter(|(parameter, _)| parameter.kind == Kind::Either)
            .map(|(_, value)| value)
            .collect();
        let ty = match signature.yields {
            Yields::Always(ty) => ty,
            Yields::Same => either[0].ty,
        };
        if let Some(odd) = either.iter().find(|value| value.ty != either[0].ty) {
            let message = format!("`{}` mixes a number and a condition", signature.name);
            let fault = Fault::new(odd.span, message, format!("expected {}", either[0].ty));
            self.fault(fault);
            return None;
        }
        if matches!(function, Function::CrossesAbove | Function::CrossesBelow | Function::RoundLevel) {
            self.adjusted_level(&values[0], &values[1]);
        }
        let frame = match function {
            Function::Date(_) => Some(Frame::Daily),
            Function::Sample(frame) => finest(&values).map(|_| frame),
            _ => finest(&values),
        };
        if let (Function::Volatility, Some(Frame::Release(_))) = (function, frame) {
            let message = "`volatility` is annualised, and releases come at no fixed rate";
            self.fault(
                Fault::new(values[0].span, message, "one bar a release").help(
                    "`stdev(x / prior(x) - 1, n)` is not annualised; `monthly(...)` and its kin have a fixed rate",
                ),
            );
            return None;
        }
        let over_constants = matches!(
            function,
            Function::If
                | Function::Min
                | Function::Max
                | Function::Clip
                | Function::Elementary(_)
                | Function::RoundLevel
        );
        if frame.is_none() && !over_constants {
            let message = format!("`{}` needs a value that changes from bar to bar", signature.name);
            self.fault(Fault::new(span, message, "everything in here is constant"));
            return None;
        }
        let function = match (function, values.len()) {
            (Function::Drawdown, 2) => Function::DrawdownWithin,
            (function, _) => function,
        };
        let member = values.iter().any(|value| value.member);
        Some(Expr { kind: ExprKind::Call(function, values), ty, frame, member, span })
    }
}

fn default_value(parameter: &Parameter, span: Span) -> Option<Expr> {
    match parameter.default {
        Default::Value(value) => Some(Expr::leaf(ExprKind::Number(value), None, span)),
        _ => None,
    }
}
