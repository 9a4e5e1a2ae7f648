//! ICEWS coded events: an event a row, 20 columns between tabs.
//!
//! Actors have names and not codes. Each row says in which country and of which sectors its actors are
//! on that day; so where an actor belongs is known for good only when every row was read.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    date, fields,
    intake::{Intake, Names, Naming},
    reader::{Input, Reader},
    table::{Column, Layout, Row, Table, needed, wanted},
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, ActorKind, Code, Event, Membership, MembershipKind, Vocabulary},
    scale,
};

const ID: usize = 0;
const DATE: usize = 1;
const SOURCE: Party = Party { name: 2, sectors: 3, country: 4 };
const TARGET: Party = Party { name: 8, sectors: 9, country: 10 };
const TEXT: usize = 5;
const CODE: usize = 6;
const INTENSITY: usize = 7;

const COLUMNS: &[Column<'_>] = &[
    wanted("Event ID"),
    needed("Event Date"),
    needed("Source Name"),
    wanted("Source Sectors"),
    wanted("Source Country"),
    wanted("Event Text"),
    wanted("CAMEO Code"),
    wanted("Intensity"),
    needed("Target Name"),
    wanted("Target Sectors"),
    wanted("Target Country"),
];

/// What the rows of all files said of their actors and codes.
#[derive(Default)]
pub(super) struct Icews {
    countries: Names,
    /// Where each actor belongs, from a day on: changes, in order of the rows.
    standings: BTreeMap<ActorId, Vec<(NaiveDate, Standing)>>,
    told_by_text: u64,
}

/// In which way an actor belongs to which country, if it is in one.
type Standing = Option<(MembershipKind, u32)>;

impl Reader for Icews {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let layout = Layout::told_by(input, COLUMNS)?;
        Table::open(input, into.options, layout)?.each(into, |row, into| self.row(row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        let mut moved = 0;
        for (actor, changes) in std::mem::take(&mut self.standings) {
            moved += u64::from(self.settle(actor, changes, into));
        }
        if moved > 0 {
            into.decide(format!("{moved} actors belong elsewhere, or otherwise, from some day on"));
        }
        if self.told_by_text > 0 {
            let codes = self.told_by_text;
            into.decide(format!(
                "{codes} codes were missing or bad, and are told by the event text"
            ));
        }
        Ok(())
    }
}

impl Icews {
    /// Takes in one row, or says all that is wrong with it.
    fn row(&mut self, row: &Row<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let day = date::day(row.field(DATE));
        if day.is_none() {
            row.refuse(DATE, date::ALLOWED, "correct the date", &mut issues);
        }
        let id = [row.field(DATE), b"/", row.field(ID)].concat();
        let key = into.key(row.name(ID), &id, &mut issues);
        let (source, target) = (SOURCE.of(row, &mut issues), TARGET.of(row, &mut issues));
        let text = row.text(TEXT, &mut issues);
        let code = text.and_then(|text| self.code(row, text, &mut issues));
        let score = fields::goldstein(row.name(INTENSITY), row.field(INTENSITY), &mut issues);
        let (Some(day), Some(key), Some(source), Some(target), Some(text), Some(code), Some(score)) =
            (day, key, source, target, text, code, score)
        else {
            return Err(issues);
        };

        let source = source.map(|source| self.actor(&source, day, into));
        let target = target.map(|target| self.actor(&target, day, into));
        let event = if into.options.descriptions && !fields::is_missing(text) {
            let mut event = Event::coded(source, target, day, Code::new(Vocabulary::Cameo, code));
            event.score = score;
            into.builder.add_event(event.with_text(text))
        } else {
            let code = into.code(Vocabulary::Cameo, code, score);
            into.builder.add_row(source, target, day, code)
        };
        into.name(event, key);
        Ok(())
    }

    /// A code of the vocabulary stands, and so does a longer one that begins as a category does, if
    /// the text does not say better. What is no code is what the text says, or the row is bad.
    fn code<'r>(&mut self, row: &Row<'r>, text: &str, issues: &mut Vec<Issue>) -> Option<&'r str> {
        let code = fields::code(row.name(CODE), row.field(CODE), issues)?;
        if scale::is_known(&Code::new(Vocabulary::Cameo, code)) {
            return Some(code);
        }
        if let [told] = scale::cameo_named(text)[..] {
            self.told_by_text += 1;
            return Some(told);
        }
        let category = code.get(..2).map(|root| Code::new(Vocabulary::Cameo, root));
        if category.is_some_and(|category| scale::is_known(&category)) {
            return Some(code);
        }
        let allowed = "a code of CAMEO, or an event text that names one";
        row.refuse(CODE, allowed, "correct it, or leave the row out", issues);
        None
    }

    /// The actor of a name, who on that day belongs where the row says.
    fn actor(&mut self, party: &Named<'_>, day: NaiveDate, into: &mut Intake<'_>) -> ActorId {
        let actor = into.actor(Naming::Name, party.name);
        let standing = party.country.map(|(kind, name)| (kind, self.countries.intern(name)));
        let changes = self.standings.entry(actor).or_default();
        if changes.last().is_none_or(|(_, last)| *last != standing) {
            changes.push((day, standing));
        }
        actor
    }

    /// Gives an actor its memberships: the first from ever, each until the next, the last for good. Of
    /// several that begin on one day, the first. Says whether there are several. States and actors of
    /// whom the user knows better have none of these.
    fn settle(
        &mut self,
        actor: ActorId,
        mut changes: Vec<(NaiveDate, Standing)>,
        into: &mut Intake<'_>,
    ) -> bool {
        let known = into.builder.actor(actor);
        if known.is_none_or(|known| known.kind == ActorKind::State || !known.memberships.is_empty())
        {
            return false;
        }
        changes.sort_by_key(|(day, _)| *day);
        changes.dedup_by_key(|(day, _)| *day);
        changes.dedup_by_key(|(_, standing)| *standing);
        for (nth, (day, standing)) in changes.iter().enumerate() {
            let Some((kind, country)) = standing else { continue };
            let country = into.actor(Naming::Name, &self.countries.names[*country as usize]);
            if country == actor || is_within(country, into) {
                continue;
            }
            let mut membership = Membership::new(*kind, country);
            if nth > 0 {
                membership = membership.from(*day);
            }
            if let Some((next, _)) = changes.get(nth + 1) {
                membership = membership.until(*next);
            }
            into.builder.add_membership(actor, membership);
        }
        changes.len() > 1
    }
}

/// Whether a country is itself in another, so that belonging might run in a circle.
fn is_within(country: ActorId, into: &Intake<'_>) -> bool {
    let is_inner = |membership: &Membership| {
        matches!(membership.kind(), MembershipKind::PartOf | MembershipKind::LocatedIn)
    };
    into.builder.actor(country).is_some_and(|country| country.memberships.iter().any(is_inner))
}

/// The columns of one party.
struct Party {
    name: usize,
    sectors: usize,
    country: usize,
}

/// A party, with the way in which it belongs to its country.
struct Named<'r> {
    name: &'r str,
    country: Option<(MembershipKind, &'r str)>,
}

impl Party {
    /// Who it is, or that it is missing.
    fn of<'r>(&self, row: &Row<'r>, issues: &mut Vec<Issue>) -> Option<Option<Named<'r>>> {
        let [name, sectors, country] =
            [self.name, self.sectors, self.country].map(|column| row.text(column, issues));
        let (name, sectors, country) = (name?, sectors?, country?);
        let country = (!fields::is_missing(country)).then(|| (membership(sectors), country));
        Some((!fields::is_missing(name)).then_some(Named { name, country }))
    }
}

/// How one of these sectors belongs to its country. Whom CAMEO would call an agent of the state (GOV,
/// MIL, SPY, COP, JUD, LEG; a governing party is GOV) is part of it, unless it fights or opposes it
/// (REB, OPP) as well; anyone else is located in it.
fn membership(sectors: &str) -> MembershipKind {
    const OF_THE_STATE: [&str; 5] =
        ["Government", "Military", "Police", "Judicial", "Legislative / Parliamentary"];
    const AGAINST_IT: [&str; 7] = [
        "Dissident",
        "International Dissident",
        "Rebel",
        "Insurgents",
        "Separatists",
        "Organized Violent",
        "Radicals / Extremists / Fundamentalists",
    ];
    let has = |is: &dyn Fn(&str) -> bool| sectors.split(',').any(|sector| is(sector.trim()));
    let is_of_the_state =
        has(&|sector| OF_THE_STATE.contains(&sector) || sector.ends_with("(In Government)"));
    if is_of_the_state && !has(&|sector| AGAINST_IT.contains(&sector)) {
        MembershipKind::PartOf
    } else {
        MembershipKind::LocatedIn
    }
}
