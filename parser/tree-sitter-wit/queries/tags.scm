; Definitions and references, for outlines and code navigation.

(interface name: (identifier) @name) @definition.interface
(world name: (identifier) @name) @definition.module

[
  (alias name: (identifier) @name)
  (record name: (identifier) @name)
  (variant name: (identifier) @name)
  (flags name: (identifier) @name)
  (enum name: (identifier) @name)
] @definition.type

(resource name: (identifier) @name) @definition.class

(func name: (identifier) @name) @definition.function
(method name: (identifier) @name) @definition.method

(type_name name: (identifier) @name) @reference.type
(own_type name: (identifier) @name) @reference.type
(borrow_type name: (identifier) @name) @reference.type
(use_path name: (identifier) @name) @reference.interface
