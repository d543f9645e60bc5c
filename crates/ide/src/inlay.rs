//! What holds though nobody wrote it: names of constraints, referential actions, the other side of relations, sizes of
//! columns. Only what the database or the other side decides, and not what everybody sees.

use crate::navigation::relations::{Kind, Relation, relation_of};
use crate::{BlockId, Snapshot, physical};
use parallax_dialect::{Capabilities, NativeArg, Scalar};
use parallax_ir::{Action, Table};
use parallax_schema::model::{self, FieldKind};
use parallax_schema::words;
use parallax_syntax::ast::{Attribute, Field, Model, Placed};
use parallax_text::{FileId, TextRange};
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub offset: u32,
    pub label: String,
    /// Markdown.
    pub tooltip: String,
    /// What writing it down would insert at the offset.
    pub insert: Option<String>,
}

/// Those in a range of a file, in the order of the text.
pub fn hints(snapshot: &Snapshot, file: FileId, range: TextRange) -> Vec<Hint> {
    let blocks = (0..).map(|index| BlockId { file, index }).zip(&snapshot.ast(file).blocks);
    let mut hints = Vec::new();
    for (id, placed) in blocks {
        let block = placed.span(placed.block.range).range;
        let parallax_syntax::ast::BlockKind::Model(model) = &placed.block.kind else { continue };
        if block.start > range.end || range.start > block.end {
            continue;
        }
        if let Some(meaning) = physical::model(snapshot, id) {
            let table = physical::table(snapshot, meaning).map(|(table, _)| table);
            of_block(&Block { snapshot, id, placed, model, meaning, table }, &mut hints);
        }
    }
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

struct Block<'a> {
    snapshot: &'a Snapshot,
    id: BlockId,
    placed: &'a Placed,
    model: &'a Model,
    meaning: &'a model::Model,
    /// Absent for views.
    table: Option<&'a Table>,
}

impl Block<'_> {
    fn at(&self, offset: u32) -> u32 {
        self.placed.offset + offset
    }
    fn capabilities(&self) -> Option<&'static Capabilities> {
        self.snapshot.language().map(|language| &language.capabilities)
    }
    /// An argument more: behind the others, or in parentheses of its own.
    fn argument(&self, attribute: &Attribute, argument: &str, tooltip: String) -> Hint {
        let (offset, text) = match &attribute.args {
            Some(args) if args.list.is_empty() => (args.range.end - 1, argument.to_owned()),
            Some(args) if args.trailing_comma.is_some() => (args.range.end - 1, format!(" {argument}")),
            Some(args) => (args.range.end - 1, format!(", {argument}")),
            None => (attribute.range.end, format!("({argument})")),
        };
        Hint { offset: self.at(offset), label: text.clone(), tooltip, insert: Some(text) }
    }
    /// An attribute more.
    fn attribute(&self, field: &Field, attribute: &str, tooltip: String) -> Hint {
        let text = format!(" {attribute}");
        Hint { offset: self.at(field.range.end), label: text.clone(), tooltip, insert: Some(text) }
    }
}

fn of_block(block: &Block<'_>, hints: &mut Vec<Hint>) {
    for (field, at) in block.model.fields.iter().zip(0..) {
        let name = block.placed.span(field.name.range);
        let Some(meaning) = physical::field(block.meaning, name) else { continue };
        // In front of what goes behind the last attribute.
        hints.extend(field.attributes.iter().filter_map(|attribute| constraint(block, attribute)));
        match &meaning.kind {
            FieldKind::Relation { .. } => of_relation(block, field, at, meaning, hints),
            FieldKind::Scalar { .. } => hints.extend(size(block, field, meaning)),
            FieldKind::Enum(_)
            | FieldKind::Composite(_)
            | FieldKind::Unsupported(_)
            | FieldKind::Poisoned => {}
        }
    }
    hints.extend(block.model.attributes.iter().filter_map(|attribute| constraint(block, attribute)));
}

/// The name of the key or index that an attribute makes.
fn constraint(block: &Block<'_>, attribute: &Attribute) -> Option<Hint> {
    let table = block.table?;
    let span = block.placed.span(attribute.range);
    let key = block.meaning.primary_key.as_ref().filter(|key| key.span == span && key.db_name.is_none());
    if key.is_some() && block.capabilities()?.named_primary_keys {
        let name = table.primary_key.as_ref()?.name.as_ref()?;
        return Some(named(block, attribute, name, "primary key"));
    }
    let mut unnamed = block.meaning.indexes.iter().filter(|index| index.db_name.is_none());
    unnamed.find(|index| index.span == span)?;
    let index = table.indexes.iter().find(|index| index.origin.span == Some(span))?;
    Some(named(block, attribute, &index.name, if index.is_unique() { "unique index" } else { "index" }))
}

fn named(block: &Block<'_>, attribute: &Attribute, name: &str, what: &str) -> Hint {
    let tooltip = format!("The {what} is called `{name}` in the database.");
    block.argument(attribute, &format!("map: \"{name}\""), tooltip)
}

fn of_relation(block: &Block<'_>, field: &Field, at: u32, meaning: &model::Field, hints: &mut Vec<Hint>) {
    let Some(relation) = relation_of(block.snapshot, block.id, at) else { return };
    if let Some(key) = physical::reference(block.snapshot, meaning) {
        match (relation.here.attribute, relation.here.argument("fields")) {
            (Some(attribute), Some(_)) => of_forward(block, attribute, key, hints),
            (_, _) => hints.extend(back(block, field, &relation)),
        }
    }
    if relation.kind() == Some(Kind::ManyToMany) && relation.here.name().is_none() {
        hints.extend(join(block, field, meaning, &relation));
    }
}

/// What happens to the row, and the name of the foreign key.
fn of_forward(block: &Block<'_>, attribute: &Attribute, key: &model::ForeignKey, hints: &mut Vec<Hint>) {
    let mut actions = Vec::new();
    let mut tooltip = String::new();
    let mut action = |name: &str, written: Option<Action>, in_force: Action| {
        if written.is_none() {
            actions.push(format!("{name}: {}", in_force.as_str()));
            let _ = write!(tooltip, "`{name}: {}`: {}\n\n", in_force.as_str(), words::action(in_force));
        }
    };
    action("onDelete", key.on_delete, key.effective_on_delete);
    action("onUpdate", key.on_update, key.effective_on_update);
    if !actions.is_empty() {
        hints.push(block.argument(attribute, &actions.join(", "), tooltip.trim_end().to_owned()));
    }
    let can_be_named = block.capabilities().is_some_and(|known| known.named_foreign_keys);
    let columns =
        key.fields.iter().map(|at| block.meaning.fields.get(*at as usize).map(|field| &field.db_name));
    let columns: Option<Vec<_>> = columns.collect();
    if let (Some(table), Some(columns), None, true) = (block.table, columns, &key.db_name, can_be_named) {
        let own = |key: &&parallax_ir::ForeignKey| key.columns.iter().eq(columns.iter().copied());
        if let Some(name) = table.foreign_keys.iter().find(own).and_then(|key| key.name.as_ref()) {
            hints.push(named(block, attribute, name, "foreign key"));
        }
    }
}

/// The field on the other side, which holds the reference.
fn back(block: &Block<'_>, field: &Field, relation: &Relation<'_>) -> Option<Hint> {
    let there = relation.there?;
    let fields: Vec<_> = there.list("fields").iter().map(|name| name.as_str()).collect();
    let (model, name) = (&there.model.name.name, &there.field.name.name);
    Some(Hint {
        offset: block.at(field.range.end),
        label: format!(" ← {name}({})", fields.join(", ")),
        tooltip: format!("The other side is `{model}.{name}`, which holds the reference."),
        insert: None,
    })
}

/// The name of a many-to-many relation and its table.
fn join(block: &Block<'_>, field: &Field, meaning: &model::Field, relation: &Relation<'_>) -> Option<Hint> {
    let name = relation.name();
    let (table, _) = physical::join_table(block.snapshot, meaning)?;
    let tooltip =
        format!("The table `{}` holds the pairs. Both sides have to name the relation.", table.name);
    let quoted = format!("\"{name}\"");
    let hint = match relation.here.attribute {
        Some(attribute) => block.argument(attribute, &quoted, tooltip),
        None => block.attribute(field, &format!("@relation({quoted})"), tooltip),
    };
    // Written on one side alone, it would part the two.
    Some(Hint { insert: None, ..hint })
}

/// The limits of texts and decimals that nobody wrote: values beyond are refused, or cut.
fn size(block: &Block<'_>, field: &Field, meaning: &model::Field) -> Option<Hint> {
    let FieldKind::Scalar { scalar, native: None } = &meaning.kind else { return None };
    match scalar {
        Scalar::String | Scalar::Decimal => {}
        Scalar::Int
        | Scalar::BigInt
        | Scalar::Float
        | Scalar::Boolean
        | Scalar::DateTime
        | Scalar::Json
        | Scalar::Bytes => return None,
    }
    let (native, args) = block.snapshot.language()?.default_type(*scalar)?;
    if args.is_empty() || !native.declarable || block.table.is_none() {
        return None;
    }
    let args: Vec<String> = args
        .iter()
        .map(|arg| match arg {
            NativeArg::Number(number) => number.to_string(),
            NativeArg::Word(word) => (*word).to_owned(),
        })
        .collect();
    let datasource = &block.snapshot.checked().schema.datasource.as_ref()?.name;
    Some(block.attribute(
        field,
        &format!("@{datasource}.{}({})", native.name, args.join(", ")),
        native.doc.to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::schema;
    use parallax_text::{Edit, apply_edits};

    fn all(snapshot: &Snapshot) -> Vec<Hint> {
        let file = FileId(0);
        hints(snapshot, file, TextRange::new(0, snapshot.text(file).len()))
    }

    /// The text with its hints in `«»`.
    fn shown(text: &str) -> String {
        let snapshot = schema(text);
        let edits: Vec<Edit> = all(&snapshot)
            .into_iter()
            .map(|hint| Edit {
                range: TextRange { start: hint.offset, end: hint.offset },
                text: format!("«{}»", hint.label),
            })
            .collect();
        apply_edits(text, &edits)
    }

    const BLOG: &str = r#"datasource db {
  provider = "postgresql"
}

model User {
  id      Int      @id
  email   String   @unique
  posts   Post[]
  profile Profile?
  tags    Tag[]
  friends User[]   @relation("friends")
  of      User[]   @relation("friends")
}

model Profile {
  id     Int  @id(map: "the_key")
  userId Int  @unique()
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model Post {
  id       Int      @id
  authorId Int?
  author   User?    @relation(fields: [authorId], references: [id], map: "author")
  at       DateTime

  @@index([authorId, id])
  @@unique([at], map: "by_time")
}

model Tag {
  id    Int    @id
  users User[]
}
"#;

    #[test]
    fn what_holds_is_shown_where_it_could_be_written() {
        insta::assert_snapshot!(shown(BLOG), @r#"
        datasource db {
          provider = "postgresql"
        }

        model User {
          id      Int      @id«(map: "User_pkey")»
          email   String   @unique«(map: "User_email_key")»
          posts   Post[]« ← author(authorId)»
          profile Profile?« ← user(userId)»
          tags    Tag[]« @relation("TagToUser")»
          friends User[]   @relation("friends")
          of      User[]   @relation("friends")
        }

        model Profile {
          id     Int  @id(map: "the_key")
          userId Int  @unique(«map: "Profile_userId_key"»)
          user   User @relation(fields: [userId], references: [id], onDelete: Cascade«, onUpdate: Cascade»«, map: "Profile_userId_fkey"»)
        }

        model Post {
          id       Int      @id«(map: "Post_pkey")»
          authorId Int?
          author   User?    @relation(fields: [authorId], references: [id], map: "author"«, onDelete: SetNull, onUpdate: Cascade»)
          at       DateTime

          @@index([authorId, id]«, map: "Post_authorId_id_idx"»)
          @@unique([at], map: "by_time")
        }

        model Tag {
          id    Int    @id«(map: "Tag_pkey")»
          users User[]« @relation("TagToUser")»
        }
        "#);
    }

    #[test]
    fn databases_differ_in_what_has_names_and_sizes() {
        insta::assert_snapshot!(shown(&BLOG.replace("postgresql", "mysql").replace("@id(map: \"the_key\")", "@id")), @r#"
        datasource db {
          provider = "mysql"
        }

        model User {
          id      Int      @id
          email   String   @unique«(map: "User_email_key")»« @db.VarChar(191)»
          posts   Post[]« ← author(authorId)»
          profile Profile?« ← user(userId)»
          tags    Tag[]« @relation("TagToUser")»
          friends User[]   @relation("friends")
          of      User[]   @relation("friends")
        }

        model Profile {
          id     Int  @id
          userId Int  @unique(«map: "Profile_userId_key"»)
          user   User @relation(fields: [userId], references: [id], onDelete: Cascade«, onUpdate: Cascade»«, map: "Profile_userId_fkey"»)
        }

        model Post {
          id       Int      @id
          authorId Int?
          author   User?    @relation(fields: [authorId], references: [id], map: "author"«, onDelete: SetNull, onUpdate: Cascade»)
          at       DateTime

          @@index([authorId, id]«, map: "Post_authorId_id_idx"»)
          @@unique([at], map: "by_time")
        }

        model Tag {
          id    Int    @id
          users User[]« @relation("TagToUser")»
        }
        "#);
    }

    #[test]
    fn what_is_shown_can_be_written_down_and_changes_nothing() {
        for provider in ["postgresql", "mysql", "sqlite", "sqlserver", "cockroachdb"] {
            let mut text = BLOG.replace("postgresql", provider);
            if matches!(provider, "mysql" | "sqlite") {
                text = text.replace("@id(map: \"the_key\")", "@id");
            }
            if provider == "sqlite" {
                text = text.replace(", map: \"author\"", "");
            }
            let before = schema(&text);
            assert!(before.desired().is_some(), "{provider}: {:?}", before.checked().diagnostics);
            let edits: Vec<Edit> = all(&before)
                .into_iter()
                .filter_map(|hint| {
                    let range = TextRange { start: hint.offset, end: hint.offset };
                    Some(Edit { range, text: hint.insert? })
                })
                .collect();
            assert!(edits.len() > 4, "{provider}");
            let after = schema(&apply_edits(&text, &edits));
            let (Some(one), Some(other)) = (before.desired(), after.desired()) else {
                panic!("{provider}: {}\n{:?}", after.text(FileId(0)), after.checked().diagnostics)
            };
            assert_eq!(one.lowered.database, other.lowered.database, "{provider}");
        }
    }

    #[test]
    fn only_the_range_is_looked_at() {
        let snapshot = schema(BLOG);
        let start = BLOG.find("model Tag").unwrap();
        let found = hints(&snapshot, FileId(0), TextRange::new(start, BLOG.len()));
        assert_eq!(found.len(), 2);
    }
}
