//! Faults of [sleeves].

use super::*;

const PICK: &str = "[sleeves.s]\nfrom = ['large', 'small']\n";

#[test]
fn kinds_and_keys() {
    each(&[
        ("sleeves = 3", "expected a table, [sleeves], found a number", "3", ""),
        ("[sleeves]\ns = 3", "expected a sleeve: a table with `from`, `rules` or `strategy`, found a number", "3", ""),
        ("[sleeves.s]\ntop = 3", "sleeve `s` holds nothing", "s", "`from` picks from a group or a list"),
        ("[sleeves.s]\nform = 'everyone'\nfrom = 'everyone'", "unknown key `form`", "form", "did you mean `from`?"),
        (
            "[sleeves.s]\nfrom = 'everyone'\nrules = []\n[[rules]]\nhold = {}",
            "`rules` has no meaning beside `from`",
            "rules",
            "with `from` go",
        ),
        (
            "[sleeves.s]\ntop = 1\n[[sleeves.s.rules]]\nhold = {}",
            "`top` has no meaning beside `rules`",
            "top",
            "with `rules` go `decide`",
        ),
        (
            "[sleeves.s]\nfrom = 'everyone'\nparams = {}",
            "`params` has no meaning beside `from`",
            "params",
            "with `from` go",
        ),
        ("[sleeves.s]\nrules = 3\n[[rules]]\nhold = {}", "rules are written with double brackets", "rules", ""),
        ("[sleeves.s]\nrules = []\n[[rules]]\nhold = {}", "no rules", "rules", ""),
        (
            "[[sleeves.s.rules]]\nwhen = 'large.close > 1'",
            "this rule holds nothing",
            "[[sleeves.s.rules]]",
            "hold = {} is all cash",
        ),
        ("[sleeves.s]\nfrom = ['large']\ndecide = 'hourly'", "`hourly` is not a choice here", "'hourly'", "one of"),
        ("[assets]\nbig = 'SPY'\n[sleeves.big]\nfrom = ['small']", "`big` is already an asset", "big", ""),
        ("[sleeves.score]\nfrom = ['small']", "`score` cannot be used as a name", "score", ""),
    ]);
}

#[test]
fn members() {
    each(&[
        ("[sleeves.s]\nfrom = []", "this sleeve has no members", "[]", ""),
        ("[sleeves.s]\nfrom = 3", "expected a group, or a list of assets and sleeves, found a number", "3", ""),
        ("[sleeves.s]\nfrom = 'evryone'", "unknown group `evryone`", "'evryone'", "did you mean `everyone`?"),
        ("[sleeves.s]\nfrom = 'SPY'", "`SPY` is one member, not a group", "'SPY'", "from = [\"SPY\"]"),
        ("[sleeves.s]\nfrom = 'large'", "`large` is one member, not a group", "'large'", "from = [\"large\"]"),
        ("[sleeves.s]\nfrom = ['large', 'everyone']", "`everyone` is a group", "'everyone'", "a group stands alone"),
        ("[groups]\ng = ['SPY']\n[sleeves.s]\nfrom = ['large', 'g']", "`g` is a group", "'g'", "a group stands alone"),
        ("[sleeves.s]\nfrom = ['large', 'lrge']", "unknown asset `lrge`", "'lrge'", "did you mean"),
        ("[sleeves.s]\nfrom = ['large', 3]", "expected an asset or a sleeve, in quotes, found a number", "3", ""),
        ("[sleeves.s]\nfrom = ['large', 'SPY']", "this member is listed twice", "'SPY'", ""),
        ("[params]\nn = 1\n[sleeves.s]\nfrom = ['large', 'n']", "`n` is a parameter", "'n'", ""),
        ("[sleeves.s]\nfrom = ['large', 'cash']", "cash is not an asset", "'cash'", "leave over"),
        (&format!("{PICK}otherwise = 'cash'"), "cash is not an asset", "'cash'", "whatever the weights leave over"),
        (
            &format!("{PICK}otherwise = 'sfae'\n[sleeves.safe]\nfrom = ['SPY']"),
            "unknown asset `sfae`",
            "'sfae'",
            "did you mean `safe`?",
        ),
        ("[sleeves.s]\nfrom = ['CLOSES']", "`CLOSES` has no opens", "'CLOSES'", "next-close"),
    ]);
}

#[test]
fn scores_and_conditions() {
    let with = |keys: &str| format!("{PICK}{keys}");
    each(&[
        (&with("score = 'large.close'"), "this score reads nothing of the members", "large.close", "the member's own"),
        (&with("score = 'close > 1'"), "expected a number, found a condition", "close > 1", "turns a condition"),
        (&with("score = 3"), "expected an expression of the member's fields", "3", ""),
        (&with("score = 'momentm(close, 3)'"), "unknown function `momentm`", "momentm", "did you mean `momentum`?"),
        (&with("score = 'clsoe'"), "unknown name `clsoe`", "clsoe", "did you mean"),
        (&with("where = 'close'"), "expected a condition, found a number", "close", "compare it"),
        (&with("where = 'score > 0'"), "there is no score here", "score", "that has a `score`"),
        (&with("score = 'score + close'"), "there is no score here", "score", "`where`"),
        (&with("score = 'close'\n[signals]\nx = 'score > 0'"), "there is no score here", "score", "`where`"),
        (
            "[sleeves.s]\nfrom = ['large', 't']\nscore = 'high'\n[sleeves.t]\nfrom = ['small']",
            "member `t` has no high",
            "high",
            "a sleeve has `close`",
        ),
        (
            "[trade]\nfill = 'next-close'\n[sleeves.s]\nfrom = ['large', 'CLOSES']\nwhere = 'volume > 1'",
            "member `CLOSES` has no volume",
            "volume > 1",
            "every member needs it",
        ),
        (&with("weight = 'score'"), "weight = \"score\" needs a score", "'score'", ""),
        (&with("weight = 'rank'"), "weight = \"rank\" needs a score", "'rank'", ""),
    ]);
}

#[test]
fn counts() {
    let with = |keys: &str| format!("[params]\nn = 2\n{PICK}{keys}");
    each(&[
        (&with("top = 3"), "3 slots for 2 members", "3", ""),
        (&with("top = 'n + 1'"), "3 slots for 2 members", "'n + 1'", ""),
        (&with("top = 0"), "0 is not a number of slots", "0", ""),
        (&with("top = 1.5"), "1.5 is not a number of slots", "1.5", ""),
        (&with("top = 'large.close'"), "this changes from bar to bar", "large.close", "a parameter"),
        (&with("top = 'all'"), "unknown name `all`", "all", "names are declared"),
        (&with("top = true"), "expected a number of slots", "true", ""),
        (&with("top = 2\nkeep = 1"), "keep = 1 is below top = 2", "1", ""),
        (&with("keep = 2"), "`keep` has no meaning without `top`", "keep", "top = "),
        (&with("max_weight = 0"), "max_weight is 0", "0", ""),
        (&with("max_weight = 1.1"), "max_weight is 1.1", "1.1", ""),
        (&with("max_weight = 0.4"), "2 slots of at most 0.4 each do not fill the sleeve", "0.4", ""),
        (&with("spread = 'pick'"), "`pick` is not a choice here", "'pick'", "did you mean `picks`?"),
    ]);
}

#[test]
fn weights() {
    let with = |keys: &str| format!("{PICK}{keys}");
    each(&[
        (&with("weight = 'equl'"), "`equl` is not a choice here", "'equl'", "did you mean `equal`?"),
        (&with("weight = 3"), "expected one of", "3", ""),
        (
            &with("weight = 'min_variance'"),
            "weight = \"min_variance\" needs a lookback",
            "'min_variance'",
            "lookback = 60",
        ),
        (
            &with("weight = 'min_variance'\nlookback = 2"),
            "a covariance of 2 members from 2 returns",
            "2",
            "no risk at all",
        ),
        (&with("weight = 'inverse_volatility'\nlookback = 1"), "1 is not how many daily returns", "1", ""),
        (&with("lookback = 60"), "`lookback` has no meaning here", "lookback", "it goes with weight ="),
        (
            &with("score = 'close'\nweight = 'rank'\nlookback = 60"),
            "`lookback` has no meaning here",
            "lookback",
            "it goes with",
        ),
        (
            &with("weight = { large = 0.7, small = 0.7 }"),
            "these weights sum to 1.4",
            "{ large = 0.7, small = 0.7 }",
            "",
        ),
        (&with("weight = { large = 0.7 }"), "member `small` has no weight", "{ large = 0.7 }", "0 is a weight"),
        (
            &with("weight = { large = 0.7, small = 0.1, CLOSES = 0.1 }"),
            "`CLOSES` is no member of this sleeve",
            "CLOSES",
            "members are",
        ),
        (
            &with("weight = { large = 0.7, smal = 0.1 }"),
            "`smal` is no member of this sleeve",
            "smal",
            "did you mean `small`?",
        ),
        (&with("weight = { large = 0.7, small = -0.1 }"), "expected a share of the sleeve, from 0 to 1", "-0.1", ""),
        (&with("weight = { large = 0.7, SPY = 0.1, small = 0.1 }"), "`large` has two weights", "SPY", ""),
        (
            &with("weight = { large = 'large.close', small = 0.1 }"),
            "this changes from bar to bar",
            "large.close",
            "a parameter",
        ),
        (
            &with("weight = { large = 0.5, small = 0.5 }\nmax_weight = 0.5"),
            "`max_weight` has no meaning beside fixed weights",
            "max_weight",
            "",
        ),
    ]);
}

#[test]
fn circles() {
    each(&[
        ("[sleeves.s]\nfrom = ['large', 's']", "sleeve `s` depends on itself", "'s'", "cannot be the sleeve itself"),
        (
            "[sleeves.s]\nfrom = ['large']\notherwise = 's'",
            "sleeve `s` depends on itself",
            "'s'",
            "cannot be the sleeve itself",
        ),
        ("[[sleeves.s.rules]]\nhold = { s = 1 }", "sleeve `s` depends on itself", "s", "cannot be the sleeve itself"),
        (
            "[sleeves.s]\nfrom = ['t']\n[sleeves.t]\nfrom = ['s']",
            "sleeve `s` depends on itself",
            "'s'",
            "cannot be the sleeve itself",
        ),
        (
            "[sleeves.s]\nfrom = ['large']\nwhere = 's.close > 1'",
            "sleeve `s` depends on itself",
            "s.close",
            "cannot be the sleeve itself",
        ),
        (
            "[sleeves.s]\nfrom = ['large']\nscore = 'close - drawdown(t.close)'\n[[sleeves.t.rules]]\nwhen = 's.weekly.close > 1'\nhold = { large = 1 }",
            "sleeve `s` depends on itself",
            "s.weekly.close",
            "cannot be the sleeve itself",
        ),
        (
            "[signals]\nup = 's.close > 1'\n[[sleeves.s.rules]]\nwhen = 'up'\nhold = { large = 1 }",
            "signal `up` depends on itself",
            "up",
            "an earlier bar",
        ),
    ]);
    let mut deep = "[sleeves.s0]\nfrom = ['large']\n".to_owned();
    (1..60).for_each(|level| deep = format!("[sleeves.s{level}]\nfrom = ['s{}']\n{deep}", level - 1));
    let found = faults(&filled(&deep), &[]);
    assert_eq!(found.faults.len(), 1, "{:#?}", found.faults);
    assert!(found.faults[0].message.contains("inside one another too deeply"));
}

#[test]
fn where_sleeves_are_used() {
    let with = |when: &str| format!("{PICK}[signals]\nx = \"{when}\"");
    each(&[
        (&with("s > 1"), "`s` is a sleeve, not a value", "s", "`s.close` is what it would be worth"),
        (&with("s.open > 1"), "a sleeve has no `open`", "open", "a sleeve has `s.close`"),
        (&with("s.wekly.close > 1"), "a sleeve has no `wekly.close`", "wekly.close", "`s.weekly.close`"),
        (&with("s.weekly > 1"), "a sleeve has no `weekly`", "weekly", "`s.weekly.close`"),
        (
            &with("s.weekly.close.close > 1"),
            "a sleeve has no `weekly.close.close`",
            "weekly.close.close",
            "`s.weekly.close`",
        ),
        (&with("atr(s, 3) > 1"), "expected an asset's bars, found a value", "s", "name an asset"),
        (&with("rank(s, close) > 1"), "`s` is a sleeve", "s", ""),
        (
            &format!("{PICK}[[rules]]\nhold = {{ s = 0.6, large = 0.6 }}"),
            "these weights sum to 1.2",
            "{ s = 0.6, large = 0.6 }",
            "borrow",
        ),
        (&format!("{PICK}[data]\ndataset = 'made'\nbenchmark = 's'"), "`s` is a sleeve", "'s'", ""),
        (&format!("{PICK}[groups]\ng = ['s']"), "unknown asset `s`", "'s'", "name it in [assets]"),
    ]);
}
