#!/bin/bash
# Files, folders and streams that are not what they should be.
set -u
# shellcheck source=tests/hostile/support.sh
. "$(dirname "$0")/support.sh"

package() { # p/a.wit and an empty p/deps
    fresh
    mkdir -p p/deps
    printf 'package a:b;\n\ninterface i {\n  f: func();\n}\n' >p/a.wit
}

# Every command that reads a tree.
all_bad() { # PHRASE
    for command in "wit p" "wit -w p" "wit -j p" "lint p" "diff p p"; do
        # shellcheck disable=SC2086
        bad "$1" $command
    done
    fine fmt --check p # it looks at regular files only
}
all_fine() {
    for command in "wit p" "wit -w p" "lint p" "diff p p" "fmt --check p"; do
        # shellcheck disable=SC2086
        fine $command
    done
}

# Links

package; ln -s . p/deps/self; all_bad "the folder holds no *.wit file"
package; ln -s . p/deps/self; printf 'package c:d;\n' >p/deps/c.wit; all_fine
package; ln -s loop.wit p/deps/loop.wit; all_bad "Too many levels"
package; ln -s loop p/deps/loop; all_bad "Too many levels"
package; ln -s gone.wit p/deps/x.wit; all_bad "No such file"
package; ln -s gone p/deps/x; all_bad "No such file"
package; ln -s gone.wit p/x.wit; all_bad "No such file"
package; rmdir p/deps; ln -s deps p/deps; all_bad "Too many levels"
package; rmdir p/deps; ln -s gone p/deps; all_bad "No such file"
package; ln -s .. p/deps/up; bad "defined in two places" wit p
package; rmdir p/deps; echo text >p/deps; all_bad "it is not a folder"

# Folders in the place of files

package; mkdir p/x.wit; all_fine
package; mkdir p/deps/y.wit; all_bad "the folder holds no *.wit file"
package; mkdir x.wit
for command in wit lint fmt; do
    bad "the folder holds no *.wit file" $command x.wit
done
bad "it is a directory" validate x.wit

# What is no file

package; mkfifo p/deps/f.wit; all_bad "it is not a regular file"
package; mkfifo p/f.wit; all_bad "it is not a regular file"
package; mkfifo p/deps/f; all_fine
package; ln -s /dev/zero p/deps/z.wit; all_bad "it is not a regular file"
package
if command -v perl >/dev/null; then
    perl -MIO::Socket::UNIX -e \
        'IO::Socket::UNIX->new(Local => "p/deps/s.wit", Listen => 1) or die'
    all_bad "it is not a regular file"
    bad "cannot read" wit p/deps/s.wit
    bad "cannot read" fmt p/deps/s.wit
else
    skip "no perl to make a socket"
fi
package
for device in /dev/zero /dev/full /dev/urandom; do
    for command in wit lint fmt; do
        bad "a device that does not end" $command $device
    done
done
bad "no file says which package" wit /dev/null
fine fmt --check /dev/null
bad "cannot read" wit /proc/self/mem

# Large files

package; truncate -s 2G big.wit
bad "67108864 bytes" wit big.wit
bad "larger than 1 GiB" fmt big.wit
bad "67108864 bytes" lint big.wit
truncate -s 67108865 big.wit
bad "67108864 bytes" wit big.wit
bad "may have 67108864 bytes" fmt big.wit
truncate -s 67108864 big.wit
bad "NUL byte at offset 0" wit big.wit
package; truncate -s 2G p/deps/big.wit
for command in "wit p" "wit -w p" "wit -j p" "lint p" "diff p p"; do
    # shellcheck disable=SC2086
    bad "may have 67108864 bytes" $command
done
bad "larger than 1 GiB" fmt p

# Long paths

package
name=$(printf '%0250d' 7)
long=$(printf "%0.s/$name" $(seq 17))
for command in wit lint fmt; do
    bad "File name too long" $command "$long"
done
bad "File name too long" wit p -o "$long"
survives wit p --out-dir "$long"
longest=$(printf '%0251d' 7).wit
cp p/a.wit "$longest"
fine wit "$longest" -o "$longest"
fine wit -w "$longest" -o "$longest"
printf 'package   a:b;' >"$longest"
fine fmt "$longest"
[ "$(cat "$longest")" = "package a:b;" ] || complaint="it is not laid out"
verdict "fmt of a file with a long name"
package
(
    for _ in $(seq 16); do mkdir "$name" && cd "$name" || exit 1; done
    printf 'package a:b;\n' >a.wit
    mkdir deps
    cd deps && mkdir "$name" && printf 'package c:d;\n' >"$name"/c.wit
    "$tool" wit .. >/dev/null && "$tool" wit ../a.wit >/dev/null &&
        "$tool" fmt --check ..
) >"$work/out" 2>"$work/err"
code=$?
complaint=
[ "$code" = 0 ] || complaint="exit code $code in a folder of a long path"
verdict "a folder whose path is longer than 4096 bytes"
survives wit .
survives fmt .

# Files and folders that may not be read

package
printf 'package a:c;\n' >p/deps/c.wit
if [ "$(id -u)" != 0 ]; then
    as_nobody=
elif command -v setpriv >/dev/null; then
    as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
    cp "$tool" "$work/tenon"
    chmod 755 "$work" "$work/tenon"
else
    skip "no setpriv to give up being root"
fi
if [ "${as_nobody+set}" ]; then
    privileged=$tool
    [ -z "$as_nobody" ] || tool=$work/tenon
    old_exec=$(declare -f run)
    run() {
        before=$(list)
        # shellcheck disable=SC2086
        (
            ulimit -v "$kilobytes"
            exec timeout "$seconds" $as_nobody "$tool" "$@"
        ) >"$work/out" 2>"$work/err" </dev/null
        code=$?
    }
    chmod 000 p/deps/c.wit
    bad "cannot read: Permission denied" wit p
    bad "cannot read: Permission denied" fmt --check p
    bad "cannot read: Permission denied" lint p/deps/c.wit
    chmod 644 p/deps/c.wit
    chmod 000 p/deps
    bad "cannot read: Permission denied" wit p
    bad "cannot read" fmt --check p
    chmod 755 p/deps
    printf 'package   a:b;' >p/b.wit
    chmod 555 p
    [ -n "$as_nobody" ] || chmod 444 p/b.wit
    bad "cannot write: Permission denied" fmt p/b.wit
    bad "cannot write: Permission denied" wit p/deps/c.wit -o p/out.wit
    eval "$old_exec"
    tool=$privileged
fi

# Where output goes

package; mkdir folder
bad "Is a directory" wit p -o folder
bad "Is a directory" wit p -o /
bad "No such file" wit p -o folder/none/out.wit
bad "Not a directory" wit p -o p/a.wit/out.wit
bad "No such file" wit p -o ''
bad "No space left" wit p -o /dev/full
bad "No space left" wit -w p -o /dev/full
bad "Not a directory" wit p --out-dir p/a.wit
survives wit p --out-dir folder/none/deep
fine wit p -o /dev/null
fine wit p/a.wit -o p/a.wit # over its own input
fine wit -w p/a.wit -o p/a.wit
fine wit p/a.wit
package; ln -s gone link
bad "No such file" wit p -o link
ln -sf link link
bad "Too many levels" wit p -o link

to() { # PHRASE SHELL-TEXT: a stream is lost; $tool in the text is the tool
    before=$(list)
    (ulimit -v "$kilobytes" && eval "$2") 2>"$work/err"
    code=$?
    sound
    [ "$code" = 1 ] || complaint="$complaint; exit code $code instead of 1"
    if [ -n "$1" ] && ! grep -qF "$1" "$work/err"; then
        complaint="$complaint; no word of \`$1\`"
    fi
    verdict "$2"
}
package
printf 'package   a:b;\n' >messy.wit
for words in "wit p" "wit -j p" "diff p p" "fmt --check messy.wit" \
    "fmt - <messy.wit" help "help wit" version "explain E0301"; do
    to "No space left" "\$tool $words >/dev/full"
    to "Bad file descriptor" "\$tool $words >&-"
done
to "" "\$tool wit none.wit 2>/dev/full"
to "" "\$tool wit none.wit 2>&-"
to "" "\$tool lint --message-format json p >/dev/full"
to "cannot read: Bad file descriptor" "\$tool wit - <&-"
to "cannot read: Bad file descriptor" "\$tool fmt - <&-"
to "cannot read: it is a directory" "\$tool wit - <."
to "" "\$tool wit p <&- >&- 2>&-"
to "no file says which package" "\$tool wit - </dev/null"
# A closed stream's number is not given to the output file.
"$tool" wit p -o out.wit >&- 2>&-
fine wit out.wit
# A reader that goes away.
awk 'BEGIN { print "package a:b;\ninterface i {"
    for (i = 0; i < 20000; i++) print "n" i ": func();"
    print "}" }' >many.wit
for words in "wit many.wit" "wit -j many.wit" "fmt --check many.wit"; do
    to "Broken pipe" "set -o pipefail; \$tool $words | head -n 1 >/dev/null"
done
stdin=many.wit fine wit -
stdin=many.wit fine wit -w - -o out.wasm
stdin=out.wasm fine wit -
to_pipe() { "$tool" wit "$1" >"$work/out" 2>"$work/err"; }
to_pipe <(cat many.wit)
complaint=
[ "$(wc -l <"$work/out")" -gt 20000 ] || complaint="a pipe is read twice"
verdict "wit <(cat many.wit)"

# A full disk

package
if [ "$(id -u)" = 0 ] && mkdir "$work/disk" &&
    mount -t tmpfs -o size=32k tmpfs "$work/disk" 2>/dev/null; then
    awk 'BEGIN { print "package a:b;\ninterface i {"
        for (i = 0; i < 2000; i++) print "n" i ":func();"
        print "}" }' >"$work/disk/a.wit"
    cp "$work/disk/a.wit" before.wit
    bad "No space left" wit before.wit -o "$work/disk/out.wit"
    head -c 4k /dev/zero >"$work/disk/fill"
    bad "No space left" fmt "$work/disk/a.wit"
    complaint=
    cmp -s before.wit "$work/disk/a.wit" || complaint="the input is lost"
    [ "$(ls -A "$work/disk")" = "$(printf 'a.wit\nfill')" ] ||
        complaint="$complaint; something is left on the disk"
    verdict "a full disk"
    umount "$work/disk"
else
    skip "no small disk can be mounted"
fi

# Files that change while they are read

package
awk 'BEGIN { for (i = 0; i < 5000; i++) print "// " i }' >>p/a.wit
while :; do
    cp p/a.wit p/deps/c.wit 2>/dev/null
    : >p/deps/c.wit
    rm -f p/deps/c.wit
    mkdir p/deps/c.wit 2>/dev/null
    rmdir p/deps/c.wit
done &
changer=$!
complaint=
for _ in $(seq 25); do
    timeout "$seconds" "$tool" wit p >"$work/out" 2>"$work/err"
    code=$?
    [ "$code" -le 1 ] || complaint="exit code $code"
done
kill "$changer"
wait "$changer" 2>/dev/null
verdict "files that change and vanish"
finish
