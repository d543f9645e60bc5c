//! Fields that are written once and included by models.

mod common;
use common::{problems, tree};
use insta::assert_snapshot;
use parallax_syntax::format;

const MIXINS: &str = r#"
/// Who and when.
model   mixin Stamps {
createdAt DateTime @default(now()) // always
  @@index([createdAt])
}
model User {
id Int @id
  + Stamps   // first
name String
+Owned
}
model mixin {
  id Int @id
}
"#;

#[test]
fn they_are_read() {
    assert_snapshot!(tree(MIXINS));
    assert_eq!(problems(MIXINS), "");
}

#[test]
fn they_are_formatted() {
    let once = format(MIXINS);
    assert_snapshot!(once);
    assert_eq!(format(&once), once);
    assert_eq!(tree(&once), tree(MIXINS));
}

#[test]
fn one_that_is_not_closed_ends_where_the_next_begins() {
    assert_snapshot!(problems("model A {\n  id Int @id\nmodel mixin B {\n  at DateTime\n}\n"));
}
