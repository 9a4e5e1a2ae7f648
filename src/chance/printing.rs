//! Comparisons as text.

use std::fmt;

use super::{
    comparison::{Comparison, DyadComparison},
    curve::Curve,
    lags::Lags,
    statistic::{NONE, Statistic},
};
use crate::{safe_text::isolated, sorting::sorted_order};

/// The number of dyads that a table shows.
const DYADS: usize = 20;

/// The widths of the columns of a table. A negative one aligns its column to the left.
type Widths = &'static [isize];

const STATISTICS: Widths = &[-15, 12, 12, -21, 7, 8, -19, 9];
const OF_DYADS: Widths = &[-20, 6, 6, 9, -13, 6, 8, 8, 8, 9, 9, 8];

/// Returns a number with at most two decimals, and without decimals if it is whole or great.
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    let decimals = match value.fract() == 0.0 || magnitude >= 1e6 {
        true => 0,
        false if magnitude >= 100.0 => 1,
        false => 2,
    };
    match value {
        NONE => "none".to_owned(),
        _ if magnitude >= 1e15 => format!("{value:.3e}"),
        _ => format!("{value:.decimals$}"),
    }
}

fn optional(ratio: Option<f64>) -> String {
    match ratio {
        None => "-".to_owned(),
        Some(great) if great >= 10_000.0 => format!("{great:.1e}"),
        Some(ratio) => format!("{ratio:.2}"),
    }
}

/// Returns a p or q with four digits after the point, more if it is smaller.
pub(crate) fn probability(p: f64) -> String {
    if p >= 0.001 || p == 0.0 { format!("{p:.4}") } else { format!("{p:.2e}") }
}

fn range((low, high): (f64, f64), text: fn(f64) -> String) -> String {
    [text(low), text(high)].join("..")
}

/// Appends the cells of a row.
fn push_cells(out: &mut String, cells: &[&str], widths: Widths) {
    let start = out.len();
    for (cell, width) in cells.iter().zip(widths) {
        if out.len() > start {
            out.push_str("  ");
        }
        let padding = width.unsigned_abs().saturating_sub(cell.chars().count());
        if *width < 0 {
            out.push_str(cell);
        }
        for _ in 0..padding {
            out.push(' ');
        }
        if *width > 0 {
            out.push_str(cell);
        }
    }
    out.truncate(out.trim_end().len().max(start));
    out.push('\n');
}

/// Appends a line of several parts.
fn push_line(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
    out.push('\n');
}

fn push_head(out: &mut String, name: &str) {
    let cells =
        [name, "observed", "mean", "2.5%..97.5%", "ratio", "p", "p, 95% interval", "two-sided"];
    push_cells(out, &cells, STATISTICS);
}

/// Returns the mean and the ratio, or instead the median and no ratio if only ranks count.
fn mean_and_ratio(statistic: &Statistic) -> [String; 2] {
    match statistic.is_rank_only() {
        true => [["*", &short(statistic.median())].concat(), "-".to_owned()],
        false => [short(statistic.mean()), optional(statistic.ratio())],
    }
}

fn push_row(out: &mut String, name: &str, statistic: &Statistic) {
    let [mean, ratio] = mean_and_ratio(statistic);
    let cells = [
        name,
        &short(statistic.observed()),
        &mean,
        &range(statistic.band(), short),
        &ratio,
        &probability(statistic.p()),
        &range(statistic.p_interval(), probability),
        &probability(statistic.p_two_sided()),
    ];
    push_cells(out, &cells, STATISTICS);
}

// Text is gathered in a string: to write each piece to a formatter takes a branch for its failure.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = &mut String::new();
        push_line(
            out,
            &[
                &self.events().to_string(),
                " events beside ",
                &self.shuffles().to_string(),
                " shuffles, null model ",
                &isolated(self.null()),
                ", seed ",
                &self.seed().to_string(),
            ],
        );
        let lacking = self.shuffles_wanted() > self.shuffles();
        for (number, words) in [
            (
                if lacking { self.shuffles_wanted() } else { 0 },
                " shuffles were asked for, and not all made",
            ),
            (self.fixed(), " events that declared links join are not shuffled"),
            (
                self.undated(),
                " events are not known to the day: models that draw days leave them in place",
            ),
        ] {
            if number > 0 {
                push_line(out, &[&number.to_string(), words]);
            }
        }
        out.push('\n');
        push_head(out, "");
        let mut rows = vec![("hops".to_owned(), self.hops()), ("chains".to_owned(), self.chains())];
        for (name, statistic) in
            [("longest", self.longest()), ("greatest rise", self.greatest_rise())]
        {
            if let Some(statistic) = statistic {
                rows.push((name.to_owned(), statistic));
            }
        }
        for of_length in self.by_len() {
            rows.push((of_length.events.to_string() + " events", &of_length.chains));
        }
        for of_rule in self.by_rule() {
            rows.push((of_rule.rule.as_str().to_owned(), &of_rule.hops));
        }
        let mut is_heavy = false;
        for (name, statistic) in &rows {
            is_heavy |= statistic.is_rank_only();
            push_row(out, name, statistic);
        }
        if let Some(dyads) = self.by_dyad() {
            is_heavy |= push_dyads(out, dyads, self.shuffles());
        }
        if is_heavy {
            out.push_str(
                "* the median: one shuffle has more than a tenth of the sum of all, so that the mean and the \
                 ratio say little; interpret p\n",
            );
        }
        if let Some(lags) = self.lags() {
            push_lags(out, lags);
        }
        out.push_str(
            "\np is the share of arrangements, the data among them, with at least as many. A low p shows timing \
             that the\nnull model does not keep; it does not show that one event caused another.",
        );
        f.write_str(out)
    }
}

/// Appends the dyads with the least p. Returns `true` if a median stands for the mean in a row.
fn push_dyads(out: &mut String, dyads: &[DyadComparison], shuffles: u64) -> bool {
    let order = sorted_order(dyads.len(), &|a, b| {
        let (a, b) = (&dyads[a].hops, &dyads[b].hops);
        a.p().total_cmp(&b.p()).then(b.observed().total_cmp(&a.observed()))
    });
    let q = |q: Option<f64>| q.map_or(String::new(), probability);
    let mut found = 0;
    for dyad in dyads {
        found += u64::from(dyad.hops.q_by() <= Some(0.05));
    }
    push_line(
        out,
        &[
            "\n",
            &dyads.len().to_string(),
            " dyads tested; ",
            &found.to_string(),
            " with more hops than chance at a false discovery rate of 5% (Benjamini and Yekutieli).\nThe least p of ",
            &shuffles.to_string(),
            " shuffles is ",
            &probability(1.0 / (shuffles + 1) as f64),
            ".",
        ],
    );
    let heads = [
        "dyad",
        "events",
        "hops",
        "mean",
        "2.5%..97.5%",
        "ratio",
        "p",
        "q, BH",
        "q, BY",
        "chains",
        "mean",
        "q, BY",
    ];
    push_cells(out, &heads, OF_DYADS);
    let mut is_heavy = false;
    for nth in order.iter().take(DYADS) {
        let DyadComparison { source, target, events, hops, chains } = &dyads[*nth];
        is_heavy |= chains.is_rank_only();
        let cells = [
            &*[&*isolated(source), " → ", &isolated(target)].concat(),
            &events.to_string(),
            &short(hops.observed()),
            &short(hops.mean()),
            &range(hops.band(), short),
            &optional(hops.ratio()),
            &probability(hops.p()),
            &q(hops.q_bh()),
            &q(hops.q_by()),
            &short(chains.observed()),
            &mean_and_ratio(chains)[0],
            &q(chains.q_by()),
        ];
        push_cells(out, &cells, OF_DYADS);
    }
    if dyads.len() > DYADS {
        push_line(out, &["and ", &(dyads.len() - DYADS).to_string(), " more"]);
    }
    is_heavy
}

fn push_lags(out: &mut String, lags: &Lags) {
    out.push('\n');
    push_head(out, "days after");
    for (lag, statistic) in lags.all().lags.iter().enumerate() {
        push_row(out, &lag.to_string(), statistic);
    }
    push_line(out, &["all lags together: p ", &probability(lags.all().p)]);
    for (words, all) in [("after level ", lags.by_level()), ("responses ", lags.by_dyad())] {
        for series in all {
            let parts = [words, &isolated(&series.label), ": p ", &probability(series.p), ","];
            out.push_str(&parts.concat());
            for lag in &series.lags {
                out.push_str(&[" ", &short(lag.observed()), "/", &short(lag.mean())].concat());
            }
            out.push('\n');
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = &mut String::new();
        let (mut fewest, mut has_power) = (self.shuffles(), true);
        for point in self.points() {
            fewest = fewest.min(point.hops.shuffles());
            has_power &= self.has_power(point);
        }
        let shuffles = match fewest == self.shuffles() {
            true => fewest.to_string(),
            false => [fewest, self.shuffles()].map(|number| number.to_string()).join(" to "),
        };
        let seed = self.seed().to_string();
        push_line(
            out,
            &["days redrawn within blocks, ", &shuffles, " shuffles each, seed ", &seed],
        );
        for (name, is_of_hops) in [("hops, block", true), ("chains, block", false)] {
            push_head(out, name);
            for point in self.points() {
                let statistic = if is_of_hops { &point.hops } else { &point.chains };
                push_row(out, &(point.days.to_string() + " days"), statistic);
            }
        }
        if let Some(gap) = self.max_gap_days().filter(|_| !has_power) {
            let gap = short(gap);
            push_line(
                out,
                &["blocks of less than twice the longest gap (", &gap, " days) have little power"],
            );
        }
        out.push_str("a ratio that falls as blocks shorten is slow common movement, not answers");
        f.write_str(out)
    }
}
