//! Weighs collected evidence: finds the independent reports and derives a confidence from them.

use super::{
    Denial, Evidence, EvidenceRule, OriginReports, Support, Testimony,
    collect::Collected,
    disjoint_paths::{Network, Reporter},
    numbers::Numbers,
};
use crate::{
    model::{ActorId, Confidence, Report},
    sorting::sort_by,
    timeline::Timeline,
};

/// The confidence, in percent, of a denial that states none.
const DEFAULT_DENIAL: u8 = 50;

/// The reports that go back to one origin.
pub(super) struct WeighedOrigin {
    origin: Reporter,
    /// Indices of the supporting reports.
    reports: Vec<usize>,
    /// The best of the reports.
    support: Support,
    pub(super) independent: bool,
}

impl Collected<'_> {
    /// Returns the reports by origin, the most credible origin first.
    pub(super) fn by_origin(&self) -> Vec<WeighedOrigin> {
        let mut by_origin: Vec<WeighedOrigin> = Vec::new();
        let mut numbers = Numbers::default();
        for (nth, report) in self.supports.iter().enumerate() {
            let support =
                Support { credibility: report.credibility(), reliability: report.reliability() };
            for origin in report.path.last().into_iter().flatten() {
                let (number, is_new) = numbers.of_reporter(*origin);
                if is_new {
                    by_origin.push(WeighedOrigin {
                        origin: *origin,
                        reports: vec![nth],
                        support,
                        independent: false,
                    });
                } else {
                    let one = &mut by_origin[number];
                    one.reports.push(nth);
                    one.support = one.support.better(support);
                }
            }
        }
        // The sort is stable: equally credible origins stay in order of recording.
        sort_by(&mut by_origin, |a, b| a.support.doubt().cmp(&b.support.doubt()));
        // The most credible origins are tried first.
        let mut network = Network::default();
        for report in &self.supports {
            network.add_path(&report.path);
        }
        for one in &mut by_origin {
            one.independent = network.connect(one.origin);
        }
        by_origin
    }

    fn testimony(&self, by_origin: &[WeighedOrigin]) -> Testimony {
        let mut supports = Vec::new();
        for one in by_origin {
            if one.independent {
                supports.push(one.support);
            }
        }
        // Each denier counts once, with its most confident denial. All denials without a known
        // author count as those of one denier, `None`.
        let (mut highest, mut numbers) = (Vec::<u8>::new(), Numbers::default());
        for denial in &self.denials {
            let percent = denial.confidence.map_or(DEFAULT_DENIAL, Confidence::percent);
            let mut add = |denier: Option<ActorId>| match numbers.of_reporter(denier) {
                (_, true) => highest.push(percent),
                (nth, _) => highest[nth] = percent.max(highest[nth]),
            };
            for denier in &denial.by {
                add(Some(*denier));
            }
            if denial.by.is_empty() {
                add(None);
            }
        }
        sort_by(&mut highest, |a, b| b.cmp(a));
        let mut denials = Vec::new();
        for percent in highest {
            if let Ok(confidence) = Confidence::new(percent) {
                denials.push(confidence);
            }
        }
        Testimony { supports, denials }
    }

    /// Returns the confidence that the coder states, or else the confidence that a rule derives.
    pub(super) fn confidence(&self, rule: &dyn EvidenceRule) -> Option<Confidence> {
        self.stated.or_else(|| rule.confidence(&self.testimony(&self.by_origin())))
    }

    /// Returns the evidence in words. `of` is the proposition in words.
    pub(super) fn evidence(
        &self,
        timeline: &Timeline,
        of: String,
        rule: &dyn EvidenceRule,
    ) -> Evidence {
        let weighed = self.by_origin();
        let testimony = self.testimony(&weighed);
        let in_words = |report: Option<&Report>| match report {
            Some(report) => timeline.path_in_words(report, ""),
            None => "its own statement".to_owned(),
        };
        let (mut by_origin, mut denials) = (Vec::new(), Vec::new());
        for one in &weighed {
            let mut reports = Vec::new();
            for nth in &one.reports {
                reports.push(in_words(self.supports[*nth].report));
            }
            let origin = one.origin.map_or("public record", |origin| timeline.actor(origin).key());
            by_origin.push(OriginReports {
                origin: origin.to_owned(),
                reports,
                independent: one.independent,
                credibility: one.support.credibility,
                reliability: one.support.reliability,
            });
        }
        for denial in &self.denials {
            denials.push(Denial {
                statement: timeline.event(denial.statement).label(),
                by: timeline.keys_of_actors(&denial.by),
                confidence: denial.confidence,
            });
        }
        Evidence {
            of,
            reports: self.supports.len(),
            by_origin,
            denials,
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
