//! Random sleeves and rules.

use super::draw::Draw;
use super::expressions::{Place, nested};
use super::file::Files;
use super::scope::{Asset, Scope, key};
use rotascope::strategy::form::{PERIODS, PLAIN_WEIGHTINGS, RISK_WEIGHTINGS, SCHEDULES, SPREADS, WEEKDAYS};
use rotascope::strategy::{Field, Type};

/// A schedule: a word or a table.
pub fn decide(draw: &mut Draw) -> String {
    match draw.whole(0..=9) {
        0..=3 => format!("\"{}\"", draw.of(&SCHEDULES).0),
        4..=5 => {
            let session = draw.of(&["1", "2", "3", "-1", "-2", "-4", "12", "-70"]);
            format!("{{ every = \"{}\", session = {session} }}", draw.of(&PERIODS).0)
        }
        _ => format!("{{ weekday = \"{}\" }}", draw.of(&WEEKDAYS).0),
    }
}

impl Scope<'_> {
    /// The lines of a sleeve, its header aside; with what it has in double brackets last.
    pub fn sleeve(&self, draw: &mut Draw, name: &str, files: &mut Files, level: usize) -> String {
        match draw.whole(0..=9) {
            0 | 1 if level < 2 => self.file_as_sleeve(draw, files, level),
            0..=3 => {
                let own = if draw.chance(0.5) { format!("decide = {}\n", decide(draw)) } else { String::new() };
                own + &self.rules(draw, &format!("sleeves.{name}.rules"))
            }
            _ => self.pick(draw),
        }
    }

    fn file_as_sleeve(&self, draw: &mut Draw, files: &mut Files, level: usize) -> String {
        let (path, params) = files.another(draw, self.market, self.demands, level + 1);
        let mut lines = format!("strategy = \"{path}\"\n");
        let given: Vec<String> = params
            .iter()
            .filter_map(|(name, value)| match draw.whole(0..=2) {
                0 => None,
                1 => Some(format!("{name} = {value}")),
                _ => Some(format!("{name} = \"{value} + 0\"")),
            })
            .collect();
        if !given.is_empty() {
            lines += &format!("params = {{ {} }}\n", given.join(", "));
        }
        lines
    }

    fn pick(&self, draw: &mut Draw) -> String {
        let Members { from, names, fields } = self.members(draw);
        let place = Place { depth: draw.whole(0..=3), own: &fields };
        let mut lines = vec![format!("from = {from}")];
        let scored = draw.chance(0.7);
        if scored {
            lines.push(format!("score = \"{}\"", self.of_member(draw, Type::Number, place).text));
        }
        if draw.chance(0.6) {
            let condition = self.expression(draw, Type::Condition, place).text;
            let with_score = draw.of(&["score > 0 and ", "score < 1e3 or ", "not score == 0 and "]);
            let with_score = if scored && draw.chance(0.5) { with_score } else { "" };
            lines.push(format!("where = \"{with_score}({condition})\""));
        }
        let slots = if draw.chance(0.7) { draw.whole(1..=names.len()) } else { names.len() };
        if slots < names.len() || draw.chance(0.5) {
            lines.push(format!("top = {}", self.number_or_quoted(draw, slots)));
            if draw.chance(0.5) {
                let keep = slots + draw.whole(0..=3);
                lines.push(format!("keep = {}", self.number_or_quoted(draw, keep)));
            }
        }
        let weight = draw.whole(0..=9);
        match weight {
            0 => lines.push(format!("weight = {}", fixed_weights(draw, &names))),
            1..=3 => {
                let fits = |(_, weighting): &&(&str, _)| scored || *weighting == PLAIN_WEIGHTINGS[0].1;
                let words: Vec<&str> = PLAIN_WEIGHTINGS.iter().filter(fits).map(|(word, _)| *word).collect();
                lines.push(format!("weight = \"{}\"", draw.of(&words)));
            }
            4..=7 => {
                lines.push(format!("weight = \"{}\"", draw.of(&RISK_WEIGHTINGS).0));
                // A covariance takes more returns than members.
                let lookback = draw.whole(slots.max(1) + 1..=slots + 15);
                lines.push(format!("lookback = {}", self.number_or_quoted(draw, lookback)));
            }
            _ => {}
        }
        if weight != 0 && draw.chance(0.4) {
            let cap = (1.0 / slots as f64 + draw.real(0.0..0.5)).min(1.0);
            lines.push(format!(
                "max_weight = {}",
                if draw.chance(0.5) { cap.to_string() } else { format!("\"{cap}\"") }
            ));
        }
        if draw.chance(0.4) {
            lines.push(format!("spread = \"{}\"", draw.of(&SPREADS).0));
        }
        if draw.chance(0.4) {
            lines.push(format!("otherwise = \"{}\"", draw.of(&self.positions())));
        }
        if draw.chance(0.45) {
            lines.push(format!("decide = {}", decide(draw)));
        }
        draw.shuffle(&mut lines);
        lines.join("\n") + "\n"
    }

    /// A group, or a list of assets and sleeves.
    fn members(&self, draw: &mut Draw) -> Members {
        let holdable = self.holdable();
        let can_hold = |asset: &Asset| holdable.iter().any(|other| other.symbol == asset.symbol);
        let groups: Vec<_> = self.groups.iter().filter(|group| group.members.iter().all(can_hold)).collect();
        if !groups.is_empty() && draw.chance(0.5) {
            let group = draw.of(&groups);
            let names = group.members.iter().map(|member| member.name.clone()).collect();
            return Members { from: format!("\"{}\"", group.name), names, fields: group.fields() };
        }
        let all = self.positions();
        let count = draw.whole(1..=all.len().min(5));
        let names = draw.some(&all, count);
        let has = |name: &String, field: &Field| match holdable.iter().find(|asset| asset.name == *name) {
            Some(asset) => asset.has(*field),
            None => matches!(field, Field::Close | Field::AdjClose),
        };
        let fields = Field::ALL.into_iter().filter(|field| names.iter().all(|name| has(name, field)));
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        Members { from: format!("[{}]", quoted.join(", ")), fields: fields.collect(), names }
    }

    /// One to four rules, the last mostly without a condition.
    pub fn rules(&self, draw: &mut Draw, table: &str) -> String {
        let count = draw.whole(1..=4);
        let rule = |place: usize| {
            let when = if place + 1 < count || draw.chance(0.2) {
                let depth = draw.whole(0..=4);
                format!("when = \"{}\"\n", self.expression(draw, Type::Condition, nested(depth)).text)
            } else {
                String::new()
            };
            format!("[[{table}]]\n{when}hold = {}\n", self.hold(draw))
        };
        (0..count).map(rule).collect()
    }

    /// Numbers that sum to no more than 1 (or to more, where borrowing is possible), and expressions.
    fn hold(&self, draw: &mut Draw) -> String {
        let all = self.positions();
        let count = if draw.chance(0.08) { 0 } else { draw.whole(1..=all.len().min(4)) };
        let mut left = if self.demands.borrow { draw.of(&[1.0, 1.5, 3.0]) } else { 1.0 };
        let weights = draw.some(&all, count).into_iter().map(|name| {
            let weight = match draw.whole(0..=5) {
                0 | 1 => {
                    let depth = draw.whole(0..=2);
                    let x = self.changing(draw, Type::Number, nested(depth)).text;
                    let forms = [
                        format!("clip({x}, 0, 1)"),
                        format!("0.5 + 0.1 * ({x})"),
                        format!("if({x} > 0, 0.7, 0.2)"),
                        format!("min(1, 1 / ({x}))"),
                        x,
                    ];
                    format!("\"{}\"", draw.of(&forms))
                }
                form => {
                    let share = (draw.real(0.0..1.0) * left * 100.0).floor() / 100.0;
                    let share = if draw.chance(0.3) { left } else { share };
                    left -= share;
                    if form == 2 { format!("\"{share} / 1\"") } else { share.to_string() }
                }
            };
            format!("{} = {weight}", key(&name))
        });
        format!("{{ {} }}", weights.collect::<Vec<_>>().join(", "))
    }

    /// A number, or an expression of parameters that is the same.
    fn number_or_quoted(&self, draw: &mut Draw, number: usize) -> String {
        let below = |(_, value): &&(String, f64)| value.fract() == 0.0 && *value <= number as f64;
        match self.params.iter().find(below) {
            Some((name, value)) if draw.chance(0.4) => format!("\"{name} + {}\"", number - *value as usize),
            _ if draw.chance(0.2) => format!("\"{number}\""),
            _ => number.to_string(),
        }
    }
}

struct Members {
    from: String,
    names: Vec<String>,
    /// What every member has.
    fields: Vec<Field>,
}

/// Shares of the sleeve for all members.
fn fixed_weights(draw: &mut Draw, names: &[String]) -> String {
    let mut left = 1.0;
    let weight = |name: &String| {
        let share = (draw.real(0.0..1.0) * left * 100.0).floor() / 100.0;
        left -= share;
        format!("{} = {}", key(name), if draw.chance(0.3) { format!("\"{share}\"") } else { share.to_string() })
    };
    format!("{{ {} }}", names.iter().map(weight).collect::<Vec<_>>().join(", "))
}
