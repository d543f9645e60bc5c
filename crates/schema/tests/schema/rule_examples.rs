//! The examples in the explanations of rules are run: what is bad is reported as the explanation says, what is good
//! is not. The snapshots show what people read.

use crate::support::{Told, told_as as told};
use parallax_syntax::Edition;

/// The examples of one kind in an explanation.
fn examples(explanation: &str, kind: &str) -> Vec<(Edition, String)> {
    let (mut found, mut current) = (Vec::new(), None::<(Edition, String)>);
    for line in explanation.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let edition = [("prisma", Edition::Prisma), ("plx", Edition::Plx)];
        let opened = edition.into_iter().find(|(word, _)| line == format!("```{word},{kind}"));
        if let Some((_, edition)) = opened {
            current = Some((edition, String::new()));
        } else if line == "```" {
            found.extend(current.take());
        } else if let Some((_, text)) = &mut current {
            text.push_str(line);
            text.push('\n');
        }
    }
    found
}

#[test]
fn bad_examples_break_their_rule_and_good_ones_break_none() {
    for rule in parallax_schema::rules() {
        for (edition, text) in examples(rule.explanation, "bad") {
            let Told { rendered, rules, fixed, .. } = told(&text, edition);
            assert!(rules.contains(&rule.slug), "{} is not reported for\n{text}\nbut\n{rendered}", rule.slug);
            insta::assert_snapshot!(rule.slug, format!("{}\n\n{text}\n{rendered}", rule.summary));
            for (slug, fixed) in fixed {
                let after = told(&fixed, edition);
                let reported = |rules: &[&str]| rules.iter().filter(|other| **other == slug).count();
                assert!(
                    reported(&after.rules) < reported(&rules),
                    "the fix of {slug} does not mend\n{text}\nbut gives\n{fixed}\n{}",
                    after.rendered
                );
            }
        }
        for (edition, text) in examples(rule.explanation, "good") {
            let Told { rendered, rules, .. } = told(&text, edition);
            assert!(rules.is_empty(), "the good example of {} is not good:\n{text}\n{rendered}", rule.slug);
        }
    }
}
