//! The expression graph: nodes that share what they have in common.

use super::sleeves::Followed;
use crate::strategy::{Across, Arithmetic, Comparison, DatePart, Elementary, Field, Frame, Joint, Spell, Window};
use rustc_hash::FxHashMap;

/// Index of a node in its graph. Operands have smaller indices than the nodes that use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A list of nodes that one step reads: the members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId(u32);

/// The days on which a member belongs to its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpellsId(u32);

/// One step of a computation. Operands are in the node's own frame, except where the step changes frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant, by its bits: two NaNs are one node.
    Number(u64),
    Truth(Option<bool>),
    /// Field of an asset, aggregated to the node's frame.
    Field {
        asset: usize,
        field: Field,
    },
    Series(usize),
    /// A paper index, by its place among the graph's. What its sleeve reads stands before it.
    Index(usize),
    /// What the calendar says of the session.
    Date(DatePart),
    /// A coarser value at each session: that of the last bar known complete.
    Carry(NodeId),
    /// A coarser condition in the bar in which its own bar becomes known; false in all others.
    Pulse(NodeId),
    /// A daily value at the last session of each bar of the node's frame.
    Sample(NodeId),
    Negate(NodeId),
    Not(NodeId),
    Arithmetic(Arithmetic, NodeId, NodeId),
    Comparison(Comparison, NodeId, NodeId),
    And(NodeId, NodeId),
    Or(NodeId, NodeId),
    If(NodeId, NodeId, NodeId),
    Min(NodeId, NodeId),
    Max(NodeId, NodeId),
    Elementary(Elementary, NodeId),
    Prior(NodeId, usize),
    /// Of the last n values.
    Window(Window, NodeId, usize),
    /// Of the last n pairs of values.
    Joint(Joint, NodeId, NodeId, usize),
    Peak(NodeId),
    PivotHigh {
        x: NodeId,
        left: usize,
        right: usize,
    },
    Streak(NodeId),
    Count(NodeId, usize),
    Since(NodeId),
    Latch {
        on: NodeId,
        off: NodeId,
    },
    AtLeast(NodeId, usize),
    Cooldown(NodeId, usize),
    /// A member's value; undefined in bars whose last session is in none of its spells.
    Within(NodeId, SpellsId),
    /// A function of a group's members.
    Across(Across, ListId),
    /// The rank of the member at this position of the list.
    Rank {
        members: ListId,
        position: usize,
    },
}

impl Op {
    /// The single nodes this one reads; see [`Graph::list`] for the members of a group.
    pub fn operands(self) -> impl Iterator<Item = NodeId> {
        use Op::*;
        let operands = match self {
            Number(_) | Truth(_) | Field { .. } | Series(_) | Index(_) | Date(_) | Across(..) | Rank { .. } => {
                [None; 3]
            }
            Carry(a) | Pulse(a) | Sample(a) | Negate(a) | Not(a) | Peak(a) | Streak(a) | Since(a) => {
                [Some(a), None, None]
            }
            Elementary(_, a) | Window(_, a, _) => [Some(a), None, None],
            Prior(a, _) | Count(a, _) | AtLeast(a, _) | Cooldown(a, _) | Within(a, _) => [Some(a), None, None],
            PivotHigh { x, .. } => [Some(x), None, None],
            Arithmetic(_, a, b) | Comparison(_, a, b) | Joint(_, a, b, _) => [Some(a), Some(b), None],
            And(a, b) | Or(a, b) | Min(a, b) | Max(a, b) => [Some(a), Some(b), None],
            Latch { on, off } => [Some(on), Some(off), None],
            If(c, a, b) => [Some(c), Some(a), Some(b)],
        };
        operands.into_iter().flatten()
    }
}

/// A step and the frame of its result; constants have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    pub op: Op,
    pub frame: Option<Frame>,
}

/// Nodes in an order in which they can be computed.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: FxHashMap<Node, NodeId>,
    lists: Vec<Vec<NodeId>>,
    known_lists: FxHashMap<Vec<NodeId>, ListId>,
    spells: Vec<Vec<Spell>>,
    followed: Vec<Followed>,
}

impl Graph {
    /// The node, added unless an equal one is there.
    pub fn add(&mut self, op: Op, frame: Option<Frame>) -> NodeId {
        let node = Node { op, frame };
        *self.known.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            NodeId(self.nodes.len() as u32 - 1)
        })
    }

    /// The list of these nodes, in this order, kept once.
    pub fn add_list(&mut self, nodes: Vec<NodeId>) -> ListId {
        *self.known_lists.entry(nodes.clone()).or_insert_with(|| {
            self.lists.push(nodes);
            ListId(self.lists.len() as u32 - 1)
        })
    }

    pub fn list(&self, list: ListId) -> &[NodeId] {
        &self.lists[list.0 as usize]
    }

    /// These spells, kept once.
    pub fn add_spells(&mut self, spells: &[Spell]) -> SpellsId {
        let known = self.spells.iter().position(|known| known == spells);
        let place = known.unwrap_or_else(|| {
            self.spells.push(spells.to_vec());
            self.spells.len() - 1
        });
        SpellsId(place as u32)
    }

    pub fn spells(&self, spells: SpellsId) -> &[Spell] {
        &self.spells[spells.0 as usize]
    }

    /// All that a node reads: its operands, and the members of its group.
    pub fn reads(&self, node: Node) -> impl Iterator<Item = NodeId> {
        let members = match node.op {
            Op::Across(_, list) | Op::Rank { members: list, .. } => self.list(list),
            _ => &[],
        };
        node.op.operands().chain(members.iter().copied())
    }

    /// The place of a paper index among the graph's, where those that are followed alike are one.
    pub(super) fn add_index(&mut self, followed: Followed) -> usize {
        let known = self.followed.iter().position(|known| *known == followed);
        known.unwrap_or_else(|| {
            self.followed.push(followed);
            self.followed.len() - 1
        })
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }
}
