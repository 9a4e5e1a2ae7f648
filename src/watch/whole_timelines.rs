//! Recording all of a timeline, such as one that was read from a file, in one transaction.

use std::collections::HashMap;

use super::transaction::Transaction;
use crate::{
    error::Issue,
    model::{EventId, Link, Relation},
    timeline::{
        Timeline,
        document::{EventKey, UNKNOWN_EVENT},
    },
};

impl Transaction<'_> {
    /// Records all of a timeline, such as one that was read from a file, and returns the ids of its events in its order
    /// of recording.
    ///
    /// - Actors are the same if they have the same key. What the watch knows of an actor stays: its kind, its name in a
    ///   language, its note, and each membership. What it does not know is added.
    /// - An event with a key is recorded or revised as by [`upsert`](Self::upsert). An event without one is new.
    /// - Links, subjects of statements and memberships refer to the events and actors recorded here.
    /// - A link replaces one that the watch has between the same two events with the same relation. If there are several
    ///   on either side, the first replaces the first, and so on. Links of the watch that the timeline does not have
    ///   stay.
    /// - The coverage is added to that of the watch, and so is the number of unreadable records. The title is taken if the
    ///   watch has none.
    ///
    /// So a timeline whose events all have keys can be recorded again without effect, but for the number of unreadable
    /// records. Recording the parts of a timeline one after the other gives the same as the whole, if actors are
    /// described alike in all parts: events that were recorded earlier come first among those of equal onset.
    ///
    /// Takes O(n) time for n events, and memory for a draft of each until the transaction ends. Where a watch begins
    /// with a large timeline, pass that to [`Watch::new`](super::Watch::new).
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Query, Timeline, read, watch::{Watch, WatchedQuery}};
    ///
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
    /// # #[cfg(feature = "csv")]
    /// for rows in ["2024-04-01\tISR\tIRN\t190\n", "2024-04-05\tIRN\tISR\t195\n2024-04-06\tISR\tIRN\t200\n"] {
    ///     let reading = read::Options::new().read("rows.tsv", rows.as_bytes())?;
    ///     let mut transaction = watch.transaction();
    ///     transaction.add_timeline(&reading.timeline);
    ///     transaction.commit()?;
    /// }
    /// # #[cfg(feature = "csv")]
    /// assert_eq!((watch.timeline().len(), watch.timeline().actors().len()), (3, 2));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_timeline(&mut self, part: &Timeline) -> Vec<EventId> {
        self.is_builder_changed |= part.unreadable() > 0 || !part.covered().is_empty();
        if let Some(title) = part.title().filter(|_| self.builder.title().is_none()) {
            self.builder.set_title(title);
            self.is_builder_changed = true;
        }
        self.builder.count_unreadable(part.unreadable());
        let actors: Vec<_> =
            (0..part.actors().len()).map(|actor| part.actor_entry(actor)).collect();
        for actor in &actors {
            let is_changed = self.builder.describe_entry(actor);
            self.note_actor(&actor.key, is_changed);
        }
        for actor in &actors {
            match self.builder.memberships_of_entry(actor) {
                Ok(memberships) => {
                    let is_changed = self.builder.join(&actor.key, memberships);
                    self.note_actor(&actor.key, is_changed);
                }
                Err(issues) => self.refuse_all(issues),
            }
        }
        // All events have ids before the first is recorded, since statements also refer to later events.
        let mut ids = Vec::with_capacity(part.len());
        for nth in 0..part.len() {
            ids.push(EventId(self.reserve(part.event(EventId(nth as u32)).key())));
        }
        // Taken out, since finding an event reads the rest of the transaction.
        let mut builder = std::mem::take(&mut self.builder);
        let mut issues = Vec::new();
        let mut drafts = Vec::with_capacity(part.len());
        let mut links = Vec::with_capacity(part.links().len());
        {
            let find = |key: &EventKey| match key {
                EventKey::Key(key) => self.record_with_key(key).map_or(UNKNOWN_EVENT, EventId),
                EventKey::Number(nth) => ids[*nth as usize],
            };
            for (nth, id) in ids.iter().enumerate() {
                match builder.event_of_entry(&part.event_entry(nth), &find) {
                    Ok(draft) => drafts.push((*id, draft)),
                    Err(found) => issues.extend(found),
                }
            }
            for nth in 0..part.links().len() {
                match builder.link_of_entry(&part.link_entry(nth), &find) {
                    Ok(link) => links.push(link),
                    Err(found) => issues.extend(found),
                }
            }
        }
        for nth in 0..part.covered().len() {
            issues
                .extend(builder.cover_entry(&part.covered_entry(nth)).err().into_iter().flatten());
        }
        self.builder = builder;
        self.refuse_all(issues);
        for (id, draft) in drafts {
            self.put(id.0, draft);
        }
        self.put_links(links);
        ids
    }

    /// Notes that an actor is new or described further.
    pub(super) fn note_actor(&mut self, key: &str, is_changed: bool) {
        if let Some(actor) = self.builder.actor_by_key(key).filter(|_| is_changed) {
            self.is_builder_changed = true;
            self.changed_actors.insert(actor.0);
        }
    }

    /// Keeps problems for [`commit`](Self::commit). A timeline that was built has none, unless it is damaged.
    fn refuse_all(&mut self, issues: Vec<Issue>) {
        for issue in issues {
            self.refuse(issue);
        }
    }

    /// Declares links, each in place of one between the same events if there is one.
    pub(super) fn put_links(&mut self, links: Vec<Link>) {
        if links.is_empty() {
            return;
        }
        // By events and relation, the links declared so far, the last first.
        let mut declared: HashMap<(EventId, Relation, EventId), Vec<usize>> = HashMap::new();
        let known = self.watch.records.links.len();
        for nth in (0..known + self.links.len()).rev() {
            let before = self.watch.records.links.get(nth);
            let link = match before {
                Some(link) => self.revised_links.get(&nth).or(link.as_ref()),
                None => self.links.get(nth - known),
            };
            if let Some(link) = link.filter(|_| !self.withdrawn_links.contains(&nth)) {
                declared.entry((link.from, link.relation, link.to)).or_default().push(nth);
            }
        }
        for link in links {
            let same = declared.get_mut(&(link.from, link.relation, link.to)).and_then(Vec::pop);
            match same {
                Some(nth) if nth >= known => self.links[nth - known] = link,
                Some(nth) => drop(self.revised_links.insert(nth, link)),
                None => self.links.push(link),
            }
        }
    }
}
