"""`reference.py FILE`: what pyarrow reads from tables, one after the other with its length before it: a line of JSON for each."""
import io
import json
import struct
import sys
import pyarrow.parquet

NAMES = ['number', 'whole', 'small', 'name', 'text', 'truth', 'cents']


def cell(value):
    if isinstance(value, bytes):
        return value.decode()
    return float(value) if value is not None and not isinstance(value, (str, bool)) else value


def rows(data):
    table = pyarrow.parquet.ParquetFile(io.BytesIO(data)).read()
    if any(table.column_names.count(name) != 1 for name in NAMES):
        raise ValueError('other columns')
    columns = [[cell(value) for value in table.column(name).to_pylist()] for name in NAMES]
    return [list(row) for row in zip(*columns)]


with open(sys.argv[1], 'rb') as file:
    while head := file.read(4):
        data = file.read(struct.unpack('<I', head)[0])
        try:
            said = {'rows': rows(data)}
        except Exception as error:
            said = {'error': str(error).replace('\n', ' ')[:120]}
        print(json.dumps(said))
