"""Small Parquet files of pyarrow: prints parquet.ts."""
import base64
import io
import pyarrow
import pyarrow.parquet
from fixture import export, header

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

header(f'''
One table in Parquet as pyarrow {pyarrow.__version__} writes it in several ways, and one of lists, in base 64.

Made by parquet.py.
''')
lines = {name: [text[i:i + 118] for i in range(0, len(text), 118)] for name, text in files.items()}
export('files', 'Readonly<Record<string, readonly string[]>>', lines)
