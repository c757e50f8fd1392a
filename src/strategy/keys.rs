//! Every key of a strategy file, a line of documentation and the form of its value each: what the checker accepts, section
//! by section, and what `rotascope schema` tells an editor.

use super::form::{self, Form, words};

/// A key of one table of the file. One without a form is not built yet, and refused by name.
pub struct KeyDoc {
    pub name: &'static str,
    pub about: &'static str,
    pub form: Option<Form>,
    /// Its table does not hold together without it.
    pub required: bool,
}

const fn key(name: &'static str, about: &'static str, form: Form) -> KeyDoc {
    KeyDoc { name, about, form: Some(form), required: false }
}

const fn required(name: &'static str, about: &'static str, form: Form) -> KeyDoc {
    KeyDoc { name, about, form: Some(form), required: true }
}

const fn later(name: &'static str, about: &'static str) -> KeyDoc {
    KeyDoc { name, about, form: None, required: false }
}

pub const FILE: &[KeyDoc] = &[
    key("name", "what tables call the strategy", Form::Text),
    key("about", "what it does, in a sentence", Form::Text),
    required("data", "which dataset, which period, against what", Form::Table(DATA)),
    key("assets", "names for the dataset's symbols", Form::Named(&Form::Text)),
    key(
        "groups",
        "lists of assets, or tables of members with their days, for functions that look across them",
        Form::Named(&Form::Either(&[
            Form::List(&Form::Text),
            Form::ByAsset(&Form::Either(&[Form::Table(SPELL), Form::List(&Form::Table(SPELL))])),
        ])),
    ),
    key("series", "exogenous numbers, and when they are known", Form::Named(&Form::Table(SERIES))),
    key("params", "numbers that expressions use by name", Form::Named(&Form::Number(form::ANY))),
    key("signals", "named expressions", Form::Named(&Form::Expression)),
    key(
        "sleeves",
        "picks, nested rules and other strategy files, held like an asset",
        Form::Named(&Form::Table(SLEEVE)),
    ),
    required("rules", "what to hold when: the first rule whose `when` is true", Form::List(&Form::Table(RULE))),
    key("trade", "when to decide, when to fill, at what cost", Form::Table(TRADE)),
    key("overlays", "exits by how each holding has gone", Form::Table(OVERLAYS)),
    key("sweep", "values to try for any key", Form::Sweep(SWEEP)),
];

pub const DATA: &[KeyDoc] = &[
    required("dataset", "a folder of datasets/, or a path", Form::Text),
    key("start", "first day of the run", Form::Date),
    key("end", "last day of the run", Form::Date),
    key("history", "first day that signals may read", Form::Date),
    key("benchmark", "an asset, or weights", Form::Either(&[Form::Text, Form::ByAsset(&Form::Number(form::POSITIVE))])),
    key("returns", "\"total\" (default) or \"price\"", Form::Words(&words(&form::RETURNS))),
    key("risk_free", "an asset, a series, or a rate such as \"2 %\"; default 0", Form::Text),
    key("warmup", "true (default): start once every condition has had its bars", Form::Boolean),
];

pub const SERIES: &[KeyDoc] = &[
    required("symbol", "a series of the dataset, or a role", Form::Text),
    key("lag", "how long after its date a value is known: \"1 session\", \"45 days\"", Form::Lag),
    key(
        "known",
        "instead of a lag: the column that says when each value was published, \"known\"",
        Form::Words(&["known"]),
    ),
];

pub const SPELL: &[KeyDoc] = &[
    key("from", "first day on which the member belongs to the group; default: from the beginning", Form::Date),
    key("to", "last day on which it does; default: until the end", Form::Date),
];

pub const RULE: &[KeyDoc] = &[
    key("when", "a condition; a rule without one always applies", Form::Expression),
    required("hold", "weights by asset or sleeve; the rest is cash", Form::ByAsset(&Form::Weight)),
];

pub const SLEEVE: &[KeyDoc] = &[
    key(
        "from",
        "what to pick from: a group, or a list of assets and other sleeves",
        Form::Either(&[Form::Text, Form::List(&Form::Text)]),
    ),
    key("score", "what ranks a member, the highest first: an expression of the member's own fields", Form::Expression),
    key("where", "a condition that a member has to meet; `score` is its score", Form::Expression),
    key("top", "how many slots to fill; default: as many as there are members", Form::Constant(form::COUNT)),
    key("keep", "a held member stays while it ranks within so many; default: `top`", Form::Constant(form::COUNT)),
    key(
        "weight",
        "\"equal\" (default), \"score\", \"rank\", \"inverse_volatility\", \"risk_parity\", \"min_variance\", or weights by member",
        Form::Either(&[Form::Words(&form::WEIGHTINGS), Form::ByAsset(&Form::Constant(form::SHARE))]),
    ),
    key("lookback", "sessions of daily returns behind a weight that reads risk", Form::Constant(form::WINDOW)),
    key("max_weight", "the largest share of the sleeve that one member gets; default 1", Form::Constant(form::CAP)),
    key(
        "spread",
        "\"slots\" (default): k picks on n slots share k/n; \"picks\": they share the whole",
        Form::Words(&words(&form::SPREADS)),
    ),
    key("otherwise", "an asset or a sleeve that takes what the picks leave over; default cash", Form::Text),
    key("rules", "instead of `from`: what to hold when, as in [[rules]]", Form::List(&Form::Table(RULE))),
    key("strategy", "instead of `from`: another strategy file, its path relative to this one", Form::Text),
    key("params", "values for the parameters of that file", Form::Named(&Form::Constant(form::ANY))),
    key(
        "decide",
        "the sleeve's own schedule; default: the file's",
        Form::Either(&[Form::Words(&words(&form::SCHEDULES)), Form::Table(DECIDE)]),
    ),
];

pub const DECIDE: &[KeyDoc] = &[
    key("every", "\"week\", \"month\" or \"quarter\"", Form::Words(&words(&form::PERIODS))),
    key(
        "session",
        "which scheduled session of it: 1 the first, -1 the last, -2 the one before",
        Form::Whole(form::SESSION),
    ),
    key(
        "weekday",
        "\"mon\" to \"sun\": that day of every week; a holiday moves it to the next session",
        Form::Words(&words(&form::WEEKDAYS)),
    ),
];

pub const REBALANCE: &[KeyDoc] = &[required(
    "band",
    "how far a held weight may be from its target, as a share of equity: 0.05",
    Form::Number(form::BAND),
)];

/// Beside the axes.
pub const SWEEP: &[KeyDoc] = &[
    key("where", "a condition of parameters: which combinations count", Form::Expression),
    key(
        "sample",
        "{ method = \"grid\" } (default), or \"random\" or \"sobol\": { method = \"sobol\", n = 1000, seed = 7 }",
        Form::Table(SAMPLE),
    ),
];

pub const RANGE: &[KeyDoc] = &[
    required("from", "the first value", Form::Either(&[Form::Number(form::ANY), Form::Date])),
    required("to", "no value is above it", Form::Either(&[Form::Number(form::ANY), Form::Date])),
    key(
        "step",
        "from one value to the next: of numbers 1 where it is left out, of dates \"1 month\", \"10 days\"",
        Form::Either(&[Form::Number(form::POSITIVE), Form::Step]),
    ),
];

pub const SAMPLE: &[KeyDoc] = &[
    required(
        "method",
        "\"grid\": every combination; \"random\": so many of them; \"sobol\": so many, evenly spread",
        Form::Words(&words(&form::SAMPLINGS)),
    ),
    key("n", "how many are drawn", Form::Whole(form::SAMPLE_SIZE)),
    key("seed", "the same seed draws the same; default 0", Form::Whole(form::SEED)),
];

pub const TRADE: &[KeyDoc] = &[
    key(
        "decide",
        "\"daily\" (default), \"weekly\", \"monthly\", \"quarterly\", { every = \"month\", session = -1 } or { weekday = \"wed\" }",
        Form::Either(&[Form::Words(&words(&form::SCHEDULES)), Form::Table(DECIDE)]),
    ),
    key("fill", "\"next-open\" (default), \"next-close\" or \"same-close\"", Form::Words(&words(&form::FILLS))),
    key("delay", "further sessions between decision and fill; default 0", Form::Whole(form::DELAY)),
    key(
        "rebalance",
        "\"on-change\" (default), \"always\" or { band = 0.05 }",
        Form::Either(&[Form::Words(&words(&form::REBALANCES)), Form::Table(REBALANCE)]),
    ),
    key("tranches", "capital split over n staggered schedules; default 1", Form::Whole(form::TRANCHES)),
    key("commission", "of traded notional: \"1 bp\", \"0.05 %\"; default 0", Form::Cost),
    key("slippage", "of traded notional: \"2 bp\"; default 0", Form::Cost),
    key("cash_yield", "what cash earns: \"4 %\", or an expression in percent per year; default 0", Form::Rate),
    key(
        "borrow",
        "what borrowing costs: \"5 %\", or an expression in percent per year; needed where weights sum above 1",
        Form::Rate,
    ),
    later("short_fee", "what a short position costs"),
    key("capital", "money at the start; default 100_000", Form::Number(form::CAPITAL)),
    key("lots", "\"fractional\" (default)", Form::Words(&words(&form::LOTS))),
    later("contribute", "regular payments"),
];

pub const OVERLAYS: &[KeyDoc] = &[
    later("minimum_hold", "sessions that a holding lasts at least"),
    key("stop_loss", "a close this far below its price at entry sells a holding: \"10 %\"", Form::Fall),
    key("trailing_stop", "a close this far below its highest since entry sells a holding: \"12 %\"", Form::Fall),
    later("take_profit", "a close this far above its price at entry sells a holding"),
    later("volatility_target", "what is held, scaled to a volatility"),
    later("max_drawdown", "a fall of equity after which everything is sold"),
];
