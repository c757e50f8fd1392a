//! What the combinations of a sweep stand on: many of them share their data.

use crate::data::Dataset;
use crate::error::Result;
use crate::run::{Ground, History};
use crate::sim::Timetable;
use crate::strategy::Strategy;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A dataset, and what has been read of it: by what it depends on.
pub struct Loaded<'a> {
    pub(super) dataset: &'a Dataset,
    grounds: Mutex<HashMap<String, Arc<Ground>>>,
    /// When files over them decide.
    timetables: Mutex<HashMap<String, Arc<Timetable>>>,
}

impl<'a> Loaded<'a> {
    /// With what the strategy by itself reads. What cannot be read is told when it is asked for.
    pub fn new(strategy: &Strategy, dataset: &'a Dataset) -> Loaded<'a> {
        let loaded = Loaded { dataset, grounds: Mutex::default(), timetables: Mutex::default() };
        let _ = loaded.of(strategy);
        loaded
    }

    /// What a strategy stands on, and when it decides.
    ///
    /// # Errors
    /// Data that cannot be read; a period without sessions.
    pub(super) fn of(&self, strategy: &Strategy) -> Result<(Arc<Ground>, Arc<Timetable>)> {
        let (data, held) = (&strategy.data, strategy.held());
        let what = format!("{:?}", (&strategy.assets, &strategy.series, held, data.history, data.end, data.returns));
        let schedules: Vec<_> = strategy.sleeves.iter().map(|sleeve| sleeve.decide).collect();
        let when = format!("{:?}", (strategy.trade.decide, schedules, &what));
        let known = locked(&self.grounds).get(&what).cloned();
        let ground = match known {
            Some(ground) => ground,
            None => {
                // Without the lock: what loads has help, and who helps may come to ask here too.
                let history = History::load(strategy, self.dataset)?;
                let ground = Arc::new(Ground::new(strategy, self.dataset, history)?);
                locked(&self.grounds).entry(what).or_insert(ground).clone()
            }
        };
        let mut timetables = locked(&self.timetables);
        let timetable = timetables.entry(when).or_insert_with(|| Arc::new(ground.timetable(strategy)));
        Ok((ground, timetable.clone()))
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
