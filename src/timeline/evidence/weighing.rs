//! What is gathered, weighed: which reports are independent, and how sure that makes it.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Denial, Evidence, EvidenceRule, Strand, Support, Testimony,
    gather::Gathered,
    ways::{self, Layers, Teller},
};
use crate::{
    model::{ActorId, Confidence},
    timeline::Timeline,
};

/// A denial of which nothing is stated counts as an even chance.
const EVEN: u8 = 50;

/// What goes back to one origin, as it is found.
pub(super) struct Found {
    origin: Teller,
    reports: Vec<usize>,
    support: Support,
    pub(super) independent: bool,
}

impl Gathered<'_> {
    /// By origin, the surest first.
    pub(super) fn strands(&self) -> Vec<Found> {
        let mut strands: Vec<Found> = Vec::new();
        for (nth, heard) in self.heard.iter().enumerate() {
            let support =
                Support { credibility: heard.credibility(), reliability: heard.reliability() };
            for origin in heard.layers.last().into_iter().flatten() {
                match strands.iter_mut().find(|strand| strand.origin == *origin) {
                    Some(strand) => {
                        strand.reports.push(nth);
                        strand.support = strand.support.min_by_key(support);
                    }
                    None => strands.push(Found {
                        origin: *origin,
                        reports: vec![nth],
                        support,
                        independent: false,
                    }),
                }
            }
        }
        strands.sort_by_key(|strand| strand.support.doubt());
        let origins: Vec<Teller> = strands.iter().map(|strand| strand.origin).collect();
        let layers: Vec<&Layers> = self.heard.iter().map(|heard| &heard.layers).collect();
        for (strand, independent) in strands.iter_mut().zip(ways::independent(&origins, &layers)) {
            strand.independent = independent;
        }
        strands
    }

    fn testimony(&self, strands: &[Found]) -> Testimony {
        let supports = strands.iter().filter(|strand| strand.independent);
        // Each who denies it counts once, and nobody known as one.
        let mut denials: BTreeMap<Option<ActorId>, u8> = BTreeMap::new();
        for denied in &self.denied {
            let sure = denied.confidence.map_or(EVEN, Confidence::percent);
            let nobody = denied.by.is_empty().then_some(None);
            for denier in denied.by.iter().copied().map(Some).chain(nobody) {
                let surest = denials.entry(denier).or_default();
                *surest = sure.max(*surest);
            }
        }
        let denials = denials.into_values().filter_map(|sure| Confidence::new(sure).ok());
        let mut denials: Vec<_> = denials.collect();
        denials.sort_by_key(|sure| Reverse(*sure));
        Testimony { supports: supports.map(|strand| strand.support).collect(), denials }
    }

    /// How sure it is: by the coder, else by a rule.
    pub(super) fn confidence(&self, rule: &dyn EvidenceRule) -> Option<Confidence> {
        self.stated.or_else(|| rule.confidence(&self.testimony(&self.strands())))
    }

    pub(super) fn evidence(
        &self,
        timeline: &Timeline,
        of: String,
        rule: &dyn EvidenceRule,
    ) -> Evidence {
        let strands = self.strands();
        let testimony = self.testimony(&strands);
        let key = |actor: ActorId| timeline.actor(actor).key().to_owned();
        let in_words = |nth: &usize| match self.heard[*nth].report {
            Some(report) => timeline.path_in_words(report, ""),
            None => "its own word".to_owned(),
        };
        let strand = |found: Found| Strand {
            origin: found.origin.map_or("public record".to_owned(), key),
            reports: found.reports.iter().map(in_words).collect(),
            independent: found.independent,
            credibility: found.support.credibility,
            reliability: found.support.reliability,
        };
        let denials = self.denied.iter().map(|denied| Denial {
            statement: timeline.event(denied.statement).label(),
            by: denied.by.iter().copied().map(key).collect(),
            confidence: denied.confidence,
        });
        Evidence {
            of,
            reports: self.heard.len(),
            strands: strands.into_iter().map(strand).collect(),
            denials: denials.collect(),
            stated: self.stated,
            derived: rule.confidence(&testimony),
            rule: rule.name().to_owned(),
        }
    }
}

impl Support {
    /// The more, the less sure; what is not judged comes last.
    fn doubt(&self) -> (u8, u8) {
        let credibility = self.credibility.map_or(7, u8::from);
        (credibility, self.reliability.map_or(7, |reliability| reliability as u8))
    }

    fn min_by_key(self, other: Self) -> Self {
        if other.doubt() < self.doubt() { other } else { self }
    }
}
