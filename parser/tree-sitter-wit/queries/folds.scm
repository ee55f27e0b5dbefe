[
  (package_body)
  (interface_body)
  (world_body)
  (resource_body)
  (record)
  (variant)
  (flags)
  (enum)
  (block_comment)
] @fold
