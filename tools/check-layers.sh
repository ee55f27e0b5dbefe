#!/bin/sh
# Checks every #include "folder/..." against tools/layers.txt.
#   tools/check-layers.sh [ROOT]
set -eu
cd "${1:-.}"

modules=$(sed 's/#.*//; s/public//' tools/layers.txt)
# shellcheck disable=SC2086
files=$(find $modules -name '*.[ch]' -o -name '*.cc' -o -name '*.def' \
    -o -name '*.inc' 2>/dev/null | sort)
[ -n "$files" ] || { echo "check-layers: no files"; exit 0; }

# shellcheck disable=SC2086
awk '
FILENAME == "tools/layers.txt" {
    sub(/#.*/, "")
    if (NF == 0) next
    row++
    for (i = 1; i <= NF; i++)
        if ($i == "public") only_public[row] = 1
        else layer[$i] = row
    next
}
FNR == 1 { split(FILENAME, part, "/"); from = part[1] }
/^[ \t]*#[ \t]*include[ \t]*<(tree_sitter|wabt)\// {
    if (/tree_sitter/) report("tree-sitter is for tests only")
    if (/wabt\// && from != "wat") report("wabt is wat/ only")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    path = quoted[2]
    to = path
    if (sub(/\/.*/, "", to) == 0) {
        if (path ~ /^parser\.h$|^tree_sitter/) next
        report("\"" path "\": write the path from the root")
        next
    }
    if (to == from || to == "tenon" || to == "tree_sitter") next
    if (!(to in layer)) report("\"" path "\": " to " is in no layer")
    else if (only_public[layer[from]])
        report("\"" path "\": only <tenon/...> may be included here")
    else if (layer[to] == layer[from])
        report("\"" path "\": " to " is beside " from)
    else if (layer[to] > layer[from])
        report("\"" path "\": " to " is above " from)
}
function report(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad++
}
END { exit bad > 0 }
' tools/layers.txt $files && echo "check-layers: fine"
