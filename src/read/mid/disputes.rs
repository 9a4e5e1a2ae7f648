//! Disputes as events: the rows of MIDA, joined with their participants in MIDB.

use super::{
    super::{ingest::Ingest, numbered::Numbered},
    events::{JoinCounts, incident_event, key},
    rows::{Incident, Participant},
};

/// The rows of MIDA and MIDB, as incidents and participants whose number is that of the dispute.
#[derive(Default)]
pub(super) struct Disputes {
    pub(super) rows: Vec<Incident>,
    pub(super) participants: Vec<(Incident, Participant)>,
    /// The names of the files of participants.
    pub(super) files: Vec<String>,
}

impl Disputes {
    /// Adds an event for each dispute, with the states of its sides. Without MIDA, the disputes are those of the
    /// participants: from the first day of one of them to the last, with the highest action and level.
    pub(super) fn add_events(mut self, ingest: &mut Ingest<'_>) {
        let mut counts = JoinCounts::default();
        let number = |incident: &Incident| incident.numbers[0];
        let is_without_mida = self.rows.is_empty();
        if is_without_mida {
            self.rows = of_participants(&self.participants);
            ingest.note_decision("MIDA was not given: each dispute lasts from the first day of a participant in MIDB to the last, with the highest action and level of them");
        }
        let of_disputes =
            Numbered::new(self.participants.len(), &|nth| number(&self.participants[nth].0));
        let in_order = Numbered::new(self.rows.len(), &|nth| number(&self.rows[nth]));
        counts.strays = self.participants.len() as u64;
        for same in in_order.groups() {
            // Of several rows with the same number, the last is taken.
            let Some(dispute) = same.last().map(|(_, nth)| &self.rows[*nth]) else { continue };
            let mut participants: Vec<&Participant> = Vec::new();
            let rows = of_disputes.with(same[0].0);
            counts.strays = counts.strays.saturating_sub(rows.len() as u64);
            for (_, nth) in rows {
                let new = &self.participants[*nth].1;
                // A state may leave a dispute and enter it again: several rows, of which it has the highest action.
                match participants
                    .iter_mut()
                    .find(|one| one.state == new.state && one.is_on_side_a == new.is_on_side_a)
                {
                    Some(known) if known.action < new.action => *known = new,
                    Some(_) => {}
                    None => participants.push(new),
                }
            }
            let event = incident_event(dispute, &participants, &mut counts, ingest);
            let text = format!("Militarized Interstate Dispute {}", dispute.dispute);
            let event = ingest.builder.add_event(event.with_text(text));
            ingest.name(event, key(ingest, Some(dispute.dispute)).as_deref());
        }
        counts.report_disputes(ingest);
    }
}

/// Returns the disputes that participants alone show.
fn of_participants(participants: &[(Incident, Participant)]) -> Vec<Incident> {
    let numbered = Numbered::new(participants.len(), &|nth| Some(participants[nth].0.dispute));
    let mut disputes = Vec::new();
    for rows in numbered.groups() {
        let mut dispute: Option<Incident> = None;
        for (_, nth) in rows {
            let own = &participants[*nth].0;
            dispute = Some(match dispute {
                None => own.clone(),
                Some(earlier) => earlier.union(own),
            });
        }
        if let Some(dispute) = dispute {
            disputes.push(dispute);
        }
    }
    disputes
}
