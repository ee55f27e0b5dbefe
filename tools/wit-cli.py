#!/usr/bin/env python3
"""Runs the commands of one command test of wasm-tools with tenon.

    tools/wit-cli.py TENON FILE

FILE has RUN: and FAIL: lines; those of `wasm-tools component wit`, `embed`,
`new` and `semver-check` are translated. A RUN must succeed and a FAIL be
refused; where WIT goes through its binary form, it must print as without.
Prints `PASSED FAILED SKIPPED LINES`, where LINES are those that fail, or `-`;
nothing, when no line is about these commands. Says why on standard error.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

SECONDS = 60
COMMAND = re.compile(r"component (wit|embed|new|semver-check)\b")
# What is said of inputs that cannot be read or made yet.
UNSUPPORTED = ("WebAssembly text", "asynchronous ABI are not supported")


class Skip(Exception):
    pass


def commands(path):
    """(line number, is it a RUN, command), continuation lines joined."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    at = 0
    while at < len(lines):
        start = at
        match = re.match(r"(?://|;;)\s*(RUN|FAIL)(?:\[[^\]]*\])?:(.*)",
                         lines[at])
        at += 1
        if not match:
            continue
        text = match.group(2).strip()
        while text.endswith("\\") and at < len(lines):
            more = re.sub(r"^(//|;;)\s*(RUN:)?", "", lines[at])
            text = text[:-1] + more.strip()
            at += 1
        if COMMAND.match(text):
            yield start + 1, match.group(1) == "RUN", text


def translate(words, is_last):
    """The arguments of tenon for those of wasm-tools."""
    if "--help" in words or "-h" in words:
        raise Skip("help is another one")
    if words[0] in ("print", "validate"):
        if is_last and words[0] == "validate":
            return ["validate", "-q", "-"]
        return [words[0], "-"]
    if words[0] != "component":
        raise Skip(f"there is no `{words[0]}`")
    name, rest = words[1], words[2:]
    if name == "semver-check":
        names = {"--prev": "--old-world", "--new": "--new-world"}
        return ["diff", "--keep", "guests"] + [names.get(w, w) for w in rest]
    forms = {"--wasm", "-w", "--wat", "-t", "--json", "-j", "--out-dir"}
    if name == "wit" and not forms & set(rest):
        rest = ["--with-deps"] + rest
    return [name] + rest


def run(tenon, words, data):
    done = subprocess.run([tenon] + words, input=data, capture_output=True,
                          timeout=SECONDS, check=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode == 2:
        raise Skip(said.split("\n")[0])
    for text in UNSUPPORTED:
        if text in said:
            raise Skip(text)
    return done.returncode, done.stdout, said


def run_all(tenon, parts):
    """The exit code, output and messages of a pipeline."""
    data = b""
    for words in parts:
        code, data, said = run(tenon, words, data)
        if code:
            break
    return code, data, said


def is_round_trip(parts):
    return (len(parts) == 2 and parts[0][0] == parts[1][0] == "wit" and
            len(parts[1]) == 2 and {"--wasm", "-w"} & set(parts[0]))


def check(tenon, path, is_run, text, folder):
    """None, or why the line fails."""
    parts = []
    segments = text.split(" | ")
    for i, segment in enumerate(segments):
        words = [path if word == "%" else word.replace("%tmpdir", folder)
                 for word in shlex.split(segment)]
        parts.append(translate(words, i + 1 == len(segments)))
    code, out, said = run_all(tenon, parts)
    if not is_run:
        return None if code == 1 else f"exit code {code}, expected 1"
    if code:
        return f"exit code {code}: {said}"
    if is_round_trip(parts):
        direct = ["wit", "--with-deps"] + [
            w for w in parts[0][1:] if w not in ("--wasm", "-w")]
        if run_all(tenon, [direct])[1] != out:
            return "the binary form prints in another way"
    return None


def check_file(tenon, path, folder):
    """The counts, and the lines that fail."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    failing = []
    for line, is_run, text in commands(path):
        place = f"{os.path.basename(path)}:{line}"
        try:
            why = check(tenon, path, is_run, text, folder)
        except Skip as reason:
            counts["skipped"] += 1
            print(f"{place}: skipped: {reason}", file=sys.stderr)
            continue
        counts["failed" if why else "passed"] += 1
        if why:
            failing.append(str(line))
            print(f"{place}: {why}", file=sys.stderr)
    return counts, failing


def main():
    tenon, path = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder: # for all lines of the file
        counts, failing = check_file(tenon, path, folder)
    if any(counts.values()):
        print(*counts.values(), ",".join(failing) or "-")


main()
