//! What a table calls each run, so that no two share a name.

use crate::results::PastRun;

/// The strategy's name; where several have it, with the parameters in which they differ; where that is not enough, with the id; and
/// with the folder for copies of one run.
pub(super) fn runs(runs: &[PastRun]) -> Vec<String> {
    let names: Vec<String> = runs.iter().map(|run| run.past.name()).collect();
    let params: Vec<Vec<(&str, String)>> = runs.iter().map(|run| run.past.params().collect()).collect();
    let with_params = (0..runs.len()).map(|own| {
        let namesakes: Vec<usize> = (0..runs.len()).filter(|other| names[*other] == names[own]).collect();
        let differs = |param: &&(&str, String)| namesakes.iter().any(|other| !params[*other].contains(param));
        let shown = params[own].iter().filter(differs).map(|(name, value)| format!("{name} = {value}"));
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { names[own].clone() } else { format!("{} ({})", names[own], shown.join(", ")) }
    });
    let with_params: Vec<String> = with_params.collect();
    let taken = |label: &String| with_params.iter().filter(|other| *other == label).count() > 1;
    let copied = |id: &String| runs.iter().filter(|run| run.past.about.id == *id).count() > 1;
    let labels = runs.iter().zip(&with_params);
    let named = labels.map(|(run, label)| match &run.past.about.id {
        _ if !taken(label) => label.clone(),
        id if copied(id) => format!("{label} [{}]", run.past.folder.display()),
        id => format!("{label} [{id}]"),
    });
    named.collect()
}
