//! `escalade why-not`: why events are no hop, or no chain.

use std::{error::Error, io::Write};

use clap::ValueEnum;
use escalade::{EventId, why_not};
use serde::Serialize;
use serde_json::Value;

use crate::{files::Files, json_text, request::event, terms::Terms, views::Views};

/// Say why an event does not follow another, or why some events are no chain
///
/// EVENT is the key of an event, or its order of recording, such as #0 for the first. Arguments before the events
/// that name existing files are read; without one, the crisis of April 2024 is. Two events are asked about as a hop,
/// more as a chain. Every term of the query that fails is named, with the value found, the value asked for, and the
/// least changes of the query with which it passes.
#[derive(Debug, clap::Args)]
#[command(override_usage = "escalade why-not [FILE]... EVENT EVENT [EVENT]... [OPTIONS]")]
pub(crate) struct WhyNot {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    views: Views,
    #[command(flatten)]
    terms: Terms,
    /// Ask about two events as a chain too: with --first, --within and the other bounds on chains
    #[arg(long, help_heading = "The answer")]
    chain: bool,
    #[arg(long, default_value = "text", help_heading = "The answer")]
    output: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// The answer as JSON, with what was asked for beside it.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    why_not: &'a why_not::WhyNot,
    query: String,
    view: Value,
}

impl WhyNot {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let (files, keys) = self.files.and_events();
        if keys.len() < 2 {
            let got = if keys.is_empty() { "no event".to_owned() } else { keys.join(", ") };
            let message =
                format!("name two events or more, got {got}: a key, or #0 for the first recorded");
            return Err(message.into());
        }
        let reading = files.read(&self.views.extras())?;
        let query = self.terms.query(reading.report.files[0].format)?;
        let view = self.views.view(&reading.timeline, &query)?;
        let chains = view.chains(&query)?;
        let ids: Result<Vec<EventId>, String> =
            keys.iter().map(|key| event(&reading.timeline, key)).collect();
        let why_not = match ids?.as_slice() {
            [earlier, later] if !self.chain => chains.why_not(*earlier, *later),
            events => chains.why_not_chain(events),
        };
        match self.output {
            Form::Text => write!(out, "query: {query}\n\n{why_not}")?,
            Form::Json => {
                let view = serde_json::to_value(view.steps())?;
                let answer = Answer { why_not: &why_not, query: query.to_string(), view };
                json_text::write_pretty(out, &answer)?;
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;
    use serde_json::Value;

    use crate::{args::Args, run};

    fn printed(options: &[&str]) -> Result<String, String> {
        let mut out = Vec::new();
        let args = ["escalade", "why-not"].iter().chain(options);
        run(&Args::try_parse_from(args).unwrap(), &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn reasons_are_printed_as_text_and_json() {
        let text = printed(&["killing", "barrage", "--gap", "5"]).unwrap();
        assert!(text.contains("no hop from killing (2024-04-01)"), "{text}");
        assert!(text.contains("gap of killing, barrage: found 12 days"), "{text}");
        let json = printed(&["killing", "barrage", "--gap", "5", "--output", "json"]).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["reasons"][0]["term"], "gap");
        assert!(json["reasons"][0]["remedies"][0][0]["max_gap"].as_i64().unwrap() > 12 * 86_400);
        let admitted = printed(&["killing", "barrage", "--gap", "30"]).unwrap();
        assert!(admitted.contains("no term fails"), "{admitted}");
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tit_for_tat.tsv");
        let text = printed(&[file, "#1", "#0", "#2", "--gap", "7"]).unwrap();
        assert!(text.contains("no chain of #1") && text.contains("the other way round"), "{text}");
        let text = printed(&["killing", "barrage", "--chain", "--min-len", "3"]).unwrap();
        assert!(text.contains("length of killing, barrage: found 2 events"), "{text}");
    }

    #[test]
    fn events_must_exist() {
        for events in [&["killing"][..], &[], &["killing", "no such event"]] {
            assert!(printed(events).is_err(), "{events:?}");
        }
    }
}
