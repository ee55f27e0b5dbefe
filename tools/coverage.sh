#!/bin/sh
# Line coverage per module, from the gcov files of the cov variant.
#   tools/coverage.sh VARIANT_DIR module...
set -eu
dir=$1
shift
total=
for module in "$@"; do
    [ -d "$dir/obj/$module" ] || continue
    counts=$(find "$dir/obj/$module" -name '*.gcda' ! -path '*/src/*' |
        xargs -r gcov -n -r 2>/dev/null | awk -v module="$module/" '
        /^File / { ours = index($0, "\047" module) > 0; next }
        /^Lines executed:/ && ours {
            split($0, part, /[:% ]+/)
            lines += $NF
            hit += $NF * part[3] / 100
            ours = 0
        }
        END { printf "%d %d", hit + 0.5, lines }')
    total="$total$counts
"
    # shellcheck disable=SC2086
    set_counts() { hit=$1 lines=$2; }
    # shellcheck disable=SC2086
    set_counts $counts
    [ "$lines" = 0 ] && continue
    awk -v m="$module" -v h="$hit" -v l="$lines" \
        'BEGIN { printf "%-16s %6.1f %%  %6d of %d lines\n", m, 100 * h / l, h, l }'
done
printf '%s' "$total" | awk '{ h += $1; l += $2 }
    END { if (l) printf "%-16s %6.1f %%  %6d of %d lines\n", "all", 100 * h / l, h, l }'
