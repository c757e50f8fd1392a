//! Conditions, a bit a bar: whole histories combined word by word.

use smallvec::{SmallVec, smallvec};

/// A bit a bar: of a weekly history of 39 years without asking for memory.
pub type Words = SmallVec<[u64; 32]>;

/// A condition at each of `len` bars: true, false or undefined. A bit of `truth` is set only where its bit of `known` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    pub len: usize,
    pub truth: Words,
    pub known: Words,
}

pub fn zeros(words: usize) -> Words {
    smallvec![0; words]
}

/// The word and the mask of a bar.
fn at(bar: usize) -> (usize, u64) {
    (bar / 64, 1 << (bar % 64))
}

/// The bit of a bar in one row of words.
pub fn bit(words: &[u64], bar: usize) -> bool {
    let (word, mask) = at(bar);
    words[word] & mask != 0
}

/// The first set bit from `from` on.
fn next(words: &[u64], from: usize) -> Option<usize> {
    let (mut word, _) = at(from);
    let mut rest = words.get(word)? & (u64::MAX << (from % 64));
    while rest == 0 {
        word += 1;
        rest = *words.get(word)?;
    }
    Some(word * 64 + rest.trailing_zeros() as usize)
}

/// Every set bit, in order.
pub fn set_bits(words: &[u64]) -> impl Iterator<Item = usize> + Clone + '_ {
    words.iter().enumerate().flat_map(|(word, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| word * 64 + rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            bit
        })
    })
}

impl Bits {
    pub fn new(len: usize, condition: impl Fn(usize) -> Option<bool>) -> Bits {
        let words = len.div_ceil(64);
        let mut bits = Bits { len, truth: zeros(words), known: zeros(words) };
        for bar in 0..len {
            let (word, mask) = at(bar);
            match condition(bar) {
                Some(true) => {
                    bits.truth[word] |= mask;
                    bits.known[word] |= mask;
                }
                Some(false) => bits.known[word] |= mask,
                None => {}
            }
        }
        bits
    }

    pub fn get(&self, bar: usize) -> Option<bool> {
        bit(&self.known, bar).then(|| bit(&self.truth, bar))
    }

    fn with(&self, other: &Bits, word: impl Fn(u64, u64, u64, u64) -> (u64, u64)) -> Bits {
        let words = self.truth.iter().zip(&self.known).zip(other.truth.iter().zip(&other.known));
        let (truth, known) = words.map(|((a, ka), (b, kb))| word(*a, *ka, *b, *kb)).unzip();
        Bits { len: self.len, truth, known }
    }

    /// Kleene's: false wins over undefined.
    pub fn and(&self, other: &Bits) -> Bits {
        self.with(other, |a, ka, b, kb| (a & b, (ka & kb) | (ka & !a) | (kb & !b)))
    }

    /// Kleene's: true wins over undefined.
    pub fn or(&self, other: &Bits) -> Bits {
        self.with(other, |a, ka, b, kb| (a | b, (ka & kb) | a | b))
    }

    pub fn not(&self) -> Bits {
        let truth = self.truth.iter().zip(&self.known).map(|(truth, known)| known & !truth);
        Bits { len: self.len, truth: truth.collect(), known: self.known.clone() }
    }

    /// False once `off` is true, else true once `on` is, else as it was one bar ago; off at the start. Undefined counts as false.
    pub fn latch(on: &Bits, off: &Bits) -> Bits {
        let words = on.truth.len();
        let mut known: Words = smallvec![u64::MAX; words];
        if let Some(last) = known.last_mut().filter(|_| !on.len.is_multiple_of(64)) {
            *last = u64::MAX >> (64 - on.len % 64);
        }
        let mut latched = Bits { len: on.len, truth: zeros(words), known };
        let starts: Words = on.truth.iter().zip(&off.truth).map(|(on, off)| on & !off).collect();
        let mut from = 0;
        while let Some(start) = next(&starts, from) {
            let end = next(&off.truth, start).unwrap_or(on.len);
            latched.fill(start, end);
            from = end;
        }
        latched
    }

    /// Makes the bars from `start` to before `end` true.
    fn fill(&mut self, start: usize, end: usize) {
        let (first, last) = (start / 64, (end - 1) / 64);
        for word in first..=last {
            let mut mask = u64::MAX;
            if word == first {
                mask &= u64::MAX << (start % 64);
            }
            if word == last {
                mask &= u64::MAX >> (63 - (end - 1) % 64);
            }
            self.truth[word] |= mask;
        }
    }

    /// The condition at each of `bars`: undefined where there is none.
    pub fn picked(&self, bars: &[Option<u32>]) -> Bits {
        Bits::new(bars.len(), |bar| bars[bar].and_then(|bar| self.get(bar as usize)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::{and, or};
    use proptest::prelude::*;

    fn conditions() -> impl Strategy<Value = Vec<(Option<bool>, Option<bool>)>> {
        let condition = prop_oneof![Just(None), Just(Some(false)), Just(Some(false)), Just(Some(true))];
        prop::collection::vec((condition.clone(), condition), 0..200)
    }

    proptest! {
        #[test]
        fn words_do_what_bars_do(pairs in conditions()) {
            let a = Bits::new(pairs.len(), |bar| pairs[bar].0);
            let b = Bits::new(pairs.len(), |bar| pairs[bar].1);
            let (both, either, not, latch) = (a.and(&b), a.or(&b), a.not(), Bits::latch(&a, &b));
            let mut latched = false;
            for (bar, (x, y)) in pairs.iter().enumerate() {
                prop_assert_eq!(a.get(bar), *x);
                prop_assert_eq!(both.get(bar), and(*x, *y));
                prop_assert_eq!(either.get(bar), or(*x, *y));
                prop_assert_eq!(not.get(bar), x.map(|x| !x));
                latched = *y != Some(true) && (*x == Some(true) || latched);
                prop_assert_eq!(latch.get(bar), Some(latched));
            }
            let set: Vec<usize> = set_bits(&a.truth).collect();
            let expected: Vec<usize> = (0..pairs.len()).filter(|bar| pairs[*bar].0 == Some(true)).collect();
            prop_assert_eq!(set, expected);
        }
    }
}
