//! What is to be said of many files, each thing once.

use std::path::Path;

/// Notes by their text, with the files they are about.
#[derive(Debug, Default)]
pub struct Notes(Vec<(String, Vec<String>)>);

impl Notes {
    pub fn add(&mut self, path: &Path, note: String) {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file = file.unwrap_or_else(|| path.display().to_string());
        match self.0.iter_mut().find(|(text, _)| *text == note) {
            Some((_, files)) => files.push(file),
            None => self.0.push((note, vec![file])),
        }
    }

    pub fn lines(self) -> Vec<String> {
        let line = |(text, files): (String, Vec<String>)| match files.as_slice() {
            [first, second, third, others @ ..] if !others.is_empty() => {
                format!("{first}, {second}, {third} and {} more: {text}", others.len())
            }
            files => format!("{}: {text}", files.join(", ")),
        };
        self.0.into_iter().map(line).collect()
    }
}
