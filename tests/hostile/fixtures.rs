//! A small valid input of every format, to be damaged.

use escalade::read::{Columns, Format, Options};

/// A valid input of a format: one file, or several that are joined.
pub(crate) struct Fixture {
    pub(crate) format: Format,
    pub(crate) files: Vec<(&'static str, &'static [u8])>,
    /// The separator of fields.
    pub(crate) separator: u8,
    /// Whether columns are found by name, and may be in any order.
    pub(crate) named_columns: bool,
}

/// Returns one input for each format. A new format needs a new line here.
pub(crate) fn all() -> Vec<Fixture> {
    Format::ALL.iter().map(|format| of(*format)).collect()
}

fn of(format: Format) -> Fixture {
    let one = |file: &'static str, separator, named_columns| Fixture {
        format,
        files: vec![(format.as_str(), file.as_bytes())],
        separator,
        named_columns,
    };
    match format {
        Format::Json => one(include_str!("../data/everything.json"), b',', false),
        Format::Keds => one(KEDS, b'\t', false),
        Format::Gdelt => one(GDELT, b'\t', false),
        Format::Jsonl => one(JSONL, b',', false),
        Format::Ucdp => one(UCDP, b',', true),
        Format::Icews => one(ICEWS, b'\t', true),
        Format::Mid => Fixture {
            files: vec![("midi", MIDI.as_bytes()), ("midip", MIDIP.as_bytes())],
            ..one("", b',', true)
        },
        Format::Plover => one(PLOVER, b',', false),
        Format::Polecat => one(POLECAT, b'\t', true),
        Format::Acled => one(ACLED, b',', true),
        Format::Icbe => one(ICBE, b',', true),
        Format::Tkg => one(TKG, b'\t', false),
        Format::Csv => one(CSV, b';', true),
        other => panic!("{other} has no fixture: add a small sound file of it here"),
    }
}

impl Fixture {
    /// Returns the options that read the input.
    pub(crate) fn options(&self, options: Options) -> Options {
        match self.format {
            Format::Csv => options.columns(Columns::new("day").source("who").target("whom")),
            format => options.format(format),
        }
    }
}

const KEDS: &str = "date\tsource\ttarget\tcode\n\
    2031-03-01\tNORGOV\tSWE\t112\n\
    20310303\tSWEMIL\tNOR\t138\tdescribed\n\
    310305\tNORREBÆØÅ\t---\t1951\n";

const JSONL: &str = r#"{"escalade":1,"title":"Two"}
{"actor":{"key":"A","part_of":"B"}}
{"actor":{"key":"B","names":{"en":"Bee"}}}
{"event":{"key":"x","when":"2031-04-01","attack":"drone","source":"A","levels":{"kahn":8}}}
{"event":{"when":"2031-04-02","statement":"deny","source":"A","about":["x",0],"confidence":70}}
{"link":{"from":1,"relation":"responds-to","to":"x"}}
"#;

const UCDP: &str = "id,type_of_violence,side_a,side_a_new_id,side_b,side_b_new_id,date_prec,date_start,date_end,best,high,low
1,1,Front,4456,Ring,4457,1,2031-01-03,2031-01-03,2,3,1
2,3,Front,4456,Civilians,1,2,2031-01-04,2031-01-06,1,1,1
";

const ICEWS: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country
1\t2031-05-01\tDuke Max\tGovernment\tFreedonia\tConsult\t040\t1\tArmy (Sylvania)\tMilitary\tSylvania
2\t2031-05-02\tArmy (Sylvania)\tMilitary\tSylvania\tThreaten\t130\t-4.4\tDuke Max\tNULL\tNA
";

const MIDI: &str =
    "dispnum,incidnum,stday,stmon,styear,endday,endmon,endyear,fatality,fatalpre,action,hostlev
9001,9001001,16,7,1995,16,7,1995,0,0,7,3
9001,9001002,-9,8,1995,-9,8,1995,1,-9,16,4
";

const MIDIP: &str = "dispnum,incidnum,ccode,stday,stmon,styear,endday,endmon,endyear,insidea,fatality,fatalpre,action,hostlev
9001,9001001,2,16,7,1995,16,7,1995,1,0,0,7,3
9001,9001001,645,16,7,1995,16,7,1995,0,0,0,0,1
9001,9001002,645,-9,8,1995,-9,8,1995,1,0,0,16,4
9001,9001002,2,-9,8,1995,-9,8,1995,0,1,-9,0,1
";

const PLOVER: &str = r#"[
{ "id": "1", "date": "2031-01-02", "event": "FIGHT", "mode": "firearms", "dead": "3",
  "source": [{ "actorText": "army", "code": "LBN", "sector": "MIL" }], "target": null },
{ "id": "2", "date": "2031-01-02", "event": "AGREE",
  "source": [{ "code": "ISR" }, { "code": "LBN" }], "target": "" }
]
"#;

const POLECAT: &str = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tActor Name\tActor Country\tRecipient Name\tRecipient Country
7\t2031-03-01\tASSAULT\taerial\t-9.5\tMax;Anna\tLBN\tKarl\tISR
8\t2031-03-02\tCONSULT\t\t\tKarl\tISR\tNone\tLBN
";

const ACLED: &str = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,inter2,fatalities
R1,2031-04-13,2,Battles,Armed clash,Army,Guard; Ring,1,Front,2,3
R2,13 April 2031,1,Violence against civilians,Attack,Front,,2,Civilians (R),7,1
";

const ICBE: &str = "event_type,date_earliest_year,date_earliest_month,date_earliest_day,think_actor_a,say_actor_a,say_actor_b,do_actor_a,do_actor_b,sayintkind,interact_escalate
action,1962,10,22,,,,A;B,C,,attack
speech,1962,10,,,A,C,,,accuse,
";

const TKG: &str = "A\tConsult\tB\t2031-03-06
459  \t1    \t471\t6480\t0
Army\t459
Consult\t1
";

const CSV: &str = "day;who;whom
2031-04-13;A;B
2031-04;B;A
";

/// A row of each width.
const GDELT: &str = include_str!("../data/gdelt_widths.tsv");
