//! The names that a random file has declared so far, and what its expressions may make of them.

use super::draw::Draw;
use super::market::{Market, READ_ONLY};
use rotascope::strategy::{Field, Frame, Type};

/// An expression, and what the checker will find it to be.
#[derive(Clone)]
pub struct Written {
    pub text: String,
    pub ty: Type,
    /// None: a constant.
    pub frame: Option<Frame>,
    /// It reads fields of "the member itself".
    pub member: bool,
    /// Which fields.
    pub own: Vec<Field>,
    /// One word or call: needs no brackets.
    pub atom: bool,
}

#[derive(Clone)]
pub struct Asset {
    pub name: String,
    pub symbol: String,
    pub fields: Vec<Field>,
}

impl Asset {
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }
}

#[derive(Clone)]
pub struct Group {
    pub name: String,
    pub members: Vec<Asset>,
}

impl Group {
    /// The fields that every member has.
    pub fn fields(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| self.members.iter().all(|member| member.has(*field))).collect()
    }
}

/// What the outermost file's [trade] demands of everything inside it.
#[derive(Clone, Copy)]
pub struct Demands {
    /// What is held has opens.
    pub opens: bool,
    /// Weights may sum to more than 1.
    pub borrow: bool,
}

pub struct Scope<'m> {
    pub market: &'m Market,
    pub demands: Demands,
    pub assets: Vec<Asset>,
    pub groups: Vec<Group>,
    pub series: Vec<String>,
    /// Names and values.
    pub params: Vec<(String, f64)>,
    pub signals: Vec<(String, Written)>,
    pub sleeves: Vec<String>,
}

impl<'m> Scope<'m> {
    /// With names for assets; `lines` are the [assets] that declare them.
    pub fn new(draw: &mut Draw, market: &'m Market, demands: Demands, lines: &mut Vec<String>) -> Scope<'m> {
        let mut assets = Vec::new();
        for (number, (symbol, fields)) in market.universe.symbols.iter().enumerate() {
            let word = symbol.chars().all(char::is_alphanumeric);
            let role = market.universe.roles.iter().find(|(_, of)| *of == symbol).map(|(role, _)| role);
            let name = match role {
                Some(role) if draw.chance(0.4) => role.clone(),
                _ if word && draw.chance(0.3) => symbol.clone(),
                role => {
                    let name = draw.of(&[format!("a{number}"), format!("größe_{number}")]);
                    let symbol = role.filter(|_| draw.chance(0.5)).unwrap_or(symbol);
                    lines.push(format!("{} = \"{symbol}\"", key(&name)));
                    name
                }
            };
            assets.push(Asset { name, symbol: symbol.clone(), fields: fields.clone() });
        }
        let of = |symbol: &String| assets.iter().find(|asset| asset.symbol == *symbol).cloned();
        let groups = market.universe.groups.iter().map(|(name, members)| Group {
            name: name.clone(),
            members: members.iter().filter_map(|(symbol, _)| of(symbol)).collect(),
        });
        Scope {
            market,
            demands,
            groups: groups.collect(),
            series: vec![],
            params: vec![],
            signals: vec![],
            sleeves: vec![],
            assets,
        }
    }

    /// What a rule can hold, sleeves aside.
    pub fn holdable(&self) -> Vec<Asset> {
        let can = |asset: &&Asset| asset.symbol != READ_ONLY && (!self.demands.opens || asset.has(Field::Open));
        self.assets.iter().filter(can).cloned().collect()
    }

    /// What a rule can hold, by name.
    pub fn positions(&self) -> Vec<String> {
        let assets = self.holdable().into_iter().map(|asset| asset.name);
        assets.chain(self.sleeves.iter().cloned()).collect()
    }
}

/// A name as a key of a TOML table: bare keys are ASCII.
pub fn key(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { format!("\"{name}\"") }
}
