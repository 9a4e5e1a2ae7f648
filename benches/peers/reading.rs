//! Reading of a file of GDELT 2.0 rows.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use escalade::{Timeline, read, read::Format};

use super::common::{Recipe, files, once};

pub(crate) fn write(path: &Path, events: usize) -> io::Result<()> {
    let recipe = Recipe::decade(events);
    let mut file = BufWriter::new(File::create(path)?);
    files::write(Format::Gdelt, recipe.actors, &recipe.rows(), &mut file)?;
    file.flush()
}

/// Reads three times, and prints the median time, the growth of the process in megabytes, and the
/// result.
pub(crate) fn measure(path: &Path) {
    let read = || read::open(path).expect("a file of `write-gdelt`").timeline;
    let before = memory::now();
    let mut seconds = [(); 3].map(|()| once(read).as_secs_f64());
    let grown = memory::most().saturating_sub(before);
    seconds.sort_by(f64::total_cmp);
    let who = if cfg!(feature = "parallel") { "escalade, all cores" } else { "escalade" };
    println!("{who}\t{:.6}\t{}\t{}", seconds[1], grown / 1000, found(&read()));
}

/// Returns the number of rows, the number of rows without a source or a target, and the sum of the
/// scores in tenths.
fn found(timeline: &Timeline) -> String {
    let mut missing_actor = 0;
    let mut tenths = 0;
    for event in timeline.events() {
        missing_actor += u64::from(event.sources().is_empty() || event.targets().is_empty());
        tenths += event.event_type().score().map_or(0, escalade::Level::tenths);
    }
    format!("{} rows, {missing_actor} without an actor, {tenths} tenths", timeline.len())
}

/// The memory of the process, in kilobytes; zero where the system does not provide it.
mod memory {
    use std::fs;

    pub(super) fn now() -> u64 {
        field("VmRSS:")
    }

    pub(super) fn most() -> u64 {
        field("VmHWM:")
    }

    fn field(name: &str) -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }
}
