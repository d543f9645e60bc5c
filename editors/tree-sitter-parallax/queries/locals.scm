(source_file) @local.scope
(model name: (identifier) @local.definition.type)
(view name: (identifier) @local.definition.type)
(composite_type name: (identifier) @local.definition.type)
(enum name: (identifier) @local.definition.type)

(model_body) @local.scope
(enum_body) @local.scope
(field name: (identifier) @local.definition.field)
(enum_value name: (identifier) @local.definition.field)

(field_type name: (identifier) @local.reference)
(constant (path) @local.reference)
