//! What a view of the library shows, in the types of the oracle.

use chrono::NaiveDate;
use escalade::{View, model::Extras, timeline::EventRef};

use super::super::{
    extras::RawExtras,
    views::{ShownEvent, ShownView},
};

pub(crate) fn shown(view: &View<'_>) -> ShownView {
    let tallies = view.tallies();
    let left_out: u64 = tallies.iter().map(|tally| tally.left_out).sum();
    assert_eq!(view.len() as u64 + left_out, view.timeline().len() as u64);
    assert_eq!(tallies.len(), view.steps().len());
    for hidden in view.timeline().events().filter(|event| !view.contains(*event)) {
        assert!(view.merged_into(hidden).is_none_or(|first| first.position() < hidden.position()));
    }
    ShownView {
        events: view.events().map(|event| shown_event(view, event)).collect(),
        tallies: tallies.iter().map(|tally| (tally.left_out, tally.not_stated)).collect(),
    }
}

fn shown_event(view: &View<'_>, event: EventRef<'_>) -> ShownEvent {
    let name = super::name(event.key());
    (name, view.is_mutual(event), raw(view.extras(event)), reporters(view, event))
}

/// Returns the actors that report an event, sorted.
pub(crate) fn reporters(view: &View<'_>, event: EventRef<'_>) -> Vec<usize> {
    let reports = view.reports(event);
    let mut reporters: Vec<_> = reports.iter().map(|report| report.path()[0].index()).collect();
    reporters.sort_unstable();
    reporters
}

pub(crate) fn raw(extras: Extras) -> RawExtras {
    let first = NaiveDate::from_ymd_opt(2024, 4, 1).unwrap();
    RawExtras {
        mentions: extras.mentions(),
        root: extras.is_root(),
        added: extras.added().map(|day| (day - first).num_days()),
    }
}

pub(super) fn extras(raw: RawExtras) -> Extras {
    let mut extras = Extras::new();
    if let Some(mentions) = raw.mentions {
        extras = extras.with_mentions(mentions);
    }
    if let Some(root) = raw.root {
        extras = extras.with_root(root);
    }
    if let Some(day) = raw.added {
        let first = NaiveDate::from_ymd_opt(2024, 4, 1).unwrap();
        extras = extras.with_added(first + chrono::TimeDelta::days(day));
    }
    extras
}
