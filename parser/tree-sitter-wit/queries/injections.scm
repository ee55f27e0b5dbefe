([
  (line_comment)
  (doc_comment)
  (block_comment)
] @injection.content
  (#set! injection.language "comment"))
