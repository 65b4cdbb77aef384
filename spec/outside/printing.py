"""Arrays as NumPy prints them: prints printing.ts."""
import numpy as np
from fixture import export, header, interface

rng = np.random.default_rng(0)
nan, inf = float('nan'), float('inf')

ARRAYS = [
    np.float32(3.5), np.float32(1 / 3), np.float32(1e10), np.float64(0.1), np.float64(1e-7), np.int32(-3), np.bool_(True),
    np.float32([1, 2, 3]), np.float32([[1, 2.5], [-3, 40]]), np.float32([1 / 3, 2 / 3, 0.1]), np.float64([1 / 3, 2 / 3, 0.1]),
    np.float32([0.001953125, 0.5]), np.float32([0.005859375, 1]), np.float64([0.001953125, 0.005859375]), np.float32([-0.0, 0.0]),
    np.float32([nan, 1.5, -2]), np.float32([inf, 1, -inf]), np.float32([inf, nan]), np.float32([nan]), np.float32([-inf, 2]),
    np.float32([1e-5, 1]), np.float32([1e5, 1]), np.float32([123456.79, 200000]), np.float32([1e6, 2e6]), np.float64([1e6, 2e6]),
    np.float64([1e8, 2]), np.float64([1e300, -1e-300, nan]), np.float32([3.4e38, 1e-45]), np.float32([0.001, 1]), np.float32([0.0001]),
    np.float32([0.00099999, 1]), np.float64([99999999.5, 99999999]), np.float32([16777216, 0.5]), np.float64([0.0]), np.float32([1e-3, inf]),
    np.float32([1234567, -0.25]), np.float32([2**-20, 2**-21]), np.float64([2**-30, 2**-31, inf]), np.float64([1e15, 123]),
    np.int32([1, -20, 300]), np.int32([[1, 2], [3, 4]]), np.uint32([4294967295, 0]), np.array([True, False]), np.array([[True], [True]]),
    np.zeros((0,), 'f4'), np.zeros((2, 0), 'f4'), np.ones((1, 1, 1), 'f4'), np.arange(24, dtype='i4').reshape(2, 3, 4),
    np.arange(16, dtype='f4').reshape(2, 2, 2, 2) / 7, np.arange(40, dtype='i4'), np.arange(30, dtype='f4') / 3,
    np.arange(1000, dtype='i4'), np.arange(1001, dtype='i4'), np.arange(1001, dtype='f4') / 8, np.ones((40, 40), 'f4'),
    np.arange(1200, dtype='f4').reshape(300, 4) / 3, np.arange(1200, dtype='i4').reshape(4, 300), np.arange(1100, dtype='i4').reshape(11, 10, 10),
    np.arange(1024, dtype='i4').reshape(2, 2, 2, 128), np.linspace(-1, 1, 50).reshape(5, 10), np.ones((2000, 1), 'f4') * nan,
    *[rng.normal(size=shape).astype(dtype) * scale
      for shape in [(3,), (2, 3), (4, 5), (2, 2, 3)] for dtype in ['f4', 'f8'] for scale in [np.float32(1), np.float32(1e4), np.float32(1e-3)]],
    *[rng.integers(0, 2**32, size=6, dtype='u4').view('f4') for _ in range(12)],
    *[rng.integers(0, 2**63, size=4, dtype='u8').view('f8') for _ in range(8)],
]
DTYPES = {'float32': 'f32', 'float64': 'f64', 'int32': 'i32', 'uint32': 'u32', 'bool': 'bool'}

def elements(a):
    '''All of them, or of many i / n.'''
    if a.size < 100:
        return a.ravel().tolist()
    for over in [1, 3, 8]:
        if np.array_equal((np.arange(a.size, dtype=a.dtype) / over).astype(a.dtype), a.ravel()):
            return {'over': over}
    return {'all': a.ravel()[0].item()}

def row(a, **options):
    a = np.asarray(a)
    text = np.array2string(a, separator=', ', **options)
    if a.dtype == bool:
        # NumPy pads True to the width of False, as is done here.
        text = text.replace('True', 'true').replace('False', 'false')
        if a.ndim == 0:
            text = text.strip()
    return {'shape': list(a.shape), 'dtype': DTYPES[str(a.dtype)], 'elements': elements(a), 'text': text}

FORMATS = [
    ({'precision': 3}, np.float32([1 / 3, 200, 1e-3])), ({'precision': 0}, np.float64([0.5, 1.5, 2.5])), ({'precision': 2}, np.float64([1e9, 1 / 3])),
    ({'precision': 16}, np.float64([1 / 3, 2 / 3])), ({'threshold': 5}, np.arange(10, dtype='i4')),
    ({'threshold': 5, 'edgeItems': 1}, np.arange(30, dtype='i4').reshape(5, 6)), ({'lineWidth': 20}, np.arange(30, dtype='i4').reshape(2, 15)),
    ({'lineWidth': 1}, np.arange(4, dtype='i4')), ({'precision': 4, 'lineWidth': 40}, rng.normal(size=(3, 7))),
]
SPELT = {'precision': 'precision', 'threshold': 'threshold', 'edgeItems': 'edgeitems', 'lineWidth': 'max_line_width'}

def with_options(options, a):
    return {'options': options, **row(a, **{SPELT[name]: value for name, value in options.items()})}

FIELDS = {'shape': 'readonly number[]', 'dtype': "'f32' | 'f64' | 'i32' | 'u32' | 'bool'", 'elements': 'readonly (number | boolean)[] | { readonly over: number } | { readonly all: number }', 'text': 'string'}

header(f'''
Arrays as NumPy {np.__version__} prints them, true and false in lower case.

Made by printing.py; in short
  np.array2string(a, separator=', ')
''')
interface('Printed', **FIELDS)
print()
interface('Formatted', options='{ readonly precision?: number; readonly threshold?: number; readonly edgeItems?: number; readonly lineWidth?: number }', **FIELDS)
export('printed', 'readonly Printed[]', [row(a) for a in ARRAYS])
export('formatted', 'readonly Formatted[]', [with_options(options, a) for options, a in FORMATS])
