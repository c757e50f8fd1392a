//! Results -> text: terminal tables, JSON, CSV, Markdown, and faults with carets. Returns strings; prints nothing.

mod chart;
mod compare_page;
mod datasets;
mod faults;
mod fit;
mod functions;
mod heatmap;
mod paint;
mod results_page;
mod run_json;
mod run_page;
mod schema;
mod sweep_json;
mod sweep_page;
mod table;
mod xlsx;

pub use compare_page::{Section, Shown, compare_json, compare_page, compare_tables};
pub use datasets::{contents, datasets, findings};
pub use faults::{error, warnings};
pub use functions::{function, functions};
pub use heatmap::{grid_table, heat_map};
pub use paint::painted;
pub use results_page::{results_page, results_table};
pub use run_json::runs_json;
pub use run_page::{runs_page, runs_table};
pub use schema::schema;
pub use sweep_json::sweep_json;
pub use sweep_page::{sweep_page, sweep_table, sweep_tables};
pub use table::{Cell, Column, Format, Layout, Table, plain};
pub use xlsx::workbook;
