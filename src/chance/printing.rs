//! Comparisons as text.

use std::fmt::{self, Write};

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

/// Writes the cells of a row.
fn write_cells(out: &mut dyn Write, cells: &[&str], widths: Widths) -> fmt::Result {
    let mut row = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        if !row.is_empty() {
            row.push_str("  ");
        }
        let padding = width.unsigned_abs().saturating_sub(cell.chars().count());
        if *width < 0 {
            row.push_str(cell);
        }
        row.extend(std::iter::repeat_n(' ', padding));
        if *width > 0 {
            row.push_str(cell);
        }
    }
    write_line(out, row.trim_end())
}

fn write_line(out: &mut dyn Write, line: &str) -> fmt::Result {
    out.write_str(line)?;
    out.write_char('\n')
}

fn write_head(out: &mut dyn Write, name: &str) -> fmt::Result {
    let cells =
        [name, "observed", "mean", "2.5%..97.5%", "ratio", "p", "p, 95% interval", "two-sided"];
    write_cells(out, &cells, STATISTICS)
}

/// Returns the mean and the ratio, or instead the median and no ratio if only ranks count.
fn mean_and_ratio(statistic: &Statistic) -> [String; 2] {
    match statistic.is_rank_only() {
        true => [format!("*{}", short(statistic.median())), "-".to_owned()],
        false => [short(statistic.mean()), optional(statistic.ratio())],
    }
}

fn write_row(out: &mut dyn Write, name: &str, statistic: &Statistic) -> fmt::Result {
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
    write_cells(out, &cells, STATISTICS)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out: &mut dyn Write = f;
        write_line(
            out,
            &format!(
                "{} events beside {} shuffles, null model {}, seed {}",
                self.events(),
                self.shuffles(),
                isolated(self.null()),
                self.seed()
            ),
        )?;
        for (number, words) in [
            (
                if self.shuffles() < self.shuffles_wanted() { self.shuffles_wanted() } else { 0 },
                "shuffles were asked for, and not all made",
            ),
            (self.fixed(), "events that declared links join are not shuffled"),
            (
                self.undated(),
                "events are not known to the day: models that draw days leave them in place",
            ),
        ] {
            if number > 0 {
                write_line(out, &format!("{number} {words}"))?;
            }
        }
        out.write_char('\n')?;
        write_head(out, "")?;
        let mut is_heavy = false;
        let mut row = |out: &mut dyn Write, name: &str, statistic: &Statistic| {
            is_heavy |= statistic.is_rank_only();
            write_row(out, name, statistic)
        };
        row(out, "hops", self.hops())?;
        row(out, "chains", self.chains())?;
        for (name, statistic) in
            [("longest", self.longest()), ("greatest rise", self.greatest_rise())]
        {
            if let Some(statistic) = statistic {
                row(out, name, statistic)?;
            }
        }
        for of_length in self.by_len() {
            row(out, &format!("{} events", of_length.events), &of_length.chains)?;
        }
        for of_rule in self.by_rule() {
            row(out, of_rule.rule.as_str(), &of_rule.hops)?;
        }
        if let Some(dyads) = self.by_dyad() {
            is_heavy |= write_dyads(out, dyads, self.shuffles())?;
        }
        if is_heavy {
            write_line(
                out,
                "* the median: one shuffle has more than a tenth of the sum of all, so that the mean and the \
                 ratio say little; interpret p",
            )?;
        }
        if let Some(lags) = self.lags() {
            write_lags(out, lags)?;
        }
        out.write_str(
            "\np is the share of arrangements, the data among them, with at least as many. A low p shows timing \
             that the\nnull model does not keep; it does not show that one event caused another.",
        )
    }
}

/// Writes the dyads with the least p. Returns `true` if a median stands for the mean in a row.
fn write_dyads(
    out: &mut dyn Write,
    dyads: &[DyadComparison],
    shuffles: u64,
) -> Result<bool, fmt::Error> {
    let key = |dyad: usize| (dyads[dyad].hops.p(), -dyads[dyad].hops.observed());
    let order = sorted_order(dyads.len(), &|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let q = |q: Option<f64>| q.map_or(String::new(), probability);
    let found = dyads.iter().filter(|dyad| dyad.hops.q_by() <= Some(0.05)).count();
    write_line(
        out,
        &format!(
            "\n{} dyads tested; {found} with more hops than chance at a false discovery rate of 5% (Benjamini and \
             Yekutieli).\nThe least p of {shuffles} shuffles is {}.",
            dyads.len(),
            probability(1.0 / (shuffles + 1) as f64)
        ),
    )?;
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
    write_cells(out, &heads, OF_DYADS)?;
    let mut is_heavy = false;
    for nth in order.iter().take(DYADS) {
        let DyadComparison { source, target, events, hops, chains } = &dyads[*nth];
        is_heavy |= chains.is_rank_only();
        let cells = [
            &*format!("{} → {}", isolated(source), isolated(target)),
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
        write_cells(out, &cells, OF_DYADS)?;
    }
    if dyads.len() > DYADS {
        write_line(out, &format!("and {} more", dyads.len() - DYADS))?;
    }
    Ok(is_heavy)
}

fn write_lags(out: &mut dyn Write, lags: &Lags) -> fmt::Result {
    out.write_char('\n')?;
    write_head(out, "days after")?;
    for (lag, statistic) in lags.all().lags.iter().enumerate() {
        write_row(out, &lag.to_string(), statistic)?;
    }
    write_line(out, &format!("all lags together: p {}", probability(lags.all().p)))?;
    for (words, all) in [("after level", lags.by_level()), ("responses", lags.by_dyad())] {
        for series in all {
            let (label, p) = (isolated(&series.label), probability(series.p));
            let mut line = format!("{words} {label}: p {p},");
            for lag in &series.lags {
                line.push_str(&format!(" {}/{}", short(lag.observed()), short(lag.mean())));
            }
            write_line(out, &line)?;
        }
    }
    Ok(())
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out: &mut dyn Write = f;
        let (mut fewest, mut has_power) = (self.shuffles(), true);
        for point in self.points() {
            fewest = fewest.min(point.hops.shuffles());
            has_power &= self.has_power(point);
        }
        let shuffles = match fewest == self.shuffles() {
            true => fewest.to_string(),
            false => format!("{fewest} to {}", self.shuffles()),
        };
        let seed = self.seed();
        write_line(
            out,
            &format!("days redrawn within blocks, {shuffles} shuffles each, seed {seed}"),
        )?;
        for (name, is_of_hops) in [("hops, block", true), ("chains, block", false)] {
            write_head(out, name)?;
            for point in self.points() {
                let statistic = if is_of_hops { &point.hops } else { &point.chains };
                write_row(out, &format!("{} days", point.days), statistic)?;
            }
        }
        if let Some(gap) = self.max_gap_days().filter(|_| !has_power) {
            let gap = short(gap);
            write_line(
                out,
                &format!(
                    "blocks of less than twice the longest gap ({gap} days) have little power"
                ),
            )?;
        }
        out.write_str("a ratio that falls as blocks shorten is slow common movement, not answers")
    }
}
