"""Where wasm-tools 1.263 differs from WIT.md, and is left alone with it.

Each rule says for which kinds of difference it stands, when exactly it
applies, and why it is not a fault of ours. What no rule covers is a new
difference, and makes tools/diff-wit.sh fail.

WIT.md is that of August 2026.
"""
import pathlib
import re
import tempfile

RULES = []


def rule(*kinds):
    """A rule for differences of those kinds; its text is the reason."""
    def add(applies):
        reason = " ".join(applies.__doc__.split())
        RULES.append((kinds, reason, applies))
        return applies
    return add


def find(case, kind, evidence):
    """The reason of the first rule that covers a difference, or None."""
    for kinds, reason, applies in RULES:
        if kind in kinds and applies(case, evidence):
            return reason
    return None


def theirs(case):
    """What their error says."""
    text = re.sub(r"(error: )?(failed to [^:]*: \S+: ?)*", "", case.theirs.err)
    return text.split("\n")[0]


def their_line(case):
    """The line of the text that their error shows."""
    m = re.search(r"^ *\d+ \| (.*)$", case.theirs.err, re.MULTILINE)
    return m.group(1) if m else ""


def ours(case):
    """What our first error says: "[E0201]: expected ..."."""
    m = re.search(r"^error(\[\w+\]: .*)$", case.ours.err, re.MULTILINE)
    return m.group(1) if m else ""


def prints_alike(case):
    """Do they take what we print, which lacks all that is hidden, as it is?
    Documentation changes when it is read again: its indentation is lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "shown.wit"
        path.write_bytes(case.ours.out)
        run = case.ask_peer(path)
        return run.code == 0 and \
            without_docs(run.out) == without_docs(case.ours.out)


def without_docs(text):
    return re.sub(rb"^ *///.*\n", b"", text, flags=re.MULTILINE)


THEY_REFUSE = ("accepted by us alone", "other line")
WE_REFUSE = ("refused by us alone", "other line")

# They refuse what WIT.md allows


@rule(*THEY_REFUSE)
def empty_type(case, evidence):
    """records and flags without members: WIT.md (Items: type) has none, but
    wit-parser did until August 2026, and texts of that time do; no binary can
    hold them, and `tenon wit -w` says so"""
    return theirs(case) in ("empty record", "empty flags")


@rule(*THEY_REFUSE)
def carriage_return(case, evidence):
    """a carriage return is white space wherever it stands (WIT.md,
    Whitespace); there only in front of a newline"""
    return theirs(case) == r"unexpected character '\r'"


VERSION_WITH_WORD = re.compile(
    r"\d+\.\d+\.\d+[-+][0-9A-Za-z.+-]*?(?<![0-9A-Za-z])([a-z][a-z0-9-]*)")


@rule(*THEY_REFUSE)
def keyword_in_version(case, evidence):
    """a keyword in a pre-release is part of a valid semantic version (WIT.md,
    Package declaration); there it is a token that ends the version"""
    m = re.search(r"found (?:keyword `(\S+)`|'\.')$", theirs(case))
    words = VERSION_WITH_WORD.findall(their_line(case))
    return m is not None and (m.group(1) in words or
                              (m.group(1) is None and bool(words)))


@rule("accepted by us alone")
def panic(case, evidence):
    """`/**/` is a comment (WIT.md, Comments); there it ends the tool"""
    return case.theirs.code == 101 and "/**/" in case.texts()


@rule("accepted by us alone")
def build_metadata(case, evidence):
    """build metadata says nothing of which version is later (semver.org 10)"""
    m = re.search(r"unreleased version ([^\s+]+)\S* of package \[\S+\] "
                  r"\(current version ([^\s+]+)\S*\)", theirs(case))
    return m is not None and m.group(1) == m.group(2)


def parted_alike(a, b):
    """Do two names differ in nothing but hyphens and case?"""
    a, b = a.lower(), b.lower()
    return a != b and a.replace("-", "") == b.replace("-", "")


@rule(*THEY_REFUSE)
def hyphens(case, evidence):
    """names are unique when they differ in more than case (Explainer.md, Name
    Uniqueness); that their hyphens do not count came after August 2026"""
    if not re.search(r"conflicts with pr|is defined more than once", theirs(
            case)):
        return False
    told = [w for n in re.findall(r"`([^`]+)`", theirs(case))
            for w in re.split(r"[\].]", n) if w]
    words = set(re.findall(r"%?([A-Za-z][\w-]*)", case.texts()))
    return any(parted_alike(a, b) for a in told for b in words)


@rule(*THEY_REFUSE)
def same_package(case, evidence):
    """packages may be duplicated across dependencies when their contents are
    the same (WIT.md, Root Package: A Directory)"""
    return re.match(r"package `\S+` is defined in two different locations",
                    theirs(case)) is not None


@rule("accepted by us alone")
def hidden_in_world(case, evidence):
    """types and uses of a world can be gated (WIT.md, Item: world); there
    those of a feature that is not enabled are an error"""
    return "excluded due to its feature not being activated" in theirs(case) \
        and re.match(r" *(@|use |type|record|variant|flags|enum|resource)",
                     their_line(case)) is not None and prints_alike(case)


@rule("accepted by us alone")
def hidden_shared(case, evidence):
    """items that are not gated are always there (WIT.md, Feature Gates); an
    unnamed type that a hidden item mentions first is hidden there from all
    that mention it later"""
    return "reference to a type which is excluded" in theirs(case) and \
        prints_alike(case)


# They accept what WIT.md does not have


@rule(*WE_REFUSE)
def empty_suffix(case, evidence):
    """`1.0.0-` and `1.0.0+` are no semantic versions (WIT.md, Package
    declaration); there what follows is left out in silence when it is empty"""
    return re.search(r"after `\d+\.\d+\.\d+`, found `[-+]`$",
                     ours(case)) is not None


@rule(*WE_REFUSE)
def escaped_gate(case, evidence):
    """the words of gates are literal (WIT.md, Feature Gates), not identifiers
    that `%` can stand before"""
    return re.match(r"\[E0201\]: expected [^%]*, found "
                    r"`%(since|unstable|deprecated|version|feature|"
                    r"external-id)`$", ours(case)) is not None


@rule(*WE_REFUSE)
def imported_package(case, evidence):
    """`import a:b;` names a package and is an error (WIT.md, Item: world);
    there it is read as `import a: b;`"""
    return re.search(r"names a package, which cannot be (im|ex)ported",
                     ours(case)) is not None


@rule(*WE_REFUSE)
def case_of_interface(case, evidence):
    """names are unique in their scope whatever their case (WIT.md, WIT
    Worlds); there those of interfaces and worlds only when encoded"""
    m = re.search(r"name `(\S+)` is defined more than once in this package",
                  ours(case))
    return m is not None and len(re.findall(
        rf"\b(?:interface|world)\s+%?{re.escape(m.group(1))}\b",
        case.texts())) == 1


@rule(*WE_REFUSE)
def borrow_in_stream(case, evidence):
    """streams and futures carry no borrowed handles (CanonicalABI.md,
    stream.new); there only encoding it fails"""
    return "a stream or future cannot carry a borrowed handle" in ours(case)


@rule(*WE_REFUSE)
def stream_of_char(case, evidence):
    """streams carry no characters for now (Explainer.md, Asynchronous Value
    Types); there only encoding it fails"""
    return "`stream<char>` is not valid at this time" in ours(case)


@rule(*WE_REFUSE)
def accessor(case, evidence):
    """accessors (`get()` and `set()`) came after the WIT.md of August 2026"""
    return re.search(r"found `(get|set)`$", ours(case)) is not None


@rule(*WE_REFUSE)
def list_length(case, evidence):
    """the length of a list is at least 1 and has no leading zeros (WIT.md,
    uint); there only encoding it fails"""
    return "fixed-length lists must have more than zero" in ours(case) or \
        "the length of a list has no leading zeros" in ours(case)


@rule(*WE_REFUSE)
def later_use(case, evidence):
    """a name is defined once (WIT.md, Name resolution); there a `use` that
    stands behind a definition takes its name away"""
    m = re.search(r"error\[E0302\]: name `(\S+)` is defined more than once\n"
                  r" *--> (\S+):(\d+):\d+\n(?:.*\n){3,4}?"
                  r" *note: first defined here\n *--> (\S+):(\d+):\d+",
                  case.ours.err)
    return m is not None and m.group(2) == m.group(4) and \
        int(m.group(5)) >= int(m.group(3)) and "use" in case.texts()


@rule("encoded by us alone", "our binary read by them")
def map_of_handles(case, evidence):
    """the value of a map is of any type (Explainer.md, valtype)"""
    return "map value type cannot contain a handle" in evidence


@rule("printed otherwise", "other JSON", "the binaries read by them")
def included_since(case, evidence):
    """`@since` of what is included from another package is the version of
    that one: we drop it, as they do for interfaces but not for functions,
    types and inline interfaces; what they print they do not read again"""
    from_afar = re.search(r"\binclude\s+[\w%-]+\s*:", case.texts()) or \
        re.search(r"^use\s+[\w%-]+:", case.texts(), re.MULTILINE)
    return bool(from_afar) and (
        re.search(r"'\s*@since\(version = [^']*' and ", evidence) is not None
        or re.search(r"keys \['stability'\]$", evidence) is not None)


@rule("printed otherwise", "other JSON", "the binaries read by them",
      "their binary read by us")
def implied_external_id(case, evidence):
    """an import or export that another export needs has there the
    `@external-id` of that one, which says nothing of it"""
    return re.search(r"@external-id\(\"[^']*' and '\s+(im|ex)port \S+;'$",
                     evidence) is not None or \
        re.match(r"/worlds/\d+/(im|ex)ports/interface-\d+/interface: "
                 r"keys \['external_id'\]", evidence) is not None


@rule("printed otherwise", "other JSON", "the binaries read by them",
      "their binary read by us")
def overtaken_item(case, evidence):
    """an import or export that another one before it needs loses its
    documentation, its `@external-id` and, as an export, its gates there"""
    return re.search(r"'\s+(import|export) \S+;' and '\s+(///|@external-id)"
                     r"|'\s+export \S+;' and '\s+@", evidence) is not None or \
        re.match(r"/worlds/\d+/(im|ex)ports/interface-\d+/interface: "
                 r"keys \['(docs|external_id)'[\],]", evidence) is not None


# They go on with `import name: path;`, or what stands before it, we have docs.
LENT_DOCS = re.compile(r"'\s+((import|export) \S+: [^{']*;|@[a-z-]+\(.*)' "
                       r"and '\s+///")


@rule("the binaries read by them")
def named_import(case, evidence):
    """the documentation of an interface under another name is lost in their
    binaries, but not in texts"""
    return LENT_DOCS.search(evidence) is not None


@rule("printed otherwise", "their binary read by us")
def empty_docs(case, evidence):
    """an empty comment of an interface under another name is none, and what is
    printed resolves to what was printed; there it drops the interface's own,
    which the printed text has again"""
    return LENT_DOCS.search(evidence) is not None and \
        re.search(r"^\s*///\s*$|/\*\*\s*\*/", case.texts(), re.M) is not None


# Refused by both, elsewhere


@rule("told later")
def several(case, evidence):
    """of several errors all are told, in the order of their places; there the
    first of the earliest step is the only one"""
    return True


@rule("other line")
def place_of_character(case, evidence):
    """in a package of several files they count the place of a character from
    the start of the first file"""
    return re.search(r"U\+[0-9A-F]{4,}", ours(case)) is not None and \
        re.match(r"Control code|Codepoint ", theirs(case)) is not None


@rule("other line")
def nul(case, evidence):
    """a file with a NUL byte is no text: told without a line"""
    return theirs(case).startswith(r"Control code '\u{0}'")


@rule("other line")
def nesting(case, evidence):
    """packages in packages are no WIT, however deep; limits differ"""
    return theirs(case) == "package nesting too deep"


@rule("other line")
def used_world(case, evidence):
    """a world that a top-level `use` takes from another package is told
    there, or where it is meant to be an interface"""
    return re.search(r"name `\S+` is defined as an? (world|interface), not",
                     theirs(case)) is not None and \
        re.search(r"of package `\S+` is a world, not an interface",
                  ours(case)) is not None


@rule("other line")
def gated_use(case, evidence):
    """a gated top-level `use` is told at its path, there at its keyword"""
    return theirs(case) == "attributes not allowed on top-level use" and \
        "a top-level `use` cannot be gated" in case.ours.err


@rule("other line")
def place_of_hidden(case, evidence):
    """what is behind a feature that is not enabled is told where it is
    mentioned; there at the item that mentions it"""
    return "excluded due to its feature not being" in theirs(case) and \
        re.search(r"needs the feature `\S+`, which is not enabled|"
                  r"needs a gate: what it stands in", case.ours.err) is not None


@rule("other line")
def unreleased(case, evidence):
    """a gate with a later version is told at the item that it stands before;
    there at the first unnamed type in it"""
    return "gate cannot reference unreleased version" in theirs(case) and \
        "which is later than the package's own" in ours(case)


@rule("other line")
def missing_package(case, evidence):
    """a package that is not there is told once, where it is mentioned first,
    whichever of the other packages that is"""
    m = re.match(r"package '(\S+)' not found", theirs(case))
    return m is not None and f"package `{m.group(1)}` is not there" in \
        case.ours.err


SYNTAX = re.compile(
    r"expected |unexpected |invalid (?!map key)|identifiers must|unterminated|"
    r"unknown attribute|type nesting|Control code|Codepoint|"
    r"empty string|string|number|package nesting")
PACKAGE = re.compile(
    r"package identifier|found doc comments|no `package`|nested packages|"
    r"cannot place attributes|package `\S+` (is defined|creates)|"
    r"package '\S+' not found")


def step(message, in_parser, of_packages):
    return 0 if re.search(in_parser, message) else \
        1 if re.search(of_packages, message) else 2


@rule("other line")
def earlier_step(case, evidence):
    """another error, of an earlier step, hides theirs: characters and
    comments, then syntax and attributes, then packages, then names"""
    mine = ours(case)
    if "this comment does not end" in mine or "is not allowed in WIT" in mine:
        return True
    return step(mine, r"^\[E020[12]\]|is given twice|cannot have an "
                r"`@external-id`",
                r"^\[\w+\]: (package .* (depends on itself|is not there)|"
                r"this file is of package|two files document|no file says|"
                r"nested packages|.* is defined in two places)") < \
        step(theirs(case), "^(" + SYNTAX.pattern + ")",
             "^(" + PACKAGE.pattern + ")")


# Binaries


@rule("our binary read by us")
def nothing_in_it(case, evidence):
    """a package without interfaces and worlds leaves no trace of its name in
    its binary form; they read it in the same way"""
    return re.fullmatch(r"line \d+: 'package \S+;' and "
                        r"'package root:component;'", evidence) is not None
