//! The market's phases: a cyclic Markov chain, each phase passed in three stages, so that very short phases are rare.

use super::draws::Source;

/// Sessions in a month, and in a year, as the model counts them.
pub(super) const MONTH: f64 = 21.0;
pub(super) const YEAR: f64 = 252.0;

/// The hidden state of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// Rising prices, low volatility.
    Expansion,
    /// Falling prices, high volatility.
    Bear,
    /// The rebound: steep gains, volatility still raised.
    Recovery,
}

impl Regime {
    /// The order in which they follow each other; after the last comes the first.
    pub const CYCLE: [Regime; 3] = [Regime::Expansion, Regime::Bear, Regime::Recovery];

    /// Mean duration in sessions.
    pub fn mean_sessions(self) -> f64 {
        MONTH
            * match self {
                Regime::Expansion => 36.0,
                Regime::Bear => 10.0,
                Regime::Recovery => 9.0,
            }
    }

    fn next(self) -> Self {
        match self {
            Regime::Expansion => Regime::Bear,
            Regime::Bear => Regime::Recovery,
            Regime::Recovery => Regime::Expansion,
        }
    }
}

/// A stretch of time of random length: three memoryless stages of equal mean (Erlang), hence a standard
/// deviation of 1/sqrt(3) of the mean.
pub(super) struct Spell {
    stages_left: u32,
}

impl Spell {
    const STAGES: u32 = 3;

    fn begin() -> Self {
        Self { stages_left: Self::STAGES }
    }

    /// One that began at an unknown time before: each stage is as likely.
    pub(super) fn under_way(source: &mut Source) -> Self {
        Self { stages_left: source.whole(1, Self::STAGES) }
    }

    /// Passes one session; true if the spell of `mean` sessions ended with it and a new one began.
    pub(super) fn ends(&mut self, mean: f64, source: &mut Source) -> bool {
        if source.uniform() < f64::from(Self::STAGES) / mean {
            self.stages_left -= 1;
        }
        let over = self.stages_left == 0;
        if over {
            *self = Self::begin();
        }
        over
    }
}

/// The regime of the day and how far it has come.
pub(super) struct Chain {
    pub(super) regime: Regime,
    spell: Spell,
}

impl Chain {
    /// In the long-run proportions, so that no part of the history is special.
    pub(super) fn start(source: &mut Source) -> Self {
        let total: f64 = Regime::CYCLE.into_iter().map(Regime::mean_sessions).sum();
        let mut left = source.uniform() * total;
        let mut regime = Regime::Expansion;
        for candidate in Regime::CYCLE {
            regime = candidate;
            left -= candidate.mean_sessions();
            if left < 0.0 {
                break;
            }
        }
        Self { regime, spell: Spell::under_way(source) }
    }

    /// Passes one session.
    pub(super) fn step(&mut self, source: &mut Source) {
        if self.spell.ends(self.regime.mean_sessions(), source) {
            self.regime = self.regime.next();
        }
    }
}
