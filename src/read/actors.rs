//! Whom files mean: actors by what they are written as, one in all files where they are states.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

#[cfg(feature = "csv")]
use super::cameo_actor;
use super::intake::{Intake, Names};
#[cfg(feature = "names")]
use super::roster::{Named, Roster};
use crate::{
    model::{Actor, ActorId, ActorKind, Membership, MembershipKind},
    states::State,
};

/// How a file writes its actors. The same letters may mean two actors in two of these; all but the last
/// lead to the states of the registry, and there to one actor each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Naming {
    /// Codes of CAMEO, made of parts: `LBNREBHEZ`.
    Cameo,
    /// Numbers of states by the Correlates of War project.
    Cow,
    /// Numbers of states by Gleditsch and Ward, and of other actors by UCDP.
    GleditschWard,
    /// Codes of countries in three letters (ISO 3166-1).
    Iso3,
    /// Names, as the field's files write them in English.
    Name,
    /// Codes or names of this one kind of file: each stands alone.
    Own(&'static str),
}

impl Naming {
    /// The state that is meant by what is written, if it is one.
    fn state(self, written: &str, on: NaiveDate) -> Option<&'static State> {
        match self {
            Self::Cameo => State::by_cameo(written),
            Self::Cow => State::by_cow(written.parse().ok()?, on),
            Self::GleditschWard => State::by_gw(written.parse().ok()?, on),
            Self::Iso3 => State::by_iso3(written),
            Self::Name => State::by_name(written),
            Self::Own(_) => None,
        }
    }

    /// Whether what is written means one state now and another then.
    fn is_dated(self) -> bool {
        matches!(self, Self::Cow | Self::GleditschWard)
    }

    /// What is put before a key that another naming took first.
    fn prefix(self) -> &'static str {
        match self {
            Self::Cameo => "cameo",
            Self::Cow => "cow",
            Self::GleditschWard => "gw",
            Self::Iso3 => "iso3",
            Self::Name => "name",
            Self::Own(name) => name,
        }
    }
}

/// The actors that were met in files so far.
#[derive(Default)]
pub(super) struct Met {
    known: Vec<(Naming, Known)>,
    namings: HashMap<ActorId, Naming>,
    /// By key in the registry.
    states: HashMap<&'static str, ActorId>,
    /// By place in the roster.
    #[cfg(feature = "names")]
    rostered: HashMap<usize, ActorId>,
}

/// What one naming writes, each made an actor when it is first met.
#[derive(Default)]
struct Known {
    names: Names,
    /// By number; none where it hangs on the day.
    ids: Vec<Option<ActorId>>,
    met: Vec<u64>,
}

impl Met {
    /// How often each alias was met: one that never was is perhaps mistyped itself.
    pub(super) fn mended(&self, aliases: &BTreeMap<String, String>) -> BTreeMap<String, u64> {
        let mut mended: BTreeMap<_, _> = aliases.keys().map(|name| (name.clone(), 0)).collect();
        for (_, known) in &self.known {
            for (name, met) in known.names.names.iter().zip(&known.met) {
                if let Some(count) = mended.get_mut(&**name) {
                    *count += *met;
                }
            }
        }
        mended
    }

    /// What a naming wrote so far.
    fn known(&mut self, naming: Naming) -> &mut Known {
        let nth = self.known.iter().position(|(known, _)| *known == naming);
        let nth = nth.unwrap_or_else(|| {
            self.known.push((naming, Known::default()));
            self.known.len() - 1
        });
        &mut self.known[nth].1
    }
}

/// A state, as the registry has it.
fn of_state(state: &State) -> Actor {
    let kind = if state.is_country() { ActorKind::State } else { ActorKind::Unspecified };
    Actor::new(state.key()).with_kind(kind).with_name("en", state.name())
}

impl Intake<'_> {
    /// The actor whom a file of this naming writes so, today.
    pub(super) fn actor(&mut self, naming: Naming, written: &str) -> ActorId {
        self.actor_on(naming, written, NaiveDate::MAX)
    }

    /// The actor whom a file of this naming writes so in an event of this day.
    pub(super) fn actor_on(&mut self, naming: Naming, written: &str, day: NaiveDate) -> ActorId {
        self.met(naming, written, day, 1)
    }

    /// The actor whom a file of this naming writes so, and which was met so many times.
    pub(super) fn actor_met(&mut self, naming: Naming, written: &str, times: u64) -> ActorId {
        self.met(naming, written, NaiveDate::MAX, times)
    }

    fn met(&mut self, naming: Naming, written: &str, day: NaiveDate, times: u64) -> ActorId {
        let known = self.met.known(naming);
        let number = known.names.intern(written) as usize;
        if number == known.ids.len() {
            known.ids.push(None);
            known.met.push(0);
        }
        known.met[number] += times;
        if let Some(id) = known.ids[number] {
            return id;
        }
        let meant = self.options.aliases.get(written).map_or(written, String::as_str);
        let id = self.of_code(naming, meant, day);
        if !naming.is_dated() {
            self.met.known(naming).ids[number] = Some(id);
        }
        id
    }

    /// The same, of whom the file says besides what kind it is and how it is called.
    pub(super) fn actor_called(
        &mut self,
        naming: Naming,
        written: &str,
        day: NaiveDate,
        (kind, name): (ActorKind, &str),
    ) -> ActorId {
        let actor = self.actor_on(naming, written, day);
        if !self.options.aliases.contains_key(written) {
            self.builder.describe_actor(actor, kind, name);
        }
        actor
    }

    /// Says where an actor belongs, as its row does: unless the user has said it, or it is known already,
    /// or the actor is a state. The whole belongs nowhere yet, so that no circle comes of it.
    pub(super) fn belongs(&mut self, actor: ActorId, kind: MembershipKind, whole: ActorId) {
        let [Some(known), Some(top)] = [actor, whole].map(|id| self.builder.actor(id)) else {
            return;
        };
        let is_free = known.memberships.is_empty() && top.memberships.is_empty() && actor != whole;
        let is_told = self.options.memberships.contains_key(&known.key);
        if is_free && !is_told && known.kind != ActorKind::State {
            self.builder.add_membership(actor, Membership::new(kind, whole));
        }
    }

    fn of_code(&mut self, naming: Naming, code: &str, day: NaiveDate) -> ActorId {
        let state = match code.strip_prefix("state:") {
            Some(key) => State::by_key(key),
            None => naming.state(code, day),
        };
        #[cfg(feature = "names")]
        if let Some(id) = self.of_roster(naming, code, state) {
            return id;
        }
        if let Some(id) = state.and_then(|state| self.met.states.get(state.key())) {
            return *id;
        }
        let (mut key, prefix) = match state {
            Some(state) => (state.key().to_owned(), "state"),
            None => (code.to_owned(), naming.prefix()),
        };
        // Where actors are no codes of CAMEO or the file's own, none takes the key of a state it is not.
        let free = matches!(naming, Naming::Cameo | Naming::Own(_));
        let taken = state.is_none() && !free && State::by_key(code).is_some();
        let holder = self.builder.actor_by_key(&key);
        if let Some(actor) = holder.filter(|_| state.is_none())
            && self.met.namings.get(&actor) == Some(&naming)
        {
            return actor;
        }
        if taken || holder.is_some() {
            key = format!("{prefix}:{key}");
            if let Some(actor) = self.builder.actor_by_key(&key) {
                return actor;
            }
        }
        let (mut actor, told) = match (state, naming) {
            (Some(state), _) => (of_state(state), None),
            #[cfg(feature = "csv")]
            (None, Naming::Cameo) => cameo_actor::read(code),
            _ => (Actor::new(code), None),
        };
        actor.key = key;
        let id = self.builder.add_actor(actor);
        if let Some(state) = state {
            self.met.states.insert(state.key(), id);
        } else {
            self.met.namings.insert(id, naming);
        }
        let chosen = self.options.memberships.get(code);
        let chosen = chosen.into_iter().flatten().map(|(kind, whole)| (*kind, whole.as_str()));
        let told = told.filter(|_| !self.options.memberships.contains_key(code));
        for (kind, whole) in chosen.chain(told) {
            let whole = self.of_code(naming, whole, day);
            self.builder.add_membership(id, Membership::new(kind, whole));
        }
        id
    }

    /// The actor of the roster that is meant, if one is: the one of that name or of the key of the state.
    #[cfg(feature = "names")]
    fn of_roster(&mut self, naming: Naming, code: &str, state: Option<&State>) -> Option<ActorId> {
        let options = self.options;
        let roster = options.roster.as_deref()?;
        let named = match naming {
            Naming::Name => roster.named(code),
            _ => Named::Nobody,
        };
        let nth = match named {
            Named::One(nth) => nth,
            Named::Nobody => roster.of_key(state?.key())?,
            Named::Several(keys) => {
                self.decide(format!(
                    "«{code}» is a name of {}: it is taken for none of them",
                    keys.join(", ")
                ));
                return None;
            }
        };
        Some(self.enrolled(roster, nth))
    }

    #[cfg(feature = "names")]
    fn enrolled(&mut self, roster: &Roster, nth: usize) -> ActorId {
        if let Some(id) = self.met.rostered.get(&nth) {
            return *id;
        }
        let mut actor = roster.actors[nth].clone();
        if self.builder.actor_by_key(&actor.key).is_some() {
            actor.key = format!("known:{}", actor.key);
        }
        let memberships = std::mem::take(&mut actor.memberships);
        let id = self.builder.add_actor(actor);
        self.met.rostered.insert(nth, id);
        for mut membership in memberships {
            membership.of = self.enrolled(roster, membership.of.index());
            self.builder.add_membership(id, membership);
        }
        id
    }
}

// Codes of CAMEO are taken apart with that feature.
#[cfg(all(test, feature = "csv"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    #[cfg(feature = "names")]
    use crate::timeline::Timeline;
    use crate::{read::Options, timeline::ActorRef};

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 7, 1).unwrap()
    }

    /// The keys under which the actors of a timeline stand that writes them so.
    fn keys<const N: usize>(options: &Options, written: [(Naming, &str, i32); N]) -> [String; N] {
        let mut intake = Intake::new(options);
        let ids = written.map(|(naming, code, year)| intake.actor_on(naming, code, day(year)));
        let (timeline, _) = intake.build().unwrap();
        ids.map(|id| timeline.actor(id).key().to_owned())
    }

    #[test]
    fn a_state_is_one_actor_in_all_namings() {
        use Naming::{Cameo, Cow, GleditschWard, Iso3, Name};
        let options = Options::new();
        let iran =
            [(Cow, "630"), (GleditschWard, "630"), (Iso3, "IRN"), (Cameo, "IRN"), (Name, "Iran")];
        let mut intake = Intake::new(&options);
        let ids = iran.map(|(naming, code)| intake.actor_on(naming, code, day(2014)));
        assert!(ids.iter().all(|id| *id == ids[0]));
        let army = intake.actor(Cameo, "IRNMIL");
        let (timeline, _) = intake.build().unwrap();
        let iran = timeline.actor(ids[0]);
        assert_eq!(
            (iran.key(), iran.name_in("en"), iran.kind()),
            ("IRN", "Iran", ActorKind::State)
        );
        let membership = &timeline.actor(army).memberships()[0];
        assert_eq!((membership.kind(), membership.of()), (MembershipKind::PartOf, ids[0]));
        assert_eq!(timeline.actors().len(), 2);
    }

    #[test]
    fn a_number_is_the_state_that_has_it_on_the_day() {
        use Naming::{Cow, GleditschWard};
        for (naming, number, year, key) in [
            (Cow, "365", 1914, "RUS"),
            (Cow, "365", 1962, "USR"),
            (Cow, "365", 2014, "RUS"),
            (Cow, "345", 1914, "SRB"),
            (Cow, "345", 1999, "YUG"),
            (Cow, "345", 2008, "SRB"),
            (Cow, "255", 1939, "DEU"),
            (Cow, "260", 1960, "GMW"),
            (Cow, "265", 1960, "DDR"),
            (Cow, "255", 1999, "DEU"),
            (GleditschWard, "260", 1960, "GMW"),
            (GleditschWard, "260", 1999, "DEU"),
            (Cow, "678", 1980, "COW678"),
            (Cow, "680", 1980, "YMD"),
            (Cow, "679", 2014, "YEM"),
            (GleditschWard, "678", 1980, "COW678"),
            (GleditschWard, "678", 2014, "YEM"),
            (Cow, "816", 1970, "VNM"),
            (Cow, "817", 1970, "COW817"),
            (GleditschWard, "816", 2014, "VNM"),
            (Cow, "315", 1968, "CSK"),
            (GleditschWard, "316", 2014, "CZE"),
            (Cow, "511", 1964, "EAZ"),
            (Cow, "946", 2014, "KIR"),
            (GleditschWard, "970", 2014, "KIR"),
            (Cow, "970", 2014, "NRU"),
            (Cow, "002", 2014, "USA"),
            (Cow, "1", 2014, "1"),
        ] {
            assert_eq!(
                keys(&Options::new(), [(naming, number, year)]),
                [key],
                "{naming:?} {number} {year}"
            );
        }
        let both = [(Cow, "365", 1962), (Cow, "365", 2014), (Cow, "365", 1963)];
        assert_eq!(keys(&Options::new(), both), ["USR", "RUS", "USR"]);
    }

    #[test]
    fn nothing_crosses_into_another_naming_by_accident() {
        use Naming::{Cameo, Iso3, Name, Own};
        let options = Options::new();
        let letters = ["AUS", "SWZ", "SLV", "MNG", "MAC"];
        for letters in letters {
            let mixed =
                [(Own("weis"), letters, 1990), (Cameo, letters, 1990), (Iso3, letters, 1990)];
            let state = format!("state:{letters}");
            assert_eq!(keys(&options, mixed), [letters, &*state, &*state]);
            let mixed = [(Iso3, letters, 1990), (Own("weis"), letters, 1990)];
            assert_eq!(keys(&options, mixed), [letters.to_owned(), format!("weis:{letters}")]);
        }
        let palestine = [(Cameo, "PSE", 1990), (Cameo, "PAL", 1990), (Name, "Palestine", 1990)];
        assert_eq!(keys(&options, palestine), ["PSE", "PAL", "PSE"]);
        let unknown = [(Name, "IRN", 1990), (Iso3, "IRN", 1990), (Name, "Hezbollah", 1990)];
        assert_eq!(keys(&options, unknown), ["name:IRN", "IRN", "Hezbollah"]);
        let unknown = [(Iso3, "ZZZ", 1990), (Name, "ZZZ", 1990), (Iso3, "ZZZ", 1990)];
        assert_eq!(keys(&options, unknown), ["ZZZ", "name:ZZZ", "ZZZ"]);
    }

    #[test]
    fn the_users_own_map_comes_first() {
        use Naming::{Cow, Name, Own};
        let options = Options::new()
            .alias("365", "750")
            .alias("Persia and others", "Iran")
            .alias("AUS", "state:AUT")
            .alias("Elsewhere", "state:none")
            .membership("Iran", MembershipKind::MemberOf, "OPEC");
        let written = [
            (Cow, "365", 1962),
            (Name, "Persia and others", 1962),
            (Own("weis"), "AUS", 1962),
            (Name, "Elsewhere", 1962),
        ];
        assert_eq!(keys(&options, written), ["IND", "IRN", "AUT", "state:none"]);
        let mut intake = Intake::new(&options);
        let iran = intake.actor(Name, "Iran");
        let (timeline, report) = intake.build().unwrap();
        let whole =
            |actor: ActorRef<'_>| timeline.actor(actor.memberships()[0].of()).key().to_owned();
        assert_eq!(whole(timeline.actor(iran)), "OPEC");
        assert_eq!(report.mended["365"], 0);
    }

    #[cfg(feature = "names")]
    #[test]
    fn names_are_joined_to_those_of_a_document() {
        use Naming::{Cow, Name, Own};
        let mut builder = Timeline::builder();
        let lebanon = builder.add_actor(Actor::new("LBN").with_name("ar", "لبنان"));
        let party = Actor::new("party").with_name("fa", "حزب‌الله").with_name("en", "Hezbollah");
        let within = Membership::new(MembershipKind::LocatedIn, lebanon).from("1985");
        let party = builder.add_actor(party.with_membership(within));
        builder.add_actor(Actor::new("guards").with_name("en", "The Guards"));
        builder.add_actor(Actor::new("wardens").with_name("en", "the guards"));
        let document = builder.build().unwrap();
        let options = Options::new().knowing(&document);
        let written = [
            (Cow, "660", 2006),
            (Name, "حزب الله", 2006),
            (Name, "HEZBOLLAH", 2006),
            (Name, "The guards", 2006),
        ];
        assert_eq!(keys(&options, written), ["LBN", "party", "party", "The guards"]);
        assert_eq!(
            keys(&options, [(Own("own"), "party", 2006), (Name, "Hezbollah", 2006)]),
            ["party", "known:party"]
        );

        let mut intake = Intake::new(&options);
        let id = intake.actor(Name, "Hezbollah");
        intake.actor(Name, "The guards");
        let (timeline, report) = intake.build().unwrap();
        let actor = timeline.actor(id);
        assert_eq!(actor.names(), document.actor(party).names());
        let membership = &actor.memberships()[0];
        assert_eq!(timeline.actor(membership.of()).key(), "LBN");
        assert_eq!(membership.start().unwrap().to_string(), "1985");
        assert_eq!(
            report.decisions,
            ["«The guards» is a name of guards, wardens: it is taken for none of them"]
        );
    }
}
