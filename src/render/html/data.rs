//! What the page knows of each event.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;

use super::super::{
    picture::Drawn,
    plain::shown,
    scene::{Mark, Scene, Tie},
};
use crate::{
    explain::Step,
    model::{ActorId, Confidence, Level, Report},
    timeline::Said,
};

/// How many chains can be chosen.
const CHAINS: usize = 200;

#[derive(Serialize)]
pub(super) struct Data<'a> {
    actors: Vec<Actor<'a>>,
    pub(super) events: Vec<Event>,
    ties: Vec<Line>,
    /// The first chains of the picture, each by the places of its events.
    pub(super) chains: Vec<Vec<usize>>,
}

#[derive(Serialize)]
struct Actor<'a> {
    key: Cow<'a, str>,
    names: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

#[derive(Serialize)]
pub(super) struct Event {
    pub(super) label: String,
    when: String,
    act: String,
    level: Option<f64>,
    /// The least of what is stated of it, in percent.
    pub(super) sure: Option<u8>,
    /// All who take part, as the query counts them.
    parties: Vec<usize>,
    by: Vec<usize>,
    on: Vec<usize>,
    text: Option<String>,
    known: Vec<String>,
    says: Vec<String>,
    reports: Vec<Told>,
    said: Vec<String>,
}

#[derive(Serialize)]
struct Told {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Line {
    pub(super) from: usize,
    to: usize,
    pub(super) why: String,
    sure: Option<u8>,
}

impl<'a> Data<'a> {
    pub(super) fn of(scene: &'a Scene<'_, '_>) -> Self {
        let timeline = scene.picture.chains.view().timeline();
        let actors = timeline.actors().map(|actor| Actor {
            key: shown(actor.key()),
            names: actor.names().iter().map(|(lang, name)| (shown(lang), shown(name))).collect(),
        });
        let line = |tie: &Tie| Line {
            from: tie.from,
            to: tie.to,
            why: tie.why(),
            sure: tie.sure.map(Confidence::percent),
        };
        Self {
            actors: actors.collect(),
            events: scene.marks.iter().map(|mark| event(scene, mark)).collect(),
            ties: scene.ties.iter().map(line).collect(),
            chains: chains(scene),
        }
    }

    /// The lines that lead to an event.
    pub(super) fn answered(&self, event: usize) -> &[Line] {
        let first = self.ties.partition_point(|tie| tie.to < event);
        let after = self.ties.partition_point(|tie| tie.to <= event);
        &self.ties[first..after]
    }

    /// A chain by the labels of its events.
    pub(super) fn chain(&self, events: &[usize]) -> String {
        let labels = events.iter().map(|event| self.events[*event].label.as_str());
        labels.collect::<Vec<_>>().join(" → ")
    }
}

fn chains(scene: &Scene<'_, '_>) -> Vec<Vec<usize>> {
    let Drawn::Chains(chains) = &scene.picture.drawn else { return Vec::new() };
    let place = |event: crate::timeline::EventRef<'_>| {
        scene.marks.partition_point(|mark| mark.event.position() < event.position())
    };
    chains.iter().take(CHAINS).map(|chain| chain.events().map(place).collect()).collect()
}

fn event(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> Event {
    let chains = &scene.picture.chains;
    let step = chains.event_step(mark.event, &scene.picture.language);
    let all =
        |texts: &[String]| texts.iter().map(|text| shown(text).into_owned()).collect::<Vec<_>>();
    let ids = |actors: &[ActorId]| actors.iter().map(|actor| actor.index()).collect::<Vec<_>>();
    let sure = [mark.event.confidence(), mark.event.attribution()].into_iter().flatten().min();
    let mut parties: Vec<_> = mark.by.iter().chain(&mark.on).copied().collect();
    parties.sort_unstable();
    parties.dedup();
    let told = |(text, report): (&String, &Report)| Told {
        text: shown(text).into_owned(),
        url: report.url().filter(|url| is_link(url)).map(|url| shown(url).into_owned()),
    };
    Event {
        label: shown(&mark.event.label()).into_owned(),
        when: step.when.clone(),
        act: step.act.to_string(),
        level: mark.level.map(Level::units),
        sure: sure.map(Confidence::percent),
        parties,
        by: ids(chains.authors(mark.event)),
        on: ids(mark.event.targets()),
        text: step.text.as_ref().map(|text| shown(text).into_owned()),
        known: all(&known(scene, mark, &step)),
        says: all(&step.says),
        reports: step.reports.iter().zip(mark.event.reports()).map(told).collect(),
        said: step.said_of_it.iter().map(said).map(|said| shown(&said).into_owned()).collect(),
    }
}

fn known(scene: &Scene<'_, '_>, mark: &Mark<'_>, step: &Step) -> Vec<String> {
    let reason = step.level_reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    let avowal = step.avowal.map(|avowal| format!("{avowal:?}").to_lowercase());
    let lines = [
        scene.rung(mark).map(|rung| rung + &reason),
        step.code.as_ref().map(|code| format!("code: {code}")),
        step.place.as_ref().map(|place| format!("place: {place}")),
        step.confidence.map(|sure| format!("it occurred: {sure}")),
        step.attribution.map(|sure| format!("who did it: {sure}")),
        avowal.map(|avowal| format!("by those held responsible: {avowal}")),
    ];
    let candidates =
        step.candidates.iter().map(|candidate| format!("may have done it: {candidate}"));
    lines.into_iter().flatten().chain(candidates).chain(step.counted_as.iter().cloned()).collect()
}

fn said(said: &Said) -> String {
    let text = said.text.as_ref().map_or(String::new(), |text| format!(": {text}"));
    let says: Vec<_> = said.says.iter().map(String::as_str).collect();
    let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join("; ")) };
    format!("{}, {}, {}{text}{says}", said.when, said.by.join(", "), said.act)
}

/// Whether it may be followed: nothing but a web address is a link.
fn is_link(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
