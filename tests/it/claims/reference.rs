//! The claims compared value by value, written from the documentation alone.

use std::collections::BTreeSet;

use escalade::{
    claims::Agreement,
    model::{Avowal, Fact, Outcome},
};

use super::{ACTORS, Content, OUTCOMES, Raw};

/// Returns a claim with a bare denial in other words: by the author A, or one that is about authors, that A did
/// it; by anyone else, that it occurred.
fn in_other_words(raw: &Raw) -> Raw {
    match raw.content {
        Content::Bare(whole) => {
            let content = match whole && raw.speaker != 0 {
                true => Content::Occurred,
                false => Content::Authors(BTreeSet::from([0])),
            };
            Raw { denied: true, content, ..raw.clone() }
        }
        _ => raw.clone(),
    }
}

fn fact(content: &Content) -> Fact {
    match content {
        Content::Killed(..) => Fact::Killed,
        Content::Share(..) => Fact::ShareIntercepted,
        Content::Outcome(_) => Fact::Outcome,
        Content::Occurred => Fact::Occurred,
        Content::Authors(_) => Fact::Attribution,
        Content::Intent(_) => Fact::Intent,
        Content::Bare(_) => unreachable!("put in other words"),
    }
}

/// Returns the values for which a claim is true. The number 99 stands for all numbers beyond 98.
fn values(content: &Content) -> Option<Vec<bool>> {
    let within = |least: Option<u64>, most: Option<u64>, greatest: u64| {
        let holds = |n: u64| least.is_none_or(|l| l <= n) && most.is_none_or(|m| n <= m);
        Some((0..=greatest).map(holds).collect())
    };
    match content {
        Content::Killed(least, most, false) => within(*least, *most, 99),
        // A tenth less or more, rounded towards the stated number.
        Content::Killed(least, most, true) => {
            within(least.map(|l| l - l / 10), most.map(|m| m + m / 10), 99)
        }
        Content::Share(least, most) => within(*least, *most, 100),
        Content::Outcome(said) => Some(
            OUTCOMES
                .iter()
                .map(|one| one == said || (*said == Outcome::Failed && *one == Outcome::Foiled))
                .collect(),
        ),
        Content::Occurred => Some(vec![false, true]),
        Content::Authors(_) | Content::Intent(_) | Content::Bare(_) => None,
    }
}

/// Returns `true` if an actor is another actor or an organ of it.
fn is_within(part: usize, whole: usize) -> bool {
    part == whole || (part, whole) == (2, 1)
}

fn compared(one: (&Content, bool), other: (&Content, bool)) -> Option<Agreement> {
    if one.0 == other.0 {
        return (one.1 != other.1).then_some(Agreement::Conflicting);
    }
    if let (Content::Authors(a), Content::Authors(b)) = (one.0, other.0) {
        let any = |parts: &BTreeSet<usize>, wholes: &BTreeSet<usize>| {
            parts.iter().any(|part| wholes.iter().any(|whole| is_within(*part, *whole)))
        };
        let conflict = match (one.1, other.1) {
            (false, false) => !any(a, b) && !any(b, a),
            (false, true) => any(a, b),
            (true, false) => any(b, a),
            (true, true) => false,
        };
        return Some(if conflict { Agreement::Conflicting } else { Agreement::Compatible });
    }
    let true_if = |(content, denied): (&Content, bool)| -> Option<Vec<bool>> {
        Some(values(content)?.into_iter().map(|holds| holds != denied).collect())
    };
    let (first, second) = (true_if(one)?, true_if(other)?);
    Some(if first == second {
        Agreement::Agreeing
    } else if first.iter().zip(&second).any(|(a, b)| *a && *b) {
        Agreement::Compatible
    } else {
        Agreement::Conflicting
    })
}

/// A speaker, and the statement that corrects the claim, if one does.
pub(super) type Speaker = (String, Option<usize>);

/// A fact, its versions with the speakers for and against, and the comparisons of versions.
pub(super) type FactData =
    (Fact, Vec<(Vec<Speaker>, Vec<Speaker>)>, BTreeSet<(usize, bool, usize, bool, Agreement)>);

/// A version by hand: its content, the statements that claim and that deny it, and whether it is recorded.
struct ByHand {
    content: Content,
    sides: [Vec<usize>; 2],
    recorded: bool,
}

pub(super) fn reference(raws: &[Raw], avowal: Option<Avowal>) -> Vec<FactData> {
    let raws: Vec<Raw> = raws.iter().map(in_other_words).collect();
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|nth| raws[*nth].day);
    let mut facts: Vec<Fact> = raws.iter().map(|raw| fact(&raw.content)).collect();
    facts.extend(avowal.map(|_| Fact::Attribution));
    facts.sort_unstable();
    facts.dedup();
    let data = |of: Fact| {
        let mut versions: Vec<ByHand> = Vec::new();
        // That A did it is recorded. It is one of the claims wherever someone else makes one.
        if of == Fact::Attribution {
            let content = Content::Authors(BTreeSet::from([0]));
            versions.push(ByHand { content, sides: [vec![], vec![]], recorded: true });
        }
        let claims: Vec<usize> =
            order.iter().copied().filter(|nth| fact(&raws[*nth].content) == of).collect();
        for nth in &claims {
            let raw = &raws[*nth];
            // Ranges without words are versions of their own, as they are written.
            let known = versions.iter().position(|one| one.content == raw.content);
            let at = known.unwrap_or_else(|| {
                let content = raw.content.clone();
                versions.push(ByHand { content, sides: [vec![], vec![]], recorded: false });
                versions.len() - 1
            });
            versions[at].sides[usize::from(raw.denied)].push(*nth);
        }
        // The first later claim of the same speaker that contradicts a claim corrects it.
        let corrected_by = |nth: usize| {
            let raw = &raws[nth];
            claims.iter().copied().find(|later| {
                let other = &raws[*later];
                let both = [(&raw.content, raw.denied), (&other.content, other.denied)];
                other.day > raw.day
                    && other.speaker == raw.speaker
                    && compared(both[0], both[1]) == Some(Agreement::Conflicting)
            })
        };
        let is_avowed = |denied: bool| {
            let word = if denied { Avowal::Denied } else { Avowal::Claimed };
            of == Fact::Attribution && avowal == Some(word)
        };
        // Without a date, the avowal is the statement of A that says the same, if there is one.
        let is_avowed_alone = |version: &ByHand, denied: bool| {
            let said = |nth: &usize| raws[*nth].speaker == 0;
            version.recorded
                && is_avowed(denied)
                && !version.sides[usize::from(denied)].iter().any(said)
        };
        let mut sides: Vec<(usize, bool)> = Vec::new();
        for (nth, version) in versions.iter().enumerate() {
            for denied in [false, true] {
                let stands = version.sides[usize::from(denied)]
                    .iter()
                    .any(|claim| corrected_by(*claim).is_none());
                let recorded = version.recorded && !denied || is_avowed_alone(version, denied);
                if stands || recorded {
                    sides.push((nth, denied));
                }
            }
        }
        let mut comparisons = BTreeSet::new();
        for (nth, second) in sides.iter().enumerate() {
            for first in &sides[..nth] {
                let [a, b] = [first, second].map(|side| (&versions[side.0].content, side.1));
                if let Some(agreement) = compared(a, b) {
                    comparisons.insert((first.0, first.1, second.0, second.1, agreement));
                }
            }
        }
        let speakers = |version: &ByHand, denied: bool| {
            let mut speakers: Vec<Speaker> = Vec::new();
            if is_avowed_alone(version, denied) {
                speakers.push((ACTORS[0].to_owned(), None));
            }
            for nth in &version.sides[usize::from(denied)] {
                speakers.push((ACTORS[raws[*nth].speaker].to_owned(), corrected_by(*nth)));
            }
            speakers
        };
        let sides = versions.iter().map(|one| (speakers(one, false), speakers(one, true)));
        (of, sides.collect(), comparisons)
    };
    facts.into_iter().map(data).collect()
}
