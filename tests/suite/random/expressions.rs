//! Random expressions that the checker accepts. Functions and their arguments come from the language's own table.

use super::draw::Draw;
use super::market::READ_ONLY;
use super::scope::{Group, Scope, Written};
use rotascope::strategy::functions::{Default, FUNCTIONS, Kind, Parameter, Signature, Yields};
use rotascope::strategy::{Across, Field, Frame, Function, Type};

/// Where an expression stands.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// Levels of nesting that are left.
    pub depth: usize,
    /// Fields that it may read of the member itself; empty: no member is meant.
    pub own: &'p [Field],
}

impl Place<'_> {
    fn deeper(self) -> Self {
        Place { depth: self.depth.saturating_sub(1), ..self }
    }
}

/// Nested so deep, for no member.
pub fn nested(depth: usize) -> Place<'static> {
    Place { depth, own: &[] }
}

impl Scope<'_> {
    /// An expression of a type.
    pub fn expression(&self, draw: &mut Draw, ty: Type, place: Place) -> Written {
        match ty {
            Type::Number => self.number(draw, place),
            Type::Condition => self.condition(draw, place),
        }
    }

    /// An expression that changes from bar to bar.
    pub fn changing(&self, draw: &mut Draw, ty: Type, place: Place) -> Written {
        let found = (0..4).map(|_| self.expression(draw, ty, place)).find(|found| found.frame.is_some());
        found.unwrap_or_else(|| self.plain(draw, ty, place))
    }

    /// An expression that reads the member itself.
    pub fn of_member(&self, draw: &mut Draw, ty: Type, place: Place) -> Written {
        let found =
            (0..4).map(|_| self.expression(draw, ty, place)).find(|found| found.member && found.frame.is_some());
        found.unwrap_or_else(|| self.plain(draw, ty, place))
    }

    /// The least that changes: a field; of the member, where one is meant.
    fn plain(&self, draw: &mut Draw, ty: Type, place: Place) -> Written {
        let field = if place.own.is_empty() { self.asset_field(draw) } else { own_field(draw, place.own) };
        match ty {
            Type::Number => field,
            Type::Condition => self.comparison(draw, field, place),
        }
    }

    fn number(&self, draw: &mut Draw, place: Place) -> Written {
        if place.depth == 0 {
            return self.leaf(draw, place);
        }
        match draw.whole(0..=9) {
            0..=3 => self.call(draw, Type::Number, place),
            4..=6 => {
                let operator = draw.of(&["+", "-", "*", "/", "^"]);
                let (a, b) = (self.number(draw, place.deeper()), self.number(draw, place.deeper()));
                joined(&a, operator, &b, Type::Number)
            }
            7 => {
                let x = self.number(draw, place.deeper());
                Written { text: format!("-{}", bracketed(&x)), atom: false, ..x }
            }
            _ => self.leaf(draw, place),
        }
    }

    fn condition(&self, draw: &mut Draw, place: Place) -> Written {
        let signals = self.signals_of(Type::Condition, place);
        if !signals.is_empty() && draw.chance(0.15) {
            return draw.of(&signals);
        }
        let deeper = place.deeper();
        if place.depth == 0 {
            let number = self.leaf(draw, place);
            return self.comparison(draw, number, place);
        }
        match draw.whole(0..=9) {
            0..=3 => self.call(draw, Type::Condition, place),
            4..=5 => {
                let (a, b) = (self.condition(draw, deeper), self.condition(draw, deeper));
                joined(&a, draw.of(&["and", "or"]), &b, Type::Condition)
            }
            6 => {
                let c = self.condition(draw, deeper);
                Written { text: format!("not {}", bracketed(&c)), atom: false, ..c }
            }
            _ => {
                let number = self.number(draw, deeper);
                self.comparison(draw, number, deeper)
            }
        }
    }

    /// `a` compared with its own past, so that it is now true and now false, or with anything.
    fn comparison(&self, draw: &mut Draw, a: Written, place: Place) -> Written {
        let operator = draw.of(&["<", "<=", ">", ">=", "==", "!="]);
        let b = match a.frame {
            Some(frame) if draw.chance(0.6) => {
                let n = window(draw, Some(frame), 1);
                let function = draw.of(&["sma", "median", "prior"]);
                Written { text: format!("{function}({}, {n})", a.text), atom: true, ..a.clone() }
            }
            _ => self.number(draw, Place { depth: place.depth.min(1), ..place }),
        };
        joined(&a, operator, &b, Type::Condition)
    }

    /// A constant, or the releases of a series.
    pub fn steady(&self, draw: &mut Draw) -> Written {
        match self.series.len() {
            0 => literal(draw),
            _ if draw.chance(0.4) => literal(draw),
            _ => self.release(draw),
        }
    }

    fn release(&self, draw: &mut Draw) -> Written {
        let series = draw.whole(0..=self.series.len() - 1);
        atom(format!("{}.release", self.series[series]), Frame::Release(series))
    }

    fn leaf(&self, draw: &mut Draw, place: Place) -> Written {
        let signals = self.signals_of(Type::Number, place);
        match draw.whole(0..=11) {
            0 => literal(draw),
            1 if !self.params.is_empty() => constant(draw.of(&self.params).0),
            2 | 3 if !signals.is_empty() => draw.of(&signals),
            4 | 5 if !self.series.is_empty() => match draw.chance(0.5) {
                true => atom(draw.of(&self.series), Frame::Daily),
                false => self.release(draw),
            },
            6 | 7 if !self.sleeves.is_empty() => {
                let field = draw.of(&["close", "adj_close"]);
                let sleeve = draw.of(&self.sleeves);
                let (frame, text) = framed(draw, &sleeve, field);
                atom(text, frame)
            }
            8 => atom(format!("{}()", draw.of(&["month", "weekday", "day_of_month"])), Frame::Daily),
            _ if !place.own.is_empty() && draw.chance(0.8) => own_field(draw, place.own),
            _ => self.asset_field(draw),
        }
    }

    fn asset_field(&self, draw: &mut Draw) -> Written {
        let read_only = self.assets.iter().find(|asset| asset.symbol == READ_ONLY);
        let asset = match read_only {
            Some(asset) if draw.chance(0.3) => asset.clone(),
            _ => draw.of(&self.assets),
        };
        let field = if draw.chance(0.5) { Field::Close } else { draw.of(&asset.fields) };
        let (frame, text) = framed(draw, &asset.name, field.name());
        atom(text, frame)
    }

    /// Signals that can be read here: those of members only where they read nothing that some member lacks.
    fn signals_of(&self, ty: Type, place: Place) -> Vec<Written> {
        let readable = |signal: &Written| {
            let own = !place.own.is_empty() && signal.own.iter().all(|field| place.own.contains(field));
            signal.ty == ty && (!signal.member || own)
        };
        let named = |(name, signal): &(String, Written)| Written { text: name.clone(), atom: true, ..signal.clone() };
        self.signals.iter().filter(|(_, signal)| readable(signal)).map(named).collect()
    }

    /// A call of a function that yields this type, with arguments as its parameters ask.
    fn call(&self, draw: &mut Draw, ty: Type, place: Place) -> Written {
        let possible: Vec<&Signature> =
            FUNCTIONS.iter().filter(|signature| self.can_call(signature, ty, place)).collect();
        let signature = draw.of(&possible);
        let mut arguments: Vec<(&'static str, Written)> = Vec::new();
        let mut group = None;
        let mut named = false;
        for parameter in signature.parameters {
            let times = match parameter.default {
                Default::Required => 1,
                Default::Value(_) | Default::Optional => usize::from(draw.chance(0.5)),
                Default::Repeats => draw.whole(0..=2),
            };
            named |= times == 0;
            for _ in 0..times {
                let argument = match (parameter.kind, &group) {
                    (Kind::Group, _) => constant(group.insert(draw.of(&self.groups)).name.clone()),
                    (Kind::Member, Some(group)) => self.across(draw, signature, group, place),
                    _ => {
                        let frame = finest(arguments.iter().map(|(_, argument)| argument));
                        self.argument(draw, signature, parameter, (ty, frame), place.deeper())
                    }
                };
                arguments.push((parameter.name, argument));
            }
        }
        let written = arguments.iter().enumerate().map(|(place, (name, argument))| {
            let last = place + 1 == arguments.len() && place > 0;
            let repeats = signature.parameters.last().is_some_and(|last| last.default == Default::Repeats);
            if last && !repeats && (named || draw.chance(0.2)) {
                format!("{name} = {}", argument.text)
            } else {
                argument.text.clone()
            }
        });
        let text = format!("{}({})", signature.name, written.collect::<Vec<_>>().join(", "));
        let values = || arguments.iter().map(|(_, argument)| argument);
        let frame = match signature.function {
            Function::Date(_) => Some(Frame::Daily),
            Function::Sample(frame) => Some(frame),
            _ => finest(values()),
        };
        // A rank is the member's own; the others are the group's.
        let across = matches!(signature.function, Function::Across(across) if across != Across::Rank);
        let member = !across && values().any(|argument| argument.member);
        let own = values().filter(|_| member).flat_map(|argument| argument.own.iter().copied()).collect();
        Written { text, ty, frame, member, own, atom: true }
    }

    /// What a function across a group looks at in each member.
    fn across(&self, draw: &mut Draw, signature: &Signature, group: &Group, place: Place) -> Written {
        let ty = match signature.function {
            Function::Across(Across::Count | Across::Share) => Type::Condition,
            _ => Type::Number,
        };
        let mut own = group.fields();
        if signature.function == Function::Across(Across::Rank) {
            own.retain(|field| place.own.contains(field));
        }
        self.of_member(draw, ty, Place { depth: place.depth.saturating_sub(1).min(2), own: &own })
    }

    fn can_call(&self, signature: &Signature, ty: Type, place: Place) -> bool {
        let yields = matches!(signature.yields, Yields::Same) || signature.yields == Yields::Always(ty);
        let possible = |parameter: &Parameter| match parameter.kind {
            Kind::Group => self.groups.iter().any(|group| !group.fields().is_empty()),
            Kind::Bars => self.with_bars().next().is_some(),
            _ => true,
        };
        // A rank is a member's own.
        let whose = signature.function != Function::Across(Across::Rank) || !place.own.is_empty();
        yields && whose && signature.parameters.iter().all(possible)
    }

    fn with_bars(&self) -> impl Iterator<Item = &str> {
        let bars = self.assets.iter().filter(|asset| asset.has(Field::High) && asset.has(Field::Low));
        bars.map(|asset| asset.name.as_str())
    }

    fn argument(
        &self,
        draw: &mut Draw,
        signature: &Signature,
        parameter: &Parameter,
        (yields, frame): (Type, Option<Frame>),
        place: Place,
    ) -> Written {
        let of_type = |draw: &mut Draw, ty: Type| match signature.function {
            Function::If | Function::Min | Function::Max | Function::Clip | Function::Elementary(_) => {
                self.expression(draw, ty, place)
            }
            // Annualised: not for releases, which come at no fixed rate.
            Function::Volatility => match self.changing(draw, ty, place) {
                x if matches!(x.frame, Some(Frame::Release(_))) => {
                    Written { text: format!("monthly({})", x.text), frame: Some(Frame::Monthly), atom: true, ..x }
                }
                x => x,
            },
            _ => self.changing(draw, ty, place),
        };
        match parameter.kind {
            Kind::Number => of_type(draw, Type::Number),
            Kind::Condition => of_type(draw, Type::Condition),
            Kind::Either => of_type(draw, yields),
            Kind::Whole(least) => self.whole(draw, frame, least as usize),
            Kind::Positive => constant(draw.of(&["0.5", "5", "10", "1e-1", "2 + 1"]).to_owned()),
            Kind::Bars => {
                let names: Vec<String> = self.with_bars().map(str::to_owned).collect();
                let (name, frame) = (draw.of(&names), self::frame(draw));
                atom(if frame == Frame::Daily { name } else { format!("{name}.{}", frame.name()) }, frame)
            }
            Kind::Group | Kind::Member => unreachable!("read with the group"),
        }
    }

    /// A whole number of at least `least`, small enough for bars of the frame.
    fn whole(&self, draw: &mut Draw, frame: Option<Frame>, least: usize) -> Written {
        let n = window(draw, frame, least);
        let fits =
            |(_, value): &&(String, f64)| value.fract() == 0.0 && *value >= least as f64 && *value <= n as f64 + 3.0;
        match self.params.iter().find(fits) {
            Some((name, _)) if draw.chance(0.3) => constant(name.clone()),
            Some((name, value)) if *value <= n as f64 && draw.chance(0.3) => {
                constant(format!("{name} + {}", n - *value as usize))
            }
            _ => constant(n.to_string()),
        }
    }
}

/// So many bars, few enough for a short history.
fn window(draw: &mut Draw, frame: Option<Frame>, least: usize) -> usize {
    let most = match frame {
        Some(Frame::Daily) | None => draw.of(&[5, 12, 30]),
        Some(Frame::Weekly) => 5,
        Some(Frame::Monthly) | Some(Frame::Release(_)) => 3,
        Some(Frame::Quarterly) => 2,
        Some(Frame::Yearly) => 1,
    };
    draw.whole(least..=most.max(least))
}

fn literal(draw: &mut Draw) -> Written {
    constant(draw.of(&["0", "1", "2", "0.5", "100", "1e-3", "3.25", "1e6"]).to_owned())
}

fn constant(text: String) -> Written {
    Written { text, ty: Type::Number, frame: None, member: false, own: vec![], atom: true }
}

fn atom(text: String, frame: Frame) -> Written {
    Written { frame: Some(frame), ..constant(text) }
}

fn own_field(draw: &mut Draw, fields: &[Field]) -> Written {
    let (field, frame) = (draw.of(fields), frame(draw));
    let name = field.name();
    let text = if frame == Frame::Daily { name.to_owned() } else { format!("{}.{name}", frame.name()) };
    Written { member: true, own: vec![field], ..atom(text, frame) }
}

/// Mostly daily.
fn frame(draw: &mut Draw) -> Frame {
    if draw.chance(0.5) { Frame::Daily } else { draw.of(&Frame::ALL) }
}

/// `name.close`, `name.weekly.close`.
fn framed(draw: &mut Draw, name: &str, field: &str) -> (Frame, String) {
    let frame = frame(draw);
    let text = match frame {
        Frame::Daily if draw.chance(0.8) => format!("{name}.{field}"),
        frame => format!("{name}.{}.{field}", frame.name()),
    };
    (frame, text)
}

fn bracketed(of: &Written) -> String {
    if of.atom { of.text.clone() } else { format!("({})", of.text) }
}

fn joined(a: &Written, operator: &str, b: &Written, ty: Type) -> Written {
    Written {
        text: format!("{} {operator} {}", bracketed(a), bracketed(b)),
        ty,
        frame: finest([a, b]),
        member: a.member || b.member,
        own: [a.own.as_slice(), &b.own].concat(),
        atom: false,
    }
}

fn finest<'w>(parts: impl IntoIterator<Item = &'w Written>) -> Option<Frame> {
    let frames: Vec<Frame> = parts.into_iter().filter_map(|part| part.frame).collect();
    Frame::finest(&frames)
}
