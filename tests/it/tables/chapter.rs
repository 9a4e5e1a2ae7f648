//! The chapter of the guide on tables, compared with the schemas of all tables.
//!
//! A heading of the chapter that is the name of a table has its columns below it. With `ESCALADE_BLESS=1` they are
//! written anew from the schemas.

use std::{collections::BTreeMap, fs, io::Cursor};

use arrow_ipc::reader::FileReader;
use chrono::TimeDelta;
use escalade::{
    Query, Timeline,
    arrow::{
        self, Batches,
        arrow_array::RecordBatchReader,
        arrow_schema::{DataType, Field, Schema, TimeUnit},
    },
    chance::NullModel,
    read::{Extra, Options},
};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;

const CHAPTER: &str = "src/guide/tables.md";

/// The name of the table of a kept timeline in the chapter.
const KEPT: &str = "a kept timeline";

fn schema(batches: &Batches<'_>) -> Schema {
    batches.schema().as_ref().clone()
}

fn timeline() -> Timeline {
    let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    Options::new().read("rows", rows.as_bytes()).unwrap().timeline
}

/// Returns the schemas of all tables in memory, by name.
fn schemas() -> BTreeMap<&'static str, Schema> {
    let timeline = timeline();
    let mut schemas = BTreeMap::new();
    let tables = timeline.to_record_batches();
    for (name, batches) in [
        ("events", tables.events),
        ("levels", tables.levels),
        ("actors", tables.actors),
        ("names", tables.names),
        ("memberships", tables.memberships),
        ("links", tables.links),
        ("reports", tables.reports),
    ] {
        schemas.insert(name, schema(&batches));
    }
    for (name, schema) in answers(&timeline) {
        schemas.insert(name, schema);
    }
    schemas
}

/// Returns the schemas of answers, by the names of the functions that return them.
fn answers(timeline: &Timeline) -> Vec<(&'static str, Schema)> {
    let query = Query::escalation().max_gap(TimeDelta::days(10)).max_len(5);
    let chains = timeline.chains(&query).unwrap();
    let motifs = timeline.motifs(TimeDelta::days(20));
    let actor = timeline.actors().next().unwrap().id();
    let comparison = chains.against(&NullModel::Levels).shuffles(9).by_dyad().compare().unwrap();
    let compared = motifs.against(&NullModel::Timestamps).shuffles(9).compare().unwrap();
    vec![
        ("chains", schema(&arrow::chains(chains.maximal()))),
        ("hops", schema(&arrow::hops(&chains, chains.hops()))),
        ("dyads", schema(&arrow::dyads(chains.by_dyad()))),
        ("pivots", schema(&arrow::pivots(chains.pivots()))),
        ("count_by_len", schema(&arrow::count_by_len(chains.count_by_len().unwrap()))),
        ("reach", schema(&arrow::reach(&chains.reach(actor)))),
        ("reach_sizes", schema(&arrow::reach_sizes(&chains.reach_sizes().unwrap()))),
        ("motifs", schema(&arrow::motifs(&motifs.table().unwrap()))),
        ("motifs_by_dyad", schema(&arrow::motifs_by_dyad(&motifs.by_dyad(9).unwrap().top))),
        ("motifs_by_triad", schema(&arrow::motifs_by_triad(&motifs.by_triad(9).unwrap().top))),
        ("shifts", schema(&arrow::shifts(&motifs.shifts().unwrap()))),
        ("motifs_against", schema(&arrow::motifs_against(&compared))),
        ("comparison", schema(&arrow::comparison(&comparison))),
        ("comparison_by_dyad", schema(&arrow::comparison_by_dyad(&comparison))),
    ]
}

/// Every function of the module that returns a table is among them.
#[test]
fn every_answer_is_in_the_list() {
    let module = fs::read_to_string("src/arrow/mod.rs").unwrap();
    let mut public = Vec::new();
    for line in module.lines().filter_map(|line| line.strip_prefix("pub use ")) {
        let Some((_, names)) = line.trim_end_matches(';').rsplit_once("::") else { continue };
        let names = names.trim_matches(['{', '}']).split(',').map(str::trim);
        let is_function = |name: &&str| name.starts_with(|first: char| first.is_lowercase());
        public.extend(names.filter(is_function).map(str::to_owned));
    }
    public.sort();
    let mut listed: Vec<_> = answers(&timeline()).into_iter().map(|(name, _)| name).collect();
    listed.sort_unstable();
    assert_eq!(public, listed);
}

fn type_of(data_type: &DataType) -> String {
    match data_type {
        DataType::List(field) => format!("List<{}>", type_of(field.data_type())),
        DataType::Dictionary(key, value) => {
            format!("Dictionary<{}, {}>", type_of(key), type_of(value))
        }
        DataType::Timestamp(unit, Some(zone)) => {
            let unit = match unit {
                TimeUnit::Second => "s",
                TimeUnit::Millisecond => "ms",
                other => panic!("{other:?}"),
            };
            format!("Timestamp({unit}, {zone})")
        }
        other => other.to_string(),
    }
}

fn cell<'f>(field: &'f Field, key: &str) -> &'f str {
    field.metadata().get(key).map_or("", String::as_str)
}

/// Returns the row of a column in the chapter.
fn row(field: &Field) -> String {
    let missing = if field.is_nullable() { "yes" } else { "" };
    let (name, data_type) = (field.name(), type_of(field.data_type()));
    let (unit, about) = (cell(field, "unit"), cell(field, "description"));
    format!("| `{name}` | `{data_type}` | {unit} | {missing} | {about} |")
}

fn rows(schema: &Schema) -> Vec<String> {
    let mut rows = vec![
        "| column | type | unit | may be missing | is |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    rows.extend(schema.fields().iter().map(|field| row(field)));
    rows
}

/// Returns the rows of the table of a kept timeline that has all columns.
fn kept_rows() -> Vec<String> {
    let files = ["tests/data/everything.json", "tests/data/gdelt2.tsv"];
    let options = Options::new().keep(Extra::ALL.iter().copied());
    let timeline = options.open_all(files).unwrap().timeline;
    let (mut ipc, mut parquet) = (Vec::new(), Vec::new());
    timeline.write_ipc(&mut ipc).unwrap();
    timeline.write_parquet(&mut parquet).unwrap();
    let ipc = FileReader::try_new(Cursor::new(ipc), None).unwrap().schema();
    let parquet = bytes::Bytes::from(parquet);
    let parquet = ArrowReaderMetadata::load(&parquet, Default::default()).unwrap();
    let mut rows = rows(parquet.schema());
    for (nth, field) in parquet.schema().fields().iter().enumerate() {
        let written = &mut rows[nth + 2];
        match ipc.field_with_name(field.name()) {
            Err(_) => {
                let only = "; only in Parquet, whose rows are in order of time |";
                *written = written.trim_end_matches(" |").to_owned() + only;
            }
            Ok(other) if row(other) == *written => {}
            Ok(other) => {
                let (here, there) = (type_of(field.data_type()), type_of(other.data_type()));
                let (unit, other_unit) = (cell(field, "unit"), cell(other, "unit"));
                *written = written
                    .replace(
                        &format!("| `{here}` |"),
                        &format!("| `{there}`; in Parquet `{here}` |"),
                    )
                    .replace(
                        &format!("| {unit} |"),
                        &format!("| {other_unit}; in Parquet {unit} |"),
                    );
            }
        }
    }
    assert_eq!(ipc.fields().len() + 1, parquet.schema().fields().len());
    rows
}

/// The chapter has every table with every column: its name, type, unit, whether it may be missing, and what it is.
#[test]
fn the_chapter_has_every_column_of_every_table() {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, schema) in schemas() {
        tables.insert(format!("`{name}`"), rows(&schema));
    }
    tables.insert(KEPT.to_owned(), kept_rows());
    let chapter = fs::read_to_string(CHAPTER).unwrap();
    let (mut renewed, mut found) = (String::new(), Vec::new());
    let mut table: Option<Vec<String>> = None;
    let mut lines = chapter.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name = heading.split(',').next().unwrap().to_lowercase();
            assert!(table.is_none(), "a table is missing before {heading}");
            table = Some(tables.get(&name).unwrap_or_else(|| panic!("no table {name}")).clone());
            found.push(name);
        } else if line.starts_with('|') && table.is_some() {
            while lines.next_if(|line| line.starts_with('|')).is_some() {}
            renewed.push_str(&table.take().unwrap().join("\n"));
            renewed.push('\n');
            continue;
        }
        renewed.push_str(line);
        renewed.push('\n');
    }
    assert!(table.is_none(), "the last table is missing");
    found.sort();
    assert_eq!(found, tables.into_keys().collect::<Vec<_>>(), "the tables of the chapter");
    if std::env::var_os("ESCALADE_BLESS").is_some() {
        fs::write(CHAPTER, &renewed).unwrap();
        return;
    }
    for (written, real) in chapter.lines().zip(renewed.lines()) {
        assert_eq!(written, real, "{CHAPTER}: write it anew with ESCALADE_BLESS=1");
    }
    assert_eq!(chapter, renewed, "{CHAPTER}: write it anew with ESCALADE_BLESS=1");
}
