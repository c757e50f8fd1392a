//! Group functions -> nodes: the expression once for each member.

use super::build::Builder;
use super::graph::{NodeId, Op};
use crate::strategy::{Across, Expr, Frame, Position, Spell};

impl<'a> Builder<'a> {
    pub(super) fn across(&mut self, across: Across, group: usize, of: &'a Expr, frame: Option<Frame>) -> NodeId {
        let members = &self.strategy.groups[group].members;
        let own = self.member;
        let mut nodes = Vec::with_capacity(members.len());
        for member in members {
            self.member = Some(Position::Asset(member.asset));
            let value = self.expr(of);
            nodes.push(self.within(value, &member.spells, frame));
        }
        self.member = own;
        let list = self.graph.add_list(nodes);
        if across != Across::Rank {
            return self.add(Op::Across(across, list), frame);
        }
        match members.iter().position(|member| Some(Position::Asset(member.asset)) == own) {
            Some(position) => self.add(Op::Rank { members: list, position }, frame),
            // An asset that is no member of the group has no rank in it.
            None => self.number(f64::NAN),
        }
    }

    /// A member's value where it belongs to the group.
    pub(super) fn within(&mut self, value: NodeId, spells: &[Spell], frame: Option<Frame>) -> NodeId {
        if spells.is_empty() {
            return value;
        }
        let spells = self.graph.add_spells(spells);
        self.add(Op::Within(value, spells), frame)
    }
}
