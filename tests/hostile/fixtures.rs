//! A small sound input of every format, to be made worse.

use escalade::{
    Vocabulary,
    read::{Columns, Format},
};

/// An input of a format: one file, or several that are joined.
pub(crate) struct Fixture {
    pub(crate) format: Format,
    pub(crate) files: Vec<(&'static str, &'static [u8])>,
    /// What stands between fields.
    pub(crate) separator: u8,
    /// Whether columns are found by their names, so that they may stand in any order.
    pub(crate) named_columns: bool,
}

/// One for each format, without exception: who adds a format adds a line here.
pub(crate) fn all() -> Vec<Fixture> {
    Format::ALL.iter().map(|format| of(*format)).collect()
}

fn of(format: Format) -> Fixture {
    let several = |texts: &[&'static str], separator, named_columns| {
        let names = ["first", "second"].into_iter();
        let files = names.zip(texts.iter().map(|text| text.as_bytes())).collect();
        Fixture { format, files, separator, named_columns }
    };
    let one = |text, separator, named_columns| several(&[text], separator, named_columns);
    match format {
        Format::Json => one(include_str!("../data/everything.json"), b',', false),
        Format::Jsonl => one(JSONL, b',', false),
        Format::Plover => one(PLOVER, b',', false),
        Format::Ucdp => one(ucdp(), b',', false),
        Format::Mid => several(&MID, b',', true),
        Format::Acled => one(ACLED, b',', true),
        Format::Icbe => one(ICBE, b',', true),
        Format::Icews => one(include_str!("../data/icews.tab"), b'\t', true),
        Format::Polecat => one(POLECAT, b'\t', true),
        Format::Keds => one(KEDS, b'\t', false),
        Format::Tkg => one(TKG, b'\t', false),
        Format::Gdelt => one(GDELT, b'\t', false),
        Format::Csv => one(CSV, b';', true),
        other => panic!("{other} has no fixture: add a small sound file of it here"),
    }
}

/// What is said of the columns of a table that does not tell them itself.
pub(crate) fn columns() -> Columns {
    Columns::new("day").source("who").target("whom").code("what", Vocabulary::Cameo).text("words")
}

const JSONL: &str = r#"{"actor":{"key":"A"}}
{"actor":{"key":"B","part_of":"A"}}
{"event":{"key":"raid","when":"2031-04-01","attack":"drone","source":"A","target":"B"}}
{"event":{"when":"2031-04-02","code":"cameo 190","source":"B","target":"A","text":"«Æ»"}}
{"link":{"from":1,"relation":"responds-to","to":"raid"}}
"#;

const PLOVER: &str = r#"[
{ "id": "GSR-FIGHT-1", "date": "2000-01-02", "event": "FIGHT", "mode": "heavy-weapons",
  "source": [{ "actorText": "army", "code": "LBN", "sector": "MIL" }],
  "target": [{ "actorText": "rebels", "code": "LBN", "sector": "REB" }], "dead": "156" },
{ "id": "GSR-AGREE-1", "date": "2000-01-01", "event": "AGREE",
  "source": [{ "actorText": "Israel", "code": "ISR" }], "target": "", "mode": null }
]
"#;

/// The header and the first record.
fn ucdp() -> &'static str {
    let all = include_str!("../data/ucdp_ged.csv");
    let ends = all.match_indices('\n').map(|(end, _)| end + 1);
    &all[..ends.take(2).last().expect("a header and a record")]
}

const MID: [&str; 2] =
    [include_str!("../data/mid_incidents.csv"), include_str!("../data/mid_participants.csv")];

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,location,notes,fatalities\n\
    RUR1,2031-04-13,2031,1,Battles,Armed clash,Forces of Ruritania,Red Guard; Blue Guard,1,Front,,2,Ruritania,Zenda,At dawn,3\n\
    RUR2,14 April 2031,2031,1,Protests,Peaceful protest,Protesters (Ruritania),,6,,,0,Ruritania,Zenda,,0\n";

const ICBE: &str = "crisno,sentence_number_int_aligned,sentence_span_text,event_type,date_earliest_year,date_earliest_month,date_earliest_day,date_latest_year,date_latest_month,date_latest_day,think_actor_a,say_actor_a,say_actor_b,do_actor_a,do_actor_b,thinkkind,sayintkind,interact_escalate,act_escalate,interact_deescalate,interact_location\n\
    196,1,They struck.,action,1962,10,22,1962,10,22,,,,Ruritania;Elbonia,Freedonia,,,attack;battle,,,Zenda\n\
    196,2,It said so.,speech,1962,10,,1962,11,,,Freedonia,Ruritania,,,,accuse,,,,\n";

const POLECAT: &str = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\tRecipient Country\tPrimary Recipient Sector\tPlacename\tSource\tLanguage\n\
    7_1\t2031-03-01\tASSAULT\tAerial\t-9.5\t4\tmilitary\tDuke Max\tLBN\tGOV\tAnna Kór\tISR\tCVL\tZenda\twire\ten\n\
    7_2\t2031-03-02\tACCUSE\tNone\t-2.0\t3\tNone\tAnna Kór\tISR\tCVL\tNone\tLBN\tGOV\tZenda\twire\ten\n";

const KEDS: &str = "date\tsource\ttarget\tcode\n\
    2031-03-01\tNORGOV\tSWE\t112\n\
    20310303\tSWEMIL\tNOR\t138\tdescribed\n\
    310305\tNORREBÆØÅ\t---\t1951\n";

const TKG: &str = "Ruritania\tFight with artillery and tanks\tMilitary (Elbonia)\t2031-03-06\n\
    Military (Elbonia)\tMake statement\tRuritania\t2031-03-05\n";

/// A row of each width.
const GDELT: &str = include_str!("../data/gdelt_widths.tsv");

const CSV: &str = "day;who;whom;what;words\n\
    2031-04-13;Ruritania;Freedonia;190;struck twice\n\
    2031-04-15;Freedonia;Ruritania;040;\n";
