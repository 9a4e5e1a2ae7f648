//! Finds the reasons why it is contested that an event meets a condition or carries out a threat.

use crate::{
    chain::stated_link::candidates,
    model::{Avowal, Fact, Origin},
    safe_text::{isolated, listed},
    threats::{
        context::{Context, is_statement},
        patterns::Response,
        types::{ContestReason, Contested},
    },
    timeline::EventRef,
};

impl<'t> Context<'_, 't> {
    /// Returns what is contested about an event that meets a condition or carries out a threat: who did it,
    /// if `authors_matter`; that it occurred; that it is a response.
    pub(crate) fn contests(
        &self,
        event: EventRef<'t>,
        authors_matter: bool,
        response: Option<Response<'t>>,
    ) -> Vec<ContestReason> {
        let mut contests = Vec::new();
        let avowal = self.view().avowal(event);
        let mut contest = |what, why| contests.push(ContestReason { what, why });
        if authors_matter {
            if event.candidates().len() > 1 {
                let names = candidates(&self.phrases, event).join(" or ");
                contest(Contested::Authorship, format!("its author is disputed: {names}"));
            } else if avowal != Some(Avowal::Claimed)
                && let Some(attribution) = event.attribution()
            {
                contest(
                    Contested::Authorship,
                    format!("its attribution has {attribution} confidence"),
                );
            }
            match avowal {
                Some(Avowal::Unclaimed) => {
                    contest(
                        Contested::Authorship,
                        "no actor claims responsibility for it".to_owned(),
                    );
                }
                Some(Avowal::Denied) => {
                    contest(
                        Contested::Authorship,
                        "the actors held responsible deny it".to_owned(),
                    );
                }
                _ => {}
            }
        }
        for (what, why) in self.disputes(event) {
            if what == Contested::Occurrence || authors_matter {
                contest(what, why);
            }
        }
        if let Some(speakers) = self.only_quoted_speakers(event) {
            contest(Contested::Occurrence, format!("only {speakers} says that it occurred"));
        }
        if let Some(Response::Link(link)) = response {
            if !link.asserters().is_empty() {
                let by = self.phrases.joined_names(link.asserters(), ", ");
                contest(Contested::Answer, format!("only {by} says that it is a response"));
            }
            if let Some(confidence) = link.confidence().filter(|one| one.percent() < 100) {
                contest(
                    Contested::Answer,
                    format!("that it is a response has {confidence} confidence"),
                );
            }
        }
        contests
    }

    /// Returns what statements dispute about an event: that it occurred, and who did it.
    fn disputes(&self, event: EventRef<'t>) -> Vec<(Contested, String)> {
        let Ok(claims) = self.view().claims(event.id()) else {
            return Vec::new();
        };
        let mut disputes = Vec::new();
        for (fact, what) in
            [(Fact::Occurred, Contested::Occurrence), (Fact::Attribution, Contested::Authorship)]
        {
            for claimed in claims.of(fact) {
                for version in &claimed.versions {
                    for claimant in &version.denied_by {
                        if claimant.corrected_by.is_some() {
                            continue;
                        }
                        let Some(statement) = &claimant.statement else { continue };
                        let by = listed(&claimant.by, ", ");
                        disputes.push((what, format!("{by} denies it ({})", isolated(statement))));
                    }
                }
                for rival in claimed.conflicts() {
                    if rival.first.denied || rival.second.denied {
                        continue;
                    }
                    let names = |version: usize| listed(&claimed.versions[version].actors, " and ");
                    let (first, second) = (names(rival.first.version), names(rival.second.version));
                    disputes
                        .push((what, format!("some name {first} as its author, others {second}")));
                }
            }
        }
        disputes
    }

    /// Returns the speakers whom the reports of an event quote, if every report only quotes. A statement has
    /// none: quoting the speaker is then the report itself.
    fn only_quoted_speakers(&self, event: EventRef<'t>) -> Option<String> {
        let mut speakers: Vec<String> = Vec::new();
        for report in self.view().reports(event) {
            if report.origin() == Origin::Coder {
                continue;
            }
            if report.speakers().is_empty() {
                return None;
            }
            for name in self.phrases.names(report.speakers()) {
                if !speakers.contains(&name) {
                    speakers.push(name);
                }
            }
        }
        let is_only_quoted = !speakers.is_empty() && !is_statement(event);
        is_only_quoted.then(|| listed(&speakers, " and "))
    }
}
