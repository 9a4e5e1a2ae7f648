//! The methods of [`Chains`] that say why events are no hop, or no chain.

use super::{hop::Examiner, types::WhyNot};
use crate::{Chains, model::EventId, timeline::Phrases};

impl Chains<'_> {
    /// Returns why an event does not follow another: every term of the query that fails, in the order in which terms
    /// are [tested](crate::why_not::Term), with the value found, the value asked for, and the least changes of the query
    /// that would let it pass. There is no reason if the two are a hop.
    ///
    /// A pair can be joined by a rule or by a declared link. If a link that the query follows joins the two, only the
    /// terms that links obey are tested: gap, floor and trend. Otherwise all terms of a hop are, and where a link that
    /// the query does *not* follow joins them, following it is one of the changes. The pairing is tested last, if
    /// no other term fails.
    ///
    /// Takes the time of finding the antecedents of the later event and of comparing the dyads of the two events; with
    /// [`Query::unless`](crate::Query::unless), O(n) more for n events in between.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Predicate, Query, Vocabulary, read::Options, why_not::{Change, Term}}};
    /// let rows = "\
    /// 2006-07-01\tLBN\tISR\t138
    /// 2006-07-02\tISR\tLBN\t0871
    /// 2006-07-03\tISR\tLBN\t190
    /// "; // a threat, a truce, a fight
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let [threat, truce, fight] = [0, 1, 2].map(|position| timeline.event_at(position).id());
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert!(timeline.chains(&query)?.why_not(threat, fight).is_admitted());
    /// let query = query.unless(Predicate::code(Vocabulary::Cameo, "087"));
    /// let why_not = timeline.chains(&query)?.why_not(threat, fight);
    /// let [reason] = &why_not.reasons[..] else { panic!("one reason: {why_not}") };
    /// assert_eq!((reason.term, &reason.because_of[0]), (Term::Unless, &timeline.event(truce).label()));
    /// assert_eq!(reason.remedies[0].changes, [Change::Unless(None)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn why_not(&self, earlier: EventId, later: EventId) -> WhyNot {
        let mut examiner = Examiner::new(&self.prepared);
        let (first, second) = (examiner.shown(earlier), examiner.shown(later));
        if let (Some(first), Some(second)) = (first, second) {
            examiner.scored = vec![first, second];
            examiner.examine_hop(first, second);
        }
        self.answer(examiner, &[earlier, later], false)
    }

    /// Returns why some events, in this order, are no chain: the terms that fail of each hop, as for
    /// [`why_not`](Self::why_not), then the bounds on the whole chain that fail. There is no reason if they are a chain.
    ///
    /// Bounds are tested if the view shows all of the events. Takes the time of [`why_not`](Self::why_not) for each two
    /// successive events.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, why_not::{Change, Term}}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-05\tISR\tLBN\t150\n2006-07-09\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let events: Vec<_> = timeline.events().map(|event| event.id()).collect();
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).within(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert!(chains.why_not_chain(&events[..2]).is_admitted());
    /// let why_not = chains.why_not_chain(&events);
    /// assert_eq!(why_not.reasons[0].term, Term::Within);
    /// assert_eq!(why_not.reasons[0].remedies[0].changes, [Change::Within(8 * 86_400)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn why_not_chain(&self, events: &[EventId]) -> WhyNot {
        let mut examiner = Examiner::new(&self.prepared);
        examiner.examine_chain(events);
        self.answer(examiner, events, true)
    }

    fn answer(&self, examiner: Examiner<'_, '_>, ids: &[EventId], is_chain: bool) -> WhyNot {
        let (view, phrases) = (examiner.view, Phrases { view: examiner.view });
        let mut events = Vec::with_capacity(ids.len());
        for id in ids {
            if id.index() < view.timeline().len() {
                events.push(phrases.describe(view.event_at(view.timeline().position_of(*id))));
            }
        }
        WhyNot { is_chain, events, reasons: examiner.reasons }
    }
}
