#!/bin/bash
# Everything that a change must pass, stage by stage. All stages run, so that
# one report shows all that is wrong. The last line adds up the tests of all
# stages that have some, and counts every other failed stage as one failure.
set -u
jobs=$(nproc 2>/dev/null || echo 2)
build=${B:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0
skipped=0
broken=()
run_make() { make --no-print-directory -j"$jobs" "$@"; }

stage() { # TITLE command...
    local title=$1 start=$SECONDS status counts
    shift
    printf '\n======== %s\n' "$title"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" |
        tail -n 1 | tr -dc '0-9 ')
    if [ -n "$counts" ]; then
        read -r p f s <<<"$counts"
        passed=$((passed + p))
        failed=$((failed + f))
        skipped=$((skipped + s))
        [ "$status" = 0 ] || [ "$f" != 0 ] || failed=$((failed + 1))
    elif [ "$status" != 0 ]; then
        failed=$((failed + 1))
    fi
    if [ "$status" = 0 ]; then
        printf -- '-------- %s: fine (%d s)\n' "$title" $((SECONDS - start))
    else
        printf -- '-------- %s: FAILED (%d s)\n' "$title" $((SECONDS - start))
        broken+=("$title")
    fi
}

stage "setup" run_make setup
stage "format" run_make format-check
stage "layers" run_make check-layers
stage "headers" run_make check-headers
stage "banned functions" run_make check-banned
stage "sizes" run_make check-size
stage "documents" run_make check-docs
stage "the checks themselves" run_make check-tools
stage "build, gcc -Werror" run_make B="$build" WERROR=1 all tests
stage "build, clang-14 -Werror" \
    run_make B="$build/clang" CC=clang-14 WERROR=1 all tests
stage "test" make --no-print-directory B="$build" WERROR=1 test
stage "hostile input" make --no-print-directory B="$build" WERROR=1 \
    test-hostile
stage "symbols" run_make B="$build" WERROR=1 check-symbols
stage "tail calls" run_make B="$build" WERROR=1 check-tailcalls
stage "tail calls, clang-14" \
    run_make B="$build/clang" CC=clang-14 WERROR=1 check-tailcalls
stage "build, ASan and UBSan" run_make B="$build" V=asan all tests
stage "test, ASan and UBSan" make --no-print-directory B="$build" check-asan
stage "install" make --no-print-directory B="$build" WERROR=1 check-install
if [ -x samples/report/build.sh ]; then
    stage "demo" make --no-print-directory B="$build" WERROR=1 demo
fi

printf '\n'
for title in "${broken[@]}"; do
    echo "failed stage: $title"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
