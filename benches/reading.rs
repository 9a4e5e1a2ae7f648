//! Reading of files in memory, by format.
//!
//! `ESCALADE_BENCH_EVENTS` sets the number of events. With `--features parallel` all cores are
//! used.

mod common;

use common::{Recipe, files};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use escalade::read::Options;

fn reading(c: &mut Criterion) {
    let recipe = Recipe::decade(common::events() / 10);
    let rows = recipe.rows();
    let mut group = c.benchmark_group("reading");
    for format in files::FORMATS {
        let mut text = Vec::new();
        files::write(format, recipe.actors, &rows, &mut text).expect("memory can be written to");
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        let options = Options::new().format(format);
        group.bench_function(format.as_str(), |b| {
            b.iter(|| options.read("rows", &text[..]).expect("sound rows"));
        });
    }
}

criterion_group!(benches, reading);
criterion_main!(benches);
