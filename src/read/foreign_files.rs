//! Files of other programs that are no text, and pages and pointers in place of a file.

use super::bytes::position;

/// How files of a kind begin, what they are, and what to do.
struct Foreign {
    beginnings: &'static [&'static [u8]],
    what: &'static str,
    remedy: &'static str,
}

const UNPACK: &str = "unpack it, and read the file in it";
const AS_CSV: &str =
    "open it in the program that writes such files, pandas or R, and save it as CSV";

const FOREIGN: [Foreign; 13] = [
    Foreign {
        beginnings: &[b"PAR1", b"ARROW1"],
        what: "a Parquet or Arrow (Feather) file",
        remedy: "read it with a program that was compiled with the feature `parquet` or `arrow` of this library, for the command `--features cli,parquet`; not in an archive; or save it as CSV",
    },
    Foreign { beginnings: &[b"ORC"], what: "an ORC file", remedy: AS_CSV },
    Foreign {
        beginnings: &[
            b"<stata_dta>",
            b"\x72\x01\x01",
            b"\x72\x02\x01",
            b"\x73\x01\x01",
            b"\x73\x02\x01",
        ],
        what: "a Stata file (.dta)",
        remedy: "save it as CSV: `export delimited` in Stata, or pandas or R",
    },
    Foreign {
        beginnings: &[
            b"RDX2\n",
            b"RDX3\n",
            b"RDA2\n",
            b"RDA3\n",
            b"X\n\0\0\0",
            b"A\n2\n",
            b"A\n3\n",
        ],
        what: "a file of R (.rds or .RData)",
        remedy: "save its data frame as CSV: `write.csv(data, \"data.csv\")` in R",
    },
    Foreign {
        beginnings: &[b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"],
        what: "a pickle of Python",
        remedy: "save its data frame as CSV: `to_csv` in pandas",
    },
    Foreign { beginnings: &[b"$FL2", b"$FL3"], what: "an SPSS file (.sav)", remedy: AS_CSV },
    Foreign {
        beginnings: &[b"SQLite format 3\0"],
        what: "a database of SQLite",
        remedy: "export the table as CSV",
    },
    Foreign { beginnings: &[b"%PDF"], what: "a PDF", remedy: "look for the data as CSV" },
    Foreign {
        beginnings: &[b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<div"],
        what: "a web page",
        remedy: "the server may have answered with a page in place of the file: open it in a browser, and download the file again; a table in a page must be saved as CSV",
    },
    Foreign { beginnings: &[b"<?xml"], what: "an XML file", remedy: "save it as CSV or JSON" },
    Foreign {
        beginnings: &[b"version https://git-lfs"],
        what: "a pointer of Git LFS in place of the file",
        remedy: "fetch the file itself: `git lfs pull`",
    },
    Foreign {
        beginnings: &[b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"],
        what: "a file compressed with bzip2, xz or zstd",
        remedy: UNPACK,
    },
    Foreign {
        beginnings: &[b"7z\xbc\xaf", b"Rar!"],
        what: "an archive of 7-Zip or RAR",
        remedy: UNPACK,
    },
];

/// Returns what a file that is in no format of events is, by its first bytes, and what to do; `None` if they show
/// nothing.
pub(super) fn foreign_file(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = head.trim_ascii_start();
    if text.is_empty() {
        return Some((
            "an empty file",
            "download it again, or look for the file that has the data",
        ));
    }
    if has_other_line_ends(head) {
        let what =
            "lines that end with a carriage return alone, as old programs of Macintosh write";
        return Some((what, "save it with line feeds: as CSV UTF-8 in Excel"));
    }
    let is_beginning = |beginning: &&[u8]| {
        let starts = |head: &[u8]| {
            head.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        };
        starts(head) || beginning.starts_with(b"<") && starts(text)
    };
    for foreign in &FOREIGN {
        if foreign.beginnings.iter().any(&is_beginning) {
            return Some((foreign.what, foreign.remedy));
        }
    }
    None
}

/// Returns `true` if lines end with a carriage return alone, so that the file would be one line.
pub(super) fn has_other_line_ends(head: &[u8]) -> bool {
    // A single line may end with both, where the head ends between them.
    let is_within = |end: usize| head[end..].trim_ascii_start().len() > 1;
    position(head, b'\n').is_none()
        && position(head, b'\r').is_some_and(is_within)
        && !matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_programs_are_named() {
        for (head, expected) in [
            (&b"PAR1\x15"[..], Some("Parquet")),
            (b"\n <!DOCTYPE HTML><html>", Some("web page")),
            (b"version https://git-lfs.github.com/spec/v1\n", Some("Git LFS")),
            (b" \n\n", Some("empty")),
            (b"a,b\r1,2\r", Some("carriage return")),
            (b"a,b\r\n1,2\r\n", None),
            (b"a,b\r", None),
            (b"{\"a\":\r1}", None),
            (b"version,date\n", None),
            (b"PAR", None),
        ] {
            let what = foreign_file(head).map(|(what, _)| what);
            assert_eq!(what.is_some(), expected.is_some(), "{head:?}");
            assert!(what.unwrap_or_default().contains(expected.unwrap_or_default()), "{head:?}");
        }
    }
}
