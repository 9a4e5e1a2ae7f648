//! Timelines of coded rows, whose actors are codes too.

use std::collections::{BTreeMap, HashMap};

use super::{Options, ReadReport, cameo_actor};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{Actor, ActorId, Code, CodeId, Level, Membership, Vocabulary},
    timeline::{Timeline, TimelineBuilder},
};

/// Each distinct text once, by number.
#[derive(Default)]
pub(super) struct Names {
    pub(super) names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// A timeline in the making, with an actor for each code, made when the code is first met, with the
/// country it belongs to.
pub(super) struct CodedBuilder<'o> {
    pub(super) builder: TimelineBuilder,
    names: Names,
    ids: Vec<Option<ActorId>>,
    met: Vec<u64>,
    codes: Names,
    code_ids: HashMap<(u32, Option<Level>), CodeId>,
    vocabulary: Vocabulary,
    options: &'o Options,
}

impl<'o> CodedBuilder<'o> {
    /// With the actor codes that are numbered already.
    pub(super) fn new(names: Names, vocabulary: Vocabulary, options: &'o Options) -> Self {
        let count = names.names.len();
        let (ids, met) = (vec![None; count], vec![0; count]);
        let (codes, code_ids) = (Names::default(), HashMap::new());
        let builder = Timeline::builder();
        Self { builder, names, ids, met, codes, code_ids, vocabulary, options }
    }

    /// A code, with the score that its row gives it where it gives one. Few are met, each many times.
    pub(super) fn code(&mut self, text: &str, score: Option<Level>) -> CodeId {
        let number = self.codes.intern(text);
        *self
            .code_ids
            .entry((number, score))
            .or_insert_with(|| self.builder.add_code(Code::new(self.vocabulary, text), score))
    }

    /// The actor whose code is written so.
    pub(super) fn actor(&mut self, written: &str) -> ActorId {
        let number = self.names.intern(written);
        if number as usize == self.ids.len() {
            self.ids.push(None);
            self.met.push(0);
        }
        self.numbered(number)
    }

    /// The actor whose code has this number.
    pub(super) fn numbered(&mut self, number: u32) -> ActorId {
        let number = number as usize;
        self.met[number] += 1;
        if let Some(id) = self.ids[number] {
            return id;
        }
        let written = &*self.names.names[number];
        let meant = self.options.aliases.get(written).map_or(written, String::as_str).to_owned();
        let id = self.of_code(&meant);
        self.ids[number] = Some(id);
        id
    }

    fn of_code(&mut self, code: &str) -> ActorId {
        if let Some(actor) = self.builder.actor_by_key(code) {
            return actor;
        }
        let (actor, told) = match self.vocabulary {
            Vocabulary::Cameo => cameo_actor::read(code),
            _ => (Actor::new(code), None),
        };
        let id = self.builder.add_actor(actor);
        let chosen = self.options.memberships.get(code);
        let chosen = chosen.into_iter().flatten().map(|(kind, whole)| (*kind, whole.as_str()));
        let told = told.filter(|_| !self.options.memberships.contains_key(code));
        for (kind, whole) in chosen.chain(told) {
            let whole = self.of_code(whole);
            self.builder.add_membership(id, Membership::new(kind, whole));
        }
        id
    }

    /// The timeline, and what was met on the way: `skipped` records could not be read, because of
    /// these problems.
    pub(super) fn build(
        mut self,
        file: &str,
        skipped: usize,
        problems: Vec<Issue>,
    ) -> Result<(Timeline, ReadReport), Error> {
        let skipped = skipped as u64;
        let mended = self.mended();
        self.builder.count_unreadable(skipped);
        let timeline = self.builder.build().map_err(|error| {
            let mut issues = Issues::default();
            issues.absorb(&error, &Place::in_file(file));
            issues.into_error(ErrorKind::Input)
        })?;
        let mut report = ReadReport::of(&timeline);
        report.rows += skipped;
        report.skipped = skipped;
        report.problems = problems;
        report.mended = mended;
        Ok((timeline, report))
    }

    /// How often each alias was met: one that never was is perhaps mistyped itself.
    fn mended(&self) -> BTreeMap<String, u64> {
        let mut mended: BTreeMap<_, _> =
            self.options.aliases.keys().map(|name| (name.clone(), 0)).collect();
        for (name, met) in self.names.names.iter().zip(&self.met) {
            if let Some(count) = mended.get_mut(&**name) {
                *count = *met;
            }
        }
        mended
    }
}
