//! Which bars of each node are read, by the nodes that read it.

use super::{Bars, frames};
use crate::data::Panel;
use crate::plan::{Graph, Node, NodeId, Op};
use crate::strategy::{Frame, Window};

/// For each node the bars at which it has to be computed; None: nothing reads it.
pub(super) struct Needs(Vec<Option<Bars>>);

impl Needs {
    /// What is needed for the values of some nodes at some bars.
    pub fn new<'a>(graph: &Graph, panel: &Panel, wanted: impl Iterator<Item = (NodeId, &'a Bars)>) -> Needs {
        let mut needs = Needs(vec![None; graph.nodes().len()]);
        wanted.for_each(|(id, bars)| needs.add(id, bars));
        for (place, node) in graph.nodes().iter().enumerate().rev() {
            let Some(asked) = needs.0[place].take() else { continue };
            let all = every(panel, node);
            // Of most bars, all are as soon computed.
            let bars = if goes_through(node) || 2 * asked.len() > all.len() { all } else { asked };
            for id in graph.reads(*node) {
                let operand = graph.node(id);
                match goes_through(&operand) {
                    true => needs.0[id.0 as usize] = Some(every(panel, &operand)),
                    false => needs.add(id, &operand_bars(panel, node, &operand, &bars)),
                }
            }
            needs.0[place] = Some(bars);
        }
        needs
    }

    fn add(&mut self, id: NodeId, bars: &Bars) {
        let need = &mut self.0[id.0 as usize];
        *need = Some(need.take().map_or_else(|| bars.clone(), |own| own.or(bars)));
    }

    pub fn get(&self, id: NodeId) -> Option<&Bars> {
        self.0[id.0 as usize].as_ref()
    }
}

/// Every bar of a node; a constant has one.
pub(super) fn every(panel: &Panel, node: &Node) -> Bars {
    Bars::Every(node.frame.map_or(1, |frame| panel.clock(frame).last.len()))
}

/// The bars of an operand that a step reads for these of its own.
pub(super) fn operand_bars(panel: &Panel, node: &Node, operand: &Node, bars: &Bars) -> Bars {
    match node.op {
        _ if matches!(bars, Bars::Every(_)) || operand.frame.is_none() => every(panel, operand),
        Op::Carry(_) | Op::Sample(_) | Op::Prior(..) => {
            let some = copied(panel, node, operand, bars).into_iter().flatten();
            Bars::some(some, every(panel, operand).len())
        }
        Op::Window(..) | Op::Joint(..) => every(panel, operand),
        _ => bars.clone(),
    }
}

/// For each bar of a step that copies, the bar of its operand; None: there is none yet.
pub(super) fn copied(panel: &Panel, node: &Node, operand: &Node, bars: &Bars) -> Vec<Option<usize>> {
    let clock = |node: &Node| panel.clock(node.frame.unwrap_or(Frame::Daily));
    match node.op {
        Op::Carry(_) => frames::latest(clock(operand), bars.iter()).collect(),
        Op::Sample(_) => bars.iter().map(|bar| Some(clock(node).last[bar] as usize)).collect(),
        Op::Prior(_, n) => bars.iter().map(|bar| bar.checked_sub(n)).collect(),
        _ => unreachable!("other steps compute"),
    }
}

/// Whether a step goes from bar to bar, or costs no more for all of them: it is computed whole.
fn goes_through(node: &Node) -> bool {
    match node.op {
        Op::Number(_) | Op::Truth(_) | Op::Field { .. } | Op::Series(_) | Op::Index(_) => true,
        Op::Pulse(_) | Op::Peak(_) | Op::PivotHigh { .. } => true,
        Op::Streak(_) | Op::Count(..) | Op::Since(_) | Op::Latch { .. } | Op::AtLeast(..) | Op::Cooldown(..) => true,
        Op::Window(window, ..) => {
            matches!(window, Window::Ema | Window::Wilder | Window::Highest | Window::Lowest)
        }
        Op::Joint(..) | Op::Date(_) | Op::Carry(_) | Op::Sample(_) | Op::Prior(..) => false,
        Op::Negate(_) | Op::Not(_) | Op::Arithmetic(..) | Op::Comparison(..) | Op::And(..) | Op::Or(..) => false,
        Op::If(..) | Op::Min(..) | Op::Max(..) | Op::Elementary(..) => false,
        Op::Within(..) | Op::Across(..) | Op::Rank { .. } => false,
    }
}
