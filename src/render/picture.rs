//! The input of all renderers.

use std::fmt;

use crate::{
    chain::{Chain, Chains},
    timeline::EventRef,
};

/// What to render: events, the hops between them, or some chains, as a query sees them.
///
/// A picture is data; any [`Render`](super::Render) writes it. The query determines the scale of the
/// levels and how actors are counted. An event can be in a picture without taking part in the query; it
/// then has no hops and possibly no level.
///
/// Declared links are rendered beside the hops if both of their events are in the picture and the link
/// states that one event responds to the other, or carries out what the other threatened or announced. An event
/// that carries out a statement by what it is, as [`View::threats`](crate::View::threats) finds without a link, is
/// joined to it by a line that looks inferred.
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
    pub(super) content: PictureContent<'t>,
    pub(super) title: Option<String>,
    pub(super) language: String,
    pub(super) max_hops: usize,
    /// Whether there are chains beyond those of the picture.
    pub(super) omits_chains: bool,
}

/// Which events and hops a picture holds.
#[derive(Clone)]
pub(super) enum PictureContent<'t> {
    Events,
    Hops,
    Chains(Vec<Chain<'t>>),
}

/// Default of [`Picture::at_most`].
const DEFAULT_MAX_HOPS: usize = 100_000;

impl<'t> Picture<'t> {
    /// Creates a picture of every event of the view, without hops: the timeline itself.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Query, Timeline};
    /// # use escalade::render::{Mermaid, Picture, Render};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// builder.add_event(Event::attack(a, "2024-04-01", Means::Drone)); // the target is unknown
    /// # let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().max_gap(chrono::TimeDelta::days(7)))?;
    /// assert_eq!(Picture::events(&chains).shown_events().count(), 1);
    /// assert_eq!(Picture::hops(&chains).shown_events().count(), 0, "it takes no part");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(chains: &Chains<'t>) -> Self {
        Self::of(chains, PictureContent::Events)
    }

    /// Creates a picture of every event that takes part in the query, and the hops between them: the hop
    /// graph.
    pub fn hops(chains: &Chains<'t>) -> Self {
        Self::of(chains, PictureContent::Hops)
    }

    /// Creates a picture of some of the chains of a query: their events and hops, each once.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::Picture}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let picture = Picture::chains(&chains, chains.maximal());
    /// assert_eq!(picture.shown_events().count(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn chains(chains: &Chains<'t>, shown: impl IntoIterator<Item = Chain<'t>>) -> Self {
        Self::of(chains, PictureContent::Chains(shown.into_iter().collect()))
    }

    /// Creates a picture of one chain.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::Picture}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(10)))?;
    /// let longest = chains.longest().unwrap();
    /// assert!(Picture::chain(&longest).shown_events().eq(longest.events()));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn chain(chain: &Chain<'t>) -> Self {
        Self::chains(&chain.chains(), [chain.clone()])
    }

    fn of(chains: &Chains<'t>, content: PictureContent<'t>) -> Self {
        let chains = chains.clone();
        let language = chains.view().language().to_owned();
        let title = chains.view().timeline().title().map(str::to_owned);
        let max_hops = DEFAULT_MAX_HOPS;
        Self { chains, content, title, language, max_hops, omits_chains: false }
    }

    /// Sets the title. The default is the title of the timeline.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the language of names by its BCP 47 tag. The default is the [language](crate::View::in_language)
    /// of the view. An actor without a name in the language is shown by its key.
    pub fn in_language(mut self, tag: impl Into<String>) -> Self {
        self.language = tag.into();
        self
    }

    /// Sets the largest number of hops of the hop graph in the picture: those of the greatest rise are kept.
    /// The default is 100,000; most formats show fewer. A picture that leaves out hops states how many.
    pub fn at_most(mut self, hops: usize) -> Self {
        self.max_hops = hops;
        self
    }

    /// States in the picture that its chains are only the first of a longer listing.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::{Dot, Picture, Render}}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(10)))?;
    /// let picture = Picture::chains(&chains, chains.iter().take(2)).of_the_first_chains();
    /// let text = Dot::default().render_to_string(&picture);
    /// assert!(text.contains("only the first 2 chains are shown"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of_the_first_chains(mut self) -> Self {
        self.omits_chains = true;
        self
    }

    /// Returns the events of the picture, in total order.
    pub fn shown_events(&self) -> impl Iterator<Item = EventRef<'t>> + use<'t> {
        let mut events = Vec::new();
        match &self.content {
            PictureContent::Events => {
                for event in self.chains.view().events() {
                    events.push(event);
                }
            }
            PictureContent::Hops => {
                for event in self.chains.events() {
                    events.push(event);
                }
            }
            PictureContent::Chains(chains) => {
                for chain in chains {
                    events.append(&mut chain.event_list());
                }
                EventRef::sort(&mut events);
                events.dedup();
            }
        }
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
