//! Counts the motifs of Militarized Interstate Disputes in your own copy of the data, beside the published counts of
//! Do and Xu (*Analyzing Escalations in Militarized Interstate Disputes Using Motifs in Temporal Networks*, 2021).
//!
//! ```text
//! cargo run --release --features motifs --example motifs -- MIDI-5.01.csv MIDIP-5.01.csv
//! ```
//!
//! As they do, it takes an event from each state on side A of an incident to each on side B, dated by the later of the two
//! first days. They spread the events of a day over its hours, partly at random, and take the mean of ten such networks; a
//! month without a day is its first day, or the day of the incident. Here all orders of a day are counted. With hours, of
//! two events a week apart by their dates some are more than 168 hours apart: so the least number is that of six days, all of
//! which are within the week by hours too, and the most that of seven.

use std::{collections::HashMap, error::Error};

use chrono::{NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, Event, Timeline,
    model::ActionKind,
    motifs::{Motif, Ties},
};

/// The means of ten networks, within a week, row by row.
const PUBLISHED: [f64; 36] = [
    9187.8, 288.9, 28.9, 22.7, 295.3, 6395.1, //
    335.2, 100.5, 20.9, 2.0, 157.6, 301.1, //
    268.9, 359.8, 117.8, 309.6, 0.0, 17.0, //
    1609.2, 120.4, 926.0, 159.7, 21.1, 21.0, //
    366.6, 328.6, 130.6, 427.9, 161.5, 355.4, //
    1863.0, 297.0, 944.9, 201.7, 392.5, 6784.5,
];

/// A state that takes part in an incident.
struct Participant {
    state: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    is_on_side_a: bool,
}

type Row = HashMap<String, String>;

fn rows(file: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    Ok(csv::Reader::from_path(file)?.deserialize().collect::<Result<_, _>>()?)
}

fn number(row: &Row, column: &str) -> Result<i32, Box<dyn Error>> {
    let cell = row.get(column).ok_or_else(|| format!("the column {column} is missing"))?;
    Ok(cell.trim().parse()?)
}

/// Returns the first or the last day of a participant. What is missing is that of the incident, or the first of the month
/// or of the year; at the end, the last.
fn day(row: &Row, incident: &Row, which: &str) -> Result<NaiveDate, Box<dyn Error>> {
    let part = |row: &Row, part: &str| number(row, &format!("{which}{part}"));
    let year = part(row, "year")?;
    let is_same_year = year == part(incident, "year")?;
    let month = match (part(row, "mon")?, part(incident, "mon")?) {
        (-9, -9) => {
            if which == "st" {
                1
            } else {
                12
            }
        }
        (-9, month) if is_same_year => month,
        (-9, _) => {
            if which == "st" {
                1
            } else {
                12
            }
        }
        (month, _) => month,
    };
    let is_same_month = is_same_year && month == part(incident, "mon")?;
    let day = match (part(row, "day")?, part(incident, "day")?) {
        (-9, day) if day != -9 && is_same_month => day,
        (-9, _) if which == "st" => 1,
        (-9, _) => {
            let next = NaiveDate::from_ymd_opt(year + month / 12, month as u32 % 12 + 1, 1);
            return Ok(next.ok_or("no such month")? - TimeDelta::days(1));
        }
        (day, _) => day,
    };
    let date = NaiveDate::from_ymd_opt(year, month as u32, day as u32);
    date.ok_or_else(|| format!("there is no day {year}-{month}-{day}").into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [incidents, participants] = &files[..] else {
        return Err("usage: motifs MIDI-5.01.csv MIDIP-5.01.csv".into());
    };
    let mut by_number = HashMap::new();
    for row in rows(incidents)? {
        by_number.insert(number(&row, "ord_incidnum")?, row);
    }
    // In order of the file, by incident.
    let mut numbers: Vec<i32> = Vec::new();
    let mut sides: HashMap<i32, Vec<Participant>> = HashMap::new();
    for row in rows(participants)? {
        let nth = number(&row, "ord_incidnum")?;
        let incident = by_number.get(&nth).ok_or_else(|| format!("there is no incident {nth}"))?;
        let participant = Participant {
            state: row["stabb"].clone(),
            first_day: day(&row, incident, "st")?,
            last_day: day(&row, incident, "end")?,
            is_on_side_a: number(&row, "insidea")? == 1,
        };
        if !sides.contains_key(&nth) {
            numbers.push(nth);
        }
        sides.entry(nth).or_default().push(participant);
    }
    let mut builder = Timeline::builder();
    let mut ids: HashMap<String, ActorId> = HashMap::new();
    for nth in numbers {
        // Two rows end before they begin.
        let all = sides[&nth].iter().filter(|one| one.first_day <= one.last_day);
        let (a, b): (Vec<_>, Vec<_>) = all.partition(|one| one.is_on_side_a);
        for one in &a {
            for other in &b {
                let [source, target] = [one, other].map(|participant| {
                    let state = participant.state.as_str();
                    *ids.entry(state.to_owned())
                        .or_insert_with(|| builder.add_actor(Actor::new(state)))
                });
                let date = one.first_day.max(other.first_day);
                builder.add_event(Event::action(source, date, ActionKind::Other).against(target));
            }
        }
    }
    let timeline = builder.build()?;
    let within = |days| timeline.motifs(TimeDelta::days(days)).ties(Ties::Range).table();
    let (six_days, week) = (within(6)?, within(7)?);
    println!("{} events, {} motifs within a week", week.events(), week.triples());
    println!("{:<5} {:<9} {:>7} {:>10} {:>7}", "motif", "events", "least", "published", "most");
    let mut outside = 0;
    for (motif, published) in Motif::all().zip(PUBLISHED) {
        let (least, most) = (six_days.count(motif).least, week.count(motif).most);
        let is_within = least as f64 <= published && published <= most as f64;
        outside += usize::from(!is_within);
        let mark = if is_within { "" } else { "  outside" };
        let (events, name) = (motif.events(), motif.name().unwrap_or(""));
        println!("{motif:<5} {events:<9} {least:>7} {published:>10.1} {most:>7}  {name}{mark}");
    }
    println!("{outside} of 36 published counts lie outside");
    Ok(())
}
