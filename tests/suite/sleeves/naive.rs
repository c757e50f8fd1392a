//! Random picks against the same thing written a second time, decision by decision.

use super::{Ran, days, market_of, ran, since};
use crate::made::closes;
use proptest::prelude::*;
use rotascope::data::Bars;

const SESSIONS: usize = 70;
const NAMES: [&str; 5] = ["AA", "BB", "CC", "DD", "EE"];

/// One asset's closes by session; None before its first bar. A missing bar has the last close again.
#[derive(Debug)]
struct Asset {
    closes: Vec<Option<f64>>,
    bars: Bars,
    /// The session of its last bar, where its data end long before the rest.
    ended: Option<usize>,
}

/// Closes are whole numbers, so that ties and returns that do not vary occur.
fn asset() -> impl Strategy<Value = Asset> {
    let begins = prop_oneof![2 => Just(0_usize), 1 => 1..30_usize];
    let ends = prop_oneof![3 => Just(SESSIONS), 1 => 35..SESSIONS - 12];
    let moves = prop::collection::vec((-2..=2_i32, prop::bool::weighted(0.1)), SESSIONS);
    (begins, ends, moves, 15..25_i32).prop_map(|(begins, ends, moves, first)| {
        let mut price = first;
        let (mut closes_by, mut dates, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (session, (step, missing)) in moves.iter().enumerate() {
            let there = (begins..ends).contains(&session);
            let missing = *missing && session > begins && session + 1 < ends;
            if there && !missing {
                price = (price + step).max(5);
                dates.push(days(SESSIONS)[session]);
                values.push(f64::from(price));
            }
            closes_by.push((session >= begins).then_some(f64::from(price)));
        }
        let ended = (ends < SESSIONS).then_some(ends - 1);
        Asset { closes: closes_by, bars: closes(&dates, &values), ended }
    })
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Score {
    Order,
    Close,
    Momentum,
    AboveMean,
    /// Zeros of both signs.
    Zeros,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Where {
    All,
    ScoreAbove,
    Rising,
    Market,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Weight {
    Equal,
    Score,
    Rank,
    InverseVolatility,
    RiskParity,
    MinVariance,
    Fixed,
}

#[derive(Clone, Debug)]
struct Sleeve {
    score: Score,
    condition: Where,
    weight: Weight,
    top: usize,
    keep: usize,
    lookback: usize,
    /// Of the least that is allowed and the most, how far up.
    cap: f64,
    by_picks: bool,
    otherwise: bool,
    /// Sessions `from` to `to` at which CC is a member; the members are a group then.
    spell: Option<(usize, usize)>,
    weekly: bool,
    recomputed: bool,
    start: usize,
}

const FIXED: [f64; 5] = [0.3, 0.1, 0.25, 0.0, 0.15];

fn sleeve() -> impl Strategy<Value = Sleeve> {
    let scores = [Score::Order, Score::Close, Score::Momentum, Score::AboveMean, Score::Zeros];
    let conditions = [Where::All, Where::ScoreAbove, Where::Rising, Where::Market];
    let weights = [
        Weight::Equal,
        Weight::Score,
        Weight::Rank,
        Weight::InverseVolatility,
        Weight::RiskParity,
        Weight::MinVariance,
        Weight::Fixed,
    ];
    let what = (
        prop::sample::select(scores.to_vec()),
        prop::sample::select(conditions.to_vec()),
        prop::sample::select(weights.to_vec()),
    );
    let counts = (1..=5_usize, 0..=3_usize, 2..=4_usize, prop_oneof![Just(1.0), 0.0..1.0_f64]);
    let spell = prop::option::of((0..SESSIONS, 0..30_usize));
    let rest = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0..30_usize);
    (what, counts, spell, rest).prop_map(
        |(
            (score, condition, weight),
            (top, more, longer, cap),
            spell,
            (by_picks, otherwise, weekly, recomputed, start),
        )| {
            Sleeve {
                score: if weight == Weight::Score && score == Score::Order { Score::Momentum } else { score },
                condition: if score == Score::Order && condition == Where::ScoreAbove {
                    Where::Rising
                } else {
                    condition
                },
                weight,
                top,
                keep: top + more,
                lookback: top + longer,
                cap: if weight == Weight::Fixed { 1.0 } else { (1.0 / top as f64) * (1.0 - cap) + cap },
                by_picks,
                otherwise,
                spell: spell.map(|(from, length)| (from, (from + length).min(SESSIONS - 1))),
                weekly,
                recomputed,
                start,
            }
        },
    )
}

impl Sleeve {
    fn text(&self) -> String {
        let score = match self.score {
            Score::Order => String::new(),
            Score::Close => "score = 'close'".to_owned(),
            Score::Momentum => "score = 'momentum(adj_close, 3)'".to_owned(),
            Score::AboveMean => "score = 'close - sma(close, 4)'".to_owned(),
            Score::Zeros => "score = '0 * (close - 20)'".to_owned(),
        };
        let condition = match self.condition {
            Where::All => "",
            Where::ScoreAbove => "where = 'score > 0'",
            Where::Rising => "where = 'close >= prior(close, 2)'",
            Where::Market => "where = 'FULL.close > 20'",
        };
        let (weight, by_risk) = match self.weight {
            Weight::Equal => ("'equal'", false),
            Weight::Score => ("'score'", false),
            Weight::Rank => ("'rank'", false),
            Weight::InverseVolatility => ("'inverse_volatility'", true),
            Weight::RiskParity => ("'risk_parity'", true),
            Weight::MinVariance => ("'min_variance'", true),
            Weight::Fixed => ("{ AA = 0.3, BB = 0.1, CC = 0.25, DD = 0, EE = '0.1 + 0.05' }", false),
        };
        let weight = if self.weight == Weight::Rank && self.score == Score::Order { "'equal'" } else { weight };
        let date = |session: usize| days(SESSIONS)[session];
        let group = match self.spell {
            Some((from, to)) => {
                format!(
                    "[groups.some]\nEE = {{}}\nDD = {{}}\nCC = {{ from = {}, to = {} }}\nBB = {{}}\nAA = {{}}\n",
                    date(from),
                    date(to)
                )
            }
            None => String::new(),
        };
        let from = if self.spell.is_some() { "'some'".to_owned() } else { format!("{NAMES:?}") };
        let lookback = if by_risk { format!("lookback = {}", self.lookback) } else { String::new() };
        let cap = if self.weight == Weight::Fixed { String::new() } else { format!("max_weight = {}", self.cap) };
        let spread = if self.by_picks { "picks" } else { "slots" };
        let otherwise = if self.otherwise { "otherwise = 'FULL'" } else { "" };
        let decide = if self.weekly { "decide = 'weekly'" } else { "" };
        let rebalance = if self.recomputed { "always" } else { "on-change" };
        format!(
            "[data]\ndataset = 'made'\nwarmup = false\nstart = {}\n{group}[sleeves.s]\nfrom = {from}\n{score}\n{condition}\n\
             top = {}\nkeep = {}\nweight = {weight}\n{lookback}\n{cap}\nspread = '{spread}'\n{otherwise}\n{decide}\n\
             [[rules]]\nhold = {{ s = 1, FULL = 0 }}\n[trade]\nfill = 'next-close'\nrebalance = '{rebalance}'\n",
            date(self.start),
            self.top,
            self.keep
        )
    }

    fn score(&self, asset: &Asset, session: usize) -> Option<f64> {
        let close = |back: usize| asset.closes[session.checked_sub(back)?];
        match self.score {
            Score::Order | Score::Zeros => close(0).map(|_| 0.0),
            Score::Close => close(0),
            Score::Momentum => Some(close(0)? / close(3)? - 1.0),
            Score::AboveMean => Some(close(0)? - (close(3)? + close(2)? + close(1)? + close(0)?) / 4.0),
        }
    }

    fn returns(&self, asset: &Asset, session: usize) -> Option<Vec<f64>> {
        let one = |session: usize| Some(asset.closes[session]? / asset.closes[session.checked_sub(1)?]? - 1.0);
        (0..self.lookback).map(|back| session.checked_sub(back).and_then(one)).collect()
    }

    fn by_risk(&self) -> bool {
        matches!(self.weight, Weight::InverseVolatility | Weight::RiskParity | Weight::MinVariance)
    }

    /// The members that can be picked, the best first.
    fn ranked(&self, assets: &[Asset], full: &[Option<f64>], session: usize) -> Vec<usize> {
        let can = |member: &usize| -> Option<bool> {
            let asset = &assets[*member];
            asset.closes[session]?;
            let score = self.score(asset, session)?;
            let meets = match self.condition {
                Where::All => true,
                Where::ScoreAbove => score > 0.0,
                Where::Rising => asset.closes[session]? >= asset.closes[session.checked_sub(2)?]?,
                Where::Market => full[session]? > 20.0,
            };
            let belongs = *member != 2 || self.spell.is_none_or(|(from, to)| (from..=to).contains(&session));
            let vary = !self.by_risk() || {
                let returns = self.returns(asset, session)?;
                returns.iter().any(|value| *value != returns[0])
            };
            Some(meets && belongs && vary && asset.ended.is_none_or(|last| session <= last))
        };
        let mut able: Vec<usize> = (0..5).filter(|member| can(member) == Some(true)).collect();
        // Bubbles: only a strictly higher score passes a neighbour.
        for _ in 0..5 {
            for place in 1..able.len() {
                let [before, after] = [able[place - 1], able[place]].map(|member| self.score(&assets[member], session));
                if after > before {
                    able.swap(place - 1, place);
                }
            }
        }
        able
    }

    /// The picks, by rank.
    fn picks(&self, ranked: &[usize], held: &[usize]) -> Vec<usize> {
        let stays = |place: usize| place < self.keep && held.contains(&ranked[place]);
        let mut places: Vec<usize> = (0..ranked.len()).collect();
        places.sort_by_key(|place| (!stays(*place), *place));
        places.truncate(self.top);
        places.sort_unstable();
        places.into_iter().map(|place| ranked[place]).collect()
    }

    /// Whether `shares` are what the picks of `session` get.
    fn holds(&self, assets: &[Asset], picks: &[usize], shares: &[f64], session: usize) -> Result<(), String> {
        let k = picks.len();
        let total = if self.by_picks { 1.0 } else { k as f64 / self.top as f64 };
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let sum: f64 = shares.iter().sum();
        let returns = || picks.iter().filter_map(|member| self.returns(&assets[*member], session)).collect::<Vec<_>>();
        let scores = picks.iter().map(|member| self.score(&assets[*member], session).unwrap_or(f64::NAN));
        let weight =
            if self.weight == Weight::Rank && self.score == Score::Order { Weight::Equal } else { self.weight };
        let parts: Vec<f64> = match weight {
            Weight::Equal => vec![1.0; k],
            Weight::Score => scores.map(|score| if score > 0.0 { score } else { 0.0 }).collect(),
            Weight::Rank => (0..k).map(|place| (k - place) as f64).collect(),
            Weight::InverseVolatility => returns().iter().map(|own| covariance(own, own).powf(-0.5)).collect(),
            Weight::Fixed if !self.by_picks => {
                let own = picks.iter().map(|member| FIXED[*member]);
                return own.zip(shares).all(|(own, share)| close(own, *share)).then_some(()).ok_or("shares".to_owned());
            }
            Weight::Fixed => picks.iter().map(|member| FIXED[*member]).collect(),
            Weight::RiskParity | Weight::MinVariance => {
                let returns = returns();
                // How the variance grows with each share.
                let slope: Vec<f64> =
                    (0..k).map(|i| (0..k).map(|j| covariance(&returns[i], &returns[j]) * shares[j]).sum()).collect();
                let room = self.cap.min(total);
                if !close(sum, total.min(self.cap * k as f64))
                    || shares.iter().any(|share| *share < 0.0 || *share > room + 1e-9)
                {
                    return Err(format!("sum {sum} of {total}, cap {room}"));
                }
                let fits = |i: usize, j: usize| match self.weight {
                    // No exchange lowers the variance.
                    Weight::MinVariance => shares[i] < 1e-9 || shares[j] > room - 1e-9 || slope[i] < slope[j] + 1e-9,
                    // Those below the cap contribute alike. Caps are for proportions, which they keep.
                    _ if self.cap >= 1.0 => (shares[i] * slope[i] - shares[j] * slope[j]).abs() < 1e-9,
                    _ => true,
                };
                let all = (0..k).all(|i| (0..k).all(|j| fits(i, j)));
                return all.then_some(()).ok_or_else(|| format!("slopes {slope:?}"));
            }
        };
        // Shares are a multiple of the parts, cut at the cap: the multiple by bisection.
        let able = parts.iter().filter(|part| **part > 0.0).count();
        let due = if able == 0 { 0.0 } else { total.min(self.cap * able as f64) };
        let cut = |unit: f64| parts.iter().map(|part| (part * unit).min(self.cap)).collect::<Vec<f64>>();
        let (mut low, mut high) = (0.0, 1e9);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if cut(middle).iter().sum::<f64>() < due { low = middle } else { high = middle }
        }
        let expected = if able == 0 { vec![0.0; k] } else { cut(high) };
        let same = expected.iter().zip(shares).all(|(a, b)| (a - b).abs() < 1e-6);
        same.then_some(()).ok_or_else(|| format!("expected {expected:?}"))
    }
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let dot: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    (dot - a.iter().sum::<f64>() * b.iter().sum::<f64>() / n) / (n - 1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_decision_is_as_computed_a_second_time(
        assets in prop::collection::vec(asset(), 5),
        steps in prop::collection::vec(-2..=2_i32, SESSIONS),
        sleeve in sleeve(),
    ) {
        let mut level = 20;
        let full: Vec<f64> = steps.iter().map(|step| { level = (level + step).max(5); f64::from(level) }).collect();
        let symbols = NAMES.iter().copied().zip(assets.iter().map(|asset| asset.bars.clone()));
        let dataset = market_of(symbols.chain([("FULL", since(0, &full))]));
        let full: Vec<Option<f64>> = full.into_iter().map(Some).collect();
        let found: Ran = ran(&dataset, &sleeve.text());
        let place = NAMES.map(|name| found.asset(name));
        let mut decisions = found.run.decisions.iter().map(|(_, decision)| decision).peekable();
        prop_assert_eq!(decisions.len(), SESSIONS - sleeve.start);
        let (mut picks, mut chosen) = (Vec::new(), None);
        for session in 0..SESSIONS {
            if !sleeve.weekly || session % 5 == 4 {
                let ranked = sleeve.ranked(&assets, &full, session);
                let next = sleeve.picks(&ranked, &picks);
                let mut sets = [next.clone(), picks.clone()];
                sets.iter_mut().for_each(|set| set.sort_unstable());
                if chosen.is_none() || sleeve.recomputed || sets[0] != sets[1] {
                    chosen = Some((session, next.clone()));
                }
                picks = next;
            }
            let Some(decision) = decisions.next_if(|decision| decision.session == session) else { continue };
            // Those that have ended since the sleeve decided are left out.
            let gone = |member: usize| assets[member].ended.is_some_and(|last| last < session);
            let weights = place.map(|asset| decision.target[asset]);
            let Some((at, members)) = &chosen else {
                prop_assert!(decision.target.iter().all(|weight| *weight == 0.0));
                continue;
            };
            let held = |member: &usize| members.contains(member);
            prop_assert!((0..5).filter(|member| !held(member) || gone(*member)).all(|member| weights[member] == 0.0),
                "{session}: {members:?} {weights:?}");
            if members.iter().any(|member| gone(*member)) {
                continue;
            }
            let shares: Vec<f64> = members.iter().map(|member| weights[*member]).collect();
            let fits = sleeve.holds(&assets, members, &shares, *at);
            prop_assert!(fits.is_ok(), "{session}, chosen at {at}: {members:?} {shares:?}: {fits:?}\n{}", sleeve.text());
            let rest = 1.0 - shares.iter().sum::<f64>();
            let otherwise = decision.target[found.asset("FULL")];
            prop_assert!((otherwise - if sleeve.otherwise { rest } else { 0.0 }).abs() < 1e-8, "{session}: {otherwise} {rest}");
        }
    }
}
