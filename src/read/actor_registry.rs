//! The actors that occur in the files read, identified by what the files write.

#[cfg(feature = "names")]
use std::collections::HashMap;
use std::{borrow::Cow, collections::BTreeMap, mem};

use chrono::NaiveDate;

#[cfg(feature = "csv")]
use super::cameo_actor;
#[cfg(feature = "names")]
use super::known_actors::{KnownActors, NameMatch};
use super::{
    actor_text::{has_loose_accents, normal},
    fields::{is_missing, is_nobody},
    interner::Interner,
    naming::Naming,
    options::Options,
};
use crate::{
    model::{Actor, ActorId, ActorKind, Membership, MembershipKind},
    sorting::count_before,
    states::State,
    timeline::TimelineBuilder,
};

/// The actors found in files so far, by the codes and names under which they occurred.
pub(super) struct ActorRegistry<'o> {
    options: &'o Options,
    /// The texts seen in each naming system; there are only a few systems.
    written: Vec<(Naming, WrittenActors)>,
    /// By index of the actor, the naming system that added an actor which is no state.
    namings: Vec<Option<Naming>>,
    /// Actors that are states, in ascending order of the key of the state.
    states: Vec<(&'static str, ActorId)>,
    /// Whether the number resolved last is that of no state on its day, or of a state that did not exist on it.
    pub(super) is_outside_life: bool,
    /// What is to be reported of the text that was found last, if it is new.
    notes: Vec<ActorNote>,
    /// Actors by their index in [`KnownActors`].
    #[cfg(feature = "names")]
    known: HashMap<usize, ActorId>,
}

/// What is to be reported of a text by which a file writes an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActorNote {
    /// It means that nobody was identified, and the user must say so.
    Nobody,
    /// Its blanks and composed letters were made the same as those of other texts.
    Normal,
    /// It has accents as characters of their own, which were left.
    LooseAccents,
    /// It is a code in small letters, taken as the code in capitals.
    Capitals,
    /// It is a code that begins with a country and has a part that CAMEO does not list.
    UnknownPart,
}

/// The texts in which files of one naming system write actors.
#[derive(Default)]
struct WrittenActors {
    texts: Interner,
    /// By number of the text; `None` where the actor depends on the day.
    ids: Vec<Option<ActorId>>,
    /// How often each text occurred, by its number.
    counts: Vec<u64>,
}

impl<'o> ActorRegistry<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self {
            options,
            written: Vec::new(),
            namings: Vec::new(),
            states: Vec::new(),
            is_outside_life: false,
            notes: Vec::new(),
            #[cfg(feature = "names")]
            known: HashMap::new(),
        }
    }

    /// Returns how often each alias of the options occurred in the files. The user may have mistyped an
    /// alias that never occurred.
    pub(super) fn alias_counts(&self) -> BTreeMap<String, u64> {
        let mut alias_counts = BTreeMap::new();
        for name in self.options.aliases.keys() {
            alias_counts.insert(name.clone(), 0);
        }
        for (_, written) in &self.written {
            for (nth, text) in written.texts.texts.iter().enumerate() {
                let normal = normal(text);
                let text = match normal {
                    Some(normal) if !alias_counts.contains_key(&**text) => normal,
                    _ => text.to_string(),
                };
                if let Some(total) = alias_counts.get_mut(&text) {
                    *total += written.counts[nth];
                }
            }
        }
        alias_counts
    }

    /// Returns the actor of a text that occurred before and identifies one actor on all days, and counts the text.
    #[inline]
    pub(super) fn find(&mut self, naming: Naming, text: &[u8], times: u64) -> Option<ActorId> {
        let written = self.written(naming);
        let number = written.texts.number(text)? as usize;
        let id = written.ids[number]?;
        written.counts[number] += times;
        Some(id)
    }

    /// Returns the actor that a text identifies on a day, adding the actor to the builder if it is new.
    /// Counts the text `times` times. Appends to `decisions` what the report must mention.
    pub(super) fn find_or_add(
        &mut self,
        naming: Naming,
        text: &str,
        day: NaiveDate,
        times: u64,
        builder: &mut TimelineBuilder,
        decisions: &mut Vec<String>,
    ) -> ActorId {
        let written = self.written(naming);
        let number = written.texts.intern(text) as usize;
        if number == written.ids.len() {
            written.ids.push(None);
            written.counts.push(0);
        }
        written.counts[number] += times;
        if let Some(id) = written.ids[number] {
            return id;
        }
        let meant = self.meant(naming, text);
        let id = self.resolve(naming, &meant, day, builder, decisions);
        if !naming.depends_on_day() {
            self.written(naming).ids[number] = Some(id);
        }
        id
    }

    /// Returns the text that the user means by a text, or else its normal form, with capitals in a code.
    fn meant<'t>(&mut self, naming: Naming, text: &'t str) -> Cow<'t, str> {
        let options = self.options;
        if let Some(meant) = options.aliases.get(text) {
            return meant.clone().into();
        }
        // Numbers of states are resolved anew for each row.
        if naming.depends_on_day() {
            return text.into();
        }
        let mut meant = Cow::Borrowed(text);
        if let Some(normal) = normal(text) {
            self.notes.push(ActorNote::Normal);
            if let Some(meant) = options.aliases.get(&normal) {
                return meant.clone().into();
            }
            meant = normal.into();
        }
        if is_nobody(meant.as_bytes()) || is_missing(&meant) && meant != text {
            self.notes.push(ActorNote::Nobody);
        } else if has_loose_accents(&meant) {
            self.notes.push(ActorNote::LooseAccents);
        }
        if let Some(code) = naming.in_capitals(&meant) {
            self.notes.push(ActorNote::Capitals);
            meant = code.into();
        }
        meant
    }

    /// Takes what is to be reported of the text that was found last.
    #[inline]
    pub(super) fn take_notes(&mut self) -> Vec<ActorNote> {
        if self.notes.is_empty() { Vec::new() } else { mem::take(&mut self.notes) }
    }

    /// Returns how often a text of a naming system occurred.
    pub(super) fn count(&mut self, naming: Naming, text: &str) -> u64 {
        let written = self.written(naming);
        let number = written.texts.intern(text) as usize;
        written.counts.get(number).copied().unwrap_or_default()
    }

    /// Returns the texts of a naming system.
    fn written(&mut self, naming: Naming) -> &mut WrittenActors {
        let nth = self.written.iter().position(|(known, _)| *known == naming);
        let nth = nth.unwrap_or_else(|| {
            self.written.push((naming, WrittenActors::default()));
            self.written.len() - 1
        });
        &mut self.written[nth].1
    }

    /// Returns the actor of a code or name, after aliases, adding it to the builder if it is new.
    #[cfg_attr(
        not(feature = "names"),
        expect(clippy::only_used_in_recursion, reason = "`find_known` adds to the decisions")
    )]
    fn resolve(
        &mut self,
        naming: Naming,
        code: &str,
        day: NaiveDate,
        builder: &mut TimelineBuilder,
        decisions: &mut Vec<String>,
    ) -> ActorId {
        let state = match code.strip_prefix("state:") {
            Some(key) => State::by_key(key),
            None => naming.state(code, day),
        };
        if naming.depends_on_day() && day != NaiveDate::MAX {
            self.is_outside_life |= state.is_none_or(|state| !state.existed_on(day));
        }
        #[cfg(feature = "names")]
        if let Some(id) = self.find_known(naming, code, state, builder, decisions) {
            return id;
        }
        let nth_state =
            |state: &State| self.states.binary_search_by_key(&state.key(), |(key, _)| *key);
        if let Some(Ok(nth)) = state.map(nth_state) {
            return self.states[nth].1;
        }
        let (mut key, prefix) = match state {
            Some(state) => (state.key().to_owned(), "state"),
            None => (code.to_owned(), naming.prefix()),
        };
        // A code of ISO 3166 or a name that is the key of another state must not take that key. CAMEO
        // codes and a file's own codes may: there the key is the code as written.
        let may_take_state_key = matches!(naming, Naming::Cameo | Naming::Own(_));
        let is_reserved = state.is_none() && !may_take_state_key && State::by_key(code).is_some();
        let holder = builder.actor_by_key(&key);
        // An actor that the same system added under this key is the same actor: it was added before by
        // another alias, or as the whole of a membership.
        if let Some(actor) = holder.filter(|_| state.is_none())
            && self.namings.get(actor.index()) == Some(&Some(naming))
        {
            return actor;
        }
        if is_reserved || holder.is_some() {
            key = format!("{prefix}:{key}");
            if let Some(actor) = builder.actor_by_key(&key) {
                return actor;
            }
        }
        let mut memberships: Vec<(MembershipKind, &str)> = Vec::new();
        let mut actor = match (state, naming) {
            (Some(state), _) => state_actor(state),
            #[cfg(feature = "csv")]
            (None, Naming::Cameo) => {
                let parsed = cameo_actor::parse(code);
                if let Some(membership) = parsed.membership {
                    memberships.push(membership);
                }
                if parsed.has_unknown_part {
                    self.notes.push(ActorNote::UnknownPart);
                }
                parsed.actor
            }
            _ => Actor::new(code),
        };
        actor.key = key;
        let id = builder.add_actor(actor);
        if let Some(state) = state {
            let nth = count_before(self.states.len(), &|at| self.states[at].0 < state.key());
            self.states.insert(nth, (state.key(), id));
        } else {
            self.namings.resize(id.index() + 1, None);
            self.namings[id.index()] = Some(naming);
        }
        // Memberships chosen by the user replace the one that the code implies.
        let chosen = self.options.memberships_of(code);
        if !chosen.is_empty() {
            memberships.clear();
        }
        for (_, kind, whole) in chosen {
            memberships.push((*kind, whole));
        }
        for (kind, whole) in memberships {
            let whole = self.resolve(naming, whole, day, builder, decisions);
            builder.add_membership(id, Membership::new(kind, whole));
        }
        id
    }

    /// Returns the known actor that has this name, or the key of this state; `None` if there is none, or
    /// if several actors have the name.
    #[cfg(feature = "names")]
    fn find_known(
        &mut self,
        naming: Naming,
        code: &str,
        state: Option<&State>,
        builder: &mut TimelineBuilder,
        decisions: &mut Vec<String>,
    ) -> Option<ActorId> {
        let known_actors = self.options.known_actors.as_deref()?;
        let name_match = match naming {
            Naming::Name => known_actors.by_name(code),
            _ => NameMatch::None,
        };
        let nth = match name_match {
            NameMatch::One(nth) => nth,
            NameMatch::None => known_actors.by_key(state?.key())?,
            NameMatch::Several(keys) => {
                decisions.push(format!(
                    "«{code}» is a name of {}: it is matched to none of them",
                    keys.join(", ")
                ));
                return None;
            }
        };
        Some(self.add_known(known_actors, nth, builder))
    }

    /// Adds a known actor and the actors it belongs to, unless they were added before.
    #[cfg(feature = "names")]
    fn add_known(
        &mut self,
        known_actors: &KnownActors,
        nth: usize,
        builder: &mut TimelineBuilder,
    ) -> ActorId {
        if let Some(id) = self.known.get(&nth) {
            return *id;
        }
        let mut actor = known_actors.actors[nth].clone();
        if builder.actor_by_key(&actor.key).is_some() {
            actor.key = format!("known:{}", actor.key);
        }
        let memberships = std::mem::take(&mut actor.memberships);
        let id = builder.add_actor(actor);
        self.known.insert(nth, id);
        for mut membership in memberships {
            membership.of = self.add_known(known_actors, membership.of.index(), builder);
            builder.add_membership(id, membership);
        }
        id
    }
}

/// Returns the actor of a state: its key, name and kind in the registry.
fn state_actor(state: &State) -> Actor {
    let kind = if state.is_country() { ActorKind::State } else { ActorKind::Unspecified };
    Actor::new(state.key()).with_kind(kind).with_name("en", state.name())
}
