//! The consequence that a statement announces.

use crate::{
    model::{Act, ActorId, Pattern, SpeechAct},
    threats::{acts::WantedAct, context::Context},
    timeline::EventRef,
};

/// The consequence that a statement announces.
pub(crate) enum Consequence {
    /// An event that fits a pattern.
    Pattern(Pattern),
    /// No consequence is stated: any such act on a dyad of the statement.
    OnDyad(WantedAct),
    /// Only events that links declare to carry out the statement.
    OnlyLinked,
}

impl<'t> Context<'_, 't> {
    /// Returns the consequence that a statement announces, and whether other actors than the speaker would
    /// bring it about.
    pub(crate) fn consequence(&self, statement: EventRef<'t>) -> (Consequence, bool) {
        let act = statement.act();
        let conditional = statement.statement().and_then(|said| said.conditional());
        let Some(conditional) = conditional else {
            let consequence = match act {
                Act::Statement(SpeechAct::Promise) => Consequence::OnDyad(WantedAct::Mild),
                Act::Statement(SpeechAct::Threaten | SpeechAct::Ultimatum) => {
                    let level = statement.level(self.query().scale());
                    Consequence::OnDyad(WantedAct::Above(level))
                }
                _ => Consequence::OnlyLinked,
            };
            return (consequence, false);
        };
        let mut pattern = conditional.consequence().clone();
        let second = statement.earliest().timestamp();
        let party = |actor: &ActorId| self.roll_up().at(*actor, second);
        let third_party = match pattern.sources() {
            // A warning without a source is about the acts of others.
            [] => act == Act::Statement(SpeechAct::Warn),
            named => {
                let speakers = statement.sources();
                let is_speaker =
                    |named: &ActorId| speakers.iter().any(|speaker| party(speaker) == party(named));
                !named.iter().any(is_speaker)
            }
        };
        if pattern.sources().is_empty() && !third_party {
            pattern.sources = statement.sources().to_vec();
            if pattern.targets.is_empty() {
                pattern.targets = statement.targets().to_vec();
            }
        }
        (Consequence::Pattern(pattern), third_party)
    }
}
