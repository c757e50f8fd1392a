//! The bars at which values are asked for.

use std::sync::Arc;

/// Bars of one frame: every one of so many, or some, in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bars {
    Every(usize),
    Some(Arc<[u32]>),
}

impl Bars {
    /// Some bars of `count`, in order; each is taken once.
    pub fn some(bars: impl IntoIterator<Item = usize>, count: usize) -> Bars {
        let mut bars: Vec<u32> = bars.into_iter().map(|bar| bar as u32).collect();
        bars.dedup();
        if bars.len() == count { Bars::Every(count) } else { Bars::Some(bars.into()) }
    }

    pub fn len(&self) -> usize {
        match self {
            Bars::Every(count) => *count,
            Bars::Some(bars) => bars.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (every, some): (usize, &[u32]) = match self {
            Bars::Every(count) => (*count, &[]),
            Bars::Some(bars) => (0, bars),
        };
        (0..every).chain(some.iter().map(|bar| *bar as usize))
    }

    /// The places of bars among these, where they are: they come in order, and the search for each goes on from the last.
    pub(super) fn places(&self, bars: impl Iterator<Item = Option<usize>>) -> impl Iterator<Item = Option<usize>> {
        let mut from = 0;
        bars.map(move |bar| match (self, bar?) {
            (Bars::Every(count), bar) => (bar < *count).then_some(bar),
            (Bars::Some(bars), bar) => {
                while *bars.get(from)? < bar as u32 {
                    from += 1;
                }
                (bars[from] == bar as u32).then_some(from)
            }
        })
    }

    /// Those that are among either.
    pub(super) fn or(&self, other: &Bars) -> Bars {
        match (self, other) {
            (Bars::Every(_), _) => self.clone(),
            (_, Bars::Every(_)) => other.clone(),
            (Bars::Some(a), Bars::Some(b)) if a == b => self.clone(),
            (Bars::Some(a), Bars::Some(b)) => {
                let mut both: Vec<u32> = Vec::with_capacity(a.len() + b.len());
                let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
                while let Some(next) = a.peek().into_iter().chain(b.peek()).min().copied() {
                    a.next_if_eq(&next);
                    b.next_if_eq(&next);
                    both.push(next);
                }
                Bars::Some(both.into())
            }
        }
    }
}
