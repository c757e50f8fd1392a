//! What the dataset says of itself.

use super::risky::sectors;
use crate::data::{Calendar, Manifest};

const ROLES: [(&str, &str); 19] = [
    ("large", "LARGE"),
    ("small", "SMALL"),
    ("growth", "GROWTH"),
    ("foreign", "FOREIGN"),
    ("emerging", "EMERGING"),
    ("real_estate", "REAL_ESTATE"),
    ("commodities", "COMMODITIES"),
    ("gold", "GOLD"),
    ("bills", "BILLS"),
    ("short_bonds", "SHORT_BONDS"),
    ("bonds", "BONDS"),
    ("long_bonds", "LONG_BONDS"),
    ("inflation_linked", "INFLATION"),
    ("corporate", "CORPORATE"),
    ("credit", "CREDIT"),
    ("policy_rate", "POLICY_RATE"),
    ("balance_sheet", "BALANCE_SHEET"),
    ("yield_curve", "YIELD_CURVE"),
    ("small_earnings", "SMALL_EARNINGS"),
];

/// One fund a class: large caps at home and abroad, bonds, real estate, commodities.
const ASSET_CLASSES: [&str; 5] = ["LARGE", "FOREIGN", "BONDS", "REAL_ESTATE", "COMMODITIES"];

/// The manifest of a seed's market.
pub(super) fn of(seed: u64) -> Manifest {
    let sectors: Vec<String> = sectors().iter().map(|sector| sector.listing.symbol.to_owned()).collect();
    let classes = ASSET_CLASSES.map(str::to_owned).to_vec();
    Manifest {
        name: "demo".to_owned(),
        about: "A synthetic market from a regime-switching model: US, foreign and emerging equities, nine sectors, real \
                estate, commodities, gold, government and corporate bonds, bills, a policy rate, a central bank's balance \
                sheet, a yield curve, small companies' earnings. Not real prices."
            .to_owned(),
        source: format!("docs/demo-data.md, seed {seed}"),
        licence: "MIT".to_owned(),
        synthetic: true,
        calendar: Calendar::Nyse,
        sessions_per_year: None,
        basis: "dollars, no splits; adj_close is adjusted for dividends".to_owned(),
        roles: ROLES.map(|(role, symbol)| (role.to_owned(), symbol.to_owned())).into(),
        groups: [("sectors".to_owned(), sectors.into()), ("asset_classes".to_owned(), classes.into())].into(),
        symbols: Default::default(),
        series: Default::default(),
    }
}
