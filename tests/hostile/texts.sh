#!/bin/bash
# Texts that are too deep, too many, too long, or no text. With HOSTILE_SCALE=1
# a million of anything, which takes minutes and up to 3 GB.
set -u
# shellcheck source=tests/hostile/support.sh
. "$(dirname "$0")/support.sh"
kilobytes=${HOSTILE_KB:-3500000}
seconds=60
many=$((1000000 / scale))
deep=$((100000 / scale))

# a.wit: HEAD, then COUNT times PART with # as the number, then TAIL.
text() { # HEAD COUNT PART TAIL
    awk -v head="$1" -v count="$2" -v part="$3" -v tail="$4" 'BEGIN {
        print head
        n = split(part, parts, "#")
        for (i = 0; i < count; i++) {
            line = parts[1]
            for (k = 2; k <= n; k++)
                line = line i parts[k]
            print line
        }
        print tail
    }' >a.wit
}
# PART over and over in one line, without numbers.
line() { # HEAD COUNT PART TAIL
    awk -v head="$1" -v count="$2" -v part="$3" -v tail="$4" 'BEGIN {
        printf "%s", head
        for (i = 0; i < count; i++)
            printf "%s", part
        print tail
    }' >a.wit
}
P="package a:b;"
I="$P interface i {"
W="$P world w {"

# What has a wrong syntax or meaning; each command says the same.
all_bad() { # PHRASE
    for command in "wit" "wit -j" "wit -w" "lint"; do
        # shellcheck disable=SC2086
        bad "$1" $command a.wit
    done
    bad "$1" diff a.wit a.wit
}
all_survive() {
    for command in "wit" "wit -j" "wit -w" "lint --max-messages 20" \
        "fmt --check" "wit --with-deps"; do
        # shellcheck disable=SC2086
        survives $command a.wit
    done
    survives diff a.wit a.wit
    survives wit a.wit --out-dir out
    rm -rf out
}

# Depth

close=$(awk -v n="$deep" 'BEGIN { while (n--) printf ">" }')
line "$I type t = " "$deep" "list<" "u8$close; }" # the largest argument
all_bad "types nest more than 100 levels deep"
bad "types nest more than 100 levels deep" fmt a.wit
for part in 'option<' 'tuple<u8,' 'result<_,' 'map<u8,'; do
    line "$I type t = " "$deep" "$part" "}"
    all_bad "expected a type"
    bad "expected a type" fmt a.wit
done
for part in '{' '(' '}' ';' '@' '<' '/' '"' '%' ',' '->'; do
    line "$P" "$deep" "$part" ""
    survives wit a.wit
    survives fmt a.wit
    line "$I f: func" "$deep" "$part" ""
    survives wit a.wit
    survives fmt a.wit
done
line "$P " "$deep" "package c:d { " ""
all_bad "packages nest more than 100 levels deep"
bad "packages nest more than 100 levels deep" fmt a.wit
line "$P " "$deep" "/*" ""
all_bad "this comment does not end"
line "$P " "$deep" "/*" ""
mv a.wit opened
line "" "$deep" "*/" ""
cat opened a.wit >both
mv both a.wit
fine wit a.wit
fine fmt a.wit
line "$W import " "$deep" "i: interface { " ""
survives wit a.wit

# Chains and circles

text "$I type t0 = u8;" "$deep" "type t#a = t#;" "}"
survives wit a.wit
awk -v n="$((deep + 2))" 'BEGIN { print "package a:b; interface i {"
    for (i = 0; i < n; i++) print "type t" i " = t" (i + 1) ";"
    print "type t" n " = u8; }" }' >a.wit
all_bad "is a name of a name"
fine fmt a.wit
awk -v n="$deep" 'BEGIN { print "package a:b; interface i {"
    for (i = 0; i < n; i++) print "type t" i " = list<t" ((i + 1) % n) ">;"
    print "}" }' >a.wit
all_bad "depends on itself"
awk -v n="$((deep + 2))" 'BEGIN { print "package a:b;"
    for (i = 0; i < n; i++)
        print "interface x" i " { use x" ((i + 1) % n) ".{t}; }" }' >a.wit
all_bad "depends on itself"
sed -i "s/use x0.{t}/type t = u8/" a.wit
all_bad "is a name of a name"
# As long a chain as is allowed, at the end of which many types begin.
awk 'BEGIN { print "package a:b; interface i0 { type t = u8; }"
    for (i = 1; i < 9990; i++)
        print "interface i" i " { use i" (i - 1) ".{t}; }"
    printf "interface k { use i9989.{t"
    for (i = 0; i < 10000; i++) printf ", t as x" i
    print "}; }" }' >a.wit
fine wit -w a.wit -o a.wasm
fine wit a.wasm
fine diff a.wit a.wasm
awk -v n="$deep" 'BEGIN { print "package a:b;"
    for (i = 0; i < n; i++)
        print "world x" i " { include x" ((i + 1) % n) "; }" }' >a.wit
all_bad "depends on itself"
sed -i "s/include x0;//" a.wit
survives wit a.wit
survives wit -w a.wit -o out.wasm
awk -v n=$((20000 / scale)) 'BEGIN { print "package a:b;"
    for (i = 0; i < n; i++)
        print "package a:x" i " { interface i { use a:x" (i + 1) % n \
            "/i.{t}; } }" }' >a.wit
all_bad "depends on itself"

# What multiplies

for definition in 'type t% = tuple<t#, t#>;' 'record t% { a: t#, b: t# }' \
    'variant t% { a(t#), b(t#) }' 'type t% = list<tuple<t#, t#>>;' \
    'type t% = result<t#, t#>;' 'type t% = map<string, tuple<t#, t#>>;'; do
    awk -v d="$definition" 'BEGIN { print "package a:b; interface i {"
        print "type t0 = u8;"
        for (i = 0; i < 60; i++) {
            s = d; gsub(/#/, i, s); sub(/%/, i + 1, s); print s
        }
        print "}" }' >a.wit
    bad "type is too large: its definitions multiply" wit a.wit
    bad "type is too large: its definitions multiply" wit -w a.wit
    fine fmt a.wit
done
awk 'BEGIN { print "package a:b; interface i { type t0 = u8;"
    for (i = 0; i < 10; i++)
        print "type t" (i + 1) " = list<t" i ", 1000000>;"
    print "}" }' >a.wit
all_bad "type takes 2^28 bytes of memory or more"
awk 'BEGIN { print "package a:b; world w0 { import i0; }"
    for (i = 1; i < 60; i++)
        print "world w" i " { include w" (i-1) "; include w" (i-1) "; }"
    print "interface i0 {}" }' >a.wit
fine wit a.wit
fine wit -w a.wit -o /dev/null
awk 'BEGIN { print "package a:b;"
    for (i = 0; i < 3000; i++)
        print "interface i" i " {} world w" i " { import i" i ";" \
            (i ? "include w" (i - 1) ";" : "") "}" }' >a.wit
bad "the worlds together have more than 1000000" wit a.wit
awk 'BEGIN { print "package a:b;"
    for (i = 0; i < 700; i++) {
        print "interface i" i " { type t = u8;"
        for (k = 0; k < i; k++) print "use i" k ".{t as v" k "};"
        print "}"
    }
    print "world w {"
    for (i = 0; i < 700; i++) print "export i" i ";"
    print "}" }' >a.wit
survives wit a.wit
survives wit -w a.wit -o out.wasm
awk 'BEGIN { print "package a:b; interface i { record r {"
    for (i = 0; i < 9000; i++) print "x" i ": u8,"
    print "}"
    for (i = 0; i < 100; i++) print "f" i "x: func(a: tuple<r, r, r, r>);"
    print "}"
    for (i = 0; i < 10000; i++) print "world w" i " { export i; }" }' >a.wit
bad "the worlds together have more than 1000000" wit a.wit

# A million of anything

text "$I" "$many" "n#: func();" "}"
all_survive
text "$I" "$many" "type n# = u8;" "}"
survives wit a.wit
survives wit -j a.wit
text "$I" $((many + 50000)) "n#:func();" "}"
[ "$scale" != 1 ] || bad "together define more than 1048576" wit a.wit
text "$P" "$many" "interface n# {}" ""
survives wit a.wit
survives lint a.wit
text "$P" "$many" "world n# {}" ""
survives wit a.wit
text "$P" "$many" "package a:n# {}" ""
survives wit a.wit
text "$W" $((many / 2)) "import n#: func();" "}"
survives wit a.wit
text "$I resource r {" $((many / 2)) "n#: func();" "} }"
survives wit a.wit
text "$I enum e {" "$many" "c#," "} }"
all_bad "are more than the 10000 of the limit"
fine fmt a.wit
text "$I variant e {" "$many" "c#(u8)," "} }"
bad "are more than the 10000 of the limit" wit a.wit
text "$I record e {" "$many" "c#: u8," "} }"
bad "are more than the 10000 of the limit" wit a.wit
text "$I flags e {" "$many" "c#," "} }"
bad "cannot have more than 32 flags" wit a.wit
text "$I f: func(" 1000000 "p#: u8," "); }"
bad "type is too large" wit a.wit
fine fmt a.wit
text "$I type t = tuple<" "$many" "u8," ">; }"
bad "are more than the 10000 of the limit" wit a.wit
text "$P interface j { type t = u8; } interface i { use j.{" "$many" \
    "t as n#," "}; }"
survives wit a.wit
text "$I" "$many" "f: func();" "}"
survives wit a.wit
text "$I" "$many" "f#x: func(a: t#);" "}"
survives wit a.wit
survives wit --message-format json a.wit
text "$I" "$many" "@since(version = 1.0.0)" "f: func(); }"
survives wit a.wit
text "$I" "$many" "/// doc" "f: func(); }"
all_survive

# Long words and lines

long=$(awk 'BEGIN { while (n++ < 100000) printf "xxxxxxxxxx" }')
: "${long:?}"
name() { # BEFORE AFTER: a million letters between them
    { printf '%s' "$1"; printf '%s' "$long"; printf '%s\n' "$2"; } >a.wit
}
name "$P interface " " {}"; all_bad "bytes; names, versions"
name "$I f: func(a: " "); }"; all_bad "bytes; names, versions"
name "$I use " ".{a}; }"; all_bad "bytes; names, versions"
name "package a:" ";"; all_bad "bytes; names, versions"
name "package a:b@1.0.0-" ";"; all_bad "bytes; names, versions"
name "$I @external-id(\"" "\") f: func(); }"; all_bad "bytes; names, versions"
name "$I /// " $'\nf: func(); }'; all_survive
name "$I // " $'\nf: func(a: z); }'; bad "does not exist" wit a.wit
name "$I /* " '*/ f: func(a: z); }'; bad "does not exist" wit a.wit
line "package a:b@" "$many" "9" ".0.0;"; all_bad "not a valid semantic version"
line "$I type t = list<u8, " "$many" 9 ">; }"; all_bad "length of a list"
line "$P" $((many * 10)) " " "x"; all_bad "expected"
line "$I" "$deep" "f: func(a: z); " "}"; survives wit a.wit
for word in $'\r' $'\t' $'\n' '\u{1f600}' '//' '///' '/**/' '%' '-' '@'; do
    line "$I @external-id(\"" "$many" "$word" "\") f: func(); }"
    survives wit a.wit
    survives fmt --check a.wit
    line "$I " "$many" "$word" " f: func(); }"
    survives wit a.wit
    survives fmt --check a.wit
done

# Characters

bytes() { # PHRASE PRINTF-TEXT: in a comment, a name, the end
    # shellcheck disable=SC2059
    printf "$P\n// $2\n" >a.wit
    bad "$1" wit a.wit
    bad "$1" fmt a.wit
    # shellcheck disable=SC2059
    printf "$P interface i$2 {}" >a.wit
    bad "$1" wit a.wit
    # shellcheck disable=SC2059
    printf "$P\n$2" >a.wit
    bad "$1" wit a.wit
    bad "$1" lint a.wit
}
for encoded in '\xff' '\x80' '\xc0\x80' '\xe0\x80\x80' '\xed\xa0\x80' \
    '\xf4\x90\x80\x80' '\xf0\x80\x80\x80' '\xe2\x82' '\xf5\x80\x80\x80' \
    '\xc3\x28' '\xfe\xfe\xff\xff'; do
    bytes "not valid UTF-8" "$encoded"
done
for point in 202a 202b 202c 202d 202e 2066 2067 2068 2069; do
    bytes "is not allowed in WIT" "$(printf "\\u$point")"
done
bytes "is not allowed in WIT" '\x07'
bytes "is not allowed in WIT" '\x1b[31m'
bytes "is not allowed in WIT" '\x7f'
bytes "is not allowed in WIT" '\xc2\x85'
bytes "NUL byte" 'a\0b'
printf '\xef\xbb\xbf%s' "$P" >a.wit; fine wit a.wit
printf '\xef\xbb\xbf\xef\xbb\xbf%s' "$P" >a.wit; all_bad "expected"
printf '%s' "$P" | iconv -t UTF-16 >a.wit; all_bad "NUL byte"
printf '%s\r\r\rinterface i {\r}\r' "$P" >a.wit; fine wit a.wit
head -c "$many" /dev/urandom >a.wit; survives wit a.wit; survives fmt a.wit
tr '\0-\377' '\377' </dev/zero | head -c "$many" >a.wit
all_bad "not valid UTF-8"

# Many files

fresh
mkdir deps
echo "$P" >a.wit
seq $((100010 / scale)) | split -l 1 -a 5 --additional-suffix=.wit - deps/x
for command in "wit ." "wit -w ." "lint ." "diff . ."; do
    # shellcheck disable=SC2086
    bad "more than" $command
done
survives fmt --check .
fresh
mkdir deps
echo "$P" >a.wit
seq -f 'deps/%.0f' $((100001 / scale)) | xargs mkdir
if [ "$scale" = 1 ]; then
    bad "more than 100000 entries" wit .
fi
survives fmt .
finish
