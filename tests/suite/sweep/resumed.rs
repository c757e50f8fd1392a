//! Sweeps that are stopped, killed, refused by the disk, and gone on with.

use polars::prelude::{ParquetReader, SerReader};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Plain runs, some at a time: enough parts for something to happen between them.
const FILE: &str = "name = \"Many\"\n[data]\ndataset = \"demo\"\nhistory = 2019-01-01\nstart = 2019-09-01\nend = 2020-06-30\n[params]\nfast = 20\nslow = 100\nw = 0.5\n\
                    [[rules]]\nwhen = \"sma(large.close, fast) > sma(large.close, slow)\"\nhold = { large = \"w\", bonds = \"1 - w\" }\n\
                    [[rules]]\nhold = { bills = 1.0 }\n[trade]\ntranches = 2\nrebalance = \"always\"\ndecide = \"weekly\"\n\
                    [sweep]\nfast = { from = 5, to = 8 }\nslow = [50, 89]\nw = { from = 0.1, to = 0.9, step = 0.005 }\n";

/// The same over all years, and five times as many: it is stopped long before its end, however late the moment comes.
fn long() -> String {
    let all_years = FILE.replace("history = 2019-01-01\nstart = 2019-09-01\nend = 2020-06-30\n", "");
    all_years.replace("step = 0.005", "step = 0.001")
}

/// A folder with the file in it.
fn desk(text: &str) -> TempDir {
    let desk = tempfile::tempdir().expect("a folder to work in");
    fs::write(desk.path().join("many.toml"), text).expect("a file can be written");
    desk
}

fn command(desk: &Path, arguments: &[&str]) -> Command {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    command.current_dir(desk).args(["sweep", "many.toml", "--metrics", "core", "--format", "json", "--dataset"]);
    command.arg(demo).args(arguments);
    command
}

fn sweep(desk: &Path, arguments: &[&str]) -> Output {
    command(desk, arguments).output().expect("the command starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The one folder of the one sweep below `desk`.
fn folder(desk: &Path) -> PathBuf {
    let mut inside =
        fs::read_dir(desk.join("results/many")).expect("the results").map(|entry| entry.expect("a folder").path());
    let folder = inside.next().expect("a sweep");
    assert!(inside.next().is_none(), "one sweep");
    folder
}

fn whole(desk: &Path) -> Vec<u8> {
    fs::read(folder(desk).join("sweep.parquet")).expect("the whole file")
}

/// The parts that are kept: those that the manifest names, which has a part's name once its file is whole.
fn parts(folder: &Path) -> Vec<PathBuf> {
    let Ok(text) = fs::read_to_string(folder.join("parts/manifest.toml")) else { return Vec::new() };
    let manifest: toml::Table = text.parse().expect("a manifest is never half written");
    let names = manifest["parts"]["sha256"].as_table().expect("checksums by name").keys();
    names.map(|name| folder.join("parts").join(name)).collect()
}

/// Kills a sweep that has so many parts, before its end: once more, where it was faster.
fn killed(desk: &Path, count: usize) {
    for _ in 0..100 {
        if let Some(mut child) = reached(desk, count) {
            child.kill().expect("a child can be killed");
            child.wait().expect("a child");
            if parts(&folder(desk)).len() >= count && !folder(desk).join("sweep.parquet").exists() {
                return;
            }
        }
        fs::remove_dir_all(desk.join("results")).expect("results can be removed");
    }
    panic!("it always ended before it could be killed");
}

/// Starts a sweep and waits until it has so many parts.
fn begun(desk: &Path, count: usize) -> Child {
    reached(desk, count).expect("it goes on long enough")
}

/// The same; None: it ended before it had them.
fn reached(desk: &Path, count: usize) -> Option<Child> {
    let mut child =
        command(desk, &[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let began = Instant::now();
    loop {
        let place = fs::read_dir(desk.join("results/many")).ok().and_then(|mut entries| entries.next());
        let there = place.map_or(0, |entry| parts(&entry.expect("a folder").path()).len());
        if there >= count {
            return Some(child);
        }
        if child.try_wait().expect("a child").is_some() {
            return None;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "no part for two minutes");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn rows(path: &Path) -> usize {
    let file = fs::File::open(path).expect("a file");
    ParquetReader::new(file).finish().expect("a Parquet file").height()
}

/// Without the seconds, which no two runs share, and how many were there from before.
fn result(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", said(output));
    let mut sweep: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    sweep["seconds"] = serde_json::Value::Null;
    sweep
}

#[test]
fn killed_and_resumed_it_is_the_same_file() {
    let untouched = desk(FILE);
    let expected = result(&sweep(untouched.path(), &[]));
    assert_eq!(expected["combinations"], 1288);
    assert!(!folder(untouched.path()).join("parts").exists(), "merged, and gone");
    assert_eq!(rows(&folder(untouched.path()).join("sweep.parquet")), 1288);

    let stopped = desk(FILE);
    killed(stopped.path(), 2);
    let place = folder(stopped.path());
    let there = parts(&place);
    assert!(!place.join("sweep.parquet").exists() && there.len() >= 2, "{there:?}");
    // What is finished can be read, by any reader and by `run --pick`.
    assert!(there.iter().all(|part| rows(part) == 256), "{there:?}");
    let picked = Command::new(env!("CARGO_BIN_EXE_rotascope"))
        .current_dir(stopped.path())
        .args(["run", "--format", "json", "--results", "runs", "--pick", "17"])
        .arg(&place)
        .arg("--dataset")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo"))
        .output()
        .expect("the command starts");
    assert!(picked.status.success(), "{}", said(&picked));
    let output = sweep(stopped.path(), &["--resume"]);
    assert_eq!(result(&output), expected);
    assert!(said(&output).contains("are there from before, and are kept"), "{}", said(&output));
    assert!(whole(stopped.path()) == whole(untouched.path()), "byte for byte");

    // Finished, it is read and not measured again; and so it is where parts are missing or damaged.
    assert_eq!(result(&sweep(stopped.path(), &["--resume"])), expected);
    let damaged = desk(FILE);
    killed(damaged.path(), 3);
    let there = parts(&folder(damaged.path()));
    fs::remove_file(&there[0]).expect("a part can be removed");
    fs::write(&there[1], b"half a part").expect("a part can be overwritten");
    assert_eq!(result(&sweep(damaged.path(), &[])), expected);
    assert!(whole(damaged.path()) == whole(untouched.path()), "byte for byte");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_finished_and_says_how_to_go_on() {
    let desk = desk(&long());
    let child = begun(desk.path(), 1);
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(interrupted.success());
    let output = child.wait_with_output().expect("a child");
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let last = said(&output).lines().last().expect("a line").to_owned();
    assert!(last.starts_with("note: stopped: ") && last.contains(" parts are kept in results/many/"), "{last}");
    assert!(last.contains("the same command goes on"), "{last}");
    assert!(!parts(&folder(desk.path())).is_empty());
}

#[test]
fn what_has_changed_is_said_and_nothing_is_touched() {
    let file = long();
    let desk = desk(&file);
    let mut child = begun(desk.path(), 1);
    child.kill().expect("a child can be killed");
    child.wait().expect("a child");
    let place = folder(desk.path());
    let before: Vec<Vec<u8>> = parts(&place).iter().map(|part| fs::read(part).expect("a part")).collect();
    let refused = |what: &str| {
        let output = sweep(desk.path(), &["--resume"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(what), "{}", said(&output));
    };
    fs::write(desk.path().join("many.toml"), file.replace("\"weekly\"", "\"monthly\"")).expect("a file can be written");
    refused("`trade.decide` was \"weekly\" and is \"monthly\"");
    fs::write(desk.path().join("many.toml"), file.replace("to = 8", "to = 9")).expect("a file can be written");
    refused("`sweep.fast.to` was 8 and is 9");
    fs::write(desk.path().join("many.toml"), &file).expect("a file can be written");
    let manifest = place.join("parts/manifest.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let (engine, other) = (format!("rotascope {}", env!("CARGO_PKG_VERSION")), "rotascope 0.0.1");
    // As an older engine would have left it, under an id of its own.
    let renamed = place.with_file_name("0123456789ab");
    fs::rename(&place, &renamed).expect("a folder can be renamed");
    fs::write(renamed.join("parts/manifest.toml"), text.replace(&engine, other)).expect("a file can be written");
    refused("the engine was \"rotascope 0.0.1\" and is");
    let checksum = text.lines().skip_while(|line| *line != "[sha256]").nth(1).expect("a checksum");
    let turned = checksum.replace(['a', 'b', 'c'], "0");
    fs::write(renamed.join("parts/manifest.toml"), text.replace(checksum, &turned)).expect("a file can be written");
    refused("the data of `");
    fs::rename(&renamed, &place).expect("a folder can be renamed");
    fs::write(&manifest, text).expect("a file can be written");
    let after: Vec<Vec<u8>> = parts(&place).iter().map(|part| fs::read(part).expect("a part")).collect();
    assert!(before == after, "the parts are as they were");
}

#[test]
fn one_process_at_a_time() {
    let desk = desk(&long());
    let mut child = begun(desk.path(), 1);
    let output = sweep(desk.path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("this very sweep is under way in another process"), "{}", said(&output));
    // Another sweep of the same file has a folder of its own.
    let short = ["--set", "data.history=2019-06-01", "--set", "data.start=2020-01-01", "--set", "data.end=2020-02-28"];
    let output = sweep(desk.path(), &short);
    assert!(output.status.success(), "{}", said(&output));
    child.kill().expect("a child can be killed");
    child.wait().expect("a child");
}

/// A limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_is_one_error_and_no_loss() {
    let desk = desk(FILE);
    let binary = env!("CARGO_BIN_EXE_rotascope");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    // Parts are small; the whole file is not. The signal that would end the process is ignored, as on a full disk there is none.
    let line = format!(
        "trap '' XFSZ; ulimit -f 30; exec {binary} sweep many.toml --metrics core --dataset {}",
        demo.display()
    );
    let output = Command::new("bash").current_dir(desk.path()).args(["-c", &line]).output().expect("a shell starts");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = said(&output);
    assert_eq!(text.lines().filter(|line| line.starts_with("error")).count(), 1, "{text}");
    assert!(text.contains("error: cannot write the rows: File too large"), "{text}");
    assert!(text.contains("parts are kept; once it can be written, the same command goes on"), "{text}");
    let place = folder(desk.path());
    assert!(!parts(&place).is_empty() && !place.join("sweep.parquet").exists());
    assert!(!place.join("parts/sweep.parquet.tmp").exists(), "it would fill the disk");
    let resumed = sweep(desk.path(), &["--resume"]);
    result(&resumed);
    assert!(said(&resumed).contains("are there from before"));
}

/// A sweep of one part leaves no folder behind where it fails.
#[cfg(unix)]
#[test]
fn where_nothing_is_kept_nothing_is_left() {
    let desk = desk(&FILE.replace("step = 0.005", "step = 0.1"));
    let binary = env!("CARGO_BIN_EXE_rotascope");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let line =
        format!("trap '' XFSZ; ulimit -f 0; exec {binary} sweep many.toml --metrics core --dataset {}", demo.display());
    let output = Command::new("bash").current_dir(desk.path()).args(["-c", &line]).output().expect("a shell starts");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!desk.path().join("results").exists());
}
