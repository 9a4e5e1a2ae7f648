//! Answers as JSON, for other programs.

use std::io::Write;

use escalade::{Chain, EventRef, Hop, Pivot};
use serde_json::{Value, json};

use super::{
    Printed,
    answers::{Answer, Asked, weight},
};

impl Asked<'_, '_> {
    pub(crate) fn print_json(&self, out: &mut impl Write) -> Printed {
        let told = match self.answer {
            Answer::Summary => self.summary()?,
            Answer::CountByLen => {
                let counts = self.chains.count_by_len()?;
                let told = |(len, count): (&_, &_)| json!({ "events": len, "chains": count });
                counts.iter().map(told).collect()
            }
            Answer::ByDyad => {
                let dyads = self.chains.by_dyad();
                json!(dyads.iter().take(self.limit()).collect::<Vec<_>>())
            }
            Answer::Pivots(most) => {
                self.chains.pivots().take(*most).map(|pivot| told_pivot(&pivot)).collect()
            }
            Answer::Hops => {
                let timeline = &self.reading.timeline;
                let ends = |hop: &Hop| [hop.from(), hop.to()].map(|id| named(timeline.event(id)));
                json!(self.hops().iter().take(self.limit()).map(ends).collect::<Vec<_>>())
            }
            Answer::Top(_) => {
                let told = |chain: &Chain<'_>| {
                    let (rise, weight) = (chain.rise(), weight(chain));
                    json!({ "events": events(chain), "rise": rise, "weight": weight })
                };
                self.listed()?.chains.iter().map(told).collect()
            }
            Answer::Sample(_) | Answer::Iter | Answer::Maximal | Answer::DistinctActors(_) => {
                self.listed()?.chains.iter().map(events).collect()
            }
            Answer::Longest | Answer::GreatestRise | Answer::Heaviest | Answer::Through(_) => {
                match self.listed()?.chains.first() {
                    Some(chain) => self.explained(chain)?,
                    None => Value::Null,
                }
            }
        };
        let told = match self.args.files.report {
            true => json!({ "answer": told, "report": self.reading.report }),
            false => told,
        };
        serde_json::to_writer_pretty(&mut *out, &told)?;
        Ok(writeln!(out)?)
    }

    fn summary(&self) -> serde_json::Result<Value> {
        let mut told = serde_json::to_value(self.chains.summary())?;
        told["format"] = json!(self.reading.report.files[0].format.as_str());
        told["rows"] = json!(self.reading.report.rows);
        told["query"] = serde_json::to_value(self.query)?;
        told["view"] = serde_json::to_value(self.view.steps())?;
        Ok(told)
    }

    fn explained(&self, chain: &Chain<'_>) -> serde_json::Result<Value> {
        let mut told = serde_json::to_value(chain.explain())?;
        if self.weighs() {
            told["weight"] = json!(weight(chain));
        }
        Ok(told)
    }
}

fn told_pivot(pivot: &Pivot<'_>) -> Value {
    json!({ "event": named(pivot.event()), "chains": pivot.chains(), "share": pivot.share() })
}

fn events(chain: &Chain<'_>) -> Value {
    chain.events().map(named).collect()
}

/// An event by its key, or its order of recording.
fn named(event: EventRef<'_>) -> Value {
    event.key().map_or_else(|| json!(event.id().index()), |key| json!(key))
}
