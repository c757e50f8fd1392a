//! Random strategy files, whole, that the checker accepts.

use super::draw::Draw;
use super::expressions::{Place, nested};
use super::market::{Market, READ_ONLY, spells};
use super::scope::{Asset, Demands, Group, Scope, Written, key};
use super::sleeves::decide;
use super::sweeps;
use rotascope::data::Date;
use rotascope::strategy::form::{FILLS, LOTS, REBALANCES, RETURNS};
use rotascope::strategy::{Field, Frame, StrategyFile, Type};

/// A strategy file, and the files that its sleeves name.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub text: String,
    /// By path.
    pub others: Vec<(String, String)>,
}

impl Files {
    pub fn new(draw: &mut Draw, market: &Market) -> Files {
        let mut files = Files::default();
        let demands = Demands { opens: draw.chance(0.6), borrow: draw.chance(0.25) };
        files.text = files.file(draw, market, demands, 0).0;
        files
    }

    /// One file more, as a sleeve: its path, and its parameters.
    pub fn another(
        &mut self,
        draw: &mut Draw,
        market: &Market,
        demands: Demands,
        level: usize,
    ) -> (String, Vec<(String, f64)>) {
        let (text, params) = self.file(draw, market, demands, level);
        let path = format!("{}{}.toml", if draw.chance(0.5) { "other/" } else { "" }, self.others.len());
        self.others.push((path.clone(), text));
        (path, params)
    }

    /// The file, ready for the checker.
    pub fn read(&self) -> StrategyFile {
        self.read_as(&self.text)
    }

    /// Another text in the place of this file's, beside the same other files.
    pub fn read_as(&self, text: &str) -> StrategyFile {
        let mut file = StrategyFile::read("random.toml", text);
        // A mutation may lead back to a file that is being read: some levels are enough.
        for _ in 0..6 {
            for wanted in file.wanted() {
                // By the path that stands there, or, as `run.toml` keeps them, by that seen from the outermost file.
                let paths = [wanted.1.clone(), file.place(&wanted)];
                let found = self.others.iter().find(|(other, _)| paths.contains(other));
                file.include(
                    wanted,
                    found.map(|(path, text)| (path.as_str(), text.as_str())).ok_or("there is no such file".to_owned()),
                );
            }
        }
        file
    }

    fn file(
        &mut self,
        draw: &mut Draw,
        market: &Market,
        demands: Demands,
        level: usize,
    ) -> (String, Vec<(String, f64)>) {
        let mut assets = Vec::new();
        let mut scope = Scope::new(draw, market, demands, &mut assets);
        let mut sections = Vec::new();
        let mut table = |name: &str, mut lines: Vec<String>, draw: &mut Draw| {
            draw.shuffle(&mut lines);
            if !lines.is_empty() {
                sections.push(format!("[{name}]\n{}\n", lines.join("\n")));
            }
        };
        table("assets", assets, draw);
        table("groups", own_groups(draw, &mut scope), draw);
        for number in 0..draw.of(&[0, 1, 2, 3, 3]) {
            let (symbol, known) = draw.of(&SERIES);
            let name = format!("r{number}");
            let lag = draw.of(&["0 sessions", "1 session", "3 sessions", "1 day", "45 days"]);
            let when = if known { "known = \"known\"".to_owned() } else { format!("lag = \"{lag}\"") };
            table(&format!("series.{name}"), vec![format!("symbol = \"{symbol}\""), when], draw);
            scope.series.push(name);
        }
        for number in 0..draw.whole(0..=3) {
            scope.params.push((format!("p{number}"), draw.of(&[1.0, 2.0, 3.0, 5.0, 0.5, -1.25, 10.0])));
        }
        // A sleeve's file is not swept.
        let swept = level == 0 && draw.chance(0.3);
        let mut params: Vec<String> = scope.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let declared = swept.then(|| sweeps::declare(draw, &mut scope)).map(|[param, signal]| {
            params.push(param);
            signal
        });
        table("params", params, draw);
        let mut signals = signals(draw, &mut scope, 4);
        if swept {
            table("sweep", sweeps::lines(draw), draw);
        }
        for number in 0..draw.of(&[0, 1, 1, 2, 3, 4]) {
            let name = format!("v{number}");
            let lines = scope.sleeve(draw, &name, self, level);
            table(&format!("sleeves.{name}"), vec![lines], draw);
            scope.sleeves.push(name);
            // Signals between the sleeves read those before and are read by those after.
            signals.append(&mut self::signals(draw, &mut scope, 1));
        }
        signals.extend(declared);
        table("signals", signals, draw);
        table("trade", trade(draw, &scope), draw);
        table("overlays", overlays(draw), draw);
        table("data", data(draw, &scope), draw);
        sections.push(scope.rules(draw, "rules"));
        draw.shuffle(&mut sections);
        let mut top = Vec::new();
        if draw.chance(0.5) {
            top.push(format!("name = \"{}\"", draw.of(&["Größe", "A name", ""])));
        }
        if draw.chance(0.3) {
            top.push("about = \"\"\"\nMade at random, \\\n  and held to what it is.\"\"\"".to_owned());
        }
        (format!("{}\n{}", top.join("\n"), sections.join("\n")), scope.params)
    }
}

/// Series of a [`Market`], and whether they have vintages.
const SERIES: [(&str, bool); 5] =
    [("RATE", false), ("policy_rate", false), ("MACRO", false), ("EPS", true), ("BOOK", true)];

/// Lists, and tables with days; of what can be held, so that sleeves can pick from them.
fn own_groups(draw: &mut Draw, scope: &mut Scope) -> Vec<String> {
    let holdable = scope.holdable();
    let count = draw.whole(0..=2);
    let group = |number: usize| {
        let name = format!("g{number}");
        let count = draw.whole(1..=holdable.len());
        let members = draw.some(&holdable, count);
        let line = if draw.chance(0.5) {
            let quoted: Vec<String> = members.iter().map(|member| format!("\"{}\"", member.name)).collect();
            format!("{name} = [{}]", quoted.join(", "))
        } else {
            let dated = |member: &Asset| format!("{} = {}", key(&member.name), spells(draw, &scope.market.sessions));
            format!("{name} = {{ {} }}", members.iter().map(dated).collect::<Vec<_>>().join(", "))
        };
        (line, Group { name, members })
    };
    let (lines, groups): (Vec<String>, Vec<Group>) = (0..count).map(group).unzip();
    scope.groups.extend(groups);
    lines
}

/// Up to `most` signals more; those of members among them.
fn signals(draw: &mut Draw, scope: &mut Scope, most: usize) -> Vec<String> {
    let everywhere: Vec<Field> =
        Field::ALL.into_iter().filter(|field| scope.assets.iter().all(|asset| asset.has(*field))).collect();
    let count = draw.whole(0..=most);
    let signal = |_| {
        let name = format!("{}{}", draw.of(&["x", "übrig_"]), scope.signals.len());
        let ty = draw.of(&[Type::Number, Type::Condition]);
        let depth = draw.whole(0..=4);
        let written = match draw.whole(0..=9) {
            0 | 1 => scope.of_member(draw, ty, Place { depth, own: &everywhere }),
            2..=4 => sampled(draw, scope, ty),
            5 => plain(draw, scope, ty),
            _ => scope.expression(draw, ty, nested(depth)),
        };
        let line = format!(
            "{} = {}",
            key(&name),
            if draw.chance(0.5) { format!("\"{}\"", written.text) } else { format!("'{}'", written.text) }
        );
        scope.signals.push((name, written));
        line
    };
    (0..count).map(signal).collect()
}

/// An expression of any frame, as likely as another.
fn sampled(draw: &mut Draw, scope: &Scope, ty: Type) -> Written {
    let depth = draw.whole(0..=2);
    let x = scope.changing(draw, ty, nested(depth));
    let frame = draw.of(&Frame::ALL);
    if frame == Frame::Daily {
        return x;
    }
    Written { text: format!("{}({})", frame.name(), x.text), frame: Some(frame), atom: true, ..x }
}

/// What seldom comes by itself: a constant, and releases.
fn plain(draw: &mut Draw, scope: &Scope, ty: Type) -> Written {
    let number = scope.steady(draw);
    match ty {
        Type::Number => number,
        Type::Condition => {
            Written { text: format!("{} > {}", number.text, draw.of(&["1", "2.5", "0"])), ty, atom: false, ..number }
        }
    }
}

fn trade(draw: &mut Draw, scope: &Scope) -> Vec<String> {
    let mut lines = Vec::new();
    // Without the key it is the next open.
    let fills: Vec<&str> =
        FILLS.iter().map(|(word, _)| *word).filter(|word| (*word == "next-open") == scope.demands.opens).collect();
    if !scope.demands.opens || draw.chance(0.5) {
        lines.push(format!("fill = \"{}\"", draw.of(&fills)));
    }
    if scope.demands.borrow {
        lines.push(format!("borrow = {}", rate(draw, scope)));
    }
    let optional = [
        ("decide", decide(draw)),
        ("delay", draw.of(&[0, 1, 2, 5, 30]).to_string()),
        (
            "rebalance",
            match draw.chance(0.4) {
                true => format!("{{ band = {} }}", draw.of(&["0", "0.01", "0.05", "0.3"])),
                false => format!("\"{}\"", draw.of(&REBALANCES).0),
            },
        ),
        ("tranches", draw.of(&[1, 2, 3, 7]).to_string()),
        ("commission", draw.of(&["\"1 bp\"", "\"0.05 %\"", "\"50 bp\"", "\"9.9 %\""]).to_owned()),
        ("slippage", draw.of(&["\"2 bp\"", "\"0.1 %\"", "\"0 bp\""]).to_owned()),
        ("cash_yield", rate(draw, scope)),
        ("capital", draw.of(&["1", "1e-3", "100_000", "1e15", "1234.5"]).to_owned()),
        ("lots", format!("\"{}\"", draw.of(&LOTS).0)),
    ];
    for (key, value) in optional {
        if draw.chance(0.5) {
            lines.push(format!("{key} = {value}"));
        }
    }
    lines
}

/// Falls that prices of a [`Market`] have often, and seldom.
fn overlays(draw: &mut Draw) -> Vec<String> {
    let mut lines = Vec::new();
    for key in ["stop_loss", "trailing_stop"] {
        if draw.chance(0.3) {
            let fall = draw.of(&["1e-9 %", "50 bp", "2 %", "5 %", "12.5 %", "30 %", "99.9 %"]);
            lines.push(format!("{key} = \"{fall}\""));
        }
    }
    lines
}

/// A yearly rate: a number, or an expression.
fn rate(draw: &mut Draw, scope: &Scope) -> String {
    match draw.whole(0..=2) {
        0 => draw.of(&["\"4 %\"", "\"-0.5 %\"", "\"25 bp\""]).to_owned(),
        1 if !scope.series.is_empty() => format!("\"{} + 0.5\"", draw.of(&scope.series)),
        _ => {
            let depth = draw.whole(0..=2);
            format!("\"clip({}, -5, 15)\"", scope.changing(draw, Type::Number, nested(depth)).text)
        }
    }
}

fn data(draw: &mut Draw, scope: &Scope) -> Vec<String> {
    let sessions = &scope.market.sessions;
    let within = |draw: &mut Draw, from: f64, to: f64| -> Date {
        sessions[(draw.real(from..to) * sessions.len() as f64) as usize]
    };
    let mut lines = vec![format!("dataset = \"{}\"", scope.market.universe.dataset)];
    if draw.chance(0.3) {
        lines.push(format!("start = {}", within(draw, 0.1, 0.5)));
    }
    if draw.chance(0.2) {
        lines.push(format!("end = {}", within(draw, 0.8, 1.0)));
    }
    if draw.chance(0.15) {
        lines.push(format!("history = {}", within(draw, 0.0, 0.2)));
    }
    // It has to have begun by the first fill.
    let symbols = &scope.market.dataset.manifest.symbols;
    let begun = |asset: &Asset| symbols[&asset.symbol].first <= sessions[0] && asset.symbol != READ_ONLY;
    let begun: Vec<String> = scope.holdable().into_iter().filter(begun).map(|asset| asset.name).collect();
    if draw.chance(0.4) {
        let count = draw.whole(1..=2).min(begun.len());
        lines.push(match draw.some(&begun, count).as_slice() {
            [a, b] => format!("benchmark = {{ {} = 0.6, {} = 0.4 }}", key(a), key(b)),
            one => format!("benchmark = \"{}\"", one[0]),
        });
    }
    if draw.chance(0.4) {
        lines.push(format!("returns = \"{}\"", draw.of(&RETURNS).0));
    }
    if draw.chance(0.4) {
        let series = scope.series.iter().cloned();
        let names: Vec<String> = begun.iter().cloned().chain(series).chain(["2 %".to_owned()]).collect();
        lines.push(format!("risk_free = \"{}\"", draw.of(&names)));
    }
    if draw.chance(0.8) {
        lines.push(format!("warmup = {}", draw.chance(0.3)));
    }
    lines
}
