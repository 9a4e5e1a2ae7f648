//! The data of a page, which its script reads.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;

use crate::{
    explain::Step,
    model::{ActorId, Confidence, Level, Report},
    render::{
        picture::PictureContent,
        scene::{Mark, Scene, Tie},
    },
    safe_text::{isolated, listed, on_one_line},
    timeline::{EventInWords, EventRef},
};

/// Number of chains offered in the filter.
const MAX_CHAINS: usize = 200;

/// The data of a page. All texts are made safe.
#[derive(Serialize)]
pub(super) struct PageData<'a> {
    actors: Vec<PageActor<'a>>,
    pub(super) events: Vec<PageEvent>,
    ties: Vec<PageTie>,
    /// The first chains of the picture, each as the indices of its events.
    pub(super) chains: Vec<Vec<usize>>,
}

#[derive(Serialize)]
struct PageActor<'a> {
    key: Cow<'a, str>,
    names: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

#[derive(Serialize)]
pub(super) struct PageEvent {
    pub(super) label: String,
    when: String,
    act: String,
    level: Option<f64>,
    /// The lowest stated confidence, in percent.
    pub(super) confidence: Option<u8>,
    /// Sources and targets, as indices into the parties of the scene.
    parties: Vec<usize>,
    /// Authors, as indices into the actors of the timeline.
    by: Vec<usize>,
    /// Targets, as indices into the actors of the timeline.
    on: Vec<usize>,
    text: Option<String>,
    facts: Vec<String>,
    says: Vec<String>,
    reports: Vec<PageReport>,
    statements: Vec<String>,
}

#[derive(Serialize)]
struct PageReport {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
pub(super) struct PageTie {
    pub(super) from: usize,
    to: usize,
    pub(super) why: String,
    confidence: Option<u8>,
}

impl<'a> PageData<'a> {
    pub(super) fn of(scene: &'a Scene<'_, '_>) -> Self {
        let timeline = scene.picture.chains.view().timeline();
        let actors = timeline.actors().map(|actor| PageActor {
            key: on_one_line(actor.key()),
            names: actor
                .names()
                .iter()
                .map(|(lang, name)| (on_one_line(lang), on_one_line(name)))
                .collect(),
        });
        let page_tie = |tie: &Tie| PageTie {
            from: tie.from,
            to: tie.to,
            why: tie.why(),
            confidence: tie.confidence.map(Confidence::percent),
        };
        Self {
            actors: actors.collect(),
            events: scene.marks.iter().map(|mark| page_event(scene, mark)).collect(),
            ties: scene.ties.iter().map(page_tie).collect(),
            chains: chains(scene),
        }
    }

    /// Returns the lines that lead to an event.
    pub(super) fn ties_to(&self, event: usize) -> &[PageTie] {
        // Ties are sorted by their later event.
        let first = self.ties.partition_point(|tie| tie.to < event);
        let after = self.ties.partition_point(|tie| tie.to <= event);
        &self.ties[first..after]
    }

    /// Returns the labels of a chain's events.
    pub(super) fn chain_in_words(&self, events: &[usize]) -> String {
        let labels = events.iter().map(|event| self.events[*event].label.as_str());
        labels.collect::<Vec<_>>().join(" → ")
    }
}

fn chains(scene: &Scene<'_, '_>) -> Vec<Vec<usize>> {
    let PictureContent::Chains(chains) = &scene.picture.content else { return Vec::new() };
    let index = |event: EventRef<'_>| {
        scene.marks.partition_point(|mark| mark.event.position() < event.position())
    };
    chains.iter().take(MAX_CHAINS).map(|chain| chain.events().map(index).collect()).collect()
}

fn page_event(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> PageEvent {
    let chains = &scene.picture.chains;
    let step = chains.event_step(mark.event, &scene.picture.language);
    let safe = |text: &str| on_one_line(text).into_owned();
    let all_safe = |texts: &[String]| texts.iter().map(|text| safe(text)).collect::<Vec<_>>();
    let ids = |actors: &[ActorId]| actors.iter().map(|actor| actor.index()).collect::<Vec<_>>();
    let confidence =
        [mark.event.confidence(), mark.event.attribution()].into_iter().flatten().min();
    let mut parties: Vec<_> = mark.by.iter().chain(&mark.on).copied().collect();
    parties.sort_unstable();
    parties.dedup();
    let page_report = |(text, report): (&String, &Report)| PageReport {
        text: safe(text),
        url: report.url().filter(|url| is_web_address(url)).map(safe),
    };
    PageEvent {
        label: safe(&mark.event.label()),
        when: step.when.clone(),
        act: step.act.to_string(),
        level: mark.level.map(Level::units),
        confidence: confidence.map(Confidence::percent),
        parties,
        by: ids(chains.authors(mark.event)),
        on: ids(mark.event.targets()),
        text: step.text.as_deref().map(safe),
        facts: all_safe(&facts(scene, mark, &step)),
        says: all_safe(&step.says),
        reports: step.reports.iter().zip(mark.event.reports()).map(page_report).collect(),
        statements: step
            .statements_about
            .iter()
            .map(|one| safe(&statement_in_words(one)))
            .collect(),
    }
}

/// Returns what is known of an event beyond its actors and its text, each item in words.
fn facts(scene: &Scene<'_, '_>, mark: &Mark<'_>, step: &Step) -> Vec<String> {
    let reason = step
        .level_reason
        .as_ref()
        .map_or(String::new(), |reason| format!(": {}", isolated(reason)));
    let avowal = step.avowal.map(|avowal| format!("{avowal:?}").to_lowercase());
    let lines = [
        scene.level_in_words(mark).map(|level| level + &reason),
        step.code.as_ref().map(|code| format!("code: {}", isolated(code))),
        step.place.as_ref().map(|place| format!("place: {}", isolated(place))),
        step.confidence.map(|percent| format!("confidence that it occurred: {percent}")),
        step.attribution.map(|percent| format!("confidence in the author: {percent}")),
        avowal.map(|avowal| format!("responsibility: {avowal}")),
    ];
    let candidates =
        step.candidates.iter().map(|candidate| format!("possible author: {candidate}"));
    lines.into_iter().flatten().chain(candidates).chain(step.counted_as.iter().cloned()).collect()
}

/// Returns a statement about an event in words.
fn statement_in_words(statement: &EventInWords) -> String {
    let text =
        statement.text.as_ref().map_or(String::new(), |text| format!(": {}", isolated(text)));
    let says: Vec<_> = statement.says.iter().map(String::as_str).collect();
    let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join("; ")) };
    format!("{}, {}, {}{text}{says}", statement.when, listed(&statement.by, ", "), statement.act)
}

/// Returns `true` for web addresses. Other URLs, such as `javascript:`, do not become links.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
