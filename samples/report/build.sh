#!/bin/sh
# Builds the guests of this sample with their own toolchains and, with TENON
# set to the tool, makes them components, links them and runs the result.
#   BUILD=dir    where everything goes, below samples/report (default: build)
#   TENON=tool   go on after the guests
#   CSV=file     what to report on (default: data/weather.csv)
#   OUT=file     where to draw it (default: chart.svg in the current folder)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/build}
out=$build/samples/report
csv=${CSV:-$here/data/weather.csv}
svg=${OUT:-chart.svg}

"${MAKE:-make}" -s --no-print-directory -C "$root" \
    -f samples/report/guests.mk B="$build" report-guests
[ -n "${TENON:-}" ] || exit 0

say() {
    printf '\n%s\n' "$*"
}

# The last argument is a string, as it is written in WAVE.
wave_string() {
    awk 'BEGIN { printf "\"" }
        { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s\\n", $0 }
        END { printf "\"" }' "$1"
}

# From ok("...") or err("...") to the text inside.
wave_payload() {
    awk '{
        sub(/^[a-z]+\("/, "")
        sub(/"\)$/, "")
        while (match($0, /\\./)) {
            c = substr($0, RSTART + 1, 1)
            if (c == "n") c = "\n"
            else if (c == "t") c = "\t"
            else if (c == "r") c = "\r"
            printf "%s%s", substr($0, 1, RSTART - 1), c
            $0 = substr($0, RSTART + 2)
        }
        printf "%s", $0
    }'
}

component() { # GUEST WORLD
    echo "  $1: world $2"
    "$TENON" embed "$here/wit" -w "$2" "$out/$1.core.wasm" \
        -o "$out/$1.embedded.wasm"
    "$TENON" new "$out/$1.embedded.wasm" \
        --adapt "wasi_snapshot_preview1=$out/preview1-stub.wasm" \
        -o "$out/$1.wasm"
}

say "Components of the core modules"
component csv reader
component stats analyst
component chart artist
component app app

say "One component of the four"
"$TENON" plug "$out/app.wasm" --plug "$out/csv.wasm" \
    --plug "$out/stats.wasm" --plug "$out/chart.wasm" -o "$out/report.wasm"
ls -l "$out/report.wasm"

say "The report on $(wc -l <"$csv") lines of CSV"
if ! "$TENON" run --invoke "report($(wave_string "$csv"))" \
    "$out/report.wasm" >"$out/result.wave"; then
    exit 1
fi
case $(head -c 4 "$out/result.wave") in
'ok("') wave_payload <"$out/result.wave" >"$svg" ;;
*)
    echo "  no report: $(wave_payload <"$out/result.wave")" >&2
    exit 1
    ;;
esac
echo "  $svg: $(wc -c <"$svg") bytes of SVG"
