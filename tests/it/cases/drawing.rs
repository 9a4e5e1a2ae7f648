//! Reads what `oracle/drawn.rs` writes, and what a case expects.

use std::{collections::BTreeMap, str::FromStr};

use escalade::{
    EventKind, Floor, MembershipKind, Pairing, Precedence, Rank, Relation, Rule, Trend,
    scale::QuadClass,
};

use crate::oracle::{
    answers::LeftOut,
    drafts::{
        Ask, Drafts, Grain, RawActor, RawEvent, RawLink, RawMembership, RawStay, ScaleWord, Step,
    },
    drawn::{FIELDS, field_word, membership_word, quad_digit, relation_word},
    extras::RawExtras,
    terms::{Atom, Test, What},
    time::{DAY, Moment, RawWhen},
};

/// A case: what happened, what is asked, and what must come of it.
#[derive(Default)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) drafts: Drafts,
    pub(crate) ask: Ask,
    pub(crate) due: Due,
    /// Lines of the answers that only some cases speak of.
    pub(crate) further: Vec<String>,
    /// What the events weigh, in order of recording.
    pub(crate) weights: Vec<i32>,
}

/// How lines begin that tell of the answers that only some cases speak of.
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

/// Answers typed in by hand. Where a line is missing, nothing is due.
#[derive(Default)]
pub(crate) struct Due {
    pub(crate) events: u64,
    /// Where a case says.
    pub(crate) too_vague: Option<u64>,
    pub(crate) left_out: LeftOut,
    pub(crate) hops: Vec<Vec<u32>>,
    pub(crate) chains: Vec<Vec<u32>>,
    pub(crate) maximal: Vec<Vec<u32>>,
    pub(crate) longest: Option<Vec<u32>>,
    /// In tenths.
    pub(crate) rise: Option<(i32, Vec<u32>)>,
    /// Best chains through an event or ending in it, where a case says.
    pub(crate) through: Vec<(u32, Rank, Option<Vec<u32>>)>,
    pub(crate) ending_in: Vec<(u32, Rank, Option<Vec<u32>>)>,
    /// The rules and links of a hop, where a case says; links by the numbers of their lines from 0.
    pub(crate) by: BTreeMap<Vec<u32>, (Vec<Rule>, Vec<usize>)>,
}

/// The cases of a file: each begins with a line `case` and its name, and may be drawn as the one
/// before it.
pub(crate) fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(name) = line.strip_prefix("case ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        if line == "drawn as before" {
            let [.., before, case] = &mut cases[..] else { panic!("nothing was drawn before") };
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
            "ask" => rest.split(", ").try_for_each(|term| self.read_term(term))?,
            "events" => self.due.events = rest.parse().ok()?,
            "vague" => self.due.too_vague = Some(rest.parse().ok()?),
            "out" => rest.split(", ").try_for_each(|count| self.read_left_out(count))?,
            "hops" => self.due.hops = chains(rest)?,
            "chains" => self.due.chains = chains(rest)?,
            "maximal" => self.due.maximal = chains(rest)?,
            "longest" => self.due.longest = Some(chain(rest)?),
            "rise" => {
                let (rise, of) = rest.split_once(' ')?;
                self.due.rise = Some((tenths(rise)?, chain(of)?));
            }
            "through" => self.due.through.push(ranked(rest)?),
            "ending-in" => self.due.ending_in.push(ranked(rest)?),
            "by" => {
                let (hop, why) = rest.split_once(' ')?;
                let (rules, links): (Vec<_>, Vec<_>) =
                    why.split('+').partition(|word| word.parse::<usize>().is_err());
                let rules = rules.into_iter().map(rule).collect::<Option<_>>()?;
                let links =
                    links.into_iter().map(|link| link.parse().ok()).collect::<Option<_>>()?;
                self.due.by.insert(chain(hop)?, (rules, links));
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
                let sure = words.next().map(|sure| sure.strip_prefix("sure=")?.parse().ok());
                let sure = sure.map_or(Some(None), |sure| sure.map(Some))?;
                self.drafts.links.push(RawLink { from, relation, to, sure });
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

    /// The place of an actor, who is added where he is new.
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

    /// The place of an event.
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
                let (keys, sure) = candidate.split_once('=')?;
                let sure = if sure == "?" { None } else { Some(sure.parse().ok()?) };
                candidates.push((self.actors(keys), sure));
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
            author_sure: None,
            extras: RawExtras::default(),
            told_by: Vec::new(),
        };
        for word in words {
            if let Some(kind) = EventKind::ALL.iter().find(|kind| kind.as_str() == word) {
                event.kind = Some(*kind);
                continue;
            }
            if let Some((of, stated)) = word.split_once('=') {
                match of {
                    "sure" => event.occurred = Some(stated.parse().ok()?),
                    "author" => event.author_sure = Some(stated.parse().ok()?),
                    "told" => event.told_by = self.actors(stated),
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
                    let named = |scale: &&ScaleWord| letter.starts_with(scale.letter());
                    let scale = ScaleWord::ALL.iter().find(named)?;
                    event.levels.push((*scale, tenths(value)?));
                }
            }
        }
        self.drafts.events.push(event);
        Some(())
    }

    fn read_left_out(&mut self, count: &str) -> Option<()> {
        let (reason, number) = count.split_once(' ')?;
        let left_out = &mut self.due.left_out;
        let counted = match reason {
            "unreadable" => &mut left_out.unreadable,
            "filtered" => &mut left_out.filtered,
            "partyless" => &mut left_out.partyless,
            "domestic" => &mut left_out.domestic,
            "unscored" => &mut left_out.unscored,
            "below-floor" => &mut left_out.below_floor,
            _ => return None,
        };
        *counted = number.parse().ok()?;
        Some(())
    }

    fn read_term(&mut self, term: &str) -> Option<()> {
        let ask = &mut self.ask;
        let (word, rest) = term.split_once(' ').unwrap_or((term, ""));
        match word {
            "on" => ask.scale = scale(rest)?,
            "rules" => ask.rules = rest.split('+').map(rule).collect::<Option<_>>()?,
            "relations" => ask.relations = rest.split('+').map(relation).collect::<Option<_>>()?,
            "trend" => {
                ask.trend = match rest {
                    "rising" => Trend::Rising,
                    "not-falling" => Trend::NotFalling,
                    "any" => Trend::Any,
                    "not-rising" => Trend::NotRising,
                    "falling" => Trend::Falling,
                    _ => Trend::RisingBy(rest.strip_prefix("rising-by ")?.parse().ok()?),
                }
            }
            "exact" | "state" | "country" | "blocs" => ask.granularity = grain(term)?,
            "with-patrons" => ask.patrons = true,
            "nearest" => ask.pairing = Pairing::Nearest,
            "recorded" => ask.precedence = Precedence::Recorded,
            "floor" if rest == "none" => ask.floor = Floor::None,
            "floor" => ask.floor = Floor::At(rest.parse().ok()?),
            "min-gap" => ask.min_gap = Some(seconds(rest)?),
            "max-gap" => ask.max_gap = Some(seconds(rest)?),
            "len" => {
                let (least, most) = rest.split_once("..")?;
                ask.min_len = least.parse().ok()?;
                ask.max_len = if most.is_empty() { None } else { Some(most.parse().ok()?) };
            }
            "unless" => ask.terms.unless = Some(test(rest)?),
            "first" => ask.terms.first = Some(test(rest)?),
            "last" => ask.terms.last = Some(test(rest)?),
            "every" => ask.terms.every = Some(test(rest)?),
            "within" => ask.terms.within = Some(seconds(rest)?),
            "crosses" => ask.terms.crosses = Some(tenths(rest)?),
            "min-confidence" => ask.terms.min_confidence = Some(rest.parse().ok()?),
            "min-attribution" => ask.terms.min_attribution = Some(rest.parse().ok()?),
            "during" => {
                let (from, until) = rest.split_once("..")?;
                ask.view.push(Step::During(moment(from)?, moment(until)?));
            }
            "kinds" => {
                ask.view.push(Step::Kinds(rest.split('+').map(kind).collect::<Option<_>>()?));
            }
            "one-a-day" => {
                let field = |word| FIELDS.into_iter().find(|field| field_word(*field) == word);
                ask.view.push(Step::OneADay(rest.split('+').map(field).collect::<Option<_>>()?));
            }
            "onsets" => {
                let mut words = rest.splitn(3, ' ');
                let quiet = seconds(words.next()?)?;
                let scale = scale(words.next()?)?;
                ask.view.push(Step::Onsets(quiet, scale, grain(words.next()?)?));
            }
            "merge-mutual" => ask.view.push(Step::MergeMutual),
            "merged-reports" => ask.view.push(Step::MergedReports),
            "reported-by" => ask.view.push(Step::ReportedBy(rest.to_owned())),
            "max-lag" => ask.view.push(Step::MaxLag(seconds(rest)?)),
            "root-events" => ask.view.push(Step::RootEvents),
            "min-mentions" => ask.view.push(Step::MinMentions(rest.parse().ok()?)),
            "quad" => {
                let class =
                    |digit| QuadClass::ALL.iter().find(|class| quad_digit(**class) == digit);
                let classes = rest.split('+').map(|digit| class(digit).copied());
                ask.view.push(Step::QuadClasses(classes.collect::<Option<_>>()?));
            }
            "of" => ask.view.push(Step::Of(rest.split('+').map(str::to_owned).collect())),
            _ => return None,
        }
        Some(())
    }
}

fn scale(word: &str) -> Option<ScaleWord> {
    ScaleWord::ALL.into_iter().find(|scale| scale.word() == word)
}

/// `state`, `blocs A=NATO+B=PACT`.
fn grain(text: &str) -> Option<Grain> {
    Some(match text.split_once(' ') {
        None if text == "exact" => Grain::Exact,
        None if text == "state" => Grain::State,
        None if text == "country" => Grain::Country,
        Some(("blocs", stays)) => Grain::Blocs(stays.split('+').map(stay).collect::<Option<_>>()?),
        _ => return None,
    })
}

/// `A=NATO`, `A=NATO@2024-04-01..2024-04-03`, either date left out where there is none.
fn stay(text: &str) -> Option<RawStay> {
    let (names, period) = text.split_once('@').unwrap_or((text, ".."));
    let (actor, bloc) = names.split_once('=')?;
    let (from, until) = period.split_once("..")?;
    let stated = |text| if str::is_empty(text) { Some(None) } else { day(text).map(Some) };
    let (from, until) = (stated(from)?, stated(until)?);
    Some(RawStay { actor: actor.to_owned(), bloc: bloc.to_owned(), from, until })
}

/// Days as `7d`, hours as `36h`, seconds as `90s`.
fn seconds(gap: &str) -> Option<i64> {
    let (number, unit) = gap.split_at(gap.len() - 1);
    let unit = match unit {
        "d" => DAY,
        "h" => 3600,
        "s" => 1,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * unit)
}

/// `12`, or from one number to another as `12..16`, or so many or more as `12..`.
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

fn test(text: &str) -> Option<Test> {
    let all = |atoms: &str| atoms.split('&').map(atom).collect::<Option<Vec<_>>>();
    text.split('|').map(all).collect::<Option<_>>().map(Test)
}

fn atom(text: &str) -> Option<Atom> {
    let (text, holds) = text.strip_prefix('!').map_or((text, true), |text| (text, false));
    let level = |(scale, level): (&str, &str)| {
        Some((*ScaleWord::ALL.iter().find(|known| known.word() == scale)?, tenths(level)?))
    };
    let what = if let Some(least) = text.split_once(">=") {
        level(least).map(|(scale, level)| What::AtLeast(scale, level))?
    } else if let Some(most) = text.split_once("<=") {
        level(most).map(|(scale, level)| What::AtMost(scale, level))?
    } else {
        let (word, value) = text.split_once('=')?;
        let keys = || value.split('+').map(str::to_owned).collect();
        match word {
            "kinds" => What::Kinds(value.split('+').map(kind).collect::<Option<_>>()?),
            "code" => What::Code(value.to_owned()),
            "by" => What::By(keys()),
            "on" => What::On(keys()),
            "with" => What::With(keys()),
            _ => return None,
        }
    };
    Some(Atom { holds, what })
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

fn when(text: &str) -> Option<RawWhen> {
    let (text, lasting) = text.strip_suffix("/2025").map_or((text, false), |onset| (onset, true));
    let (first, last) = match text.strip_prefix('[') {
        Some(range) => {
            let (first, last) = range.strip_suffix(']')?.split_once("..")?;
            (first, Some(last))
        }
        None => (text, None),
    };
    let approximate = text.contains('~');
    let plain = |text: &str| moment(text.trim_end_matches('~'));
    let last = last.map(plain).map_or(Some(None), |last| last.map(Some))?;
    Some(RawWhen { first: plain(first)?, last, approximate, lasting })
}

fn day(text: &str) -> Option<i64> {
    let Moment::Day(day, None) = moment(text)? else { return None };
    Some(day)
}

fn moment(text: &str) -> Option<Moment> {
    fn number(text: Option<&str>) -> Option<i64> {
        text.and_then(|text| i64::from_str(text).ok())
    }
    if text == "2024" {
        return Some(Moment::Year);
    }
    let month = number(text.get(5..7))?;
    if text.len() == 7 {
        return Some(Moment::Month(month));
    }
    let first = *[0, 30, 61].get(usize::try_from(month).ok()?.checked_sub(4)?)?;
    let day = first + number(text.get(8..10))? - 1;
    let (clock, zone) =
        text[10..].split_at(text[10..].find(['Z', '+', '-']).unwrap_or(text.len() - 10));
    let offset = match zone {
        "" | "Z" => None,
        zone => Some(number(zone.get(..3))?),
    };
    let Some(clock) = clock.strip_prefix('T') else { return Some(Moment::Day(day, offset)) };
    let (hours, minutes) = (number(clock.get(..2))?, number(clock.get(3..5))?);
    let seconds = number(clock.get(6..8));
    let second = hours * 3600 + minutes * 60 + seconds.unwrap_or(0);
    Some(Moment::Instant(day, second, offset, seconds.is_some()))
}
