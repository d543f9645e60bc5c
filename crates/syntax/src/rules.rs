//! What the text of a schema can break before anybody asks what it means.

use parallax_diagnostics::{Rule, Severity};

pub static RULES: &[&Rule] = &[
    &INVALID_LINE_OUTSIDE,
    &UNKNOWN_BLOCK,
    &TYPE_ALIAS,
    &INVALID_MEMBER,
    &INCOMPLETE_FIELD,
    &LEGACY_SYNTAX,
    &BAD_ESCAPE,
    &MISSING_VALUE,
    &MISSING_ARGUMENT_VALUE,
    &TRAILING_COMMA,
    &UNCLOSED_BLOCK,
    &ONE_LINE_BLOCK,
    &TEXT_AFTER_BRACE,
    &JOINED_KEYWORD,
    &UNREADABLE_BLOCK,
    &FILE_TOO_LARGE,
];

pub static INVALID_LINE_OUTSIDE: Rule = Rule {
    code: "PX1001",
    slug: "invalid-line-outside",
    severity: Severity::Error,
    summary: "A line outside of any block means nothing",
    explanation: "\
Outside of blocks only comments and empty lines may stand. A block begins with `model`, `view`, `type`, `enum`, \
`datasource` or `generator`, a name, and `{` on the same line:

```prisma
model User {
  id Int @id
}
```

Often the keyword is misspelt, the `{` stands on the next line, or a `}` above closes the block too early. To keep \
the text as a note, put `//` before it.",
};

pub static UNKNOWN_BLOCK: Rule = Rule {
    code: "PX1002",
    slug: "unknown-block",
    severity: Severity::Error,
    summary: "A block begins with no known keyword",
    explanation: "\
The keywords are `model`, `view`, `type`, `enum`, `datasource` and `generator`, in lower case, and a name follows. \
Nothing in an unknown block is read, so what refers to it is reported as well until the keyword is mended.

Blocks of objects that Prisma does not know (`function`, `trigger`, `policy_select`, `grant`, …) stand in files that end in \
`.plx`. In a `.prisma` file they are unknown blocks, as they are to Prisma.",
};

pub static TYPE_ALIAS: Rule = Rule {
    code: "PX1003",
    slug: "type-alias",
    severity: Severity::Error,
    summary: "Types cannot be given another name",
    explanation: "\
`type Name = String @db.VarChar(80)` was once understood and no longer is. Write the type and its attributes at each \
field that uses it. A `type` block with braces declares a composite type, which MongoDB has.",
};

pub static INVALID_MEMBER: Rule = Rule {
    code: "PX1004",
    slug: "invalid-line",
    severity: Severity::Error,
    summary: "A line in a block is nothing that the block can hold",
    explanation: "\
What a line in a block may be:

| block | lines |
|---|---|
| `model`, `view`, `type` | `name Type @attribute`, or `@@attribute` |
| `enum` | `VALUE @attribute`, or `@@attribute` |
| `datasource`, `generator` | `key = value` |
| `function`, `trigger`, … (in `.plx` files) | `key = value`, or `@@attribute` |

One line holds one of them; there is no separator such as `;` or `,` at its end. Strings stand in double quotes and \
end on their line. Names begin with a letter.

Only that line is left out; the rest of the block is read.",
};

pub static INCOMPLETE_FIELD: Rule = Rule {
    code: "PX1005",
    slug: "incomplete-field",
    severity: Severity::Error,
    summary: "A field has no type",
    explanation: "\
A field is a name and a type: `title String`. The type is a scalar (`Int`, `BigInt`, `Float`, `Boolean`, `String`, \
`DateTime`, `Json`, `Bytes`, `Decimal`), an enum, another model, or `Unsupported(\"…\")`; `?` behind it lets the \
value be absent, `[]` makes it a list.",
};

pub static LEGACY_SYNTAX: Rule = Rule {
    code: "PX1006",
    slug: "legacy-syntax",
    severity: Severity::Error,
    summary: "A field is written in a way of other languages or older versions",
    explanation: "\
| instead of | write | because |
|---|---|---|
| `name: String` | `name String` | nothing stands between name and type |
| `name String!` | `name String` | fields are required unless they end in `?` |
| `name [String]` | `name String[]` | a list is marked behind the type |
| `name String[]?` | `name String[]` | a list is empty rather than absent |

The formatter mends the first three.",
};

pub static BAD_ESCAPE: Rule = Rule {
    code: "PX1007",
    slug: "bad-escape",
    severity: Severity::Error,
    summary: "A backslash in a string is followed by something unknown",
    explanation: "\
In a string, a backslash begins one of `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\uXXXX` with \
four hexadecimal digits (characters beyond U+FFFF take two of them, a surrogate pair). A backslash itself is written \
`\\\\`, which paths of Windows need: `\"file:C:\\\\data\\\\dev.db\"`; such paths may use `/` as well.",
};

pub static MISSING_VALUE: Rule = Rule {
    code: "PX1008",
    slug: "missing-value",
    severity: Severity::Error,
    summary: "A setting has no value",
    explanation: "\
Behind `=` a value must stand on the same line: a string, a number, a name, a list, or a call such as \
`env(\"DATABASE_URL\")`. To leave the setting out, remove the line.",
};

pub static MISSING_ARGUMENT_VALUE: Rule = Rule {
    code: "PX1009",
    slug: "missing-argument-value",
    severity: Severity::Error,
    summary: "An argument has a name and no value",
    explanation: "`@@index([email], map: )` names the argument `map` and gives it nothing. Give the value, or remove \
the argument with its colon.",
};

pub static TRAILING_COMMA: Rule = Rule {
    code: "PX1010",
    slug: "trailing-comma",
    severity: Severity::Error,
    summary: "A list ends with a comma",
    explanation: "\
Nothing follows the last comma, so it is not allowed: `@@unique([a, b])`, not `@@unique([a, b,])`. Where the closing \
bracket stands on a line of its own, a last comma is fine. The formatter removes it.",
};

pub static UNCLOSED_BLOCK: Rule = Rule {
    code: "PX1011",
    slug: "unclosed-block",
    severity: Severity::Error,
    summary: "A block is never closed",
    explanation: "\
The block has no line that begins with `}`. It is read up to the next line that opens a block, or to the end of the \
file. A `}` behind a field does not close the block: it begins a line.",
};

pub static ONE_LINE_BLOCK: Rule = Rule {
    code: "PX1012",
    slug: "one-line-block",
    severity: Severity::Error,
    summary: "A block opens and closes on one line",
    explanation: "\
What stands in a block begins on the line after `{`, one thing per line, and `}` begins a line:

```prisma
enum Role {
  ADMIN
  MEMBER
}
```",
};

pub static TEXT_AFTER_BRACE: Rule = Rule {
    code: "PX1013",
    slug: "text-after-brace",
    severity: Severity::Warning,
    summary: "Text behind an opening brace is not read",
    explanation: "\
What stands behind `{` on the line that opens a block takes no part in it; Prisma drops it without a word, and its \
formatter deletes it. A field there looks declared and is not. Move it to a line of its own.",
};

pub static JOINED_KEYWORD: Rule = Rule {
    code: "PX1014",
    slug: "joined-keyword",
    severity: Severity::Warning,
    summary: "The space between keyword and name is missing",
    explanation: "`modelUser {` is read as `model User {`. It may as well have been meant as another word; write the \
space.",
};

pub static UNREADABLE_BLOCK: Rule = Rule {
    code: "PX1015",
    slug: "unreadable-block",
    severity: Severity::Error,
    summary: "A block is too deep to be read",
    explanation: "Brackets in this block nest so deeply that reading it would exhaust the memory of the program. No \
attribute needs more than a few levels.",
};

pub static FILE_TOO_LARGE: Rule = Rule {
    code: "PX1016",
    slug: "file-too-large",
    severity: Severity::Error,
    summary: "A file is larger than two gigabytes",
    explanation: "Places in a file are counted in 31 bits. Split the schema into several files of one folder.",
};
