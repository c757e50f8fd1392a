//! A sleeve by itself, on paper: what signals read as its price.

use super::super::decide::{Known, Undecided};
use super::super::market::Market;
use super::super::schedule::Timetable;
use super::{Sleeves, inside};
use crate::strategy::Position;

/// The value of a sleeve at each of `sessions`, 1 at the close after its first decision at or after `ready`; NaN before. Targets
/// are filled at the close after each of its decisions, without costs, and restored at every one of them; cash earns nothing.
/// `fixed`: weights stay while the picks do.
pub fn sleeve_index(
    sleeve: usize,
    known: Known,
    timetable: &Timetable,
    fixed: bool,
    ready: Option<usize>,
    sessions: usize,
) -> Vec<f64> {
    let mut index = vec![f64::NAN; sessions];
    let Some(ready) = ready else { return index };
    let targets = targets(sleeve, known, timetable, fixed);
    let mut paper: Option<Paper> = None;
    let mut next = targets.partition_point(|(decided, _)| *decided < ready);
    for (session, slot) in index.iter_mut().enumerate() {
        let mut worth = paper.as_ref().map(|paper| paper.worth(known.market, session));
        if let Some((_, target)) = targets.get(next).filter(|(decided, _)| decided + 1 == session) {
            paper = Some(Paper::bought(known.market, session, worth.unwrap_or(1.0), target));
            worth = worth.or(Some(1.0));
            next += 1;
        }
        *slot = worth.unwrap_or(f64::NAN);
    }
    index
}

/// What the sleeve aims at, by asset, at each of its decisions.
fn targets(sleeve: usize, known: Known, timetable: &Timetable, fixed: bool) -> Vec<(usize, Vec<f64>)> {
    let mut sleeves = Sleeves::new(known, fixed, inside(known.plan, sleeve));
    let mut uncounted = Undecided::default();
    let mut file = timetable.file.iter().copied().peekable();
    let assets = &known.market.assets;
    let target_at = |session: &usize| {
        // Those inside that follow the file's schedule decide at all of its sessions, not only at those of this sleeve.
        while let Some(of_file) = file.next_if(|of_file| of_file <= session) {
            sleeves.go_on(timetable, of_file, 0, &mut uncounted);
        }
        sleeves.catch_up(timetable, *session, 0, &mut uncounted);
        let mut target = sleeves.spread(&[(Position::Sleeve(sleeve), 1.0)]);
        let gone = target.iter_mut().zip(assets).filter(|(_, asset)| !asset.life.available(*session));
        gone.for_each(|(weight, _)| *weight = 0.0);
        (*session, target)
    };
    timetable.of(sleeve).iter().map(target_at).collect()
}

/// Units by asset, and cash.
struct Paper {
    units: Vec<f64>,
    cash: f64,
}

impl Paper {
    fn bought(market: &Market, session: usize, worth: f64, target: &[f64]) -> Paper {
        let units = target.iter().zip(&market.assets).map(|(weight, asset)| match weight {
            0.0 => 0.0,
            weight => weight * worth / asset.close[session],
        });
        Paper { units: units.collect(), cash: worth * (1.0 - target.iter().sum::<f64>()) }
    }

    fn worth(&self, market: &Market, session: usize) -> f64 {
        let held = self.units.iter().zip(&market.assets).filter(|(units, _)| **units != 0.0);
        self.cash + held.map(|(units, asset)| units * asset.close[session]).sum::<f64>()
    }
}
