//! The whole life of a history on real servers.

use crate::sandbox::Sandbox;
use parallax_testkit::servers::Server;

fn models(role: &str, user: &str, post: &str) -> String {
    format!(
        "enum Role {{\n  A\n  B\n{role}}}\n\nmodel User {{\n  id    Int      @id @default(autoincrement())\n  email String   @unique\n  role  Role     @default(A)\n  price Decimal  @default(1.5)\n  at    DateTime @default(now())\n  posts Post[]\n{user}}}\n\nmodel Post {{\n  id     String  @id @default(uuid())\n  title  String?\n  userId Int\n  user   User    @relation(fields: [userId], references: [id])\n{post}}}\n"
    )
}

/// New migrations, a history without files, drift, a conflict, and the way back.
fn life(box_: &Sandbox, quote: char) {
    let name = |name: &str| format!("{quote}{name}{quote}");
    let quiet = |why: &str| {
        let answer = box_.json(&["migrate", "dev", "--json"]);
        assert_eq!(answer["created"], serde_json::Value::Null, "{why}: {answer}");
        assert_eq!(answer["applied"].as_array().unwrap().len(), 0, "{why}: {answer}");
    };
    box_.migrate("init", &models("", "", ""));
    quiet("after the first");
    let fields = "  name  String?\n  age   Int      @default(3)\n";
    box_.migrate("more", &models("  C\n", fields, ""));
    quiet("after the second");
    for folder in box_.folders() {
        std::fs::remove_file(box_.project.path(&format!("prisma/migrations/{folder}/parallax.json")))
            .unwrap();
    }
    quiet("replayed beside");
    let body = "  body   String?\n";
    box_.migrate("body", &models("  C\n", fields, body));
    quiet("planned on a replay");

    box_.sql(&format!("ALTER TABLE {} ADD COLUMN nick INT", name("User")));
    assert_eq!(box_.status(&["migrate", "dev"]), Some(1));
    box_.done(&["migrate", "dev", "--drift", "undo", "--yes"]);
    quiet("drift undone");
    box_.sql(&format!("ALTER TABLE {} ADD COLUMN nick INT", name("User")));
    box_.done(&["migrate", "dev", "--drift", "adopt"]);
    let fields = "  name  String?\n  age   Int      @default(3)\n  nick  Int?\n";
    box_.schema(&models("  C\n", fields, body));
    quiet("drift adopted");

    let first = format!("{fields}  extra Int?\n");
    box_.schema(&models("  C\n", &first, body));
    box_.done(&["migrate", "dev", "--name", "first", "--create-only"]);
    let aside = box_.put_aside("first");
    box_.schema(&models("  C\n", &format!("{fields}  other Int?\n"), body));
    box_.done(&["migrate", "dev", "--name", "second", "--create-only"]);
    box_.put_back(&aside);
    box_.schema(&models("  C\n", &format!("{first}  other Int?\n"), body));
    let both = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(both["applied"].as_array().unwrap().len(), 2, "{both}");
    quiet("two lines together");

    box_.done(&["migrate", "down", "--to", &box_.folder("init"), "--yes"]);
    let rows = format!("SELECT count(*) FROM {} WHERE rolled_back_at IS NULL", name("_prisma_migrations"));
    assert_eq!(box_.number(&rows), 1);
    let again = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(again["applied"].as_array().unwrap().len(), box_.folders().len() - 1, "{again}");
    quiet("there and back");
    let live = ["diff", "--from", "prisma/migrations", "--to", &box_.url, "--exit-code"];
    assert_eq!(box_.status(&live), Some(0));
}

#[test]
fn postgres() {
    let scratch = Server::postgres().unwrap().scratch().unwrap();
    life(&Sandbox::on("postgresql", scratch.url()), '"');
}

#[test]
fn mariadb() {
    let scratch = Server::mysql().unwrap().scratch().unwrap();
    life(&Sandbox::on("mysql", scratch.url()), '`');
}

#[test]
fn a_new_value_of_an_enum_is_the_default_in_the_same_migration() {
    let scratch = Server::postgres().unwrap().scratch().unwrap();
    let box_ = Sandbox::on("postgresql", scratch.url());
    let models = |values: &str, default: &str| {
        format!(
            "enum Role {{\n  A\n{values}}}\n\nmodel User {{\n  id   Int  @id\n  role Role @default({default})\n}}\n"
        )
    };
    box_.migrate("init", &models("", "A"));
    box_.migrate("more", &models("  B\n", "B"));
    // By db push as well, and by a replay in a database beside it.
    box_.schema(&models("  B\n  C\n", "C"));
    box_.done(&["db", "push", "--accept-data-loss"]);
    box_.schema(&models("  B\n", "B"));
    for folder in box_.folders() {
        std::fs::remove_file(box_.project.path(&format!("prisma/migrations/{folder}/parallax.json")))
            .unwrap();
    }
    let same = ["diff", "--from", "prisma/migrations", "--to", "prisma/schema.prisma", "--exit-code"];
    assert_eq!(box_.status(&same), Some(0));
}
