//! Comparisons as text.

use std::fmt;

use super::{
    comparison::{Comparison, DyadComparison},
    curve::Curve,
    lags::{LagSeries, Lags},
    statistic::{NONE, Statistic},
};
use crate::safe_text::isolated;

/// The number of dyads that a table shows.
const DYADS: usize = 20;

/// Writes a number with at most two decimals, and without decimals if it is whole or great.
pub(crate) fn short(value: f64) -> String {
    if value == NONE {
        "none".to_owned()
    } else if value.abs() >= 1e15 {
        format!("{value:.3e}")
    } else if value.fract() == 0.0 || value.abs() >= 1e6 {
        format!("{value:.0}")
    } else if value.abs() >= 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn optional(ratio: Option<f64>) -> String {
    match ratio {
        None => "-".to_owned(),
        Some(great) if great >= 10_000.0 => format!("{great:.1e}"),
        Some(ratio) => format!("{ratio:.2}"),
    }
}

/// Writes a p or q with four digits after the point, more if it is smaller.
pub(crate) fn probability(p: f64) -> String {
    if p >= 0.001 { format!("{p:.4}") } else { format!("{p:.2e}") }
}

fn write_head(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    writeln!(
        f,
        "{name:<15} {:>12}  {:>12}  {:<21} {:>7} {:>8}  {:<19} {:>9}",
        "observed", "mean", "2.5%..97.5%", "ratio", "p", "p, 95% interval", "two-sided"
    )
}

fn write_row(f: &mut fmt::Formatter<'_>, name: &str, statistic: &Statistic) -> fmt::Result {
    let (low, high) = statistic.band();
    let band = format!("{}..{}", short(low), short(high));
    let (from, to) = statistic.p_interval();
    let interval = format!("{}..{}", probability(from), probability(to));
    let (mean, ratio) = match statistic.is_rank_only() {
        true => (format!("*{}", short(statistic.median())), "-".to_owned()),
        false => (short(statistic.mean()), optional(statistic.ratio())),
    };
    writeln!(
        f,
        "{name:<15} {:>12}  {mean:>12}  {band:<21} {ratio:>7} {:>8}  {interval:<19} {:>9}",
        short(statistic.observed()),
        probability(statistic.p()),
        probability(statistic.p_two_sided()),
    )
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} events beside {} shuffles, null model {}, seed {}",
            self.events(),
            self.shuffles(),
            isolated(self.null()),
            self.seed()
        )?;
        if self.shuffles() < self.shuffles_wanted() {
            writeln!(f, "stopped before the {} shuffles asked for", self.shuffles_wanted())?;
        }
        if self.fixed() > 0 {
            writeln!(f, "{} events that declared links join are not shuffled", self.fixed())?;
        }
        if self.undated() > 0 {
            writeln!(
                f,
                "{} events are not known to the day: models that draw days leave them in place",
                self.undated()
            )?;
        }
        writeln!(f)?;
        write_head(f, "")?;
        let rows = [
            ("hops", Some(self.hops())),
            ("chains", Some(self.chains())),
            ("longest", self.longest()),
            ("greatest rise", self.greatest_rise()),
        ];
        let mut is_heavy = false;
        for (name, statistic) in rows {
            if let Some(statistic) = statistic {
                write_row(f, name, statistic)?;
                is_heavy |= statistic.is_rank_only();
            }
        }
        for of_length in self.by_len() {
            write_row(f, &format!("{} events", of_length.events), &of_length.chains)?;
            is_heavy |= of_length.chains.is_rank_only();
        }
        for of_rule in self.by_rule() {
            write_row(f, of_rule.rule.as_str(), &of_rule.hops)?;
        }
        if is_heavy {
            writeln!(
                f,
                "* the median: one shuffle has more than a tenth of the sum of all, so that the mean and the \
                 ratio say little; interpret p"
            )?;
        }
        if let Some(dyads) = self.by_dyad() {
            write_dyads(f, dyads, self.shuffles())?;
        }
        if let Some(lags) = self.lags() {
            write_lags(f, lags)?;
        }
        write!(
            f,
            "\np is the share of arrangements, the data among them, with at least as many. A low p shows timing \
             that the\nnull model does not keep; it does not show that one event caused another."
        )
    }
}

fn write_dyads(f: &mut fmt::Formatter<'_>, dyads: &[DyadComparison], shuffles: u64) -> fmt::Result {
    let order = crate::sorting::sorted_order(dyads.len(), &|a, b| {
        let key = |dyad: &DyadComparison| (dyad.hops.p, -dyad.hops.observed);
        let (a, b) = (key(&dyads[a]), key(&dyads[b]));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let least = 1.0 / (shuffles + 1) as f64;
    let found = dyads.iter().filter(|dyad| dyad.hops.q_by <= 0.05).count();
    writeln!(
        f,
        "\n{} dyads tested; {found} with more hops than chance at a false discovery rate of 5% (Benjamini and \
         Yekutieli).\nThe least p of {shuffles} shuffles is {}.",
        dyads.len(),
        probability(least)
    )?;
    writeln!(
        f,
        "{:<20}  events   hops      mean  ratio       p    q, BH    q, BY     chains      mean    q, BY",
        "dyad"
    )?;
    for nth in order.iter().take(DYADS) {
        let DyadComparison { source, target, events, hops, chains } = &dyads[*nth];
        writeln!(
            f,
            "{:<20} {events:>7} {:>6} {:>9} {:>6}  {:>6} {:>8} {:>8} {:>10} {:>9} {:>8}",
            format!("{} → {}", isolated(source), isolated(target)),
            short(hops.observed),
            short(hops.mean),
            optional(hops.ratio),
            probability(hops.p),
            probability(hops.q_bh),
            probability(hops.q_by),
            short(chains.observed),
            short(chains.mean),
            probability(chains.q_by),
        )?;
    }
    match dyads.len().saturating_sub(DYADS) {
        0 => Ok(()),
        more => writeln!(f, "and {more} more"),
    }
}

fn write_lags(f: &mut fmt::Formatter<'_>, lags: &Lags) -> fmt::Result {
    writeln!(f)?;
    write_head(f, "days after")?;
    for (lag, statistic) in lags.all().lags.iter().enumerate() {
        write_row(f, &lag.to_string(), statistic)?;
    }
    writeln!(f, "all lags together: p {}", probability(lags.all().p))?;
    for (words, series) in [("after level", lags.by_level()), ("responses", lags.by_dyad())] {
        for LagSeries { label, lags, p, .. } in series {
            let mut counts = Vec::with_capacity(lags.len());
            for lag in lags {
                counts.push(format!("{}/{}", short(lag.observed()), short(lag.mean())));
            }
            let label = isolated(label);
            writeln!(f, "{words} {label}: p {}, {}", probability(*p), counts.join(" "))?;
        }
    }
    Ok(())
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "days redrawn within blocks, {} shuffles each, seed {}",
            self.shuffles(),
            self.seed()
        )?;
        write_head(f, "hops, block")?;
        for point in self.points() {
            write_row(f, &format!("{} days", point.days), &point.hops)?;
        }
        write_head(f, "chains, block")?;
        for point in self.points() {
            write_row(f, &format!("{} days", point.days), &point.chains)?;
        }
        if let Some(gap) = self.max_gap_days()
            && self.points().iter().any(|point| !self.has_power(point))
        {
            writeln!(
                f,
                "blocks of less than twice the longest gap ({} days) have little power",
                short(gap)
            )?;
        }
        write!(f, "a ratio that falls as blocks shorten is slow common movement, not answers")
    }
}
