"""Random WIT packages with what wit-smith does not make: gates on everything,
external ids, async functions, streams, futures, maps, lists of a length,
interfaces under other names, several versions, nested packages, includes with
renames, docs.

    python3 tools/wit_make.py SEED FOLDER    writes the packages of that seed

Most packages are valid; a seed always makes the same.
"""
import pathlib
import random
import sys

PRIMITIVES = ("bool u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 char string "
              "error-context").split()
KEYS = "bool u8 u16 u32 u64 s8 s16 s32 s64 char string".split()
WORDS = ("a b c d e f g h x1 y-2 one two-words THREE get set since unstable "
         "version feature external-id self root new drop %list %type %use "
         "%world %async %static post a-B MAP-4").split()
DOCS = ("/// one line", "/// one\n/// two", "///", "/** block */",
        "/// \ttab and \"quotes\"", "/**\n * stars\n *\n * more\n */",
        "/// caf\u00e9 \U0001f600")
IDS = ("x", "", "a b", "https://x.y/z?q=1", "\\\"", "\\u{e9}", "\\n\\t\\\\")


class Maker:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.out = []
        self.depth = 0
        self.packages = []  # (name, version, interfaces, worlds)
        self.gated = self.dice.random() < 0.5

    # Dice

    def chance(self, p):
        return self.dice.random() < p

    def pick(self, options):
        return self.dice.choice(list(options))

    def some(self, most, least=0):
        return range(self.dice.randint(least, most))

    # Lines

    def line(self, text):
        for part in text.split("\n"):
            self.out.append("  " * self.depth + part)

    def open(self, text):
        self.line(text + " {")
        self.depth += 1

    def close(self):
        self.depth -= 1
        self.line("}")

    # Names

    def fresh(self, taken):
        """A name that no other in its scope has, whatever its case."""
        for _ in range(50):
            name = self.pick(WORDS)
            if self.chance(0.4):
                name += f"-{self.dice.randrange(100)}"
            key = name.lstrip("%").lower().replace("-", "")
            if key not in taken:
                taken.add(key)
                return name
        name = f"n{len(taken)}x"
        taken.add(name)
        return name

    # What stands in front

    def front(self, gate=True, version=None, ident=False):
        if self.chance(0.25):
            self.line(self.pick(DOCS))
        gate = gate and self.gated and self.chance(0.4)
        if gate and version and self.chance(0.5):
            self.line(f"@since(version = {self.pick(('0.1.0', version))})")
            if self.chance(0.2):
                self.line(f"@deprecated(version = {version})")
        elif gate:
            self.line(f"@unstable(feature = {self.pick(('f', 'g-h'))})")
            if version and self.chance(0.2):
                self.line(f"@deprecated(version = {version})")
        if ident and self.chance(0.15):
            self.line(f'@external-id("{self.pick(IDS)}")')

    # Types

    def type(self, scope, depth=0):
        form = self.dice.randrange(16)
        names = scope["types"] + scope["resources"]
        if form < 5 and names:
            return self.pick(names)
        if form < 7 or depth > 3:
            return self.pick(PRIMITIVES)

        def inner():
            return self.type(scope, depth + 1)
        return (
            lambda: f"list<{inner()}>",
            lambda: f"list<{inner()}, {self.pick((1, 2, 17))}>",
            lambda: f"option<{inner()}>",
            lambda: self.pick(("result", f"result<{inner()}>",
                               f"result<_, {inner()}>",
                               f"result<{inner()}, {inner()}>")),
            lambda: f"tuple<{', '.join(inner() for _ in self.some(3, 1))}>",
            lambda: f"map<{self.pick(KEYS)}, {self.value(scope)}>",
            lambda: self.pick(("stream", f"stream<{inner()}>")),
            lambda: self.pick(("future", f"future<{inner()}>")),
            lambda: f"own<{self.pick(scope['resources'])}>"
            if scope["resources"] else "u8",
        )[form - 7]()

    def value(self, scope):
        """Of a map: handles in it are rare, since wasm-tools has none."""
        plain = self.pick(KEYS)
        return self.type(scope, 3) if self.chance(0.03) else \
            self.pick((plain, f"list<{plain}>", f"tuple<{plain}, u8>"))

    def parameter(self, scope):
        if scope["resources"] and self.chance(0.2):
            return f"borrow<{self.pick(scope['resources'])}>"
        return self.type(scope)

    def parameters(self, scope):
        taken = {"self"}
        parts = [f"{self.fresh(taken)}: {self.parameter(scope)}"
                 for _ in self.some(3)]
        return ", ".join(parts) + ("," if parts and self.chance(0.1) else "")

    def function(self, scope):
        result = f" -> {self.type(scope)}" if self.chance(0.6) else ""
        word = "async func" if self.chance(0.25) else "func"
        return f"{word}({self.parameters(scope)}){result}"

    def resource(self, scope, name):
        scope["resources"].append(name)
        if self.chance(0.2):
            self.line(f"resource {name};")
            return
        self.open(f"resource {name}")
        taken = {name.lstrip("%").lower().replace("-", "")}
        if self.chance(0.6):
            self.front(version=scope["version"], ident=True)
            result = self.pick(("", "", f" -> result<{name}>",
                                f" -> result<{name}, string>"))
            self.line(f"constructor({self.parameters(scope)}){result};")
        for _ in self.some(3):
            self.front(version=scope["version"], ident=True)
            static = "static " if self.chance(0.3) else ""
            self.line(f"{self.fresh(taken)}: {static}{self.function(scope)};")
        self.close()

    def members(self, scope, taken, typed):
        for _ in self.some(4, 1):
            if self.chance(0.2):
                self.line(self.pick(DOCS))
            of = typed(self.type(scope)) if typed else ""
            self.line(f"{self.fresh(taken)}{of},")

    def typedef(self, scope):
        name = self.fresh(scope["taken"])
        self.front(version=scope["version"], ident=True)
        form = self.dice.randrange(6)
        if form == 0:
            self.resource(scope, name)
            return
        if form == 1:
            self.line(f"type {name} = {self.type(scope)};")
        else:
            word = ("record", "variant", "enum", "flags")[form - 2]
            self.open(f"{word} {name}")
            self.members(scope, set(), {
                "record": lambda t: f": {t}",
                "variant": lambda t: self.pick(("", f"({t})"))}.get(word))
            self.close()
        scope["types"].append(name)

    # Interfaces

    def scope(self, version):
        return {"types": [], "resources": [], "taken": set(),
                "version": version}

    def visible(self, package):
        """(path, interface) of what can be named."""
        found = [(n, s) for n, s in package[2]]
        for name, version, interfaces, _ in self.packages:
            at = f"@{version}" if version else ""
            found += [(f"{name}/{n}{at}", s) for n, s in interfaces]
        return found

    def use(self, package, scope):
        choices = [(p, s) for p, s in self.visible(package)
                   if s["types"] or s["resources"]]
        if not choices:
            return
        path, other = self.pick(choices)
        self.front(version=scope["version"])
        parts = []
        for name in self.dice.sample(other["types"] + other["resources"], 1):
            key = name.lstrip("%").lower().replace("-", "")
            new = name
            if key in scope["taken"] or self.chance(0.3):
                new = self.fresh(scope["taken"])
            scope["taken"].add(key if new == name else new)
            parts.append(name if new == name else f"{name} as {new}")
            scope["resources" if name in other["resources"] else
                  "types"].append(new)
        self.line(f"use {path}.{{{', '.join(parts)}}};")

    def body(self, package, scope):
        for _ in self.some(2):
            self.use(package, scope)
        for _ in self.some(4):
            self.typedef(scope)
        for _ in self.some(3):
            self.front(version=scope["version"], ident=True)
            name = self.fresh(scope["taken"])
            self.line(f"{name}: {self.function(scope)};")

    def interface(self, package, taken):
        name = self.fresh(taken)
        self.front(version=package[1])
        self.open(f"interface {name}")
        scope = self.scope(package[1])
        self.body(package, scope)
        self.close()
        package[2].append((name, scope))

    # Worlds

    def world_item(self, package, scope, names):
        word = self.pick(("import", "import", "export"))
        self.front(version=package[1], ident=True)
        form = self.dice.randrange(4)
        choices = self.visible(package)
        if form == 0 and choices:
            path, _ = self.pick(choices)
            if (word, path) not in names:
                names.add((word, path))
                self.line(f"{word} {path};")
                return
        name = self.fresh(scope["taken"])
        if form == 1 and choices:
            self.line(f"{word} {name}: {self.pick(choices)[0]};")
        elif form == 2:
            self.open(f"{word} {name}: interface")
            self.body(package, self.scope(package[1]))
            self.close()
        else:
            self.line(f"{word} {name}: {self.function(scope)};")

    def include(self, package):
        worlds = list(package[3])
        for name, version, _, others in self.packages:
            at = f"@{version}" if version else ""
            worlds += [(f"{name}/{n}{at}", s) for n, s in others]
        if not worlds:
            return
        path, plain = self.pick(worlds)
        self.front(version=package[1])
        if plain and self.chance(0.7):
            old = self.pick(plain)
            self.line(f"include {path} with {{ {old} as "
                      f"r-{self.dice.randrange(1000)} }}")
        else:
            self.line(f"include {path};")

    def world(self, package, taken):
        name = self.fresh(taken)
        self.front(version=package[1])
        self.open(f"world {name}")
        scope, names = self.scope(package[1]), set()
        for _ in self.some(2):
            self.use(package, scope)
        for _ in self.some(2):
            self.typedef(scope)
        for _ in self.some(4):
            self.world_item(package, scope, names)
        for _ in self.some(1):
            self.include(package)
        self.close()
        package[3].append((name, []))

    # Packages

    def package(self, name, version):
        package = (name, version, [], [])
        taken = set()
        for _ in self.some(4, 1):
            self.interface(package, taken)
        for _ in self.some(3):
            self.world(package, taken)
        return package

    def text(self):
        text = "\n".join(self.out) + "\n"
        self.out = []
        return text

    def files(self):
        """(path, text) of all; the last package is the main one."""
        nested = self.chance(0.3)
        inner = []
        count = self.dice.randrange(3)
        for i in range(count + 1):
            last = i == count
            name = f"ns{self.dice.randrange(2)}:p{i if self.chance(0.7) else 0}"
            version = self.pick((None, "0.2.0", "1.0.0", "1.2.0", "2.0.0-rc.1",
                                 "1.0.1+b.2"))
            if any(p[:2] == (name, version) for p in self.packages):
                name = f"ns2:p{i}"
            head = f"package {name}" + (f"@{version}" if version else "")
            if nested and not last:
                self.open(head)
                self.packages.append(self.package(name, version))
                self.close()
                inner.append(self.text())
                continue
            if self.chance(0.2):
                self.line(self.pick(DOCS))
            self.line(head + ";\n")
            self.packages.append(self.package(name, version))
            text = self.text()
            if last:
                yield "main.wit", text + "\n".join(inner)
            else:
                yield f"deps/d{i}.wit", text


def write(seed, folder):
    folder = pathlib.Path(folder)
    (folder / "deps").mkdir(parents=True)
    for path, text in Maker(seed).files():
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
