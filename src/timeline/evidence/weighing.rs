//! Weighs collected evidence: finds the independent reports and derives a confidence from them.

use super::{
    Denial, Evidence, EvidenceRule, Strand, Support, Testimony,
    collect::Collected,
    disjoint_paths::{self, ReportPath, Reporter},
};
use crate::{
    model::{ActorId, Confidence},
    sorting::sort_by,
    timeline::Timeline,
};

/// The confidence, in percent, of a denial that states none.
const DEFAULT_DENIAL: u8 = 50;

/// The reports that go back to one origin.
pub(super) struct OriginReports {
    origin: Reporter,
    /// Indices of the supporting reports.
    reports: Vec<usize>,
    /// The best of the reports.
    support: Support,
    pub(super) independent: bool,
}

impl Collected<'_> {
    /// Returns the reports by origin, the most credible origin first.
    pub(super) fn strands(&self) -> Vec<OriginReports> {
        let mut strands: Vec<OriginReports> = Vec::new();
        for (nth, report) in self.supports.iter().enumerate() {
            let support =
                Support { credibility: report.credibility(), reliability: report.reliability() };
            for origin in report.path.last().into_iter().flatten() {
                match strands.iter_mut().find(|strand| strand.origin == *origin) {
                    Some(strand) => {
                        strand.reports.push(nth);
                        strand.support = strand.support.better(support);
                    }
                    None => strands.push(OriginReports {
                        origin: *origin,
                        reports: vec![nth],
                        support,
                        independent: false,
                    }),
                }
            }
        }
        // The sort is stable: equally credible origins stay in order of recording.
        sort_by(&mut strands, |a, b| a.support.doubt().cmp(&b.support.doubt()));
        let origins: Vec<Reporter> = strands.iter().map(|strand| strand.origin).collect();
        let paths: Vec<&ReportPath> = self.supports.iter().map(|report| &report.path).collect();
        let independent = disjoint_paths::independent(&origins, &paths);
        for (strand, independent) in strands.iter_mut().zip(independent) {
            strand.independent = independent;
        }
        strands
    }

    fn testimony(&self, strands: &[OriginReports]) -> Testimony {
        let supports = strands.iter().filter(|strand| strand.independent);
        // Each denier counts once, with its most confident denial. All denials without a known
        // author count as those of one denier, `None`.
        let mut highest: Vec<(Option<ActorId>, u8)> = Vec::new();
        for denial in &self.denials {
            let percent = denial.confidence.map_or(DEFAULT_DENIAL, Confidence::percent);
            let unknown = denial.by.is_empty().then_some(None);
            for denier in denial.by.iter().copied().map(Some).chain(unknown) {
                match highest.iter_mut().find(|(known, _)| *known == denier) {
                    Some((_, highest)) => *highest = percent.max(*highest),
                    None => highest.push((denier, percent)),
                }
            }
        }
        sort_by(&mut highest, |a, b| b.1.cmp(&a.1));
        let denials = highest.into_iter().filter_map(|(_, percent)| Confidence::new(percent).ok());
        Testimony {
            supports: supports.map(|strand| strand.support).collect(),
            denials: denials.collect(),
        }
    }

    /// Returns the confidence that the coder states, or else the confidence that a rule derives.
    pub(super) fn confidence(&self, rule: &dyn EvidenceRule) -> Option<Confidence> {
        self.stated.or_else(|| rule.confidence(&self.testimony(&self.strands())))
    }

    /// Returns the evidence in words. `of` is the proposition in words.
    pub(super) fn evidence(
        &self,
        timeline: &Timeline,
        of: String,
        rule: &dyn EvidenceRule,
    ) -> Evidence {
        let strands = self.strands();
        let testimony = self.testimony(&strands);
        let key = |actor: ActorId| timeline.actor(actor).key().to_owned();
        let in_words = |nth: &usize| match self.supports[*nth].report {
            Some(report) => timeline.path_in_words(report, ""),
            None => "its own word".to_owned(),
        };
        let strand = |strand: OriginReports| Strand {
            origin: strand.origin.map_or("public record".to_owned(), key),
            reports: strand.reports.iter().map(in_words).collect(),
            independent: strand.independent,
            credibility: strand.support.credibility,
            reliability: strand.support.reliability,
        };
        let denials = self.denials.iter().map(|denial| Denial {
            statement: timeline.event(denial.statement).label(),
            by: denial.by.iter().copied().map(key).collect(),
            confidence: denial.confidence,
        });
        Evidence {
            of,
            reports: self.supports.len(),
            strands: strands.into_iter().map(strand).collect(),
            denials: denials.collect(),
            stated: self.stated,
            derived: rule.confidence(&testimony),
            rule: rule.name().to_owned(),
        }
    }
}

impl Support {
    /// Returns a sort key that is greater for less credible, then less reliable, reports. A report
    /// that is not judged comes last: no grade is above 6.
    fn doubt(&self) -> (u8, u8) {
        let credibility = self.credibility.map_or(7, u8::from);
        (credibility, self.reliability.map_or(7, |reliability| reliability as u8))
    }

    fn better(self, other: Self) -> Self {
        if other.doubt() < self.doubt() { other } else { self }
    }
}
