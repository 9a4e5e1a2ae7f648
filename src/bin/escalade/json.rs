//! Answers as JSON, for other programs.

use std::{error::Error, io::Write};

use escalade::{
    Chain,
    chain::{Hop, Pivot},
    timeline::EventRef,
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    json_text,
    request::{Request, weight},
};

impl Request<'_, '_> {
    pub(crate) fn print_json(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let mut value = self.to_value()?;
        if self.args.files.report {
            value = json!({ "answer": value, "report": self.reading.report });
        }
        json_text::write_pretty(out, &value)?;
        Ok(writeln!(out)?)
    }

    fn to_value(&self) -> Result<Value, Box<dyn Error>> {
        Ok(match self.answer {
            Answer::Summary => self.summary()?,
            Answer::CountByLen => {
                let counts = self.chains.count_by_len()?;
                let tally = |(len, count): (&_, &_)| json!({ "events": len, "chains": count });
                counts.iter().map(tally).collect()
            }
            Answer::ByDyad => {
                let dyads = self.chains.by_dyad();
                json!(dyads.iter().take(self.limit()).collect::<Vec<_>>())
            }
            Answer::Pivots(most) => {
                self.chains.pivots().take(*most).map(|pivot| pivot_value(&pivot)).collect()
            }
            Answer::Hops => {
                let timeline = &self.reading.timeline;
                let ends =
                    |hop: &Hop| [hop.from(), hop.to()].map(|id| event_value(timeline.event(id)));
                json!(self.hops().iter().take(self.limit()).map(ends).collect::<Vec<_>>())
            }
            Answer::Top(_) => {
                let ranked = |chain: &Chain<'_>| {
                    let (rise, weight) = (chain.rise(), weight(chain));
                    json!({ "events": events(chain), "rise": rise, "weight": weight })
                };
                self.listing()?.chains.iter().map(ranked).collect()
            }
            Answer::Sample(_) | Answer::Iter | Answer::Maximal | Answer::DistinctActors(_) => {
                self.listing()?.chains.iter().map(events).collect()
            }
            Answer::Longest | Answer::GreatestRise | Answer::Heaviest | Answer::Through(_) => {
                match self.listing()?.chains.first() {
                    Some(chain) => self.explanation(chain)?,
                    None => Value::Null,
                }
            }
        })
    }

    fn summary(&self) -> serde_json::Result<Value> {
        let mut summary = serde_json::to_value(self.chains.summary())?;
        summary["format"] = json!(self.reading.report.files[0].format.as_str());
        summary["rows"] = json!(self.reading.report.rows);
        summary["query"] = serde_json::to_value(self.query)?;
        summary["view"] = serde_json::to_value(self.view.steps())?;
        Ok(summary)
    }

    fn explanation(&self, chain: &Chain<'_>) -> serde_json::Result<Value> {
        let mut explanation = serde_json::to_value(chain.explain())?;
        if self.shows_weight() {
            explanation["weight"] = json!(weight(chain));
        }
        Ok(explanation)
    }
}

fn pivot_value(pivot: &Pivot<'_>) -> Value {
    json!({ "event": event_value(pivot.event()), "chains": pivot.chains(), "share": pivot.share() })
}

fn events(chain: &Chain<'_>) -> Value {
    chain.events().map(event_value).collect()
}

/// Returns the key of an event, or its order of recording if it has none.
fn event_value(event: EventRef<'_>) -> Value {
    event.key().map_or_else(|| json!(event.id().index()), |key| json!(key))
}
