//! Militarized Interstate Disputes: incidents (MIDI) and their participants (MIDIP), joined, and the
//! disputes (MIDA) they are part of.
//!
//! All files are read before anything is made of them, in whatever order they come: who did what to
//! whom stands in two of them.

mod rows;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use self::rows::{DISPUTES, Dispute, INCIDENTS, Incident, PARTICIPANTS, Participant, Span};
use super::{
    intake::{Intake, Naming},
    reader::{Input, Reader},
    recognise::{DELIMITERS, first_record},
    records::filled,
    table::{Layout, Table},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{
        ActorId, ActorKind, Attack, Code, Deed, Event, EventId, EventKind, Relation, Vocabulary,
    },
    scale::{self, Deaths, Fatalities, Hostility},
};

/// What all files said.
#[derive(Default)]
pub(super) struct Mid {
    incidents: Vec<Incident>,
    participants: Vec<Participant>,
    disputes: BTreeMap<i64, Dispute>,
    /// What was read already: numbers of incidents, and states in them.
    seen: HashSet<(usize, i64, Option<i64>)>,
    files: Vec<File>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    Incidents,
    Participants,
    Disputes,
}

impl Reader for Mid {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let Some(file) = file(input)? else {
            let what = "participants of disputes, as in MIDB, who take part in no incident";
            into.decide(format!("{} left out: it has {what}", input.name));
            return Ok(());
        };
        self.files.push(file);
        let columns = match file {
            File::Incidents => INCIDENTS,
            File::Participants => PARTICIPANTS,
            File::Disputes => DISPUTES,
        };
        let layout = Layout::told_by(input, columns)?;
        Table::open(input, into.options, layout)?.each(into, |row, _| {
            match file {
                File::Incidents => {
                    let incident = Incident::of(row)?;
                    self.is_new(incident.numbers, None)?;
                    self.incidents.push(incident);
                }
                File::Participants => {
                    let participant = Participant::of(row)?;
                    self.is_new(participant.numbers, Some(participant.state))?;
                    self.participants.push(participant);
                }
                File::Disputes => self.disputes.extend([Dispute::of(row)?]),
            }
            Ok(())
        })
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        let column = self.joined_by()?;
        let met = std::mem::take(self).hand_over(column, into);
        met.told().into_iter().for_each(|what| into.decide(what));
        Ok(())
    }
}

/// Which of the files it is, as its columns tell; none is that of who takes part in disputes.
fn file(input: &mut Input<'_>) -> Result<Option<File>, Error> {
    let head = filled(input.text).map_err(|error| Error::io(input.name, error))?;
    let headers = DELIMITERS.iter().filter_map(|delimiter| first_record(head, *delimiter));
    let names = headers.map(|(_, names)| names).max_by_key(Vec::len).unwrap_or_default();
    let has = |name| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    Ok(match (has("incidnum") || has("ord_incidnum"), has("ccode")) {
        (true, true) => Some(File::Participants),
        (true, false) => Some(File::Incidents),
        (false, false) => Some(File::Disputes),
        (false, true) => None,
    })
}

fn refused(place: &str, got: &str, remedy: &str) -> Error {
    let allowed = "incidents (MIDI) and their participants (MIDIP) together, and disputes (MIDA) where that is wanted";
    Issues::from(Issue::new(place, got, allowed, remedy)).into_error(ErrorKind::Input)
}

impl Mid {
    /// That no earlier row is the same.
    fn is_new(&mut self, numbers: [Option<i64>; 2], state: Option<i64>) -> Result<(), Vec<Issue>> {
        let rows = numbers.iter().enumerate();
        let rows: Vec<_> =
            rows.filter_map(|(nth, number)| Some((nth, (*number)?, state))).collect();
        let Some((_, number, _)) = rows.iter().find(|row| self.seen.contains(row)) else {
            self.seen.extend(rows);
            return Ok(());
        };
        let allowed = "each incident once, and each state in it once";
        Err(vec![Issue::new("incidnum", number, allowed, "give one edition, and each file once")])
    }

    /// By which of their numbers incidents and participants can be joined: the older, which all
    /// editions have, if both files do.
    fn joined_by(&self) -> Result<usize, Error> {
        let remedy = "give both at once: `open_all([\"MIDI-5.01.csv\", \"MIDIP-5.01.csv\"])`";
        if !self.files.contains(&File::Incidents) {
            return Err(refused("files", "no incidents (MIDI)", remedy));
        }
        if !self.files.contains(&File::Participants) {
            return Err(refused("files", "no participants of incidents (MIDIP)", remedy));
        }
        let incidents = self.incidents.iter().map(|incident| incident.numbers);
        let participants = self.participants.iter().map(|participant| participant.numbers);
        let numbers: Vec<_> = incidents.chain(participants).collect();
        let by = [0, 1].into_iter().find(|nth| numbers.iter().all(|of| of[*nth].is_some()));
        by.ok_or_else(|| {
            let got = "files of two editions, which number incidents differently";
            refused("files", got, "give both of one edition")
        })
    }

    fn hand_over(self, column: usize, into: &mut Intake<'_>) -> Met {
        let mut met = Met::default();
        let mut of_incident: HashMap<Option<i64>, Vec<&Participant>> = HashMap::new();
        for participant in &self.participants {
            of_incident.entry(participant.numbers[column]).or_default().push(participant);
        }
        let mut parts: BTreeMap<i64, (Dispute, Vec<EventId>)> = BTreeMap::new();
        for incident in &self.incidents {
            let number = incident.numbers[column];
            let participants = of_incident.remove(&number).unwrap_or_default();
            let event = event(incident, &participants, &mut met, into);
            let event = into.builder.add_event(event);
            into.name(event, key(into, number).as_deref());
            let own = Dispute { level: incident.level, span: incident.span };
            let (dispute, events) = parts.entry(incident.dispute).or_insert((own, Vec::new()));
            dispute.level = dispute.level.max(own.level);
            dispute.span = dispute.span.with(own.span);
            events.push(event);
        }
        met.strays = of_incident.values().map(Vec::len).sum();
        met.without_incidents =
            self.disputes.keys().filter(|number| !parts.contains_key(number)).count();
        for (number, (own, events)) in parts {
            let dispute = self.disputes.get(&number);
            met.by_incidents += usize::from(dispute.is_none());
            let event = self::dispute(number, *dispute.unwrap_or(&own), &mut met);
            let event = into.builder.add_event(event);
            into.name(event, key(into, Some(number)).as_deref());
            for part in events {
                into.builder.add_link(part, Relation::PartOf, event);
            }
        }
        met
    }
}

/// A number as the key of its event, where keys are kept.
fn key(into: &Intake<'_>, number: Option<i64>) -> Option<String> {
    number.filter(|_| into.options.native_ids).map(|number| number.to_string())
}

/// An incident goes from the side that acts to the other; where both act, it is mutual. Who took no
/// militarized action was the target.
fn event(
    incident: &Incident,
    participants: &[&Participant],
    met: &mut Met,
    into: &mut Intake<'_>,
) -> Event {
    let acts = |participant: &Participant| participant.action != 0;
    let side = |is_a: bool| {
        participants.iter().copied().filter(move |participant| participant.is_on_side_a == is_a)
    };
    let [a_acts, b_acts] = [true, false].map(|is_a| side(is_a).any(acts));
    let day = incident.span.first_day();
    let [a, b] = [true, false].map(|is_a| side(is_a).map(|one| state(one, day, into)).collect());
    let (sources, targets): (Vec<ActorId>, Vec<ActorId>) =
        if b_acts && !a_acts { (b, a) } else { (a, b) };
    met.phantoms += participants.iter().filter(|one| !acts(one)).count();
    met.alone += usize::from(participants.is_empty());
    let differs = |one: &&&Participant| acts(one) && one.action != incident.action;
    met.acted_otherwise += usize::from(participants.iter().filter(differs).count() > 0);

    let code = Code::new(Vocabulary::Mid, incident.action.to_string());
    let is_attack = scale::act_of(&code).kind() == EventKind::Attack;
    let mut event = Event::coded(sources, targets, met.when(incident.span), code);
    event.mutual = a_acts && b_acts;
    event.score = incident.level;
    match &incident.deaths {
        Some(deaths) if is_attack => event.with_attack(Attack::new().killing(deaths.clone())),
        // Only attacks have a number of deaths. Of anything else, the levels say as much.
        Some(deaths) if deaths.most() != Some(0) => {
            let levels = [
                (Deaths::Best, deaths.least()),
                (Deaths::Low, deaths.least()),
                (Deaths::High, deaths.most()),
            ];
            levels.into_iter().fold(event, |event, (figure, number)| {
                match number.and_then(|number| i32::try_from(number).ok()) {
                    Some(number) => event.with_level(Fatalities::counting(figure), number),
                    None => event,
                }
            })
        }
        _ => event,
    }
}

fn state(participant: &Participant, day: NaiveDate, into: &mut Intake<'_>) -> ActorId {
    let number = participant.state.to_string();
    into.actor_called(Naming::Cow, &number, day, (ActorKind::State, &participant.abbreviation))
}

/// A dispute is an event of no parties, so that it takes no part in chains: it is what its incidents
/// are part of.
fn dispute(number: i64, Dispute { level, span }: Dispute, met: &mut Met) -> Event {
    let text = format!("Militarized Interstate Dispute {number}");
    let event = Event::action((), met.when(span), Deed::Other).with_text(text);
    match level {
        Some(level) => event.with_level(Hostility, level),
        None => event,
    }
}

/// What was met while joining, to be told.
#[derive(Default)]
struct Met {
    phantoms: usize,
    alone: usize,
    strays: usize,
    acted_otherwise: usize,
    ended_early: usize,
    by_incidents: usize,
    without_incidents: usize,
}

impl Met {
    fn when(&mut self, span: Span) -> String {
        span.when().unwrap_or_else(|start| {
            self.ended_early += 1;
            start
        })
    }

    fn told(self) -> Vec<String> {
        let told = [
            (
                self.phantoms,
                "participants took no militarized action: they are targets, and no events",
            ),
            (self.alone, "incidents have no participants: they are partyless"),
            (self.strays, "participants are in no incident that was given: left out"),
            (
                self.acted_otherwise,
                "incidents have participants with another action: the incident's own is taken",
            ),
            (self.ended_early, "incidents or disputes end before they start: the end is left out"),
            (
                self.by_incidents,
                "disputes are not in MIDA, or it was not given: they last as their incidents do",
            ),
            (self.without_incidents, "disputes of MIDA have no incidents here: left out"),
        ];
        let met = told.into_iter().filter(|(count, _)| *count > 0);
        met.map(|(count, what)| format!("{count} {what}")).collect()
    }
}
