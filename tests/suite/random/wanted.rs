//! What is evaluated where it is read is what is evaluated everywhere.

use super::draw::Draw;
use super::valid::checked;
use super::{each_seed, file_of};
use rotascope::data::Panel;
use rotascope::eval::{Bars, Column, Columns, Wanted, evaluate, evaluate_wanted};
use rotascope::plan::{Graph, NodeId, Op, Plan};
use rotascope::run::{Ground, History};
use rotascope::strategy::{Joint, Window};

const WINDOWS: [Window; 12] = [
    Window::Sma,
    Window::Ema,
    Window::Wilder,
    Window::Wma,
    Window::Sum,
    Window::Stdev,
    Window::Percentile,
    Window::Highest,
    Window::Lowest,
    Window::Median,
    Window::Slope,
    Window::R2,
];

/// A value as text that tells any two apart; undefined ones are alike.
fn shown(column: &Column, bar: usize) -> String {
    match column {
        Column::Numbers(_) | Column::Number(_) if column.number(bar).is_nan() => "undefined".to_owned(),
        Column::Numbers(_) | Column::Number(_) => format!("{:x}", column.number(bar).to_bits()),
        Column::Conditions(_) | Column::Condition(_) => format!("{:?}", column.condition(bar)),
    }
}

/// Nodes that do not read what a sleeve is worth.
fn without_index(graph: &Graph) -> Vec<NodeId> {
    let mut without = vec![true; graph.nodes().len()];
    for (place, node) in graph.nodes().iter().enumerate() {
        let reads_index = graph.reads(*node).any(|operand| !without[operand.0 as usize]);
        without[place] = !reads_index && !matches!(node.op, Op::Index(_));
    }
    (0..without.len()).filter(|place| without[*place]).map(|place| NodeId(place as u32)).collect()
}

/// Windows of many lengths over some of the graph's numbers, as a sweep has them.
fn add_windows(draw: &mut Draw, graph: &mut Graph, columns: &Columns) {
    let numbers: Vec<NodeId> = without_index(graph)
        .into_iter()
        .filter(|node| graph.node(*node).frame.is_some() && matches!(columns.get(*node), Column::Numbers(_)))
        .collect();
    if numbers.is_empty() {
        return;
    }
    for _ in 0..draw.whole(0..=4) {
        let of = draw.of(&numbers);
        let frame = graph.node(of).frame;
        let window = draw.of(&WINDOWS);
        for _ in 0..draw.whole(1..=30) {
            let n = draw.whole(1..=30);
            let windowed = graph.add(Op::Window(window, of, n), frame);
            graph.add(Op::Prior(windowed, draw.whole(1..=30)), frame);
            graph.add(Op::Joint(draw.of(&[Joint::Corr, Joint::Beta]), windowed, of, n), frame);
        }
    }
}

/// None of a node's bars, all of them, or some.
fn bars(draw: &mut Draw, count: usize) -> Bars {
    let share = draw.of(&[0.0, 0.02, 0.1, 0.4, 1.0]);
    let from = draw.whole(0..=count);
    let some = (from..count).filter(|_| draw.chance(share)).collect::<Vec<_>>();
    if draw.chance(0.1) { Bars::Every(count) } else { Bars::some(some, count) }
}

fn alike(draw: &mut Draw, graph: &Graph, panel: &Panel, columns: &Columns) -> Result<usize, String> {
    let nodes = without_index(graph);
    let count = |node: NodeId| graph.node(node).frame.map_or(1, |frame| panel.clock(frame).last.len());
    // Rows of one table are read at the same bars.
    let mut wanted: Vec<Wanted> = Vec::new();
    for _ in 0..draw.whole(1..=6) {
        let shared = draw.chance(0.7).then(|| bars(draw, panel.sessions.len()));
        for _ in 0..draw.whole(1..=60) {
            let node = draw.of(&nodes);
            let shared = shared.clone().filter(|_| count(node) == panel.sessions.len());
            let bars = shared.unwrap_or_else(|| bars(draw, count(node)));
            wanted.push(Wanted { node, bars });
        }
    }
    let values = |place: usize, column: &Column| -> Vec<String> {
        (0..wanted[place].bars.len()).map(|bar| shown(column, bar)).collect()
    };
    let threads = draw.whole(1..=3);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let found = pool.install(|| evaluate_wanted(graph, panel, &wanted, values));
    if found.len() != wanted.len() {
        return Err(format!("{} of {} were found", found.len(), wanted.len()));
    }
    for (Wanted { node, bars }, found) in wanted.iter().zip(&found) {
        let expected: Vec<String> = bars.iter().map(|bar| shown(columns.get(*node), bar)).collect();
        if *found != expected {
            return Err(format!("{:?} at {bars:?} is {found:?}, not {expected:?}", graph.node(*node)));
        }
    }
    Ok(wanted.len())
}

#[test]
fn what_is_read_at_some_bars_is_what_is_there_at_all() {
    let mut columns_held = 0;
    let files = each_seed(1.0, |seed, market| {
        let (mut draw, files) = file_of(seed, market);
        let strategy = checked(&files, market, &[])?;
        let history = History::load(&strategy, &market.dataset).map_err(|error| error.to_string())?;
        let Ok(ground) = Ground::new(&strategy, &market.dataset, history) else { return Ok(()) };
        let panel = &ground.panel;
        let mut graph = Graph::default();
        Plan::new(&mut graph, &strategy, &strategy.param_values(), ground.sessions_per_year);
        let undefined = |_: usize, _: &Columns| vec![f64::NAN; panel.sessions.len()];
        let columns = evaluate(&graph, panel, undefined);
        add_windows(&mut draw, &mut graph, &columns);
        let columns = evaluate(&graph, panel, undefined);
        columns_held += alike(&mut draw, &graph, panel, &columns)?;
        Ok(())
    });
    assert!(files < 100 || columns_held > 50 * files as usize, "{columns_held} columns of {files} files");
}
