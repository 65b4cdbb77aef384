"""Runs texts in StableHLO and jobs for those who ask on standard input, one JSON line each, and answers on standard output.

{"text": FILE, "inputs": [["f32", [2, 3]], ...], "results": [...], "given": FILE, "made": FILE, "times": 0}
    runs the module's function `main`: `given` has the bytes of all inputs one after the other, `made` gets those of the results.
    The answer has "seconds" of the compilation and, for `times` further runs, the "times" that they took.
{"job": [ARGUMENT, ...]}
    runs tenfold_xla.py with these arguments in this process; the answer has "code", "stdout", "stderr".
"""

import contextlib
import dataclasses
import io
import json
import pathlib
import sys
import time
import traceback
from typing import Any

import jax
import numpy as np
from jax.extend import mlir

numpy_names = {"f32": "float32", "f64": "float64", "i32": "int32", "u32": "uint32", "bool": "bool"}


def compiled(text: str, inputs: list[jax.ShapeDtypeStruct], results: list[jax.ShapeDtypeStruct]) -> Any:
    """The function `main` of a module, ready to be called, by the public API alone."""
    template = jax.jit(lambda *_: tuple(jax.numpy.zeros(r.shape, r.dtype) for r in results), keep_unused=True)
    exported = jax.export.export(template)(*inputs)
    artifact = mlir.serialize_portable_artifact(text, "1.0.0")
    call = dataclasses.replace(exported, mlir_module_serialized=artifact).call
    return jax.jit(call).lower(*inputs).compile()


def specifications(types: list[Any]) -> list[jax.ShapeDtypeStruct]:
    """Shapes and element types as JAX has them."""
    return [jax.ShapeDtypeStruct(tuple(shape), numpy_names[dtype]) for dtype, shape in types]


def run_text(request: dict[str, Any]) -> dict[str, Any]:
    """Compiles and runs one text."""
    jax.config.update("jax_enable_x64", True)
    try:
        inputs, results = specifications(request["inputs"]), specifications(request["results"])
        start = time.perf_counter()
        main = compiled(pathlib.Path(request["text"]).read_text("utf-8"), inputs, results)
        seconds = time.perf_counter() - start
        data, offset, given = pathlib.Path(request["given"]).read_bytes(), 0, []
        for spec in inputs:
            count = int(np.prod(spec.shape))
            given.append(np.frombuffer(data, spec.dtype, count, offset).reshape(spec.shape))
            offset += count * spec.dtype.itemsize
        given = jax.block_until_ready(jax.device_put(given))
        made = [np.asarray(x) for x in main(*given)]
        pathlib.Path(request["made"]).write_bytes(b"".join(x.tobytes() for x in made))
        times = []
        for _ in range(request.get("times", 0)):
            start = time.perf_counter()
            jax.block_until_ready(main(*given))
            times.append(time.perf_counter() - start)
        return {"seconds": seconds, "times": times}
    finally:
        jax.config.update("jax_enable_x64", False)


def run_job(arguments: list[str]) -> dict[str, Any]:
    """Runs a job as the program does, but for the process."""
    import tenfold_xla

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = tenfold_xla.main(arguments)
        except SystemExit as end:
            code = end.code
    return {"code": code or 0, "stdout": out.getvalue(), "stderr": err.getvalue()}


def main() -> None:
    """Answers until there are no more requests."""
    answers = sys.stdout
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = run_job(request["job"]) if "job" in request else run_text(request)
        except Exception:
            answer = {"error": traceback.format_exc(limit=-3)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
