//! Answers about who says what, what followed and what depends on whom.

use std::{error::Error, fmt::Display};

use escalade::{ActorId, Chain, EventId, Rank};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    answer::Answer,
    json::{event_value, events},
    request::{Request, event},
    safe_text::{isolated, listed},
};

/// An answer that is not a list of chains or a table of numbers.
pub(crate) struct Narrative {
    pub(crate) text: String,
    pub(crate) value: Value,
}

impl Narrative {
    fn of<T: Serialize + Display>(answer: &T) -> Result<Self, Box<dyn Error>> {
        Ok(Self { text: answer.to_string(), value: serde_json::to_value(answer)? })
    }
}

impl<'t> Request<'_, 't> {
    /// Returns the answer; `None` if it is a list of chains or a table.
    pub(crate) fn narrative(&self) -> Result<Option<Narrative>, Box<dyn Error>> {
        let view = self.view;
        let narrative = match self.answer {
            Answer::Threats => Narrative::of(&view.threats(self.query)?)?,
            Answer::Claims(key) => Narrative::of(&view.claims(self.event(key)?)?)?,
            Answer::Evidence(key) => Narrative::of(&view.evidence(self.event(key)?)?)?,
            Answer::Reactions(key) => {
                let event = self.event(key)?;
                let reactions = self.chains.reactions_to(event);
                Narrative::of(&reactions.ok_or_else(|| self.takes_no_part(event))?)?
            }
            Answer::OffRamps(key) => self.off_ramps(key.as_deref())?,
            Answer::HangsOn(key) => self.what_hangs_on(self.event(key)?)?,
            _ => return Ok(None),
        };
        self.in_time(Some(narrative))
    }

    pub(crate) fn event(&self, key: &str) -> Result<EventId, String> {
        event(&self.reading.timeline, key)
    }

    fn takes_no_part(&self, id: EventId) -> String {
        let label = self.reading.timeline.event(id).label();
        format!(
            "{} takes no part in the query: it has no level on {}, is below the floor (--floor none), has no \
             actors, or a step of the view leaves it out",
            isolated(&label),
            isolated(self.query.scale().name()),
        )
    }

    /// Returns the off-ramps of the best chain by `--rank`, of all chains or of those through an event.
    fn off_ramps(&self, key: Option<&str>) -> Result<Narrative, Box<dyn Error>> {
        let chain = match key {
            None => self.top()?.next(),
            Some(key) => self.chains.through(self.event(key)?, Rank::Longest),
        };
        let Some(chain) = chain else {
            return Ok(Narrative { text: "no chain\n".to_owned(), value: Value::Null });
        };
        let off_ramps = chain.off_ramps();
        let found = match off_ramps.off_ramps.is_empty() {
            true => "no off-ramp\n".to_owned(),
            false => off_ramps.to_string(),
        };
        let mut value = serde_json::to_value(&off_ramps)?;
        value["chain"] = events(&chain);
        Ok(Narrative { text: format!("{}\n{found}", in_one_line(&chain)), value })
    }

    /// Returns who names the author of an event, and which chains there are if its author is unknown.
    fn what_hangs_on(&self, id: EventId) -> Result<Narrative, Box<dyn Error>> {
        let timeline = &self.reading.timeline;
        let names = |event: EventId| isolated(&timeline.event(event).label()).into_owned();
        let label = names(id);
        let (all, left) = (self.chains.count(), self.chains.without(id)?.count());
        let mut text = format!("chains: {all}; if the author of {label} is unknown: {left}\n");
        let mut value = json!({
            "event": event_value(timeline.event(id)),
            "chains": all,
            "chains_without": left,
            "longest": null,
        });
        let Some(chain) = self.chains.through(id, Rank::Longest) else {
            text.push_str(&format!("no chain passes {label}\n"));
            return Ok(Narrative { text, value });
        };
        let depends = chain.author_dependent_events().iter().any(|event| event.id() == id);
        text.push_str(&format!("the longest chain that passes it: {}\n", in_one_line(&chain)));
        text.push_str(match depends {
            true => "it depends on who did the event\n",
            false => "it does not depend on who did the event\n",
        });
        let keys = |actors: &[ActorId]| -> Vec<&str> {
            actors.iter().map(|actor| timeline.actor(*actor).key()).collect()
        };
        let (mut accusers, mut links, mut accusers_only) = (Vec::new(), Vec::new(), false);
        if let Some(accusation) = chain.accusers().into_iter().find(|one| one.event.id() == id) {
            accusers = keys(&accusation.accusers);
            accusers_only = accusation.accusers_only;
            let others = if accusers_only { "no one else does" } else { "so do others" };
            let by = listed(&accusers, ", ");
            text.push_str(&format!("{by} say who did it; {others}\n"));
            for link in accusation.links {
                let link = timeline.link(link);
                let (from, to) = (names(link.from()), names(link.to()));
                text.push_str(&format!(
                    "only they say that {from} {} {to}\n",
                    link.relation().phrase()
                ));
                links.push(json!(
                    [link.from(), link.to()].map(|end| event_value(timeline.event(end)))
                ));
            }
        }
        let rest = chain.without(id)?;
        text.push_str("what is left of it if the author is unknown: ");
        let lines: Vec<_> = rest.iter().map(in_one_line).collect();
        text.push_str(&if lines.is_empty() { "no chain".to_owned() } else { lines.join("; ") });
        text.push('\n');
        value["longest"] = json!({
            "events": events(&chain),
            "depends_on_author": depends,
            "accusers": accusers,
            "accusers_only": accusers_only,
            "links_of_accusers": links,
            "left": rest.iter().map(events).collect::<Vec<_>>(),
        });
        Ok(Narrative { text, value })
    }
}

/// Returns the events of a chain in one line, each by its key or its order of recording.
fn in_one_line(chain: &Chain<'_>) -> String {
    let labels: Vec<_> =
        chain.events().map(|event| isolated(&event.label()).into_owned()).collect();
    labels.join(" -> ")
}
