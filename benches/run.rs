//! What one strategy costs, from text to metrics, on the demo data: `cargo bench`.

use criterion::{Criterion, criterion_group, criterion_main};
use rotascope::data::Dataset;
use rotascope::run::run;
use rotascope::strategy::{Strategy, StrategyFile, Universe};
use std::hint::black_box;
use std::path::Path;

fn checked(text: &str, universe: &Universe) -> Strategy {
    match StrategyFile::read("bench.toml", text).check(Ok(universe)) {
        Ok((strategy, _)) => strategy,
        Err(error) => panic!("the benchmark's strategy has faults: {error}"),
    }
}

fn one_strategy(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("strategies/small-cap-breakout.toml")).expect("the strategy ships");
    let dataset = Dataset::open(&root.join("datasets/demo")).expect("the demo ships");
    let universe = dataset.universe();
    criterion.bench_function("check a file", |bench| bench.iter(|| checked(black_box(&text), &universe)));
    let strategy = checked(&text, &universe);
    criterion.bench_function("run a strategy, prices read from disk", |bench| {
        bench.iter(|| run(black_box(&strategy), &dataset).expect("it runs"));
    });
}

criterion_group!(benches, one_strategy);
criterion_main!(benches);
