; Interfaces and worlds are the scopes of types; a package is that of both.

[
  (source_file)
  (package_body)
  (interface_body)
  (world_body)
] @local.scope

(interface name: (identifier) @local.definition)
(world name: (identifier) @local.definition)
(toplevel_use alias: (identifier) @local.definition)

[
  (alias name: (identifier) @local.definition)
  (record name: (identifier) @local.definition)
  (variant name: (identifier) @local.definition)
  (flags name: (identifier) @local.definition)
  (enum name: (identifier) @local.definition)
  (resource name: (identifier) @local.definition)
]

(use_name !alias name: (identifier) @local.definition)
(use_name alias: (identifier) @local.definition)

(type_name (identifier) @local.reference)
(own_type name: (identifier) @local.reference)
(borrow_type name: (identifier) @local.reference)
(use_path !namespace name: (identifier) @local.reference)
