//! Rows of KEDS and GDELT in other tables than their own: with other delimiters, with a header of numbers, after names
//! of the rows, in JSON.

use escalade::{
    Timeline,
    read::{Format, Options, Reading},
};

use super::read;

const KEDS: &str = "date\tsource\ttarget\tcode\n\
    1979-04-15\tISRMIL\tJOR\t190\n1979-04-16\tJOR\tISRMIL\t0231\n1979-04-17\t---\tISR\t012\n";

/// Returns the events as the parts of the rows.
fn events(timeline: &Timeline) -> Vec<String> {
    let mut events = Vec::new();
    for event in timeline.events() {
        let key = |actors: &[escalade::ActorId]| {
            actors.first().map_or("---", |actor| timeline.actor(*actor).key()).to_owned()
        };
        let (source, target) = (key(event.sources()), key(event.targets()));
        let code = event.event_type().code().map_or(String::new(), ToString::to_string);
        events.push(format!("{} {source} {target} {code}", event.when()));
    }
    events
}

fn is_as(reading: &Reading, format: Format, plain: &Reading) {
    assert_eq!(reading.report.files[0].format, format);
    assert_eq!(events(&reading.timeline), events(&plain.timeline));
    assert_eq!(reading.report.skipped, 0);
}

#[test]
fn keds_rows_may_be_in_any_table() {
    let plain = read(KEDS);
    assert_eq!(plain.timeline.len(), 3);
    let lines: Vec<&str> = KEDS.lines().collect();
    for delimiter in [",", ";", "|"] {
        let other = KEDS.replace('\t', delimiter);
        is_as(&read(&other), Format::Keds, &plain);
        let (_, rows) = other.split_once('\n').unwrap();
        is_as(&read(rows), Format::Keds, &plain);
        let numbers = ["0", "1", "2", "3"].join(delimiter) + "\n" + rows;
        is_as(&read(&numbers), Format::Keds, &plain);
    }
    for delimiter in ["\t", ",", ";"] {
        let mut numbered = lines[0].replace('\t', delimiter).replacen("", delimiter, 1) + "\n";
        for (nth, line) in lines[1..].iter().enumerate() {
            numbered += &(nth.to_string() + delimiter + &line.replace('\t', delimiter) + "\n");
        }
        is_as(&read(&numbered), Format::Keds, &plain);
    }
    let quoted = KEDS.replace('\t', "\",\"").replace('\n', "\"\n\"");
    is_as(&read(&format!("\"{}", &quoted[..quoted.len() - 1])), Format::Keds, &plain);
    let mut records = Vec::new();
    for line in &lines[1..] {
        let fields: Vec<&str> = line.split('\t').collect();
        records.push(format!(
            "{{\"code\":\"{}\",\"target\":\"{}\",\"source\":\"{}\",\"date\":\"{}\"}}",
            fields[3], fields[2], fields[1], fields[0]
        ));
    }
    is_as(&read(&format!("[{}]", records.join(","))), Format::Keds, &plain);
    is_as(&read(&(records.join("\n") + "\n")), Format::Keds, &plain);
}

#[test]
fn other_codes_in_columns_of_these_names_are_not_read_as_those_of_cameo() {
    let rows = r#"[{"date":"2024-04-13","source":"Iran","target":"Israel","code":"threat"}]"#;
    let error = Options::new().read("file", rows.as_bytes()).unwrap_err();
    let issue = error.issues()[0].to_string();
    assert!(issue.contains("threat") && issue.contains("--columns"), "{issue}");
    let table = "date,source,target,code\n2024-04-13,Iran,Israel,threat\n";
    assert!(Options::new().read("file", table.as_bytes()).is_err());
}

#[test]
fn gdelt_rows_may_be_in_any_table() {
    let export = include_str!("../../data/gdelt2.tsv");
    let plain = read(export);
    let lines: Vec<Vec<&str>> = export.lines().map(|line| line.split('\t').collect()).collect();
    let width = lines[0].len();
    let table = |delimiter: &str, quote: &str, header: Option<Vec<String>>, has_names: bool| {
        let mut rows = Vec::new();
        if let Some(header) = header {
            rows.push(header.join(delimiter));
        }
        for (nth, fields) in lines.iter().enumerate() {
            let mut row: Vec<String> =
                fields.iter().map(|field| format!("{quote}{field}{quote}")).collect();
            if has_names {
                row.insert(0, (nth + 1).to_string());
            }
            rows.push(row.join(delimiter));
        }
        rows.join("\n") + "\n"
    };
    let numbers = |from: usize, prefix: &str| -> Vec<String> {
        (from..from + width).map(|nth| format!("{prefix}{nth}")).collect()
    };
    let mut after_index = numbers(0, "");
    after_index.insert(0, String::new());
    for text in [
        table(",", "\"", None, false),
        table(";", "\"", None, false),
        table("\t", "", None, true),
        table(",", "\"", None, true),
        // As R and pandas name columns without names.
        table(",", "\"", Some(numbers(1, "V")), false),
        table("\t", "", Some(numbers(1, "V")), false),
        table(",", "\"", Some(numbers(0, "")), false),
        table(",", "\"", Some(after_index), true),
    ] {
        let reading = read(&text);
        is_as(&reading, Format::Gdelt, &plain);
        assert_eq!(reading.timeline.event_at(0).key(), plain.timeline.event_at(0).key());
    }
}

#[test]
fn tables_of_r_have_blanks_between_texts_in_quotes() {
    let rows = "\"Event.ID\" \"Event.Date\" \"Source.Name\" \"Target.Name\" \"CAMEO.Code\" \"Intensity\"\n\
        \"1\" 7 \"2018-06-01\" \"Citizen (Iran)\" \"Israel\" \"190\" -10\n\
        \"2\" 8 \"2018-06-02\" NA \"Iran\" \"042\" 1.9\n";
    let reading = read(rows);
    assert_eq!(reading.report.files[0].format, Format::Icews);
    assert_eq!(
        events(&reading.timeline),
        ["2018-06-01 Citizen (Iran) ISR cameo 190", "2018-06-02 --- IRN cameo 042"]
    );
}

#[test]
fn what_precedes_a_header_is_named() {
    let table = "UCDP GED 23.1\n\nid,type_of_violence,side_a_new_id,date_prec\n1,1,2,1\n";
    let error = Options::new().read("file", table.as_bytes()).unwrap_err();
    let issue = &error.issues()[0];
    assert!(issue.got().contains("the header of ucdp on line 3"), "{issue}");
    assert_eq!(issue.remedy(), "remove the lines before line 3");
}

#[test]
fn json_by_columns_is_named() {
    let columns = r#"{"id":{"0":1},"type_of_violence":{"0":1},"side_a":{"0":"A"}}"#;
    let error = Options::new().read("file", columns.as_bytes()).unwrap_err();
    assert_eq!(error.issues().len(), 1);
    assert!(error.issues()[0].remedy().contains("one object for each record"), "{error}");
}

#[test]
fn a_state_number_may_have_a_decimal_comma() {
    let ged = include_str!("../../data/ucdp_ged.csv");
    let plain = read(ged);
    // Semicolons around fields, as where the comma is that of decimals.
    let mut reader = csv::Reader::from_reader(ged.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let header = reader.headers().unwrap().clone();
    writer.write_record(&header).unwrap();
    let states: Vec<usize> =
        (0..header.len()).filter(|nth| ["gwnoa", "gwnob"].contains(&&header[*nth])).collect();
    assert_eq!(states.len(), 2);
    for record in reader.records() {
        let mut fields: Vec<String> = record.unwrap().iter().map(ToOwned::to_owned).collect();
        for nth in &states {
            if !fields[*nth].is_empty() && fields[*nth].parse::<u32>().is_ok() {
                fields[*nth] += ",0";
            }
        }
        writer.write_record(&fields).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    assert!(text.contains(",0;"));
    is_as(&read(&text), Format::Ucdp, &plain);
}
