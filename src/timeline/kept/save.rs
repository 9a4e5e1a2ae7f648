//! Writing a timeline into a columnar file.

use std::{io::Write, path::Path};

use arrow_ipc::writer::FileWriter;
use arrow_schema::ArrowError;

use super::{
    batches::{BATCH_ROWS, KeptTable, json},
    metadata::{CHECKSUMS, DOCUMENT, EXACT, Exact, TYPES, TypeEntry, VERSION},
    schema::Form,
};
use crate::{
    columnar::{self, Checked, write_beside},
    error::Error,
    timeline::{Timeline, document::DocumentRest},
};

impl Timeline {
    /// Saves the timeline in an Arrow IPC file, from which [`load`](Self::load) restores it exactly.
    ///
    /// The file is a table of the events, in order of recording, that other programs read as any Arrow file (Feather
    /// version 2): `pandas.read_feather`, `polars.read_ipc`, `pyarrow.ipc.open_file`, and `arrow::read_feather` in R.
    /// What a table cannot hold is in a column of JSON and in the metadata of the file. A plain event takes 24 bytes,
    /// 32 with a score; keys, extras and records take more.
    ///
    /// The file is written under another name in the same folder and then renamed, so that a file that was there before
    /// stays as it was if writing fails. Takes O(n) for n events.
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, Timeline};
    ///
    /// # let path = std::env::temp_dir().join(format!("escalade-save-{}.arrow", std::process::id()));
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage"));
    /// builder.build()?.save(&path)?;
    ///
    /// let timeline = Timeline::load(&path)?;
    /// assert_eq!(timeline.event_by_key("barrage").unwrap().when().to_string(), "2024-04-13");
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_beside(path.as_ref(), &mut |out| self.write_kept_ipc(out))
    }

    /// Writes what [`save`](Self::save) writes to an output, such as the standard output.
    ///
    /// ```
    /// use std::io::Cursor;
    ///
    /// let mut file = Vec::new();
    /// let timeline = escalade::Timeline::builder().build()?;
    /// timeline.write_ipc(&mut file)?;
    /// assert!(escalade::Timeline::load_from(Cursor::new(file))?.is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The output fails.
    pub fn write_ipc(&self, mut out: impl Write) -> Result<(), Error> {
        self.write_kept_ipc(&mut out)
    }

    fn write_kept_ipc(&self, out: &mut dyn Write) -> Result<(), Error> {
        let write = || {
            let table = KeptTable::new(self, Form::Ipc);
            let mut writer = FileWriter::try_new(Checked::new(out), table.schema())?;
            for rows in table.ranges(BATCH_ROWS) {
                writer.write(&table.batch(rows)?)?;
            }
            for (key, value) in metadata(self)? {
                writer.write_metadata(key, value);
            }
            let checksums = writer.get_mut().begin_tail(VERSION);
            writer.write_metadata(CHECKSUMS, checksums);
            writer.finish()?;
            Ok(writer.into_inner()?.finish()?)
        };
        write().map_err(unwritten)
    }
}

/// Returns the metadata of the file, without the checksums.
pub(super) fn metadata(timeline: &Timeline) -> Result<Vec<(&'static str, String)>, ArrowError> {
    let mut types = Vec::new();
    for event_type in timeline.types() {
        types.push(TypeEntry::of(event_type));
    }
    let mut metadata = vec![(DOCUMENT, json(&DocumentRest(timeline))?), (TYPES, json(&types)?)];
    let exact = Exact::of(timeline);
    if exact != Exact::default() {
        metadata.push((EXACT, json(&exact)?));
    }
    Ok(metadata)
}

/// Returns the error of a file that could not be written.
pub(super) fn unwritten(problem: ArrowError) -> Error {
    let allowed = "a timeline whose columns fit into a file";
    columnar::unwritten(problem, allowed, "keep it as JSON Lines")
}
