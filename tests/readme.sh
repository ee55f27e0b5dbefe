#!/bin/bash
# The commands of README.md print what it says they do. Of each block of code,
# the lines with a `$` are commands, the others what these print. All run in
# one shell, in a folder that looks like the root of the project after `make`.
#   TENON_TOOL=program tests/readme.sh
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
tool=$(realpath "$TENON_TOOL")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/root/build/release"
ln -s "$tool" "$work/root/build/release/tenon"
ln -s "$root/tests" "$root/samples" "$work/root"

blocks() { # the lines of all blocks that have commands
    awk '/^```/ { inside = !inside; shown = 0; next }
         inside && /^\$ / { shown = 1 }
         inside && shown' "$root/README.md"
}

blocks >"$work/expected"
{
    echo "cd '$work/root'"
    sed -n 's/^\$ //p' "$work/expected" | while read -r line; do
        printf 'cat <<"---"\n$ %s\n---\n%s\n' "$line" "$line"
    done
} >"$work/script"
bash "$work/script" >"$work/actual" 2>&1

count=$(grep -c '^\$ ' "$work/expected")
if [ "$count" != 0 ] && diff -u "$work/expected" "$work/actual"; then
    echo "$count passed, 0 failed, 0 skipped"
else
    echo "readme: README.md (-) says something else than the tool (+)"
    echo "0 passed, $count failed, 0 skipped"
    exit 1
fi
