//! Blocks of functions, triggers, policies and other objects.

mod common;
use common::{problems, problems_in, tree};
use insta::assert_snapshot;
use parallax_syntax::{Edition, format};

const OBJECTS: &str = r#"
/// Counts up.
function count_up {
  args = { by: Int, name: db.VarChar(80), at: arg(DateTime, default: sql`now()`) }
  returns = sql`trigger`
    volatility=Immutable // always
  body = sql`
    BEGIN
      RETURN NEW;
    END
  `
  @@map("count")
  @@schema("app")
}
role app_user {}
role admin {
}
trigger on_insert {
  target = User
  events = [Insert, Update(of: [a, b])]
}
policy_select mine {
  target = User
  using = sql`"owner" = current_user`
}
"#;

#[test]
fn they_are_read() {
    assert_snapshot!(tree(OBJECTS));
    assert_eq!(problems_in(OBJECTS, Edition::Plx), "");
}

#[test]
fn they_line_up() {
    let once = format(OBJECTS);
    assert_snapshot!(once);
    assert_eq!(format(&once), once);
    assert_eq!(tree(&once), tree(OBJECTS));
}

#[test]
fn prisma_does_not_know_them() {
    assert_snapshot!(problems(OBJECTS));
}

#[test]
fn a_broken_one_hides_nothing() {
    let text = r#"
function f {
  body = sql`BEGIN
  language
  @map("x")
  role r {
}
grant g { on = User }
trigger {
}
functionx {
}
sequence s {
  start = 1;
  cache =

model A {
  id Int @id
}
"#;
    assert_snapshot!(format!("{}\n{}", tree(text), problems_in(text, Edition::Plx)));
}
