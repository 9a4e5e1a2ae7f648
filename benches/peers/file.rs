//! The file that all programs read: `id,ts,src,dst,sev`, with the time in seconds since 1970, in
//! order of time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use super::common::Row;

pub(crate) fn write(path: &Path, rows: &[Row]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "id,ts,src,dst,sev")?;
    for (id, Row { onset, source, target, level }) in rows.iter().enumerate() {
        writeln!(file, "{id},{onset},A{source},A{target},{level}")?;
    }
    file.flush()
}

pub(crate) fn read(path: &Path) -> io::Result<Vec<Row>> {
    let lines = BufReader::new(File::open(path)?).lines().skip(1);
    lines.map(|line| row(&line?).ok_or_else(|| io::Error::other("not a file of `write`"))).collect()
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split(',').skip(1).map(|field| field.trim_start_matches('A'));
    Some(Row {
        onset: fields.next()?.parse().ok()?,
        source: fields.next()?.parse().ok()?,
        target: fields.next()?.parse().ok()?,
        level: fields.next()?.parse().ok()?,
    })
}
