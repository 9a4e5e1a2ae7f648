//! Data sets that are recognised and not read, since they have no events between actors.

use super::{
    ready_columns::has_all,
    records::{DELIMITERS, first_record},
};

/// A data set that is not read.
pub(super) struct UnreadFormat {
    /// The names of columns by which its header is recognised.
    columns: &'static [&'static str],
    /// What the file is, and why it is not read.
    pub(super) what: &'static str,
    /// What to read in its place.
    pub(super) remedy: &'static str,
}

const GKG: UnreadFormat = UnreadFormat {
    columns: &["NUMARTS", "THEMES", "CAMEOEVENTIDS"],
    what: "this is a GKG file: the Global Knowledge Graph of GDELT has the themes, names and tone of articles, and no events between actors",
    remedy: "download the events of the same time, the files *.export.CSV",
};

const UNREAD: &[UnreadFormat] = &[
    GKG,
    UnreadFormat {
        columns: &["NUMARTS", "COUNTTYPE", "OBJECTTYPE"],
        what: "this is a GKG file of counts: it has numbers that articles of GDELT name, and no events between actors",
        remedy: GKG.remedy,
    },
    UnreadFormat {
        columns: &["conflict_id", "incompatibility", "intensity_level"],
        what: "this is the UCDP/PRIO Armed Conflict Dataset: it has one row for each conflict and year, and no events",
        remedy: "download UCDP GED, the events of the same conflicts",
    },
    UnreadFormat {
        columns: &["dyad_id", "conflict_id", "intensity_level"],
        what: "this is the UCDP Dyadic Dataset: it has one row for each dyad and year, and no events",
        remedy: "download UCDP GED, the events of the same dyads",
    },
    UnreadFormat {
        columns: &["conflict_id", "bd_best", "bd_low"],
        what: "this is the UCDP Battle-Related Deaths Dataset: it has one row for each conflict and year, and no events",
        remedy: "download UCDP GED, the events of the same conflicts",
    },
    UnreadFormat {
        columns: &["conflict_id", "best_fatality_estimate", "year"],
        what: "this is a dataset of UCDP by conflict or actor and year, and has no events",
        remedy: "download UCDP GED, the events of the same conflicts",
    },
    UnreadFormat {
        columns: &["actor_id", "best_fatality_estimate", "year"],
        what: "this is the UCDP One-sided Violence Dataset: it has one row for each actor and year, and no events",
        remedy: "download UCDP GED, the events of the same actors",
    },
    UnreadFormat {
        columns: &["WarNum", "WarName"],
        what: "this is a list of wars of the Correlates of War project: it has one row for each state in a war, and no events in it",
        remedy: "download Militarized Interstate Disputes: MIDA with MIDB, or MIDI with MIDIP",
    },
    UnreadFormat {
        columns: &["disno", "dyindex", "statea", "stateb"],
        what: "these are dyadic Militarized Interstate Disputes: one row for each pair of states and year",
        remedy: "download the disputes, MIDA with MIDB, or the incidents, MIDI with MIDIP",
    },
    UnreadFormat {
        columns: &["crisno", "crisname"],
        what: "this is a file of International Crisis Behavior: it has one row for each crisis or each state in it, and no events",
        remedy: "download ICBe, the events of the same crises",
    },
    UnreadFormat {
        columns: &["WEEK", "COUNTRY", "EVENT_TYPE", "EVENTS"],
        what: "these are weekly counts of ACLED: they have numbers of events, and no events between actors",
        remedy: "export events from ACLED, with the columns actor1 and actor2",
    },
];

/// Returns the data set that a file is by its first bytes, if it is one that is not read.
pub(super) fn unread_format(head: &[u8]) -> Option<&'static UnreadFormat> {
    for delimiter in DELIMITERS {
        let Some((_, names)) = first_record(head, delimiter, true) else { continue };
        if let Some(found) = UNREAD.iter().find(|format| has_all(&names, format.columns)) {
            return Some(found);
        }
    }
    let (_, fields) = first_record(head, b'\t', false)?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // GKG 2.1 has no header: its id is the time of the file, a hyphen and a number.
    let is_record = |id: &str| {
        id.split_once('-').is_some_and(|(time, nth)| {
            time.len() == 14 && is_number(time) && is_number(nth.trim_start_matches('T'))
        })
    };
    (fields.len() == 27 && is_record(&fields[0]) && is_number(&fields[1])).then_some(&GKG)
}
