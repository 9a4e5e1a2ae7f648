//! The columns of the tables of a timeline.

use super::columns::{Col, Kind};

pub(super) const EVENTS: &[Col] = &[
    Col::new(
        "event",
        Kind::U32,
        "",
        "the order of recording, from 0, by which other tables name the event",
    ),
    Col::maybe("key", Kind::Text, "", "the key of the event"),
    Col::new("position", Kind::U64, "", "the place in the total order, from 0"),
    Col::new("when", Kind::Text, "", "the onset, and the end if it is known, in EDTF"),
    Col::new("earliest", Kind::Time, "ms", "the earliest time of the onset"),
    Col::new("latest", Kind::Time, "ms", "the time before which the onset is"),
    Col::new("kind", Kind::Text, "", "statement, attack or action"),
    Col::new("act", Kind::Text, "", "the speech act, means or kind of action"),
    Col::maybe("vocabulary", Kind::Text, "", "the coding scheme"),
    Col::maybe("code", Kind::Text, "", "the code in it"),
    Col::maybe(
        "score",
        Kind::F64,
        "units of the vocabulary, with its sign",
        "the score that the file gave the code",
    ),
    Col::new(
        "sources",
        Kind::Texts,
        "",
        "the keys of the source actors; of candidates, the likeliest",
    ),
    Col::new("targets", Kind::Texts, "", "the keys of the target actors"),
    Col::new("mutual", Kind::Bool, "", "whether the event runs in both directions"),
    Col::maybe("confidence", Kind::U8, "%", "how sure it is that the event occurred"),
    Col::maybe("attribution", Kind::U8, "%", "how sure it is that the sources did it"),
    Col::maybe("text", Kind::Text, "", "what happened, in words"),
    Col::maybe("place", Kind::Text, "", "where"),
    Col::maybe("mentions", Kind::U64, "1", "mentions in all articles together"),
    Col::maybe("news_sources", Kind::U64, "1", "news sources that report the event"),
    Col::maybe("articles", Kind::U64, "1", "articles that report the event"),
    Col::maybe("root", Kind::Bool, "", "whether it is the root event of a report"),
    Col::maybe("added", Kind::Day, "d", "the day the event was added to the file"),
    Col::maybe(
        "record",
        Kind::Text,
        "",
        "all that is known of an event with details, as its entry in the native document (JSON)",
    ),
];

pub(super) const ACTORS: &[Col] = &[
    Col::new("actor", Kind::U32, "", "the order of recording, from 0"),
    Col::new("key", Kind::Text, "", "the key of the actor"),
    Col::new("kind", Kind::Text, "", "state, military and so on; unspecified if not stated"),
    Col::maybe("note", Kind::Text, "", "a note"),
];

pub(super) const NAMES: &[Col] = &[
    Col::new("actor", Kind::Text, "", "the key of the actor"),
    Col::new("language", Kind::Text, "", "the language (BCP 47)"),
    Col::new("name", Kind::Text, "", "the name of the actor in it"),
];

pub(super) const MEMBERSHIPS: &[Col] = &[
    Col::new("member", Kind::Text, "", "the key of the actor that belongs to another"),
    Col::new("kind", Kind::Text, "", "part-of, member-of, acts-for or located-in"),
    Col::new("of", Kind::Text, "", "the key of the other actor"),
    Col::maybe("from", Kind::Text, "", "since when, in EDTF"),
    Col::maybe("until", Kind::Text, "", "until when, in EDTF"),
    Col::new("asserted_by", Kind::Texts, "", "the keys of those who assert it"),
    Col::maybe("confidence", Kind::U8, "%", "how sure it is"),
];

pub(super) const LEVELS: &[Col] = &[
    Col::new("event", Kind::U32, "", "the order of recording of the event"),
    Col::new("scale", Kind::Text, "", "the name of the scale"),
    Col::new("level", Kind::F64, "units of the scale", "the level that the coder assigned"),
    Col::maybe("reason", Kind::Text, "", "why"),
];

pub(super) const LINKS: &[Col] = &[
    Col::new("link", Kind::U32, "", "the order of recording, from 0"),
    Col::new("from", Kind::U32, "", "the event that the link is of: the later one of a response"),
    Col::new("relation", Kind::Text, "", "responds-to, retaliates-for and so on"),
    Col::new("to", Kind::U32, "", "the other event"),
    Col::new("asserted_by", Kind::Texts, "", "the keys of those who assert it"),
    Col::maybe("confidence", Kind::U8, "%", "how sure it is"),
    Col::maybe("date", Kind::Text, "", "when it was asserted, in EDTF"),
];

pub(super) const REPORTS: &[Col] = &[
    Col::new("about", Kind::Text, "", "event, assertion, link or membership"),
    Col::maybe(
        "event",
        Kind::U32,
        "",
        "the event, or the event whose statement makes the assertion",
    ),
    Col::maybe("assertion", Kind::U32, "", "the index of the assertion in its statement, from 0"),
    Col::maybe("link", Kind::U32, "", "the link"),
    Col::maybe("member", Kind::Text, "", "the key of the member"),
    Col::maybe(
        "membership",
        Kind::U32,
        "",
        "the index of the membership among those of the member, from 0",
    ),
    Col::new("report", Kind::U32, "", "the index of the report there, from 0"),
    Col::maybe("outlet", Kind::Text, "", "the key of the outlet"),
    Col::maybe("origin", Kind::Text, "", "public-record or coder, if there is no outlet"),
    Col::new("relays", Kind::Texts, "", "the keys of those whom the outlet relays"),
    Col::new("speakers", Kind::Texts, "", "the keys of the original speakers"),
    Col::maybe(
        "attributes_to",
        Kind::Texts,
        "",
        "the keys of those whom the report names as authors",
    ),
    Col::maybe("words", Kind::Text, "", "in its words"),
    Col::maybe("url", Kind::Text, "", "where it is"),
    Col::maybe("date", Kind::Text, "", "when it was published, in EDTF"),
    Col::maybe("reliability", Kind::Text, "", "how reliable the origin is, A to F"),
    Col::maybe("credibility", Kind::U8, "", "how credible the report is, 1 to 6"),
    Col::maybe(
        "extraction",
        Kind::U8,
        "%",
        "how sure it is that a program read the report rightly",
    ),
];
