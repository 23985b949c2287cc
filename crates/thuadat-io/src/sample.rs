//! A few of many things, evenly spread, however many there will be.

/// Every so many-th of the things it is shown, the first among them. Which ones depends on their number alone, not on
/// whether that was known before.
///
/// # Examples
///
/// ```
/// use thuadat_io::Sample;
///
/// let mut sample = Sample::new(3);
/// (0..100).for_each(|number| sample.add(|| number));
/// assert_eq!(sample.into_items(), [0, 32, 64, 96]);
/// ```
#[derive(Debug, Clone)]
pub struct Sample<T> {
    items: Vec<T>,
    least: usize,
    /// A power of two.
    step: usize,
    shown: usize,
}

impl<T> Sample<T> {
    /// A sample of at least so many things, if there are as many, and of fewer than twice as many.
    ///
    /// # Panics
    ///
    /// When that is none.
    #[must_use]
    pub fn new(least: usize) -> Self {
        assert!(least > 0, "a sample has something in it");
        Self { items: Vec::new(), least, step: 1, shown: 0 }
    }

    /// Shows it one more thing, which is only made if it is taken.
    pub fn add(&mut self, thing: impl FnOnce() -> T) {
        if self.shown & (self.step - 1) == 0 {
            self.items.push(thing());
        }
        self.shown += 1;
        if self.shown >= 2 * self.step * self.least {
            self.step *= 2;
            let mut position = 0;
            self.items.retain(|_| {
                position += 1;
                position % 2 == 1
            });
        }
    }

    /// The step in which so many things are taken by a sample of at least `least`.
    #[must_use]
    pub fn step_among(things: usize, least: usize) -> usize {
        1 << (things / least).max(1).ilog2()
    }

    /// How many things it was shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.shown
    }

    /// What was taken, in the order shown.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all() {
        for count in [0, 1, 4, 5, 9, 10, 19, 20, 21, 1000] {
            let mut sample = Sample::new(5);
            (0..count).for_each(|number| sample.add(|| number));
            let items = sample.into_items();
            assert!(items.len() >= count.min(5) && items.len() <= 10, "{count}: {items:?}");
            let step = Sample::<usize>::step_among(count, 5);
            assert!(items.iter().enumerate().all(|(at, &item)| item == at * step), "{count}: {items:?}");
            assert!(items.last().is_none_or(|last| last + step >= count), "{count}: {items:?}");
        }
    }
}
