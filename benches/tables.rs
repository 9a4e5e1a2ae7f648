//! Timelines kept in files of Arrow and Parquet, saved and loaded.
//!
//! `ESCALADE_BENCH_EVENTS` sets the number of events. With `ESCALADE_BENCH_FILE`, the program reads that file once into a
//! timeline instead, and ends: `common/gdelt_parquet.py` runs it and another program in turn.

mod common;

use std::{env, fs, process};

use common::Recipe;
use criterion::{Criterion, Throughput, criterion_group};
use escalade::Timeline;

fn kept(c: &mut Criterion) {
    let timeline = Recipe::decade(common::events()).timeline();
    let folder = env::temp_dir().join(format!("escalade-bench-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let mut group = c.benchmark_group("kept");
    group.throughput(Throughput::Elements(timeline.len() as u64)).sample_size(10);
    let path = folder.join("timeline.arrow");
    group.bench_function("save", |b| b.iter(|| timeline.save(&path).expect("a file")));
    group.bench_function("load", |b| b.iter(|| Timeline::load(&path).expect("a kept timeline")));
    let size = |path| fs::metadata(path).map_or(0, |data| data.len()) / timeline.len() as u64;
    println!("{} bytes for each event", size(&path));
    #[cfg(feature = "parquet")]
    {
        let path = folder.join("timeline.parquet");
        group.bench_function("save, Parquet", |b| {
            b.iter(|| timeline.save_parquet(&path).expect("a file"));
        });
        group.bench_function("load, Parquet", |b| {
            b.iter(|| Timeline::load(&path).expect("a kept timeline"));
        });
        println!("{} bytes for each event", size(&path));
    }
    group.finish();
    // Another run has a folder of its own.
    let _ = fs::remove_dir_all(&folder);
}

criterion_group!(benches, kept);

fn main() {
    match common::file() {
        Some(timeline) => println!("{} events", timeline.len()),
        None => benches(),
    }
}
