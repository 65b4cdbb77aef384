"""The format's own library, in Python: `reference.py write DIR` writes files, `reference.py read DIR` says what it finds in each.

pip install safetensors numpy
"""
import json
import pathlib
import sys

import numpy as np
from safetensors import deserialize, safe_open
from safetensors.numpy import load_file, save_file


def write(folder):
    draw = np.random.default_rng(7)
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, 5e-324, 0.1, 2.0**60]
    types = {
        "f32": lambda shape: draw.standard_normal(shape).astype(np.float32),
        "f64": lambda shape: draw.standard_normal(shape),
        "i32": lambda shape: draw.integers(-(2**31), 2**31, shape, dtype=np.int32),
        "u32": lambda shape: draw.integers(0, 2**32, shape, dtype=np.uint32),
        "bool": lambda shape: draw.integers(0, 2, shape).astype(bool),
    }
    shapes = [(), (1,), (7,), (0,), (2, 3), (3, 0, 2), (1, 1, 1, 1), (2, 3, 4, 5)]
    for name, values in types.items():
        arrays = {f"{name} {'x'.join(map(str, shape))}": np.asarray(values(shape)) for shape in shapes}
        save_file(arrays, folder / f"theirs-{name}.safetensors")
    everything = {f"{name}.{i}": np.asarray(values(shape)) for name, values in types.items() for i, shape in enumerate(shapes)}
    everything |= {"special32": np.array(special, np.float32), "special64": np.array(special)}
    everything |= {name: np.ones(1, np.float32) for name in ["", "__proto__", "constructor", "größe", "\U0001f600", '"', "\n", "a b", "0"]}
    save_file(everything, folder / "theirs-all.safetensors", {"__proto__": "a", "": "", "größe": "\u2028\"\\\n", "format": "np"})
    save_file({}, folder / "theirs-nothing.safetensors")
    save_file({}, folder / "theirs-texts.safetensors", {"a": "b"})


def contents(path):
    # A file that makes the library panic is refused, too: that is no Exception.
    try:
        found = deserialize(path.read_bytes())
        with safe_open(path, "np") as file:
            metadata = file.metadata()
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"}
    tensors = {name: [told["dtype"], told["shape"], bytes(told["data"]).hex()] for name, told in found}
    if not path.name.startswith(("mutant", "strict")):
        for name, array in load_file(path).items():
            dtype, shape, data = tensors[name]
            assert (list(array.shape), array.tobytes().hex()) == (shape, data), name
            tensors[name].append(str(array.dtype))
    return {"tensors": tensors, "metadata": metadata or {}}


def read(folder):
    for path in sorted(folder.glob("*.safetensors")):
        print(json.dumps({"file": path.name, **contents(path)}))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](pathlib.Path(sys.argv[2]))
