//! Answers that can be interrupted.

use std::{ops::ControlFlow, sync::Arc};

use crate::{
    chain::{
        chains::Chains,
        engine::cancellation::{Cancellation, Progress},
    },
    error::{Error, ErrorKind, Issue, Issues},
};

impl<'t> Chains<'t> {
    /// Computes an answer that a callback can stop.
    ///
    /// Calls `answer` with chains of the same query in the same view. While their methods and iterators
    /// compute, `interrupt` is called about once for 65,536 [steps](Progress::steps), on any thread that
    /// computes. If it returns [`ControlFlow::Break`], the computation ends soon, and so does this method,
    /// with an error. What `answer` returns is then dropped, since it may be incomplete.
    ///
    /// Iterators return `None` from then on: the chains and hops that they returned before are the first ones
    /// of the listing. Everything else that is computed from then on within `answer` is meaningless.
    ///
    /// Counting the steps adds less than a hundredth to the instructions of an answer: an atomic addition for
    /// each event that is looked up, by each rule. What the chains of `answer` compute and keep, such as the
    /// tables of a listing, is not kept for `self`.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, Timeline, Trend, chain::Pairing, scale::Kahn};
    /// use std::{ops::ControlFlow, time::{Duration, Instant}};
    ///
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// for nth in 0..1_000 {
    ///     let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
    ///     let day = chrono::NaiveDate::default() + chrono::Days::new(nth);
    ///     builder.add_event(Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, 8));
    /// }
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(1_000));
    /// let chains = timeline.chains(&query)?;
    ///
    /// // All chains are too many to be listed.
    /// let deadline = Instant::now() + Duration::from_millis(5);
    /// let in_time = move |_| match Instant::now() < deadline {
    ///     true => ControlFlow::Continue(()),
    ///     false => ControlFlow::Break(()),
    /// };
    /// let error = chains.interruptible(in_time, |chains| chains.iter().count()).unwrap_err();
    /// assert_eq!(error.kind(), escalade::ErrorKind::Interrupted);
    ///
    /// let longest = chains.interruptible(|_| ControlFlow::Continue(()), |chains| chains.longest())?;
    /// assert_eq!(longest.unwrap().len(), 1_000);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Interrupted`] if `interrupt` has returned [`ControlFlow::Break`].
    pub fn interruptible<T>(
        &self,
        interrupt: impl Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static,
        answer: impl FnOnce(&Self) -> T,
    ) -> Result<T, Error> {
        let cancellation = Cancellation::new(Box::new(interrupt));
        let chains = Self { prepared: Arc::new(self.prepared.with_cancellation(&cancellation)) };
        let answer = answer(&chains);
        if !cancellation.end() {
            return Ok(answer);
        }
        let issue = Issue::new(
            "answer",
            "an interruption before it was complete",
            "an answer that is computed to the end",
            "allow more time, or ask about fewer events: a shorter gap, a narrower view",
        );
        Err(Issues::from(issue).into_error(ErrorKind::Interrupted))
    }
}
