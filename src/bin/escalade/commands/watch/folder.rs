//! The files of a folder, each once it is whole.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use crate::print_problem;

/// Endings of files that are still being written, by the convention of programs that fetch files.
const UNFINISHED: [&str; 3] = [".tmp", ".part", ".crdownload"];

/// The least time between the two looks that show a file to be whole. A program that writes a file seldom pauses for
/// as long.
pub(super) const SETTLED: Duration = Duration::from_secs(1);

/// The size and the time of change of a file.
type Look = (u64, Option<SystemTime>);

/// A folder into which files are dropped.
pub(super) struct Folder {
    path: PathBuf,
    /// What the last look found, by name, and when it was first found so.
    last: BTreeMap<PathBuf, (Look, Instant)>,
    /// The files that were taken, as they were then.
    taken: BTreeMap<PathBuf, Look>,
    /// Whether the last look failed, so that the failure is reported once.
    has_failed: bool,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, last: BTreeMap::new(), taken: BTreeMap::new(), has_failed: false }
    }

    /// Looks at the folder, and returns the files that are whole and were not taken yet, in order of name: those that
    /// a look at least `settled` ago found as they are now.
    pub(super) fn whole_files(&mut self, settled: Duration) -> Vec<PathBuf> {
        let now = Instant::now();
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
        let (mut whole, mut last) = (Vec::new(), BTreeMap::new());
        self.taken.retain(|path, _| found.contains_key(path));
        for (path, look) in found {
            let first = match self.last.get(&path) {
                Some((before, first)) if *before == look => *first,
                _ => now,
            };
            if self.taken.get(&path) != Some(&look) && now.duration_since(first) >= settled {
                self.taken.insert(path.clone(), look);
                whole.push(path.clone());
            }
            last.insert(path, (look, first));
        }
        self.last = last;
        whole
    }

    /// Returns `true` if a file that was taken is as it was then.
    pub(super) fn is_unchanged(&self, path: &Path) -> bool {
        look_at(path).is_some_and(|look| self.taken.get(path) == Some(&look))
    }

    /// Takes a file for one that was not taken.
    pub(super) fn put_back(&mut self, path: &Path) {
        self.taken.remove(path);
    }

    /// Returns the files that the last look found and that were not taken as they were then, in order of name.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Path> {
        let is_waiting =
            |(path, (look, _)): &(&PathBuf, &(Look, Instant))| self.taken.get(*path) != Some(look);
        self.last.iter().filter(is_waiting).map(|(path, _)| path.as_path())
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
            if let Some(look) = look_at(&entry.path()) {
                found.insert(entry.path(), look);
            }
        }
        Ok(found)
    }
}

/// Returns the size and time of change of a file; `None` if it is none.
fn look_at(path: &Path) -> Option<Look> {
    let data = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((data.len(), data.modified().ok()))
}
