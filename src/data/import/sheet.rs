//! Bytes of a file -> rows of cells, each with its line.

use super::fault::Fault;
use csv::StringRecord;

/// The rows of a comma-separated file; blank lines are passed over. There is at least one.
pub struct Sheet {
    rows: Vec<(u64, StringRecord)>,
}

impl Sheet {
    /// UTF-8 with or without a byte order mark, either kind of line end. Bytes that are no UTF-8 are kept as a mark that no
    /// number has, so they matter only where a cell is read.
    pub fn parse(bytes: &[u8]) -> Result<Sheet, Fault> {
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return Err(Fault::file(None, "the file is UTF-16 text", "save it as CSV in UTF-8"));
        }
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if bytes.contains(&0) {
            let what = "the file is not text";
            return Err(Fault::file(None, what, "unpack or export it as CSV: comma-separated text"));
        }
        let text = String::from_utf8_lossy(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map(csv::Position::line);
                Fault::file(line, format!("the row cannot be read: {error}"), "correct the row")
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|cell| !cell.is_empty()) {
                rows.push((line, record));
            }
        }
        match rows.is_empty() {
            true => Err(Fault::file(
                None,
                "the file is empty",
                "download it again: its first line names the columns, one row a day follows",
            )),
            false => Ok(Sheet { rows }),
        }
    }

    pub fn rows(&self) -> &[(u64, StringRecord)] {
        &self.rows
    }

    /// The line and the cells of row `index`, if there are so many.
    pub fn row(&self, index: usize) -> Option<(u64, &StringRecord)> {
        self.rows.get(index).map(|(line, record)| (*line, record))
    }
}
