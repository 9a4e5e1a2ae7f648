//! The reader of MID files, which joins their rows to events.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    super::{
        ingest::Ingest,
        naming::Naming,
        numbered::Numbered,
        peek::peek,
        reader::{Input, Reader},
        records::{find_column, headers},
        table::Table,
        table_layout::TableLayout,
    },
    dates::DateSpan,
    rows::{DISPUTES, Dispute, INCIDENTS, Incident, PARTICIPANTS, Participant},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{ActionKind, ActorId, ActorKind, Attack, Code, Event, EventKind, Relation, Vocabulary},
    scale::{self, Deaths, Fatalities, Hostility},
};

/// The reader of MID files, with the rows of all files.
#[derive(Default)]
pub(in super::super) struct Mid {
    incidents: Vec<Incident>,
    participants: Vec<Participant>,
    /// The rows of MIDA with the number of the dispute.
    disputes: Vec<(i64, Dispute)>,
    /// The incidents and participants read so far, to detect duplicates: which of the two incident numbers,
    /// its value, and the state of a participant.
    seen: HashSet<(usize, i64, Option<i64>)>,
    files: Vec<MidFile>,
}

/// The kinds of files that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MidFile {
    Incidents,
    Participants,
    Disputes,
}

impl Reader for Mid {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let Some(file) = file_kind(input)? else {
            let what = "participants of disputes, as in MIDB, who take part in no incident";
            ingest.note_decision(format!("{} left out: it has {what}", input.name));
            return Ok(());
        };
        self.files.push(file);
        let columns = match file {
            MidFile::Incidents => INCIDENTS,
            MidFile::Participants => PARTICIPANTS,
            MidFile::Disputes => DISPUTES,
        };
        let layout = TableLayout::detect(input, columns)?;
        Table::open(input, ingest.options, layout)?.for_each(ingest, &mut |row, _| {
            match file {
                MidFile::Incidents => {
                    let incident = Incident::parse(row)?;
                    self.check_new(incident.numbers, None)?;
                    self.incidents.push(incident);
                }
                MidFile::Participants => {
                    let participant = Participant::parse(row)?;
                    self.check_new(participant.numbers, Some(participant.state))?;
                    self.participants.push(participant);
                }
                MidFile::Disputes => self.disputes.push(Dispute::parse(row)?),
            }
            Ok(())
        })
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let nth = self.join_number()?;
        let counts = std::mem::take(self).add_events(nth, ingest);
        counts.report(ingest);
        Ok(())
    }
}

/// Returns the kind of a file by its columns; `None` for MIDB, the participants of disputes.
fn file_kind(input: &mut Input<'_>) -> Result<Option<MidFile>, Error> {
    let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
    // The wrong delimiters leave the header whole, or cut it into few parts.
    let mut names = Vec::new();
    for header in headers(head) {
        if header.len() >= names.len() {
            names = header;
        }
    }
    let has = |name| find_column(&names, name).is_some();
    Ok(
        match (
            has("incidnum") || has("incidnum3") || has("incidnum4") || has("ord_incidnum"),
            has("ccode"),
        ) {
            (true, true) => Some(MidFile::Participants),
            (true, false) => Some(MidFile::Incidents),
            (false, false) => Some(MidFile::Disputes),
            (false, true) => None,
        },
    )
}

/// Returns the error that the files given cannot be joined.
fn files_error(field: &str, got: &str, remedy: &str) -> Error {
    let allowed =
        "incidents (MIDI) and their participants (MIDIP) together, and optionally disputes (MIDA)";
    Issues::from(Issue::new(field, got, allowed, remedy)).into_error(ErrorKind::Input)
}

impl Mid {
    /// Returns an issue if an earlier row has the same number, and the same state if it is a participant.
    fn check_new(
        &mut self,
        numbers: [Option<i64>; 2],
        state: Option<i64>,
    ) -> Result<(), Vec<Issue>> {
        for (nth, number) in numbers.into_iter().enumerate() {
            if let Some(number) = number
                && self.seen.contains(&(nth, number, state))
            {
                let allowed = "each incident once, and each state in it once";
                let remedy = "give the files of one edition, each once";
                return Err(vec![Issue::new("incidnum", number, allowed, remedy)]);
            }
        }
        for (nth, number) in numbers.into_iter().enumerate() {
            if let Some(number) = number {
                self.seen.insert((nth, number, state));
            }
        }
        Ok(())
    }

    /// Returns which of the two incident numbers joins incidents and participants: 0, the older one, which all
    /// editions have, if both files have it; else 1.
    fn join_number(&self) -> Result<usize, Error> {
        let remedy = "give both at once: `open_all([\"MIDI-5.01.csv\", \"MIDIP-5.01.csv\"])`";
        if !self.files.contains(&MidFile::Incidents) {
            return Err(files_error("files", "no incidents (MIDI)", remedy));
        }
        if !self.files.contains(&MidFile::Participants) {
            return Err(files_error("files", "no participants of incidents (MIDIP)", remedy));
        }
        for nth in 0..2 {
            if self.incidents.iter().all(|incident| incident.numbers[nth].is_some())
                && self.participants.iter().all(|participant| participant.numbers[nth].is_some())
            {
                return Ok(nth);
            }
        }
        let got = "files of two editions, which number incidents differently";
        Err(files_error("files", got, "give both files of one edition"))
    }

    /// Adds all events, joining incidents and participants by this incident number.
    fn add_events(self, nth: usize, ingest: &mut Ingest<'_>) -> JoinCounts {
        let mut counts = JoinCounts::default();
        let Self { incidents, participants, disputes, .. } = &self;
        let of_incidents = Numbered::new(participants.len(), &|row| participants[row].numbers[nth]);
        let of_disputes = Numbered::new(incidents.len(), &|row| Some(incidents[row].dispute));
        let in_mida = Numbered::new(disputes.len(), &|row| Some(disputes[row].0));
        let mut events = Vec::with_capacity(incidents.len());
        counts.strays = participants.len();
        for incident in incidents {
            let number = incident.numbers[nth];
            let rows = number.map_or(&[][..], |number| of_incidents.with(number));
            let mut of_incident = Vec::with_capacity(rows.len());
            for (_, row) in rows {
                of_incident.push(&participants[*row]);
            }
            // No two incidents have the same number.
            counts.strays -= of_incident.len();
            let event = incident_event(incident, &of_incident, &mut counts, ingest);
            let event = ingest.builder.add_event(event);
            ingest.name(event, key(ingest, number).as_deref());
            events.push(event);
        }
        for rows in in_mida.groups() {
            counts.without_incidents += usize::from(of_disputes.with(rows[0].0).is_empty());
        }
        for rows in of_disputes.groups() {
            let number = rows[0].0;
            // Of several rows of MIDA with the same number, the last is taken.
            let dispute = in_mida.with(number).last().map(|(_, row)| disputes[*row].1);
            counts.not_in_mida += usize::from(dispute.is_none());
            let dispute = dispute.unwrap_or_else(|| {
                let mut union = incidents[rows[0].1].as_dispute();
                for (_, row) in &rows[1..] {
                    union = union.union(incidents[*row].as_dispute());
                }
                union
            });
            let event = ingest.builder.add_event(dispute_event(number, dispute, &mut counts));
            ingest.name(event, key(ingest, Some(number)).as_deref());
            for (_, row) in rows {
                ingest.builder.add_link(events[*row], Relation::PartOf, event);
            }
        }
        counts
    }
}

/// Returns a number as the key of its event, or `None` if keys are not kept.
fn key(ingest: &Ingest<'_>, number: Option<i64>) -> Option<String> {
    number.filter(|_| ingest.options.native_ids).map(|number| number.to_string())
}

/// Returns the event of an incident, from the side that acts to the other; if both act, it is mutual. A side
/// that took no militarized action is the target.
fn incident_event(
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
            counts.passive += usize::from(!acts);
        }
    }
    let (sources, targets) = if b_acts && !a_acts { (b, a) } else { (a, b) };
    counts.without_participants += usize::from(participants.is_empty());
    counts.other_action += usize::from(has_other_action);

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
fn dispute_event(number: i64, Dispute { level, span }: Dispute, counts: &mut JoinCounts) -> Event {
    let text = format!("Militarized Interstate Dispute {number}");
    let event = Event::action((), counts.when(span), ActionKind::Other).with_text(text);
    match level {
        Some(level) => event.with_level(Hostility, level),
        None => event,
    }
}

/// Counts for the report.
#[derive(Default)]
struct JoinCounts {
    passive: usize,
    without_participants: usize,
    strays: usize,
    other_action: usize,
    ended_early: usize,
    not_in_mida: usize,
    without_incidents: usize,
}

impl JoinCounts {
    /// Returns a span in EDTF, and counts it if its end is before its start and left out.
    fn when(&mut self, span: DateSpan) -> String {
        span.when().unwrap_or_else(|start| {
            self.ended_early += 1;
            start
        })
    }

    /// Adds the counts to the decisions of the report.
    fn report(&self, ingest: &mut Ingest<'_>) {
        for (count, what) in [
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
        ] {
            if count > 0 {
                ingest.note_decision(format!("{count} {what}"));
            }
        }
    }
}
