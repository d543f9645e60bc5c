; Words that open a block.
["model" "mixin" "view" "type" "enum" "datasource" "generator"] @keyword

(object_keyword) @keyword

(model name: (identifier) @type.definition)
(view name: (identifier) @type.definition)
(composite_type name: (identifier) @type.definition)
(enum name: (identifier) @type.definition)
(datasource name: (identifier) @module)
(generator name: (identifier) @module)
(object_block name: (identifier) @type.definition)

(include name: (identifier) @type)
(field name: (identifier) @property)
(enum_value name: (identifier) @constant)
(property key: (identifier) @property)

(field_type name: (identifier) @type)
((field_type name: (identifier) @type.builtin)
  (#any-of? @type.builtin "Int" "BigInt" "Float" "Decimal" "Boolean" "String" "DateTime" "Json" "Bytes"))
(unsupported "Unsupported" @type.builtin)
(raw "Raw" @type.builtin)
(optional) @operator
(list) @operator

(sign) @attribute
(attribute name: (path) @attribute)
(block_attribute name: (path) @attribute)
(argument name: (identifier) @variable.parameter)
(pair key: (identifier) @property)

(call function: (path) @function.call)
(tagged_literal tag: (path) @function.macro)
(constant) @variable
(boolean) @boolean
(null) @constant.builtin
(number) @number
(string) @string
(escape) @string.escape
(raw_text) @string

(comment) @comment
(doc_comment) @comment.documentation

["{" "}" "(" ")" "[" "]"] @punctuation.bracket
["," ":" "."] @punctuation.delimiter
"=" @operator
