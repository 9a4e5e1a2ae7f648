//! ICEWS coded events: one event per row, in 20 tab-separated columns.
//!
//! Actors have names, not codes. Each row gives the country and the sectors of its actors on that day, so
//! that the memberships of an actor are complete only when all rows are read.

use chrono::{Datelike, NaiveDate};

use super::{
    fields,
    ingest::Ingest,
    interner::Interner,
    naming::Naming,
    numbered::Numbered,
    plain::Cell,
    reader::{Input, Reader},
    table::Table,
    table_layout::{ColumnSpec, TableLayout, optional, required},
    table_row::TableRow,
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, ActorKind, Code, Event, Membership, MembershipKind, Vocabulary},
    scale,
};

const ID: usize = 0;
const DATE: usize = 1;
const SOURCE: PartyColumns = PartyColumns { name: 2, sectors: 3, country: 4 };
const TARGET: PartyColumns = PartyColumns { name: 8, sectors: 9, country: 10 };
const TEXT: usize = 5;
const CODE: usize = 6;
const INTENSITY: usize = 7;

const COLUMNS: &[ColumnSpec<'_>] = &[
    optional(&["Event ID"], Cell::Id),
    required(&["Event Date"], Cell::Day),
    required(&["Source Name"], Cell::Party),
    optional(&["Source Sectors"], Cell::Text),
    optional(&["Source Country"], Cell::Text),
    optional(&["Event Text"], Cell::Text),
    optional(&["CAMEO Code", "Event Code"], Cell::Cameo),
    optional(&["Intensity", "Event Intensity"], Cell::Number),
    required(&["Target Name"], Cell::Party),
    optional(&["Target Sectors"], Cell::Text),
    optional(&["Target Country"], Cell::Text),
];

/// The reader of ICEWS files, with the memberships of the actors in all files.
#[derive(Default)]
pub(super) struct Icews {
    countries: Interner,
    /// By index of the actor, the days on which its country changes, in the order of the rows.
    countries_of: Vec<Vec<(NaiveDate, CountryOf)>>,
    codes_from_text: u64,
    /// The ids of all rows, each with its day, to find ids that occur on several days.
    ids: Vec<(u32, u32)>,
}

/// The kind of membership in a country, and the number of the country's name; `None` for no country.
type CountryOf = Option<(MembershipKind, u32)>;

impl Reader for Icews {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let missing = &["NULL", "NA", "---"];
        let layout = TableLayout { missing, ..TableLayout::detect(input, COLUMNS)? };
        Table::open(input, ingest.options, layout)?
            .for_each(ingest, &mut |row, ingest| self.add_row(row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let mut moved = 0;
        for (nth, changes) in std::mem::take(&mut self.countries_of).iter().enumerate() {
            moved += u64::from(self.add_memberships(ActorId(nth as u32), changes, ingest));
        }
        if moved > 0 {
            ingest.note_decision(format!("{moved} actors have memberships that change over time"));
        }
        let several = several_days(&mut self.ids);
        if several > 0 {
            let kept = match ingest.options.one_event_per_id {
                true => "one row of each is kept",
                false => {
                    "each day is an event of its own, unless the options keep one day for each id"
                }
            };
            ingest.note_decision(format!("{several} ids occur on several days: {kept}"));
        }
        if self.codes_from_text > 0 {
            let codes = self.codes_from_text;
            ingest.note_decision(format!(
                "{codes} codes were missing or invalid: taken from the event text"
            ));
        }
        Ok(())
    }
}

impl Icews {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(&mut self, row: &TableRow<'_>, ingest: &mut Ingest<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let day = fields::day(row.name(DATE), row.field(DATE), &mut issues);
        let mut id = Vec::new();
        if let (Some(day), false) = (day, row.field(ID).is_empty()) {
            id = match ingest.options.one_event_per_id {
                true => row.field(ID).to_vec(),
                false => {
                    let mut id = format!("{day}/").into_bytes();
                    id.extend_from_slice(row.field(ID));
                    id
                }
            };
        }
        let key = ingest.row_key(row.name(ID), &id, None, &mut issues);
        let (source, target) = (SOURCE.of(row, &mut issues), TARGET.of(row, &mut issues));
        let text = row.text(TEXT, &mut issues);
        let code = text.and_then(|text| self.code(row, text, &mut issues));
        let score = fields::goldstein(row.name(INTENSITY), row.field(INTENSITY), &mut issues);
        let (Some(day), Some(key), Some(source), Some(target), Some(text), Some(code), Some(score)) =
            (day, key, source, target, text, code, score)
        else {
            return Err(issues);
        };

        let number = std::str::from_utf8(row.field(ID)).ok().and_then(|id| id.parse::<u32>().ok());
        if let Some(number) = number {
            self.ids.push((number, day.num_days_from_ce().unsigned_abs()));
        }
        let source = source.map(|source| self.actor(&source, day, ingest));
        let target = target.map(|target| self.actor(&target, day, ingest));
        let event = if ingest.options.descriptions && !fields::is_missing(text) {
            let mut event = Event::coded(source, target, day, Code::new(Vocabulary::Cameo, code));
            event.score = score;
            ingest.builder.add_event(event.with_text(text))
        } else {
            // The compact form of an event.
            let code = ingest.code_id(Vocabulary::Cameo, code.as_bytes(), score);
            ingest.builder.add_row(source, target, day, code)
        };
        ingest.set_key(event, key);
        Ok(())
    }

    /// Returns the code of a row: the code written if CAMEO has it, else the only code that has the event
    /// text as its name, else the code written if it begins with a category of CAMEO.
    fn code<'r>(
        &mut self,
        row: &TableRow<'r>,
        text: &str,
        issues: &mut Vec<Issue>,
    ) -> Option<&'r str> {
        let code = fields::code(row.name(CODE), row.field(CODE), issues)?;
        if scale::is_known(&Code::new(Vocabulary::Cameo, code)) {
            return Some(code);
        }
        if let [named] = scale::cameo_named(text)[..] {
            self.codes_from_text += 1;
            return Some(named);
        }
        let category = code.get(..2).map(|root| Code::new(Vocabulary::Cameo, root));
        if category.is_some_and(|category| scale::is_known(&category)) {
            return Some(code);
        }
        let allowed = "a CAMEO code, or an event text that is the name of one";
        row.reject(CODE, allowed, "correct it, or leave the row out", issues);
        None
    }

    /// Returns the actor of a party, and notes its country on that day.
    fn actor(
        &mut self,
        party: &NamedParty<'_>,
        day: NaiveDate,
        ingest: &mut Ingest<'_>,
    ) -> ActorId {
        let actor = ingest.actor(Naming::Name, party.name);
        let country = party.country.map(|(kind, name)| (kind, self.countries.intern(name)));
        if self.countries_of.len() <= actor.index() {
            self.countries_of.resize_with(actor.index() + 1, Vec::new);
        }
        let changes = &mut self.countries_of[actor.index()];
        if changes.last().is_none_or(|(_, last)| *last != country) {
            changes.push((day, country));
        }
        actor
    }

    /// Adds the memberships of an actor: the first without a start, each until the next begins, the last
    /// without an end. Of several that begin on one day, the first is taken. Returns `true` if there are
    /// several. States, and actors whose memberships the user has chosen, get none.
    fn add_memberships(
        &mut self,
        actor: ActorId,
        changes: &[(NaiveDate, CountryOf)],
        ingest: &mut Ingest<'_>,
    ) -> bool {
        let known = ingest.builder.actor(actor);
        if known.is_none_or(|known| known.kind == ActorKind::State || !known.memberships.is_empty())
        {
            return false;
        }
        let day_of = |nth: usize| Some(changes[nth].0.num_days_from_ce().into());
        let in_order = Numbered::new(changes.len(), &day_of);
        let mut kept: Vec<(NaiveDate, CountryOf)> = Vec::new();
        let mut last_day = None;
        for (_, nth) in in_order.all() {
            let (day, country) = changes[*nth];
            let is_new = kept.last().is_none_or(|(_, last)| *last != country);
            if last_day.replace(day) != Some(day) && is_new {
                kept.push((day, country));
            }
        }
        let changes = kept;
        for (nth, (day, country)) in changes.iter().enumerate() {
            let Some((kind, country)) = country else { continue };
            let country = ingest.actor(Naming::Name, &self.countries.texts[*country as usize]);
            if country == actor || is_within(country, ingest) {
                continue;
            }
            let mut membership = Membership::new(*kind, country);
            if nth > 0 {
                membership = membership.from(*day);
            }
            if let Some((next, _)) = changes.get(nth + 1) {
                membership = membership.until(*next);
            }
            ingest.builder.add_membership(actor, membership);
        }
        changes.len() > 1
    }
}

/// Returns the number of ids that occur on several days.
fn several_days(ids: &mut [(u32, u32)]) -> u64 {
    ids.sort_unstable();
    let mut several = 0;
    for rows in ids.chunk_by(|one, other| one.0 == other.0) {
        several += u64::from(rows[0] != rows[rows.len() - 1]);
    }
    several
}

/// Returns `true` if a country is itself in another, so that memberships might form a cycle.
fn is_within(country: ActorId, ingest: &Ingest<'_>) -> bool {
    let is_inner = |membership: &Membership| {
        matches!(membership.kind(), MembershipKind::PartOf | MembershipKind::LocatedIn)
    };
    ingest.builder.actor(country).is_some_and(|country| country.memberships.iter().any(is_inner))
}

/// The columns of one party.
struct PartyColumns {
    name: usize,
    sectors: usize,
    country: usize,
}

/// A party, with its country and the kind of its membership there.
struct NamedParty<'r> {
    name: &'r str,
    country: Option<(MembershipKind, &'r str)>,
}

impl PartyColumns {
    /// Returns the party in these columns; `Some(None)` if it is missing.
    fn of<'r>(
        &self,
        row: &TableRow<'r>,
        issues: &mut Vec<Issue>,
    ) -> Option<Option<NamedParty<'r>>> {
        let name = row.text(self.name, issues);
        let sectors = row.text(self.sectors, issues);
        let country = row.text(self.country, issues);
        let (name, sectors, country) = (name?, sectors?, country?);
        let country = (!fields::is_missing(country)).then(|| (membership(sectors), country));
        Some((!fields::is_missing(name)).then_some(NamedParty { name, country }))
    }
}

/// Returns the kind of membership that these sectors have in their country. Sectors that CAMEO codes as
/// agents of the state (GOV, MIL, SPY, COP, JUD, LEG; a governing party is GOV) are part of it, unless the
/// actor also fights or opposes the state (REB, OPP). All others are located in it.
fn membership(sectors: &str) -> MembershipKind {
    const STATE_SECTORS: [&str; 5] =
        ["Government", "Military", "Police", "Judicial", "Legislative / Parliamentary"];
    const OPPOSING_SECTORS: [&str; 7] = [
        "Dissident",
        "International Dissident",
        "Rebel",
        "Insurgents",
        "Separatists",
        "Organized Violent",
        "Radicals / Extremists / Fundamentalists",
    ];
    let has = |is: &dyn Fn(&str) -> bool| sectors.split(',').any(|sector| is(sector.trim()));
    let is_state_agent =
        has(&|sector| STATE_SECTORS.contains(&sector) || sector.ends_with("(In Government)"));
    if is_state_agent && !has(&|sector| OPPOSING_SECTORS.contains(&sector)) {
        MembershipKind::PartOf
    } else {
        MembershipKind::LocatedIn
    }
}
