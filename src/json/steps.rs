/// Counts what looking up values costs, so that tests can tell how it grows without a clock.
/// Nothing, in a build that isn't for tests.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps(#[cfg(test)] core::cell::Cell<usize>);

impl Steps {
    /// Counts a step.
    #[inline(always)]
    #[cfg_attr(
        not(test),
        expect(clippy::unused_self, reason = "counts in tests alone")
    )]
    pub(super) fn step(&self) {
        #[cfg(test)]
        self.0.set(self.0.get() + 1);
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.0.get()
    }
}
