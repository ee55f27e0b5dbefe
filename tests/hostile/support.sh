# What the tests of hostile input share; sourced. Environment: TENON_TOOL,
# HOSTILE_KB (address space of the tool; "unlimited" under a sanitizer).
#
# Each check runs the tool in the folder $work/in with little memory and time,
# and looks at all that it does: exit code, diagnostics, output, leftovers.

tool=$(realpath "${TENON_TOOL:?}")
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0
seconds=20
kilobytes=${HOSTILE_KB:-2000000}
scale=${HOSTILE_SCALE:-1} # by what counts are divided

mkdir "$work/in"
cd "$work/in" || exit 1

fresh() { # an empty folder
    cd "$work" || exit 1
    chmod -R u+rwx in 2>/dev/null
    rm -rf in
    mkdir in
    cd in || exit 1
}

shopt -s dotglob globstar nullglob
list() { # names, without a process: there are many checks
    printf '%s\n' **
}

sound() { # what must hold whatever the tool was given
    case $code in
    124) complaint="it did not end within $seconds seconds" ;;
    12[5-9] | 1[3-9]? | 2??) complaint="it died with status $code" ;;
    *) complaint= ;;
    esac
    said=$(<"$work/err")
    if [ ${#said} -gt 20000 ]; then
        complaint="$complaint; ${#said} bytes of diagnostics"
    fi
    if [ "$code" != 0 ] && [ "$(list)" != "$before" ]; then
        complaint="$complaint; it failed and left files"
    fi
}

verdict() { # TITLE
    if [ -z "$complaint" ]; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAIL $1: $complaint"
    head -n 8 "$work/err" | cut -c 1-200 | sed 's/^/    /'
}

run() { # WORDS of the tool; input is $stdin
    before=$(list)
    (
        ulimit -v "$kilobytes"
        exec timeout "$seconds" "$tool" "$@"
    ) >"$work/out" 2>"$work/err" <"${stdin:-/dev/null}"
    code=$?
}

fine() { # WORDS: the tool exits with 0
    run "$@"
    sound
    [ "$code" = 0 ] || complaint="$complaint; exit code $code instead of 0"
    verdict "$*"
}

bad() { # PHRASE WORDS: it exits with 1, one error says PHRASE
    phrase=$1
    shift
    run "$@"
    sound
    [ "$code" = 1 ] || complaint="$complaint; exit code $code instead of 1"
    [[ $said == *"$phrase"* ]] || complaint="$complaint; no \`$phrase\`"
    errors=$'\n'$said
    errors=${errors//$'\nerror'/+}
    count=$((${#said} + 1 - ${#errors}))
    [ "$count" = 5 ] || complaint="$complaint; $((count / 5)) errors"
    verdict "$*"
}

survives() { # WORDS: whatever it says, it says it soon
    run "$@"
    sound
    verdict "$*"
}

skip() { # WHY
    skipped=$((skipped + 1))
    echo "skipped: $1"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
}
