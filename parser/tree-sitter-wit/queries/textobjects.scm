; For Helix: selecting and walking over functions, types and parameters.

[
  (func)
  (method)
  (constructor)
] @function.around

[
  (interface body: (interface_body) @class.inside)
  (world body: (world_body) @class.inside)
  (resource body: (resource_body) @class.inside)
] @class.around

[
  (record)
  (variant)
  (flags)
  (enum)
] @class.around

(param) @parameter.inside

[
  (line_comment)
  (doc_comment)
  (block_comment)
] @comment.inside
