/**
 * The schema language for tree-sitter. `grammar/parallax.pest` is the grammar of the compiler; `check/` holds the two
 * against each other. Newlines are space here: nothing in a schema without errors needs them.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const list = (rule) => optional(seq(rule, repeat(seq(",", rule)), optional(",")));

module.exports = grammar({
  name: "parallax",

  word: ($) => $.identifier,

  extras: ($) => [/[\s\p{Zs}\uFEFF]/u, $.comment, $.doc_comment],

  supertypes: ($) => [$._block, $._expression],

  rules: {
    source_file: ($) => repeat($._block),

    _block: ($) => choice($.model, $.view, $.composite_type, $.enum, $.datasource, $.generator, $.object_block),

    model: ($) => seq("model", optional("mixin"), field("name", $.identifier), field("body", $.model_body)),
    view: ($) => seq("view", field("name", $.identifier), field("body", $.model_body)),
    composite_type: ($) => seq("type", field("name", $.identifier), field("body", $.model_body)),
    enum: ($) => seq("enum", field("name", $.identifier), field("body", $.enum_body)),
    datasource: ($) => seq("datasource", field("name", $.identifier), field("body", $.config_body)),
    generator: ($) => seq("generator", field("name", $.identifier), field("body", $.config_body)),

    object_block: ($) =>
      seq(field("keyword", $.object_keyword), field("name", $.identifier), field("body", $.object_body)),
    object_keyword: () =>
      choice(
        "function",
        "procedure",
        "trigger",
        "sequence",
        "domain",
        "composite",
        "range",
        "extension",
        "policy_select",
        "policy_insert",
        "policy_update",
        "policy_delete",
        "policy_all",
        "role",
        "grant",
        "partition",
        "event",
        "constants",
      ),

    model_body: ($) => seq("{", repeat(choice($.field, $.include, $.block_attribute)), "}"),
    enum_body: ($) => seq("{", repeat(choice($.enum_value, $.block_attribute)), "}"),
    config_body: ($) => seq("{", repeat($.property), "}"),
    object_body: ($) => seq("{", repeat(choice($.property, $.block_attribute)), "}"),

    field: ($) => seq(field("name", $.identifier), field("type", $.field_type), repeat($.attribute)),
    include: ($) => seq("+", field("name", $.identifier)),
    field_type: ($) =>
      seq(
        choice(
          seq(field("name", $.identifier), optional(field("sizes", $.sizes))),
          field("name", $.unsupported),
          field("name", $.raw),
        ),
        optional(choice($.optional, $.list)),
      ),
    unsupported: ($) => seq("Unsupported", "(", $.string, ")"),
    raw: ($) => seq("Raw", "(", $.tagged_literal, ")"),
    sizes: ($) => seq("(", $.number, repeat(seq(",", $.number)), ")"),
    optional: () => "?",
    list: () => "[]",

    enum_value: ($) => seq(field("name", $.identifier), repeat($.attribute)),
    property: ($) => seq(field("key", $.identifier), "=", field("value", $._expression)),

    attribute: ($) => seq(alias("@", $.sign), field("name", $.path), optional(field("arguments", $.arguments))),
    block_attribute: ($) => seq(alias("@@", $.sign), field("name", $.path), optional(field("arguments", $.arguments))),
    path: ($) => prec.right(seq($.identifier, repeat(seq(".", $.identifier)))),

    arguments: ($) => seq("(", list($.argument), ")"),
    argument: ($) => seq(optional(seq(field("name", $.identifier), ":")), field("value", $._expression)),

    _expression: ($) =>
      choice($.string, $.number, $.boolean, $.null, $.constant, $.array, $.object, $.call, $.tagged_literal),
    constant: ($) => $.path,
    boolean: () => choice("true", "false"),
    null: () => "null",
    array: ($) => seq("[", list($._expression), "]"),
    object: ($) => seq("{", list($.pair), "}"),
    pair: ($) => seq(field("key", $.identifier), ":", field("value", $._expression)),
    call: ($) => seq(field("function", $.path), field("arguments", $.arguments)),
    tagged_literal: ($) => seq(field("tag", $.path), "`", optional($.raw_text), token.immediate("`")),
    raw_text: () => token.immediate(prec(1, /(?:[^`\\]|\\[\s\S])+/)),

    string: ($) => seq('"', repeat(choice($.string_text, $.escape)), token.immediate('"')),
    string_text: () => token.immediate(prec(1, /[^"\\\x00-\x1F]+/)),
    escape: () => token.immediate(/\\[^\x00-\x1F]/),

    identifier: () => /[\p{L}0-9][\p{L}0-9_-]*/u,
    number: () => token(prec(1, /-?[0-9]+(\.[0-9]+)?/)),

    doc_comment: () => token(prec(1, /\/\/\/[^\r\n]*/)),
    comment: () => token(choice(/\/\/[^\r\n]*/, /\/\*[^*]*\*+([^/*][^*]*\*+)*\//)),
  },
});
