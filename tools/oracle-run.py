#!/usr/bin/env python3
"""Runs a component with an engine that is not ours, to compare results.

    tools/oracle-run.py [--engine wasmtime|jco] [--repeat N]
                        COMPONENT FUNCTION FILE

Calls FUNCTION, which takes a string and returns a string or a result of
strings, with the text of FILE, and prints the text that it returns. Of an err
it says so on stderr and exits with 1; a trap exits with 134. FUNCTION may be
`instance#name`. The component must not import anything.

wasmtime: needs the PyPI package `wasmtime` (25 or later), `pip install
wasmtime`. jco: needs Node.js, and JCO=folder, where `npm install
@bytecodealliance/jco-transpile` was run. If the engine is not there, exits
with 3.
"""

import argparse
import os
import shutil
import subprocess
import sys

ERR, USAGE, NO_ENGINE, TRAP = 1, 2, 3, 134


def fail(status, message):
    print(f"oracle-run: {message}", file=sys.stderr)
    sys.exit(status)


def finish(tag, text):
    if tag == "err":
        fail(ERR, f"err: {text}")
    sys.stdout.buffer.write(text.encode())


def find_function(store, instance, name):
    index = None
    for part in name.split("#"):
        index = instance.get_export_index(store, part, index)
        if index is None:
            fail(USAGE, f"there is no export {name}")
    return instance.get_func(store, index)


def run_wasmtime(args, text):
    try:
        import wasmtime
        from wasmtime import component
    except ImportError as e:
        fail(NO_ENGINE, f"{e}; pip install wasmtime")
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    try:
        binary = component.Component.from_file(engine, args.component)
        instance = component.Linker(engine).instantiate(store, binary)
        call = find_function(store, instance, args.function)
        for _ in range(args.repeat):
            result = call(store, text)
            call.post_return(store)
    except wasmtime.WasmtimeError as e:
        fail(TRAP, str(e).strip())
    if isinstance(result, component.Variant):
        finish(result.tag, result.payload)
    else:
        finish("ok", result)


def run_jco(args):
    if not shutil.which("node"):
        fail(NO_ENGINE, "node is not in PATH")
    if "JCO" not in os.environ:
        fail(NO_ENGINE, "JCO is not set to a folder with jco-transpile")
    script = os.path.join(os.path.dirname(__file__), "oracle-jco.mjs")
    command = ["node", script, args.component, args.function, args.file]
    sys.exit(subprocess.call(command + [str(args.repeat)]))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=["wasmtime", "jco"], default="wasmtime")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("component")
    parser.add_argument("function")
    parser.add_argument("file")
    args = parser.parse_args()
    if args.engine == "jco":
        run_jco(args)
    with open(args.file, encoding="utf-8", newline="") as file:
        run_wasmtime(args, file.read())


if __name__ == "__main__":
    main()
