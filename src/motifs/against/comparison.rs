//! The result of a comparison of motifs with chance.

use std::fmt;

use chrono::TimeDelta;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::record::MotifRecord;
use crate::{
    chance::{
        Statistic,
        printing::{Cell, push_head, push_number, push_row},
        statistic::q_values,
    },
    motifs::{Motif, Ties, motif::MOTIFS, printing::ties_in_words},
    safe_text::isolated,
    wording::span,
};

/// The numbers of the 36 motifs beside those of shuffled events: the result of
/// [`MotifsAgainst::compare`](super::MotifsAgainst::compare).
///
/// Its [`Display`](fmt::Display) is a table. It serializes with the field `null`, the numbers of `shuffles` and the
/// `seed`, `gap_seconds` and `ties`, the number of all `triples`, and for each of the `motifs` its name in the table, its
/// events, its name if it has one, and the fields of a [`Statistic`].
///
/// A low p says that a motif is more frequent than in shuffles, which keep what the null model keeps. 36 motifs are
/// tested at once, so that some have a low p by chance; the q values take that into account. Since motifs have events in
/// common, the value to use is [`Statistic::q_by`].
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{chance::NullModel, motifs::Motif, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-08\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let motifs = timeline.motifs(TimeDelta::days(7));
/// let comparison = motifs.against(&NullModel::Directions).shuffles(99).compare()?;
/// assert_eq!((comparison.triples().observed(), comparison.triples().mean()), (1.0, 1.0));
/// let reciprocation = comparison.motif(Motif::at(5, 1).unwrap());
/// assert!(reciprocation.observed() == 1.0 && reciprocation.mean() < 1.0);
/// let json = serde_json::to_value(&comparison).unwrap();
/// assert_eq!((&json["null"], &json["shuffles"]), (&"directions".into(), &99.into()));
/// assert_eq!((&json["motifs"][24]["motif"], &json["motifs"][24]["observed"]), (&"M51".into(), &1.into()));
/// assert!(json["motifs"][24]["p"].is_number() && json["motifs"][24]["p_interval"].is_array());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MotifComparison {
    /// In seconds.
    gap: i64,
    shuffles_wanted: u64,
    events: u64,
    undated: u64,
    triples: Statistic,
    motifs: Vec<Statistic>,
    record: MotifRecord,
}

impl MotifComparison {
    pub(super) fn new(
        gap: i64,
        shuffles_wanted: u64,
        events: u64,
        undated: u64,
        record: MotifRecord,
    ) -> Self {
        let compared = |nth: usize| {
            let mut values = Vec::with_capacity(record.rows.len());
            for row in &record.rows {
                values.push(row[nth]);
            }
            Statistic::new(record.observed[nth], &values, None, false)
        };
        let (mut motifs, mut ps) = (Vec::with_capacity(MOTIFS), Vec::with_capacity(MOTIFS));
        for nth in 1..=MOTIFS {
            let statistic = compared(nth);
            ps.push(statistic.p());
            motifs.push(statistic);
        }
        let (q_bh, q_by) = q_values(&ps);
        let mut with_q = Vec::with_capacity(MOTIFS);
        for (nth, statistic) in motifs.into_iter().enumerate() {
            with_q.push(statistic.with_q(q_bh[nth], q_by[nth]));
        }
        let triples = compared(0);
        Self { gap, shuffles_wanted, events, undated, triples, motifs: with_q, record }
    }

    /// Returns the name of the null model.
    pub fn null(&self) -> &str {
        &self.record.settings.null
    }

    /// Returns the number of shuffles that were made.
    pub fn shuffles(&self) -> u64 {
        self.record.shuffles()
    }

    /// Returns the number of shuffles that were asked for. Fewer are made if
    /// [progress](super::MotifsAgainst::progress) stops them.
    pub fn shuffles_wanted(&self) -> u64 {
        self.shuffles_wanted
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.record.settings.seed
    }

    /// Returns the longest time from the first event of a motif to the last.
    pub fn gap(&self) -> TimeDelta {
        TimeDelta::seconds(self.gap)
    }

    /// Returns how tied events are treated.
    pub fn ties(&self) -> Ties {
        self.record.settings.ties
    }

    /// Returns the number of events that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns the number of events whose onset is not known to the day, so that null models that draw days leave them
    /// in their place.
    pub fn undated(&self) -> u64 {
        self.undated
    }

    /// Returns the comparison of the number of triples of events that form a motif.
    pub fn triples(&self) -> &Statistic {
        &self.triples
    }

    /// Returns the comparison of the number of instances of a motif, with q values among all 36. Numbers above 2^53 are
    /// rounded.
    pub fn motif(&self, motif: Motif) -> &Statistic {
        &self.motifs[motif.index()]
    }

    /// Returns the comparisons of all motifs, row by row of the table.
    pub fn motifs(&self) -> impl ExactSizeIterator<Item = (Motif, &Statistic)> {
        Motif::all().zip(&self.motifs)
    }

    /// Returns what the shuffles have measured, for [`MotifsAgainst::resume`](super::MotifsAgainst::resume).
    pub fn record(&self) -> &MotifRecord {
        &self.record
    }
}

/// A motif and its comparison, as serialized.
#[derive(Serialize)]
struct OfMotif<'a> {
    motif: Motif,
    events: &'static str,
    name: Option<&'static str>,
    #[serde(flatten)]
    number: &'a Statistic,
}

impl Serialize for MotifComparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut comparison = serializer.serialize_struct("MotifComparison", 10)?;
        comparison.serialize_field("null", self.null())?;
        comparison.serialize_field("shuffles", &self.shuffles())?;
        comparison.serialize_field("shuffles_wanted", &self.shuffles_wanted)?;
        comparison.serialize_field("seed", &self.seed())?;
        comparison.serialize_field("gap_seconds", &self.gap)?;
        comparison.serialize_field("ties", &self.ties())?;
        comparison.serialize_field("events", &self.events)?;
        comparison.serialize_field("undated", &self.undated)?;
        comparison.serialize_field("triples", &self.triples)?;
        let mut motifs = Vec::with_capacity(MOTIFS);
        for (motif, number) in self.motifs() {
            motifs.push(OfMotif { motif, events: motif.events(), name: motif.name(), number });
        }
        comparison.serialize_field("motifs", &motifs)?;
        comparison.end()
    }
}

impl fmt::Display for MotifComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = &mut String::new();
        push_number(out, self.events, " events beside ");
        push_number(out, self.shuffles(), " shuffles, null model ");
        out.push_str(&isolated(self.null()));
        out.push_str(", seed ");
        push_number(out, self.seed(), "; motifs of three events within ");
        out.push_str(&span(self.gap));
        out.push_str("; ");
        out.push_str(ties_in_words(self.ties()));
        out.push('\n');
        if self.shuffles() < self.shuffles_wanted {
            push_number(out, self.shuffles_wanted, " shuffles were asked for, and not all made\n");
        }
        if self.undated > 0 {
            let words =
                " events are not known to the day: models that draw days leave them in place\n";
            push_number(out, self.undated, words);
        }
        out.push('\n');
        push_head(out, "");
        push_row(out, Cell::Text("all motifs"), &self.triples);
        let mut without = 0;
        for (motif, number) in self.motifs() {
            if number.observed() == 0.0 && number.mean() == 0.0 {
                without += 1;
                continue;
            }
            let label = [&motif.to_string(), " ", motif.events()].concat();
            push_row(out, Cell::Text(&label), number);
            if let Some(name) = motif.name() {
                out.pop();
                out.push_str("  ");
                out.push_str(name);
                out.push('\n');
            }
        }
        if without > 0 {
            push_number(out, without, " motifs that neither the data nor a shuffle has\n");
        }
        let mut found = 0;
        for (_, number) in self.motifs() {
            found += u64::from(number.q_by() <= Some(0.05));
        }
        out.push('\n');
        push_number(
            out,
            found,
            " of 36 motifs are more frequent than chance at a false discovery rate of 5% (Benjamini and Yekutieli)\n\
             p is the share of arrangements, the data among them, with at least as many. A low p shows timing that \
             the\nnull model does not keep; it does not show that one event caused another.",
        );
        f.write_str(out)
    }
}
