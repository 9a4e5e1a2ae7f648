//! The reader of MID files, which joins their rows to events.

use std::collections::HashSet;

use super::{
    super::{
        ingest::Ingest,
        numbered::Numbered,
        peek::peek,
        reader::{Input, Reader},
        records::{find_column, headers},
        table::Table,
        table_layout::TableLayout,
    },
    disputes::Disputes,
    events::{JoinCounts, dispute_event, incident_event, key},
    rows::{DISPUTES, Dispute, INCIDENTS, Incident, PARTICIPANTS, Participant},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::Relation,
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
    /// The rows of MIDA and MIDB, whose disputes are the events if no incidents are given.
    as_events: Disputes,
}

/// The kinds of files that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MidFile {
    Incidents,
    Participants,
    Disputes,
    DisputeParticipants,
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
            MidFile::Disputes | MidFile::DisputeParticipants => DISPUTES,
        };
        if file == MidFile::DisputeParticipants {
            self.as_events.files.push(input.name.to_owned());
        }
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
                MidFile::Disputes => {
                    let dispute = Incident::parse_dispute(row)?;
                    self.disputes.push((dispute.dispute, dispute.as_dispute()));
                    self.as_events.rows.push(dispute);
                }
                MidFile::DisputeParticipants => {
                    let part = Incident::parse_dispute(row)?;
                    let participant = Participant::parse_of_dispute(row, &part)?;
                    self.as_events.participants.push((part, participant));
                }
            }
            Ok(())
        })
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let has_incidents = self
            .files
            .iter()
            .any(|file| matches!(file, MidFile::Incidents | MidFile::Participants));
        let as_events = std::mem::take(&mut self.as_events);
        if !has_incidents && self.files.contains(&MidFile::DisputeParticipants) {
            as_events.add_events(ingest);
            return Ok(());
        }
        for name in as_events.files {
            let what = "participants of disputes, as in MIDB, where the events are incidents";
            ingest.note_decision(format!("{name} left out: it has {what}"));
        }
        let nth = self.join_number()?;
        let counts = std::mem::take(self).add_events(nth, ingest);
        counts.report(ingest);
        Ok(())
    }
}

/// Returns the kind of a file by its columns; `None` if they show no kind that is read.
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
            (false, true) => has("sidea").then_some(MidFile::DisputeParticipants),
        },
    )
}

/// Returns the error that the files given cannot be joined.
fn files_error(field: &str, got: &str, remedy: &str) -> Error {
    let allowed = "incidents (MIDI) and their participants (MIDIP) together, and optionally disputes (MIDA); or disputes (MIDA) with their participants (MIDB)";
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
        let remedy = "give both at once, with `Options::open_all`, on the command line escalade MIDI-5.01.csv MIDIP-5.01.csv";
        if matches!(&*self.files, [MidFile::Disputes, ..])
            && self.files.iter().all(|file| *file == MidFile::Disputes)
        {
            let remedy = "give MIDA with MIDB, with `Options::open_all`, on the command line escalade MIDA-5.0.csv MIDB-5.0.csv, or both files of incidents";
            return Err(files_error(
                "files",
                "disputes (MIDA) alone, which name no states",
                remedy,
            ));
        }
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
        counts.strays = participants.len() as u64;
        for incident in incidents {
            let number = incident.numbers[nth];
            let rows = number.map_or(&[][..], |number| of_incidents.with(number));
            let mut of_incident = Vec::with_capacity(rows.len());
            for (_, row) in rows {
                of_incident.push(&participants[*row]);
            }
            // No two incidents have the same number.
            counts.strays -= of_incident.len() as u64;
            let event = incident_event(incident, &of_incident, &mut counts, ingest);
            let event = ingest.builder.add_event(event);
            ingest.name(event, key(ingest, number).as_deref());
            events.push(event);
        }
        for rows in in_mida.groups() {
            counts.without_incidents += u64::from(of_disputes.with(rows[0].0).is_empty());
        }
        for rows in of_disputes.groups() {
            let number = rows[0].0;
            // Of several rows of MIDA with the same number, the last is taken.
            let dispute = in_mida.with(number).last().map(|(_, row)| disputes[*row].1);
            counts.not_in_mida += u64::from(dispute.is_none());
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
