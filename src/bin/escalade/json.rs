//! Answers as JSON, for other programs.

use std::{cell::RefCell, error::Error, io::Write, iter};

use escalade::{
    Chain,
    chain::{Hop, Pivot},
    timeline::EventRef,
};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeSeq},
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    args::Output,
    json_text,
    request::{Request, weight},
    safe_text::is_printable,
};

/// The entries of a list, each of which is made when the output comes to it.
type Entries<'e> = dyn Iterator<Item = Result<Value, String>> + 'e;

/// A list that is written entry by entry, so that it is never in memory as a whole.
struct Streamed<'s, 'e>(RefCell<&'s mut Entries<'e>>);

impl Serialize for Streamed<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for entry in &mut **self.0.borrow_mut() {
            list.serialize_element(&entry.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}

/// An answer with the report of the reading.
#[derive(Serialize)]
struct Reported<A> {
    answer: A,
    report: Value,
}

impl Request<'_, '_> {
    /// Prints the answer as JSON or JSON Lines.
    pub(crate) fn print_json(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        if let Some(narrative) = self.narrative()? {
            return self.print_value(out, &narrative.value);
        }
        match self.answer {
            Answer::CountByLen => {
                let counts = self.in_time(self.chains.count_by_len()?)?;
                let tally = |(len, count): (&_, &_)| json!({ "events": len, "chains": count });
                self.print_list(out, &mut counts.iter().map(|entry| Ok(tally(entry))))
            }
            Answer::ByDyad => {
                let dyads = self.dyads()?;
                let mut entries = dyads.iter().take(self.limit()).map(|dyad| Ok(json!(dyad)));
                self.print_list(out, &mut entries)
            }
            Answer::Pivots(most) => {
                let pivots = self.in_time(self.chains.pivots())?;
                let mut entries = pivots.take(*most).map(|pivot| Ok(pivot_value(&pivot)));
                self.print_list(out, &mut entries)
            }
            Answer::Hops => {
                let timeline = &self.reading.timeline;
                let ends = |hop: Hop| {
                    json!([hop.from(), hop.to()].map(|id| event_value(timeline.event(id))))
                };
                self.print_list(out, &mut self.hops().map(|hop| Ok(ends(hop))))
            }
            Answer::Top(_) => self.print_chains_as(out, |chain| {
                let (rise, weight) = (chain.rise(), weight(chain));
                json!({ "events": events(chain), "rise": rise, "weight": weight })
            }),
            Answer::Sample(_) | Answer::Iter | Answer::Maximal | Answer::DistinctActors(_) => {
                self.print_chains_as(out, events)
            }
            Answer::Summary => {
                let summary = self.in_time(self.summary()?)?;
                self.print_value(out, &summary)
            }
            Answer::Worlds(most) => {
                let worlds = self.chains.worlds()?;
                let chain = |chain: Chain<'_>| json!({ "events": events(&chain), "confidence": chain.confidence() });
                let best: Vec<Value> =
                    worlds.most_confident(*most).into_iter().map(chain).collect();
                let chains = self.in_time(worlds.count())?;
                self.print_value(out, &json!({ "chains": chains, "most_confident": best }))
            }
            _ => {
                let best = self.in_time(self.listing()?.next())?;
                let explained = best.map_or(Ok(Value::Null), |chain| self.explanation(&chain))?;
                self.print_value(out, &explained)
            }
        }
    }

    fn print_chains_as(
        &self,
        out: &mut impl Write,
        value: impl Fn(&Chain<'_>) -> Value,
    ) -> Result<(), Box<dyn Error>> {
        let mut listing = self.listing()?;
        let printed = self.print_list(out, &mut listing.by_ref().map(|chain| Ok(value(&chain))));
        // The bookmark also moves if the time limit ends the listing, but not if `out` fails.
        if printed.is_ok() || self.stop.check().is_err() {
            listing.finish(out)?;
        }
        printed
    }

    /// Prints a list entry by entry. If the time limit ends the list, it is not closed.
    fn print_list(
        &self,
        out: &mut impl Write,
        entries: &mut Entries<'_>,
    ) -> Result<(), Box<dyn Error>> {
        let problem = || self.stop.check().err().map(|_| Err(self.stop.problem()));
        let mut entries = entries.chain(iter::once_with(problem).flatten());
        if self.is_in_lines() {
            for entry in entries {
                write_line(out, &entry?)?;
            }
            return self.print_last_line(out);
        }
        self.print_document(out, &Streamed(RefCell::new(&mut entries)))
    }

    fn print_value(&self, out: &mut impl Write, value: &Value) -> Result<(), Box<dyn Error>> {
        if self.is_in_lines() {
            write_line(out, value)?;
            return self.print_last_line(out);
        }
        self.print_document(out, value)
    }

    fn print_document(
        &self,
        out: &mut impl Write,
        answer: &impl Serialize,
    ) -> Result<(), Box<dyn Error>> {
        if self.args.files.report {
            let report = serde_json::to_value(&self.reading.report)?;
            json_text::write_pretty(out, &Reported { answer, report })?;
        } else {
            json_text::write_pretty(out, answer)?;
        }
        Ok(writeln!(out)?)
    }

    /// Prints the report as the last of the lines, if it is wanted.
    fn print_last_line(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        if self.args.files.report {
            write_line(out, &json!({ "report": self.reading.report }))?;
        }
        Ok(())
    }

    fn is_in_lines(&self) -> bool {
        self.args.wanted.output == Output::Jsonl
    }

    fn summary(&self) -> serde_json::Result<Value> {
        let mut summary = serde_json::to_value(self.chains.summary())?;
        summary["format"] = json!(self.reading.report.files[0].format.as_str());
        summary["rows"] = json!(self.reading.report.rows);
        summary["query"] = serde_json::to_value(self.query)?;
        summary["view"] = serde_json::to_value(self.view.steps())?;
        Ok(summary)
    }

    /// Explains a chain; a long one is only described, with its events, unless its explanation is wanted.
    fn explanation(&self, chain: &Chain<'_>) -> serde_json::Result<Value> {
        let mut explanation = if self.explains(chain) {
            serde_json::to_value(chain.explain())?
        } else {
            json!({
                "scale": self.query.scale().name(),
                "span_seconds": chain.span().num_seconds(),
                "rise": chain.rise(),
                "confidence": chain.confidence(),
                "events": events(chain),
            })
        };
        if self.shows_weight() {
            explanation["weight"] = json!(weight(chain));
        }
        Ok(explanation)
    }
}

/// Writes a value as one line in which every character that is not printable is escaped.
pub(crate) fn write_line(out: &mut impl Write, value: &Value) -> Result<(), Box<dyn Error>> {
    let mut line = String::new();
    // Compact JSON holds such characters in strings alone.
    for letter in value.to_string().chars() {
        if is_printable(letter) {
            line.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                line.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Ok(writeln!(out, "{line}")?)
}

fn pivot_value(pivot: &Pivot<'_>) -> Value {
    json!({ "event": event_value(pivot.event()), "chains": pivot.chains(), "share": pivot.share() })
}

pub(crate) fn events(chain: &Chain<'_>) -> Value {
    chain.events().map(event_value).collect()
}

/// Returns the key of an event, or its order of recording if it has none.
pub(crate) fn event_value(event: EventRef<'_>) -> Value {
    event.key().map_or_else(|| json!(event.id().index()), |key| json!(key))
}
