//! Reads the notation of `oracle/notation.rs`, and the expected answers of a case.

use std::collections::BTreeMap;

use escalade::{
    EventKind, Rank, Relation, Rule, Trend,
    chain::{Floor, Pairing, Precedence},
    model::MembershipKind,
    scale::QuadClass,
};

use super::times::{day, moment, seconds, when};
use crate::oracle::{
    answers::LeftOut,
    drafts::{
        Drafts, RawActor, RawBlocMember, RawEvent, RawGranularity, RawLink, RawMembership,
        RawQuery, ScaleName, Step,
    },
    extras::RawExtras,
    notation::{FIELDS, field_word, membership_word, quad_digit, relation_word},
    terms::{Atom, Literal, RawPredicate},
};

/// A case: a timeline, a query, and the expected answers.
#[derive(Default)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) drafts: Drafts,
    pub(crate) raw_query: RawQuery,
    pub(crate) expected: Expected,
    /// The lines of answers that only some cases state.
    pub(crate) further: Vec<String>,
    /// The weights of the events, in order of recording.
    pub(crate) weights: Vec<i32>,
}

/// The first words of lines with answers that only some cases state.
const FURTHER: [&str; 10] = [
    "heaviest",
    "top",
    "one-per-end",
    "disjoint",
    "kept",
    "distinct",
    "by-length",
    "pivots",
    "dyads",
    "dyad",
];

/// The expected answers, written by hand. An answer without a line is expected to be empty.
#[derive(Default)]
pub(crate) struct Expected {
    pub(crate) events: u64,
    /// `None` if the case does not state it.
    pub(crate) too_vague: Option<u64>,
    pub(crate) left_out: LeftOut,
    pub(crate) hops: Vec<Vec<u32>>,
    pub(crate) chains: Vec<Vec<u32>>,
    pub(crate) maximal: Vec<Vec<u32>>,
    pub(crate) longest: Option<Vec<u32>>,
    /// In tenths.
    pub(crate) rise: Option<(i32, Vec<u32>)>,
    /// The best chains through an event or ending in it, if the case states them.
    pub(crate) through: Vec<(u32, Rank, Option<Vec<u32>>)>,
    pub(crate) ending_in: Vec<(u32, Rank, Option<Vec<u32>>)>,
    /// The rules and links of a hop, if the case states them; links as the numbers of their lines,
    /// from 0.
    pub(crate) by: BTreeMap<Vec<u32>, (Vec<Rule>, Vec<usize>)>,
}

/// Returns the cases of a file. Each begins with a line `case` and its name, and may have the
/// events of the case before it.
pub(crate) fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(name) = line.strip_prefix("case ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        if line == "same events" {
            let [.., before, case] = &mut cases[..] else { panic!("there is no case before") };
            case.drafts = before.drafts.clone();
            continue;
        }
        let case = cases.last_mut().unwrap();
        let read = case.read_line(line);
        read.unwrap_or_else(|| panic!("{}: not understood: {line}", case.name));
    }
    cases
}

impl Case {
    fn read_line(&mut self, line: &str) -> Option<()> {
        let (first, rest) = line.split_once(' ')?;
        match first {
            "actors" => drop(self.actors(&rest.replace(' ', "+"))),
            "unreadable" => self.drafts.unreadable = rest.parse().ok()?,
            "query" => rest.split(", ").try_for_each(|term| self.read_term(term))?,
            "events" => self.expected.events = rest.parse().ok()?,
            "vague" => self.expected.too_vague = Some(rest.parse().ok()?),
            "out" => rest.split(", ").try_for_each(|count| self.read_left_out(count))?,
            "hops" => self.expected.hops = chains(rest)?,
            "chains" => self.expected.chains = chains(rest)?,
            "maximal" => self.expected.maximal = chains(rest)?,
            "longest" => self.expected.longest = Some(chain(rest)?),
            "rise" => {
                let (rise, of) = rest.split_once(' ')?;
                self.expected.rise = Some((tenths(rise)?, chain(of)?));
            }
            "through" => self.expected.through.push(ranked(rest)?),
            "ending-in" => self.expected.ending_in.push(ranked(rest)?),
            "by" => {
                let (hop, why) = rest.split_once(' ')?;
                let (rules, links): (Vec<_>, Vec<_>) =
                    why.split('+').partition(|word| word.parse::<usize>().is_err());
                let rules = rules.into_iter().map(rule).collect::<Option<_>>()?;
                let links =
                    links.into_iter().map(|link| link.parse().ok()).collect::<Option<_>>()?;
                self.expected.by.insert(chain(hop)?, (rules, links));
            }
            "weights" => {
                let weights = rest.split(' ').map(|weight| weight.parse().ok());
                self.weights = weights.collect::<Option<_>>()?;
            }
            further if FURTHER.contains(&further) => self.further.push(line.to_owned()),
            name if name.ends_with(':') => self.read_event(name.trim_end_matches(':'), rest)?,
            name if rest.starts_with("-> ") => {
                let mut words = rest.split(' ').skip(1);
                let (from, to) = (self.event(name)?, self.event(words.next()?)?);
                let relation = relation(words.next()?)?;
                let confidence = words
                    .next()
                    .map(|confidence| confidence.strip_prefix("confidence=")?.parse().ok());
                let confidence =
                    confidence.map_or(Some(None), |confidence| confidence.map(Some))?;
                self.drafts.links.push(RawLink { from, relation, to, confidence });
            }
            key => {
                let mut words = rest.split(' ');
                let kind = membership(words.next()?)?;
                let (member, of) = (self.actor(key), self.actor(words.next()?));
                let (mut from, mut until) = (None, None);
                while let (Some(word), Some(day)) = (words.next(), words.next()) {
                    *if word == "from" { &mut from } else { &mut until } = Some(self::day(day)?);
                }
                let membership = RawMembership { kind, of, from, until };
                self.drafts.actors[member].memberships.push(membership);
            }
        }
        Some(())
    }

    /// Returns the index of an actor, added if it is new.
    fn actor(&mut self, key: &str) -> usize {
        let actors = &mut self.drafts.actors;
        actors.iter().position(|actor| actor.key == key).unwrap_or_else(|| {
            actors.push(RawActor { key: key.to_owned(), memberships: Vec::new() });
            actors.len() - 1
        })
    }

    fn actors(&mut self, keys: &str) -> Vec<usize> {
        if keys == "?" {
            return Vec::new();
        }
        keys.split('+').map(|key| self.actor(key)).collect()
    }

    /// Returns the index of an event.
    fn event(&self, name: &str) -> Option<usize> {
        let name = name.parse::<u32>().ok()?;
        self.drafts.events.iter().position(|event| event.name == name)
    }

    fn read_event(&mut self, name: &str, rest: &str) -> Option<()> {
        let mut words = rest.split(' ');
        let (by, arrow, on) = (words.next()?, words.next()?, words.next()?);
        let (mut sources, mut candidates) = (Vec::new(), Vec::new());
        if by.contains('=') {
            for candidate in by.split('|') {
                let (keys, confidence) = candidate.split_once('=')?;
                let confidence =
                    if confidence == "?" { None } else { Some(confidence.parse().ok()?) };
                candidates.push((self.actors(keys), confidence));
            }
        } else {
            sources = self.actors(by);
        }
        let mut event = RawEvent {
            name: name.parse().ok()?,
            when: when(words.next()?.strip_prefix('@')?)?,
            sources,
            candidates,
            targets: self.actors(on),
            mutual: arrow == "<>",
            code: None,
            score: None,
            levels: Vec::new(),
            deaths: None,
            kind: None,
            occurred: None,
            author_confidence: None,
            extras: RawExtras::default(),
            reporters: Vec::new(),
        };
        for word in words {
            if let Some(kind) = EventKind::ALL.iter().find(|kind| kind.as_str() == word) {
                event.kind = Some(*kind);
                continue;
            }
            if let Some((of, stated)) = word.split_once('=') {
                match of {
                    "confidence" => event.occurred = Some(stated.parse().ok()?),
                    "author" => event.author_confidence = Some(stated.parse().ok()?),
                    "reporters" => event.reporters = self.actors(stated),
                    "mentions" => event.extras.mentions = Some(stated.parse().ok()?),
                    "root" => event.extras.root = Some(stated == "yes"),
                    "added" => event.extras.added = Some(day(stated)?),
                    _ => return None,
                }
                continue;
            }
            let (letter, value) = word.split_at(1);
            match letter {
                "c" => event.code = Some(value.to_owned()),
                "s" => event.score = Some(tenths(value)?),
                "d" => event.deaths = Some(deaths(value)?),
                _ => {
                    let named = |scale: &&ScaleName| letter.starts_with(scale.letter());
                    let scale = ScaleName::ALL.iter().find(named)?;
                    event.levels.push((*scale, tenths(value)?));
                }
            }
        }
        self.drafts.events.push(event);
        Some(())
    }

    fn read_left_out(&mut self, count: &str) -> Option<()> {
        let (reason, number) = count.split_once(' ')?;
        let left_out = &mut self.expected.left_out;
        let counted = match reason {
            "unreadable" => &mut left_out.unreadable,
            "filtered" => &mut left_out.filtered,
            "missing-actor" => &mut left_out.missing_actor,
            "domestic" => &mut left_out.domestic,
            "unscored" => &mut left_out.unscored,
            "below-floor" => &mut left_out.below_floor,
            _ => return None,
        };
        *counted = number.parse().ok()?;
        Some(())
    }

    fn read_term(&mut self, term: &str) -> Option<()> {
        let raw_query = &mut self.raw_query;
        let (word, rest) = term.split_once(' ').unwrap_or((term, ""));
        match word {
            "on" => raw_query.scale = scale(rest)?,
            "rules" => raw_query.rules = rest.split('+').map(rule).collect::<Option<_>>()?,
            "relations" => {
                raw_query.relations = rest.split('+').map(relation).collect::<Option<_>>()?;
            }
            "trend" => {
                raw_query.trend = match rest {
                    "rising" => Trend::Rising,
                    "not-falling" => Trend::NotFalling,
                    "any" => Trend::Any,
                    "not-rising" => Trend::NotRising,
                    "falling" => Trend::Falling,
                    _ => Trend::RisingBy(rest.strip_prefix("rising-by ")?.parse().ok()?),
                }
            }
            "exact" | "state" | "country" | "blocs" => {
                raw_query.granularity = raw_granularity(term)?;
            }
            "with-patrons" => raw_query.patrons = true,
            "nearest" => raw_query.pairing = Pairing::Nearest,
            "recorded" => raw_query.precedence = Precedence::Recorded,
            "floor" if rest == "none" => raw_query.floor = Floor::None,
            "floor" => raw_query.floor = Floor::At(rest.parse().ok()?),
            "min-gap" => raw_query.min_gap = Some(seconds(rest)?),
            "max-gap" => raw_query.max_gap = Some(seconds(rest)?),
            "len" => {
                let (least, most) = rest.split_once("..")?;
                raw_query.min_len = least.parse().ok()?;
                raw_query.max_len = if most.is_empty() { None } else { Some(most.parse().ok()?) };
            }
            "unless" => raw_query.terms.unless = Some(test(rest)?),
            "first" => raw_query.terms.first = Some(test(rest)?),
            "last" => raw_query.terms.last = Some(test(rest)?),
            "every" => raw_query.terms.every = Some(test(rest)?),
            "within" => raw_query.terms.within = Some(seconds(rest)?),
            "crosses" => raw_query.terms.crosses = Some(tenths(rest)?),
            "min-confidence" => raw_query.terms.min_confidence = Some(rest.parse().ok()?),
            "min-attribution" => raw_query.terms.min_attribution = Some(rest.parse().ok()?),
            "during" => {
                let (from, until) = rest.split_once("..")?;
                raw_query.view.push(Step::During(moment(from)?, moment(until)?));
            }
            "kinds" => {
                raw_query.view.push(Step::Kinds(rest.split('+').map(kind).collect::<Option<_>>()?));
            }
            "one-a-day" => {
                let field = |word| FIELDS.into_iter().find(|field| field_word(*field) == word);
                raw_query
                    .view
                    .push(Step::OneADay(rest.split('+').map(field).collect::<Option<_>>()?));
            }
            "onsets" => {
                let mut words = rest.splitn(3, ' ');
                let quiet = seconds(words.next()?)?;
                let scale = scale(words.next()?)?;
                raw_query.view.push(Step::Onsets(quiet, scale, raw_granularity(words.next()?)?));
            }
            "merge-mutual" => raw_query.view.push(Step::MergeMutual),
            "merged-reports" => raw_query.view.push(Step::MergedReports),
            "reported-by" => raw_query.view.push(Step::ReportedBy(rest.to_owned())),
            "max-lag" => raw_query.view.push(Step::MaxLag(seconds(rest)?)),
            "root-events" => raw_query.view.push(Step::RootEvents),
            "min-mentions" => raw_query.view.push(Step::MinMentions(rest.parse().ok()?)),
            "quad" => {
                let class =
                    |digit| QuadClass::ALL.iter().find(|class| quad_digit(**class) == digit);
                let classes = rest.split('+').map(|digit| class(digit).copied());
                raw_query.view.push(Step::QuadClasses(classes.collect::<Option<_>>()?));
            }
            "of" => raw_query.view.push(Step::Of(rest.split('+').map(str::to_owned).collect())),
            _ => return None,
        }
        Some(())
    }
}

fn scale(word: &str) -> Option<ScaleName> {
    ScaleName::ALL.into_iter().find(|scale| scale.word() == word)
}

/// `state`, `blocs A=NATO+B=PACT`.
fn raw_granularity(text: &str) -> Option<RawGranularity> {
    Some(match text.split_once(' ') {
        None if text == "exact" => RawGranularity::Exact,
        None if text == "state" => RawGranularity::State,
        None if text == "country" => RawGranularity::Country,
        Some(("blocs", stays)) => {
            RawGranularity::Blocs(stays.split('+').map(stay).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// `A=NATO`, `A=NATO@2024-04-01..2024-04-03`; either date may be missing.
fn stay(text: &str) -> Option<RawBlocMember> {
    let (names, period) = text.split_once('@').unwrap_or((text, ".."));
    let (actor, bloc) = names.split_once('=')?;
    let (from, until) = period.split_once("..")?;
    let stated = |text| if str::is_empty(text) { Some(None) } else { day(text).map(Some) };
    let (from, until) = (stated(from)?, stated(until)?);
    Some(RawBlocMember { actor: actor.to_owned(), bloc: bloc.to_owned(), from, until })
}

/// `12`; a range, as `12..16`; or at least a number, as `12..`.
fn deaths(text: &str) -> Option<(u64, Option<u64>)> {
    let Some((least, most)) = text.split_once("..") else {
        let number = text.parse().ok()?;
        return Some((number, Some(number)));
    };
    let most = if most.is_empty() { None } else { Some(most.parse().ok()?) };
    Some((least.parse().ok()?, most))
}

fn tenths(units: &str) -> Option<i32> {
    Some((units.parse::<f64>().ok()? * 10.0).round() as i32)
}

fn test(text: &str) -> Option<RawPredicate> {
    let all = |atoms: &str| atoms.split('&').map(atom).collect::<Option<Vec<_>>>();
    text.split('|').map(all).collect::<Option<_>>().map(RawPredicate)
}

fn atom(text: &str) -> Option<Literal> {
    let (text, holds) = text.strip_prefix('!').map_or((text, true), |text| (text, false));
    let level = |(scale, level): (&str, &str)| {
        Some((*ScaleName::ALL.iter().find(|known| known.word() == scale)?, tenths(level)?))
    };
    let what = if let Some(least) = text.split_once(">=") {
        level(least).map(|(scale, level)| Atom::AtLeast(scale, level))?
    } else if let Some(most) = text.split_once("<=") {
        level(most).map(|(scale, level)| Atom::AtMost(scale, level))?
    } else {
        let (word, value) = text.split_once('=')?;
        let keys = || value.split('+').map(str::to_owned).collect();
        match word {
            "kinds" => Atom::Kinds(value.split('+').map(kind).collect::<Option<_>>()?),
            "code" => Atom::Code(value.to_owned()),
            "by" => Atom::By(keys()),
            "on" => Atom::On(keys()),
            "with" => Atom::With(keys()),
            _ => return None,
        }
    };
    Some(Literal { holds, what })
}

fn kind(word: &str) -> Option<EventKind> {
    EventKind::ALL.iter().find(|kind| kind.as_str() == word).copied()
}

fn rule(word: &str) -> Option<Rule> {
    Rule::ALL.iter().find(|rule| rule.as_str() == word).copied()
}

fn relation(word: &str) -> Option<Relation> {
    use Relation::{About, CarriesOut, Corroborates, Denies, PartOf, RespondsTo, RetaliatesFor};
    let all = [RespondsTo, RetaliatesFor, CarriesOut, PartOf, About, Denies, Corroborates];
    all.into_iter().find(|relation| relation_word(*relation) == word)
}

fn membership(word: &str) -> Option<MembershipKind> {
    use MembershipKind::{ActsFor, LocatedIn, MemberOf, PartOf};
    [PartOf, MemberOf, ActsFor, LocatedIn].into_iter().find(|kind| membership_word(*kind) == word)
}

/// `1-2-5`, a chain of events 1, 2 and 5.
fn chain(text: &str) -> Option<Vec<u32>> {
    text.split('-').map(|name| name.parse().ok()).collect()
}

/// Chains with spaces between; `none` for none.
fn chains(text: &str) -> Option<Vec<Vec<u32>>> {
    if text == "none" {
        return Some(Vec::new());
    }
    text.split(' ').map(chain).collect()
}

/// `2 longest 1-2-3`.
fn ranked(text: &str) -> Option<(u32, Rank, Option<Vec<u32>>)> {
    let mut words = text.split(' ');
    let event = words.next()?.parse().ok()?;
    let rank = match words.next()? {
        "longest" => Rank::Longest,
        "rise" => Rank::GreatestRise,
        _ => return None,
    };
    Some((event, rank, chains(words.next()?)?.into_iter().next()))
}
