//! The central bank: a policy rate moved at eight meetings a year, and a balance sheet that grows and shrinks with it.

use super::draws::{Draws, Purpose, Source};
use super::regime::Regime;
use crate::data::Date;
use chrono::{Datelike, Weekday};

/// Percent of one step of the rate.
const STEP: f64 = 0.25;
/// The first figure of the balance sheet, in millions of dollars.
const BALANCE_SHEET: f64 = 700_000.0;
/// What it grows by in a week: with the economy, while the bank buys, and while it lets bonds mature.
const TREND: f64 = 0.0009;
const PURCHASES: f64 = 0.005;
const RUNOFF: f64 = -0.0018;
/// Standard deviation of the weekly figure around its level.
const WOBBLE: f64 = 0.003;

/// The third Wednesday of the eight meeting months.
pub(super) fn is_meeting(date: Date) -> bool {
    let third_wednesday = date.weekday() == Weekday::Wed && (15..=21).contains(&date.day());
    third_wednesday && matches!(date.month(), 1 | 3 | 5 | 6 | 7 | 9 | 11 | 12)
}

/// The rate, and where the present cycle is going. All rates in steps above zero.
pub(super) struct Policy {
    steps: u32,
    /// Where easing stops.
    trough: u32,
    /// Where tightening stops.
    terminal: u32,
    /// Meetings of an expansion to wait before the first increase.
    patience: u32,
    /// The regime at the last meeting.
    seen: Regime,
}

impl Policy {
    pub(super) fn start(regime: Regime, source: &mut Source) -> Self {
        let trough = trough(source);
        let terminal = terminal(source);
        let steps = match regime {
            Regime::Expansion => (trough + terminal) / 2,
            Regime::Bear => terminal,
            Regime::Recovery => trough + 2,
        };
        Self { steps, trough, terminal, patience: 0, seen: regime }
    }

    /// Percent.
    pub(super) fn rate(&self) -> f64 {
        f64::from(self.steps) * STEP
    }

    /// Decides the rate from tomorrow on: in an expansion up, after a wait; in a bear market down, by one to
    /// three steps; in a recovery down to the trough, hesitantly.
    pub(super) fn meet(&mut self, regime: Regime, source: &mut Source) {
        if regime != self.seen {
            match regime {
                Regime::Expansion => {
                    self.terminal = terminal(source).max(self.steps);
                    self.patience = source.whole(4, 10);
                }
                Regime::Bear => self.trough = trough(source).min(self.steps),
                Regime::Recovery => {}
            }
            self.seen = regime;
        }
        let luck = source.uniform();
        match regime {
            Regime::Expansion if self.patience > 0 => self.patience -= 1,
            Regime::Expansion if self.steps < self.terminal && luck < 0.85 => self.steps += 1,
            Regime::Bear => self.cut(1 + u32::from(luck < 0.8) + u32::from(luck < 0.3)),
            Regime::Recovery if luck < 0.7 => self.cut(1),
            _ => {}
        }
    }

    fn cut(&mut self, steps: u32) {
        self.steps = self.steps.saturating_sub(steps).max(self.trough);
    }
}

fn trough(source: &mut Source) -> u32 {
    source.whole(0, 4)
}

fn terminal(source: &mut Source) -> u32 {
    source.whole(12, 24)
}

/// What the bank holds.
pub(super) struct BalanceSheet {
    level: f64,
    trend: f64,
}

impl BalanceSheet {
    pub(super) fn start() -> Self {
        Self { level: BALANCE_SHEET, trend: BALANCE_SHEET }
    }

    /// This Wednesday's figure, in whole millions. Bought: outside expansions, once the rate is within two steps of
    /// its trough. Run off: in expansions, once it is four above and while more is held than the trend. Else: the trend.
    pub(super) fn week(&mut self, date: Date, policy: &Policy, regime: Regime, draws: &Draws) -> f64 {
        let above_trough = policy.steps.saturating_sub(policy.trough);
        let growth = match regime {
            Regime::Bear | Regime::Recovery if above_trough <= 2 => PURCHASES,
            Regime::Expansion if above_trough >= 4 && self.level > self.trend => RUNOFF,
            _ => TREND,
        };
        self.level *= 1.0 + growth;
        self.trend *= 1.0 + TREND;
        let noise = draws.on(date, Purpose::BalanceSheet).normal().clamp(-4.0, 4.0);
        (self.level * (1.0 + WOBBLE * noise)).round()
    }
}
