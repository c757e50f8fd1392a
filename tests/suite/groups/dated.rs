//! Members that come and go.

use super::*;
use proptest::prelude::*;

/// First and last day of each spell, by member.
type Spells = [Vec<(Option<usize>, Option<usize>)>; 4];

fn dates() -> Vec<Date> {
    weekdays("2020-01-06", SESSIONS)
}

fn group(spells: &Spells) -> String {
    let dates = dates();
    let spell = |(from, to): &(Option<usize>, Option<usize>)| {
        let from = from.map(|from| format!("from = {}", dates[from]));
        let to = to.map(|to| format!("to = {}", dates[to]));
        format!("{{ {} }}", from.into_iter().chain(to).collect::<Vec<_>>().join(", "))
    };
    let members = MEMBERS.iter().zip(spells).map(|(member, spells)| match spells.as_slice() {
        [] => format!("{member} = {{}}"),
        [only] => format!("{member} = {}", spell(only)),
        several => format!("{member} = [{}]", several.iter().map(spell).collect::<Vec<_>>().join(", ")),
    });
    // Written from the last to the first: names give the order.
    let members: Vec<String> = members.rev().collect();
    format!("[groups.dated]\n{}\n", members.join("\n"))
}

fn numbers_of(market: &Made, file: &str, name: &str) -> Vec<Option<f64>> {
    let run = run_text(market, file);
    let reading = |reading: &Reading| match reading {
        Reading::Number(value) => *value,
        Reading::Condition(_) => panic!("{name} is a condition"),
    };
    readings(&run, name).iter().map(reading).collect()
}

/// With the group of `spells` beside the others.
fn file(spells: &Spells, signals: &str) -> String {
    text(signals).replace("[groups]", &format!("{}[groups]", group(spells)))
}

fn belongs(spells: &Spells, member: usize, session: usize) -> bool {
    let within = |(from, to): &(Option<usize>, Option<usize>)| {
        from.is_none_or(|from| from <= session) && to.is_none_or(|to| session <= to)
    };
    spells[member].is_empty() || spells[member].iter().any(within)
}

/// The members of a session with their closes, in order.
fn closes_of(spells: &Spells, session: usize) -> Vec<(usize, f64)> {
    let members = (0..4).filter(|member| belongs(spells, *member, session));
    members.filter_map(|member| Some((member, close(member, session)?))).collect()
}

fn average(values: &[(usize, f64)]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().map(|(_, value)| value).sum::<f64>() / values.len() as f64)
}

/// Up to three spells one after the other; the first may have no beginning, the last no end.
fn spells() -> impl Strategy<Value = Vec<(Option<usize>, Option<usize>)>> {
    (proptest::sample::subsequence((0..SESSIONS).collect::<Vec<_>>(), 0..=3), any::<bool>(), any::<bool>()).prop_map(
        |(ends, first_open, last_open)| match ends.as_slice() {
            [] => Vec::new(),
            [only] if first_open => vec![(None, Some(*only))],
            [only] => vec![(Some(*only), None)],
            [a, b] if first_open && last_open => vec![(None, Some(*a)), (Some(*b), None)],
            [a, b] => vec![(Some(*a), Some(*b))],
            [a, b, c, ..] => vec![(Some(*a), Some(*b)), (Some((*c).max(b + 1)), None)],
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_member_counts_within_its_spells(a in spells(), b in spells(), c in spells(), late in spells()) {
        let spells = [a, b, c, late];
        let market = market();
        let signals = "
            average = 'average(dated, close)'
            best = 'best(dated, close)'
            count = 'count_of(dated, close > 50)'
            share = 'share_of(dated, close > 50)'
            rank = 'average(everything, rank(dated, close))'
            second = 'average(everything, if(rank(dated, close) == 2, close, 0 / 0))'
            week = 'average(dated, weekly.close)'
        ";
        let file = file(&spells, signals);
        let run = run_text(&market, &file);
        let number = |name: &str, session: usize| match readings(&run, name)[session] {
            Reading::Number(value) => value,
            Reading::Condition(_) => panic!("{name} is a condition"),
        };
        for session in 0..SESSIONS {
            let members = closes_of(&spells, session);
            let any = |value: f64| (!members.is_empty()).then_some(value);
            let above = members.iter().filter(|(_, close)| *close > 50.0).count() as f64;
            let count = members.len() as f64;
            prop_assert_eq!(number("average", session), average(&members));
            prop_assert_eq!(number("best", session), members.iter().map(|(_, close)| *close).reduce(f64::max));
            prop_assert_eq!(number("count", session), any(above));
            prop_assert_eq!(number("share", session), any(above / count));
            // The ranks of k members are 1 to k; whoever does not belong has none.
            prop_assert_eq!(number("rank", session), any((count + 1.0) / 2.0));
            let mut sorted = members.clone();
            sorted.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            prop_assert_eq!(number("second", session), sorted.get(1).map(|(_, close)| *close));
            // A week's members are those of its Friday, and stand until the next one.
            let friday = (session + 1) / 5 * 5;
            let week = (friday > 0).then(|| closes_of(&spells, friday - 1));
            prop_assert_eq!(number("week", session), week.and_then(|members| average(&members)));
        }
    }
}

#[test]
fn both_ends_of_a_spell_belong_to_it() {
    let spells =
        [vec![(Some(10), Some(12))], vec![(Some(11), Some(11))], vec![(None, Some(9))], vec![(Some(119), None)]];
    let market = market();
    let counts = numbers_of(&market, &file(&spells, "x = 'count_of(dated, close > 0)'"), "x");
    let expected = |session: usize| match session {
        0..=9 => Some(1.0),
        10 | 12 => Some(1.0),
        11 => Some(2.0),
        119 => Some(1.0),
        _ => None,
    };
    assert_eq!(counts, (0..SESSIONS).map(expected).collect::<Vec<_>>());
}

#[test]
fn a_run_awaits_the_first_member() {
    let from = |session: usize| vec![(Some(session), None)];
    // LATE begins at session 40: that it has belonged since session 20 is not enough.
    let spells = [from(60), from(50), from(70), from(20)];
    let awaiting = file(&spells, "x = 'average(dated, close)'")
        .replace("warmup = false\n", "")
        .replace("[[rules]]\n", "[[rules]]\nwhen = 'x > 0'\nhold = { BB = 1.0 }\n[[rules]]\n");
    assert_eq!(run_text(&market(), &awaiting).path.first, 40);
    let spells = [vec![(None, Some(0))], vec![(Some(70), Some(90))], vec![(Some(80), None)], from(115)];
    let signals = "x = 'average(dated, momentum(close, 5))'";
    let file = file(&spells, signals)
        .replace("warmup = false\n", "")
        .replace("[[rules]]\n", "[[rules]]\nwhen = 'x > 0'\nhold = { BB = 1.0 }\n[[rules]]\n");
    assert_eq!(run_text(&market(), &file).path.first, 70);
}

#[test]
fn a_dataset_has_dated_groups_too() {
    let dates = dates();
    let groups = format!(
        "name = 'made'\n[groups]\nall = ['AA']\ntheirs.AA = {{}}\ntheirs.BB = {{ from = {} }}\n\
         theirs.CC = [{{ to = {} }}, {{ from = {}, to = {} }}]\n",
        dates[30], dates[20], dates[50], dates[60],
    );
    let manifest: Manifest = toml::from_str(&groups).unwrap();
    let stated = manifest.groups.clone();
    let symbols = MEMBERS.iter().enumerate().map(|(member, symbol)| {
        let history = (0..SESSIONS).filter_map(|session| Some((dates[session], close(member, session)?)));
        let (dates, values): (Vec<_>, Vec<_>) = history.unzip();
        (*symbol, closes(&dates, &values))
    });
    let market = made_with(manifest, symbols.collect::<Vec<_>>(), []);
    assert_eq!(market.manifest.groups, stated, "as it was written and read again");
    let never = vec![(Some(SESSIONS - 1), Some(SESSIONS - 1))];
    let spells = [vec![], vec![(Some(30), None)], vec![(None, Some(20)), (Some(50), Some(60))], never];
    let both = file(&spells, "x = 'average(dated, close)'\ny = 'average(theirs, close)'");
    let own = numbers_of(&market, &both, "x");
    assert_eq!(own[..SESSIONS - 1], numbers_of(&market, &both, "y")[..SESSIONS - 1]);
    assert!(own.iter().all(Option::is_some));
}

/// A dataset's group is no part of the file, and a result is named by what it was made of.
#[test]
fn another_membership_is_another_result() {
    let id = |members: &str| {
        let market = market();
        let mut manifest = market.manifest.clone();
        let groups = format!("name = 'made'\n[groups]\ntheirs = {members}\n");
        manifest.groups.extend(toml::from_str::<Manifest>(&groups).unwrap().groups);
        let dataset = rotascope::data::Dataset { folder: market.folder.clone(), manifest };
        let strategy = checked(&dataset, &text("x = 'best(theirs, close)'"), &[]);
        let run = rotascope::run::run(&strategy, &dataset).unwrap();
        rotascope::results::Record::new(&dataset.folder, "a.toml", strategy, dataset.manifest.clone(), run).id
    };
    let always = id("['AA', 'BB']");
    assert_eq!(id("['AA', 'BB']"), always);
    assert_ne!(id("['AA', 'CC']"), always);
    assert_ne!(id("{ AA = {}, BB = { from = 2020-02-03 } }"), always);
    assert_eq!(id("{ AA = {}, BB = {} }"), always);
}

/// The faults of a file with these groups: each message, and the text under the caret.
fn faults_of(groups: &str) -> Vec<(String, String)> {
    let text = text("").replace("duo = [\"CC\", \"AA\"]", groups);
    match StrategyFile::read("groups.toml", &text).check(Ok(&market().universe())) {
        Err(Error::Faults(faults)) => faults
            .faults
            .iter()
            .map(|fault| (fault.message.clone(), text[fault.span.start as usize..fault.span.end as usize].to_owned()))
            .collect(),
        other => panic!("{groups}: expected faults, found {other:?}"),
    }
}

#[test]
fn faulty_spells() {
    let cases = [
        (
            "AA = { from = 2020-02-01, to = 2020-01-31 }",
            "from 2020-02-01 cannot end on 2020-01-31",
            "{ from = 2020-02-01, to = 2020-01-31 }",
        ),
        (
            "AA = [{ to = 2020-03-31 }, { from = 2020-03-31 }]",
            "a spell begins on 2020-03-31, and the one before it ends on 2020-03-31",
            "{ from = 2020-03-31 }",
        ),
        (
            "AA = [{ from = 2020-03-31 }, { to = 2020-01-31 }]",
            "a spell has no beginning, and the one before it never ends",
            "{ to = 2020-01-31 }",
        ),
        (
            "AA = [{ from = 2020-03-01, to = 2020-03-31 }, { from = 2020-01-01, to = 2020-01-31 }]",
            "a spell begins on 2020-01-01, and the one before it ends on 2020-03-31",
            "{ from = 2020-01-01, to = 2020-01-31 }",
        ),
        ("AA = { form = 2020-01-01 }", "unknown key `form`", "form"),
        ("AA = { from = '2020-01-01' }", "a date stands without quotes", "'2020-01-01'"),
        ("AA = { from = 2020 }", "expected a date such as 2001-01-31, found a number", "2020"),
        (
            "AA = 2020-01-01",
            "expected `{}`, `{ from = 2001-01-31, to = 2001-12-31 }`, or a list of those",
            "2020-01-01",
        ),
        ("AA = []", "`AA` is never a member", "[]"),
        ("ZZ = {}", "unknown asset `ZZ`", "ZZ"),
    ];
    for (member, message, caret) in cases {
        let found = faults_of(&format!("duo = {{ BB = {{}}, {member} }}"));
        let [(said, under)] = found.as_slice() else { panic!("{member}: {found:?}") };
        assert!(said.contains(message) && under == caret, "{member}: {said} ^ {under}");
    }
    assert_eq!(faults_of("duo = {}"), [("group `duo` has no members".to_owned(), "{}".to_owned())]);
    let twice = faults_of("duo = { one = {}, AA = {} }\n[assets]\none = 'AA'");
    assert_eq!(twice, [("`AA` is a member twice".to_owned(), "one".to_owned())]);
}

#[test]
fn faulty_groups_of_a_dataset() {
    let cases = [
        (
            "all = { A = { from = 2001-02-01, to = 2001-01-01 } }",
            "member `A`: a spell from 2001-02-01 cannot end on 2001-01-01",
        ),
        ("all = { A = [{ to = 2001-02-01 }, { from = 2001-01-01 }] }", "and the one before it ends on 2001-02-01"),
        ("all = { A = [] }", "is never a member"),
        ("all = { B = {} }", "group `all` names `B`"),
        ("all = { A = { form = 2001-01-01 } }", "a group is a list of symbols, or a table of them"),
        ("all = { A = { from = 2001 } }", "a group is a list of symbols, or a table of them"),
        ("all = { A = [2001-01-01, 2001-02-01] }", "a group is a list of symbols, or a table of them"),
        ("all = 7", "a group is a list of symbols, or a table of them"),
    ];
    for (group, message) in cases {
        let symbol = format!(
            "[symbols.A]\nfile = 'A.parquet'\nsha256 = '{:064}'\nfirst = 2001-01-01\nlast = 2001-01-02\nrows = 2\ncolumns = ['close']\n",
            0
        );
        let error = Manifest::parse(&format!("name = 'made'\n[groups]\n{group}\n{symbol}")).unwrap_err().to_string();
        assert!(error.contains(message), "{group}: {error}");
    }
}
