//! Schemas have the same blocks and members for both parsers.

use parallax_syntax::Edition;
use parallax_syntax::ast::{Block, BlockKind, ConfigKeyword, ModelKeyword};
use parallax_text::FileId;
use std::fs;
use std::path::Path;
use tree_sitter::{Node, Query};
use tree_sitter_parallax_check::{language, parse};

/// `keyword name: members`
fn ours(text: &str) -> Vec<String> {
    let parsed = parallax_syntax::parse_as(FileId(0), text, Edition::Plx);
    let errors: Vec<&str> = parsed.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(errors, [""; 0]);
    parsed.ast.blocks.iter().map(|placed| of_block(&placed.block)).collect()
}

fn of_block(block: &Block) -> String {
    let (keyword, members): (_, Vec<String>) = match &block.kind {
        BlockKind::Model(model) => {
            let keyword = match model.keyword {
                ModelKeyword::Model => "model",
                ModelKeyword::View => "view",
                ModelKeyword::Type => "type",
            };
            let attributes = |list: &[_]| list.iter().map(attribute).collect::<String>();
            let mut members: Vec<String> = model
                .fields
                .iter()
                .map(|field| format!("{}{}", field.name.name, attributes(&field.attributes)))
                .collect();
            for include in model.includes.iter().rev() {
                members.insert(include.at as usize, format!("+{}", include.name.name));
            }
            members.extend(model.attributes.iter().map(|it| format!("@{}", attribute(it))));
            (keyword, members)
        }
        BlockKind::Enum(of) => {
            let values = of.values.iter().map(|value| {
                format!("{}{}", value.name.name, value.attributes.iter().map(attribute).collect::<String>())
            });
            ("enum", values.chain(of.attributes.iter().map(|it| format!("@{}", attribute(it)))).collect())
        }
        BlockKind::Config(config) => {
            let keyword = match config.keyword {
                ConfigKeyword::Datasource => "datasource",
                ConfigKeyword::Generator => "generator",
            };
            (keyword, config.properties.iter().map(|property| property.key.name.to_string()).collect())
        }
        BlockKind::Object(object) => {
            let keys = object.properties.iter().map(|property| property.key.name.to_string());
            let attributes = object.attributes.iter().map(|it| format!("@{}", attribute(it)));
            (object.keyword.as_str(), keys.chain(attributes).collect())
        }
        BlockKind::Unknown => ("unknown", Vec::new()),
    };
    format!("{keyword} {}: {}", block.name().map_or("", |name| name.name.as_str()), members.join(" "))
}

fn attribute(attribute: &parallax_syntax::ast::Attribute) -> String {
    format!("@{}/{}", attribute.name.name, attribute.args().len())
}

/// The same of the other tree.
fn theirs(text: &str) -> Vec<String> {
    let tree = parse(text);
    let root = tree.root_node();
    assert!(!root.has_error(), "{}", root.to_sexp());
    let mut cursor = root.walk();
    let blocks: Vec<Node> =
        root.named_children(&mut cursor).filter(|node| !node.kind().ends_with("comment")).collect();
    blocks.into_iter().map(|block| of_node(block, text)).collect()
}

fn of_node(block: Node, text: &str) -> String {
    let keyword = block.child(0).map_or("", |node| &text[node.byte_range()]);
    let name = named(block, "name", text);
    let body = block.child_by_field_name("body").expect("every block has one");
    let mut cursor = body.walk();
    let members = body.named_children(&mut cursor).filter(|node| !node.kind().ends_with("comment"));
    let (mut own, mut of_block) = (Vec::new(), Vec::new());
    for member in members {
        match member.kind() {
            "block_attribute" => of_block.push(format!("@{}", of_attribute(member, text))),
            "property" => own.push(named(member, "key", text).to_owned()),
            "include" => own.push(format!("+{}", named(member, "name", text))),
            _ => {
                let mut cursor = member.walk();
                let attributes = member.named_children(&mut cursor).filter(|node| node.kind() == "attribute");
                let attributes: String = attributes.map(|node| of_attribute(node, text)).collect();
                own.push(format!("{}{attributes}", named(member, "name", text)));
            }
        }
    }
    own.extend(of_block);
    format!("{keyword} {name}: {}", own.join(" "))
}

fn of_attribute(node: Node, text: &str) -> String {
    let arguments = node.child_by_field_name("arguments").map_or(0, |list| {
        let mut cursor = list.walk();
        list.named_children(&mut cursor).filter(|node| node.kind() == "argument").count()
    });
    format!("@{}/{arguments}", named(node, "name", text))
}

fn named<'a>(node: Node, field: &str, text: &'a str) -> &'a str {
    node.child_by_field_name(field).map_or("", |node| &text[node.byte_range()])
}

#[test]
fn the_schemas_of_the_corpus_have_the_same_blocks_and_members() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../corpus");
    let mut count = 0;
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "prisma") {
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(theirs(&text), ours(&text), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn everything_that_the_language_has_is_parsed() {
    let text = r#"// floating
/* of
   lines */
datasource db { // behind
  provider   = "postgresql" /* why */
  extensions = [hstore(schema: "x"), pg_trgm,
    vector(map: "v") // last
  ]
  url        = env("URL")
}

/// docs
model Ünïcode_Name {
  id       Int @id @default(autoincrement()) @db.Integer // end
  model    String[] @default(["a \" b \u00e9 // no comment"]) @map( "n" )
  type     Unsupported("circle(1)")?
  view     DateTime @default(dbgenerated("now()"))
  enum     Float    @default(-1.5)
  user     User     @relation(
    fields: [id], // inside
    references: [id], onDelete: Cascade
  )
  a-b_c    Bytes

  @@index([name(ops: raw("x"), sort: Desc), id], type: Gin, where: { name: { not: null }, b: true })
  @@index([address.city], where: sql`
    SELECT 1 -- \`model A {
  `)
  @@map("m")
}
view Short {
}
enum Kind {
  A @map("a") /// docs
  B
  @@schema("x")
}
type Kept {
  x Int?
}
model mixin Stamps {
  at DateTime @default(sql`now()`)
  @@index([at])
}
model Uses {
  id Int @id
  +Stamps // all
  to Raw(sql`tsvector`)?
}
function touch {
  args    = { by: Int }
  returns = sql`trigger`
  body    = sql`
    BEGIN
    END
  `
  @@map("t")
}
constants limits {
  name  = 120
  kinds = ["a", "b"] // few
}
event purge {
  schedule = sql`EVERY 1 DAY`
  body     = file("sql/purge.sql")
}
model Sized {
  id    Int               @id
  name  VarChar(80)?      @default(limits.name)
  price Numeric( 10 , 2 )
}
"#;
    assert_eq!(theirs(text), ours(text));
    assert_eq!(theirs(&text.replace('\n', "\r\n")), ours(&text.replace('\n', "\r\n")));
}

#[test]
fn queries_name_only_what_there_is() {
    for name in ["highlights", "folds", "locals", "injections"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../queries/{name}.scm"));
        let query = Query::new(&language(), &fs::read_to_string(path).unwrap());
        assert!(query.is_ok(), "{name}: {}", query.err().map(|error| error.to_string()).unwrap_or_default());
    }
}
