//! Who says that the authors of a chain's events did them.

use crate::{
    chain::{chain::Chain, prepared::Prepared},
    model::{ActorId, LinkId},
    timeline::EventRef,
};

/// An event of a chain whose author others name: see [`Chain::accusers`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Accusation<'t> {
    /// The event, with its author in the chain.
    pub event: EventRef<'t>,
    /// The actors who say that its sources did it, in order of recording.
    pub accusers: Vec<ActorId>,
    /// Whether no one else is known to say so: not the sources themselves, no public record that names them, and
    /// no outlet that reports the event in its own voice. An outlet that names the sources explicitly is an
    /// accuser.
    pub accusers_only: bool,
    /// The links of the chain's hops from and to the event that only the accusers assert, in the order of the
    /// hops.
    pub links: Vec<LinkId>,
}

impl<'t> Chain<'t> {
    /// Returns the events of the chain whose author others name, with those who do and the links of the chain
    /// that are their word too. [`View::unattributed`](crate::View::unattributed) says who counts as an accuser
    /// of an event.
    ///
    /// If such an event is among the [author-dependent](Self::author_dependent_events) ones and
    /// [`accusers_only`](Accusation::accusers_only) is `true`, the chain hangs on the word of the accusers alone.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{scale::Kahn, *}, escalade::model::{Assertion, Fact}};
    /// # let mut builder = Timeline::builder();
    /// # let [militia, usa] = ["MILITIA", "USA"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Rocket).against(on).with_level(Kahn, rung);
    /// let rockets = builder.add_event(strike(militia, usa, "2024-01-02", 8));
    /// let that_they_did = Assertion::that(Fact::Attribution).naming(militia);
    /// let accusation = Event::statement(usa, "2024-01-03", SpeechAct::Accuse);
    /// builder.add_event(accusation.with_statement(Statement::about(rockets).asserting(that_they_did)));
    /// let answer = builder.add_event(strike(usa, militia, "2024-01-04", 9));
    /// let link = Link::new(answer, Relation::RetaliatesFor, rockets).asserted_by(usa);
    /// let link = builder.add_link_draft(link);
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
    /// let chain = chains.longest().unwrap();
    /// let by = &chain.accusers()[0];
    /// assert_eq!((by.event.id(), &by.accusers[..], &by.links[..]), (rockets, &[usa][..], &[link][..]));
    /// assert!(by.accusers_only && chain.author_dependent_events()[0].id() == rockets);
    /// assert!(chain.without(rockets)?.is_empty(), "the link is their word as well");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn accusers(&self) -> Vec<Accusation<'t>> {
        let Prepared { view, .. } = &*self.prepared;
        let hops = self.hops();
        let mut accusations = Vec::new();
        for (nth, event) in self.events().enumerate() {
            let accusers = view.accusers(event);
            if accusers.is_empty() {
                continue;
            }
            let mut links = Vec::new();
            for hop in &hops[nth.saturating_sub(1)..(nth + 1).min(hops.len())] {
                for link in &hop.links {
                    if view.is_word_of(view.timeline().link(*link), &accusers, event) {
                        links.push(*link);
                    }
                }
            }
            let accusers_only = view.is_only_accused(event);
            accusations.push(Accusation { event, accusers, accusers_only, links });
        }
        accusations
    }
}
