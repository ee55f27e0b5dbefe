#!/usr/bin/env python3
"""Are two JSON files equal, whatever the order of keys? Says where they differ.

    tools/json_equal.py [-n] EXPECTED ACTUAL

-n: they are WIT, and may give other numbers, and more, to what no package has.
"""
import json
import re
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


# What stands below a key of what; "*": below any. "#": a number of those.
PARTS = {
    "package": {"interfaces": "interface map", "worlds": "world map"},
    "interface map": {"*": "#interfaces"},
    "world map": {"*": "#worlds"},
    "type map": {"*": "#types"},
    "worlds": {"imports": "items", "exports": "items", "package": "#packages"},
    "items": {"*": "item"},
    "item": {"interface": "use", "function": "function", "type": "#types"},
    "use": {"id": "#interfaces"},
    "interfaces": {"types": "type map", "functions": "functions",
                   "package": "#packages", "clone_of": "#interfaces"},
    "functions": {"*": "function"},
    "function": {"kind": "type", "params": "parameters", "result": "#types"},
    "parameters": {"*": "parameter"},
    "parameter": {"type": "#types"},
    "types": {"kind": "type", "owner": "owner"},
    "owner": {"interface": "#interfaces", "world": "#worlds"},
    "type": {"fixed-length-list": "fixed", "*": "type"},
    "fixed": {0: "#types"},
}


class Numbering:
    """Walks two JSON forms of WIT side by side, from their packages: does
    each number of the one mean what one number of the other means? Types
    without a name may have several."""

    def __init__(self, a, b):
        self.a, self.b = a, b
        self.known = {}  # (what, number) -> the other's number

    def differ(self):
        a, b = ({p["name"]: p for p in x["packages"]}
                for x in (self.a, self.b))
        return self.members(a, b, "", {"*": "package"})

    def refer(self, what, x, y, path):
        left, right = self.a[what][x], self.b[what][y]
        if what == "packages":
            return differ(left["name"], right["name"], path)
        key = (what, x) if left["name"] is not None else (what, x, y)
        if key in self.known:
            return None if self.known[key] == y else f"{path}: {x} is two"
        self.known[key] = y
        return self.value(left, right, path, what)

    def value(self, a, b, path, what):
        if type(a) is int and type(b) is int and what:
            return self.refer("types" if what == "type" else
                              what.lstrip("#"), a, b, path)
        if isinstance(a, dict) and isinstance(b, dict):
            return self.members(a, b, path, PARTS.get(what, {}))
        if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
            return self.members(dict(enumerate(a)), dict(enumerate(b)), path,
                                PARTS.get(what, {}))
        return None if a == b else f"{path}: {a!r} and {b!r}"

    def members(self, a, b, path, parts):
        xs, ys = ([re.sub(r"^interface-\d+$", "interface-", str(k))
                   for k in x] for x in (a, b))
        if xs != ys:
            only = sorted(set(xs) ^ set(ys))
            return f"{path}: keys {only or 'in another order'}"
        found = (self.value(x, b[j], f"{path}/{k}",
                            parts.get(k, parts.get("*")))
                 for (k, x), j in zip(a.items(), b))
        return next((f for f in found if f), None)


def main():
    names = sys.argv[1:]
    renumbered = names[:1] == ["-n"]
    texts = []
    for name in names[renumbered:]:
        with open(name, encoding="utf-8") as file:
            texts.append(json.load(file))
    found = Numbering(*texts).differ() if renumbered else differ(*texts, "")
    if found:
        print(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
