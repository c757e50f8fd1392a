//! What is part of the language and not built: refused by name.

use super::*;

#[test]
fn sections_and_keys() {
    each(&[
        (
            "[overlays]\nminimum_hold = 20",
            "`minimum_hold` (sessions that a holding lasts at least) is not available yet",
            "minimum_hold",
            "",
        ),
        ("[overlays]\ntake_profit = \"20 %\"", "`take_profit`", "take_profit", ""),
        ("[overlays]\nvolatility_target = { target = \"12 %\" }", "`volatility_target`", "volatility_target", ""),
        ("[overlays]\nmax_drawdown = { limit = \"20 %\" }", "`max_drawdown`", "max_drawdown", ""),
        ("[trade]\nshort_fee = \"1 %\"", "`short_fee`", "short_fee", ""),
        ("[trade]\ncontribute = { every = \"month\", amount = 5 }", "`contribute`", "contribute", ""),
        ("[trade]\nlots = \"whole\"", "lots = \"whole\" is not available yet", "\"whole\"", ""),
        (
            "[trade]\ncommission = { per_order = 1.0 }",
            "commission by order, share or symbol is not available yet",
            "{ per_order = 1.0 }",
            "",
        ),
        (
            "[trade]\nslippage = { IWM = \"2 bp\" }",
            "slippage by order, share or symbol is not available yet",
            "{ IWM = \"2 bp\" }",
            "",
        ),
        (
            "[data]\ndataset = \"made\"\nreturns = \"cash-dividends\"",
            "returns = \"cash-dividends\" is not available yet",
            "\"cash-dividends\"",
            "",
        ),
        ("[[rules]]\nhold = { large = -0.5 }", "negative weights are not available yet", "-0.5", ""),
    ]);
}
