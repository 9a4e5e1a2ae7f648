//! Aliases of actors from a file.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use super::options::Options;
#[cfg(feature = "csv")]
use super::records::{DELIMITERS, Record, Records, first_record};
#[cfg(feature = "json")]
use super::{json_span::JsonSpan, json_value::malformed};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    sorting::{count_before, sort_by},
};

/// The size of the longest file that is read.
const LARGEST: u64 = 1 << 28;

impl Options {
    /// Adds the aliases in a file: see [`read_aliases`](Self::read_aliases).
    ///
    /// # Errors
    ///
    /// The file cannot be read, or does not have the form of a file of aliases.
    ///
    /// ```no_run
    /// use escalade::read::Options;
    ///
    /// let options = Options::new().alias_file("aliases.csv")?;
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn alias_file(self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        add_aliases(self, &path.display().to_string(), &mut BufReader::new(file))
    }

    /// Adds the aliases in a text, each as [`alias`](Self::alias) does. The text is an object in JSON, of the actor meant
    /// by each text in the files, or a table of two columns: the text in the files, and the actor meant. The columns
    /// stand between commas, tabs, semicolons or bars. A first row of `written` and `meant` is a header. `name` names
    /// the text in errors.
    ///
    /// JSON needs the feature `json`, tables the feature `csv`.
    ///
    /// # Errors
    ///
    /// The text cannot be read, a row does not have two texts, or a text has two meanings. All problems are reported at
    /// once.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let table = "written,meant\nLBNREDHEZ,LBNREBHEZ\n\"Hizballah, Lebanon\",LBNREBHEZ\n";
    /// let options = Options::new().read_aliases("aliases.csv", table.as_bytes())?;
    /// let rows = "2006-07-12\tLBNREDHEZ\tISR\t190\n";
    /// let reading = options.read("rows", rows.as_bytes())?;
    /// assert!(reading.timeline.actor_by_key("LBNREBHEZ").is_some());
    /// assert_eq!(reading.report.replaced_aliases["LBNREDHEZ"], 1);
    ///
    /// let object = r#"{ "LBNREDHEZ": "LBNREBHEZ" }"#;
    /// assert!(Options::new().read_aliases("aliases.json", object.as_bytes()).is_ok());
    /// let error = Options::new().read_aliases("aliases.csv", "a,b\na,c\n".as_bytes()).unwrap_err();
    /// assert!(error.to_string().contains("aliases.csv: line 2"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn read_aliases(self, name: &str, mut text: impl BufRead) -> Result<Self, Error> {
        add_aliases(self, name, &mut text)
    }
}

/// Adds the aliases in a text to options.
fn add_aliases(mut options: Options, name: &str, text: &mut dyn BufRead) -> Result<Options, Error> {
    let mut bytes = Vec::new();
    text.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| Error::io(name, error))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let file = Location::in_file(name);
    if bytes.len() as u64 > LARGEST {
        let allowed = "a file of at most 256 MiB";
        let issue = Issue::new(file, "a larger file", allowed, "leave out rows");
        return Err(Issues::from(issue).into_error(ErrorKind::Input));
    }
    let mut issues = Issues::default();
    let pairs = if bytes.trim_ascii_start().starts_with(b"{") {
        pairs_of_object(bytes, &file, &mut issues)
    } else {
        pairs_of_table(bytes, &file, &mut issues)
    };
    let mut own: Vec<(&str, &str)> = Vec::with_capacity(pairs.len());
    for (_, written, meant) in &pairs {
        own.push((written, meant));
    }
    sort_by(&mut own, Ord::cmp);
    for (line, written, meant) in &pairs {
        let place = if *line > 0 { file.clone().at_line(*line) } else { file.clone() };
        let same = count_before(own.len(), &|at| own[at].0 < &**written);
        if written.is_empty() || meant.is_empty() {
            let allowed = "the text in the files and the actor meant";
            let got = format!("{written}, {meant}");
            issues.push(Issue::new("alias", got, allowed, "add it").within(&place));
        } else if own[same].1 != meant {
            let allowed = "one meaning of each text";
            let got = format!("{written}, {meant}");
            let remedy = format!("keep one: it also means {}", own[same].1);
            issues.push(Issue::new("alias", got, allowed, remedy).within(&place));
        }
    }
    issues.check(ErrorKind::Input)?;
    for (_, written, meant) in pairs {
        options.aliases.insert(written, meant);
    }
    Ok(options)
}

/// An alias with its line, 0 if it is unknown: the text in the files, and the actor meant.
type Pair = (u64, String, String);

#[cfg(feature = "json")]
fn pairs_of_object(bytes: &[u8], file: &Location, issues: &mut Issues) -> Vec<Pair> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let remedy = "convert the file to UTF-8";
        issues.push(Issue::new(file.clone(), "other bytes", "UTF-8 text", remedy));
        return Vec::new();
    };
    let object = match JsonSpan::parse(text) {
        Ok(object) => object,
        Err(error) => {
            issues.push(malformed(text, file, &error));
            return Vec::new();
        }
    };
    let mut pairs = Vec::new();
    for (written, value) in object.members() {
        match value.to_str() {
            Ok(meant) => pairs.push((0, written.into_owned(), meant.into_owned())),
            Err(_) => {
                let (allowed, remedy) = ("the actor meant, as a text", "write it between quotes");
                issues.push(Issue::new(&*written, value.text(), allowed, remedy).within(file));
            }
        }
    }
    pairs
}

#[cfg(not(feature = "json"))]
fn pairs_of_object(_: &[u8], file: &Location, issues: &mut Issues) -> Vec<Pair> {
    let remedy = "turn on the feature `json`, or write a table of two columns";
    issues.push(Issue::new(file.clone(), "an object in JSON", "a table", remedy));
    Vec::new()
}

#[cfg(feature = "csv")]
fn pairs_of_table(bytes: &[u8], file: &Location, issues: &mut Issues) -> Vec<Pair> {
    let max_bytes = bytes.len();
    let mut delimiter = b',';
    for candidate in DELIMITERS[..4].iter().copied() {
        if first_record(bytes, candidate, true).is_some_and(|(_, fields)| fields.len() == 2) {
            delimiter = candidate;
            break;
        }
    }
    let (mut text, mut record, mut pairs) = (bytes, Record::default(), Vec::new());
    let mut records = Records::new(&mut text, delimiter, true, max_bytes);
    let mut is_first = true;
    // Memory can be read without an error.
    while records.read(&mut record).unwrap_or(false) {
        let place = file.clone().at_line(record.line());
        let is_text = (0..record.len()).all(|nth| std::str::from_utf8(record.field(nth)).is_ok());
        let issue = match record.check(max_bytes) {
            Some(issue) => Some(issue),
            None if record.len() != 2 => {
                let got = format!("{} fields", record.len());
                let allowed = "two fields: the text in the files, and the actor meant";
                Some(Issue::new("record", got, allowed, "put a comma or tab between them"))
            }
            None if !is_text => {
                let got = record.texts().join(", ");
                Some(Issue::new("record", got, "UTF-8 text", "convert the file to UTF-8"))
            }
            None => None,
        };
        let is_header = std::mem::take(&mut is_first);
        if let Some(issue) = issue {
            issues.push(issue.within(&place));
            continue;
        }
        let fields = record.texts();
        let is_header = is_header
            && fields[0].eq_ignore_ascii_case("written")
            && fields[1].eq_ignore_ascii_case("meant");
        if !is_header {
            pairs.push((record.line(), fields[0].clone(), fields[1].clone()));
        }
    }
    pairs
}

#[cfg(not(feature = "csv"))]
fn pairs_of_table(_: &[u8], file: &Location, issues: &mut Issues) -> Vec<Pair> {
    let remedy = "turn on the feature `csv`, or write an object in JSON";
    issues.push(Issue::new(file.clone(), "a table", "an object in JSON", remedy));
    Vec::new()
}

#[cfg(all(test, feature = "csv", feature = "json"))]
mod tests {
    use super::*;

    fn aliases(text: &str) -> Result<String, String> {
        let options = Options::new().read_aliases("file", text.as_bytes());
        let options = options.map_err(|error| error.to_string())?;
        Ok(options.aliases.iter().map(|(written, meant)| format!("{written}={meant};")).collect())
    }

    #[test]
    fn tables_and_objects_give_the_same_aliases() {
        for text in [
            "a b,C\nd,E\n",
            "Written\tMeant\r\na b\tC\r\nd\tE",
            "\u{feff}a b;C\nd;E\n\nd;E\n",
            "\"a b\"|\"C\"\nd|E\n",
            "{ \"d\": \"E\", \"a b\": \"C\" }",
        ] {
            assert_eq!(aliases(text).as_deref(), Ok("a b=C;d=E;"), "{text}");
        }
        assert_eq!(aliases("").as_deref(), Ok(""));
    }

    #[test]
    fn all_problems_of_a_file_are_reported() {
        for (text, places) in [
            ("a,b\nc\n,d\na,e\n", &["line 2", "line 3", "line 4"][..]),
            ("{ \"a\": 1, \"b\": null }", &["file: a", "file: b"]),
            ("{ \"a\": ", &["line 1"]),
            ("a,\"b\n", &["line 1"]),
        ] {
            let error = aliases(text).expect_err(text);
            assert!(places.iter().all(|place| error.contains(place)), "{text}: {error}");
        }
        assert!(Options::new().alias_file("no such file").is_err());
    }
}
