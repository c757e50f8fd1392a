//! Anything that two neighbouring stretches of sessions can be put together from, for every stretch at once.

/// What is known of a stretch of sessions.
pub trait Joined: Copy {
    /// This stretch, then `next`.
    fn then(self, next: Self) -> Self;
}

/// A disjoint sparse table: for each level, stretches from or up to the middles of blocks of 2^(level + 1) sessions, so that any
/// stretch is two of them.
#[derive(Debug)]
pub struct Ranges<T> {
    levels: Vec<Vec<T>>,
}

impl<T: Joined> Ranges<T> {
    pub fn new(sessions: &[T]) -> Ranges<T> {
        // A level for each bit in which two sessions may differ, and one for none.
        let levels = usize::BITS - sessions.len().leading_zeros();
        Ranges { levels: (0..levels.max(1)).map(|level| blocks(sessions, level)).collect() }
    }

    /// The stretch from `a` to `b`, both included.
    pub fn get(&self, a: usize, b: usize) -> T {
        if a == b {
            // At the lowest level each session is a block's half.
            return self.levels[0][a];
        }
        let level = (usize::BITS - 1 - (a ^ b).leading_zeros()) as usize;
        self.levels[level][a].then(self.levels[level][b])
    }

    /// The first session in `a..=b` up to which the stretch from `a` is `found`, where that of `b` is; `found` stays true.
    pub fn first(&self, a: usize, b: usize, found: impl Fn(T) -> bool) -> usize {
        let (mut low, mut high) = (a, b);
        while low < high {
            let middle = low + (high - low) / 2;
            if found(self.get(a, middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// At one level: left of a block's middle, the stretch from each session up to it; right of it, the stretch from it to each.
fn blocks<T: Joined>(sessions: &[T], level: u32) -> Vec<T> {
    let mut row = sessions.to_vec();
    let half = 1_usize << level;
    for middle in (half..sessions.len()).step_by(2 * half) {
        for session in (middle - half..middle - 1).rev() {
            row[session] = row[session].then(row[session + 1]);
        }
        for session in middle + 1..(middle + half).min(sessions.len()) {
            row[session] = row[session - 1].then(row[session]);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Joined for (usize, usize) {
        fn then(self, next: Self) -> Self {
            assert_eq!(self.1 + 1, next.0, "neighbours, in order");
            (self.0, next.1)
        }
    }

    proptest! {
        #[test]
        fn any_stretch_is_two_that_touch(length in 1..200_usize, ends in (0..200_usize, 0..200_usize), wanted in 0..200_usize) {
            let sessions: Vec<(usize, usize)> = (0..length).map(|session| (session, session)).collect();
            let ranges = Ranges::new(&sessions);
            let (a, b) = (ends.0 % length, ends.1 % length);
            let (a, b) = (a.min(b), a.max(b));
            prop_assert_eq!(ranges.get(a, b), (a, b));
            let wanted = a + wanted % (b - a + 1);
            prop_assert_eq!(ranges.first(a, b, |(_, last)| last >= wanted), wanted);
        }
    }
}
