//! The files of a folder, each once it is whole.

use std::{collections::BTreeMap, fs, io, path::PathBuf, time::SystemTime};

use crate::print_problem;

/// Endings of files that are still being written, by the convention of programs that fetch files.
const UNFINISHED: [&str; 3] = [".tmp", ".part", ".crdownload"];

/// The size and the time of change of a file.
type Look = (u64, Option<SystemTime>);

/// A folder into which files are dropped.
pub(super) struct Folder {
    path: PathBuf,
    /// What the last look found, by name.
    last: BTreeMap<PathBuf, Look>,
    /// The files that were taken, as they were then.
    taken: BTreeMap<PathBuf, Look>,
    /// Whether the last look failed, so that the failure is reported once.
    has_failed: bool,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, last: BTreeMap::new(), taken: BTreeMap::new(), has_failed: false }
    }

    /// Looks at the folder, and returns the files that are whole and were not taken yet, in order of name.
    pub(super) fn whole_files(&mut self) -> Vec<PathBuf> {
        let found = match self.look() {
            Ok(found) => found,
            Err(problem) => {
                if !std::mem::replace(&mut self.has_failed, true) {
                    print_problem(&format!(
                        "escalade: {}: {problem}; the folder is looked at again",
                        self.path.display()
                    ));
                }
                return Vec::new();
            }
        };
        self.has_failed = false;
        let mut whole = Vec::new();
        for (path, look) in &found {
            let is_taken = self.taken.get(path) == Some(look);
            if !is_taken && self.last.get(path) == Some(look) {
                self.taken.insert(path.clone(), *look);
                whole.push(path.clone());
            }
        }
        self.taken.retain(|path, _| found.contains_key(path));
        self.last = found;
        whole
    }

    fn look(&self) -> io::Result<BTreeMap<PathBuf, Look>> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || UNFINISHED.iter().any(|ending| name.ends_with(ending)) {
                continue;
            }
            // A file may be removed between the two calls.
            let Ok(data) = fs::metadata(entry.path()) else { continue };
            if data.is_file() {
                found.insert(entry.path(), (data.len(), data.modified().ok()));
            }
        }
        Ok(found)
    }
}
