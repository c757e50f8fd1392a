//! Results on disk: what is listed, what is deleted, and what is said of those that are damaged.

mod clean;
mod damaged;
mod list;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A folder to work in, with two short strategies on the demo.
pub struct Desk {
    folder: TempDir,
}

/// Large caps above their average; `days` and `end` tell runs apart.
pub const AVERAGE: &str = r#"
name = "Average"
[data]
dataset = "demo"
end = 2010-06-17
benchmark = "large"
risk_free = "bills"
[params]
days = 100
[signals]
up = "large.close > sma(large.close, days)"
[[rules]]
when = "up"
hold = { large = 0.7, small = 0.3 }
[[rules]]
hold = { bills = 1.0 }
[trade]
decide = "weekly"
commission = "5 bp"
[sweep]
days = [50, 100, 200]
"trade.decide" = ["weekly", "monthly"]
"#;

pub const HELD: &str = "name = \"Held\"\n[data]\ndataset = \"demo\"\nstart = 2003-05-01\nend = 2010-06-17\n\
                        benchmark = { large = 0.6, bonds = 0.4 }\n[[rules]]\nhold = { small = 1.0 }\n";

impl Desk {
    pub fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder to work in") };
        fs::create_dir(desk.path("datasets")).expect("a folder can be made");
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
        copy(&demo, &desk.path("datasets/demo"));
        desk.write("average.toml", AVERAGE);
        desk.write("held.toml", HELD);
        desk
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file can be written");
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
        command.current_dir(self.folder.path()).args(arguments).env_remove("CLICOLOR_FORCE");
        command.output().expect("the command starts")
    }

    /// What a command that succeeds prints.
    pub fn printed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}:\n{}", stderr(&output));
        String::from_utf8(output.stdout).expect("the output is text")
    }

    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let text = self.printed(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).expect("the output is JSON")
    }

    /// Runs a file; the folder of the run.
    pub fn ran(&self, arguments: &[&str]) -> String {
        let runs = self.json(&[&["run"], arguments].concat());
        runs[0]["folder"].as_str().expect("a folder").to_owned()
    }

    /// Makes a result `days` old.
    pub fn aged(&self, folder: &str, days: u64) {
        let age = Duration::from_secs(days * 86_400 + 60);
        let file = fs::File::options().append(true).open(self.path(folder).join("run.toml")).expect("it is there");
        file.set_modified(SystemTime::now() - age).expect("a file's time can be set");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be listed").flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("a file can be copied");
        }
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
