//! Native documents among the files of a timeline.

use super::{bad_records::BadRecords, ingest::Ingest};
use crate::{
    error::{Issue, Location},
    safe_text::isolated,
    timeline::Timeline,
};

impl Ingest<'_> {
    /// Adds a native document: as the whole timeline if it is the only file, else to the others.
    pub(super) fn add_document(&mut self, timeline: Timeline) {
        self.count_rows(timeline.len() as u64);
        match &*self.files {
            [_] => self.document = Some(timeline),
            _ => self.merge_document(&timeline),
        }
    }

    /// Adds the timeline of the current file to the builder.
    pub(super) fn merge_document(&mut self, timeline: &Timeline) {
        let file = Location::in_file(self.files.last().map_or("", |file| &file.name));
        let titles = (self.builder.title(), timeline.title());
        if let (Some(first), Some(other)) = titles
            && first != other
        {
            self.note_decision(format!("the title is «{first}»; «{other}» is left out"));
        }
        for _ in 0..timeline.links().len() {
            self.locate_link(file.clone());
        }
        let issues = timeline.add_to(&mut self.builder);
        let is_repeated_key = |issue: &Issue| {
            let field = issue.location().field().unwrap_or_default();
            field.starts_with("events/") && field.ends_with("/key")
        };
        let (repeated, mut others): (Vec<_>, Vec<_>) =
            issues.into_iter().partition(is_repeated_key);
        if self.options.bad_records == BadRecords::Fail {
            // All problems together.
            others.extend(repeated);
        } else if let Some(first) = repeated.first() {
            let name = self.files.last().map_or("", |file| &*file.name);
            let (count, key) = (repeated.len(), isolated(first.got()));
            self.note_decision(format!(
                "{name}: {count} events have the keys of events of earlier files, the first «{key}»: they are kept as events of their own, without their keys"
            ));
        }
        if !others.is_empty() {
            self.skip_record(&file, others);
        }
    }

    /// Notes the location of the next link that is being added to the builder. The builder checks links when
    /// all files are read, and reports them by index only.
    pub(super) fn locate_link(&mut self, location: Location) {
        self.link_locations.push(location);
    }
}
