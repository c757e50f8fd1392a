//! The look-ahead audit: what ships passes it, and whatever peeks fails.

mod command;
mod lives;
mod peeking;

use crate::made::{checked, day};
use crate::real::real_dataset;
use rotascope::audit::{Audit, Cut, Difference, Kind, Replay, audit, choose, examine};
use rotascope::data::{Calendar, Dataset, Date};
use rotascope::run::{History, run_over};
use rotascope::strategy::Strategy;
use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn demo() -> Dataset {
    Dataset::open(&root().join("datasets/demo")).expect("the demo dataset")
}

/// The audit's first difference in words, if it found one.
fn first(strategy: &Strategy, audit: &Audit) -> Option<String> {
    let names: Vec<&str> = strategy.assets.iter().map(|asset| asset.name.as_str()).collect();
    audit.differences.iter().chain(&audit.unpublished).next().map(|difference| difference.describe(&names))
}

fn passes(dataset: &Dataset, name: &str, sets: &[&str]) -> Audit {
    let strategy = crate::strategies::strategy(name, sets, dataset);
    let found = audit(&strategy, dataset, 60).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(first(&strategy, &found), None, "{name} {sets:?}");
    assert_eq!(found.cuts.len(), 60, "{name}");
    found
}

fn kinds(cuts: &[Cut]) -> BTreeSet<Kind> {
    cuts.iter().map(|cut| cut.kind).collect()
}

#[test]
fn what_ships_passes_on_the_demo() {
    let demo = demo();
    let names = crate::strategies::names();
    assert!(names.len() >= 24);
    names.iter().for_each(|name| drop(passes(&demo, name, &[])));
}

/// From a start before the closure of September 2001, so that it is among the cuts.
#[test]
fn what_ships_passes_on_real_prices() {
    let Some(real) = real_dataset() else { return };
    for name in crate::strategies::names_on_real() {
        passes(&real, &name, &[]);
        // Funds of sleeves begin later.
        if !crate::strategies::strategy(&name, &[], &real).sleeves.is_empty() {
            continue;
        }
        let found = passes(&real, &name, &["data.start=2001-06-01", "trade.decide=daily", "data.warmup=false"]);
        let all = kinds(&found.cuts);
        let expected = Kind::ALL.into_iter().filter(|kind| {
            // What never changes its mind has no change to cut at.
            all.contains(&Kind::Change) || !matches!(kind, Kind::Change | Kind::BeforeChange)
        });
        assert_eq!(all, expected.collect(), "{name}");
        for date in ["2001-09-10", "2001-09-17", "2012-10-26", "2012-10-31"] {
            assert!(found.cuts.iter().any(|cut| cut.date == day(date)), "{name} is not cut on {date}");
        }
    }
}

/// A full run in which nothing happens, over these sessions.
fn idle(sessions: impl IntoIterator<Item = Date>) -> Replay {
    Replay { equity: sessions.into_iter().map(|session| (session, 1.0)).collect(), ..Replay::default() }
}

#[test]
fn cuts_are_of_every_kind_that_the_sessions_have() {
    let nyse = Calendar::Nyse;
    let days =
        |from: &str, to: &str| day(from).iter_days().take_while(move |date| *date <= day(to)).collect::<Vec<_>>();
    let mut sessions = days("2001-01-02", "2004-12-31");
    sessions.retain(|date| nyse.schedules(*date) == Some(true));
    let closed = day("2001-09-11")..=day("2001-09-14");
    sessions.retain(|date| !closed.contains(date));
    let full = idle(sessions);
    // One of each, the two kinds of changes apart: nothing ever changes here.
    let cuts = choose(nyse, &full, 10);
    let expected = Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Change | Kind::BeforeChange));
    assert_eq!(kinds(&cuts), expected.collect());
    let of = |kind: Kind, cuts: &[Cut]| -> Vec<Date> {
        cuts.iter().filter(|cut| cut.kind == kind).map(|cut| cut.date).collect()
    };
    assert_eq!(of(Kind::BeforeClosure, &cuts), [day("2001-09-10")]);
    assert_eq!(of(Kind::AfterClosure, &cuts), [day("2001-09-17")]);
    assert_eq!(cuts, choose(nyse, &full, 10), "the same run has the same cuts");
    // As many as asked for, in order, none twice, and never the last session, after which nothing is left to remove.
    for count in [1, 5, 60, 500, 100_000] {
        let cuts = choose(nyse, &full, count);
        assert_eq!(cuts.len(), count.min(full.equity.len() - 1));
        assert!(cuts.windows(2).all(|pair| pair[0].date < pair[1].date));
        assert!(cuts.iter().all(|cut| cut.date < day("2004-12-31") && cut.through == cut.date));
    }
    // Good Friday, Thanksgiving in the middle of a week, an announced Friday, Memorial Day.
    let every = choose(nyse, &full, 100_000);
    let short: BTreeSet<Date> = of(Kind::ShortWeek, &every).into_iter().collect();
    let eves: BTreeSet<Date> = of(Kind::HolidayEve, &every).into_iter().collect();
    assert!(short.contains(&day("2002-03-28")) && short.contains(&day("2004-06-10")), "{short:?}");
    assert!(eves.contains(&day("2003-11-26")) && eves.contains(&day("2003-05-23")), "{eves:?}");
    assert!(choose(nyse, &idle([day("2004-12-31")]), 60).is_empty());
}

#[test]
fn a_run_of_one_session_cannot_be_audited() {
    let demo = demo();
    let text = "[data]\ndataset = \"demo\"\nstart = 2024-12-31\n[[rules]]\nhold = { large = 1.0 }\n";
    let error = audit(&checked(&demo, text, &[]), &demo, 60).expect_err("there is nothing to cut");
    assert_eq!(error.exit_code(), 1);
    assert!(error.to_string().contains("single session"), "{error}");
}

/// Audits the engine over a history that `doctor` has had its hands on, after the cut.
fn doctored(
    dataset: &Dataset,
    strategy: &Strategy,
    cuts: &dyn Fn(&Replay) -> Vec<Cut>,
    doctor: impl Fn(History) -> History + Sync,
) -> Vec<Difference> {
    let history = History::load(strategy, dataset).unwrap_or_else(|error| panic!("{error}"));
    let replay = |history: History| run_over(strategy, dataset, doctor(history)).map(|run| Replay::of(&run));
    let full = replay(history.clone()).unwrap_or_else(|error| panic!("{error}"));
    examine(&full, &cuts(&full), |cut| replay(history.until(cut.date)))
}
