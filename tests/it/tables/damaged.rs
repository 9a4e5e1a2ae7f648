//! Parquet files of other programs, cut off at every length and changed in every byte.

use std::sync::Arc;

use escalade::{
    arrow::arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray},
    read::{BadRecords, Options},
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::{WriterProperties, WriterVersion},
};

/// A table of GDELT in two row groups, as another program writes it.
fn written(compression: Compression, version: WriterVersion, has_words: bool) -> Vec<u8> {
    let text = |values: [&str; 4]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let missing = vec![Some("ISR"), None, Some("IRN"), Some("ISR")];
    let batch = RecordBatch::try_from_iter([
        ("SQLDATE", Arc::new(Int32Array::from_iter_values(20_060_712..20_060_716)) as ArrayRef),
        ("Actor1Code", Arc::new(StringArray::from(missing))),
        ("Actor2Code", text(["IRN", "ISR", "ISR", "USA"])),
        ("EventCode", text(["190", "042", "010", "190"])),
        ("GoldsteinScale", Arc::new(Float64Array::from(vec![-10.0, 1.0, 0.4, -10.0]))),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_dictionary_enabled(has_words)
        .set_max_row_group_row_count(Some(2))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Reads a file, and returns the error if there is one.
fn problem(bytes: &[u8]) -> Option<String> {
    let options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    options.read("export.parquet", bytes).err().map(|error| error.to_string())
}

/// The crate that decodes Parquet panics at some of these files; the reading returns an error.
#[test]
fn damaged_files_of_other_programs_are_errors_with_their_name() {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let (mut read, mut refused, mut given_up, mut outside) = (0, 0, 0, 0);
    let mut check = |bytes: &[u8], what: &str| match problem(bytes) {
        None => read += 1,
        Some(problem) => {
            assert!(problem.contains("export.parquet"), "{what}: {problem}");
            refused += 1;
            given_up += usize::from(problem.contains("the decoder gave up"));
            outside += usize::from(problem.contains("is not within the"));
        }
    };
    for (compression, version, has_words) in [
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_1_0, true),
        (Compression::SNAPPY, WriterVersion::PARQUET_2_0, true),
        (zstd, WriterVersion::PARQUET_2_0, false),
    ] {
        let file = written(compression, version, has_words);
        assert_eq!(problem(&file), None);
        for end in 0..file.len() {
            check(&file[..end], &format!("{compression}, cut at {end}"));
        }
        for at in 0..file.len() {
            for change in [0xff, 0x80, 1] {
                let mut changed = file.clone();
                changed[at] ^= change;
                check(&changed, &format!("{compression}, byte {at} changed by {change}"));
            }
        }
    }
    // The files have checksums nowhere, so that a changed value is read as it is.
    assert!(read > 1_000 && refused > 1_000, "{read} {refused}");
    assert!(given_up > 0 && outside > 0, "{given_up} {outside}");
}
