//! Aligned prices: one row a session, the same sessions for every asset and series.

use super::{Bars, Calendar, Clock, Date, Observations, SeriesPanel};
use crate::strategy::{Field, Frame, Lag};
use std::sync::OnceLock;

/// Everything that a run may read: sessions, assets, series, and the clocks of the coarser frames.
#[derive(Debug)]
pub struct Panel {
    /// The union of the bar dates of the held assets.
    pub sessions: Vec<Date>,
    pub calendar: Calendar,
    pub assets: Vec<AssetPanel>,
    pub series: Vec<SeriesPanel>,
    clocks: [OnceLock<Clock>; Frame::ALL.len()],
}

/// One asset on the panel's sessions.
#[derive(Debug)]
pub struct AssetPanel {
    bars: Bars,
    /// The latest bar at or before each session.
    row: Vec<Option<u32>>,
    /// Whether that bar is the session's own: an asset without one cannot be traded.
    pub traded: Vec<bool>,
}

impl Panel {
    /// Aligns `assets` to the bar dates of those that `held` marks. `cut` drops bars before its first and after its last day.
    pub fn new(
        calendar: Calendar,
        assets: Vec<(Bars, bool)>,
        series: Vec<(Observations, Lag)>,
        cut: (Option<Date>, Option<Date>),
    ) -> Panel {
        let within = |date: &Date| cut.0.is_none_or(|first| *date >= first) && cut.1.is_none_or(|last| *date <= last);
        let held = assets.iter().filter(|(_, held)| *held);
        let mut sessions: Vec<Date> = held.flat_map(|(bars, _)| bars.dates.iter().copied().filter(within)).collect();
        // Those of each asset are in order: a stable sort merges them.
        sessions.sort();
        sessions.dedup();
        let assets = assets.into_iter().map(|(bars, _)| AssetPanel::new(bars, &sessions, cut.0));
        Panel {
            assets: assets.collect(),
            series: series
                .iter()
                .enumerate()
                .map(|(series, (observations, lag))| SeriesPanel::new(series, observations, *lag, &sessions, calendar))
                .collect(),
            calendar,
            clocks: Default::default(),
            sessions,
        }
    }

    /// The complete bars of a frame.
    pub fn clock(&self, frame: Frame) -> &Clock {
        if let Frame::Release(series) = frame {
            return &self.series[series].releases;
        }
        let place = Frame::ALL.partition_point(|finer| *finer < frame);
        self.clocks[place].get_or_init(|| Clock::new(self.calendar, frame, &self.sessions))
    }
}

impl AssetPanel {
    fn new(bars: Bars, sessions: &[Date], first_day: Option<Date>) -> Self {
        let mut row = Vec::with_capacity(sessions.len());
        let mut traded = Vec::with_capacity(sessions.len());
        let start = first_day.map_or(0, |first| bars.dates.partition_point(|date| *date < first));
        let mut next = start;
        for session in sessions {
            while bars.dates.get(next).is_some_and(|date| date <= session) {
                next += 1;
            }
            let latest = next.checked_sub(1).filter(|latest| *latest >= start);
            traded.push(latest.is_some_and(|latest| bars.dates[latest] == *session));
            row.push(latest.map(|latest| latest as u32));
        }
        Self { bars, row, traded }
    }

    /// Index of the first session with a price; None where there is none.
    pub fn first(&self) -> Option<usize> {
        self.row.iter().position(Option::is_some)
    }

    /// Index of the last session with a bar of its own.
    pub fn last(&self) -> Option<usize> {
        self.traded.iter().rposition(|traded| *traded)
    }

    /// Whether adjusted prices are the vendor's; without them they equal the plain ones.
    pub fn has_adjusted(&self) -> bool {
        self.bars.adj_close.is_some()
    }

    /// One value a session; NaN before the first bar. Where the asset has no bar, prices are the last close, volume and
    /// dividend are 0, and split is 1. A column that the data lack is NaN throughout: the checker refuses to read it.
    pub fn field(&self, field: Field) -> Vec<f64> {
        let bars = &self.bars;
        let adjusted_close = bars.adj_close.as_deref().unwrap_or(&bars.close);
        match field {
            Field::Open => self.price(bars.open.as_deref(), None),
            Field::High => self.price(bars.high.as_deref(), None),
            Field::Low => self.price(bars.low.as_deref(), None),
            Field::Close => self.price(Some(&bars.close), None),
            Field::AdjOpen => self.price(bars.open.as_deref(), Some(adjusted_close)),
            Field::AdjHigh => self.price(bars.high.as_deref(), Some(adjusted_close)),
            Field::AdjLow => self.price(bars.low.as_deref(), Some(adjusted_close)),
            Field::AdjClose => self.column(Some(adjusted_close), |row| adjusted_close[row]),
            Field::Volume => self.column(bars.volume.as_deref(), |_| 0.0),
            Field::Dividend => self.column(bars.dividend.as_deref(), |_| 0.0),
            Field::Split => self.column(bars.split.as_deref(), |_| 1.0),
        }
    }

    /// A price column; where it has no bar, the close stands in. `adjusted` scales both by adjusted close over close.
    fn price(&self, column: Option<&[f64]>, adjusted: Option<&[f64]>) -> Vec<f64> {
        let close = &self.bars.close;
        match (column, adjusted) {
            (Some(column), Some(adjusted)) => {
                self.rows(|row| column[row] * adjusted[row] / close[row], |row| adjusted[row])
            }
            (column, _) => self.column(column, |row| close[row]),
        }
    }

    fn column(&self, column: Option<&[f64]>, carried: impl Fn(usize) -> f64) -> Vec<f64> {
        match column {
            Some(column) => self.rows(|row| column[row], carried),
            None => vec![f64::NAN; self.row.len()],
        }
    }

    fn rows(&self, own: impl Fn(usize) -> f64, carried: impl Fn(usize) -> f64) -> Vec<f64> {
        let sessions = self.row.iter().zip(&self.traded);
        let value = |(row, traded): (&Option<u32>, &bool)| match row {
            Some(row) if *traded => own(*row as usize),
            Some(row) => carried(*row as usize),
            None => f64::NAN,
        };
        sessions.map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("the test writes valid dates")
    }

    fn bars(dates: &[&str], close: &[f64]) -> Bars {
        Bars { dates: dates.iter().map(|date| day(date)).collect(), close: close.to_vec(), ..Bars::default() }
    }

    #[test]
    fn a_missing_bar_carries_the_last_close_and_cannot_be_traded() {
        let full = bars(&["2024-01-02", "2024-01-03", "2024-01-04"], &[1.0, 2.0, 3.0]);
        let mut holey = bars(&["2024-01-03"], &[10.0]);
        holey.open = Some(vec![9.0]);
        holey.volume = Some(vec![5.0]);
        let panel = Panel::new(Calendar::Nyse, vec![(full, true), (holey, true)], vec![], (None, None));
        let asset = &panel.assets[1];
        assert_eq!(asset.traded, [false, true, false]);
        assert_eq!((asset.first(), asset.last()), (Some(1), Some(1)));
        let open = asset.field(Field::Open);
        assert!(open[0].is_nan());
        assert_eq!(open[1..], [9.0, 10.0]);
        assert_eq!(asset.field(Field::Volume)[1..], [5.0, 0.0]);
    }
}
