//! Answers about who says what, what followed and what depends on whom.

use std::{error::Error, fmt::Display};

use chrono::TimeDelta;
use escalade::{
    ActorId, Chain, EventId, Rank, chain::Accusation, evidence::Proposition, timeline::EventRef,
};
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
            Answer::Threats => Narrative::of(&self.chains.threats())?,
            Answer::Claims(key) => Narrative::of(&view.claims(self.event(key)?)?)?,
            Answer::Evidence(key) => self.evidence(self.event(key)?)?,
            Answer::Reactions(key) => {
                let event = self.event(key)?;
                let reactions = self.chains.reactions_to(event);
                Narrative::of(&reactions.ok_or_else(|| self.takes_no_part(event))?)?
            }
            Answer::OffRamps(key) => self.off_ramps(key.as_deref())?,
            Answer::Phases(quiet) => self.phases(*quiet)?,
            Answer::HangsOn(key) => self.what_hangs_on(self.event(key)?)?,
            _ => return Ok(None),
        };
        self.in_time(Some(narrative))
    }

    pub(crate) fn event(&self, key: &str) -> Result<EventId, String> {
        event(&self.reading.timeline, key)
    }

    fn label(&self, id: EventId) -> String {
        isolated(&self.reading.timeline.event(id).label()).into_owned()
    }

    fn takes_no_part(&self, id: EventId) -> String {
        format!(
            "{} takes no part in the query: it has no level on {}, is below the floor (--floor none), has no \
             source or target, or a step of the view leaves it out",
            self.label(id),
            isolated(self.query.scale().name()),
        )
    }

    /// Returns the evidence that an event occurred and, if its author is known, that this author did it.
    fn evidence(&self, id: EventId) -> Result<Narrative, Box<dyn Error>> {
        let Narrative { mut text, mut value } = Narrative::of(&self.view.evidence(id)?)?;
        let shown = self.view.events().find(|event| event.id() == id);
        if shown.is_some_and(|event| !event.sources().is_empty()) {
            let author = Narrative::of(&self.view.evidence(Proposition::Attributed(id))?)?;
            text.push('\n');
            text.push_str(&author.text);
            value["attributed"] = author.value;
        }
        Ok(Narrative { text, value })
    }

    /// Returns the off-ramps of the best chain by `--rank` or, of the chains through an event, of the longest.
    fn off_ramps(&self, key: Option<&str>) -> Result<Narrative, Box<dyn Error>> {
        let (chain, none) = match key {
            None => (self.top()?.next(), "no chain\n".to_owned()),
            Some(key) => {
                let event = self.event(key)?;
                // Fails if the event takes no part in the query.
                self.chains.reactions_to(event).ok_or_else(|| self.takes_no_part(event))?;
                let none = format!("no chain passes {}\n", self.label(event));
                (self.chains.through(event, Rank::Longest), none)
            }
        };
        let Some(chain) = chain else {
            return Ok(Narrative { text: none, value: Value::Null });
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

    /// Returns the episodes of each pair of actors, with the events of their rise, peak and fall.
    fn phases(&self, quiet: TimeDelta) -> Result<Narrative, Box<dyn Error>> {
        let scale = self.query.scale();
        let (granularity, floor) = self.args.terms.of_phases(scale)?;
        let episodes = self.view.phases(quiet, scale, &granularity, floor)?;
        let mut text = match episodes.is_empty() {
            true => "no episode: no event between two actors is at or above the floor (--floor)\n"
                .to_owned(),
            false => String::new(),
        };
        for episode in &episodes {
            text.push_str(&format!("{episode}\n"));
            for (phase, labels) in [
                ("rise", labels(episode.rise(), ", ")),
                ("peak", labels(episode.peak(), ", ")),
                ("fall", labels(episode.fall(), ", ")),
            ] {
                if !labels.is_empty() {
                    text.push_str(&format!("  {phase}: {labels}\n"));
                }
            }
        }
        Ok(Narrative { text, value: serde_json::to_value(&episodes)? })
    }

    /// Returns who names the author of an event, and which chains there are if its author is unknown.
    fn what_hangs_on(&self, id: EventId) -> Result<Narrative, Box<dyn Error>> {
        let timeline = &self.reading.timeline;
        let label = self.label(id);
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
        let accusation = chain.accusers().into_iter().find(|one| one.event.id() == id);
        if let Some(accusation) = &accusation {
            text.push_str(&self.accusation_in_words(accusation));
        }
        let rest = chain.without(id)?;
        let lines: Vec<_> = rest.iter().map(in_one_line).collect();
        let lines = if lines.is_empty() { "no chain".to_owned() } else { lines.join("; ") };
        text.push_str(&format!("what is left of it if the author is unknown: {lines}\n"));
        let (mut accusers, mut links) = (Vec::new(), Vec::new());
        if let Some(accusation) = &accusation {
            accusers.extend(accusation.accusers.iter().map(|actor| timeline.actor(*actor).key()));
            for link in &accusation.links {
                let link = timeline.link(*link);
                links.push([link.from(), link.to()].map(|end| event_value(timeline.event(end))));
            }
        }
        value["longest"] = json!({
            "events": events(&chain),
            "depends_on_author": depends,
            "accusers": accusers,
            "accusers_only": accusation.is_some_and(|one| one.accusers_only),
            "links_of_accusers": links,
            "left": rest.iter().map(events).collect::<Vec<_>>(),
        });
        Ok(Narrative { text, value })
    }

    /// Returns who names the author of an event, and which links of a chain are their word too, line by line.
    fn accusation_in_words(&self, accusation: &Accusation<'_>) -> String {
        let timeline = &self.reading.timeline;
        let names = |actors: &[ActorId]| {
            let name = |actor: &ActorId| timeline.actor(*actor).name_in(self.view.language());
            listed(&actors.iter().map(name).collect::<Vec<_>>(), " and ")
        };
        let (by, author) = (names(&accusation.accusers), names(accusation.event.sources()));
        let (say, others) = match (accusation.accusers.len(), accusation.accusers_only) {
            (1, true) => ("says", "no one else does"),
            (1, false) => ("says", "so do others"),
            (_, true) => ("say", "no one else does"),
            (_, false) => ("say", "so do others"),
        };
        let mut text = format!("{by} {say} that {author} did it; {others}\n");
        for link in &accusation.links {
            let link = timeline.link(*link);
            text.push_str(&format!(
                "only {by} {say} that {} {} {}\n",
                self.label(link.from()),
                link.relation().phrase(),
                self.label(link.to()),
            ));
        }
        text
    }
}

/// Returns the events of a chain in one line.
fn in_one_line(chain: &Chain<'_>) -> String {
    labels(chain.events(), " -> ")
}

/// Returns the keys of events, or their orders of recording.
fn labels<'t>(events: impl Iterator<Item = EventRef<'t>>, between: &str) -> String {
    let labels: Vec<_> = events.map(|event| isolated(&event.label()).into_owned()).collect();
    labels.join(between)
}
