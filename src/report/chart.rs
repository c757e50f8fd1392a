//! Small charts of a run in a terminal: its equity, and how far it stood below its highest close.

use crate::data::Date;
use crate::stats::depths;
use chrono::Datelike;

/// Lines of each chart.
const EQUITY: usize = 6;
const DRAWDOWN: usize = 3;
/// Columns before a chart: its scale.
const SCALE: usize = 10;
/// Eighths of a block, from the bottom.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Equity on a logarithmic scale and drawdown, each column a stretch of the run; `width` counts the scale in. Empty for a curve
/// that is too short, or that does not stay above zero.
pub(super) fn charts(dates: &[Date], equity: &[f64], width: usize) -> String {
    let columns = width.saturating_sub(SCALE + 2).min(equity.len());
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return String::new();
    };
    let lowest = equity.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = equity.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if columns < 10 || lowest <= 0.0 {
        return String::new();
    }
    let depths: Vec<f64> = depths(equity).collect();
    let stretch = |column: usize| column * equity.len() / columns..(column + 1) * equity.len() / columns;
    let range = (highest / lowest).ln();
    let share = |value: f64| if range > 0.0 { (value / lowest).ln() / range } else { 1.0 };
    let heights: Vec<f64> = (0..columns).map(|column| share(equity[stretch(column).end - 1])).collect();
    let fall = |column: usize| depths[stretch(column)].iter().copied().fold(0.0, f64::min);
    let falls: Vec<f64> = (0..columns).map(fall).collect();
    let deepest = falls.iter().copied().fold(0.0, f64::min);

    let mut text = String::new();
    for line in (0..EQUITY).rev() {
        let label = match line {
            0 => tidy(lowest),
            top if top == EQUITY - 1 => tidy(highest),
            _ => String::new(),
        };
        // The lowest close still has a mark.
        let cells = heights.iter().map(|height| {
            let eighths = (1.0 + height * (EQUITY as f64 * 8.0 - 1.0)).round() as usize;
            BLOCKS[eighths.saturating_sub(line * 8).min(8)]
        });
        text += &row(&label, cells.collect());
    }
    for line in 0..DRAWDOWN {
        let label = match line {
            0 => "0 %".to_owned(),
            bottom if bottom == DRAWDOWN - 1 => format!("{:.1} %", deepest * 100.0),
            _ => String::new(),
        };
        // Halves of a block: the others have none that hang from the top.
        let cells = falls.iter().map(|fall| {
            let halves = if deepest < 0.0 { (fall / deepest * DRAWDOWN as f64 * 2.0).round() as usize } else { 0 };
            [' ', '▀', '█'][halves.saturating_sub(line * 2).min(2)]
        });
        text += &row(&label, cells.collect());
    }
    let (first, last) = (first.year().to_string(), last.year().to_string());
    let gap = columns.saturating_sub(first.len() + last.len());
    text + &format!("{:SCALE$}  {first}{:gap$}{last}\n", "", "")
}

fn row(label: &str, cells: String) -> String {
    format!("{label:>SCALE$} │{}", cells).trim_end().to_owned() + "\n"
}

/// Money in at most seven characters.
fn tidy(value: f64) -> String {
    let (scaled, unit) = match value {
        value if value >= 1e9 => return format!("{value:.2e}"),
        value if value >= 1e6 => (value / 1e6, "M"),
        value if value >= 1e4 => (value / 1e3, "k"),
        value => (value, ""),
    };
    if scaled >= 100.0 || unit.is_empty() { format!("{scaled:.0}{unit}") } else { format!("{scaled:.1}{unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(n: usize) -> Vec<Date> {
        Date::from_ymd_opt(2001, 1, 1).into_iter().flat_map(|day| day.iter_days().take(n)).collect()
    }

    #[test]
    fn a_chart_has_its_scale_its_years_and_its_width() {
        let equity: Vec<f64> = (0..800).map(|day| 100_000.0 * (1.0 + f64::from(day) / 400.0)).collect();
        let chart = charts(&dates(800), &equity, 60);
        let lines: Vec<&str> = chart.lines().collect();
        assert_eq!(lines.len(), EQUITY + DRAWDOWN + 1);
        assert!(lines.iter().all(|line| line.chars().count() <= 60), "{chart}");
        assert!(lines[0].starts_with("      300k │") && lines[0].ends_with('█'), "{chart}");
        assert!(lines[EQUITY - 1].starts_with("      100k │▃"), "{chart}");
        assert!(
            lines[EQUITY..EQUITY + DRAWDOWN].iter().all(|line| !line.contains(['▀', '█'])),
            "it never falls: {chart}"
        );
        assert!(
            lines[EQUITY + DRAWDOWN].starts_with("            2001") && chart.trim_end().ends_with("2003"),
            "{chart}"
        );
    }

    #[test]
    fn the_deepest_fall_reaches_the_bottom() {
        let mut equity = vec![100.0; 100];
        equity[60..70].fill(50.0);
        let chart = charts(&dates(100), &equity, 112);
        let bottom = chart.lines().nth(EQUITY + DRAWDOWN - 1).expect("a last line of falls");
        assert_eq!(bottom.chars().filter(|c| *c == '█').count(), 10, "{chart}");
        assert!(bottom.starts_with("   -50.0 % │"), "{chart}");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        assert_eq!(charts(&[], &[], 80), "");
        assert_eq!(charts(&dates(5), &[1.0; 5], 80), "");
        assert_eq!(charts(&dates(50), &[0.0; 50], 80), "");
        assert_eq!(charts(&dates(50), &[1.0; 50], 15), "");
        assert!(charts(&dates(50), &[1.0; 50], 80).contains('█'), "a flat curve is at its top");
    }
}
