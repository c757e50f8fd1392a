//! Functions across groups, against the same thing written out member by member.

mod dated;

use crate::made::{Made, checked, closes, made_with, readings, run_text, weekdays};
use rotascope::data::{Date, Manifest};
use rotascope::error::{Error, Fault};
use rotascope::run::Reading;
use rotascope::strategy::StrategyFile;

const MEMBERS: [&str; 4] = ["AA", "BB", "CC", "LATE"];
const SESSIONS: usize = 120;

/// Four assets in waves of their own; LATE begins at session 40.
fn close(member: usize, session: usize) -> Option<f64> {
    let begun = member != 3 || session >= 40;
    let phase = session as f64 * (0.05 + 0.03 * member as f64) + member as f64;
    // Rounded, so that ties happen.
    begun.then(|| (50.0 + 10.0 * phase.sin()).round())
}

fn market() -> Made {
    let dates: Vec<Date> = weekdays("2020-01-06", SESSIONS);
    let symbols = MEMBERS.iter().enumerate().map(|(member, symbol)| {
        let history = (0..SESSIONS).filter_map(|session| Some((dates[session], close(member, session)?)));
        let (dates, values): (Vec<_>, Vec<_>) = history.unzip();
        (*symbol, closes(&dates, &values))
    });
    let symbols: Vec<_> = symbols.collect();
    let mut manifest = Manifest::new("made");
    manifest.groups.insert("everything".to_owned(), MEMBERS.map(str::to_owned).to_vec().into());
    made_with(manifest, symbols, [])
}

fn text(signals: &str) -> String {
    format!(
        "name = \"groups\"\n[data]\ndataset = \"made\"\nwarmup = false\n[groups]\nduo = [\"CC\", \"AA\"]\n[signals]\n{signals}\n\
         [[rules]]\nhold = {{ AA = 1.0 }}\n[trade]\ndecide = \"daily\"\n"
    )
}

fn numbers(signals: &str, name: &str) -> Vec<Option<f64>> {
    let run = run_text(&market(), &text(signals));
    let reading = |reading: &Reading| match reading {
        Reading::Number(value) => *value,
        Reading::Condition(_) => panic!("{name} is a condition"),
    };
    readings(&run, name).iter().map(reading).collect()
}

/// What `of` says of the closes that exist in each session, undefined where none does.
fn by_hand(members: &[usize], of: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
    let session = |session: usize| {
        let values: Vec<f64> = members.iter().filter_map(|member| close(*member, session)).collect();
        (!values.is_empty()).then(|| of(&values))
    };
    (0..SESSIONS).map(session).collect()
}

#[test]
fn counts_shares_averages_and_bests() {
    let all = [0, 1, 2, 3];
    let above = |values: &[f64]| values.iter().filter(|value| **value > 50.0).count() as f64;
    assert_eq!(numbers("x = 'count_of(everything, close > 50)'", "x"), by_hand(&all, above));
    let share = |values: &[f64]| above(values) / values.len() as f64;
    assert_eq!(numbers("x = 'share_of(everything, close > 50)'", "x"), by_hand(&all, share));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert_eq!(numbers("x = 'average(everything, close)'", "x"), by_hand(&all, mean));
    let best = |values: &[f64]| values.iter().copied().fold(f64::MIN, f64::max);
    assert_eq!(numbers("x = 'best(duo, close)'", "x"), by_hand(&[2, 0], best));
}

#[test]
fn a_rank_is_its_members_and_ties_go_in_list_order() {
    // The sum of ranks 1 and 2 is each member once: who is first is the only question.
    let first = numbers("first = 'rank(duo, close) == 1'\nx = 'average(duo, if(first, close, 0 * close))'", "x");
    let expected: Vec<Option<f64>> = (0..SESSIONS)
        .map(|session| {
            let (cc, aa) = (close(2, session)?, close(0, session)?);
            // CC stands first in the list: it wins a tie.
            Some(if cc >= aa { cc } else { aa } / 2.0)
        })
        .collect();
    assert_eq!(first, expected);
    let tied = (0..SESSIONS).filter(|session| close(2, *session) == close(0, *session)).count();
    assert!(tied > 0, "the test needs ties");
}

#[test]
fn windows_and_frames_are_each_members_own() {
    let signals = "
        mean = 'sma(weekly.close, 3)'
        x = 'share_of(everything, weekly.close > mean)'
        aa = 'if(AA.weekly.close > sma(AA.weekly.close, 3), 1, 0)'
        bb = 'if(BB.weekly.close > sma(BB.weekly.close, 3), 1, 0)'
        cc = 'if(CC.weekly.close > sma(CC.weekly.close, 3), 1, 0)'
        late = 'if(LATE.weekly.close > sma(LATE.weekly.close, 3), 1, 0)'
        early = '(aa + bb + cc) / 3'
        all = '(aa + bb + cc + late) / 4'
    ";
    let run = run_text(&market(), &text(signals));
    let number = |name: &str, session: usize| match readings(&run, name)[session] {
        Reading::Number(value) => value,
        Reading::Condition(_) => panic!("{name} is a condition"),
    };
    let mut compared = 0;
    for session in 0..SESSIONS {
        let expected = number("all", session).or(number("early", session));
        assert_eq!(number("x", session), expected, "session {session}");
        compared += usize::from(expected.is_some());
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn members_are_not_awaited() {
    let text = text("x = 'average(everything, momentum(close, 5))'")
        .replace("warmup = false\n", "")
        .replace("[[rules]]\n", "[[rules]]\nwhen = 'x > 0'\nhold = { BB = 1.0 }\n[[rules]]\n");
    let run = run_text(&market(), &text);
    // LATE begins at session 40; the three others have five changes at session 5.
    assert_eq!(run.path.first, 5);
}

fn faults(signals: &str, when: &str) -> Vec<Fault> {
    let text = text(signals).replace("[[rules]]\n", &format!("[[rules]]\nwhen = '{when}'\nhold = {{}}\n[[rules]]\n"));
    match StrategyFile::read("groups.toml", &text).check(Ok(&market().universe())) {
        Err(Error::Faults(faults)) => faults.faults,
        other => panic!("expected faults, found {other:?}"),
    }
}

#[test]
fn faults_of_groups() {
    let cases = [
        ("", "share_of(everythin, close > 1) > 0.5", "unknown group `everythin`", "did you mean `everything`?"),
        ("", "share_of(duo, close) > 0.5", "expected a condition, found a number", "compare"),
        ("", "best(duo, close > 1) > 0.5", "expected a number, found a condition", "turns a condition"),
        ("", "share_of(duo, AA.close > 1) > 0.5", "reads nothing of the group's members", "fields without an asset"),
        ("", "close > 1", "`close` names no asset", "`small.close`"),
        ("own = 'close > 1'", "own", "signal `own` is each member's own", "across a group"),
        ("", "rank(duo, close) > 1", "a rank is each member's own", "across a group"),
        ("", "duo > 1", "`duo` is a group, not a value", "look across it"),
        ("", "best(duo, high) > 1", "has no high in the data", ""),
        ("", "best(1 + 1, close) > 1", "expected the name of a group", "declared in [groups]"),
    ];
    for (signals, when, message, help) in cases {
        let faults = faults(signals, when);
        let found = faults
            .iter()
            .any(|fault| fault.message.contains(message) && fault.help.as_deref().unwrap_or_default().contains(help));
        assert!(found, "{when}: {faults:#?}");
    }
}

#[test]
fn faulty_groups() {
    let cases = [
        ("duo = ['AA', 'AA']", "`AA` is a member twice"),
        ("duo = ['AA', 'ZZ']", "unknown asset `ZZ`"),
        ("duo = []", "group `duo` has no members"),
        ("duo = 'AA'", "expected a list of assets, or a table of members and their days, found a string"),
        ("AA = ['BB']\n[assets]\nAA = 'CC'", "`AA` is already"),
    ];
    for (groups, message) in cases {
        let text = text("").replace("duo = [\"CC\", \"AA\"]", groups);
        match StrategyFile::read("groups.toml", &text).check(Ok(&market().universe())) {
            Err(Error::Faults(faults)) => {
                assert!(faults.faults.iter().any(|fault| fault.message.contains(message)), "{groups}: {faults:#?}");
            }
            other => panic!("{groups}: expected faults, found {other:?}"),
        }
    }
}

#[test]
fn a_group_of_the_dataset_is_read_only_where_it_is_used() {
    let market = market();
    assert_eq!(checked(&market, &text(""), &[]).groups.len(), 1);
    assert_eq!(checked(&market, &text("x = 'best(everything, close)'"), &[]).groups.len(), 2);
}
