//! Motifs as text.

use std::fmt;

use super::{
    groups::{DyadMotifs, Tallied, TriadMotifs},
    motif::Motif,
    orders::{MotifCount, Ties},
    shifts::Shifts,
    table::MotifTable,
};
use crate::{safe_text::isolated, wording::span};

/// What the second event of each row is, and the third of each column.
const SECOND: [&str; 6] = ["C→B", "B→C", "C→A", "A→C", "B→A", "A→B"];
const THIRD: [&str; 6] = ["A→B", "B→A", "A→C", "C→A", "B→C", "C→B"];

impl fmt::Display for MotifCount {
    /// Writes the count, or its least and greatest value: `3..7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exact() {
            Some(count) => f.pad(&count.to_string()),
            None => f.pad(&[&self.least.to_string(), "..", &self.most.to_string()].concat()),
        }
    }
}

/// Appends a text, with spaces before it, so that it ends in a column.
fn push_right(line: &mut String, text: &str, width: usize) {
    let missing = width.saturating_sub(text.chars().count());
    line.extend(std::iter::repeat_n(' ', missing));
    line.push_str(text);
}

pub(super) fn ties_in_words(ties: Ties) -> &'static str {
    match ties {
        Ties::Excluded => "tied events form none",
        Ties::Recorded => "equal onsets in order of recording",
        Ties::Range => "the least and the most that ties allow",
    }
}

impl fmt::Display for MotifTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [
            &self.events().to_string(),
            " events; ",
            &self.triples().to_string(),
            " motifs of three events within ",
            &span(self.gap().num_seconds()),
            "; ",
            ties_in_words(self.ties()),
            "\nfirst event: A→B; down: second event; across: third event\n\n",
        ]
        .concat();
        let cells: Vec<String> = self.counts().map(|(_, count)| count.to_string()).collect();
        let width = 2 + cells.iter().map(String::len).max().unwrap_or(0).max(5);
        text.push_str("     ");
        for (nth, third) in (1..).zip(THIRD) {
            push_right(&mut text, &[third, " ", &nth.to_string()].concat(), width);
        }
        for (row, second) in SECOND.iter().enumerate() {
            text.push('\n');
            text.push_str(&[&(row + 1).to_string(), " ", second].concat());
            for cell in &cells[row * 6..row * 6 + 6] {
                push_right(&mut text, cell, width);
            }
        }
        text.push_str("\n\n");
        let mut named: Vec<(&str, Vec<Motif>)> = Vec::new();
        for motif in Motif::all() {
            let Some(name) = motif.name() else { continue };
            match named.iter_mut().find(|(other, _)| *other == name) {
                Some((_, motifs)) => motifs.push(motif),
                None => named.push((name, vec![motif])),
            }
        }
        for (nth, (name, motifs)) in named.iter().enumerate() {
            text.push_str(if nth == 0 { "" } else { "\n" });
            let mut sum = MotifCount::default();
            let mut list = String::new();
            for motif in motifs {
                let count = self.count(*motif);
                sum.least += count.least;
                sum.most += count.most;
                list.push_str(&[" ", &motif.to_string()].concat());
            }
            text.push_str(&[name, ":", &list, ": ", &sum.to_string()].concat());
        }
        f.write_str(&text)
    }
}

/// Writes motifs with their numbers, greatest first.
fn push_motifs(text: &mut String, count: &dyn Fn(Motif) -> MotifCount) {
    let mut motifs: Vec<Motif> = Motif::all().filter(|motif| count(*motif).most > 0).collect();
    motifs.sort_by_key(|motif| std::cmp::Reverse(count(*motif).most));
    for (nth, motif) in motifs.iter().enumerate() {
        let separator = if nth == 0 { ": " } else { ", " };
        let count = count(*motif).to_string();
        text.push_str(&[separator, &motif.to_string(), " ", &count].concat());
    }
}

fn head<T>(tallied: &Tallied<T>, groups: &str) -> String {
    let (triples, number) = (tallied.triples.to_string(), tallied.groups.to_string());
    let shown = tallied.top.len().to_string();
    [&*triples, " motifs in ", &number, " ", groups, "; the ", &shown, " with the most:"].concat()
}

impl fmt::Display for Tallied<DyadMotifs> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = head(self, "dyads");
        for dyad in &self.top {
            let (source, target) = (isolated(&dyad.source), isolated(&dyad.target));
            let triples = dyad.triples.to_string();
            text.push_str(&["\n", &source, " → ", &target, ", ", &triples].concat());
            push_motifs(&mut text, &|motif| dyad.count(motif));
        }
        f.write_str(&text)
    }
}

impl fmt::Display for Tallied<TriadMotifs> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = head(self, "triads");
        for triad in &self.top {
            let [a, b, c] = [0, 1, 2].map(|nth| isolated(&triad.actors[nth]));
            let triples = triad.triples.to_string();
            text.push_str(&["\n", &a, ", ", &b, ", ", &c, ", ", &triples].concat());
            push_motifs(&mut text, &|motif| triad.count(motif));
        }
        f.write_str(&text)
    }
}

impl fmt::Display for Shifts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [&self.events.to_string(), " events; from each to the next:"].concat();
        let mut family = "";
        for (shift, count) in self.counts() {
            if shift.family() != family {
                family = shift.family();
                text.push_str(&["\n", family].concat());
            }
            text.push_str(&["\n  ", shift.as_str()].concat());
            push_right(&mut text, &count.to_string(), 12);
        }
        text.push_str("\nno shift");
        push_right(&mut text, &self.unchanged.to_string(), 11);
        text.push_str("\nnot compared");
        push_right(&mut text, &self.tied.to_string(), 7);
        f.write_str(&text)
    }
}
