//! Files that are damaged, or meant to do harm: an error that says where, or rows left out, and never a
//! panic.

use std::time::{Duration, Instant};

use escalade::read::{BadRecords, Columns, Format, Options, Reading};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A file in each format.
const FILES: [(Format, &str); 13] = [
    (Format::Json, include_str!("../data/everything.json")),
    (
        Format::Jsonl,
        "{\"actor\":{\"key\":\"A\",\"part_of\":\"B\"}}\n{\"actor\":{\"key\":\"B\"}}\n\
         {\"event\":{\"key\":\"x\",\"when\":\"2024-04-01\",\"attack\":\"drone\",\"source\":\"A\"}}\n\
         {\"event\":{\"when\":\"2024-04-02\",\"statement\":\"deny\",\"source\":\"A\",\"about\":[\"x\",0]}}\n\
         {\"link\":{\"from\":1,\"relation\":\"about\",\"to\":\"x\"}}\n",
    ),
    (Format::Keds, include_str!("../data/tit_for_tat.tsv")),
    (Format::Gdelt, include_str!("../data/gdelt2.tsv")),
    (Format::Icews, include_str!("../data/icews.tab")),
    (Format::Mid, include_str!("../data/mid_incidents.csv")),
    (Format::Ucdp, include_str!("../data/ucdp_ged.csv")),
    (
        Format::Polecat,
        "Event Date\tEvent Type\tEvent Mode\tIntensity\tActor Name\tRecipient Name\n\
         2022-03-01\tASSAULT\taerial\t-9.5\tMax;Anna\tKarl\n2022-03-02\tCONSULT\t\t\tKarl\tAnna\n",
    ),
    (
        Format::Plover,
        "[\n{\"id\": \"1\", \"date\": \"2000-01-02\", \"event\": \"FIGHT\", \"mode\": \"firearms\",\n\
         \"source\": [{\"actorText\": \"x\", \"code\": \"LBN\", \"sector\": \"MIL\"}], \"target\": null},\n\
         {\"id\": \"2\", \"date\": \"2000-01-02\", \"event\": \"AID\"}\n]\n",
    ),
    (
        Format::Acled,
        "event_date,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,actor2,fatalities,notes\n\
         2024-04-13,2,Battles,Armed clash,A,B; C,D,3,\"a \"\"note\"\",\nof two lines\"\n\
         13 April 2024,1,Protests,,E,,,,\n",
    ),
    (
        Format::Icbe,
        "event_type,date_earliest_year,date_earliest_month,date_earliest_day,think_actor_a,say_actor_a,do_actor_a,do_actor_b,act_escalate\n\
         action,1962,10,22,,,A;B,C,alert\nspeech,1962,,,,A,,,\n",
    ),
    (Format::Tkg, "A\tConsult\tB\t2014-03-06\n459  \t1    \t471\t6480\t0\nA\t0\nConsult\t1\n"),
    (Format::Csv, "day;who;whom\n2024-04-13;A;B\n2024-04;B;A\n"),
];

fn options(format: Format) -> Options {
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 1_000_000 });
    let options = lenient.native_ids().descriptions();
    match format {
        Format::Csv => options.columns(Columns::new("day").source("who").target(3)),
        format => options.format(format),
    }
}

fn read(format: Format, bytes: &[u8]) -> Result<Reading, escalade::Error> {
    options(format).read("file", bytes)
}

fn events(format: Format, bytes: &[u8]) -> Option<(usize, usize)> {
    let reading = read(format, bytes).ok()?;
    Some((reading.timeline.len(), reading.report.problems.len()))
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    for (format, text) in FILES {
        let plain = events(format, text.as_bytes());
        assert!(
            plain.is_some_and(|(events, bad)| bad == 0 && (events > 0 || format == Format::Mid)),
            "{format}: {plain:?}"
        );
        assert_eq!(events(format, text.replace('\n', "\r\n").as_bytes()), plain, "{format}");
        assert_eq!(events(format, format!("\u{feff}{text}").as_bytes()), plain, "{format}");
        assert_eq!(events(format, text.trim_end().as_bytes()), plain, "{format}: no last line end");
    }
}

#[test]
fn what_is_damaged_gives_errors_and_never_a_panic() {
    let mut random = Pcg64Mcg::seed_from_u64(20_241_125);
    for (format, text) in FILES {
        let bytes = &text.as_bytes()[..text.len().min(6_000)];
        for nth in 0..150 {
            let mut damaged = bytes.to_vec();
            match nth % 3 {
                0 => damaged.truncate(random.random_range(0..bytes.len())),
                1 => {
                    const SIGNS: &[u8] = b"\0\t\n\r\",;{}[]-0\xff\xe9";
                    for _ in 0..=nth % 5 {
                        let at = random.random_range(0..damaged.len());
                        damaged[at] = SIGNS[random.random_range(0..SIGNS.len())];
                    }
                }
                _ => {
                    let at = random.random_range(0..damaged.len());
                    let end = damaged.len().min(at + 60);
                    let part = damaged[at..end].to_vec();
                    damaged.splice(at..at, part);
                    let at = random.random_range(0..damaged.len());
                    damaged[at] = random.next_u32() as u8;
                }
            }
            let told = |read: Result<Reading, escalade::Error>| match read {
                Ok(reading) => format!("{}", reading.report),
                Err(error) => {
                    assert!(!error.issues().is_empty(), "{format}: {error}");
                    error.to_string()
                }
            };
            let first = told(read(format, &damaged));
            assert_eq!(
                first,
                told(read(format, &damaged)),
                "{format}: the same input, the same output"
            );
            told(Options::new().read("file", &*damaged));
        }
    }
}

#[test]
fn what_is_huge_is_refused_before_it_is_held() {
    let wide = |sign: &str| sign.repeat(10_000_000);
    let start = Instant::now();
    for (format, text) in FILES {
        let is_json = matches!(format, Format::Json | Format::Plover);
        for wide in ["a\t", "a,", "a;", "a"].map(wide) {
            let told = read(format, [text.as_bytes(), wide.as_bytes()].concat().as_slice());
            match told {
                Ok(reading) if !is_json => assert_eq!(reading.report.skipped, 1, "{format}"),
                Ok(_) => panic!("{format} takes no more behind its end"),
                Err(error) => {
                    assert!(is_json || format == Format::Mid, "{format}: {error}");
                    assert!(error.to_string().len() < 2_000, "no message is as long as the file");
                }
            }
        }
    }
    assert!(start.elapsed() < Duration::from_secs(600));
}
