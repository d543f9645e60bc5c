//! How schemas are written.

use insta::assert_snapshot;
use parallax_syntax::format;

#[track_caller]
fn formatted(text: &str) -> String {
    let once = format(text);
    assert_eq!(format(&once), once, "formatting twice changes more");
    once
}

#[test]
fn members_line_up() {
    assert_snapshot!(formatted(
        r#"
datasource db{
    provider="postgresql"  // the database
    url   = env( "DATABASE_URL" )
}
model   User{


  id Int @id @default(autoincrement( )) // key
  email String?@unique
  // still the same table
  äöü   String[]  @default([ "a","b" ])


  // a new table
  x Unsupported("tsvector")? @ignore
  longName Int
  noType @unique
}
enum Role{
  ADMIN   @map("a")
  MEMBER // all others
}
"#
    ));
}

#[test]
fn attributes_have_an_order() {
    assert_snapshot!(formatted(
        r#"
model A {
  @@map("a")
  a Int @db.SmallInt @ignore @map("x") @updatedAt @default(1) @unique @id @other @id

  // goes with the index
  @@index([a]) // and so does this
  // stays with the field
  b Int

  // stays here

  @@custom([a])
  @@unique([a, b])

  c Int
  @@id(fields: [a,b], map:"pk",)
}
"#
    ));
}

#[test]
fn values_have_one_form() {
    assert_snapshot!(formatted(
        r#"
model A {
  a Int @x(  1,-2.50 ,y:z , w :[ ], s:"  kept  ",o:{a:1,b:{not:null}}, e:{ }, f:g( ) )
  b Int @x (y : )
  @@check(sql`a  >  0`,name:"c")
  @@index([a],
     map: "x")
  @@unique([
    a, b], where: { a: 1,
    b: 2 }
  )
  @@index([a, // why
    b])
  @@check(sql`
    a >
      0
  `)
}
generator g {
  a = [
    "x", "y",
  ]
  b =
}
"#
    ));
}

#[test]
fn older_ways_are_renewed() {
    assert_snapshot!(formatted(
        "modelA {\n  a: Int!\n  b : [ Int ]\n  c Int[]?\n  d [Unsupported(\"x\")]\n  e:\n}\n"
    ));
}

#[test]
fn comments_stay() {
    assert_snapshot!(formatted(
        r#"


// first   line
/// second
/* a
     b

   * c */
model A { // behind the brace
  /* x */ a Int /* y */

  // alone


  /**
   * doc
   */
  b Int
  // last

} // behind
// next
enum E {
}


/**/
"#
    ));
}

#[test]
fn documentation_never_changes_hands() {
    assert_snapshot!(formatted(
        r#"
model A {
  a Int
  /// of the index, though apart

  @@index([a])
  b Int
}
"#
    ));
}

#[test]
fn what_cannot_be_read_stays() {
    assert_snapshot!(formatted(
        r#"
$ stray   line
  another
foo   {
    a   b
}
model A { id   Int }
model B {
  $  junk ( a
  a Int
  bbbb   Int  @x(((
  cc Int
}
type  X   =  Int
model C {
  a   Int
"#
    ));
}

#[test]
fn a_file_ends_with_one_newline() {
    assert_eq!(formatted(""), "\n");
    assert_eq!(formatted("// a"), "// a\n");
    assert_eq!(formatted("\n\n model A {\r\n a Int\r\n}\r\n\r\n"), "model A {\n  a Int\n}\n");
}

#[test]
fn an_empty_comment_has_no_lines() {
    assert_eq!(formatted("/*\u{3000} */"), "/**\n */\n");
    assert_eq!(formatted("/* * */"), "/**\n */\n");
}
