//! Blocs: a map, given by the user, of the actors that count as a bloc in a period.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{IntoWhen, ParsedWhen, When},
};

/// A map from actors to the blocs that they count as.
///
/// Actors are named by key, so that one map serves many files. Entries for actors that a timeline does
/// not have are ignored. If an actor is in several blocs at once, the first recorded one counts.
///
/// If the name of a bloc is the key of an actor of the timeline, the bloc is that actor, which is not
/// rolled up further. Otherwise it is a party that is not an actor.
///
/// The map is serialized as a list of its entries. Deserializing checks it as [`Blocs::new`] does.
/// Cloning is cheap.
///
/// ```
/// use escalade::{Query, When, timeline::{BlocMember, Blocs, Granularity}};
///
/// let blocs = Blocs::new([
///     BlocMember::new("NOR", "NATO"),
///     BlocMember::new("FIN", "NATO").from("2023-04-04"),
/// ])?;
/// let [before, after] = ["2023-04-03", "2023-04-04"].map(|day| day.parse::<When>().unwrap());
/// assert_eq!(blocs.bloc_of("FIN", before.earliest()), None);
/// assert_eq!(blocs.bloc_of("FIN", after.earliest()), Some("NATO"));
/// let json = serde_json::to_string(&blocs).unwrap();
/// assert_eq!(json, r#"[{"actor":"NOR","bloc":"NATO"},{"actor":"FIN","bloc":"NATO","from":"2023-04-04"}]"#);
/// assert_eq!(serde_json::from_str::<Blocs>(&json).unwrap(), blocs);
///
/// let query = Query::escalation().granularity(Granularity::Bloc(blocs));
/// assert!(query.to_string().contains("actors as blocs"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Blocs(Arc<[BlocEntry]>);

/// An entry of [`Blocs`]: an actor that counts as a bloc, always or for a period.
///
/// ```
/// use escalade::timeline::{BlocMember, Blocs};
///
/// let left = BlocMember::new("GBR", "EU").from("1973-01-01").until("2020-02-01");
/// let blocs = Blocs::new([left])?;
/// let day = |text: &str| text.parse::<escalade::When>().unwrap().earliest();
/// assert_eq!(blocs.bloc_of("GBR", day("2020-01-31")), Some("EU"));
/// assert_eq!(blocs.bloc_of("GBR", day("2020-02-01")), None);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct BlocMember {
    actor: String,
    bloc: String,
    from: Option<ParsedWhen>,
    until: Option<ParsedWhen>,
}

impl BlocMember {
    /// Creates an entry for the actor with this key, which is always in the bloc.
    pub fn new(actor: impl Into<String>, bloc: impl Into<String>) -> Self {
        Self { actor: actor.into(), bloc: bloc.into(), from: None, until: None }
    }

    /// Sets the beginning of the period: the earliest instant of `start`, included.
    pub fn from(mut self, start: impl IntoWhen) -> Self {
        self.from = Some(start.into_when());
        self
    }

    /// Sets the end of the period: the earliest instant of `end`, excluded.
    pub fn until(mut self, end: impl IntoWhen) -> Self {
        self.until = Some(end.into_when());
        self
    }
}

/// A checked entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct BlocEntry {
    pub(super) actor: String,
    pub(super) bloc: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<When>,
}

impl BlocEntry {
    /// Returns the half-open period, in UTC seconds since 1970.
    pub(super) fn period(&self) -> (i64, i64) {
        let start = self.from.as_ref().map_or(i64::MIN, When::earliest_second);
        let end = self.until.as_ref().map_or(i64::MAX, When::earliest_second);
        (start, end)
    }
}

impl Blocs {
    /// Creates a map of these entries.
    ///
    /// ```
    /// use escalade::timeline::{BlocMember, Blocs};
    ///
    /// let error = Blocs::new([
    ///     BlocMember::new("", "NATO"),
    ///     BlocMember::new("FIN", "NATO").from("April 2023"),
    ///     BlocMember::new("GBR", "EU").from("2020-02-01").until("1973-01-01"),
    /// ])
    /// .unwrap_err();
    /// let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    /// assert_eq!(places, ["blocs/0/actor", "blocs/1/from", "blocs/2/until"]);
    /// ```
    ///
    /// # Errors
    ///
    /// Returns one error with every problem: an empty name, text that is not a date, a period that does
    /// not end after it begins.
    pub fn new(entries: impl IntoIterator<Item = BlocMember>) -> Result<Self, Error> {
        let mut issues = Issues::default();
        let mut checked = Vec::new();
        for member in entries {
            let place = Location::from(format!("blocs/{}", checked.len()));
            checked.push(check_entry(member, &place, &mut issues));
        }
        issues.check(ErrorKind::Value)?;
        Ok(Self(checked.into()))
    }

    /// Returns the bloc that an actor is in at an instant, if any. If several are in force, returns the
    /// first recorded one. Takes O(n) for n entries.
    pub fn bloc_of(&self, actor: &str, at: DateTime<Utc>) -> Option<&str> {
        self.in_force(actor, at.timestamp())
    }

    /// Returns the distinct names of the blocs, in order of first entry.
    ///
    /// ```
    /// # use escalade::timeline::{BlocMember, Blocs};
    /// let entries = [("POL", "WARSAW PACT"), ("NOR", "NATO"), ("DEU", "NATO")];
    /// let blocs = Blocs::new(entries.map(|(actor, bloc)| BlocMember::new(actor, bloc)))?;
    /// assert!(blocs.names().eq(["WARSAW PACT", "NATO"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        self.0.iter().map(|entry| &*entry.bloc).filter(move |name| seen.insert(*name))
    }

    pub(super) fn entries(&self) -> &[BlocEntry] {
        &self.0
    }

    pub(super) fn in_force(&self, actor: &str, second: i64) -> Option<&str> {
        let holds = |entry: &&BlocEntry| {
            let (start, end) = entry.period();
            entry.actor == actor && start <= second && second < end
        };
        self.0.iter().find(holds).map(|entry| &*entry.bloc)
    }
}

fn check_entry(member: BlocMember, place: &Location, issues: &mut Issues) -> BlocEntry {
    let BlocMember { actor, bloc, from, until } = member;
    for (field, name) in &[("actor", &actor), ("bloc", &bloc)] {
        if name.is_empty() {
            let remedy = "name it, or leave the entry out";
            let issue = Issue::new(*field, "", "a name that is not empty", remedy);
            issues.push(issue.within(place));
        }
    }
    let mut date = |given: Option<ParsedWhen>, field: &str| match given.transpose() {
        Ok(when) => when,
        Err(error) => {
            issues.absorb(&error, &Location::from(field).inside(place));
            None
        }
    };
    let (from, until) = (date(from, "from"), date(until, "until"));
    let entry = BlocEntry { actor, bloc, from, until };
    let (start, end) = entry.period();
    if end <= start {
        let got = entry.until.as_ref().map(ToString::to_string).unwrap_or_default();
        let allowed = "an end that is later than the beginning";
        issues.push(Issue::new("until", got, allowed, "swap or correct the dates").within(place));
    }
    entry
}

impl Serialize for Blocs {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.entries().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Blocs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct UncheckedEntry {
            actor: String,
            bloc: String,
            from: Option<String>,
            until: Option<String>,
        }
        let entries = Vec::<UncheckedEntry>::deserialize(from)?;
        Self::new(entries.into_iter().map(|UncheckedEntry { actor, bloc, from, until }| {
            BlocMember {
                actor,
                bloc,
                from: from.map(IntoWhen::into_when),
                until: until.map(IntoWhen::into_when),
            }
        }))
        .map_err(de::Error::custom)
    }
}
