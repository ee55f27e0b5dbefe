#!/bin/sh
# Regenerates the parsers from the grammars, for the ABI of the distribution's
# tree-sitter runtime (14). Needs cargo; the generator stays in build/tools.
#   tools/grammar.sh [BUILD_DIR]
set -eu
version=0.22.6
root=$(pwd)
tools=$root/${1:-build}/tools
generator=$tools/bin/tree-sitter

if ! "$generator" --version 2>/dev/null | grep -q "$version"; then
    if ! command -v cargo >/dev/null; then
        echo "grammar: cargo is missing; it builds tree-sitter-cli $version" >&2
        exit 1
    fi
    cargo install --quiet --locked --root "$tools" \
        "tree-sitter-cli@$version"
fi

for grammar in parser/tree-sitter-*; do
    [ -f "$grammar/grammar.js" ] || continue
    echo "grammar: $grammar"
    (cd "$grammar" && "$generator" generate --abi 14)
done
