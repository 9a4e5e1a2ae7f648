//! The language of the names in texts.

use std::sync::Arc;

use super::base::View;

impl View<'_> {
    /// Sets the language in which texts name actors, by its BCP 47 tag. The default is English, `en`.
    ///
    /// Every text that is made from the view uses this language: [`claims`](Self::claims),
    /// [`threats`](Self::threats), and for the chains of the view [`Chain::explain`], [`Chain::reactions`]
    /// and [`Chain::off_ramps`]. An actor without a name in this language is named by its key. The tag
    /// must be the one under which the name was [recorded](crate::Actor::with_name).
    ///
    /// The language does not change which events the view shows, and it is not one of its
    /// [steps](Self::steps).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, model::Avowal, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN").with_name("en", "Iran").with_name("ar", "إيران"));
    /// let israel = builder.add_actor(Actor::new("ISR").with_name("en", "Israel"));
    /// let strike = |by, on, day: &str, level: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, level);
    /// builder.add_event(strike(israel, iran, "2024-04-01", 8));
    /// let barrage = strike(iran, israel, "2024-04-13", 12).with_avowal(Avowal::Claimed);
    /// let barrage = builder.add_event(barrage);
    /// let timeline = builder.build()?;
    ///
    /// let view = timeline.view().in_language("ar");
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// let explanation = view.chains(&query)?.longest().unwrap().explain();
    /// assert_eq!(explanation.steps[1].sources, ["إيران"]);
    /// assert_eq!(explanation.steps[1].targets, ["ISR"], "it has no Arabic name");
    ///
    /// let claims = view.claims(barrage)?;
    /// assert_eq!(claims.facts[0].versions[0].claimed_by[0].by, ["إيران"]);
    /// // In printed text, isolates (U+2068, U+2069) enclose names in right-to-left scripts.
    /// assert!(claims.to_string().contains("\u{2068}إيران\u{2069}"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// [`Chain::explain`]: crate::Chain::explain
    /// [`Chain::reactions`]: crate::Chain::reactions
    /// [`Chain::off_ramps`]: crate::Chain::off_ramps
    #[must_use]
    pub fn in_language(mut self, tag: impl Into<Arc<str>>) -> Self {
        self.language = tag.into();
        self
    }

    /// Returns the tag of the language in which texts name actors.
    pub fn language(&self) -> &str {
        &self.language
    }
}
