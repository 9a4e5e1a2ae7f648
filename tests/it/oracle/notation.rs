//! Drafts and queries in a text notation. Failing cases are printed in it, and the tables of
//! `cases` are written in it.
//!
//! ```text
//! actors A ARMY B
//! ARMY part-of A from 2024-04-03
//! 1: A+B > C @2024-04-01 l3 g-2.5
//! 2: A=60|B=? <> C @[2024-04-02..2024-04-03] c190 s-9.5 attack
//! 3: C > A @2024-04 cMID:16 d12..16
//! 2 -> 1 responds-to
//! query on kahn, rules retaliation+declared, trend rising, max-gap 604800s
//! ```

use std::fmt;

use escalade::{
    EventKind, Relation, Trend,
    chain::{Floor, Pairing, Precedence},
    model::MembershipKind,
    scale::QuadClass,
    timeline::Field,
};

use super::{
    drafts::{Drafts, RawBlocMember, RawEvent, RawGranularity, RawQuery, ScaleName, Step},
    terms::{Atom, Literal, RawPredicate, Terms},
    time::{Moment, RawWhen},
};

impl ScaleName {
    pub(crate) const ALL: [Self; 6] =
        [Self::Goldstein, Self::Plover, Self::Hostility, Self::Kahn, Self::Fatalities, Self::Flat];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Goldstein => "goldstein",
            Self::Plover => "plover",
            Self::Hostility => "hostility",
            Self::Kahn => "kahn",
            Self::Fatalities => "fatalities",
            Self::Flat => "flat",
        }
    }

    /// Returns the letter that stands before a coder's level on this scale.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Goldstein => 'g',
            Self::Plover => 'p',
            Self::Hostility => 'h',
            Self::Kahn => 'l',
            Self::Fatalities => 'm',
            Self::Flat => 'f',
        }
    }
}

pub(crate) fn membership_word(kind: MembershipKind) -> &'static str {
    match kind {
        MembershipKind::PartOf => "part-of",
        MembershipKind::MemberOf => "member-of",
        MembershipKind::ActsFor => "acts-for",
        MembershipKind::LocatedIn => "located-in",
    }
}

pub(crate) fn relation_word(relation: Relation) -> String {
    relation.phrase().trim_start_matches("is ").replace(' ', "-")
}

/// The fields that the oracle supports.
pub(crate) const FIELDS: [Field; 4] = [Field::Source, Field::Target, Field::Code, Field::Kind];

pub(crate) fn field_word(field: Field) -> &'static str {
    match field {
        Field::Source => "source",
        Field::Target => "target",
        Field::Code => "code",
        Field::Kind => "kind",
        other => unreachable!("the oracle does not know {other:?}"),
    }
}

pub(crate) fn quad_digit(class: QuadClass) -> String {
    (class as u8).to_string()
}

fn list<T>(parts: &[T], word: impl Fn(&T) -> String, separator: &str) -> String {
    parts.iter().map(word).collect::<Vec<_>>().join(separator)
}

impl fmt::Display for Drafts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "actors {}", list(&self.actors, |actor| actor.key.clone(), " "))?;
        for actor in &self.actors {
            for membership in &actor.memberships {
                let whole = &self.actors[membership.of].key;
                write!(f, "{} {} {whole}", actor.key, membership_word(membership.kind))?;
                for (word, day) in [("from", membership.from), ("until", membership.until)] {
                    if let Some(day) = day {
                        write!(f, " {word} {}", RawWhen::at(Moment::Day(day, None)))?;
                    }
                }
                writeln!(f)?;
            }
        }
        if self.unreadable > 0 {
            writeln!(f, "unreadable {}", self.unreadable)?;
        }
        for event in &self.events {
            self.write_event(event, f)?;
        }
        for link in &self.links {
            let (from, to) = (self.events[link.from].name, self.events[link.to].name);
            let confidence = link
                .confidence
                .map_or(String::new(), |confidence| format!(" confidence={confidence}"));
            writeln!(f, "{from} -> {to} {}{confidence}", relation_word(link.relation))?;
        }
        Ok(())
    }
}

impl Drafts {
    fn write_event(&self, event: &RawEvent, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = |actors: &[usize]| match actors {
            [] => "?".to_owned(),
            actors => list(actors, |actor| self.actors[*actor].key.clone(), "+"),
        };
        let candidate = |(actors, confidence): &(Vec<usize>, Option<u8>)| {
            format!(
                "{}={}",
                keys(actors),
                confidence.map_or("?".to_owned(), |confidence| confidence.to_string())
            )
        };
        let sources = match &event.candidates[..] {
            [] => keys(&event.sources),
            candidates => list(candidates, candidate, "|"),
        };
        let arrow = if event.mutual { "<>" } else { ">" };
        write!(f, "{}: {sources} {arrow} {} @{}", event.name, keys(&event.targets), event.when)?;
        for (scale, level) in &event.levels {
            write!(f, " {}{}", scale.letter(), units(*level))?;
        }
        if let Some(code) = &event.code {
            write!(f, " c{code}")?;
        }
        if let Some(score) = event.score {
            write!(f, " s{}", units(score))?;
        }
        if let Some((least, most)) = event.deaths {
            write!(f, " d{least}")?;
            match most {
                Some(most) if most == least => {}
                Some(most) => write!(f, "..{most}")?,
                None => write!(f, "..")?,
            }
        }
        for (word, confidence) in
            [("confidence", event.occurred), ("author", event.author_confidence)]
        {
            if let Some(confidence) = confidence {
                write!(f, " {word}={confidence}")?;
            }
        }
        write!(f, "{}", event.extras)?;
        if !event.reporters.is_empty() {
            write!(f, " reporters={}", keys(&event.reporters))?;
        }
        writeln!(f, "{}", event.kind.map_or(String::new(), |kind| format!(" {kind}")))
    }
}

fn units(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}

/// `blocs A=NATO+B=PACT@2024-04-01..2024-04-03`.
impl fmt::Display for RawGranularity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stay = |stay: &RawBlocMember| {
            let day = |day: Option<i64>| {
                day.map_or(String::new(), |day| Moment::Day(day, None).to_string())
            };
            let (actor, bloc, from, until) =
                (&stay.actor, &stay.bloc, day(stay.from), day(stay.until));
            match (&*from, &*until) {
                ("", "") => format!("{actor}={bloc}"),
                _ => format!("{actor}={bloc}@{from}..{until}"),
            }
        };
        match self {
            Self::Exact => f.write_str("exact"),
            Self::State => f.write_str("state"),
            Self::Country => f.write_str("country"),
            Self::Blocs(stays) => write!(f, "blocs {}", list(stays, stay, "+")),
        }
    }
}

/// `by=A+B&!kinds=attack|kahn>=3`.
impl fmt::Display for RawPredicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let atom = |atom: &Literal| {
            let what = match &atom.what {
                Atom::Kinds(kinds) => format!("kinds={}", list(kinds, EventKind::to_string, "+")),
                Atom::Code(code) => format!("code={code}"),
                Atom::By(keys) => format!("by={}", keys.join("+")),
                Atom::On(keys) => format!("on={}", keys.join("+")),
                Atom::With(keys) => format!("with={}", keys.join("+")),
                Atom::AtLeast(scale, level) => format!("{}>={}", scale.word(), units(*level)),
                Atom::AtMost(scale, level) => format!("{}<={}", scale.word(), units(*level)),
            };
            format!("{}{what}", if atom.holds { "" } else { "!" })
        };
        f.write_str(&list(&self.0, |atoms| list(atoms, atom, "&"), "|"))
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tests = [
            ("unless", &self.unless),
            ("first", &self.first),
            ("last", &self.last),
            ("every", &self.every),
        ];
        for (word, test) in tests {
            if let Some(test) = test {
                write!(f, ", {word} {test}")?;
            }
        }
        for step in &self.steps {
            write!(f, ", step {step:?}")?;
        }
        if let Some(seconds) = self.within {
            write!(f, ", within {seconds}s")?;
        }
        if let Some(line) = self.crosses {
            write!(f, ", crosses {}", units(line))?;
        }
        let percents = [("confidence", self.min_confidence), ("attribution", self.min_attribution)];
        for (word, percent) in percents {
            if let Some(percent) = percent {
                write!(f, ", min-{word} {percent}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for RawQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "query on {}", self.scale.word())?;
        write!(f, ", rules {}", list(&self.rules, |rule| rule.as_str().to_owned(), "+"))?;
        let relations = list(&self.relations, |relation| relation_word(*relation), "+");
        write!(f, ", relations {relations}")?;
        match self.trend {
            Trend::Rising => write!(f, ", trend rising")?,
            Trend::NotFalling => write!(f, ", trend not-falling")?,
            Trend::RisingBy(units) => write!(f, ", trend rising-by {units}")?,
            Trend::Any => write!(f, ", trend any")?,
            Trend::NotRising => write!(f, ", trend not-rising")?,
            Trend::Falling => write!(f, ", trend falling")?,
        }
        write!(f, ", {}", self.granularity)?;
        if self.patrons {
            write!(f, ", with-patrons")?;
        }
        if self.pairing == Pairing::Nearest {
            write!(f, ", nearest")?;
        }
        if self.precedence == Precedence::Recorded {
            write!(f, ", recorded")?;
        }
        match self.floor {
            Floor::Conflict => {}
            Floor::None => write!(f, ", floor none")?,
            Floor::At(units) => write!(f, ", floor {units}")?,
        }
        for (word, gap) in [("min-gap", self.min_gap), ("max-gap", self.max_gap)] {
            if let Some(gap) = gap {
                write!(f, ", {word} {gap}s")?;
            }
        }
        let most = self.max_len.map_or(String::new(), |most| most.to_string());
        write!(f, ", len {}..{most}{}", self.min_len, self.terms)?;
        for step in &self.view {
            match step {
                Step::During(from, until) => write!(f, ", during {from}..{until}")?,
                Step::Kinds(kinds) => {
                    write!(f, ", kinds {}", list(kinds, EventKind::to_string, "+"))?;
                }
                Step::Of(wholes) => write!(f, ", of {}", wholes.join("+"))?,
                Step::OneADay(fields) => {
                    write!(
                        f,
                        ", one-a-day {}",
                        list(fields, |field| field_word(*field).to_owned(), "+")
                    )?;
                }
                Step::Onsets(quiet, scale, raw_granularity) => {
                    write!(f, ", onsets {quiet}s {} {raw_granularity}", scale.word())?;
                }
                Step::MergeMutual => write!(f, ", merge-mutual")?,
                Step::MergedReports => write!(f, ", merged-reports")?,
                Step::ReportedBy(reporter) => write!(f, ", reported-by {reporter}")?,
                Step::MaxLag(seconds) => write!(f, ", max-lag {seconds}s")?,
                Step::RootEvents => write!(f, ", root-events")?,
                Step::MinMentions(mentions) => write!(f, ", min-mentions {mentions}")?,
                Step::QuadClasses(classes) => {
                    write!(f, ", quad {}", list(classes, |class| quad_digit(*class), "+"))?;
                }
            }
        }
        Ok(())
    }
}
