//! Things that hang together.

/// What hangs together: each thing points to one before it that it hangs together with, the first to itself.
pub(crate) struct Groups(Vec<u32>);

impl Groups {
    /// So many things, each by itself.
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The first of those that hang together with a thing. Nearly O(1).
    pub(crate) fn first(&mut self, of: usize) -> usize {
        let mut at = of;
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at
    }

    /// Puts together what hangs together with either of two things.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one.max(other)] = one.min(other) as u32;
    }
}
