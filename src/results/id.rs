//! The name of a result: the same question to the same data by the same engine has the same name.

use crate::data::Manifest;
use crate::strategy::Strategy;
use crate::sweep::Prepared;
use sha2::{Digest, Sha256};

/// Hex digits of an id: enough that no two results of one strategy share one.
const DIGITS: usize = 12;

/// A hash of the resolved strategy, the data it read (checksums by symbol, its groups, and how the dataset counts sessions) and the
/// engine's version, in lower-case hex.
pub fn run_id(strategy: &Strategy, manifest: &Manifest, checksums: &[(String, String)]) -> String {
    id(strategy, manifest, checksums, &[])
}

/// The same of a sweep: which metrics are asked for is part of the question, and the order of what is swept, which numbers its
/// rows.
pub fn sweep_id(prepared: &Prepared, manifest: &Manifest) -> String {
    let mut more = vec!["sweep", prepared.which.name()];
    more.extend(prepared.axes().iter().map(|axis| axis.name.as_str()));
    id(prepared.strategy, manifest, &prepared.checksums, &more)
}

fn id(strategy: &Strategy, manifest: &Manifest, checksums: &[(String, String)], more: &[&str]) -> String {
    let mut hasher = Sha256::new();
    // Each part is followed by a byte that no part contains, so that two different lists never read the same.
    let mut part = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update([0]);
    };
    part(env!("CARGO_PKG_VERSION"));
    part(&strategy.resolved.to_string());
    strategy.included.iter().for_each(|(path, file)| {
        part(path);
        part(&file.to_string());
    });
    strategy.assets.iter().for_each(|asset| {
        part(&asset.name);
        part(&asset.symbol);
    });
    strategy.series.iter().for_each(|series| part(&series.symbol));
    // A dataset's group is not in the file.
    strategy.groups.iter().for_each(|group| part(&format!("{group:?}")));
    part(&format!("{:?} {:?} {}", manifest.calendar, manifest.sessions_per_year, manifest.synthetic));
    checksums.iter().for_each(|(symbol, checksum)| {
        part(symbol);
        part(checksum);
    });
    more.iter().for_each(|more| part(more));
    let digest = hasher.finalize();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    hex[..DIGITS].to_owned()
}
