//! The events of incidents and disputes.

use chrono::NaiveDate;

use super::{
    super::{ingest::Ingest, naming::Naming},
    dates::DateSpan,
    rows::{Dispute, Incident, Participant},
};
use crate::{
    model::{ActionKind, ActorId, ActorKind, Attack, Code, Event, EventKind, Vocabulary},
    scale::{self, Deaths, Fatalities, Hostility},
};

/// Returns a number as the key of its event, or `None` if keys are not kept. A number that is the key of an event of
/// another file is written as `mid:3551001`.
pub(super) fn key(ingest: &Ingest<'_>, number: Option<i64>) -> Option<String> {
    let number = number.filter(|_| !ingest.options.without_ids)?.to_string();
    match ingest.builder.event_by_key(&number) {
        Some(_) => Some(format!("mid:{number}")),
        None => Some(number),
    }
}

/// Returns the event of an incident, from the side that acts to the other; if both act, it is mutual. A side
/// that took no militarized action is the target.
pub(super) fn incident_event(
    incident: &Incident,
    participants: &[&Participant],
    counts: &mut JoinCounts,
    ingest: &mut Ingest<'_>,
) -> Event {
    let day = incident.span.first_day();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let (mut a_acts, mut b_acts, mut has_other_action) = (false, false, false);
    for (is_a, states, side_acts) in [(true, &mut a, &mut a_acts), (false, &mut b, &mut b_acts)] {
        for participant in participants {
            if participant.is_on_side_a != is_a {
                continue;
            }
            let acts = participant.action != 0;
            states.push(state(participant, day, ingest));
            *side_acts |= acts;
            has_other_action |= acts && participant.action != incident.action;
            counts.passive += u64::from(!acts);
        }
    }
    let (sources, targets) = if b_acts && !a_acts { (b, a) } else { (a, b) };
    counts.without_participants += u64::from(participants.is_empty());
    counts.other_action += u64::from(has_other_action);

    let code = Code::new(Vocabulary::Mid, incident.action.to_string());
    let is_attack = scale::act_of(&code).kind() == EventKind::Attack;
    let mut event = Event::coded(sources, targets, counts.when(incident.span), code);
    event.mutual = a_acts && b_acts;
    event.score = incident.level;
    match &incident.deaths {
        Some(deaths) if is_attack => event.with_attack(Attack::new().killing(deaths.clone())),
        // Only attacks can have a number of deaths. For other events it is kept as levels.
        Some(deaths) if deaths.most() != Some(0) => {
            let levels = [
                (Deaths::Best, deaths.least()),
                (Deaths::Low, deaths.least()),
                (Deaths::High, deaths.most()),
            ];
            for (figure, number) in levels {
                if let Some(number) = number.and_then(|number| i32::try_from(number).ok()) {
                    event = event.with_level(Fatalities::counting(figure), number);
                }
            }
            event
        }
        _ => event,
    }
}

/// Returns the actor of a participant.
fn state(participant: &Participant, day: NaiveDate, ingest: &mut Ingest<'_>) -> ActorId {
    let number = participant.state.to_string();
    ingest.actor_described(Naming::Cow, &number, day, (ActorKind::State, &participant.abbreviation))
}

/// Returns the event of a dispute. It has no parties, so that it is in no chain.
pub(super) fn dispute_event(
    number: i64,
    Dispute { level, span }: Dispute,
    counts: &mut JoinCounts,
) -> Event {
    let text = format!("Militarized Interstate Dispute {number}");
    let event = Event::action((), counts.when(span), ActionKind::Other).with_text(text);
    match level {
        Some(level) => event.with_level(Hostility, level),
        None => event,
    }
}

/// Counts for the report.
#[derive(Default)]
pub(super) struct JoinCounts {
    passive: u64,
    without_participants: u64,
    pub(super) strays: u64,
    other_action: u64,
    ended_early: u64,
    pub(super) not_in_mida: u64,
    pub(super) without_incidents: u64,
}

impl JoinCounts {
    /// Returns a span in EDTF, and counts it if its end is before its start and left out.
    fn when(&mut self, span: DateSpan) -> String {
        span.when().unwrap_or_else(|start| {
            self.ended_early += 1;
            start
        })
    }

    /// Adds the counts of disputes that are events to the decisions of the report.
    pub(super) fn report_disputes(&self, ingest: &mut Ingest<'_>) {
        ingest.note_decision("each dispute is one event, of its highest action: incidents (MIDI, MIDIP) were not given, and the days on which a state joins or leaves are not read");
        ingest.note_counts("", &[
            (
                self.passive,
                "participants took no militarized action: they are targets where their side took none",
            ),
            (
                self.without_participants,
                "disputes have no participants: their events have no source and no target",
            ),
            (self.strays, "participants are in no dispute that was given: left out"),
            (self.ended_early, "disputes end before they start: the end is left out"),
        ]);
    }

    /// Adds the counts to the decisions of the report.
    pub(super) fn report(&self, ingest: &mut Ingest<'_>) {
        ingest.note_counts("", &[
            (
                self.passive,
                "participants took no militarized action: they are targets, without an event of their own",
            ),
            (
                self.without_participants,
                "incidents have no participants: their events have no source and no target",
            ),
            (self.strays, "participants are in no incident that was given: left out"),
            (
                self.other_action,
                "incidents have participants with another action: the incident's own is taken",
            ),
            (self.ended_early, "incidents or disputes end before they start: the end is left out"),
            (
                self.not_in_mida,
                "disputes are not in MIDA, or it was not given: they last as their incidents do",
            ),
            (self.without_incidents, "disputes of MIDA have no incidents here: left out"),
        ]);
    }
}
