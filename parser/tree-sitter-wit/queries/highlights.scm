; No node has two captures: editors differ in which of two they prefer.

; Comments

(line_comment) @comment
(doc_comment) @comment.documentation

((block_comment) @comment.documentation
  (#match? @comment.documentation "^/[*][*][^*/]"))

((block_comment) @comment
  (#not-match? @comment "^/[*][*][^*/]"))

; Names

(package_name
  namespace: (identifier) @module
  package: (identifier) @module)

(use_path
  namespace: (identifier) @module
  package: (identifier) @module)

(use_path
  name: (identifier) @type)

(toplevel_use alias: (identifier) @type)

[
  (interface name: (identifier) @type)
  (world name: (identifier) @type)
  (alias name: (identifier) @type)
  (record name: (identifier) @type)
  (variant name: (identifier) @type)
  (flags name: (identifier) @type)
  (enum name: (identifier) @type)
  (resource name: (identifier) @type)
]

(use_name (identifier) @type)
(type_name (identifier) @type)
(own_type name: (identifier) @type)
(borrow_type name: (identifier) @type)
(include_name (identifier) @variable)

(func name: (identifier) @function)
(method name: (identifier) @function.method)

[
  (import name: (identifier) @function type: (func_type))
  (export name: (identifier) @function type: (func_type))
]

[
  (import name: (identifier) @type path: (use_path))
  (export name: (identifier) @type path: (use_path))
  (import name: (identifier) @type body: (interface_body))
  (export name: (identifier) @type body: (interface_body))
]

(param name: (identifier) @variable.parameter)
(record_field name: (identifier) @property)
(variant_case name: (identifier) @constant)
(label name: (identifier) @constant)

(attribute value: (identifier) @constant)

; Literals

(version) @string.special
(string) @string
(integer) @number

; Keywords

(primitive_type) @type.builtin

[
  "list"
  "tuple"
  "option"
  "result"
  "map"
  "stream"
  "future"
  "own"
  "borrow"
] @type.builtin

[
  "as"
  "async"
  "constructor"
  "enum"
  "export"
  "flags"
  "func"
  "import"
  "include"
  "interface"
  "package"
  "record"
  "resource"
  "static"
  "type"
  "use"
  "variant"
  "with"
  "world"
] @keyword

[
  "since"
  "unstable"
  "deprecated"
  "external-id"
] @attribute

[
  "version"
  "feature"
] @property

; Punctuation

[
  "->"
  "="
  "/"
] @operator

"@" @punctuation.special

[
  ","
  ":"
  ";"
  "."
] @punctuation.delimiter

[
  "("
  ")"
  "{"
  "}"
  "<"
  ">"
] @punctuation.bracket

"_" @variable.builtin
