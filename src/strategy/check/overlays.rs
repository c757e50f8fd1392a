//! [overlays]: exits by how each holding has gone.

use super::super::checked::Overlays;
use super::super::document::Table;
use super::super::keys;
use super::Checker;

impl<'a> Checker<'a> {
    /// [overlays] is optional, and so is each of its keys.
    pub(super) fn overlays(&mut self, document: &'a Table) -> Option<Overlays> {
        let Some((_, table)) = self.section(document, "overlays") else { return Some(Overlays::default()) };
        self.known_keys(table, keys::OVERLAYS, "[overlays]");
        let mut fall = |key: &str| match table.get(key) {
            Some(node) => self.fall(node).map(Some),
            None => Some(None),
        };
        let (stop_loss, trailing_stop) = (fall("stop_loss"), fall("trailing_stop"));
        Some(Overlays { stop_loss: stop_loss?, trailing_stop: trailing_stop? })
    }
}
