#!/usr/bin/env python3
"""Is a WIT text refused at the place and for the reason that is expected?

    tools/wit-refusal.py RESULT ERRORS

RESULT is what wit-parser's test says, ERRORS what `tenon wit` wrote. One of
our errors must stand on a line that RESULT names (all of them stand on the
same, when it names several), with an id that goes with its message.
"""
import re
import sys

# What wit-parser's messages say, and our ids for it; the first that fits.
REASONS = [
    (r"nested packages must|no `package` header|defined in two different|"
     r"doc comments on multiple|package identifier|package '.*' not found",
     "E0304"),
    (r"package nesting too deep", "E0003"),
    (r"depends on itself|dependency cycle", "E0303"),
    (r"^expected |^unterminated|^unexpected|^invalid character", "E0201 E0202"),
    (r"excluded due to its feature|feature gate|not gated", "E0309"),
    (r"shadows previously|no import or export kebab-name", "E0308"),
    (r"transitively depends", "E0307"),
    (r"duplicate|more than once|conflicts with prior", "E0302"),
    (r"does not exist|not found|not defined in|defined as a|cannot use|"
     r"cannot import", "E0301 E0305"),
    (r"", "E0305"),
]


def expected(text):
    message = re.sub(r"^(failed to [^\n]*?: )+(tests/ui/\S+: )?", "", text)
    for pattern, ids in REASONS:
        if re.search(pattern, message):
            break
    places = re.findall(r"(?:-->|\*) tests/ui/(?:parse-fail/)?(\S+?):(\d+)",
                        text)
    return set(places), ids.split()


def ours(text):
    return re.findall(r"^error\[(\w+)\][^\n]*\n(?: *--> (\S+?):(\d+))?", text,
                      re.MULTILINE)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        places, ids = expected(file.read())
    with open(sys.argv[2], encoding="utf-8") as file:
        errors = ours(file.read())
    for code, path, line in errors:
        if code in ids and (not places or any(
                path.endswith(p) and line == l for p, l in places)):
            return 0
    print(f"expected {ids} at {sorted(places)}, got {errors}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
