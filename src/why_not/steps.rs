//! Hops by the terms of steps.

use super::{
    change::Change,
    hop::Examiner,
    types::{Reason, Remedy, Term},
};
use crate::{Query, timeline::EventRef};

impl<'t> Examiner<'_, 't> {
    /// Adds the reasons why an event does not follow another, where steps have rules, gaps or trends of their own: those
    /// of the step of which the fewest terms fail.
    pub(super) fn examine_hop_by_step(&mut self, earlier: EventRef<'t>, later: EventRef<'t>) {
        let (of_steps, queries) = self.query.hop_queries();
        let mut closest: Option<(usize, Vec<Reason>)> = None;
        for (nth, query) in queries.iter().enumerate() {
            let mut by_step = Examiner::new(self.prepared);
            by_step.query = query;
            by_step.scored.clone_from(&self.scored);
            by_step.examine_terms(earlier, later);
            let reasons = by_step.reasons;
            if closest.as_ref().is_none_or(|(_, fewest)| reasons.len() < fewest.len()) {
                closest = Some((nth, reasons));
            }
        }
        let Some((nth, reasons)) = closest else {
            return self.fail_steps(&[earlier, later], "the steps leave no hop");
        };
        let steps = StepsOfTerms::new(self.query, &of_steps, nth);
        for mut reason in reasons {
            let is_of_step =
                matches!(reason.term, Term::Gap | Term::Rule | Term::RollUp | Term::Trend);
            reason.step = steps.first.filter(|_| is_of_step);
            if let Some(step) = reason.step {
                let step = (step + 1).to_string();
                reason.asked = [&reason.asked, " for step ", &step].concat();
            }
            for remedy in &mut reason.remedies {
                steps.narrow(remedy);
            }
            self.add(reason);
        }
    }
}

/// The steps whose hops have the same terms.
struct StepsOfTerms {
    /// The steps whose terms change with a remedy: all if hops between steps do not have the same terms, else those that
    /// state them.
    changed: Vec<usize>,
    /// Whether the hops to other events between steps have the same terms, which are those of the query.
    is_between: bool,
    /// The first step, unless the terms are those of the query.
    first: Option<usize>,
}

impl StepsOfTerms {
    fn new(query: &Query, of_steps: &[Option<usize>], terms: usize) -> Self {
        let is_between = of_steps.last() == Some(&Some(terms));
        let (mut changed, mut first) = (Vec::new(), None);
        for (nth, step) in query.steps.iter().enumerate() {
            if of_steps[nth] == Some(terms) {
                first = first.or(Some(nth));
                if !is_between || !step.follows_the_query() {
                    changed.push(nth);
                }
            }
        }
        Self { changed, is_between, first: first.filter(|_| !is_between) }
    }

    /// Lets a remedy change terms of the steps in place of those of the query.
    fn narrow(&self, remedy: &mut Remedy) {
        let mut changes = Vec::new();
        for change in std::mem::take(&mut remedy.changes) {
            if !change.may_be_of_step() {
                changes.push(change);
                continue;
            }
            for step in &self.changed {
                changes.push(Change::OfStep(*step, Box::new(change.clone())));
            }
            if self.is_between {
                changes.push(change);
            }
        }
        remedy.changes = changes;
    }
}
