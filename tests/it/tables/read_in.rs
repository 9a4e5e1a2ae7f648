//! Record batches and columnar files, read as the same tables in text are.

use std::{io::Cursor, sync::Arc};

use escalade::{
    ErrorKind, Timeline, Vocabulary,
    arrow::arrow_array::{
        ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
        ListArray, RecordBatch, RecordBatchIterator, StringArray, StringViewArray,
        TimestampMicrosecondArray,
        types::{Int32Type, UInt8Type},
    },
    read::{Columns, Format, Options, Reading},
};

use crate::test_folder::TestFolder;

fn read(columns: Vec<(&str, ArrayRef)>) -> Reading {
    read_with(&Options::new(), columns)
}

fn read_with(options: &Options, columns: Vec<(&str, ArrayRef)>) -> Reading {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let schema = batch.schema();
    let (one, other) = (batch.slice(0, 1), batch.slice(1, batch.num_rows() - 1));
    let batches = RecordBatchIterator::new([Ok(one), Ok(other)], schema);
    options.read_record_batches("rows", batches).unwrap_or_else(|error| panic!("{error}"))
}

fn json(timeline: &Timeline) -> serde_json::Value {
    serde_json::to_value(timeline).unwrap()
}

fn text(values: [&str; 3]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// The columns of a table of GDELT, with days, actors and codes of these types.
fn gdelt(day: ArrayRef, source: ArrayRef, code: ArrayRef) -> Vec<(&'static str, ArrayRef)> {
    let missing: Vec<Option<&str>> = vec![Some("ISR"), None, Some("IRN")];
    vec![
        ("GLOBALEVENTID", Arc::new(Int64Array::from(vec![7, 8, 9])) as ArrayRef),
        ("SQLDATE", day),
        ("Actor1Code", source),
        ("Actor1Name", text(["x", "\"quoted\", with a comma", "z"])),
        ("Actor2Code", Arc::new(StringArray::from(missing))),
        ("EventCode", code),
        ("EventRootCode", text(["19", "04", "01"])),
        ("GoldsteinScale", Arc::new(Float64Array::from(vec![-10.0, 1.0, 0.4]))),
    ]
}

#[test]
fn exports_of_gdelt_are_the_same_in_every_type() {
    let rows = "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,EventRootCode,GoldsteinScale\n\
        7,20060712,LBNREBHEZ,ISR,190,19,-10\n8,20060713,ISR,,042,04,1\n9,20060714,USA,IRN,010,01,0.4\n";
    let expected = Options::new().read("rows", rows.as_bytes()).unwrap();
    let days = [20_060_712, 20_060_713, 20_060_714];
    let numbers = || Arc::new(Int32Array::from(days.to_vec())) as ArrayRef;
    let codes = || text(["190", "042", "010"]);
    let sources = || text(["LBNREBHEZ", "ISR", "USA"]);
    let since_1970 = vec![13_341, 13_342, 13_343];
    let wide = Arc::new(Int64Array::from(days.map(i64::from).to_vec()));
    let floats = Arc::new(Float64Array::from(days.map(f64::from).to_vec()));
    let dates = Arc::new(Date32Array::from(since_1970.clone()));
    let midnights: Vec<i64> =
        since_1970.iter().map(|day| i64::from(*day) * 86_400_000_000).collect();
    let times = Arc::new(TimestampMicrosecondArray::from(midnights.clone()));
    let zoned = Arc::new(TimestampMicrosecondArray::from(midnights).with_timezone("UTC"));
    for day in [numbers(), wide, floats, dates, times, zoned] {
        let kind = day.data_type().clone();
        let reading = read(gdelt(day, sources(), codes()));
        assert_eq!(reading.report.files[0].format, Format::Gdelt, "{kind}");
        assert_eq!(json(&reading.timeline), json(&expected.timeline), "{kind}");
        assert_eq!(reading.report.rows, 3);
    }
    let views = Arc::new(StringViewArray::from(vec!["LBNREBHEZ", "ISR", "USA"]));
    let words: DictionaryArray<Int32Type> = ["LBNREBHEZ", "ISR", "USA"].into_iter().collect();
    let few: DictionaryArray<UInt8Type> = ["LBNREBHEZ", "ISR", "USA"].into_iter().collect();
    for source in [views as ArrayRef, Arc::new(words), Arc::new(few)] {
        let reading = read(gdelt(numbers(), source, codes()));
        assert_eq!(json(&reading.timeline), json(&expected.timeline));
    }
    // Codes that lost their leading zeros as numbers are restored by the root codes.
    let lost = Arc::new(Int64Array::from(vec![190, 42, 10]));
    let reading = read(gdelt(numbers(), sources(), lost));
    assert_eq!(json(&reading.timeline), json(&expected.timeline));
}

#[test]
fn described_tables_are_read_by_the_same_mapping() {
    let table = || {
        vec![
            ("who", text(["Red", "Blue", "Red"])),
            ("when", Arc::new(Date32Array::from(vec![13_341, 13_342, 13_343])) as ArrayRef),
            ("whom", text(["Blue", "Red", "Blue"])),
            ("what", text(["a", "b", "a"])),
            ("both", Arc::new(BooleanArray::from(vec![true, false, false]))),
        ]
    };
    let columns = Columns::new("when")
        .source("who")
        .target("whom")
        .code("what", Vocabulary::Own)
        .mutual("both");
    let reading = read_with(&Options::new().columns(columns.clone()), table());
    let rows = "who,when,whom,what,both\nRed,2006-07-12,Blue,a,true\nBlue,2006-07-13,Red,b,false\nRed,2006-07-14,Blue,a,false\n";
    let expected = Options::new().columns(columns).read("rows", rows.as_bytes()).unwrap();
    assert_eq!(json(&reading.timeline), json(&expected.timeline));
    assert_eq!(reading.timeline.len(), 3);
}

#[test]
fn bad_rows_have_their_number() {
    let day = Arc::new(Int32Array::from(vec![20_060_712, 20_061_399, 20_060_714]));
    let batch = RecordBatch::try_from_iter(gdelt(
        day,
        text(["LBN", "ISR", "USA"]),
        text(["190", "042", "010"]),
    ))
    .unwrap();
    let schema = batch.schema();
    let batches = RecordBatchIterator::new([Ok(batch)], schema);
    let error = Options::new().read_record_batches("export", batches).unwrap_err();
    let place = error.issues()[0].location();
    assert_eq!((place.file(), place.line()), (Some("export"), Some(2)));
    assert!(place.field().unwrap().contains("SQLDATE"), "{error}");
}

#[test]
fn columns_of_other_types_are_left_out_and_told() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1)]),
        None,
        Some(vec![]),
    ]);
    let day = Arc::new(Int32Array::from(vec![20_060_712, 20_060_713, 20_060_714]));
    let mut columns = gdelt(day, text(["LBN", "ISR", "USA"]), text(["190", "042", "010"]));
    columns.insert(1, ("themes", Arc::new(list)));
    let reading = read(columns);
    assert_eq!(reading.timeline.len(), 3);
    assert!(
        reading.report.decisions.iter().any(|text| text.contains("themes (List")),
        "{:?}",
        reading.report.decisions
    );
    let unknown = RecordBatch::try_from_iter([("a", text(["x", "y", "z"]))]).unwrap();
    let schema = unknown.schema();
    let error = Options::new()
        .read_record_batches("rows", RecordBatchIterator::new([Ok(unknown)], schema))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
}

#[test]
fn a_failing_reader_is_an_error() {
    use escalade::arrow::arrow_schema::ArrowError;
    let day = Arc::new(Int32Array::from(vec![20_060_712, 20_060_713, 20_060_714]));
    let columns = gdelt(day, text(["LBN", "ISR", "USA"]), text(["190", "042", "010"]));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let schema = batch.schema();
    let failure = || Err(ArrowError::ComputeError("the source broke".into()));
    for batches in [vec![Ok(batch.clone()), failure()], vec![failure(), Ok(batch)]] {
        let batches = RecordBatchIterator::new(batches, schema.clone());
        let error = Options::new().read_record_batches("rows", batches).unwrap_err();
        assert!(error.to_string().contains("the source broke"), "{error}");
    }
}

/// Kept timelines and tables in files, given by their path and as a stream.
#[test]
fn files_are_recognised_by_their_content() {
    let folder = TestFolder::new("tables");
    let everything = escalade::read::open("tests/data/everything.json").unwrap().timeline;
    let mut kept = Vec::new();
    everything.write_ipc(&mut kept).unwrap();
    let mut files = vec![("kept", kept)];
    #[cfg(feature = "parquet")]
    {
        let mut kept = Vec::new();
        everything.write_parquet(&mut kept).unwrap();
        files.push(("kept", kept));
    }
    for (name, bytes) in files {
        let path = folder.0.join(name);
        std::fs::write(&path, &bytes).unwrap();
        let reading = escalade::read::open(&path).unwrap();
        assert_eq!(json(&reading.timeline), json(&everything));
        assert!(reading.report.files[0].why.contains("kept"));
        let reading = Options::new().read("stream", Cursor::new(&bytes)).unwrap();
        assert_eq!(json(&reading.timeline), json(&everything));
        // With another file it is merged as a document is.
        let rows = folder.0.join("rows.tsv");
        std::fs::write(&rows, "2006-07-12\tLBN\tISR\t190\n").unwrap();
        let both = Options::new().open_all([&path, &rows]).unwrap();
        assert_eq!(both.timeline.len(), everything.len() + 1);
        let mut altered = bytes.clone();
        altered[bytes.len() / 2] ^= 1;
        let error = Options::new().read("altered", Cursor::new(&altered)).unwrap_err();
        assert_eq!(error.issues()[0].location().file(), Some("altered"));
        let cut = &bytes[..bytes.len() / 2];
        assert_eq!(
            Options::new().read("cut", Cursor::new(cut)).unwrap_err().kind(),
            ErrorKind::Input
        );
    }
}

/// Row groups of other months are skipped, in every type of dates, and the events of the window are the same.
#[cfg(feature = "parquet")]
#[test]
fn row_groups_without_an_event_in_the_window_are_skipped() {
    use escalade::timeline::Window;
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};
    let first = chrono::NaiveDate::from_ymd_opt(2006, 1, 1).unwrap();
    let days: Vec<_> = (0..300).map(|day| first + chrono::Days::new(day)).collect();
    let since_1970 = || days.iter().map(chrono::NaiveDate::to_epoch_days);
    let text = |form: &str| -> ArrayRef {
        Arc::new(days.iter().map(|day| Some(day.format(form).to_string())).collect::<StringArray>())
    };
    let numbers = days.iter().map(|day| day.format("%Y%m%d").to_string().parse::<i64>().unwrap());
    let micros = since_1970().map(|day| i64::from(day) * 86_400_000_000);
    let dates: [(&str, ArrayRef); 5] = [
        ("numbers", Arc::new(Int64Array::from_iter_values(numbers))),
        ("dates", Arc::new(Date32Array::from_iter_values(since_1970()))),
        ("times", Arc::new(TimestampMicrosecondArray::from_iter_values(micros))),
        ("texts", text("%Y-%m-%d")),
        ("digits", text("%Y%m%d")),
    ];
    let june = Window::new("2006-06".."2006-07").unwrap();
    for (name, dates) in dates {
        let keys = |key: &str| Arc::new(StringArray::from(vec![key; 300])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("SQLDATE", dates),
            ("Actor1Code", keys("LBN")),
            ("Actor2Code", keys("ISR")),
            ("EventCode", keys("042")),
        ])
        .unwrap();
        let groups = WriterProperties::builder().set_max_row_group_row_count(Some(10)).build();
        let mut file = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(groups)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let read = |options: Options| options.read(name, Cursor::new(&file)).unwrap();
        let (all, some) = (read(Options::new()), read(Options::new().row_groups_of(june.clone())));
        assert_eq!(all.timeline.len(), 300, "{name}");
        assert_eq!(some.timeline.len(), 40, "{name}");
        let told = |text: &String| text.contains("260 of 300 rows skipped");
        assert!(some.report.decisions.iter().any(told), "{name}: {:?}", some.report.decisions);
        let in_june = |reading: &Reading| {
            let events = reading.timeline.view().during("2006-06".."2006-07");
            events.events().map(|event| event.when().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(in_june(&all), in_june(&some), "{name}");
        assert_eq!(in_june(&some).len(), 30);
    }
}

/// Ids that ascend, which are added together, and all others.
#[cfg(feature = "parquet")]
#[test]
fn ids_of_gdelt_in_parquet_are_those_in_text() {
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};
    let ascending: Vec<Option<i64>> = (0..30).map(|nth| Some(95 + nth * nth / 7 + nth)).collect();
    let mut missing = ascending.clone();
    missing[17] = None;
    let mut negative = ascending.clone();
    negative[0] = Some(-5);
    let mut repeated = ascending.clone();
    repeated[20] = repeated[19];
    repeated[25] = repeated[2];
    let mut descending = ascending.clone();
    descending.reverse();
    for ids in [ascending, missing, negative, repeated, descending] {
        let mut rows =
            String::from("GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,GoldsteinScale\n");
        let (sources, codes) = (["LBNREB", "", "USA", "IRN"], ["042", "190", "0211"]);
        let scores = [Some(1.0), Some(-10.0), None, Some(3.44)];
        for (nth, id) in ids.iter().enumerate() {
            let id = id.map_or_else(String::new, |id| id.to_string());
            let (source, code) = (sources[nth % 4], codes[nth % 3]);
            let score = scores[nth % 4].map_or_else(String::new, |score| score.to_string());
            rows.push_str(&format!("{id},200607{:02},{source},ISR,{code},{score}\n", nth % 28 + 1));
        }
        let expected = Options::new().read("rows", rows.as_bytes()).unwrap();
        let nth = 0..ids.len();
        let texts = |of: &dyn Fn(usize) -> &'static str| -> ArrayRef {
            Arc::new(nth.clone().map(|nth| Some(of(nth))).collect::<StringArray>())
        };
        let days = nth.clone().map(|nth| 20_060_701 + (nth % 28) as i32);
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("GLOBALEVENTID", Arc::new(Int64Array::from(ids.clone())) as ArrayRef, true),
            ("SQLDATE", Arc::new(Int32Array::from_iter_values(days)), true),
            ("Actor1Code", texts(&|nth| sources[nth % 4]), true),
            ("Actor2Code", texts(&|_| "ISR"), true),
            ("EventCode", texts(&|nth| codes[nth % 3]), true),
            (
                "GoldsteinScale",
                Arc::new(nth.clone().map(|nth| scores[nth % 4]).collect::<Float64Array>()),
                true,
            ),
        ])
        .unwrap();
        let groups = WriterProperties::builder().set_max_row_group_row_count(Some(7)).build();
        let mut file = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(groups)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let reading = Options::new().read("rows", Cursor::new(&file)).unwrap();
        assert_eq!(json(&reading.timeline), json(&expected.timeline), "{ids:?}");
        assert_eq!(reading.report.events, expected.report.events);
    }
}

/// Files of Arrow IPC of several batches, given by path or as bytes; what is read of them is a choice of columns.
#[test]
fn files_of_arrow_are_read_as_their_record_batches_are() {
    let days = Arc::new(Int32Array::from(vec![20_060_712, 20_060_713, 20_060_714])) as ArrayRef;
    let columns = gdelt(days, text(["LBNREBHEZ", "ISR", "USA"]), text(["190", "042", "010"]));
    let batch = RecordBatch::try_from_iter(columns.clone()).unwrap();
    let mut file = Vec::new();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut file, &batch.schema()).unwrap();
    for (start, rows) in [(0, 1), (1, 0), (1, 2)] {
        writer.write(&batch.slice(start, rows)).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    let expected = read(columns);
    let folder = TestFolder::new("arrow-table");
    let path = folder.0.join("rows.arrow");
    std::fs::write(&path, &file).unwrap();
    let options = Options::new();
    for reading in [
        options.read("rows", &file[..]).unwrap(),
        options.read("rows", Cursor::new(&file)).unwrap(),
        options.open(&path).unwrap(),
    ] {
        assert_eq!(json(&reading.timeline), json(&expected.timeline));
        assert_eq!((reading.report.rows, reading.report.files[0].format), (3, Format::Gdelt));
    }
    let small = Options::new().largest_document(file.len() as u64 - 1);
    let refused = small.read("rows", &file[..]).unwrap_err();
    assert_eq!((refused.kind(), refused.issues()[0].got()), (ErrorKind::Input, "a larger input"));
    assert!(small.open(&path).is_ok(), "a file is not held whole");
    for end in 0..file.len() {
        assert!(options.read("rows", Cursor::new(&file[..end])).is_err(), "{end}");
    }
    // The length of the footer stands before the mark at the end.
    let (at, size) = (file.len() - 10, file.len() as i32);
    for length in [-1, 0, 1, size - 11, size - 10, size - 9, size, i32::MAX] {
        let mut file = file.clone();
        file[at..at + 4].copy_from_slice(&length.to_le_bytes());
        let refused = options.read("rows", Cursor::new(&file)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Input, "{length}: {refused}");
    }
}

/// Dates of a column that is described, by name or by number.
#[cfg(feature = "parquet")]
#[test]
fn row_groups_are_skipped_by_a_described_date() {
    use escalade::{read::Column, timeline::Window};
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};
    let days = Arc::new(Date32Array::from_iter_values(13_149..13_449)) as ArrayRef;
    let keys = |key: &str| Arc::new(StringArray::from(vec![key; 300])) as ArrayRef;
    let columns = [("who", keys("Red")), ("whom", keys("Blue")), ("on", days)];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(10)).build();
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(groups)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    for date in [Column::from("on"), Column::from(3_usize)] {
        let columns = Columns::new(date).source("who").target("whom");
        let june = Window::new("2006-06".."2006-07").unwrap();
        let options = Options::new().columns(columns).row_groups_of(june);
        assert_eq!(options.read("rows", Cursor::new(&file)).unwrap().timeline.len(), 40);
    }
}
