//! Evaluation of predicates.

use super::{
    EventRef, Predicate, Timeline,
    did_you_mean::ACTOR_OF_TIMELINE,
    predicate::{ScaleLevel, Test},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, Report},
};

impl Predicate {
    /// Looks up the keys of actors in a timeline and returns the predicate as a closure.
    pub(crate) fn in_timeline<'a>(&'a self, timeline: &Timeline) -> Result<Passes<'a>, Error> {
        let mut issues = Issues::default();
        let resolved = self.resolve(timeline, &mut issues);
        issues.check(ErrorKind::Query)?;
        Ok(Box::new(move |event| resolved.passes(event)))
    }

    /// Appends the keys of the actors that the predicate names.
    #[cfg(feature = "distributed")]
    pub(crate) fn append_actors(&self, keys: &mut Vec<String>) {
        match &self.test {
            Test::Sources(named) | Test::Targets(named) | Test::Parties(named) => {
                keys.extend_from_slice(named);
            }
            Test::ReportedBy(key) => keys.push(key.clone()),
            Test::All(list) | Test::AnyOf(list) => {
                list.iter().for_each(|one| one.append_actors(keys));
            }
            Test::Not(one) => one.append_actors(keys),
            _ => {}
        }
    }

    fn resolve(&self, timeline: &Timeline, issues: &mut Issues) -> Resolved<'_> {
        let mut resolved = Resolved { test: &self.test, actors: Vec::new(), parts: Vec::new() };
        match &self.test {
            Test::Sources(keys) | Test::Targets(keys) | Test::Parties(keys) => {
                resolved.actors = actors(keys, timeline, issues);
            }
            Test::ReportedBy(key) => {
                resolved.actors = actors(std::slice::from_ref(key), timeline, issues);
            }
            Test::All(list) | Test::AnyOf(list) => {
                for one in list {
                    resolved.parts.push(one.resolve(timeline, issues));
                }
            }
            Test::Not(one) => resolved.parts.push(one.resolve(timeline, issues)),
            Test::TooDeep(()) => self.check_into(issues),
            _ => {}
        }
        resolved
    }
}

/// A predicate with its actors looked up in a timeline.
struct Resolved<'a> {
    test: &'a Test,
    /// The actors that the test names.
    actors: Vec<ActorId>,
    /// The predicates that the test consists of.
    parts: Vec<Resolved<'a>>,
}

impl Resolved<'_> {
    fn passes(&self, event: EventRef<'_>) -> bool {
        let has = |parties: &[ActorId]| is_any_within(parties, &self.actors, event);
        match self.test {
            Test::Kinds(kinds) => kinds.contains(&event.act().kind()),
            Test::Acts(acts) => acts.contains(&event.act()),
            Test::Code { vocabulary, code } => {
                let given = event.event_type().code();
                given.is_some_and(|given| {
                    given.vocabulary() == *vocabulary && given.as_str().starts_with(&**code)
                })
            }
            Test::Sources(_) => has(event.sources()),
            Test::Targets(_) => has(event.targets()),
            Test::Parties(_) => has(event.sources()) || has(event.targets()),
            Test::AtLeast(ScaleLevel { scale, level }) => {
                let given = event.level(&**scale);
                given.is_some_and(|given| given.units() >= *level - LEVEL_TOLERANCE)
            }
            Test::AtMost(ScaleLevel { scale, level }) => {
                let given = event.level(&**scale);
                given.is_some_and(|given| given.units() <= *level + LEVEL_TOLERANCE)
            }
            Test::ReportedBy(_) => {
                let by_any =
                    |report: &Report| self.actors.iter().any(|actor| report.passed_through(*actor));
                event.reports().iter().any(by_any)
            }
            Test::IndependentReports(least) => {
                event.timeline().view().independent_reports(event) >= *least
            }
            Test::Place(place) => event.place() == Some(place),
            Test::All(_) => self.parts.iter().all(|part| part.passes(event)),
            Test::AnyOf(_) => self.parts.iter().any(|part| part.passes(event)),
            Test::Not(_) => !self.parts.iter().any(|part| part.passes(event)),
            Test::Named(closure) => (closure.passes)(event),
            Test::TooDeep(()) => false,
        }
    }
}

/// Levels are whole tenths, which binary fractions represent inexactly.
const LEVEL_TOLERANCE: f64 = 1e-6;

/// The test of a predicate whose actors were looked up in a timeline.
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
                issues.push(Issue::new(Location::default(), key, ACTOR_OF_TIMELINE, remedy));
            }
        }
    }
    known
}

/// Returns `true` if one of the parties is one of `wanted`, or an organ of one, at the onset of the event.
pub(super) fn is_any_within(parties: &[ActorId], wanted: &[ActorId], event: EventRef<'_>) -> bool {
    let (timeline, second) = (event.timeline(), event.earliest().timestamp());
    parties
        .iter()
        .any(|party| wanted.iter().any(|whole| timeline.is_within(*party, *whole, second)))
}
