"""What bench_runtime measures, by the Python package wasmtime.

    peer_wasmtime.py instantiate COMPONENT
    peer_wasmtime.py call COMPONENT INTERFACE FUNCTION [ARG]

Prints nanoseconds for each time. A call repeats within the guest, so that
what Python does for one call does not count.
"""

import sys
import time

import wasmtime
from wasmtime import component


def load(path):
    engine = wasmtime.Engine()
    return engine, component.Component.from_file(engine, path)


def least(body, rounds=5):
    """The least of some rounds: what disturbs a round only adds to it."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        body()
        times.append(time.perf_counter_ns() - start)
    return min(times)


def instantiate(path):
    engine, made = load(path)
    linker = component.Linker(engine)
    return least(lambda: linker.instantiate(wasmtime.Store(engine), made), 20)


def call(path, interface, name, *args):
    engine, made = load(path)
    store = wasmtime.Store(engine)
    instance = component.Linker(engine).instantiate(store, made)
    index = instance.get_export_index(store, interface)
    func = instance.get_func(store, instance.get_export_index(store, name, index))

    def repeat(n):
        func(store, n, *map(int, args))
        if hasattr(func, "post_return"):
            func.post_return(store)

    n = 1
    while least(lambda: repeat(n), 1) < 40_000_000:
        n *= 2
    return least(lambda: repeat(n)) / n


def main(case, *args):
    cases = {"instantiate": instantiate, "call": call}
    print(f"{cases[case](*args):.2f}")


main(*sys.argv[1:])
