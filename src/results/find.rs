//! Which results a path of the command line means.

use super::{Kind, Past};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// How far below a folder its results are looked for: from the folder above `results` they are found too.
const DEPTH: usize = 3;

/// Every result that `paths` name, in their order, none twice: the folder of a result is that result; any other folder stands
/// for all results below it, newest first; and where nothing has that name, `*`, `?` and `[...]` match names. A result that
/// cannot be read, and a path that names none, is an error in its place.
pub fn find(paths: &[PathBuf]) -> Vec<Result<Past>> {
    let mut seen: Vec<(PathBuf, Kind)> = Vec::new();
    let mut found = Vec::new();
    for path in paths {
        let named = match matching(path) {
            Ok(named) => named,
            Err(error) => {
                found.push(Err(error));
                continue;
            }
        };
        for path in named {
            for past in below(&path) {
                if let Ok(past) = &past {
                    let place = past.folder.canonicalize().unwrap_or_else(|_| past.folder.clone());
                    let own = (place, past.kind);
                    if seen.contains(&own) {
                        continue;
                    }
                    seen.push(own);
                }
                found.push(past);
            }
        }
    }
    found
}

/// The paths that a pattern matches, by name; a path that exists is itself.
fn matching(path: &Path) -> Result<Vec<PathBuf>> {
    let pattern = path.to_string_lossy();
    if path.exists() || !pattern.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    let faulty = |error: &dyn std::fmt::Display| Error::input(format!("no pattern: {error}")).at(&pattern);
    let matches = glob::glob(&pattern).map_err(|error| faulty(&error))?;
    let mut paths = matches.collect::<std::result::Result<Vec<_>, _>>().map_err(|error| faulty(&error))?;
    // Folders of which some hold no results are usual where a pattern is wide.
    paths.retain(|path| path.is_dir());
    match paths.is_empty() {
        true => Err(Error::input("no folder matches this pattern").at(&pattern)),
        false => Ok(paths),
    }
}

/// The results in a folder that is one, or below one that is none.
fn below(path: &Path) -> Vec<Result<Past>> {
    // What a run leaves stands for its folder.
    let inside = [Kind::Run, Kind::Sweep].iter().flat_map(|kind| kind.files());
    let is_part = path.is_file() && inside.into_iter().any(|file| path.file_name().is_some_and(|name| name == *file));
    let folder = if is_part { path.parent().unwrap_or(Path::new(".")) } else { path };
    if !folder.is_dir() {
        let what = if folder.exists() { "this is no folder of results" } else { "there is no such folder" };
        let help = "`rotascope results` lists what there is";
        return vec![Err(Error::input(what).at(folder.display()).help(help))];
    }
    if is_result(folder) {
        return Past::all_in(folder);
    }
    let mut found = Vec::new();
    gather(folder, DEPTH, &mut found);
    if found.is_empty() {
        let what = "there are no results in this folder";
        return vec![Err(Error::input(what).at(folder.display()).help("`rotascope run` and `sweep` make some"))];
    }
    // Newest first; faults, which have no age, last.
    found.sort_by_key(|past| std::cmp::Reverse(past.as_ref().ok().map(|past| past.written)));
    found
}

/// Adds the results in the folders of a folder, `depth` levels down; a result's own folder is not looked into.
fn gather(folder: &Path, depth: usize, found: &mut Vec<Result<Past>>) {
    for child in folders_in(folder) {
        if is_result(&child) {
            found.extend(Past::all_in(&child));
        } else if depth > 1 {
            gather(&child, depth - 1, found);
        }
    }
}

fn is_result(folder: &Path) -> bool {
    [Kind::Run, Kind::Sweep].into_iter().any(|kind| kind.is_in(folder))
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
