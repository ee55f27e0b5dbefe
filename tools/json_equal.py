#!/usr/bin/env python3
"""Are two JSON files equal, whatever the order of keys? Says where they differ.

    tools/json_equal.py EXPECTED ACTUAL
"""
import json
import sys


def differ(a, b, path):
    if type(a) is not type(b):
        return f"{path}: {a!r} and {b!r}"
    if isinstance(a, dict):
        if a.keys() != b.keys():
            return f"{path}: keys {sorted(a.keys() ^ b.keys())}"
        pairs = ((key, a[key], b[key]) for key in a)
    elif isinstance(a, list):
        if len(a) != len(b):
            return f"{path}: {len(a)} and {len(b)} elements"
        pairs = ((i, x, y) for i, (x, y) in enumerate(zip(a, b)))
    else:
        return None if a == b else f"{path}: {a!r} and {b!r}"
    for key, x, y in pairs:
        found = differ(x, y, f"{path}/{key}")
        if found:
            return found
    return None


def main():
    texts = []
    for name in sys.argv[1:3]:
        with open(name, encoding="utf-8") as file:
            texts.append(json.load(file))
    found = differ(*texts, "")
    if found:
        print(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
