//! What is to be drawn.

use std::fmt;

use crate::{
    chain::{Chain, Chains},
    timeline::EventRef,
};

/// What is to be drawn: events, the hops between them, or some chains, as a query sees them.
///
/// A picture is data, and any [`Render`](super::Render) writes it. The query tells the scale of the
/// levels and as whom actors count; an event that is drawn but takes no part in the query has no level,
/// perhaps, and no hops.
///
/// Links that somebody declared to be a response, or to carry out what was threatened or announced, are
/// drawn wherever both their events are, beside the hops.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// use escalade::render::{Mermaid, Picture, Render};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN").with_name("en", "Iran").with_name("ar", "إيران"));
/// let israel = builder.add_actor(Actor::new("ISR").with_name("en", "Israel"));
/// let strike = |by, on, when: &str, rung: i32| {
///     Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung)
/// };
/// builder.add_event(strike(israel, iran, "2024-04-01", 8));
/// builder.add_event(strike(iran, israel, "2024-04-13", 12));
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)))?;
///
/// let all = Picture::hops(&chains).titled("Two strikes");
/// assert!(Mermaid::flowchart().render_to_string(&all).contains("Iran → Israel"));
/// let arabic = Picture::chains(&chains, chains.longest()).in_language("ar");
/// assert!(Mermaid::flowchart().render_to_string(&arabic).contains("إيران"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Picture<'t> {
    pub(super) chains: Chains<'t>,
    pub(super) drawn: Drawn<'t>,
    pub(super) title: Option<String>,
    pub(super) language: String,
    pub(super) most_hops: usize,
}

#[derive(Clone)]
pub(super) enum Drawn<'t> {
    Events,
    Hops,
    Chains(Vec<Chain<'t>>),
}

/// How many hops a picture holds unless said.
const MOST_HOPS: usize = 100_000;

impl<'t> Picture<'t> {
    /// Every event of the view, without hops: the timeline itself.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Query, Timeline};
    /// # use escalade::render::{Mermaid, Picture, Render};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// builder.add_event(Event::attack(a, "2024-04-01", Means::Drone)); // on nobody known
    /// # let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().max_gap(chrono::TimeDelta::days(7)))?;
    /// assert_eq!(Picture::events(&chains).drawn_events().count(), 1);
    /// assert_eq!(Picture::hops(&chains).drawn_events().count(), 0, "it takes no part");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(chains: &Chains<'t>) -> Self {
        Self::of(chains, Drawn::Events)
    }

    /// Every event that takes part, and the hops between them: the hop graph.
    pub fn hops(chains: &Chains<'t>) -> Self {
        Self::of(chains, Drawn::Hops)
    }

    /// Some of the chains of a query: their events and hops, each once.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::Picture}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let picture = Picture::chains(&chains, chains.maximal());
    /// assert_eq!(picture.drawn_events().count(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn chains(chains: &Chains<'t>, drawn: impl IntoIterator<Item = Chain<'t>>) -> Self {
        Self::of(chains, Drawn::Chains(drawn.into_iter().collect()))
    }

    /// One chain.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::Picture}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(10)))?;
    /// let longest = chains.longest().unwrap();
    /// assert!(Picture::chain(&longest).drawn_events().eq(longest.events()));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn chain(chain: &Chain<'t>) -> Self {
        Self::chains(&chain.chains(), [chain.clone()])
    }

    fn of(chains: &Chains<'t>, drawn: Drawn<'t>) -> Self {
        let chains = chains.clone();
        let language = chains.view().language().to_owned();
        let title = chains.view().timeline().title().map(str::to_owned);
        Self { chains, drawn, title, language, most_hops: MOST_HOPS }
    }

    /// Another title than the timeline's.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Names in another language than that of the [view](crate::View::in_language), by its BCP 47 tag.
    pub fn in_language(mut self, tag: impl Into<String>) -> Self {
        self.language = tag.into();
        self
    }

    /// How many hops of the hop graph are drawn at most, those of the greatest rise: 100,000 unless said,
    /// of which drawings show fewer. A picture that shows fewer than there are says so.
    pub fn at_most(mut self, hops: usize) -> Self {
        self.most_hops = hops;
        self
    }

    /// The events drawn, in total order.
    pub fn drawn_events(&self) -> impl Iterator<Item = EventRef<'t>> + use<'t> {
        let events: Vec<_> = match &self.drawn {
            Drawn::Events => self.chains.view().events().collect(),
            Drawn::Hops => self.chains.events().collect(),
            Drawn::Chains(chains) => {
                let mut events: Vec<_> = chains.iter().flat_map(Chain::events).collect();
                events.sort_by_key(EventRef::position);
                events.dedup();
                events
            }
        };
        events.into_iter()
    }
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture")
            .field("chains", &self.chains)
            .field("title", &self.title)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
