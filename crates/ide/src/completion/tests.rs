use super::*;
use crate::testing::at_cursor;

fn labels(text: &str) -> Vec<String> {
    let (snapshot, position) = at_cursor(text);
    complete(&snapshot, position).items.into_iter().map(|item| item.label).collect()
}

#[test]
fn first() {
    assert_eq!(labels("$0"), ["model", "enum", "type", "datasource", "generator"]);
}
