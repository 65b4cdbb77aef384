"""Says what XLA makes of steps that are only compiled: for each request, one JSON line on standard input, a line on standard output.

{"text": FILE, "devices": 8, "mesh": {"data": 8}, "inputs": [["f32", [2, 3], [null, "data"]], ...], "results": [...]}
    a module's function `main`, and for each input and result its element type, its shape and the mesh axis of each dimension.
The answer: bytes of "arguments", "results" and "temporary" memory of one device, "flops", "seconds" of the compilation, and
"collectives": [kind, bytes of its result, how often it runs in a step].
"""

import dataclasses
import json
import math
import pathlib
import re
import sys
import time
from typing import Any, Iterator

import jax
import numpy as np
from jax.extend import mlir
from jax.sharding import Mesh, NamedSharding, PartitionSpec

numpy_names = {"f32": "float32", "f64": "float64", "i32": "int32", "u32": "uint32", "bool": "bool"}
sizes = {"pred": 1, "s8": 1, "u8": 1, "bf16": 2, "f16": 2, "f32": 4, "s32": 4, "u32": 4, "f64": 8, "s64": 8, "u64": 8}
kinds = "all-reduce", "all-gather", "reduce-scatter", "all-to-all", "collective-permute"


def bytes_of(types: str) -> int:
    """Bytes of the arrays in the text of a type: `f32[2,3]{1,0}`, or a tuple of such."""
    found = re.findall(r"(\w+)\[([\d,]*)\]", types)
    return sum(sizes[kind] * math.prod(int(n) for n in shape.split(",") if n) for kind, shape in found)


def computations(text: str) -> tuple[dict[str, list[str]], str]:
    """The instructions of each computation of a module, and the name of the one that it begins with."""
    found: dict[str, list[str]] = {}
    entry, lines = "", []
    for line in text.splitlines():
        head = re.match(r"(ENTRY )?%?([\w.\-]+) .*\{$", line)
        if head is not None and not line.startswith(" "):
            lines = found.setdefault(head[2], [])
            entry = head[2] if head[1] else entry
        elif line.startswith("  "):
            lines.append(line)
    return found, entry


def collectives(text: str) -> Iterator[tuple[str, int, int]]:
    """Each collective of a module: its kind, the bytes of its result, and how often it runs."""
    found, entry = computations(text)

    def within(name: str, times: int) -> Iterator[tuple[str, int, int]]:
        for line in found[name]:
            instruction = re.match(r"\s+(?:ROOT )?%?[\w.\-]+ = (\(.*?\)|\S+) ([\w\-]+)\(", line)
            if instruction is None:
                continue
            types, operation = instruction.groups()
            kind = operation.removesuffix("-start")
            if kind in kinds:
                # What has begun gives its operand, too, in a tuple.
                yield kind, bytes_of(types) // (2 if operation != kind else 1), times
            trips = re.search(r'"known_trip_count":\{"n":"(\d+)"', line)
            for called in re.findall(r"(?:body|calls|to_apply)=%?([\w.\-]+)", line):
                yield from within(called, times * (int(trips[1]) if trips is not None else 1))

    return within(entry, 1)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Compiles a text for a mesh of virtual devices."""
    axes = request["mesh"]
    devices = np.array(jax.devices()[:math.prod(axes.values())]).reshape(tuple(axes.values()))
    mesh = Mesh(devices, tuple(axes))

    def types(ports: list[Any]) -> list[jax.ShapeDtypeStruct]:
        return [jax.ShapeDtypeStruct(tuple(shape), numpy_names[dtype]) for dtype, shape, _ in ports]

    def shardings(ports: list[Any]) -> tuple[NamedSharding, ...]:
        return tuple(NamedSharding(mesh, PartitionSpec(*split)) for *_, split in ports)

    inputs, results = request["inputs"], request["results"]
    template = jax.jit(lambda *_: tuple(jax.numpy.zeros(r.shape, r.dtype) for r in types(results)), keep_unused=True)
    exported = jax.export.export(template)(*types(inputs))
    artifact = mlir.serialize_portable_artifact(pathlib.Path(request["text"]).read_text("utf-8"), "1.0.0")
    call = dataclasses.replace(exported, mlir_module_serialized=artifact).call
    step = jax.jit(call, in_shardings=shardings(inputs), out_shardings=shardings(results),
                   donate_argnums=tuple(range(request["carried"])))
    lowered = step.lower(*types(inputs))
    start = time.perf_counter()
    compiled = lowered.compile(compiler_options=request.get("options"))
    seconds = time.perf_counter() - start
    memory, cost, text = compiled.memory_analysis(), compiled.cost_analysis(), compiled.as_text()
    if "keep" in request:
        pathlib.Path(request["keep"]).write_text(text, "utf-8")
    return {
        "arguments": memory.argument_size_in_bytes, "results": memory.output_size_in_bytes,
        "aliased": memory.alias_size_in_bytes, "temporary": memory.temp_size_in_bytes,
        "flops": cost.get("flops"), "seconds": seconds, "collectives": list(collectives(text)),
    }


def main() -> None:
    """Answers until there are no more requests."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
