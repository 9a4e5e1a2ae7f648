//! The columns of a kept timeline.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::{
    columnar::described,
    timeline::{Timeline, columns::MUTUAL as MUTUAL_FLAG},
};

/// The order of recording, where the rows are in another order.
pub(super) const EVENT: &str = "event";
pub(super) const KEY: &str = "key";
pub(super) const EARLIEST: &str = "earliest";
pub(super) const PRECISION: &str = "precision";
pub(super) const SOURCE: &str = "source";
pub(super) const TARGET: &str = "target";
pub(super) const KIND: &str = "kind";
pub(super) const ACT: &str = "act";
pub(super) const CODE: &str = "code";
pub(super) const SCORE: &str = "score";
pub(super) const MUTUAL: &str = "mutual";
pub(super) const TYPE: &str = "type";
pub(super) const MENTIONS: &str = "mentions";
pub(super) const SOURCES: &str = "sources";
pub(super) const ARTICLES: &str = "articles";
pub(super) const ROOT: &str = "root";
pub(super) const ADDED: &str = "added";
pub(super) const RECORD: &str = "record";

/// The words of the column `precision`. The last is that of onsets that only the record has.
pub(super) const PRECISIONS: [&str; 6] = ["year", "month", "day", "minute", "second", "other"];

/// The index of the precision `other`.
pub(super) const OTHER: u8 = 5;

/// The kind of file.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// In order of recording.
    Ipc,
    /// In order of time, so that the events of a period are next to each other in the file.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    Parquet,
}

/// Which columns a timeline needs. A column without any value is left out.
#[derive(Clone, Copy)]
pub(super) struct Needed {
    pub(super) key: bool,
    pub(super) score: bool,
    pub(super) mutual: bool,
    pub(super) mentions: bool,
    pub(super) sources: bool,
    pub(super) articles: bool,
    pub(super) root: bool,
    pub(super) added: bool,
    pub(super) record: bool,
}

impl Needed {
    /// Returns the columns that a timeline needs.
    pub(super) fn by(timeline: &Timeline) -> Self {
        let (columns, extras) = (&timeline.columns, &timeline.extras);
        Self {
            key: !timeline.keys.is_empty(),
            score: columns.types().iter().any(|kind| kind.score().is_some()),
            mutual: columns.flags.iter().any(|flags| flags & MUTUAL_FLAG != 0),
            mentions: !extras.mentions.is_empty(),
            sources: !extras.sources.is_empty(),
            articles: !extras.articles.is_empty(),
            root: !extras.roots.is_empty(),
            added: !extras.added.is_empty(),
            record: columns.details.len() + columns.multiple.len() + columns.whens.len() > 0,
        }
    }

    /// Returns the schema. Rows in another order than that of recording have the column `event`.
    pub(super) fn schema(self, form: Form) -> SchemaRef {
        let mut fields = Vec::new();
        let mut add = |is_needed, name, data_type, nullable, unit, about| {
            if is_needed {
                fields.push(described(Field::new(name, data_type, nullable), unit, about));
            }
        };
        let words =
            |index: DataType| DataType::Dictionary(Box::new(index), Box::new(DataType::Utf8));
        // Parquet has no times in seconds.
        let (unit, unit_name) = match form {
            Form::Ipc => (TimeUnit::Second, "s"),
            Form::Parquet => (TimeUnit::Millisecond, "ms"),
        };
        let utc = DataType::Timestamp(unit, Some("UTC".into()));
        let is_by_time = form == Form::Parquet;
        add(is_by_time, EVENT, DataType::UInt32, false, "", "the order of recording, from 0");
        add(self.key, KEY, DataType::Utf8, true, "", "the key of the event");
        add(true, EARLIEST, utc, false, unit_name, "the earliest second of the onset");
        add(
            true,
            PRECISION,
            words(DataType::UInt8),
            false,
            "",
            "the precision of the onset: year, month, day, minute, second; other: see the record",
        );
        add(
            true,
            SOURCE,
            words(DataType::UInt32),
            true,
            "",
            "the key of the first source actor; of candidates, the likeliest",
        );
        add(true, TARGET, words(DataType::UInt32), true, "", "the key of the first target actor");
        add(true, KIND, words(DataType::UInt8), false, "", "statement, attack or action");
        add(
            true,
            ACT,
            words(DataType::UInt8),
            false,
            "",
            "the speech act, means or kind of action",
        );
        add(true, CODE, words(DataType::UInt16), true, "", "the vocabulary and the code");
        add(
            self.score,
            SCORE,
            DataType::Float64,
            true,
            "units of the vocabulary, with its sign",
            "the score that the file gave the code",
        );
        add(
            self.mutual,
            MUTUAL,
            DataType::Boolean,
            false,
            "",
            "whether the event runs in both directions",
        );
        add(true, TYPE, DataType::UInt16, false, "", "the index of the type: act, code and score");
        for (is_needed, name, about) in [
            (self.mentions, MENTIONS, "mentions in all articles together"),
            (self.sources, SOURCES, "news sources that report the event"),
            (self.articles, ARTICLES, "articles that report the event"),
        ] {
            add(is_needed, name, DataType::UInt32, true, "1", about);
        }
        add(
            self.root,
            ROOT,
            DataType::Boolean,
            true,
            "",
            "whether it is the root event of a report",
        );
        add(
            self.added,
            ADDED,
            DataType::Date32,
            true,
            "d",
            "the day the event was added to the file",
        );
        add(
            self.record,
            RECORD,
            DataType::LargeUtf8,
            true,
            "",
            "all else that is known of the event, as its entry in the native document (JSON)",
        );
        Arc::new(Schema::new(fields))
    }
}
