; Neovim's names come first, then those of Helix.

[
  (package_body)
  (interface_body)
  (world_body)
  (resource_body)
  (record)
  (variant)
  (flags)
  (enum)
  (params)
  (use)
  (include)
  (list_type)
  (tuple_type)
  (option_type)
  (result_type)
  (map_type)
] @indent.begin @indent

[
  "}"
  ")"
  ">"
] @indent.branch @outdent

"}" @indent.end
