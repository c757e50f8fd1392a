//! Small random datasets: assets with gaps, late starts and early ends, delisted ones, some without opens or highs; series
//! with and without vintages; closures that nobody had scheduled.

use super::draw::Draw;
use super::prices::{Move, asset, scaled};
use crate::made::day;
use rotascope::data::{Bars, Calendar, Dataset, Date, GroupEntry, Manifest, Observations, store};
use rotascope::strategy::Universe;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// An asset that strategies read and never hold: what is done to its prices moves no money by itself.
pub const READ_ONLY: &str = "READ";

pub struct Market {
    pub dataset: Dataset,
    pub universe: Universe,
    /// The sessions that took place.
    pub sessions: Vec<Date>,
    _folder: TempDir,
}

/// Symbols; those that are no plain words need a name in [assets].
const SYMBOLS: [&str; 7] = ["AAA", "BBB", "^GSPC", "CCC", "BRK-B", "DDD", "ÄÖÜ"];

impl Market {
    pub fn new(seed: u64) -> Market {
        let mut draw = Draw::new(seed);
        let calendar = draw.of(&[
            Calendar::Nyse,
            Calendar::Nyse,
            Calendar::Nyse,
            Calendar::Weekdays,
            Calendar::All,
            Calendar::Data,
        ]);
        let sessions = sessions(&mut draw, calendar);
        // The first has every session and every column, so that any file has something to hold.
        let mut symbols = vec![("AAA".to_owned(), whole(&mut draw, &sessions))];
        let mut delisted = Vec::new();
        for symbol in &SYMBOLS[1..draw.whole(3..=SYMBOLS.len())] {
            let bars = asset_of(&mut draw, &sessions);
            if draw.chance(0.3) {
                delisted.push((*symbol).to_owned());
            }
            symbols.push(((*symbol).to_owned(), bars));
        }
        let members: Vec<String> = symbols.iter().map(|(symbol, _)| symbol.clone()).collect();
        symbols.push((READ_ONLY.to_owned(), whole(&mut draw, &sessions)));
        let manifest = Manifest {
            calendar,
            synthetic: draw.chance(0.5),
            sessions_per_year: draw.chance(0.3).then_some(365.0),
            roles: [("large", "AAA"), ("small", "BBB"), ("policy_rate", "RATE")]
                .map(|(role, symbol)| (role.to_owned(), symbol.to_owned()))
                .into(),
            groups: groups(&mut draw, &members, &sessions),
            ..Manifest::new("random")
        };
        let series = series(&mut draw, &sessions);
        let mut market = Market::written(manifest, symbols, series, sessions);
        for symbol in delisted {
            market.dataset.manifest.symbols.get_mut(&symbol).expect("it was written").delisted = true;
        }
        market
    }

    /// The last years of the demo, for the strategies that ship.
    pub fn of_demo() -> Market {
        let demo = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo")).expect("the demo");
        let first = day("2022-07-01");
        let recent = |symbol: &String| {
            let bars = demo.bars(symbol).unwrap_or_else(|error| panic!("{error}")).data;
            let from = bars.dates.partition_point(|date| *date < first);
            let columns = bars.columns().into_iter().map(|(field, values)| (field, values[from..].to_vec()));
            (symbol.clone(), Bars::from_columns(bars.dates[from..].to_vec(), columns))
        };
        let symbols: Vec<(String, Bars)> = demo.manifest.symbols.keys().map(recent).collect();
        let series = demo
            .manifest
            .series
            .keys()
            .map(|name| (name.clone(), demo.observations(name).unwrap_or_else(|error| panic!("{error}")).data));
        let sessions = symbols[0].1.dates.clone();
        let (series, manifest) = (series.collect(), Manifest { symbols: BTreeMap::new(), ..demo.manifest.clone() });
        Market::written(Manifest { series: BTreeMap::new(), ..manifest }, symbols, series, sessions)
    }

    fn written(
        manifest: Manifest,
        symbols: Vec<(String, Bars)>,
        series: Vec<(String, Observations)>,
        sessions: Vec<Date>,
    ) -> Market {
        let folder = tempfile::tempdir().expect("a folder to write to");
        store::write(folder.path(), manifest, symbols, series).unwrap_or_else(|error| panic!("{error}"));
        let dataset = Dataset::open(folder.path()).unwrap_or_else(|error| panic!("{error}"));
        Market { universe: dataset.universe(), dataset, sessions, _folder: folder }
    }
}

/// Scheduled sessions less a few closures without notice, from days before something happens: September 2001, Good Friday
/// 2004, October 2012, a turn of the year.
fn sessions(draw: &mut Draw, calendar: Calendar) -> Vec<Date> {
    let first = day(draw.of(&["2001-06-01", "2004-02-20", "2012-08-15", "2018-11-20", "2020-02-03"]));
    let count = if draw.chance(0.1) { draw.whole(5..=40) } else { draw.whole(60..=420) };
    let closed = |date: Date| calendar.closure(date).is_some_and(|closure| !closure.announced);
    let scheduled =
        first.iter_days().filter(|date| calendar.schedules(*date).unwrap_or(true) && !closed(*date)).take(count);
    let scheduled: Vec<Date> = scheduled.collect();
    let holes = draw.of(&[0.0, 0.01, 0.08]);
    let kept: Vec<Date> = scheduled.iter().copied().filter(|_| !draw.chance(holes)).collect();
    if kept.is_empty() { scheduled } else { kept }
}

/// Every column, on every session.
fn whole(draw: &mut Draw, sessions: &[Date]) -> Bars {
    let wild = draw.chance(0.1);
    let mut flat = 0;
    let mut moves: Vec<Move> = Vec::new();
    for _ in sessions {
        if draw.chance(0.01) {
            flat = draw.whole(2..=40);
        }
        flat = usize::saturating_sub(flat, 1);
        let (gap, up, down) = match flat {
            0 => (draw.real(-0.03..0.03), draw.real(0.0..0.03), draw.real(0.0..0.03)),
            _ => (0.0, 0.0, 0.0),
        };
        let crash = wild && draw.chance(0.03);
        let prices = (gap, up, if crash { 0.7 } else { down }, if crash { 0.0 } else { draw.real(0.0..1.0) });
        let payout = if draw.chance(0.03) { draw.real(0.001..0.05) } else { 0.0 };
        moves.push((prices, draw.real(0.0..1e6), payout));
    }
    let bars = asset(sessions, &moves);
    if draw.chance(0.2) { scaled(&bars, draw.of(&[1e-3, 1e-2, 1e4, 1.0 / 3.0])) } else { bars }
}

/// Late, early, with gaps, or with fewer columns.
fn asset_of(draw: &mut Draw, sessions: &[Date]) -> Bars {
    let bars = whole(draw, sessions);
    let begins = if draw.chance(0.3) { draw.whole(0..=sessions.len() / 2) } else { 0 };
    let early = if draw.chance(0.2) { draw.whole(1..=14) } else { 0 };
    let early = if draw.chance(0.15) { draw.whole(0..=sessions.len() / 2) } else { early };
    let ends = (sessions.len() - early.min(sessions.len() - 1)).max(begins + 1);
    let holes = if draw.chance(0.3) { draw.of(&[0.02, 0.2]) } else { 0.0 };
    let kept: Vec<usize> = (begins..ends).filter(|place| *place == begins || !draw.chance(holes)).collect();
    let dates = kept.iter().map(|place| bars.dates[*place]).collect();
    let columns = bars.columns().into_iter();
    let columns = columns.map(|(field, values)| (field, kept.iter().map(|place| values[*place]).collect()));
    let mut bars = Bars::from_columns(dates, columns);
    if draw.chance(0.25) {
        match draw.whole(0..=3) {
            0 => bars.open = None,
            1 => (bars.high, bars.low) = (None, None),
            2 => (bars.adj_close, bars.volume) = (None, None),
            _ => bars = Bars { dates: bars.dates, close: bars.close, ..Bars::default() },
        }
    }
    bars
}

/// Two groups of the dataset's own: a list, and a table with spells.
fn groups(draw: &mut Draw, members: &[String], sessions: &[Date]) -> BTreeMap<String, GroupEntry> {
    let count = draw.whole(2..=members.len());
    let dated: String =
        draw.some(members, count).iter().map(|member| format!("\"{member}\" = {}\n", spells(draw, sessions))).collect();
    let dated = toml::from_str(&dated).unwrap_or_else(|error| panic!("{error}\n{dated}"));
    [("sectors".to_owned(), GroupEntry::Always(draw.some(members, count))), ("index".to_owned(), dated)].into()
}

/// When a member belongs, as a file writes it.
pub fn spells(draw: &mut Draw, sessions: &[Date]) -> String {
    let mut days: Vec<Date> = (0..4).map(|_| draw.of(sessions)).collect();
    days.sort_unstable();
    days.dedup();
    match (draw.whole(0..=4), days.as_slice()) {
        (0, [from, ..]) => format!("{{ from = {from} }}"),
        (1, [.., to]) => format!("{{ to = {to} }}"),
        (2, [from, .., to]) => format!("{{ from = {from}, to = {to} }}"),
        (3, [first, second, third, ..]) => format!("[{{ to = {first} }}, {{ from = {second}, to = {third} }}]"),
        _ => "{}".to_owned(),
    }
}

/// A daily rate in percent, a monthly figure, and two series with vintages.
fn series(draw: &mut Draw, sessions: &[Date]) -> Vec<(String, Observations)> {
    let mut series = Vec::new();
    for (name, every, vintages) in [("RATE", 1, false), ("MACRO", 30, false), ("EPS", 91, true), ("BOOK", 9, true)] {
        let before = sessions[0] - chrono::Days::new(draw.whole(0..=300) as u64);
        let until = sessions[sessions.len() - 1] + chrono::Days::new(20);
        let (mut rows, mut value) = (BTreeMap::new(), draw.real(-1.0..5.0));
        let mut date = before;
        while date <= until {
            value = ((value + draw.real(-0.5..0.5)) * 4.0).round() / 4.0;
            let mut known = date + chrono::Days::new(draw.whole(0..=60) as u64);
            rows.insert((date, known), value);
            while vintages && draw.chance(0.3) {
                known = known + chrono::Days::new(draw.whole(1..=90) as u64);
                rows.insert((date, known), value + draw.of(&[-0.25, 0.25, 1.0]));
            }
            date = date + chrono::Days::new(draw.whole(1..=2 * every - 1) as u64);
        }
        let observations = Observations {
            dates: rows.keys().map(|(date, _)| *date).collect(),
            values: rows.values().copied().collect(),
            known: vintages.then(|| rows.keys().map(|(_, known)| *known).collect()),
        };
        series.push((name.to_owned(), observations));
    }
    series
}
