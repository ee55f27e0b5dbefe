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
"$TENON" plug -v "$out/app.wasm" "$out/csv.wasm" "$out/stats.wasm" \
    "$out/chart.wasm" -o "$out/report.wasm"
ls -l "$out/report.wasm"

say "The report on $(wc -l <"$csv") lines of CSV"
"$TENON" run "$out/report.wasm" --invoke report --arg "@$csv" --raw -o "$svg"
echo "  $svg: $(wc -c <"$svg") bytes of SVG; open it in a browser"
