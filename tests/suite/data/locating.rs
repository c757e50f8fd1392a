//! Datasets by name and by path.

use super::*;
use rotascope::data::store::{list, locate};

/// A project with the datasets `alpha` and `beta`, and a strategy file.
fn project() -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    for name in ["alpha", "beta"] {
        let folder = root.path().join("datasets").join(name);
        let series =
            vec![("R".to_owned(), Observations { dates: vec![day("2000-01-03")], values: vec![1.0], known: None })];
        store::write(&folder, Manifest::new(name), vec![("A".to_owned(), plain_bars())], series).unwrap();
    }
    let strategy = root.path().join("strategies/deep/rule.toml");
    std::fs::create_dir_all(strategy.parent().unwrap()).unwrap();
    (root, strategy)
}

#[test]
fn by_name_and_by_path() {
    let (root, strategy) = project();
    let alpha = root.path().join("datasets/alpha");
    assert_eq!(locate("alpha", &strategy).unwrap(), alpha);
    assert_eq!(locate(alpha.to_str().unwrap(), &strategy).unwrap(), alpha);
    let relative = locate("../../datasets/beta", &strategy).unwrap();
    assert_eq!(relative.canonicalize().unwrap(), root.path().join("datasets/beta").canonicalize().unwrap());
    // Beside the strategy file, without a `datasets` folder.
    std::fs::rename(root.path().join("datasets/beta"), root.path().join("strategies/deep/gamma")).unwrap();
    assert_eq!(locate("gamma", &strategy).unwrap(), root.path().join("strategies/deep/gamma"));
}

#[test]
fn a_name_that_is_not_there() {
    let (root, strategy) = project();
    let error = locate("alhpa", &strategy).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    says(&error, &["no dataset `alhpa`", "did you mean `alpha`?", "`beta`", "`rotascope data list`"]);
    let error = Dataset::open(&root.path().join("datasets/bta")).unwrap_err();
    says(&error, &["no such dataset", "bta", "did you mean `beta`?", "`alpha` and `beta`", "`rotascope data list`"]);
    let error = Dataset::open(&root.path().join("strategies")).unwrap_err();
    says(&error, &["has no dataset.toml", "help: "]);
    let bare = tempfile::tempdir().unwrap();
    says(&Dataset::open(&bare.path().join("x")).unwrap_err(), &["`rotascope data demo`"]);
    for name in ["", ".", "..", "no/such"] {
        assert!(locate(name, &strategy).is_err(), "{name}");
    }
}

#[test]
fn listed_with_what_they_hold() {
    let (root, _) = project();
    let datasets = root.path().join("datasets");
    std::fs::create_dir(datasets.join("no dataset")).unwrap();
    std::fs::create_dir(datasets.join("broken")).unwrap();
    std::fs::write(datasets.join("broken/dataset.toml"), "name = ").unwrap();
    let found = list(&datasets);
    let names: Vec<_> =
        found.iter().map(|summary| summary.as_ref().map(|summary| summary.name.as_str()).ok()).collect();
    assert_eq!(names, [Some("alpha"), Some("beta"), None]);
    let alpha = found[0].as_ref().unwrap();
    assert_eq!((alpha.symbols, alpha.series, alpha.synthetic, alpha.calendar), (1, 1, false, Calendar::Nyse));
    // Of prices: series often begin long before.
    assert_eq!((alpha.first, alpha.last), (Some(day("2001-01-01")), Some(day("2001-01-12"))));
    says(found[2].as_ref().unwrap_err(), &["dataset.toml", "broken"]);
    assert!(list(&root.path().join("nowhere")).is_empty());
}
