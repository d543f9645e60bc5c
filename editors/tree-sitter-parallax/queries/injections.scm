((tagged_literal
  tag: (path) @_tag
  (raw_text) @injection.content)
  (#eq? @_tag "sql")
  (#set! injection.language "sql"))

((call
  function: (path) @_function
  arguments: (arguments (argument value: (string (string_text) @injection.content))))
  (#any-of? @_function "raw" "dbgenerated")
  (#set! injection.language "sql"))
