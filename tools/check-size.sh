#!/bin/sh
# Functions of more than 100 lines and files of more than 1,000 need a line
# in tools/size-allow.txt; a line that is no longer needed must go.
#   tools/check-size.sh [--stats] [ROOT]
# --stats prints the median, 90th percentile and maximum of function lengths.
set -eu
stats=
if [ "${1:-}" = --stats ]; then
    stats=1
    shift
fi
cd "${1:-.}"

modules=$(sed 's/#.*//; s/public//' tools/layers.txt)
# Generated parsers (src/parser.c) are not ours.
# shellcheck disable=SC2086
files=$(find $modules include tests bench \( -name '*.[ch]' -o -name '*.cc' \
    -o -name '*.inc' \) ! -path '*/src/*' 2>/dev/null | sort)
[ -n "$files" ] || { echo "check-size: no files"; exit 0; }

# A function starts at a line that begins in column 1 with a word and has a
# parenthesis before any ; or =, and ends at the first } in column 1.
# shellcheck disable=SC2086
awk -v stats="$stats" '
FILENAME == "tools/size-allow.txt" {
    if (!/^#/ && NF > 0) allow[$1] = FNR
    next
}
FNR == 1 { end_file(); file = FILENAME; start = 0 }
{ lines = FNR }
!start && /^[A-Za-z_]/ && !/^(typedef|struct|enum|union)[^(]*$/ {
    start = FNR
    header = $0
    has_body = 0
    name = ""
}
start && !has_body {
    if (FNR != start) header = header " " $0
    if (header ~ /;[ \t]*$/ || header ~ /^[^(]*[=;]/) start = 0
    else if ($0 ~ /\{[ \t]*$/) {
        has_body = 1
        if (header !~ /\(/) start = 0
    } else if ($0 ~ /\}[ \t]*$/ || $0 ~ /^[ \t]*$/) start = 0
}
start && has_body && /^\}/ {
    name = header
    sub(/[ \t]*\(.*/, "", name)
    sub(/.*[ \t*]/, "", name)
    size = FNR - start + 1
    if (stats) print size
    if (size > 100) over(file ":" name, file ":" start ": " name " has " size " lines (limit 100)")
    start = 0
}
function over(key, text) {
    if (key in allow) used[key] = 1
    else { print text; bad++ }
}
function end_file() {
    if (file != "" && lines > 1000) over(file, file ": " lines " lines (limit 1000)")
}
END {
    end_file()
    for (key in allow)
        if (!(key in used)) {
            printf "tools/size-allow.txt:%d: %s is no longer needed\n", allow[key], key
            bad++
        }
    exit bad > 0 && !stats
}
' tools/size-allow.txt $files >"${TMPDIR:-/tmp}/check-size.$$" && status=0 || status=1
if [ -n "$stats" ]; then
    grep '^[0-9]*$' "${TMPDIR:-/tmp}/check-size.$$" | sort -n | awk '
        { size[NR] = $1 }
        END { print "functions " NR ", median " size[int((NR + 1) / 2)] \
              ", p90 " size[int(NR * 0.9)] ", max " size[NR] }'
else
    cat "${TMPDIR:-/tmp}/check-size.$$"
    [ $status != 0 ] || echo "check-size: fine"
fi
rm -f "${TMPDIR:-/tmp}/check-size.$$"
exit $status
