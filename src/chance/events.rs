//! The events of a query, as nulls shuffle them.

use crate::{
    chain::nodes::{
        lists::Lists,
        nodes::{Dyad, Nodes},
    },
    chance::groups::Groups,
    model::Level,
    sorting::sorted_order,
};

/// The length of a day in seconds.
pub(crate) const DAY: i64 = 86_400;

/// The events that take part in a query, as they were observed. Events are numbered in total order.
pub(crate) struct Observed {
    /// In seconds since 1970.
    pub(crate) onsets: Vec<i64>,
    /// The width of each onset interval in seconds; empty if all are the same.
    pub(crate) widths: Vec<u32>,
    /// The width of all onset intervals, if `widths` is empty.
    pub(crate) width: i64,
    pub(crate) levels: Vec<u32>,
    /// By level index, in tenths.
    pub(crate) level_values: Vec<i64>,
    /// By event, its party set, as an index into `party_sets`.
    pub(crate) parties: Vec<u32>,
    /// The distinct lists of dyads that events have, with the reverse of each.
    pub(crate) party_sets: PartySets,
    /// The events that a null may change: those with a dyad that no declared link joins to another.
    pub(crate) movable: Vec<u32>,
    /// Those of them whose onset is known to the day.
    pub(crate) dated: Vec<u32>,
    pub(crate) are_movable: Vec<bool>,
    pub(crate) are_dated: Vec<bool>,
    /// Movable events by party set: those of one directed dyad, or of the same several dyads.
    pub(crate) by_dyad: Groups,
    /// Movable events by party set or its reverse.
    pub(crate) by_pair: Groups,
    /// Movable events that are known to the day, by day of the earliest onset.
    pub(crate) by_day: Groups,
    /// The days of the first and the last onset, since 1970.
    pub(crate) days: (i64, i64),
    /// By party set, the days, as half-open ranges, that the timeline covers; `None` if it states nothing.
    pub(crate) covered: Vec<Option<Vec<(i64, i64)>>>,
}

/// Lists of dyads, each once.
#[derive(Default)]
pub(crate) struct PartySets {
    pub(crate) dyads: Lists<Dyad>,
    /// By set, the set of the reversed dyads.
    pub(crate) reversed: Vec<u32>,
    len: usize,
}

impl PartySets {
    /// Finds the sets of all nodes. Returns them with the set of each node.
    fn of(nodes: &Nodes) -> (Self, Vec<u32>) {
        let (dyads, len) = (&nodes.dyads, nodes.len());
        let mut lists: Vec<Vec<Dyad>> = Vec::with_capacity(len);
        let order = sorted_order(len, &|a, b| dyads.of(a).cmp(dyads.of(b)));
        let mut of_node = vec![0; len];
        for node in &order {
            let list = dyads.of(*node);
            if lists.last().is_none_or(|last| last != list) {
                lists.push(list.to_vec());
            }
            of_node[*node] = lists.len() as u32 - 1;
        }
        // Lists are sorted, so that the reverse of each is found by binary search; new ones come after.
        let observed = lists.len();
        let mut reversed = vec![0; observed];
        for nth in 0..observed {
            let list = reverse(&lists[nth]);
            reversed[nth] = match lists[..observed].binary_search(&list) {
                Ok(at) => at as u32,
                Err(_) => {
                    lists.push(list);
                    reversed.push(nth as u32);
                    lists.len() as u32 - 1
                }
            };
        }
        let mut sets = Self { dyads: Lists::default(), reversed, len: lists.len() };
        for list in &lists {
            sets.dyads.push(list);
        }
        (sets, of_node)
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn of_set(&self, set: u32) -> &[Dyad] {
        self.dyads.of(set as usize)
    }
}

fn reverse(list: &[Dyad]) -> Vec<Dyad> {
    let mut list: Vec<Dyad> = list.iter().map(|(a, b)| (*b, *a)).collect();
    list.sort_unstable();
    list
}

/// Returns the days that the timeline covers between the parties of some dyads, in a window of days, as
/// half-open ranges; `None` if it states nothing.
type CoveredDays<'a> = dyn Fn(&[Dyad], (i64, i64)) -> Option<Vec<(i64, i64)>> + 'a;

impl Observed {
    /// Reads the events of a query. `covered` returns the days that the timeline covers between the parties
    /// of some dyads in a window of days.
    pub(crate) fn new(nodes: &Nodes, covered: &CoveredDays<'_>) -> Self {
        let len = nodes.len();
        let (party_sets, parties) = PartySets::of(nodes);
        let mut onsets = Vec::with_capacity(len);
        let mut levels = Vec::with_capacity(len);
        let mut widths = Vec::new();
        let mut are_movable = vec![true; len];
        for node in 0..len {
            onsets.push(nodes.earliest.get(node));
            levels.push(nodes.levels.index(node) as u32);
            if nodes.same_width().is_none() {
                widths.push(nodes.width(node) as u32);
            }
            if nodes.dyads.of(node).is_empty() {
                are_movable[node] = false;
            }
            for (earlier, _) in nodes.declared.of(node) {
                are_movable[node] = false;
                are_movable[*earlier as usize] = false;
            }
        }
        let (mut movable, mut dated, mut are_dated) = (Vec::new(), Vec::new(), vec![false; len]);
        for node in 0..len {
            if are_movable[node] {
                movable.push(node as u32);
                are_dated[node] = nodes.width(node) <= DAY;
                if are_dated[node] {
                    dated.push(node as u32);
                }
            }
        }
        let day = |node: usize| onsets[node].div_euclid(DAY);
        let days = if len == 0 { (0, 0) } else { (day(0), day(len - 1)) };
        let set = |node: usize| i64::from(parties[node]);
        let pair = |node: usize| {
            let set = parties[node];
            i64::from(set.min(party_sets.reversed[set as usize]))
        };
        let mut days_covered = Vec::with_capacity(party_sets.len());
        for nth in 0..party_sets.len() {
            days_covered.push(covered(party_sets.of_set(nth as u32), (days.0, days.1 + 1)));
        }
        Self {
            by_dyad: Groups::by(&movable, &set),
            by_pair: Groups::by(&movable, &pair),
            by_day: Groups::by(&dated, &day),
            level_values: nodes.levels.values.clone(),
            onsets,
            widths,
            width: nodes.same_width().unwrap_or(0),
            levels,
            parties,
            party_sets,
            movable,
            dated,
            are_movable,
            are_dated,
            days,
            covered: days_covered,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.onsets.len()
    }

    /// Returns a text that differs, but for a coincidence, if a shuffle of other events would differ: the hash
    /// FNV-1a (Fowler, Noll and Vo) of all that shuffles look at.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut add = |number: i64| {
            for byte in number.to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        for event in 0..self.len() {
            let width = self.widths.get(event).map_or(self.width, |width| i64::from(*width));
            let level = self.level_values[self.levels[event] as usize];
            let is_movable = i64::from(self.are_movable[event]);
            for number in [self.onsets[event], width, level, is_movable] {
                add(number);
            }
            for (a, b) in self.party_sets.of_set(self.parties[event]) {
                add(i64::from(*a) << 32 | i64::from(*b));
            }
        }
        for covered in self.covered.iter().flatten().flatten() {
            add(covered.0);
            add(covered.1);
        }
        format!("{hash:016x}")
    }
}

/// The events of a query while a [null model](super::Null) shuffles them. Every shuffle begins with the events
/// as observed.
///
/// Events are numbered in total order from 0, as [`Chains::events`](crate::Chains::events) lists them, and
/// keep their numbers while they are shuffled. A shuffle may change the onset of an event, its level, and its
/// actors. It cannot change how precisely the onset is known, nor add or remove events. Events that are
/// [fixed](Self::is_fixed) keep all: methods that would change one do nothing.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::{Null, Random, ShuffledEvents}, read::Options};
///
/// /// Every event happens on the first day.
/// struct AllAtOnce;
///
/// impl Null for AllAtOnce {
///     fn name(&self) -> String {
///         "all-at-once".to_owned()
///     }
///
///     fn shuffle(&self, events: &mut ShuffledEvents<'_>, _: &mut Random) {
///         for event in 0..events.len() {
///             events.set_day(event, events.days().start);
///         }
///     }
/// }
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
/// let comparison = chains.against(&AllAtOnce).shuffles(9).compare()?;
/// assert_eq!((comparison.hops().observed(), comparison.hops().mean()), (2.0, 0.0));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
pub struct ShuffledEvents<'a> {
    pub(crate) observed: &'a Observed,
    pub(crate) onsets: Vec<i64>,
    pub(crate) widths: Vec<u32>,
    pub(crate) levels: Vec<u32>,
    pub(crate) parties: Vec<u32>,
    /// New dyads of events whose actors are no observed party set: see [`swap_targets`](Self::swap_targets).
    pub(crate) dyads: Vec<Option<Dyad>>,
    pub(crate) changed: Changed,
}

/// What a shuffle has changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Changed {
    pub(crate) onsets: bool,
    pub(crate) levels: bool,
    /// The directions of events, or more.
    pub(crate) parties: bool,
    /// The pairs of actors of events.
    pub(crate) pairs: bool,
}

impl std::fmt::Debug for Observed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Observed").field("events", &self.len()).finish_non_exhaustive()
    }
}

impl<'a> ShuffledEvents<'a> {
    pub(crate) fn new(observed: &'a Observed) -> Self {
        Self {
            observed,
            onsets: observed.onsets.clone(),
            widths: observed.widths.clone(),
            levels: observed.levels.clone(),
            parties: observed.parties.clone(),
            dyads: Vec::new(),
            changed: Changed::default(),
        }
    }

    /// Undoes what the last shuffle has changed.
    pub(crate) fn reset(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        if changed.onsets {
            self.onsets.copy_from_slice(&self.observed.onsets);
            self.widths.copy_from_slice(&self.observed.widths);
        }
        if changed.levels {
            self.levels.copy_from_slice(&self.observed.levels);
        }
        if changed.parties {
            self.parties.copy_from_slice(&self.observed.parties);
            self.dyads.clear();
        }
    }

    /// Returns the number of events.
    pub fn len(&self) -> usize {
        self.onsets.len()
    }

    /// Returns `true` if there are no events.
    pub fn is_empty(&self) -> bool {
        self.onsets.is_empty()
    }

    /// Returns `true` if an event keeps its onset, level and actors: a declared link that the query follows
    /// joins it to another event. A null that changed it would contradict the coder.
    pub fn is_fixed(&self, event: usize) -> bool {
        !self.observed.are_movable[event]
    }

    /// Returns `true` if the onset of an event is known to the day or better, so that
    /// [`set_day`](Self::set_day) may change it. Days are drawn for such events alone.
    pub fn is_dated(&self, event: usize) -> bool {
        self.observed.are_dated[event]
    }

    /// Returns the days from the first to the last observed onset, as days since 1970-01-01 in UTC. The end
    /// is excluded.
    pub fn days(&self) -> std::ops::Range<i64> {
        self.observed.days.0..self.observed.days.1 + 1
    }

    /// Returns the day of the earliest onset of an event, since 1970-01-01 in UTC.
    pub fn day(&self, event: usize) -> i64 {
        self.onsets[event].div_euclid(DAY)
    }

    /// Returns the earliest onset of an event, in seconds since 1970.
    pub fn onset(&self, event: usize) -> i64 {
        self.onsets[event]
    }

    /// Returns the end of the onset interval of an event, in seconds since 1970. It is excluded.
    pub fn latest(&self, event: usize) -> i64 {
        let width = self.widths.get(event).map_or(self.observed.width, |width| i64::from(*width));
        self.onsets[event] + width
    }

    /// Moves an event to another day, at the same time of day. Does nothing if the event is
    /// [fixed](Self::is_fixed), its onset is not [known to the day](Self::is_dated), or the day is not one of
    /// [`days`](Self::days).
    #[inline]
    pub fn set_day(&mut self, event: usize, day: i64) {
        if self.observed.are_dated[event] && self.days().contains(&day) {
            self.changed.onsets = true;
            let onset = &mut self.onsets[event];
            *onset = day * DAY + onset.rem_euclid(DAY);
        }
    }

    /// Moves an event to another day like [`set_day`](Self::set_day), whatever the precision of its onset.
    pub fn move_to_day(&mut self, event: usize, day: i64) {
        if self.observed.are_movable[event] && self.days().contains(&day) {
            self.changed.onsets = true;
            let onset = &mut self.onsets[event];
            *onset = day * DAY + onset.rem_euclid(DAY);
        }
    }

    /// Exchanges the onset intervals of two events. Does nothing if one is [fixed](Self::is_fixed).
    #[inline]
    pub fn swap_onsets(&mut self, one: usize, other: usize) {
        if self.observed.are_movable[one] && self.observed.are_movable[other] {
            self.changed.onsets = true;
            self.onsets.swap(one, other);
            if !self.widths.is_empty() {
                self.widths.swap(one, other);
            }
        }
    }

    /// Returns the level of an event, in tenths.
    #[inline]
    pub(crate) fn tenths(&self, event: usize) -> i64 {
        self.observed.level_values[self.levels[event] as usize]
    }

    /// Returns the level of an event.
    pub fn level(&self, event: usize) -> Level {
        Level::from_tenths(self.tenths(event))
    }

    /// Exchanges the levels of two events. Does nothing if one is [fixed](Self::is_fixed).
    #[inline]
    pub fn swap_levels(&mut self, one: usize, other: usize) {
        if self.observed.are_movable[one] && self.observed.are_movable[other] {
            self.changed.levels = true;
            self.levels.swap(one, other);
        }
    }

    /// Exchanges the actors of two events: all dyads of one for those of the other. Does nothing if one is
    /// [fixed](Self::is_fixed).
    pub fn swap_actors(&mut self, one: usize, other: usize) {
        if self.observed.are_movable[one] && self.observed.are_movable[other] {
            self.changed.parties = true;
            self.changed.pairs = true;
            self.parties.swap(one, other);
            if !self.dyads.is_empty() {
                self.dyads.swap(one, other);
            }
        }
    }

    /// Exchanges the targets of two events of one dyad each. Returns `false`, and changes nothing, if an actor
    /// would then act on itself, one of the events has several dyads, or one is [fixed](Self::is_fixed).
    pub fn swap_targets(&mut self, one: usize, other: usize) -> bool {
        self.rotate_targets(&[one, other])
    }

    /// Gives each of some different events of one dyad the target of the next, and the last that of the first.
    /// Returns `false`, and changes nothing, if an actor would then act on itself, one of the events has several
    /// dyads, or one is [fixed](Self::is_fixed).
    pub fn rotate_targets(&mut self, events: &[usize]) -> bool {
        let mut rotated = Vec::with_capacity(events.len());
        for (nth, event) in events.iter().enumerate() {
            let next = events[(nth + 1) % events.len()];
            let (&[(source, _)], &[(_, target)]) = (self.dyads_of(*event), self.dyads_of(next))
            else {
                return false;
            };
            if source == target || !self.observed.are_movable[*event] {
                return false;
            }
            rotated.push((source, target));
        }
        self.changed.parties = true;
        self.changed.pairs = true;
        self.dyads.resize(self.onsets.len(), None);
        for (event, dyad) in events.iter().zip(rotated) {
            self.dyads[*event] = Some(dyad);
        }
        true
    }

    /// Exchanges source and target of an event, in all its dyads. Does nothing if it is
    /// [fixed](Self::is_fixed).
    #[inline]
    pub fn reverse(&mut self, event: usize) {
        if self.observed.are_movable[event] {
            self.changed.parties = true;
            if let Some(Some((a, b))) = self.dyads.get_mut(event) {
                std::mem::swap(a, b);
            }
            let set = &mut self.parties[event];
            *set = self.observed.party_sets.reversed[*set as usize];
        }
    }

    /// Returns the dyads of an event: pairs of source and target, each given by a number that stands for one
    /// actor as rolled up.
    pub fn dyads_of(&self, event: usize) -> &[(u32, u32)] {
        match self.dyads.get(event) {
            Some(Some(dyad)) => std::slice::from_ref(dyad),
            _ => self.observed.party_sets.of_set(self.parties[event]),
        }
    }

    /// Returns the observed directed dyads: for each, its events that are not fixed. Events of several dyads
    /// are together if all their dyads are equal.
    pub fn by_dyad(&self) -> impl ExactSizeIterator<Item = &'a [u32]> + use<'a> {
        self.observed.by_dyad.iter()
    }

    /// Returns the observed pairs of actors: for each, its events in both directions that are not fixed.
    pub fn by_pair(&self) -> impl ExactSizeIterator<Item = &'a [u32]> + use<'a> {
        self.observed.by_pair.iter()
    }

    /// Returns the observed days: for each, its events that are not fixed and whose onset is
    /// [known to the day](Self::is_dated).
    pub fn by_day(&self) -> impl ExactSizeIterator<Item = &'a [u32]> + use<'a> {
        self.observed.by_day.iter()
    }

    /// Returns all events that are not fixed.
    pub fn not_fixed(&self) -> &'a [u32] {
        &self.observed.movable
    }
}
