//! The reader of GDELT files, which passes each to the code for its kind.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::{
    super::{
        date,
        ingest::Ingest,
        peek::peek,
        reader::{Input, Reader},
        row_shapes::is_gdelt_event,
        unnamed_columns::UnnamedColumns,
    },
    events::Events,
    export, header_table,
    mentions::{MentionLayout, Mentions},
};
use crate::error::Error;

/// The reader of GDELT files.
#[derive(Default)]
pub(in super::super) struct Gdelt {
    events: Events,
    mentions: Mentions,
}

impl Reader for Gdelt {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        if let Some(layout) = MentionLayout::detect(head) {
            return self.mentions.read(layout, input, ingest);
        }
        let has_header = header_table::has_header(head);
        if let Some((from, until)) = covered_time(input.name) {
            ingest.builder.cover(from..until);
        }
        let is_table = has_header
            || export::is_saved_again(head).unwrap_or_else(|| {
                let found = UnnamedColumns::find(head, &is_gdelt_event);
                found.is_some_and(|found| !found.are_lines())
            });
        if is_table {
            header_table::read(&mut self.events, input, ingest)
        } else {
            export::read(&mut self.events, input, ingest)
        }
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        self.events.report(ingest);
        self.mentions.report(ingest);
        Ok(())
    }
}

/// Returns the time that a file covers, start inclusive and end exclusive, if it has the name under which
/// GDELT distributes it: the day of `20160728.export.CSV`, or the 15 minutes that begin at the time of
/// `20191024143000.export.CSV`.
fn covered_time(name: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stamp, rest) = name.split_once('.')?;
    if !rest.to_ascii_lowercase().starts_with("export.csv") {
        return None;
    }
    let (day, clock) = stamp.split_at_checked(8)?;
    let day = date::eight_digits(day.as_bytes())?;
    let (time, duration) = match clock {
        "" => (NaiveTime::MIN, TimeDelta::days(1)),
        clock => (NaiveTime::parse_from_str(clock, "%H%M%S").ok()?, TimeDelta::minutes(15)),
    };
    let from = day.and_time(time).and_utc();
    Some((from, from + duration))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_gives_the_time_it_covers() {
        for (name, covered) in [
            ("20160728.export.CSV", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("data/20160728.export.CSV.zip", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("20191024143000.export.CSV", Some("2019-10-24 14:30 2019-10-24 14:45")),
            ("C:\\gdelt\\20191024234500.export.csv", Some("2019-10-24 23:45 2019-10-25 00:00")),
            ("20160728.csv", None),
            ("20160732.export.CSV", None),
            ("2016072.export.CSV", None),
            ("20191024250000.export.CSV", None),
            ("ÅÄÖÜÅÄÖÜ.export.CSV", None),
            ("20191024143000.mentions.CSV", None),
        ] {
            let format = |instant: DateTime<Utc>| instant.format("%F %R").to_string();
            let given = covered_time(name).map(|(from, until)| format(from) + " " + &format(until));
            assert_eq!(given.as_deref(), covered, "{name}");
        }
    }
}
