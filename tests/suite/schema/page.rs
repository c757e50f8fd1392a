//! What the schema and the page on strategy files say about keys.

use super::{all_keys, schema};
use serde_json::Value;

#[test]
fn every_key_is_described() {
    fn look(schema: &Value, looked: &mut usize) {
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            let alone = [inner.clone()];
            for alternative in inner["anyOf"].as_array().map_or(alone.as_slice(), Vec::as_slice) {
                assert!(alternative["description"].as_str().is_some_and(|text| text.len() > 5), "{name}");
                *looked += 1;
                look(alternative, looked);
                look(&alternative["items"], looked);
                look(&alternative["additionalProperties"], looked);
            }
        }
    }
    let mut looked = 0;
    look(&schema(), &mut looked);
    let built = all_keys().into_iter().filter(|key| key.form.is_some()).count();
    assert!(looked >= built, "{looked} of {built}");
}

#[test]
fn expressions_name_the_list_of_functions() {
    let schema = schema();
    for path in ["/signals/additionalProperties", "/rules/items/properties/when", "/trade/properties/cash_yield"] {
        let description = &schema["properties"].pointer(path).expect("a key")["description"];
        assert!(description.as_str().is_some_and(|text| text.contains("`rotascope functions`")), "{path}");
    }
}

#[test]
fn the_page_on_strategy_files_has_every_key() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/strategy-files.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    for key in all_keys().into_iter().filter(|key| key.form.is_some()) {
        let name = key.name;
        let ways = ["`K`", "`[K]`", "`[[K]]`", "`[K.NAME]`", "{ K = ", ", K = "];
        let found = ways.iter().any(|way| page.contains(&way.replace('K', name)));
        assert!(found, "docs/strategy-files.md does not mention `{name}`");
    }
}
