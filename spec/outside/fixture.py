"""Prints Python values as TypeScript constants: what every generator in this folder shares.

    python3 -m venv venv && venv/bin/pip install jax optax keras torch scikit-learn scipy mpmath numpy tokenizers librosa pyarrow pillow onnx
    venv/bin/python spec/outside/optimizers.py > spec/outside/optimizers.ts

Each generator prints the file of its own name, threefry.py prints random.ts.
"""
import math
import re

WIDTH = 128


class Code(str):
    """Text that is already TypeScript."""


def literal(value):
    """One value on one line, with as many digits as the number has (repr round-trips a double)."""
    if isinstance(value, Code):
        return str(value)
    if value is None:
        return 'undefined'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, str):
        for plain, escaped in {'\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t'}.items():
            value = value.replace(plain, escaped)
        return "'" + value + "'"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return 'NaN'
        if math.isinf(value):
            return 'Infinity' if value > 0 else '-Infinity'
        return re.sub(r'\.0$', '', repr(value)).replace('e-0', 'e-').replace('e+', 'e')
    if value == {}:
        return '{}'
    if isinstance(value, dict):
        return '{ ' + ', '.join(f'{key}: {literal(item)}' for key, item in value.items()) + ' }'
    return '[' + ', '.join(literal(item) for item in value) + ']'


def block(value, indent=0, before=0):
    """The same, broken over lines where it does not fit after `before` columns; flat lists fill their lines."""
    flat, pad = literal(value), ' ' * (indent + 2)
    if len(flat) + max(indent, before) < WIDTH or not isinstance(value, (dict, list, tuple)):
        return flat
    if isinstance(value, dict):
        lines = [f'{pad}{key}: {block(item, indent + 2, indent + 4 + len(key))},' for key, item in value.items()]
        return '\n'.join(['{', *lines, ' ' * indent + '}'])
    items = [block(item, indent + 2) for item in value]
    if any('\n' in item for item in items) or max(map(len, items)) > 42:
        return '\n'.join(['[', *(f'{pad}{item},' for item in items), ' ' * indent + ']'])
    lines, line = ['['], pad
    for item in items:
        if len(line) + len(item) + 2 > WIDTH:
            lines.append(line.rstrip())
            line = pad
        line += item + ', '
    return '\n'.join([*lines, line.rstrip(), ' ' * indent + ']'])


def header(text):
    lines = text.strip('\n').split('\n')
    print('\n'.join(['/**', *((' * ' + line).rstrip() for line in lines), ' */']))


def interface(name, /, **fields):
    print(f'export interface {name} {{')
    for field, kind in fields.items():
        print(f'  readonly {field}: {kind}')
    print('}')


def export(name, kind, value, note=None):
    if note:
        print(f'\n/** {note} */', end='')
    print(f'\nexport const {name}: {kind} = {block(value, 0, len(name + kind) + 17)}')
