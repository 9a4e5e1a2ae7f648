//! Evaluation of predicates.

use super::{
    EventRef, Predicate, Timeline,
    predicate::{ScaleLevel, Test},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, Report},
};

impl Predicate {
    /// Looks up the keys of actors in a timeline and returns the predicate as a closure.
    pub(crate) fn in_timeline<'a>(&'a self, timeline: &'a Timeline) -> Result<Passes<'a>, Error> {
        let mut issues = Issues::default();
        let passes = self.resolve(timeline, &mut issues);
        issues.check(ErrorKind::Query)?;
        Ok(passes)
    }

    fn resolve<'a>(&'a self, timeline: &'a Timeline, issues: &mut Issues) -> Passes<'a> {
        match &self.test {
            Test::Kinds(kinds) => Box::new(|event| kinds.contains(&event.act().kind())),
            Test::Code { vocabulary, code } => Box::new(|event| {
                event.event_type().code().is_some_and(|given| {
                    given.vocabulary() == *vocabulary && given.as_str().starts_with(&**code)
                })
            }),
            Test::Sources(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| is_any(event.sources(), &wanted, event))
            }
            Test::Targets(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| is_any(event.targets(), &wanted, event))
            }
            Test::Parties(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| {
                    is_any(event.sources(), &wanted, event)
                        || is_any(event.targets(), &wanted, event)
                })
            }
            Test::AtLeast(ScaleLevel { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() >= *level - LEVEL_TOLERANCE)
            }),
            Test::AtMost(ScaleLevel { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() <= *level + LEVEL_TOLERANCE)
            }),
            Test::ReportedBy(key) => {
                let reporter = actors(std::slice::from_ref(key), timeline, issues);
                Box::new(move |event| {
                    let passed =
                        |report: &Report| reporter.iter().any(|one| report.passed_through(*one));
                    event.reports().iter().any(passed)
                })
            }
            Test::IndependentReports(least) => {
                Box::new(|event| event.timeline().view().independent_reports(event) >= *least)
            }
            Test::Place(place) => Box::new(|event| event.place() == Some(place)),
            Test::All(list) => {
                let tests: Vec<_> = list.iter().map(|one| one.resolve(timeline, issues)).collect();
                Box::new(move |event| tests.iter().all(|passes| passes(event)))
            }
            Test::AnyOf(list) => {
                let tests: Vec<_> = list.iter().map(|one| one.resolve(timeline, issues)).collect();
                Box::new(move |event| tests.iter().any(|passes| passes(event)))
            }
            Test::Not(one) => {
                let passes = one.resolve(timeline, issues);
                Box::new(move |event| !passes(event))
            }
            Test::Named(closure) => Box::new(|event| (closure.passes)(event)),
            Test::TooDeep(()) => {
                self.check_into(issues);
                Box::new(|_| false)
            }
        }
    }
}

/// Levels are whole tenths, which binary fractions represent inexactly.
const LEVEL_TOLERANCE: f64 = 1e-6;

/// A predicate with its actors looked up in a timeline.
pub(crate) type Passes<'a> = Box<dyn Fn(EventRef<'_>) -> bool + 'a>;

/// Returns the ids of actors, and reports keys that the timeline does not have.
fn actors(keys: &[String], timeline: &Timeline, issues: &mut Issues) -> Vec<ActorId> {
    let mut known = Vec::new();
    for key in keys {
        match timeline.actor_by_key(key) {
            Some(actor) => known.push(actor.id()),
            None => {
                let remedy = timeline.nearest_actor_key(key).map_or_else(
                    || "add the actor, or leave it out".to_owned(),
                    |near| format!("write `{near}` if that is meant"),
                );
                let allowed = "the key of an actor of this timeline";
                issues.push(Issue::new(Location::default(), key, allowed, remedy));
            }
        }
    }
    known
}

/// Returns `true` if one of the parties is one of `wanted`, or an organ of one, at the onset of the event.
fn is_any(parties: &[ActorId], wanted: &[ActorId], event: EventRef<'_>) -> bool {
    let (timeline, second) = (event.timeline(), event.earliest().timestamp());
    parties
        .iter()
        .any(|party| wanted.iter().any(|whole| timeline.is_within(*party, *whole, second)))
}
