//! A sweep's two parameters as a map: dark where the metric is good.

use super::fit::cut;
use super::table::{Cell, Column, Table, plain};
use crate::compare::Grid;
use crate::stats::Better;

/// From the worst to the best.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];
/// Columns of a cell with a number.
const CELL: usize = 10;
/// Columns of a map where nobody sees how many there are.
const WIDTH: usize = 100;

/// The grid as a table of numbers, for files.
pub fn grid_table(grid: &Grid) -> Table {
    let head = Column::new(&grid.down, &grid.down);
    let columns = grid.columns.iter().map(|value| Column::new(value, &format!("{}={value}", grid.across)));
    let mut table = Table::new(std::iter::once(head).chain(columns));
    for (name, values) in grid.rows.iter().zip(&grid.values) {
        let cells = values.iter().map(|value| Cell::Number(*value, grid.metric.unit));
        table.rows.push(std::iter::once(Cell::text(name.clone())).chain(cells).collect());
    }
    table
}

/// What a map is of.
pub(super) fn title(grid: &Grid) -> String {
    let sums = match grid.combinations {
        0 | 1 => String::new(),
        n => format!(", median of up to {n} combinations"),
    };
    format!("{} by {} (down) and {} (across){sums}", grid.metric.title, plain(&grid.down), plain(&grid.across))
}

/// The grid as a map in lines of at most `width`: numbers behind their shades where there is room, else shades alone. Shades
/// divide the range of the values into five equal parts; a blank is a pair without a value.
pub fn heat_map(grid: &Grid, width: Option<usize>) -> String {
    let values = || grid.values.iter().flatten().flatten().copied();
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let shade = |value: Option<f64>| match value {
        None => ' ',
        Some(value) => {
            let share = if high > low { (value - low) / (high - low) } else { 1.0 };
            let good = if grid.metric.better == Better::Lower { 1.0 - share } else { share };
            SHADES[((good * 5.0) as usize).min(4)]
        }
    };
    let number = |value: f64| Cell::Number(Some(value), grid.metric.unit).rounded();
    let mut map = format!("{}\n\n", title(grid));
    let names: Vec<String> = grid.rows.iter().map(|name| cut(&plain(name), 16)).collect();
    let label = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let room = width.unwrap_or(WIDTH).saturating_sub(label + 1);
    if grid.columns.len() * CELL <= room {
        let heads: String = grid.columns.iter().map(|name| format!("{:>CELL$}", cut(&plain(name), CELL - 1))).collect();
        map += &format!("{:label$} {heads}\n", "");
        for (name, values) in names.iter().zip(&grid.values) {
            let cell = |value: &Option<f64>| {
                let text = value.map_or("-".to_owned(), |value| format!("{} {}", shade(Some(value)), number(value)));
                format!("{text:>CELL$}")
            };
            map += &format!("{name:>label$} {}\n", values.iter().map(cell).collect::<String>());
        }
    } else {
        // Two characters a cell are about square; one where that is too wide; every second column where that is.
        let (wide, step) = match grid.columns.len() {
            n if n * 2 <= room => (2, 1),
            n => (1, n.div_ceil(room.max(1))),
        };
        for (name, values) in names.iter().zip(&grid.values) {
            let cells: String =
                values.iter().step_by(step).map(|value| shade(*value).to_string().repeat(wide)).collect();
            map += &format!("{name:>label$} {}\n", cells.trim_end());
        }
        let ends = (grid.columns.first(), grid.columns.last());
        if let (Some(first), Some(last)) = ends {
            map += &format!("{:label$} {} {} to {}\n", "", plain(&grid.across), plain(first), plain(last));
        }
        if step > 1 {
            map += &format!("{:label$} every {step}th value of {} is shown\n", "", plain(&grid.across));
        }
    }
    let (worst, best) = if grid.metric.better == Better::Lower { (high, low) } else { (low, high) };
    if values().next().is_some() {
        map += &format!("\n{} {} to {} {}\n", SHADES[0], number(worst), SHADES[4], number(best));
    }
    map
}
