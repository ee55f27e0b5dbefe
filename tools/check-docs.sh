#!/bin/sh
# The documents name files that exist, functions that are in the file that is
# named before them (`file.c:function`), make targets that there are, and every
# command.
#   tools/check-docs.sh [ROOT]
set -u
cd "${1:-.}"
bad=0
complain() {
    echo "check-docs: $*"
    bad=1
}

for doc in *.md docs/*.md; do
    [ -f "$doc" ] || continue
    # `folder/file.c:function`
    grep -o '`[a-z-]*/[A-Za-z0-9_./-]*\.[ch]:[a-z_0-9]*`' "$doc" | tr -d '`' |
        sort -u | while IFS=: read -r file function; do
        if [ ! -f "$file" ]; then
            echo "$doc: there is no $file"
        elif ! grep -q "\<$function(" "$file"; then
            echo "$doc: $file has no function $function"
        fi
    done
    # `folder/file.ext`, and links to files
    {
        grep -o '`[a-z-]*/[A-Za-z0-9_./-]*\.[a-z]*`' "$doc" | tr -d '`'
        grep -o '](\([^)#:]*\))' "$doc" | sed 's/^](//; s/)$//' |
            sed "s|^|$(dirname "$doc")/|"
    } | grep -v '^build/' | sort -u | while read -r file; do
        [ -e "$file" ] || echo "$doc: there is no $file"
    done
    grep -o '`make [a-z-]*' "$doc" | sed 's/`make //' | sort -u |
        while read -r target; do
            [ -z "$target" ] || grep -q "^$target:" Makefile ||
                case $target in test-*) ;; *) echo "$doc: no target $target" ;; esac
        done
done >"${TMPDIR:-/tmp}/check-docs.$$"
sed -n 's/^COMMAND(\([a-z]*\))/\1/p' cli/command.def 2>/dev/null |
    while read -r command; do
        grep -q "\`tenon $command\`" README.md ||
            echo "README.md: nothing about \`tenon $command\`"
    done >>"${TMPDIR:-/tmp}/check-docs.$$"
while read -r line; do
    complain "$line"
done <"${TMPDIR:-/tmp}/check-docs.$$"
rm -f "${TMPDIR:-/tmp}/check-docs.$$"
[ $bad = 0 ] && echo "check-docs: fine"
exit $bad
