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
  (block_comment)
] @fold
