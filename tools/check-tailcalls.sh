#!/bin/sh
# Checks that handlers of the interpreter (interpreter/op_*.o) jump to each
# other: an indirect call in one of them means that the compiler did not make
# a tail call, and the C stack would grow with every instruction.
#   tools/check-tailcalls.sh object...
# Variants with sanitizers use the portable loop instead and are not checked.
set -eu

objdump=${OBJDUMP:-objdump}
status=0
for object in "$@"; do
    "$objdump" -d --no-show-raw-insn "$object" | awk -v object="$object" '
        /^[0-9a-f]+ </ { handler = $2 }
        /\tcall +\*/ || /\tblr\t/ {
            print object ": " handler " indirect call, not a jump"
            bad = 1
        }
        END { exit bad }' || status=1
done
exit $status
