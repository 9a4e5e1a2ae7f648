//! What the command keeps in a directory: the journal of the watch, and the alerts.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use escalade::watch::{Alarms, AlertRule, Watch, WatchedQuery};

use super::messages::say_all_awaited;
use crate::{beside::replace, files::in_file, print_problem};

/// The directory of a journal.
pub(super) struct Kept {
    directory: PathBuf,
    /// The alarms as they were saved last.
    saved: String,
}

impl Kept {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory, saved: String::new() }
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(super) fn has_journal(&self) -> bool {
        Watch::has_journal(&self.directory)
    }

    /// Opens the watch from its journal, and prints what was found.
    pub(super) fn reopen(&self, queries: Vec<WatchedQuery>) -> Result<Watch, Box<dyn Error>> {
        let (watch, found) = Watch::reopen(&self.directory, queries)?;
        print_problem(&format!(
            "{} events from the journal, with {} transactions since it was begun or rewritten",
            watch.timeline().len(),
            found.transactions
        ));
        if let Some(dropped) = found.dropped {
            print_problem(&format!(
                "escalade: {} bytes at line {} of the journal are no whole transaction, and are left out; they are \
                 kept in {}",
                dropped.bytes,
                dropped.line,
                dropped.kept_in.display()
            ));
        }
        say_all_awaited(&found.awaited);
        Ok(watch)
    }

    fn file(&self) -> PathBuf {
        self.directory.join("alarms.json")
    }

    /// Returns the alarms as they were saved, or new ones.
    pub(super) fn alarms(
        &mut self,
        rules: Vec<AlertRule>,
        watch: &Watch,
    ) -> Result<Alarms, Box<dyn Error>> {
        let file = self.file();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => {
                return Ok(Alarms::new(rules, watch)?);
            }
            Err(problem) => return Err(in_file(&file, &problem).into()),
        };
        let saved = serde_json::from_str(&text).map_err(|problem| {
            let remedy =
                "remove the file, after which no alert is raised about what is recorded already";
            in_file(&file, &format!("{problem}; {remedy}"))
        })?;
        self.saved = text;
        Ok(Alarms::restored(rules, watch, &saved)?)
    }

    /// Saves the alarms, if they differ from those saved last.
    pub(super) fn save(&mut self, alarms: &Alarms) -> Result<(), Box<dyn Error>> {
        let text = serde_json::to_string(&alarms.saved())?;
        if text == self.saved {
            return Ok(());
        }
        let file = self.file();
        replace(&file, &text).map_err(|problem| in_file(&file, &problem))?;
        self.saved = text;
        Ok(())
    }

    /// Rewrites the journal if it has become long. If that fails, it stays as it is.
    pub(super) fn tidy(&self, watch: &mut Watch) {
        if watch.is_journal_long()
            && let Err(problem) = watch.compact_journal()
        {
            print_problem(&format!("escalade: the journal could not be rewritten: {problem}"));
        }
    }
}

/// Returns the name by which a file is recorded as a source: its file name, its length and its checksum.
pub(super) fn source_of(file: &Path) -> Result<String, String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let read = || -> io::Result<String> {
        if !fs::metadata(file)?.is_file() {
            let remedy = "a journal recognises only files again; save it as one";
            return Err(io::Error::other(remedy));
        }
        let mut input = BufReader::new(File::open(file)?);
        let (mut checksum, mut len) = (crc32fast::Hasher::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = input.read(&mut buffer)?;
            if read == 0 {
                return Ok(format!("{name} {len} {:08x}", checksum.finalize()));
            }
            checksum.update(&buffer[..read]);
            len += read as u64;
        }
    };
    read().map_err(|problem| in_file(file, &problem))
}
