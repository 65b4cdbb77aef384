"""Small Parquet files of pyarrow: prints parquet.ts."""
import base64
import decimal
import io
import numpy
import pyarrow
import pyarrow.parquet
from fixture import Code, export, header

table = pyarrow.table({
    'species': pyarrow.array(['Adelie', 'Gentoo', None, 'Adelie']).dictionary_encode(),
    'mass': pyarrow.array([3750.5, None, 5000.0, 4000.25], pyarrow.float64()),
    'length': pyarrow.array([181, 186, None, 193], pyarrow.int32()),
    'count': pyarrow.array([1, 2, 3, 9007199254740991], pyarrow.int64()),
    'small': pyarrow.array([0.5, 1.5, -2.5, 0.0], pyarrow.float32()),
    'alive': pyarrow.array([True, False, True, None]),
})


def written(**options):
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, **options)
    return base64.b64encode(buffer.getvalue()).decode()


files = {
    'plain': written(compression='none', use_dictionary=False),
    'snappy': written(compression='snappy'),
    'groups': written(compression='snappy', row_group_size=2),
    'second': written(compression='snappy', data_page_version='2.0'),
    'nested': '',
}
buffer = io.BytesIO()
pyarrow.parquet.write_table(pyarrow.table({'a': pyarrow.array([[1, 2], [3]])}), buffer)
files['nested'] = base64.b64encode(buffer.getvalue()).decode()


# One column of each type that a single value can have, with its extremes.
places = decimal.Context(prec=80)
extremes = {f'{kind}{bits}': [-2 ** (bits - 1), 2 ** (bits - 1) - 1] if kind == 'int' else [0, 2 ** bits - 1]
            for kind in ('int', 'uint') for bits in (8, 16, 32, 64)}
types = pyarrow.table({
    **{name: pyarrow.array([*pair, None, 1], getattr(pyarrow, name)()) for name, pair in extremes.items()},
    'exact': pyarrow.array([2 ** 53 + 2, -2 ** 53, 2 ** 53 - 1, -1], pyarrow.int64()),
    'cents': pyarrow.array([decimal.Decimal(x) for x in ('-4.56', '0.07', '9999999.99', '1.10')], pyarrow.decimal128(9, 2)),
    'rate': pyarrow.array([decimal.Decimal(x) for x in ('-0.123456789012345678', '0.1', '0.3', '0.000000000000000001')],
                          pyarrow.decimal128(18, 18)),
    'wide': pyarrow.array([decimal.Decimal(x).scaleb(-20, places) for x in
                           (10 ** 37 + 1, -12345678901234567890123456789, 9007199254740993, 1)], pyarrow.decimal128(38, 20)),
    'widest': pyarrow.array([decimal.Decimal(x).scaleb(-40, places) for x in
                             (10 ** 75 + 1, -10 ** 40, 2 ** 200 + 1, 3)], pyarrow.decimal256(76, 40)),
    'half': pyarrow.array(numpy.array([1.5, -0.0, 65504, 5.9604644775390625e-08], numpy.float16)),
    'float': pyarrow.array([0.1, -0.0, 3.4028234663852886e38, 1e-45], pyarrow.float32()),
    'double': pyarrow.array([0.1, -0.0, 1.7976931348623157e308, 5e-324]),
    'date': pyarrow.array([-719162, 0, 19782, 2932896], pyarrow.int32()).cast(pyarrow.date32()),
    'ms': pyarrow.array([-1, 0, 1709210096789, 253402300799999], pyarrow.timestamp('ms')),
    'us': pyarrow.array([-1, 0, 1709210096789012, 253402300799999999], pyarrow.timestamp('us', 'UTC')),
    'ns': pyarrow.array([-1, 0, 1709210096789012345, 2 ** 63 - 1], pyarrow.timestamp('ns')),
    'day_ms': pyarrow.array([0, 1, 43200000, 86399999], pyarrow.time32('ms')),
    'day_us': pyarrow.array([0, 1, 43200000000, 86399999999], pyarrow.time64('us')),
    'text': pyarrow.array(['', 'Gr\u00fc\u00dfe', '\u65e5\u672c', '\U0001f600']),
    'truth': pyarrow.array([True, False, None, True]),
})


def value(x):
    """As the readers here give it: integers of 64 bits and more as such where a digit would be lost."""
    if isinstance(x, decimal.Decimal):
        return float(x)
    if isinstance(x, (float, numpy.floating)) and x == 0 and numpy.signbit(x):
        return Code('-0')
    if isinstance(x, int) and not isinstance(x, bool) and abs(x) > 2 ** 53:
        return Code(f'{x}n')
    return Code('null') if x is None else x


def values(column):
    kind, unit = column.type, getattr(column.type, 'unit', 'D')
    if pyarrow.types.is_timestamp(kind):
        zone = 'Z' if kind.tz else ''
        return [str(numpy.datetime_as_string(numpy.datetime64(v, unit))) + zone for v in column.cast(pyarrow.int64()).to_pylist()]
    if pyarrow.types.is_date(kind):
        return [str(numpy.datetime64(v, 'D')) for v in column.cast(pyarrow.int32()).to_pylist()]
    if pyarrow.types.is_time(kind):
        return column.cast(pyarrow.int32() if unit == 'ms' else pyarrow.int64()).to_pylist()
    return [value(x if x is None else float(x)) if pyarrow.types.is_floating(kind) else value(x) for x in column.to_pylist()]


def file(table, **options):
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **{'store_schema': False, 'compression': 'none', **options})
    return base64.b64encode(out.getvalue()).decode()


def encodings(table):
    """Everything by differences, or in streams of bytes."""
    kinds = pyarrow.types
    of = [(kinds.is_floating, 'BYTE_STREAM_SPLIT'), (kinds.is_boolean, 'RLE'), (kinds.is_string, 'DELTA_BYTE_ARRAY'),
          (kinds.is_integer, 'DELTA_BINARY_PACKED'), (kinds.is_temporal, 'DELTA_BINARY_PACKED'), (kinds.is_decimal, 'DELTA_BYTE_ARRAY')]
    return {field.name: encoding for field in table.schema for test, encoding in reversed(of) if test(field.type)}


files['types'] = file(types, use_dictionary=False)
files['types_dictionary'] = file(types, compression='gzip', data_page_version='2.0')
files['types_delta'] = file(types, use_dictionary=False, column_encoding=encodings(types), data_page_version='2.0')
files['decimals'] = file(types.select(['cents', 'rate']), store_decimal_as_integer=True)
times = types.select(['ms', 'us', 'ns']).slice(0, 3)
files['int96'] = file(times, use_deprecated_int96_timestamps=True)
files['latin1'] = file(pyarrow.table({'a': pyarrow.array([b'caf\xc3\xa9', b'caf\xe9'], pyarrow.binary())}))
files['nan'] = file(pyarrow.table({'a': [1.0, float('nan')]}))

# Tables of some rows in many small pages, to be damaged.
count = 60
longer = pyarrow.table({
    'number': pyarrow.array([None if i % 7 == 3 else i / 4 for i in range(count)]),
    'whole': pyarrow.array([i * i - 50 for i in range(count)], pyarrow.int64()),
    'small': pyarrow.array([None if i % 5 == 0 else i % 9 for i in range(count)], pyarrow.int32()),
    'name': pyarrow.array([None if i % 11 == 1 else ['', 'Adelie', 'Gentoo', 'Gr\u00fc\u00dfe'][i % 4] for i in range(count)]),
    'text': pyarrow.array([f'row {i}' for i in range(count)]),
    'truth': pyarrow.array([i % 3 == 0 for i in range(count)]),
    'cents': pyarrow.array([decimal.Decimal(i * 7 - 99).scaleb(-2) for i in range(count)], pyarrow.decimal128(9, 2)),
})
pages = {'row_group_size': 32, 'data_page_size': 64, 'write_batch_size': 8}
for name, options in {
    'plain': {'use_dictionary': False},
    'snappy': {'compression': 'snappy'},
    'gzip': {'compression': 'gzip', 'data_page_version': '2.0'},
    'delta': {'use_dictionary': False, 'column_encoding': encodings(longer)},
    'second': {'use_dictionary': False, 'column_encoding': encodings(longer), 'data_page_version': '2.0', 'compression': 'snappy'},
    'checksums': {'write_page_checksum': True},
}.items():
    files[f'long_{name}'] = file(longer, **pages, **options)

header(f'''
Tables in Parquet as pyarrow {pyarrow.__version__} writes them in several ways, in base 64: one of lists, one of a column of each type
with the values that pyarrow reads from it, and one of many small pages.

Made by parquet.py.
''')
lines = {name: [text[i:i + 118] for i in range(0, len(text), 118)] for name, text in files.items()}
export('files', 'Readonly<Record<string, readonly string[]>>', lines)
export('types', 'Readonly<Record<string, readonly unknown[]>>', {name: values(types[name]) for name in types.column_names})
export('times', 'Readonly<Record<string, readonly string[]>>', {name: [t.rstrip('Z') for t in values(times[name].cast(pyarrow.timestamp('ns')))]
                                                                for name in times.column_names})
