//! The page as a whole: what must be in it, and what must not.

use super::html;
use super::model::{Mark, model};
use crate::{Input, Review, Side, review};
use parallax_engine::{Pair, PlanOptions, Rename, Renames};

const BEFORE: &str = r#"
datasource db {
  provider = "postgresql"
}
enum Status {
  OPEN
  PAID
}
model Customer {
  id    Int     @id
  email String
  phone String?
  orders Order[]
}
model Order {
  id         Int      @id
  status     Status
  customer   Customer @relation(fields: [customerId], references: [id])
  customerId Int
}
model Coupon {
  code String @id
}
model Apart {
  id Int @id
}
"#;

fn compared(before: &str, after: &str, renames: &[&str]) -> Review {
    let side = |text: &str| Side { schema: vec![("schema.prisma".into(), text.into())], ..Side::default() };
    let renames = Renames(renames.iter().map(|text| Rename::parse(text).unwrap()).collect());
    let (fork, ours) = (side(before), side(after));
    let input = Input {
        base: "main",
        fork: &fork,
        theirs: &fork,
        ours: &ours,
        target: None,
        renames: &renames,
        plan: &PlanOptions::default(),
        lint: &parallax_lint::Config::default(),
    };
    review(&input).unwrap()
}

fn after() -> String {
    BEFORE
        .replace("  PAID\n", "  PAID\n  SENT\n")
        .replace("  phone String?\n", "  mobile String?\n")
        .replace("model Coupon {\n  code String @id\n}\n", "")
        + "model Payment {\n  id Int @id\n  method String @default(\"card\")\n}\n"
}

/// What became of everything, in a few lines.
fn outline(review: &Review) -> String {
    let change = review.change.as_ref().unwrap();
    let target = review.target.as_ref().unwrap();
    let model = model(Pair::new(&change.before, &change.after), &change.comparison.plan, target);
    let focus = model.focus();
    let mut out = String::new();
    for (entity, shown) in model.entities.iter().zip(focus) {
        let former = entity.former.as_deref().unwrap_or_default();
        out += &format!("{} {} {former} shown: {shown}\n", entity.mark.word(), entity.name);
        for row in entity.rows.iter().filter(|row| row.mark != Mark::Same) {
            let (before, after) = (row.before.as_deref(), row.after.as_deref());
            out += &format!("  {} {} {:?} {before:?} {after:?}\n", row.mark.word(), row.name, row.former);
        }
    }
    for link in &model.links {
        out += &format!("{} {:?} {} {}\n", link.from, link.row, link.to, link.mark.word());
    }
    out
}

#[test]
fn what_became_of_tables_and_columns() {
    insta::assert_snapshot!(outline(&compared(BEFORE, &after(), &[])));
}

#[test]
fn what_is_renamed_is_the_same_thing() {
    let after = BEFORE.replace("  phone ", "  mobile ").replace("model Coupon", "model Voucher");
    let renames = ["Customer.phone=Customer.mobile", "Coupon=Voucher"];
    insta::assert_snapshot!(outline(&compared(BEFORE, &after, &renames)));
}

#[test]
fn every_table_of_the_change_is_in_the_page() {
    let page = html(&compared(BEFORE, &after(), &[]));
    for name in ["Customer", "Coupon", "Payment", "Status", "mobile", "phone", "SENT"] {
        let text = format!("<bdi>{name}</bdi>");
        assert!(page.contains(&text), "{name}");
    }
    assert!(page.contains("<bdi>Apart</bdi>"));
    assert_eq!(page, html(&compared(BEFORE, &after(), &[])));
}

#[test]
fn names_stay_text() {
    let evil = |name: &str| {
        format!(
            "datasource db {{\n  provider = \"sqlite\"\n}}\nmodel A {{\n  id Int @id\n  b Int @map(\"{name}\")\n}}\n"
        )
    };
    let page = html(&compared(&evil("b"), &evil("</script><svg onload=x>\u{202e}"), &[]));
    assert!(!page.contains("<svg onload") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;/script&gt;&lt;svg onload=x&gt;\u{27e8}U+202E\u{27e9}"));
    // One script, one style: those of this program.
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert!(!page.contains(" style=\"") && !page.contains("http://"));
}

#[test]
fn the_style_and_the_script_stay_in_their_elements() {
    assert!(!super::STYLE.contains("</") && !super::SCRIPT.contains("</"));
    assert!(!super::STYLE.contains("url(h") && !super::STYLE.contains("@import"));
}

#[test]
fn a_schema_with_errors_has_a_page_without_a_diagram() {
    let page = html(&compared(BEFORE, "model A {\n", &[]));
    assert!(page.contains("<h1 id=\"verdict-h\">broken</h1>"));
    assert!(!page.contains("id=\"er\""));
}
