//! The language a second time, as its definitions read: each value from scratch, whatever that costs.

use chrono::Datelike;
use rotascope::data::Date;
use rotascope::strategy::Frame;

/// A value a bar; None: undefined.
pub type Numbers = Vec<Option<f64>>;
pub type Conditions = Vec<Option<bool>>;

/// A period of sessions, and the session at whose close it is known to be over; None: not yet.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    pub first: usize,
    pub last: usize,
    pub known: usize,
}

/// The complete bars of `frame`, where Monday to Friday are scheduled.
pub fn bars(frame: Frame, dates: &[Date]) -> Vec<Bar> {
    let period = |day: Date| match frame {
        Frame::Daily => day.to_string(),
        Frame::Weekly => day.format("%G-W%V").to_string(),
        Frame::Monthly => day.format("%Y-%m").to_string(),
        Frame::Quarterly => format!("{}-{}", day.year(), day.month0() / 3),
        Frame::Yearly => day.year().to_string(),
        Frame::Release(_) => panic!("a release keeps no calendar"),
    };
    let next_weekday = |day: Date| {
        let later = day.iter_days().skip(1);
        later.into_iter().find(|day| day.weekday().number_from_monday() <= 5).unwrap()
    };
    let mut bars = Vec::new();
    for last in 0..dates.len() {
        let ends = last + 1 == dates.len() || period(dates[last]) != period(dates[last + 1]);
        let foreseen = period(next_weekday(dates[last])) != period(dates[last]);
        let known = if foreseen { last } else { last + 1 };
        if ends && known < dates.len() {
            let first = (0..=last).find(|first| period(dates[*first]) == period(dates[last])).unwrap();
            bars.push(Bar { first, last, known });
        }
    }
    bars
}

/// A coarser column at each session: the last bar that is over.
pub fn carry<T: Copy>(coarse: &[Option<T>], bars: &[Bar], sessions: usize) -> Vec<Option<T>> {
    assert_eq!(coarse.len(), bars.len());
    let at = |session: usize| {
        let over = coarse.iter().zip(bars).filter(|(_, bar)| bar.known <= session);
        over.last().and_then(|(value, _)| *value)
    };
    (0..sessions).map(at).collect()
}

/// A daily column at the last session of each bar.
pub fn sample<T: Copy>(daily: &[Option<T>], bars: &[Bar]) -> Vec<Option<T>> {
    bars.iter().map(|bar| daily[bar.last]).collect()
}

/// A coarser condition where its bar ends, false in between.
pub fn pulse(coarse: &Conditions, bars: &[Bar], sessions: usize) -> Conditions {
    let at = |session: usize| bars.iter().rposition(|bar| bar.known == session);
    (0..sessions).map(|session| Some(at(session).is_some_and(|bar| coarse[bar] == Some(true)))).collect()
}

pub fn zip<A: Copy, B: Copy, C>(a: &[Option<A>], b: &[Option<B>], f: impl Fn(A, B) -> C) -> Vec<Option<C>> {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| Some(f((*a)?, (*b)?))).collect()
}

pub fn map<A: Copy, B>(a: &[Option<A>], f: impl Fn(A) -> B) -> Vec<Option<B>> {
    a.iter().map(|a| a.map(&f)).collect()
}

/// What the division leaves undefined.
pub fn finite(x: Numbers) -> Numbers {
    x.into_iter().map(|x| x.filter(|x| x.is_finite())).collect()
}

/// `f` of each last n values, where all of them are defined.
pub fn rolling(x: &Numbers, n: usize, f: impl Fn(&[f64]) -> f64) -> Numbers {
    let at = |bar: usize| {
        let window: Option<Vec<f64>> = x[(bar + 1).checked_sub(n)?..=bar].iter().copied().collect();
        Some(f(&window?))
    };
    (0..x.len()).map(at).collect()
}

pub fn sma(x: &Numbers, n: usize) -> Numbers {
    rolling(x, n, |window| window.iter().sum::<f64>() / n as f64)
}

/// By the differences of all pairs: no mean is needed.
pub fn stdev(x: &Numbers, n: usize) -> Numbers {
    rolling(x, n, |window| {
        let pairs = window.iter().flat_map(|a| window.iter().map(move |b| (a - b).powi(2)));
        (pairs.sum::<f64>() / 2.0 / (n * (n - 1)) as f64).sqrt()
    })
}

pub fn highest(x: &Numbers, n: usize) -> Numbers {
    rolling(x, n, |window| window.iter().copied().fold(f64::MIN, f64::max))
}

pub fn lowest(x: &Numbers, n: usize) -> Numbers {
    rolling(x, n, |window| window.iter().copied().fold(f64::MAX, f64::min))
}

/// The weights of its values written out: w (1-w)^k for the last but k, and (1-w)^m for the mean of the first n, m bars ago.
pub fn ema(x: &Numbers, n: usize) -> Numbers {
    let w = 2.0 / (n as f64 + 1.0);
    let at = |bar: usize| {
        let first = (0..=bar).rev().take_while(|bar| x[*bar].is_some()).last()?;
        let defined: Vec<f64> = x[first..=bar].iter().flatten().copied().collect();
        if defined.len() < n {
            return None;
        }
        let (seed, rest) = defined.split_at(n);
        let mean = seed.iter().sum::<f64>() / n as f64;
        let recent = rest.iter().rev().enumerate().map(|(k, x)| w * (1.0 - w).powi(k as i32) * x);
        Some(recent.sum::<f64>() + (1.0 - w).powi(rest.len() as i32) * mean)
    };
    (0..x.len()).map(at).collect()
}

pub fn prior<T: Copy>(x: &[Option<T>], n: usize) -> Vec<Option<T>> {
    (0..x.len()).map(|bar| x[bar.checked_sub(n)?]).collect()
}

pub fn momentum(x: &Numbers, n: usize, skip: usize) -> Numbers {
    zip(&prior(x, skip), &prior(x, skip + n), |now, before| now / before - 1.0)
}

pub fn volatility(x: &Numbers, n: usize, bars_per_year: f64) -> Numbers {
    map(&stdev(&momentum(x, 1, 0), n), |deviation| deviation * bars_per_year.sqrt())
}

pub fn peak(x: &Numbers) -> Numbers {
    let at = |bar: usize| x[bar].map(|_| x[..=bar].iter().flatten().copied().fold(f64::MIN, f64::max));
    (0..x.len()).map(at).collect()
}

pub fn below(x: &Numbers, level: &Numbers) -> Numbers {
    zip(x, level, |x, level| x / level - 1.0)
}

pub fn is_true(c: &Conditions) -> Vec<bool> {
    c.iter().map(|c| *c == Some(true)).collect()
}

pub fn streak(c: &Conditions) -> Numbers {
    let c = is_true(c);
    let at = |bar: usize| c[..=bar].iter().rev().take_while(|c| **c).count() as f64;
    (0..c.len()).map(|bar| Some(at(bar))).collect()
}

pub fn count(c: &Conditions, n: usize) -> Numbers {
    let c = is_true(c);
    let at = |bar: usize| {
        let window = &c[(bar + 1).checked_sub(n)?..=bar];
        Some(window.iter().filter(|c| **c).count() as f64)
    };
    (0..c.len()).map(at).collect()
}

pub fn since(c: &Conditions) -> Numbers {
    let c = is_true(c);
    let at = |bar: usize| Some((bar - c[..=bar].iter().rposition(|c| *c)?) as f64);
    (0..c.len()).map(at).collect()
}

/// On where the last bar at which either was true has "on" and not "off".
pub fn latch(on: &Conditions, off: &Conditions) -> Conditions {
    let (on, off) = (is_true(on), is_true(off));
    let at = |bar: usize| {
        let last = (0..=bar).rfind(|bar| on[*bar] || off[*bar]);
        last.is_some_and(|last| !off[last])
    };
    (0..on.len()).map(|bar| Some(at(bar))).collect()
}

pub fn crosses_above(a: &Numbers, b: &Numbers) -> Conditions {
    let now = zip(a, b, |a, b| a > b);
    let before = zip(&prior(a, 1), &prior(b, 1), |a, b| a <= b);
    and(&now, &before)
}

pub fn and(a: &Conditions, b: &Conditions) -> Conditions {
    let one = |(a, b): (&Option<bool>, &Option<bool>)| match (a, b) {
        (Some(true), Some(true)) => Some(true),
        _ if *a == Some(false) || *b == Some(false) => Some(false),
        _ => None,
    };
    a.iter().zip(b).map(one).collect()
}

pub fn choose<T: Copy>(c: &Conditions, a: &[Option<T>], b: &[Option<T>]) -> Vec<Option<T>> {
    let at = |bar: usize| if c[bar]? { a[bar] } else { b[bar] };
    (0..c.len()).map(at).collect()
}
