#!/usr/bin/env python3
"""Compares what `tenon wit` makes of WIT with `wasm-tools component wit`.

    tools/wit_peer.py [-n COUNT] [-g COUNT] [-m COUNT] [-s SEED] [-k FOLDER]
                      [FOLDER...]

See tools/diff-wit.sh, which calls it.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import json_equal
import wit_known
import wit_make
import wit_mutate

TENON = os.environ.get("TENON", "build/release/tenon")
PEER = os.environ.get("WASM_TOOLS", "wasm-tools")
SECONDS = 60


class Run:
    """What a command did."""

    def __init__(self, command):
        try:
            done = subprocess.run(command, capture_output=True, check=False,
                                  timeout=SECONDS)
            self.code, self.out = done.returncode, done.stdout
            self.err = done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = 124, b"", "time is up"

    def text(self):
        return self.out.decode("utf-8", "replace")


def ours(path, *options):
    return Run([TENON, "wit", "-q", *options, str(path)])


def theirs(path, *options):
    return Run([PEER, "component", "wit", *options, str(path)])


class Case:
    """One input, and what the tools made of it."""

    def __init__(self, path, options, source):
        self.path, self.options, self.source = path, options, source
        self.differences = []  # (kind, evidence)
        self.ours = self.theirs = None

    def ask_peer(self, path):
        return theirs(path, *self.options)

    def report(self, kind, evidence=""):
        self.differences.append((kind, evidence))

    def texts(self):
        """The WIT that it is made of."""
        path = pathlib.Path(self.path)
        files = [path] if path.is_file() else sorted(path.rglob("*.wit"))
        return "\n".join(f.read_bytes().decode("utf-8", "replace")
                         for f in files)


def first_differences(a, b):
    """Some lines in which two texts differ."""
    xs, ys = a.split("\n"), b.split("\n")
    for i in range(max(len(xs), len(ys))):
        x = xs[i] if i < len(xs) else "(end)"
        y = ys[i] if i < len(ys) else "(end)"
        if x != y:
            return f"line {i + 1}: {x!r} and {y!r}"
    return ""


def our_errors(case):
    run = ours(case.path, *case.options, "--message-format", "json",
               "-o", "/dev/null")
    try:
        found = json.loads(run.err)
    except json.JSONDecodeError:
        return []
    return [e for e in found if e["severity"] == "error"]


def their_place(err):
    m = re.search(r"(?:-->|\*)\s+(\S+?):(\d+):\d+", err) or \
        re.search(r"(\S+):(\d+):\d+: ", err)
    return (os.path.basename(m.group(1)), int(m.group(2))) if m else None


def compare_refusals(case):
    """They tell one error; the first of ours must be on its line."""
    place = their_place(case.theirs.err)
    if place is None:
        return
    errors = our_errors(case)
    places = [(os.path.basename(e.get("file", "")), e.get("line", 0))
              for e in errors]
    if not places or place != places[0]:
        first = errors[0]["message"] if errors else ""
        kind = "told later" if place in places else "other line"
        case.report(kind, f"{summary(case.theirs.err)} "
                    f"at {place}, ours at {places[:4]}: {first}")


def summary(err):
    lines = [l for l in err.split("\n") if l.strip()]
    text = " ".join(lines[:1 if lines and "thread" not in lines[0] else 2])
    return re.sub(r"(error: )?(failed to [^:]*: \S+: ?)*", "", text)[:160]


def compare_text(case):
    if case.ours.out != case.theirs.out:
        case.report("printed otherwise", first_differences(
            case.theirs.text(), case.ours.text()))


def compare_json(case, path, options, of=""):
    a = theirs(path, *options, "--json")
    b = ours(path, *options, "--json")
    if a.code or b.code:
        case.report(f"other JSON{of}", f"exit codes {a.code} and {b.code}")
        return
    found = json_equal.differ(json.loads(a.out), json.loads(b.out), "")
    if found:
        case.report(f"other JSON{of}", found)
    elif a.out.strip() != b.out.strip():
        case.report(f"other order in JSON{of}", first_differences(
            a.text(), b.text()))


def compare_binary(case, work):
    """Both binaries, read by both, are the text again."""
    a, b = work / "theirs.wasm", work / "ours.wasm"
    peer = theirs(case.path, *case.options, "-w", "-o", str(a))
    own = ours(case.path, *case.options, "-w", "-o", str(b))
    if bool(peer.code) != bool(own.code):
        who, why = ("us", peer) if peer.code else ("them", own)
        case.report(f"encoded by {who} alone", summary(why.err))
    if own.code == 0:
        text = ours(case.path, *case.options).out
        check_binary(case, "our binary read by us", ours(b), text)
        check_binary(case, "our binary read by them", theirs(b), None)
    if peer.code == 0:
        check_binary(case, "their binary read by us",
                     ours(a, "--with-deps"), theirs(a).out)
        compare_json(case, a, [], " of their binary")
    if peer.code == 0 and own.code == 0:
        check_binary(case, "the binaries read by them", theirs(b),
                     theirs(a).out)


def check_binary(case, kind, run, text):
    if run.code:
        case.report(kind, f"refused: {summary(run.err)}")
    elif text is not None and run.out != text:
        case.report(kind, first_differences(
            text.decode("utf-8", "replace"), run.text()))


def compare(path, options, source, work):
    case = Case(path, options, source)
    case.ours = ours(path, "--with-deps", *options)
    case.theirs = theirs(path, *options)
    if case.ours.code not in (0, 1):
        case.report("died", f"exit code {case.ours.code}")
    elif case.theirs.code and case.ours.code:
        compare_refusals(case)
    elif case.theirs.code:
        case.report("accepted by us alone", summary(case.theirs.err))
    elif case.ours.code:
        case.report("refused by us alone", summary(case.ours.err))
    else:
        compare_text(case)
        compare_json(case, case.path, case.options)
        compare_binary(case, work)
    return case


class Tally:
    """Reports differences, and counts the known ones by rule."""

    def __init__(self, keep):
        self.keep = keep
        self.inputs = self.refused = self.differ = 0
        self.known = collections.Counter()

    def add(self, case):
        self.inputs += 1
        self.refused += case.theirs.code != 0
        unknown = []
        for kind, evidence in case.differences:
            rule = wit_known.find(case, kind, evidence)
            if rule:
                self.known[rule] += 1
            else:
                unknown.append((kind, evidence))
        if not unknown:
            return
        self.differ += 1
        for kind, evidence in unknown:
            print(f"{kind}: {case.source} {' '.join(case.options)}\n"
                  f"    {evidence}", flush=True)
        if self.keep:
            name = re.sub(r"[^\w.-]+", "_", str(case.source))[-80:]
            to = pathlib.Path(self.keep) / name
            if to.is_dir():
                shutil.rmtree(to)
            copy = shutil.copytree if os.path.isdir(case.path) else shutil.copy
            os.makedirs(self.keep, exist_ok=True)
            copy(case.path, to)

    def finish(self):
        for rule, count in sorted(self.known.items()):
            print(f"known: {count} x {rule}")
        print(f"{self.inputs} inputs, {self.refused} refused by wasm-tools, "
              f"{sum(self.known.values())} known differences, "
              f"{self.differ} inputs with others")
        return 1 if self.differ else 0


def inputs_below(folder):
    """Each file, and each folder that has some."""
    files = [p for p in pathlib.Path(folder).rglob("*.wit") if p.is_file()]
    return sorted(set(files) | {p.parent for p in files})


def packages_beside(folder):
    """The packages of folders that hold nothing else: they may use one
    another."""
    for group in sorted({p.parent for p in inputs_below(folder)
                         if p.is_dir()}):
        packages = sorted({f.parent for f in group.glob("*/*.wit")})
        if len(packages) > 1 and not list(group.glob("*.wit")):
            yield from ((p, packages) for p in packages)


def put_together(package, packages, folder):
    shutil.copytree(package, folder)
    os.chmod(folder, 0o755)
    for other in packages:
        if other != package:
            shutil.copytree(other, folder / "deps" / other.name)


def collect(folders, work):
    """(path, name) of all inputs."""
    for folder in folders:
        for path in inputs_below(folder):
            yield path, path
        for package, packages in packages_beside(folder):
            made = work / "together" / str(len(list(work.glob("together/*"))))
            put_together(package, packages, made)
            yield made, f"{package} (put together)"


def generated(seed, work):
    """A package that wit-smith makes of bytes, as a folder; or None."""
    folder = work / "smith"
    shutil.rmtree(folder, ignore_errors=True)
    dice = random.Random(seed)
    (work / "seed").write_bytes(
        dice.randbytes(dice.choice((100, 1000, 4000, 20000))))
    options = ["--async"] if seed % 2 else []
    wasm = str(work / "smith.wasm")
    made = Run([PEER, "wit-smith", *options, "-o", wasm, str(work / "seed")])
    if made.code or theirs(wasm, "--out-dir", str(folder)).code:
        return None
    return folder


def made(seed, work):
    """A package with what wit-smith does not make."""
    folder = work / "made"
    shutil.rmtree(folder, ignore_errors=True)
    wit_make.write(seed, folder)
    return folder


def generated_sources(count, seed, work):
    """Generated packages to change: they have more of everything."""
    for number in range(count):
        to = work / f"made-{seed + number}"
        made(seed + number, work).rename(to)
        yield to, to.name
        folder = generated(seed + number, work)
        if folder:
            to = work / f"smith-{seed + number}"
            folder.rename(to)
            yield to, to.name


def read_text(path):
    return path.read_bytes().decode("utf-8", "replace")


def split_sources(sources):
    """What the peer accepts, and what it does not."""
    good, bad = [], []
    for path, _ in sources:
        (bad if theirs(path).code else good).append(path)
    return good, bad


def mutated(seed, sources, work):
    """One of the inputs with a change; a folder has it in one file."""
    dice = random.Random(seed)
    good, bad = sources
    source = dice.choice(bad if dice.random() < 0.1 else good)
    mutator = wit_mutate.Mutator(seed)
    if source.is_file():
        path = work / "mutated.wit"
        path.write_bytes(mutator.mutate(read_text(source)).encode(
            "utf-8", "surrogateescape"))
        return path, source, mutator.log
    folder = work / "mutated"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    os.chmod(folder, 0o755)
    for path in folder.rglob("*"):
        os.chmod(path, 0o755)
    files = sorted(p for p in folder.rglob("*.wit") if p.is_file())
    victim = mutator.pick(files)
    victim.write_bytes(mutator.mutate(read_text(victim)).encode("utf-8"))
    return folder, source, mutator.log


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=0)
    parser.add_argument("-g", type=int, default=0)
    parser.add_argument("-m", type=int, default=0)
    parser.add_argument("-s", type=int, default=1)
    parser.add_argument("-k")
    parser.add_argument("folders", nargs="*")
    args = parser.parse_args()
    tally = Tally(args.k)
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        sources = list(collect(args.folders, work))
        if not args.m:
            for path, source in sources:
                for options in ([], ["--all-features"]):
                    tally.add(compare(path, options, source, work))
        for number in range(args.n):
            folder = generated(args.s + number, work)
            if folder:
                tally.add(compare(folder, [], f"smith-{args.s + number}",
                                  work))
        for number in range(args.g):
            for options in ([], ["--all-features"], ["--features", "f"]):
                tally.add(compare(made(args.s + number, work), options,
                                  f"made-{args.s + number}", work))
        if args.m:
            sources += generated_sources(40, args.s, work)
        split = split_sources(sources) if args.m else None
        for number in range(args.m):
            seed = args.s + number
            path, source, log = mutated(seed, split, work)
            options = ["--all-features"] if seed % 3 == 0 else []
            label = f"{seed}-{source.name}-{'-'.join(log)}"
            tally.add(compare(path, options, label, work))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
