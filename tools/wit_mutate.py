"""One small random change after another to a WIT text.

    python3 tools/wit_mutate.py SEED FILE    prints the changed text

Changes are made to tokens, lines and items, not to bytes: most results are
nearly WIT, which is where two tools are most likely to disagree. A seed
always makes the same text.
"""
import random
import re
import sys

TOKEN = re.compile(
    r'(?P<space>[ \t\r\n]+)|(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r'|(?P<version>\d+\.\d+\.\d+(?:-[\w.-]*\w)?(?:\+[\w.-]*\w)?)'
    r'|(?P<word>%?[A-Za-z_][\w-]*)|(?P<number>\d+)|(?P<other>->|.)',
    re.DOTALL)

KEYWORDS = (
    "as async bool borrow char constructor enum export f32 f64 flags from "
    "func future import include interface list map option own package record "
    "resource result s16 s32 s64 s8 static stream string tuple type u16 u32 "
    "u64 u8 use variant with world error-context _").split()

PUNCTUATION = "= , : ; ( ) { } < > * -> / . @ - + % _".split()

VERSIONS = (
    "0.0.0 1.0.0 0.1.0 0.2.1 10.20.30 01.0.0 1.00.0 1.0 1 1.0.0-rc.1 "
    "1.0.0-rc.01 1.0.0-0 1.0.0-00 1.0.0-a-b 1.0.0--a 1.0.0-a..b 1.0.0- "
    "1.0.0+ 1.0.0+a 1.0.0+001 1.0.0+a.b-c 1.0.0-a.1+b.2 1.0.0+a+b "
    "18446744073709551615.0.0 18446744073709551616.0.0 1.0.0-async "
    "1.0.0-alpha.use 1.0.0-x.7.z.92 1.0.0-99999999999999999999 v1.0.0"
).split()

GATES = (
    "@since(version = 0.1.0)", "@unstable(feature = f)",
    "@since(version = 1.0.0)", "@unstable(feature = g-h)",
    "@since(version = 9.9.9)", "@since(version=0.2.0)",
    "@deprecated(version = 0.1.0)", "@deprecated(version = 9.0.0)",
    "@since(version = 0.1.0)\n@deprecated(version = 0.2.0)",
    "@deprecated(version = 0.2.0)\n@since(version = 0.1.0)",
    "@unstable(feature = f)\n@deprecated(version = 0.2.0)",
    "@since(version = 0.1.0) @unstable(feature = f)",
    "@since(version = 0.1.0) @since(version = 0.1.0)",
    '@external-id("x")', '@external-id("")', '@external-id("a\\nb\\u{e9}")',
    '@external-id("a") @external-id("b")',
    '@external-id("x") @since(version = 0.1.0)',
    "@since(feature = f)", "@since", "@since()", "@unknown", "@%since",
    "@unstable(feature = func)", "@unstable(feature = %func)",
    "@unstable(feature = F)", "@ since (version = 0.1.0)",
    "@since(%version = 0.1.0)", "@since(version = 0.1.0-rc)",
)

COMMENTS = (
    "// plain", "/// doc", "//", "/**/", "///", "//// four", "/* block */",
    "/** doc block */", "/***/", "/* a /* nested */ b */", "/** a\n * b\n */",
    "/**\n   indented\n     more\n*/", "///   three\n/// one", "///\tTab",
    "// a\n\n// b", "/* a */ /* b */", "/// a\r\n/// b\r", "/*\n*/", "/* *",
    "/// trailing   ", "/// \u00e9\u3000", "/** a */ // b", "/// \"quoted\"",
    "/*// inner */", "// /* not open", "/// a\\b\u00a0",
)

ODD = (
    "\u202e", "\u2066", "\u0149", "\u17b4", "\u0673", "\u0007", "\u0085",
    "\u007f", "\u00a0", "\ufeff", "\u200b", "\r", "\f", "\v", "\u2028",
    "\u00e9", "\\", "\"", "'", "#", "$", "!", "\u0000", "\u0430", "\u3164",
)

NAMES = (
    "A B-C a-B x1 x-1 x-1a X-1a x1-Y2 1x x--y x- -x x_y _x aB Ab %a %A "
    "%a-b %func %u8 % %% %1 foo-func get set self constructor %constructor "
    "error-context %error-context a-very-long-name-of-a-thing e\u0301 \u00e9"
).split()

TYPES = (
    "u8", "string", "error-context", "list<{}>", "list<{}, 3>", "list<{}, 0>",
    "list<{}, 007>", "list<{}, 4294967296>", "option<{}>", "result<{}>",
    "result<_, {}>", "result<{}, {}>", "result<_>", "result<{}, _>",
    "result", "tuple<{}>", "tuple<{}, {}>", "tuple<{}, >", "tuple<>",
    "map<string, {}>", "map<{}, u8>", "map<f32, u8>", "stream<{}>", "stream",
    "future<{}>", "future", "own<{}>", "borrow<{}>", "list<borrow<{}>>",
    "option<own<{}>>", "list<>", "option", "{}",
)

TYPE_ITEMS = (
    "type {n} = {t};", "type {n} = {t};", "type {n} = {m};",
    "record {n} {{ {m}: {t} }}", "record {n} {{ {m}: {t}, {n}: {t}, }}",
    "record {n} {{}}", "variant {n} {{ {m}, {n}({t}) }}", "variant {n} {{}}",
    "variant {n} {{ {m}() }}", "enum {n} {{ {m}, {n}, }}", "enum {n} {{ }}",
    "flags {n} {{ {m} }}", "flags {n} {{}}",
    "use {i}.{{{n}}};", "use {i}.{{{n} as {m}}};", "use {i}.{{{n}, {m}}};",
    "use {i}.{{}};", "use {i}.{{{n},}};", "use {p}/{i}.{{{n}}};",
    "resource {n};", "resource {n} {{}}", "resource {n} {{ constructor(); }}",
    "resource {n} {{ constructor(a: {t}) -> result<{n}>; }}",
    "resource {n} {{ constructor() -> result<{m}, {t}>; }}",
    "resource {n} {{ constructor() -> {n}; constructor(); }}",
    "resource {n} {{ {m}: func(self: {t}); }}",
    "resource {n} {{ {m}: func() -> {t}; {n}: static func(); }}",
    "resource {n} {{ {m}: static func(a: borrow<{n}>) -> {n}; }}",
    "resource {n} {{ {m}: async func(); {m}: static async func(); }}",
    "resource {n} {{ {n}: func(); }}", "resource {n} {{ {g} {m}: func(); }}",
)

INTERFACE_ITEMS = TYPE_ITEMS + (
    "{n}: func();", "{n}: func(a: {t}, b: {t},) -> {t};",
    "{n}: func(a: {t}) -> {t};", "{n}: func({m}: {n});",
    "{n}: async func(a: borrow<{m}>) -> option<{m}>;",
    "{n}: func(a: u8, A: u8);", "{n}: func() -> borrow<{m}>;",
    "{n}: get() -> {t};", "{n}: set(v: {t});", "{g} {n}: func(a: {t});",
)

WORLD_ITEMS = TYPE_ITEMS + (
    "import {i};", "export {i};", "import {n}: {i};", "export {n}: {i};",
    "import {p}/{i};", "export {p}/{i};", "import {n}: {p}/{i};",
    "import {n}:{m};", "import {n}: func();", "export {n}: func();",
    "import {n}: func(a: {t}) -> {t};", "export {n}: async func(a: {t});",
    "import {n}: interface {{ {m}: func(); }}",
    "export {n}: interface {{ use {i}.{{{m}}}; f: func(x: {m}); }}",
    "import {n}: interface {{ resource {m}; f: func() -> {m}; }}",
    "import {n}: interface {{ type {m} = {t}; f: func(x: {m}); }}",
    "include {i};", "include {i};", "include {i} with {{ {n} as {m} }}",
    "include {i} with {{}}", "include {p}/{i};",
    "include {i} with {{ {n} as {m}, }}", "{g} include {i};",
    "include {i} with {{ {n} as {m}, {m} as {n} }}",
    "include {i} with {{ {n} as {m} }};", "{g} import {i};", "{g} export {i};",
)

PACKAGE_ITEMS = (
    "interface {n} {{ type {m} = {t}; }}", "interface {n} {{}}",
    "interface {n} {{ use {i}.{{{m}}}; f: func(a: {m}) -> {m}; }}",
    "interface {n} {{ resource {m}; f: func() -> {m}; }}",
    "{g} interface {n} {{ f: func(); }}",
    "{g} interface {n} {{ {g} type {m} = {t}; {g} f: func() -> {m}; }}",
    "world {n} {{ import {i}; }}", "world {n} {{ include {i}; }}",
    "{g} world {n} {{ import {i}; export f: func(); }}",
    "world {n} {{ include {i}; export {i}; use {i}.{{{m}}}; }}",
    "world {n} {{ import {m}: func(); resource {n}; export {m}: {i}; }}",
    "use {i};", "use {i} as {m};", "use {p}/{i};", "use {p}/{i} as {m};",
    "package {p} {{ interface {n} {{ type {m} = u8; }} }}",
    "package {p};", "package {p} {{}}",
)

ITEMS = {"interface": INTERFACE_ITEMS, "world": WORLD_ITEMS,
         "package": PACKAGE_ITEMS}

HEADS = re.compile(
    r"^([ \t]*)(?=(?:import|export|include|use|type|record|variant|flags|"
    r"enum|resource|interface|world|package|constructor|%?[a-z][\w-]*\s*:)\b"
    r"|%?[a-z][\w-]*\s*:)", re.MULTILINE)
ITEM_HEADS = re.compile(HEADS.pattern.replace("|package", ""), re.MULTILINE)


class Mutator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.log = []

    def pick(self, options):
        return self.random.choice(list(options))

    # What the text has to offer.

    def tokens(self, text):
        return [(m.lastgroup, m.group()) for m in TOKEN.finditer(text)]

    def solid(self, tokens):
        """The numbers of the tokens that are neither space nor comment."""
        return [i for i, (kind, _) in enumerate(tokens)
                if kind not in ("space", "comment")]

    def words(self, text):
        """The identifiers; those that are defined count more."""
        found = [w for k, w in self.tokens(text)
                 if k == "word" and w not in KEYWORDS]
        found += 3 * re.findall(
            r"\b(?:type|record|variant|flags|enum|resource)\s+([\w-]+)", text)
        return found or ["x"]

    def item_names(self, text):
        return re.findall(r"\b(?:interface|world)\s+(%?[\w-]+)", text) or ["i"]

    def paths(self, text):
        found = re.findall(r"\b[a-z][\w-]*:[a-z][\w-]*", text)
        return found or ["a:b"]

    def type_text(self, text):
        types = re.findall(r"\b(?:type|record|variant|flags|enum|resource)"
                           r"\s+(%?[\w-]+)", text) + ["u8"]
        form = self.pick(TYPES)
        return form.format(*(self.pick((self.pick(self.words(text)), "u8",
                                        self.pick(types), self.pick(types)))
                             for _ in range(form.count("{}"))))

    # Changes. Each gives a new text, or the same when it finds no place.

    def edit_tokens(self, text, edit):
        tokens = self.tokens(text)
        solid = self.solid(tokens)
        if not solid:
            return text
        edit(tokens, solid)
        return "".join(t for _, t in tokens)

    def delete(self, text):
        def edit(tokens, solid):
            tokens[self.pick(solid)] = ("space", "")
        return self.edit_tokens(text, edit)

    def duplicate(self, text):
        def edit(tokens, solid):
            i = self.pick(solid)
            tokens.insert(i, ("space", " "))
            tokens.insert(i, tokens[i + 1])
        return self.edit_tokens(text, edit)

    def swap(self, text):
        def edit(tokens, solid):
            k = self.random.randrange(len(solid))
            near = solid[(k + 1) % len(solid)]
            i, j = solid[k], self.pick([near, near, self.pick(solid)])
            tokens[i], tokens[j] = tokens[j], tokens[i]
        return self.edit_tokens(text, edit)

    def replace(self, text):
        def edit(tokens, solid):
            i = self.pick(solid)
            others = [tokens[k] for k in solid]
            kind = tokens[i][0]
            same = [t for t in others if t[0] == kind]
            tokens[i] = self.pick([self.pick(others), self.pick(same),
                                   ("word", self.pick(KEYWORDS)),
                                   ("other", self.pick(PUNCTUATION))])
        return self.edit_tokens(text, edit)

    def rename(self, text):
        """An identifier, in one place or in all."""
        words = self.words(text)
        old = self.pick(words)
        new = self.pick([self.pick(NAMES), self.pick(words), old.upper(),
                         "%" + old, old + "-1", old + "-X", old.title(),
                         self.pick(KEYWORDS), "%" + self.pick(KEYWORDS)])

        def edit(tokens, solid):
            places = [i for i in solid if tokens[i][1] == old]
            if not places:
                return
            if self.random.random() < 0.6:
                places = [self.pick(places)]
            for i in places:
                tokens[i] = ("word", new)
        return self.edit_tokens(text, edit)

    def version(self, text):
        new = self.pick(VERSIONS)

        def edit(tokens, solid):
            places = [i for i in solid if tokens[i][0] == "version"]
            if places:
                old = tokens[self.pick(places)][1]
                for i in places:
                    if tokens[i][1] == old and self.random.random() < 0.8:
                        tokens[i] = ("version", new)
                return
            for i in solid:
                if tokens[i][1] in ("package", "use", "import", "include"):
                    for j in range(i, len(tokens)):
                        if tokens[j][1] in ";.{":
                            tokens.insert(j, ("version", "@" + new))
                            return
        return self.edit_tokens(text, edit)

    def brace(self, text):
        def edit(tokens, solid):
            places = [i for i in solid if tokens[i][1] in "{}()<>"]
            if not places:
                return
            i = self.pick(places)
            token = tokens[i]
            tokens[i] = ("space", "")
            if self.random.random() < 0.6:
                tokens.insert(self.pick(solid), token)
        return self.edit_tokens(text, edit)

    def lines(self, text):
        """A line is moved, left out, or repeated."""
        lines = text.split("\n")
        i = self.random.randrange(len(lines))
        line = lines[i]
        how = self.random.randrange(3)
        if how != 2:
            del lines[i]
        if how != 0:
            lines.insert(self.random.randrange(len(lines) + 1), line)
        return "\n".join(lines)

    def gate(self, text):
        heads = HEADS if self.random.random() < 0.1 else ITEM_HEADS
        places = [m.end() for m in heads.finditer(text)]
        if not places:
            return text
        if self.random.random() < 0.8:
            text = re.sub(r"^(package [\w:-]+);", r"\1@1.2.0;", text, count=1,
                          flags=re.MULTILINE)
            places = [m.end() for m in heads.finditer(text)]
        for _ in range(self.pick((1, 1, 2, 4))):
            at = self.pick(places or [0])
            gate = self.pick(GATES[:self.pick((4, 4, 12, len(GATES)))])
            text = text[:at] + gate + self.pick("\n ") + text[at:]
            places = [m.end() for m in heads.finditer(text)]
        return text

    def comment(self, text):
        def edit(tokens, solid):
            for _ in range(self.pick((1, 2, 3))):
                note = self.pick(COMMENTS)
                end = "\n" if "//" in note else self.pick((" ", "\n", ""))
                tokens.insert(self.random.randrange(len(tokens) + 1),
                              ("comment", self.pick(("", " ")) + note + end))
        return self.edit_tokens(text, edit)

    def odd(self, text):
        at = self.random.randrange(len(text) + 1)
        return text[:at] + self.pick(ODD) + text[at:]

    def bodies(self, text):
        """Where an item can stand: (offset, what it would stand in, its
        name); and the types that are defined there, by name."""
        found, types = [], {}
        stack, head, name, before = [("package", "")], None, "", ""
        for m in TOKEN.finditer(text):
            word = m.group()
            if m.lastgroup in ("space", "comment"):
                continue
            if word in ("interface", "world", "package", "record", "enum",
                        "variant", "flags", "resource", "type", "with"):
                head, name = word, before if before == ":" else ""
            elif before == head and m.lastgroup == "word":
                name = word
                if stack[-1][0] in ("interface", "world"):
                    types.setdefault(stack[-1][1], []).append(word)
            elif word == "{":
                stack.append((head, name))
            elif word == "}" and len(stack) > 1:
                stack.pop()
            if word in "{};":
                head = None
            before = word
            if word in ("{", "}", ";") and stack[-1][0] in ITEMS:
                found.append((m.end(), *stack[-1]))
        return found, types

    def item(self, text):
        """A new item somewhere where items stand: mostly one that fits."""
        places, types = self.bodies(text)
        at, body, owner = self.pick(places or [(0, "package", "")])
        words, fits = self.words(text), self.random.random() < 0.8
        own = types.get(owner, []) if fits else words
        other = self.pick(self.item_names(text))
        new = self.pick(ITEMS[body])
        used = "{i}.{{{" in new or "{i}.{{{n}" in new
        names = types.get(other, []) if used and fits else own
        fresh = f"fresh-{self.pick('abcdefgh')}"
        new = new.format(
            i=other, p=self.pick(self.paths(text)),
            n=self.pick(names or words) if used else
            fresh if fits else self.pick(words),
            m=self.pick(own or [fresh + "-m"]),
            t=self.type_of(own) if fits else self.type_text(text),
            g=self.pick(GATES[:2] if fits else GATES[:12]))
        if self.random.random() < 0.2:
            new = self.pick(GATES[:4]) + " " + new
        return text[:at] + "\n" + new + "\n" + text[at:]

    def type_of(self, names):
        form = self.pick(TYPES)
        return form.format(*(self.pick((names or ["u8"]) + ["u8"])
                             for _ in range(form.count("{}"))))

    def type(self, text):
        """Another type where one stands."""
        places = [m for m in re.finditer(
            r"(?:: |= |<|\(|-> )([a-z][\w-]*)(?=[,;)>\s])", text)
            if m.group(1) not in ("func", "interface", "static", "async")]
        if not places:
            return text
        m = self.pick(places)
        return text[:m.start(1)] + self.type_text(text) + text[m.end(1):]

    def body(self, text):
        """An item with its braces is repeated, moved or left out."""
        starts = [m.start() for m in HEADS.finditer(text)]
        if not starts:
            return text
        at = self.pick(starts)
        end = self.item_end(text, at)
        part = text[at:end]
        rest = text if self.random.random() < 0.5 else text[:at] + text[end:]
        places = [m.start() for m in HEADS.finditer(rest)] + [len(rest)]
        to = self.pick(places)
        if self.random.random() < 0.2:
            return rest
        return rest[:to] + part + "\n" + rest[to:]

    def item_end(self, text, at):
        depth = 0
        for m in TOKEN.finditer(text, at):
            if m.group() == "{":
                depth += 1
            elif m.group() == "}":
                depth -= 1
                if depth <= 0:
                    return m.end()
            elif m.group() in ";," and depth == 0:
                return m.end()
        return len(text)

    def newlines(self, text):
        return text.replace("\n", self.pick(("\r\n", "\r\n", " ")))

    CHANGES = ((delete, 1), (duplicate, 1), (swap, 1), (replace, 2),
               (rename, 8), (version, 2), (brace, 1), (lines, 2), (gate, 10),
               (comment, 8), (odd, 1), (item, 30), (type, 14), (body, 6),
               (newlines, 2))

    def mutate(self, text):
        changes = [c for c, weight in self.CHANGES for _ in range(weight)]
        for _ in range(self.pick((1, 1, 1, 1, 2, 3))):
            change = self.pick(changes)
            self.log.append(change.__name__)
            text = change(self, text)
        return text


def main():
    mutator = Mutator(int(sys.argv[1]))
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        sys.stdout.write(mutator.mutate(file.read()))


if __name__ == "__main__":
    main()
