//! Results -> text: terminal tables, JSON, CSV, Markdown, and faults with carets. Returns strings; prints nothing.

mod datasets;
mod faults;
mod functions;
mod run_json;
mod run_page;
mod schema;
mod sweep_json;
mod sweep_page;
mod table;

pub use datasets::{contents, datasets, findings};
pub use faults::{error, warnings};
pub use functions::{function, functions};
pub use run_json::runs_json;
pub use run_page::{runs_page, runs_table};
pub use schema::schema;
pub use sweep_json::sweep_json;
pub use sweep_page::{sweep_page, sweep_table};
pub use table::{Cell, Column, Format, Table};
