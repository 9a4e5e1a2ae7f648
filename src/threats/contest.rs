//! What makes it contested that an event is what it is taken for.

use crate::{
    model::{Avowal, Fact, Origin},
    safe_text::{isolated, listed},
    threats::{
        following::Follower,
        patterns::{Answer, is_statement},
        threats::{Contest, Contested},
    },
    timeline::EventRef,
};

impl<'t> Follower<'_, 't> {
    /// What is contested of an event that meets a condition or carries one out: who did it, where that
    /// matters; that it happened; that it is the answer it is taken for.
    pub(crate) fn contests(
        &self,
        event: EventRef<'t>,
        authors_matter: bool,
        answer: Option<Answer<'t>>,
    ) -> Vec<Contest> {
        let mut contests = Vec::new();
        let mut contest = |what, why| contests.push(Contest { what, why });
        if authors_matter {
            let candidates = event.candidates();
            let told: Vec<_> = candidates.iter().map(|one| self.telling().candidate(one)).collect();
            if candidates.len() > 1 {
                contest(
                    Contested::Authorship,
                    format!("who did it is disputed: {}", told.join(" or ")),
                );
            } else if event.avowal() != Some(Avowal::Claimed)
                && let Some(sure) = event.attribution()
            {
                contest(Contested::Authorship, format!("who did it is {sure} sure"));
            }
            match event.avowal() {
                Some(Avowal::Unclaimed) => {
                    contest(Contested::Authorship, "nobody owns up to it".to_owned());
                }
                Some(Avowal::Denied) => {
                    contest(Contested::Authorship, "those held responsible deny it".to_owned());
                }
                _ => {}
            }
        }
        for (what, why) in self.disputes(event) {
            if what == Contested::Occurrence || authors_matter {
                contest(what, why);
            }
        }
        if let Some(speakers) = self.word_of(event) {
            contest(Contested::Occurrence, format!("it is the word of {speakers} alone"));
        }
        if let Some(Answer::Link(link)) = answer {
            if !link.asserters().is_empty() {
                let by = self.telling().joined_names(link.asserters(), ", ");
                contest(Contested::Answer, format!("it answers by the word of {by} alone"));
            }
            if let Some(sure) = link.confidence().filter(|sure| sure.percent() < 100) {
                contest(Contested::Answer, format!("that it answers is {sure} sure"));
            }
        }
        contests
    }

    /// What statements dispute of an event: that it happened, and who did it.
    fn disputes(&self, event: EventRef<'t>) -> Vec<(Contested, String)> {
        let Ok(claims) = self.view().claims_in(event.id(), self.telling().language) else {
            return Vec::new();
        };
        let mut disputes = Vec::new();
        for (fact, what) in
            [(Fact::Occurred, Contested::Occurrence), (Fact::Attribution, Contested::Authorship)]
        {
            for claimed in claims.of(fact) {
                for version in &claimed.versions {
                    for claimant in &version.denied_by {
                        let Some(statement) = &claimant.statement else { continue };
                        let by = listed(&claimant.by, ", ");
                        disputes.push((what, format!("{by} denies it ({})", isolated(statement))));
                    }
                }
                let rivals =
                    claimed.conflicts().filter(|one| !one.first.denied && !one.second.denied);
                for rival in rivals {
                    let [first, second] = [rival.first, rival.second]
                        .map(|side| listed(&claimed.versions[side.version].actors, " and "));
                    disputes.push((what, format!("some say {first}, others {second}")));
                }
            }
        }
        disputes
    }

    /// On whose word alone an event is known, if all who report it only quote; of a statement, its own
    /// words are what is reported.
    fn word_of(&self, event: EventRef<'t>) -> Option<String> {
        let reports = self
            .view()
            .reports(event)
            .into_iter()
            .filter(|report| report.origin() != Origin::Coder);
        let mut speakers: Vec<String> = Vec::new();
        for report in reports {
            if report.speakers().is_empty() {
                return None;
            }
            for name in self.telling().names(report.speakers()) {
                if !speakers.contains(&name) {
                    speakers.push(name);
                }
            }
        }
        let known = !speakers.is_empty() && !is_statement(event);
        known.then(|| listed(&speakers, " and "))
    }
}
