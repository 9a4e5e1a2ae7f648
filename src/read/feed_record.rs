//! Parsing of single records of a feed: those of [JSON Lines](super::jsonl), withdrawals, and times up to which data are
//! complete.

use super::{
    json::read_header,
    json_span::JsonSpan,
    json_value::{malformed, record, suggest, value},
};
use crate::{
    error::{Issue, Location},
    timeline::document::{ActorEntry, CoveredEntry, Document, EventEntry, EventKey, LinkEntry},
};

/// A record of a feed.
pub(crate) enum FeedRecord {
    /// A title, or a count of unreadable records.
    Head(Document),
    Actor(ActorEntry),
    Event(Box<EventEntry>),
    Link(LinkEntry),
    Coverage(CoveredEntry),
    Withdraw(EventKey),
    /// A date.
    CompleteTo(String),
}

const KNOWN: [&str; 6] = ["actor", "event", "link", "coverage", "withdraw", "complete_to"];
const HEAD: [&str; 3] = ["escalade", "title", "unreadable"];

impl FeedRecord {
    /// Parses a record, or returns all problems found.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Issue>> {
        let span = JsonSpan::parse(text)
            .map_err(|error| vec![malformed(text, &Location::default().at_line(1), &error)])?;
        let members: Vec<_> = span.members().collect();
        let mut issues = Vec::new();
        let parsed = match &*members {
            [(kind, span)] if KNOWN.contains(&&**kind) => match &**kind {
                "actor" => record(*span, kind, &mut issues).ok().map(Self::Actor),
                "event" => record(*span, kind, &mut issues).ok().map(Self::Event),
                "link" => record(*span, kind, &mut issues).ok().map(Self::Link),
                "coverage" => record(*span, kind, &mut issues).ok().map(Self::Coverage),
                "withdraw" => value(*span, format_args!("{kind}"), &mut issues).map(Self::Withdraw),
                _ => value(*span, format_args!("{kind}"), &mut issues).map(Self::CompleteTo),
            },
            members
                if !members.is_empty() && members.iter().all(|(key, _)| HEAD.contains(&&**key)) =>
            {
                let mut head = Document::default();
                for (key, span) in members {
                    read_header(&mut head, key, *span, format_args!("head/{key}"), &mut issues);
                }
                Some(Self::Head(head))
            }
            members => {
                let allowed = "an object of `actor`, `event`, `link`, `coverage`, `withdraw` or `complete_to` alone, or of `escalade`, `title` and `unreadable`";
                let remedy = match members {
                    [(key, _)] => suggest(key, &KNOWN),
                    _ => "write one record at a time, inside its kind: {\"event\": {…}}".to_owned(),
                };
                issues.push(Issue::new("line", text, allowed, remedy));
                None
            }
        };
        parsed.filter(|_| issues.is_empty()).ok_or(issues)
    }
}
