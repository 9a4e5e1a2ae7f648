//! Tables of each format as their publishers write them, with random rows.

use escalade::read::Format;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    /// The name of one actor.
    Party,
    Id,
    Whole,
    Day,
}
use Kind::{Day, Id, Party, Text, Whole};

/// A table as its publisher writes it.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) columns: &'static [(&'static str, Kind)],
    pub(super) rows: Vec<Vec<String>>,
}

pub(super) const ACLED: &[(&str, Kind)] = &[
    ("event_id_cnty", Id),
    ("event_date", Day),
    ("year", Whole),
    ("time_precision", Whole),
    ("event_type", Text),
    ("sub_event_type", Text),
    ("actor1", Party),
    ("assoc_actor_1", Text),
    ("inter1", Whole),
    ("actor2", Party),
    ("assoc_actor_2", Text),
    ("inter2", Whole),
    ("country", Text),
    ("location", Text),
    ("notes", Text),
    ("fatalities", Whole),
];
pub(super) const UCDP: &[(&str, Kind)] = &[
    ("id", Id),
    ("type_of_violence", Whole),
    ("side_a_new_id", Whole),
    ("side_a", Text),
    ("side_b_new_id", Whole),
    ("side_b", Text),
    ("source_headline", Text),
    ("where_coordinates", Text),
    ("date_prec", Whole),
    ("date_start", Day),
    ("date_end", Day),
    ("best", Whole),
    ("high", Whole),
    ("low", Whole),
    ("gwnoa", Whole),
    ("gwnob", Whole),
];
pub(super) const ICEWS: &[(&str, Kind)] = &[
    ("Event ID", Id),
    ("Event Date", Day),
    ("Source Name", Party),
    ("Source Sectors", Text),
    ("Source Country", Text),
    ("Event Text", Text),
    ("CAMEO Code", Text),
    ("Intensity", Whole),
    ("Target Name", Party),
    ("Target Sectors", Text),
    ("Target Country", Text),
];
pub(super) const POLECAT: &[(&str, Kind)] = &[
    ("Event ID", Id),
    ("Event Date", Day),
    ("Event Type", Text),
    ("Event Mode", Text),
    ("Intensity", Whole),
    ("Contexts", Text),
    ("Actor Name", Party),
    ("Actor Country", Text),
    ("Primary Actor Sector", Text),
    ("Recipient Name", Party),
    ("Recipient Country", Text),
    ("Primary Recipient Sector", Text),
    ("Placename", Text),
];
pub(super) const GDELT: &[(&str, Kind)] = &[
    ("GLOBALEVENTID", Id),
    ("SQLDATE", Day),
    ("Actor1Code", Text),
    ("Actor2Code", Text),
    ("IsRootEvent", Whole),
    ("EventCode", Text),
    ("GoldsteinScale", Whole),
    ("NumMentions", Whole),
];
pub(super) const ICBE: &[(&str, Kind)] = &[
    ("crisno", Whole),
    ("sentence_span_text", Text),
    ("event_type", Text),
    ("date_earliest_year", Whole),
    ("date_earliest_month", Whole),
    ("date_earliest_day", Whole),
    ("think_actor_a", Text),
    ("say_actor_a", Text),
    ("say_actor_b", Text),
    ("do_actor_a", Text),
    ("do_actor_b", Text),
    ("sayintkind", Text),
    ("interact_escalate", Text),
    ("interact_location", Text),
];
pub(super) const GTD: &[(&str, Kind)] = &[
    ("eventid", Id),
    ("iyear", Whole),
    ("imonth", Whole),
    ("iday", Whole),
    ("country_txt", Text),
    ("city", Text),
    ("attacktype1_txt", Text),
    ("target1", Party),
    ("gname", Party),
    ("nkill", Whole),
    ("nwound", Whole),
    ("summary", Text),
];
pub(super) const SCAD: &[(&str, Kind)] = &[
    ("eventid", Id),
    ("etype", Whole),
    ("styr", Whole),
    ("stmo", Whole),
    ("stday", Whole),
    ("actor1", Party),
    ("target1", Party),
    ("ndeath", Whole),
    ("issuenote", Text),
];
pub(super) const TIMELINE_JS: &[(&str, Kind)] = &[
    ("Year", Whole),
    ("Month", Whole),
    ("Day", Whole),
    ("Time", Text),
    ("End Year", Whole),
    ("End Month", Whole),
    ("End Day", Whole),
    ("End Time", Text),
    ("Display Date", Text),
    ("Headline", Text),
    ("Text", Text),
    ("Media", Text),
    ("Type", Text),
    ("Group", Party),
];
/// Returns columns of whole numbers.
const fn whole<const N: usize>(names: [&str; N]) -> [(&str, Kind); N] {
    let mut columns = [("", Whole); N];
    let mut nth = 0;
    while nth < N {
        columns[nth].0 = names[nth];
        nth += 1;
    }
    columns
}

pub(super) const MIDI: &[(&str, Kind)] = &whole([
    "dispnum", "stday", "stmon", "styear", "endday", "endmon", "endyear", "fatality", "fatalpre",
    "action", "hostlev", "incidnum",
]);
pub(super) const MIDIP: &[(&str, Kind)] = &whole([
    "dispnum", "ccode", "insidea", "fatality", "fatalpre", "action", "hostlev", "incidnum",
]);
pub(super) const MIDA: &[(&str, Kind)] = &whole([
    "dispnum", "stday", "stmon", "styear", "endday", "endmon", "endyear", "fatality", "fatalpre",
    "hiact", "hostlev", "recip",
]);
pub(super) const MIDB: &[(&str, Kind)] = &{
    let mut columns = whole([
        "dispnum", "stabb", "ccode", "stday", "stmon", "styear", "endday", "endmon", "endyear",
        "sidea", "fatality", "fatalpre", "hiact", "hostlev",
    ]);
    columns[1].1 = Text;
    columns
};

/// Returns the rows of disputes and of their participants.
pub(super) fn dispute_rows(draws: &[[usize; 8]]) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let (mut disputes, mut participants) = (Vec::new(), Vec::new());
    for (nth, [day, a, b, kind, dead, both, more, _]) in draws.iter().enumerate() {
        let number = |number: usize| number.to_string();
        let day = if more % 3 == 0 { "-9".to_owned() } else { number(1 + day % 28) };
        let month = number(1 + a % 12);
        let dates = [day.clone(), month.clone(), "1962".into(), day, month, "1962".into()];
        let (action, level) = (number(7 + kind % 13), number(2 + kind % 3));
        let fatality = number(dead % 3);
        let mut row = vec![number(9000 + nth)];
        row.extend(dates.clone());
        row.extend([
            fatality.clone(),
            "-9".into(),
            action.clone(),
            level.clone(),
            number(both % 2),
        ]);
        disputes.push(row);
        for (side, (name, state)) in [
            (1, [("USA", "2"), ("UKG", "200"), ("RUS", "365")][a % 3]),
            (0, [("IRN", "630"), ("IRQ", "645"), ("ISR", "666")][b % 3]),
        ] {
            let acts = side == 1 || both % 2 == 1;
            let mut row = vec![number(9000 + nth), name.into(), state.into()];
            row.extend(dates.clone());
            row.extend([number(side), fatality.clone(), "-9".into()]);
            row.push(if acts { action.clone() } else { "0".into() });
            row.push(if acts { level.clone() } else { "1".into() });
            participants.push(row);
        }
    }
    (disputes, participants)
}

/// Returns the rows of incidents and of their participants.
pub(super) fn mid_rows(draws: &[[usize; 8]]) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let (mut incidents, mut participants) = (Vec::new(), Vec::new());
    for (nth, [day, a, b, kind, dead, both, more, _]) in draws.iter().enumerate() {
        let (dispute, incident) = (9000 + nth / 3, 9_000_000 + nth);
        let number = |number: usize| number.to_string();
        let day = if more % 3 == 0 { "-9".to_owned() } else { number(1 + day % 28) };
        let month = number(1 + day.len() + a % 9);
        let action = number(7 + kind % 13);
        let (level, fatality) = (number(2 + kind % 3), number(dead % 3));
        incidents.push(vec![
            number(dispute),
            day.clone(),
            month.clone(),
            "1995".into(),
            day,
            month,
            "1995".into(),
            fatality.clone(),
            "-9".into(),
            action.clone(),
            level.clone(),
            number(incident),
        ]);
        for (side, state) in [(1, ["2", "200", "365"][a % 3]), (0, ["630", "645", "666"][b % 3])] {
            let acts = side == 1 || both % 2 == 0;
            participants.push(vec![
                number(dispute),
                state.into(),
                number(side),
                fatality.clone(),
                "-9".into(),
                if acts { action.clone() } else { "0".into() },
                if acts { level.clone() } else { "0".into() },
                number(incident),
            ]);
        }
    }
    (incidents, participants)
}

pub(super) const OWN: &[(&str, Kind)] = &[
    ("code of row", Id),
    ("day seen", Day),
    ("who", Party),
    ("whom", Party),
    ("what", Text),
    ("dead", Whole),
    ("sure", Whole),
    ("words", Text),
];

pub(super) const KEDS: &[(&str, Kind)] =
    &[("date", Day), ("source", Text), ("target", Text), ("code", Text), ("description", Text)];
pub(super) const TKG: &[(&str, Kind)] =
    &[("source", Party), ("relation", Text), ("target", Party), ("time", Day)];
pub(super) const GDELT_EXPORT: &[(&str, Kind)] = &{
    let mut columns = [("", Text); 58];
    columns[0] = ("GLOBALEVENTID", Id);
    columns[1] = ("SQLDATE", Day);
    columns[25] = ("IsRootEvent", Whole);
    columns[30] = ("GoldsteinScale", Whole);
    columns[31] = ("NumMentions", Whole);
    columns
};

const NAMES: [&str; 6] = [
    "Rebels (North)",
    "Police Forces of Ruritania, Coast Guard",
    "Côte Brigade",
    "Front \"Zenda\"",
    "Ångström Unit",
    "",
];
const TEXTS: [&str; 5] = [
    "",
    "Clashes at dawn, again",
    "naïve; it said",
    "\u{201c}quoted\u{201d} words",
    "None but one",
];

/// Returns a row of a table by these numbers.
pub(super) fn row(format: Format, nth: usize, draw: &[usize; 8]) -> Vec<String> {
    let [day, a, b, kind, dead, text, more, place] = *draw;
    let pick = |list: &[&str], nth: usize| list[nth % list.len()].to_owned();
    // One day after the twelfth proves the order of day and month.
    let day = if nth == 0 { 24 } else { day % 28 };
    let (month, day) = (1 + draw[0] / 28 % 12, 1 + day);
    let date = format!("2021-{month:02}-{day:02}");
    let number = |most: usize| (dead % most).to_string();
    let (one, two) = (pick(&NAMES, a), pick(&NAMES, b));
    let text = pick(&TEXTS, text);
    let place = pick(&["Zenda", "Bouaké", ""], place);
    let cells: Vec<String> = match format {
        Format::Acled => vec![
            format!("RUR{nth}"),
            date,
            "2021".into(),
            pick(&["1", "2", "3", ""], more),
            pick(&["Battles", "Explosions/Remote violence", "Protests"], kind),
            String::new(),
            one,
            pick(&["", "Militia (Zenda); Côte Guard"], more),
            pick(&["1", "8", ""], kind),
            two,
            String::new(),
            "2".into(),
            "Ruritania".into(),
            place,
            text,
            number(400),
        ],
        Format::Ucdp => vec![
            (1000 + 10 * nth).to_string(),
            pick(&["1", "2", "3"], kind),
            (100 + a).to_string(),
            one,
            (200 + b).to_string(),
            two,
            text,
            place,
            "1".into(),
            date.clone(),
            date,
            number(900),
            "900".into(),
            "0".into(),
            pick(&["365", "", "652"], more),
            pick(&["", "369"], kind),
        ],
        Format::Icews => vec![
            (70 + nth).to_string(),
            date,
            one,
            pick(&["Military,Government", "", "Rebel"], kind),
            pick(&["Iran", "", "Syria"], more),
            pick(&["Make statement", "Use conventional military force"], kind),
            pick(&["010", "190"], kind),
            pick(&["0", "-10", ""], kind),
            two,
            String::new(),
            pick(&["Turkey", ""], more),
        ],
        Format::Polecat => vec![
            format!("2021-{nth}"),
            date,
            pick(&["ASSAULT", "CONSULT"], kind),
            pick(&["drone", ""], more),
            pick(&["-9", "1", ""], kind),
            text,
            one,
            pick(&["RUS", "UKR", ""], a),
            pick(&["MIL", "GOV", ""], more),
            two,
            pick(&["IRN", ""], b),
            pick(&["CVL", ""], kind),
            place,
        ],
        Format::Gdelt => vec![
            (4000 + 10 * nth).to_string(),
            date.replace('-', ""),
            pick(&["ISR", "IRN", ""], a),
            pick(&["IRQ", "USA"], b),
            pick(&["0", "1"], kind),
            pick(&["190", "0231", "043"], more),
            pick(&["-10", "3", ""], kind),
            number(5000),
        ],
        Format::Icbe => vec![
            "471".into(),
            text,
            pick(&["action", "speech"], kind),
            "2014".into(),
            month.to_string(),
            pick(&["", "5"], more),
            String::new(),
            one.clone(),
            two.clone(),
            one,
            two,
            "accuse".into(),
            "attack".into(),
            place,
        ],
        Format::Gtd => vec![
            format!("2021{nth:08}"),
            "2021".into(),
            if more % 4 == 0 { "0".into() } else { month.to_string() },
            if more % 4 < 2 { "0".into() } else { day.to_string() },
            "Ruritania".into(),
            place,
            pick(&["Armed Assault", "Bombing/Explosion", "Unknown"], kind),
            two,
            one,
            pick(&["3", "", "0"], dead),
            pick(&["", "12"], b),
            text,
        ],
        Format::Scad => vec![
            format!("475{nth:04}"),
            pick(&["1", "9", "4"], kind),
            "2021".into(),
            month.to_string(),
            day.to_string(),
            one,
            two,
            pick(&["3", "0", "-99"], dead),
            text,
        ],
        Format::TimelineJs => {
            let has_day = more % 3 > 0;
            let has_time = has_day && more % 3 == 2;
            let pick_if = |has: bool, text: String| if has { text } else { String::new() };
            let has_end = kind % 2 == 0;
            vec![
                if a % 5 == 0 && nth > 0 { "-432".into() } else { "2021".into() },
                pick_if(more % 4 > 0 || has_day, month.to_string()),
                pick_if(has_day, day.to_string()),
                pick_if(has_time, format!("{:02}:{:02}", b % 24, a % 60)),
                pick_if(has_end, "2022".into()),
                pick_if(has_end && b % 2 == 0, month.to_string()),
                String::new(),
                String::new(),
                pick(&["", "long ago"], dead),
                text.clone(),
                text,
                String::new(),
                pick(&["", "", "era"], b),
                one,
            ]
        }
        _ => vec![
            format!("r{nth}"),
            date,
            one,
            two,
            pick(&["190", "043"], kind),
            number(50),
            pick(&["80", ""], more),
            text,
        ],
    };
    cells
}

/// Returns a row of a format without a header by these numbers.
pub(super) fn row_without_header(format: Format, nth: usize, draw: &[usize; 8]) -> Vec<String> {
    let [day, a, b, kind, mentions, text, more, score] = *draw;
    let pick = |list: &[&str], nth: usize| list[nth % list.len()].to_owned();
    let day = if nth == 0 { 24 } else { day % 28 };
    let date = format!("2021-{:02}-{:02}", 1 + draw[0] / 28 % 12, 1 + day);
    let (one, other) = (pick(&["ISRMIL", "IRN", ""], a), pick(&["IRQREBkur", "USA"], b));
    let code = pick(&["190", "0231", "043"], kind);
    match format {
        Format::Keds => vec![date, one, other, code, pick(&TEXTS, text)],
        Format::Tkg => vec![
            pick(&["Iran", "Côte Brigade", "Ångström Unit"], a),
            pick(&["Make statement", "Threaten"], kind),
            pick(&["Iraq", "Front \"Zenda\""], b),
            date,
        ],
        _ => {
            let mut row = vec![String::new(); 58];
            row[0] = (4000 + 10 * nth).to_string();
            row[1] = date.replace('-', "");
            (row[5], row[15], row[26]) = (one, other, code);
            row[25] = pick(&["0", "1", ""], more);
            row[30] = pick(&["-10", "3", ""], score);
            row[31] = (mentions % 5000).to_string();
            row
        }
    }
}
