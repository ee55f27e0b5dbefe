#!/usr/bin/env python3
"""Makes a folder of WIT in which worlds import one interface at many versions.

    tools/wit-versions.py SEED FOLDER

Packages below deps/ are there at several versions, of which each has what the
ones before it have, and use types of one another at any of them. Now and then
a version breaks that promise in a function.
"""
import pathlib
import random
import shutil
import sys

VERSIONS = ["0.0.3", "0.2.0", "0.2.1", "0.2.10", "1.0.0-rc.1", "1.0.0",
            "1.2.0", "1.2.0+b2"]
TYPES = ["u32", "string", "list<u8>", "option<string>", "tuple<u8, u16>"]


def track(version):
    """What compatible versions have in common."""
    if "-" in version or version.startswith("0.0."):
        return version
    parts = version.split(".")
    return parts[0] if parts[0] != "0" else ".".join(parts[:2])


class Interface:
    """One interface at all versions: members are added, seldom changed."""

    def __init__(self, r, name, below):
        self.name = name
        self.below = below  # (package name, versions, Interface)
        self.uses = {}      # local name -> (package, interface, type)
        self.types = []     # (name, text)
        self.funcs = []     # (name, parameter type, result)
        self.grow(r)

    def grow(self, r):
        """What the next version has in addition."""
        for _ in range(r.randrange(3)):
            n = len(self.types)
            text = r.choice([f"resource t{n};", f"type t{n} = {r.choice(TYPES)};",
                             f"record t{n} {{ a: {r.choice(TYPES)} }}"])
            self.types.append((f"t{n}", text))
        if self.below and r.random() < 0.7:
            package, versions, other = r.choice(self.below)
            if other.types and not any(u[1] is other for u in self.uses.values()):
                same = track(r.choice(versions))
                self.uses[f"u{len(self.uses)}"] = (
                    (package, [v for v in versions if track(v) == same]), other,
                    r.choice(other.types)[0])
        for _ in range(r.randrange(3)):
            known = [t for t, _ in self.types] + list(self.uses)
            self.funcs.append((f"f{len(self.funcs)}",
                               r.choice(TYPES + known * 2), r.choice(TYPES)))

    def text(self, r):
        lines = [f"interface {self.name} {{"]
        for local, ((package, versions), other, name) in self.uses.items():
            version = r.choice(versions)
            lines.append(
                f"  use {package}/{other.name}@{version}.{{{name} as {local}}};")
        lines += ["  " + text for _, text in self.types]
        for name, param, result in self.funcs:
            if r.random() < 0.01:
                result = "s64"
            if r.random() >= 0.005:
                lines.append(f"  {name}: func(x: {param}) -> {result};")
        return "\n".join(lines + ["}"])


def main():
    r = random.Random(int(sys.argv[1]))
    folder = pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "deps").mkdir(parents=True)
    below = []
    ids = []
    for p in range(r.randint(1, 4)):
        package = f"test:p{p}"
        versions = sorted(r.sample(VERSIONS, r.randint(1, 4)), key=VERSIONS.index)
        interfaces = [Interface(r, f"i{i}", list(below))
                      for i in range(r.randint(1, 3))]
        for at, version in enumerate(versions):
            text = f"package {package}@{version};\n"
            for interface in interfaces:
                text += interface.text(r) + "\n"
                ids.append(f"{package}/{interface.name}@{version}")
            path = folder / "deps" / f"p{p}-{at}.wit"
            path.write_text(text)
            # What there is of a version is what its users may take.
            if at == 0:
                first = [(list(versions), i, len(i.types)) for i in interfaces]
            for interface in interfaces:
                interface.grow(r)
        for _, interface, count in first:
            frozen = Interface.__new__(Interface)
            frozen.name, frozen.types = interface.name, interface.types[:count]
            below.append((package, versions, frozen))
    text = "package test:main;\n"
    for w in range(r.randint(1, 4)):
        text += f"world w{w} {{\n"
        for i in r.sample(ids, r.randint(0, len(ids))):
            text += f"  import {i};\n"
        for i in r.sample(ids, r.randint(0, min(2, len(ids)))):
            text += f"  export {i};\n"
        text += "}\n"
    (folder / "main.wit").write_text(text)


main()
