//! What a sweep's combinations cost, on the demo data, and how that grows with their number, their bars, assets, trades and the
//! threads: `cargo bench --bench sweep`. Before a sweep is timed, rows of it are held to whole runs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rotascope::data::Dataset;
use rotascope::run::run;
use rotascope::strategy::{Strategy, StrategyFile};
use rotascope::sweep::{Combinations, Loaded, Measuring, Prepared, Watch, Which, picked, prepare};
use std::hint::black_box;
use std::path::Path;

/// A file that is swept.
struct Case {
    text: String,
    which: Which,
}

impl Case {
    /// One asset at a time. `weeks` in a row above resistance: the fewer, the more trades; `start`: the later, the fewer bars.
    fn rotation(lookbacks: usize, start: &str, entry: &str, which: Which) -> Case {
        let text = format!(
            "[data]\ndataset = \"demo\"\nstart = {start}\nbenchmark = \"large\"\n[params]\nlookback = 5\nweeks = 2\ntrend = 30\n[signals]\n\
             resistance = \"highest(prior(small.weekly.close), lookback)\"\nbreakout = \"streak(small.weekly.close > resistance) >= weeks\"\n\
             [[rules]]\nwhen = \"{entry}\"\nhold = {{ small = 1.0 }}\n[[rules]]\nhold = {{ large = 1.0 }}\n\
             [trade]\ndecide = \"weekly\"\nfill = \"next-close\"\ncommission = \"5 bp\"\n\
             [sweep]\nlookback = {{ from = 4, to = {} }}\nweeks = [1, 2, 3, 4]\ntrend = {{ from = 5, to = 54 }}\n",
            3 + lookbacks
        );
        Case { text, which }
    }

    /// The best `top` of so many sectors, month by month.
    fn momentum(members: usize, which: Which) -> Case {
        let sectors =
            ["ENERGY", "MATERIALS", "INDUSTRIALS", "DISCRETIONARY", "STAPLES", "HEALTH", "FINANCIALS", "TECHNOLOGY"];
        let listed: Vec<String> = sectors.iter().take(members).map(|sector| format!("\"{sector}\"")).collect();
        let text = format!(
            "[data]\ndataset = \"demo\"\nbenchmark = \"large\"\n[params]\nlookback = 6\nskip = 1\ntrend = 100\n\
             [sleeves.leaders]\nfrom = [{}]\nscore = \"momentum(prior(monthly.adj_close, skip), lookback)\"\nwhere = \"adj_close > sma(adj_close, trend)\"\ntop = 2\n\
             [[rules]]\nhold = {{ leaders = 1.0 }}\n[trade]\ndecide = \"monthly\"\ncommission = \"5 bp\"\n\
             [sweep]\n\"sleeves.leaders.top\" = [1, 2]\nlookback = {{ from = 1, to = 10 }}\nskip = [1, 2]\ntrend = {{ from = 50, to = 149 }}\n",
            listed.join(", ")
        );
        Case { text, which }
    }

    /// Stops at many levels.
    fn stops(which: Which) -> Case {
        let levels: Vec<String> = (1..=50).map(|level| format!("\"{} %\"", f64::from(level) / 2.0)).collect();
        let text = format!(
            "[data]\ndataset = \"demo\"\nbenchmark = \"large\"\n[params]\ntrend = 30\n\
             [[rules]]\nwhen = \"small.close > sma(small.close, trend)\"\nhold = {{ small = 1.0 }}\n[[rules]]\nhold = {{}}\n\
             [trade]\ndecide = \"weekly\"\ncommission = \"5 bp\"\n\
             [sweep]\n\"overlays.trailing_stop\" = [{}]\ntrend = {{ from = 5, to = 204 }}\n",
            levels.join(", ")
        );
        Case { text, which }
    }

    /// Prepares the sweep, holds some of its rows to runs, and hands it on.
    fn with(&self, dataset: &Dataset, work: impl FnOnce(&Prepared, &Measuring)) {
        let file = StrategyFile::read("bench.toml", &self.text);
        let checked = |file: &StrategyFile| -> Strategy {
            file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}")).0
        };
        let strategy = checked(&file);
        let combinations = Combinations::new(&strategy).expect("a sweep");
        let loaded = Loaded::new(&strategy, dataset);
        let prepared =
            prepare(&file, &strategy, &combinations, &loaded, self.which, &Watch::nobody()).expect("a sweep");
        let measuring = prepared.measuring().expect("rows that run");
        let rows = prepared.len();
        for row in (0..rows).step_by(rows.div_ceil(7) as usize) {
            let measured = measuring.measure(row..row + 1, &Watch::nobody()).expect("a row");
            let mut own = picked(&file, &strategy, row).expect("a row's file");
            own.set("bench", &format!("data.start={}", prepared.start));
            let run = run(&checked(&own), dataset).expect("a run");
            for (metric, column) in prepared.metrics().iter().zip(&measured) {
                let expected = run.measures.get(metric.key).unwrap_or(f64::NAN);
                let same = column[0].is_nan() && expected.is_nan()
                    || (column[0] - expected).abs() <= 1e-10 * expected.abs().max(1.0);
                assert!(same, "{} of row {row} is {}, not {expected}", metric.key, column[0]);
            }
        }
        work(&prepared, &measuring);
    }
}

fn timed(criterion: &mut Criterion, dataset: &Dataset, group: &str, cases: Vec<(String, Case)>) {
    let mut group = criterion.benchmark_group(group);
    group.sample_size(10);
    for (name, case) in cases {
        case.with(dataset, |prepared, measuring| {
            group.throughput(Throughput::Elements(prepared.len()));
            group.bench_function(BenchmarkId::from_parameter(name), |bench| {
                bench.iter(|| measuring.measure(0..black_box(prepared.len()), &Watch::nobody()).expect("rows"));
            });
        });
    }
    group.finish();
}

const ENTRY: &str = "latch(breakout, small.weekly.close < sma(small.weekly.close, trend))";
/// The same often left again.
const RESTLESS: &str = "breakout or small.weekly.close > sma(small.weekly.close, trend)";

fn sweeps(criterion: &mut Criterion) {
    let dataset = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo")).expect("the demo ships");
    let of = |lookbacks: usize, which: Which| Case::rotation(lookbacks, "2002-01-01", ENTRY, which);
    let metrics = vec![("core".to_owned(), of(50, Which::Core)), ("all".to_owned(), of(50, Which::All))];
    timed(criterion, &dataset, "metrics", metrics);
    let several = vec![
        ("top 2 of 8, core".to_owned(), Case::momentum(8, Which::Core)),
        ("trailing stops, core".to_owned(), Case::stops(Which::Core)),
        ("trailing stops, all".to_owned(), Case::stops(Which::All)),
    ];
    timed(criterion, &dataset, "strategies", several);

    let combinations =
        [1, 2, 4, 8].map(|times| (format!("{} combinations", 2400 * times), of(12 * times, Which::Core)));
    timed(criterion, &dataset, "growing combinations", combinations.into());
    let bars = [("1/8", "2021-10-01"), ("1/4", "2018-10-01"), ("1/2", "2012-10-01"), ("all", "2001-01-01")]
        .map(|(share, start)| (format!("{share} of the bars"), Case::rotation(25, start, ENTRY, Which::Core)));
    timed(criterion, &dataset, "growing bars", bars.into());
    let assets = [2, 4, 8].map(|members| (format!("{members} members"), Case::momentum(members, Which::Core)));
    timed(criterion, &dataset, "growing assets", assets.into());
    let trades = [("few", ENTRY), ("many", RESTLESS)]
        .map(|(name, entry)| (format!("{name} trades"), Case::rotation(25, "2002-01-01", entry, Which::Core)));
    timed(criterion, &dataset, "growing trades", trades.into());

    let mut group = criterion.benchmark_group("growing threads");
    group.sample_size(10);
    of(50, Which::Core).with(&dataset, |prepared, measuring| {
        group.throughput(Throughput::Elements(prepared.len()));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            group.bench_function(BenchmarkId::from_parameter(format!("{threads} threads")), |bench| {
                bench.iter(|| {
                    pool.install(|| measuring.measure(0..black_box(prepared.len()), &Watch::nobody()).expect("rows"))
                });
            });
        }
    });
    group.finish();
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
