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

/// Returns one input for each format that is read with these features. A new format needs a new line here.
pub(crate) fn all() -> Vec<Fixture> {
    let is_read = |format: &&Format| cfg!(feature = "standards") || **format != Format::Stix;
    Format::ALL.iter().filter(is_read).map(|format| of(*format)).collect()
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
        Format::Gtd => one(GTD, b',', true),
        Format::Scad => one(SCAD, b',', true),
        Format::Phoenix => one(PHOENIX, b'\t', false),
        Format::Timesketch => one(TIMESKETCH, b',', false),
        Format::Wikidata => one(WIKIDATA, b',', true),
        Format::TimelineJs => one(TIMELINE_JS, b',', true),
        Format::Stix => one(STIX, b',', false),
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

const GTD: &str = "eventid,iyear,imonth,iday,city,gname,target1,attacktype1_txt,nkill,nwound
2031040001,2031,4,0,Zenda,Front,Unknown,Armed Assault,2,
2031040002,2031,4,3,Zenda,Unknown,Mayor,Hijacking,-9,1
";

const SCAD: &str = "eventid,etype,styr,stmo,stday,eyr,emo,eday,actor1,target1,ndeath
1,8,2031,3,5,2031,3,7,Front,police,3
2,1,2031,4,-9,,,,students,government,-99
";

const PHOENIX: &str = "20310101\tNORGOV\tSWEGOV\t112\tID,2;TREATY,1\tST1_2\tNYT
20310103\t---\tSWE\t0831\t\tST3_1\tBBC
";

const TIMESKETCH: &str =
    "{\"message\":\"a\",\"datetime\":\"2031-07-24T19:01:01+00:00\",\"timestamp_desc\":\"Logon\"}
{\"timestamp_desc\":\"Copy\",\"datetime\":\"2031-07-24\",\"message\":null}
";

const WIKIDATA: &str = "item,itemLabel,point_in_time,precision,participantLabel
Q1,Siege,-0431-01-01T00:00:00Z,9,Athens
Q2,Treaty,2031-03-01T00:00:00Z,10,Zenda
";

const TIMELINE_JS: &str = "Year,Month,Day,Time,End Year,Headline,Text,Group
-432,,,,,Decree,x,Athens
2031,11,21,20:15,2032,Protests,y,Kyiv
";

const STIX: &str = r#"{"type":"bundle","objects":[
{"type":"identity","id":"identity--a","name":"A","identity_class":"group"},
{"type":"incident","id":"incident--1","name":"x","labels":["attack: cyber"],"confidence":70},
{"type":"sighting","id":"sighting--1","first_seen":"2031-01-01T10:00:00Z","sighting_of_ref":"incident--1","where_sighted_refs":["identity--a"]},
{"type":"note","id":"note--1","content":"2031-01-02: no","object_refs":["incident--1"],"created_by_ref":"identity--a"},
{"type":"opinion","id":"opinion--1","opinion":"disagree","object_refs":["incident--1"],"created_by_ref":"identity--a"},
{"type":"report","id":"report--1","object_refs":["incident--1"],"created_by_ref":"identity--a"},
{"type":"relationship","id":"relationship--1","relationship_type":"attributed-to","source_ref":"incident--1","target_ref":"identity--a","confidence":60}]}
"#;
