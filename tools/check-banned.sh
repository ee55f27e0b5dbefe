#!/bin/sh
# Looks for calls of the functions in tools/banned.txt, outside comments and
# strings. A name after . or -> is a member, not the function.
#   tools/check-banned.sh [ROOT]
set -eu
cd "${1:-.}"

modules=$(sed 's/#.*//; s/public//' tools/layers.txt)
# shellcheck disable=SC2086
files=$(find $modules include \( -name '*.[ch]' -o -name '*.cc' -o \
    -name '*.inc' \) ! -path '*/src/*' \
    ! -path 'linker/adapters/*' 2>/dev/null | sort)
[ -n "$files" ] || { echo "check-banned: no files"; exit 0; }

# shellcheck disable=SC2086
awk '
FILENAME == "tools/banned.txt" {
    if (/^#/ || NF == 0) next
    split($0, half, "|")
    n = split(half[1], word, " ")
    for (i = 2; i <= n; i++) allowed[word[1], word[i]] = 1
    sub(/^ */, "", half[2])
    instead[word[1]] = half[2]
    next
}
FNR == 1 {
    in_comment = 0
    folder = FILENAME
    sub(/\/.*/, "", folder)
}
{
    line = code_of($0)
    while (match(line, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
        name = substr(line, RSTART, RLENGTH)
        sub(/[ \t]*\($/, "", name)
        before = substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        member = before ~ /(\.|->|\(\*)[ \t]*$/
        if (!member && (name in instead) && !((name, FILENAME) in allowed) &&
            !((name, folder "/*") in allowed)) {
            printf "%s:%d: %s is banned: use %s\n", FILENAME, FNR, name,
                instead[name]
            bad++
        }
    }
}
# The line without comments and without what is inside quotes.
function code_of(text,    out, c, two, quote, i) {
    out = ""
    quote = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        two = substr(text, i, 2)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; i++ }
        } else if (quote != "") {
            if (c == "\\") i++
            else if (c == quote) { quote = ""; out = out c }
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (two == "//") {
            break
        } else {
            if (c == "\"" || c == "\047") quote = c
            out = out c
        }
    }
    return out
}
END { exit bad > 0 }
' tools/banned.txt $files && echo "check-banned: fine"
