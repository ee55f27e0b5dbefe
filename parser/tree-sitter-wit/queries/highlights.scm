; Comments

[
  (line_comment)
  (block_comment)
] @comment

(doc_comment) @comment.documentation

((block_comment) @comment.documentation
  (#match? @comment.documentation "^/\\*\\*[^*/]"))

; Names

(package_name
  namespace: (identifier) @namespace
  package: (identifier) @namespace)

(use_path
  namespace: (identifier) @namespace)

(use_path
  package: (identifier) @namespace)

(use_path
  name: (identifier) @type)

(interface
  name: (identifier) @type)

(world
  name: (identifier) @type)

[
  (alias name: (identifier) @type.definition)
  (record name: (identifier) @type.definition)
  (variant name: (identifier) @type.definition)
  (flags name: (identifier) @type.definition)
  (enum name: (identifier) @type.definition)
  (resource name: (identifier) @type.definition)
]

(use_name (identifier) @type)
(type_name (identifier) @type)
(own_type name: (identifier) @type)
(borrow_type name: (identifier) @type)
(include_name (identifier) @variable)
(toplevel_use alias: (identifier) @type)

(func name: (identifier) @function)
(method name: (identifier) @function.method)
(import name: (identifier) @function)
(export name: (identifier) @function)

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

"@" @attribute

[
  "->"
  "="
  "/"
] @operator

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
