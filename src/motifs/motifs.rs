//! Setting up a count of motifs.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    edges::Edges,
    groups::{self, DyadMotifs, Tallied, TriadMotifs},
    motif::{MOTIFS, Motif},
    orders::Ties,
    shifts::{self, Shifts},
    stars::count_stars,
    table::MotifTable,
    triangles::count_triangles,
    triples::{Counts, Terms},
};
use crate::{
    Chains, Query, Rule, Trend,
    chain::Floor,
    error::Error,
    scale::{Flat, Scale},
    timeline::{Granularity, Timeline, View},
};

/// A count of motifs that is being set up: see [`View::motifs`].
///
/// | term | question | default |
/// | --- | --- | --- |
/// | [`ties`](Self::ties) | What if the order of events is not known? | they form no motif |
/// | [`granularity`](Self::granularity), [`with_patrons`](Self::with_patrons) | Which actors count as the same actor? | actors of one state |
/// | [`on`](Self::on), [`floor`](Self::floor) | Which events are too mild to take part? | none |
/// | [`trend`](Self::trend) | How must the level change from each event to the next? | in any way |
/// | [`among`](Self::among) | Or: which events take part in a query? | all that have a dyad |
///
/// | answer | method |
/// | --- | --- |
/// | the 36 motifs | [`table`](Self::table) |
/// | the dyads and triads with the most motifs | [`by_dyad`](Self::by_dyad), [`by_triad`](Self::by_triad) |
/// | the 13 participation shifts | [`shifts`](Self::shifts) |
/// | the 36 motifs beside those of shuffled events | [`against`](Self::against) |
#[derive(Clone, Debug)]
#[must_use]
pub struct Motifs<'t> {
    view: View<'t>,
    query: Query,
    pub(super) ties: Ties,
}

impl<'t> View<'t> {
    /// Begins a count of the motifs of three events: by which patterns do two or three parties act on one another
    /// within `gap`?
    ///
    /// Three events in order form a motif if the last begins at most `gap` after the first, inclusive, and if they
    /// have two or three parties in all and are connected. The table of the 36 patterns is that of Paranjape,
    /// Benson and Leskovec (*Motifs in Temporal Networks*, WSDM 2017): see [`Motif`]. Other events may lie
    /// between. An event of several parties counts once with each of its dyads, a mutual event in both directions;
    /// the dyads of one event are tied, so that they form a motif with one another only under
    /// [`Ties::Range`].
    ///
    /// Events without a dyad take no part. Onsets that are not precise are treated by [`Motifs::ties`].
    ///
    /// # Cost
    ///
    /// O(n) for stars and pairs of n dyads of events. For triangles O(n d), where d is the number of events of an
    /// actor within the gap. [`Ties::Range`] takes four times as long. If onset intervals overlap without being
    /// equal, O(d²) more for each of those that are in the way, the wider first; with a trend, O(d²) for every
    /// event. Memory is O(n); 64 MiB more at most for triangles.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{motifs::Motif, read::Options};
    ///
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-08\tLBN\tISR\t190\n";
    /// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let ping_pong = |days| {
    ///     let table = timeline.view().motifs(TimeDelta::days(days)).table().unwrap();
    ///     table.count(Motif::at(5, 1).unwrap()).exact()
    /// };
    /// assert_eq!((ping_pong(6), ping_pong(7)), (Some(0), Some(1)), "the gap is inclusive");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn motifs(&self, gap: TimeDelta) -> Motifs<'t> {
        let query = Query::escalation()
            .on(Flat)
            .floor(Floor::None)
            .trend(Trend::Any)
            .rules([Rule::Retaliation])
            .max_gap(gap);
        Motifs { view: self.clone(), query, ties: Ties::default() }
    }
}

impl Timeline {
    /// Begins a count of the motifs of all events: see [`View::motifs`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-08\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.motifs(TimeDelta::days(7)).table()?.triples(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn motifs(&self, gap: TimeDelta) -> Motifs<'_> {
        self.view().motifs(gap)
    }
}

impl<'t> Motifs<'t> {
    /// Sets how events are treated whose order is not known.
    pub fn ties(mut self, ties: Ties) -> Self {
        self.ties = ties;
        self
    }

    /// Sets which actors count as the same actor.
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.query = self.query.granularity(granularity);
        self
    }

    /// Counts a proxy as its patron.
    pub fn with_patrons(mut self) -> Self {
        self.query = self.query.with_patrons();
        self
    }

    /// Sets the scale of severity. Events without a level on it take no part. The default is
    /// [`Flat`](crate::scale::Flat), on which every event has the same level.
    pub fn on(mut self, scale: impl Scale + 'static) -> Self {
        self.query = self.query.on(scale);
        self
    }

    /// Sets the lowest level of an event that takes part.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{chain::Floor, read::Options, scale::Goldstein};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t050\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let motifs = timeline.motifs(TimeDelta::days(7)).on(Goldstein::default());
    /// assert_eq!(motifs.clone().table()?.triples(), 1);
    /// let of_conflict = motifs.floor(Floor::Conflict).table()?;
    /// assert_eq!((of_conflict.triples(), of_conflict.left_out().below_floor), (0, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn floor(mut self, floor: Floor) -> Self {
        self.query = self.query.floor(floor);
        self
    }

    /// Sets how the level must change from each event of a motif to the next.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Trend, read::Options, scale::Goldstein};
    /// let rows = "2006-07-01\tLBN\tISR\t130\n2006-07-02\tISR\tLBN\t170\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let motifs = timeline.motifs(TimeDelta::days(7)).on(Goldstein::default());
    /// assert_eq!(motifs.clone().trend(Trend::Rising).table()?.triples(), 1);
    /// assert_eq!(motifs.trend(Trend::Falling).table()?.triples(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn trend(mut self, trend: Trend) -> Self {
        self.query = self.query.trend(trend);
        self
    }

    /// Takes from a query which events take part, and as whose: its scale and floor, its granularity, whether proxies
    /// count as their patrons, and its least attribution. Gap and trend stay as they are.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Query, read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t050\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let motifs = timeline.motifs(TimeDelta::days(7)).among(&Query::escalation());
    /// assert_eq!(motifs.table()?.left_out().below_floor, 1, "the visit of the second day");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn among(mut self, query: &Query) -> Self {
        self.query.scale = Arc::clone(&query.scale);
        self.query.floor = query.floor;
        self.query.granularity = query.granularity.clone();
        self.query.patrons = query.patrons;
        self.query.min_attribution = query.min_attribution;
        self
    }

    /// Counts the 36 motifs.
    ///
    /// # Errors
    ///
    /// If the view has a problem, the gap is negative, or another term is out of range. The error lists all problems.
    pub fn table(&self) -> Result<MotifTable, Error> {
        let (chains, edges, terms) = self.prepare()?;
        let counts = terms.count_all(&edges);
        let nodes = &chains.prepared.engine.nodes;
        Ok(MotifTable {
            gap: terms.gap,
            ties: self.ties,
            events: nodes.events,
            left_out: nodes.left_out,
            counts: counts.by_pattern,
            triples: counts.triples,
        })
    }

    /// Counts the motifs of two parties by dyad, and returns the `most` dyads with the most, in descending order;
    /// equal ones in order of their keys. A motif belongs to the dyad of its first event.
    ///
    /// Motifs of vague onsets or with a trend are counted one triple at a time. All others take O(n) time.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{motifs::Motif, read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let by_dyad = timeline.motifs(TimeDelta::days(7)).by_dyad(10)?;
    /// let dyad = &by_dyad.top[0];
    /// assert_eq!((&*dyad.source, &*dyad.target, dyad.triples), ("LBN", "ISR", 1));
    /// assert_eq!(dyad.count(Motif::at(5, 1).unwrap()).exact(), Some(1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`table`](Self::table).
    pub fn by_dyad(&self, most: usize) -> Result<Tallied<DyadMotifs>, Error> {
        let (chains, edges, terms) = self.prepare()?;
        Ok(groups::by_dyad(&edges, &terms, &chains.prepared.roll_up, most))
    }

    /// Counts the motifs of three parties by triad, and returns the `most` triads with the most, in descending order;
    /// equal ones in order of their keys. A triad is three actors in no particular order.
    ///
    /// O(k) time for each three connected actors with k events between them, and O(n + `most`) memory.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{motifs::Motif, read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tSYR\tISR\t190\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let by_triad = timeline.motifs(TimeDelta::days(7)).by_triad(10)?;
    /// let triad = &by_triad.top[0];
    /// assert_eq!((&triad.actors, by_triad.groups), (&["ISR", "LBN", "SYR"].map(str::to_owned), 1));
    /// assert_eq!(triad.count(Motif::at(1, 1).unwrap()).exact(), Some(1), "co-attack");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`table`](Self::table), and [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if more
    /// than 30 million triads are connected. An actor with m neighbours connects m (m - 1) / 2.
    pub fn by_triad(&self, most: usize) -> Result<Tallied<TriadMotifs>, Error> {
        let (chains, edges, terms) = self.prepare()?;
        groups::by_triad(&edges, &terms, &chains.prepared.roll_up, most)
    }

    /// Counts the participation shifts of Gibson (2003) from each event to the next: see [`Shift`](super::Shift).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{motifs::Shift, read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tISR\tSYR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let shifts = timeline.motifs(TimeDelta::days(7)).shifts()?;
    /// let found: Vec<_> = shifts.counts().filter(|(_, count)| *count > 0).collect();
    /// let names = found.iter().map(|(shift, count)| (Shift::as_str(*shift), *count));
    /// assert_eq!(names.collect::<Vec<_>>(), [("AB-BA", 1), ("AB-AY", 1)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`table`](Self::table), and [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) under
    /// [`Ties::Range`].
    pub fn shifts(&self) -> Result<Shifts, Error> {
        let chains = self.view.chains(&self.query)?;
        shifts::count(&chains.prepared, self.ties)
    }

    /// Checks the terms, and finds the dyads of the events that take part.
    pub(super) fn prepare(&self) -> Result<(Chains<'t>, Edges, Terms), Error> {
        let chains = self.view.chains(&self.query)?;
        let engine = &chains.prepared.engine;
        let edges = Edges::new(&engine.nodes);
        let rises = (self.query.trend != Trend::Any).then(|| engine.terms.rises.clone());
        let terms = Terms { ties: self.ties, gap: engine.terms.max_gap, rises };
        Ok((chains, edges, terms))
    }
}

impl Terms {
    /// Counts all motifs.
    pub(super) fn count_all(&self, edges: &Edges) -> Counts {
        let of_dyads = |triple: [u32; 3]| {
            let dyads = triple.map(|edge| edges.dyad(edge));
            Some(Motif::of_dyads(dyads)?.index())
        };
        if self.rises.is_some() {
            let (mut counts, mut all) = (Counts::new(MOTIFS), edges.plain.clone());
            all.extend_from_slice(&edges.vague);
            all.sort_unstable();
            self.count_with(edges, &all, &of_dyads, &mut counts);
            return counts;
        }
        let mut run = |relation| {
            let mut counts = vec![0; MOTIFS];
            count_stars(edges, relation, &mut counts);
            count_triangles(edges, relation, &mut counts);
            counts
        };
        let swapped = |motif, last| Motif::of_index(motif).swapped(last).index();
        let mut counts = self.count_swept(&mut run, &swapped);
        self.count_with(edges, &edges.vague, &of_dyads, &mut counts);
        counts
    }
}
