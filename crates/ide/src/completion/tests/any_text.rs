//! Whatever the text, and wherever the cursor: an answer, and nothing that could not be applied.

use crate::completion::complete;
use crate::signature::signature;
use crate::{Position, Workspace};
use parallax_text::FileId;
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "model A {\n",
    "model",
    "enum E {\n",
    "datasource db {\n",
    "generator g {\r\n",
    "type T {\n",
    "view V {\n",
    "}\n",
    "}",
    "\n",
    "\r\n",
    "\r",
    "  ",
    "\t",
    "id Int @id\n",
    "a",
    "é",
    "😀",
    "String",
    "Int?",
    "A[]",
    "@",
    "@@",
    "@id",
    "@@index(",
    "@relation(",
    "@default(",
    "@db.VarChar(",
    ".",
    ",",
    ":",
    "(",
    ")",
    "[",
    "]",
    "{",
    "\"",
    "\\",
    "\\\"",
    "//",
    "///",
    "/*",
    "*/",
    "`",
    "=",
    "provider = \"mysql\"\n",
    "url = env(\"",
    "fields: [",
    "references: [",
    "onDelete: ",
    "ops: ",
    "sort: ",
    "type: ",
    "-1",
    "raw(\"",
    "!",
    "\0",
    "\u{a0}",
    "previewFeatures = [\"",
];

fn check(text: &str) {
    let mut workspace = Workspace::new();
    workspace.set("a.prisma", text);
    let snapshot = workspace.snapshot();
    for offset in 0..=text.len() + 1 {
        let position = Position { file: FileId(0), offset: offset as u32 };
        for item in complete(&snapshot, position).items {
            let range = item.range.as_usize();
            assert!(range.start <= offset && offset <= range.end, "{} at {offset} of {text:?}", item.label);
            let replaced = text.get(range);
            assert!(
                replaced.is_some_and(|replaced| !replaced.contains(['\n', '\r'])),
                "{offset} of {text:?}"
            );
        }
        if let Some(found) = signature(&snapshot, position) {
            let at = found.active.map_or(0, |at| at as usize);
            assert!(found.active.is_none() || at < found.parameters.len());
            for parameter in found.parameters {
                assert!(found.label.contains(&parameter.label));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_offset_of_any_text_is_answered(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)
    ) {
        check(&pieces.concat());
    }

    #[test]
    fn every_offset_of_a_broken_schema_is_answered(
        cut in 0_usize..600, length in 0_usize..40, piece in prop::sample::select(PIECES)
    ) {
        let mut text = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n\nenum Role {\n  A\n  B @map(\"b\")\n}\n\nmodel User {\n  id    Int    @id @default(autoincrement())\n  role  Role   @default(A) // 😀\n  posts Post[]\n  name  String @db.VarChar(20)\n\n  @@index([name(sort: Desc, ops: raw(\"x\")), role], type: BTree, map: \"i\")\n}\n\nmodel Post {\n  id       Int  @id\n  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)\n  authorId Int\n}\n".to_owned();
        let cut = cut.min(text.len());
        let end = (cut + length).min(text.len());
        if text.is_char_boundary(cut) && text.is_char_boundary(end) {
            text.replace_range(cut..end, piece);
        }
        check(&text);
    }
}
