//! Every key of a strategy file, a line of documentation each: what the checker accepts, section by section.

/// A key of one table of the file. One that is not `built` is refused by name.
pub struct KeyDoc {
    pub name: &'static str,
    pub about: &'static str,
    pub built: bool,
}

const fn key(name: &'static str, about: &'static str) -> KeyDoc {
    KeyDoc { name, about, built: true }
}

const fn later(name: &'static str, about: &'static str) -> KeyDoc {
    KeyDoc { name, about, built: false }
}

pub const FILE: &[KeyDoc] = &[
    key("name", "what tables call the strategy"),
    key("about", "what it does, in a sentence"),
    key("data", "which dataset, which period, against what"),
    key("assets", "names for the dataset's symbols"),
    key("groups", "lists of assets, or tables of members with their days, for functions that look across them"),
    key("series", "exogenous numbers, and when they are known"),
    key("params", "numbers that expressions use by name"),
    key("signals", "named expressions"),
    later("sleeves", "cross-sectional picks, held like an asset"),
    key("rules", "what to hold when: the first rule whose `when` is true"),
    key("trade", "when to decide, when to fill, at what cost"),
    later("overlays", "path-dependent exits and limits"),
    later("sweep", "values to try for any key"),
];

pub const DATA: &[KeyDoc] = &[
    key("dataset", "a folder of datasets/, or a path"),
    key("start", "first day of the run"),
    key("end", "last day of the run"),
    key("history", "first day that signals may read"),
    key("benchmark", "an asset, or weights"),
    key("returns", "\"total\" (default) or \"price\""),
    key("risk_free", "an asset, a series, or a rate such as \"2 %\"; default 0"),
    key("warmup", "true (default): start once every condition has had its bars"),
];

pub const SERIES: &[KeyDoc] = &[
    key("symbol", "a series of the dataset, or a role"),
    key("lag", "how long after its date a value is known: \"1 session\", \"45 days\""),
    key("known", "instead of a lag: the column that says when each value was published, \"known\""),
];

pub const SPELL: &[KeyDoc] = &[
    key("from", "first day on which the member belongs to the group; default: from the beginning"),
    key("to", "last day on which it does; default: until the end"),
];

pub const RULE: &[KeyDoc] =
    &[key("when", "a condition; a rule without one always applies"), key("hold", "weights by asset; the rest is cash")];

pub const DECIDE: &[KeyDoc] = &[
    key("every", "\"week\", \"month\" or \"quarter\""),
    key("session", "which scheduled session of it: 1 the first, -1 the last, -2 the one before"),
    key("weekday", "\"mon\" to \"sun\": that day of every week; a holiday moves it to the next session"),
];

pub const REBALANCE: &[KeyDoc] =
    &[key("band", "how far a held weight may be from its target, as a share of equity: 0.05")];

pub const TRADE: &[KeyDoc] = &[
    key(
        "decide",
        "\"daily\" (default), \"weekly\", \"monthly\", \"quarterly\", { every = \"month\", session = -1 } or { weekday = \"wed\" }",
    ),
    key("fill", "\"next-open\" (default), \"next-close\" or \"same-close\""),
    key("delay", "further sessions between decision and fill; default 0"),
    key("rebalance", "\"on-change\" (default), \"always\" or { band = 0.05 }"),
    key("tranches", "capital split over n staggered schedules; default 1"),
    key("commission", "of traded notional: \"1 bp\", \"0.05 %\"; default 0"),
    key("slippage", "of traded notional: \"2 bp\"; default 0"),
    key("cash_yield", "what cash earns: \"4 %\", or an expression in percent per year; default 0"),
    key(
        "borrow",
        "what borrowing costs: \"5 %\", or an expression in percent per year; needed where weights sum above 1",
    ),
    later("short_fee", "what a short position costs"),
    key("capital", "money at the start; default 100_000"),
    key("lots", "\"fractional\" (default)"),
    later("contribute", "regular payments"),
];
