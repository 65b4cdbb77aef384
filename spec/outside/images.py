"""Small PNG files in every form of pixels, and what Pillow makes of them: prints images.ts."""
import base64
import io
import struct
import zlib
import PIL
from PIL import Image
from fixture import export, header, interface

adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, content):
    return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))


def packed(values, depth):
    if depth == 16:
        return b''.join(struct.pack('>H', value) for value in values)
    bits = ''.join(format(value, f'0{depth}b') for value in values)
    bits += '0' * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(rows, pixel, first):
    """Each row by another filter, in turn."""
    out, above = b'', None
    for number, row in enumerate(rows):
        above = above or bytes(len(row))
        kind = (first + number) % 5
        line = []
        for i, x in enumerate(row):
            a, b, c = (row[i - pixel] if i >= pixel else 0), above[i], (above[i - pixel] if i >= pixel else 0)
            line.append((x - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def png(width, height, depth, form, interlaced=False, extra=b''):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[form]
    value = lambda x, y, s: ((x * 37 + y * 101 + s * 59) * 40503 // 7) % (5 if form == 3 and depth > 2 else 2 ** depth)
    rows = b''
    for x0, y0, dx, dy in adam7 if interlaced else [(0, 0, 1, 1)]:
        xs, ys = range(x0, width, dx), range(y0, height, dy)
        if xs and ys:
            lines = [packed([value(x, y, s) for x in xs for s in range(samples)], depth) for y in ys]
            rows += filtered(lines, max(1, samples * depth // 8), len(rows))
    data = zlib.compress(rows)
    half = len(data) // 2
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, form, 0, 0, interlaced)) + chunk(b'tEXt', b'Comment\0made by hand')
            + extra + chunk(b'IDAT', data[:half]) + chunk(b'IDAT', data[half:]) + chunk(b'IEND', b''))


def case(name, data, mode, divisor):
    image = Image.open(io.BytesIO(data))
    image.load()
    if mode is not None:
        image = image.convert(mode)
    channels = len(image.getbands())
    pixels = image.get_flattened_data() if hasattr(image, 'get_flattened_data') else image.getdata()
    values = [v for pixel in pixels for v in (pixel if isinstance(pixel, tuple) else (pixel,))]
    return dict(name=name, file=base64.b64encode(data).decode(), shape=[image.height, image.width, channels], divisor=divisor, values=[int(v) for v in values])


palette = chunk(b'PLTE', bytes([10, 20, 30, 250, 128, 0, 1, 2, 3, 77, 88, 99, 255, 255, 255]))
small = chunk(b'PLTE', bytes([10, 20, 30, 250, 128, 0, 1, 2, 3, 77, 88, 99]))
two = chunk(b'PLTE', bytes([10, 20, 30, 250, 128, 0]))
cases = [
    case('grey, 1 bit', png(11, 3, 1, 0), 'L', 255),
    case('grey, 2 bits', png(7, 5, 2, 0), 'L', 255),
    case('grey, 4 bits', png(5, 6, 4, 0), 'L', 255),
    case('grey, 8 bits', png(4, 6, 8, 0), None, 255),
    case('grey, 16 bits', png(3, 6, 16, 0), None, 65535),
    case('colour, 8 bits', png(3, 6, 8, 2), None, 255),
    case('palette, 1 bit', png(9, 2, 1, 3, extra=two), 'RGB', 255),
    case('palette, 2 bits', png(5, 3, 2, 3, extra=small), 'RGB', 255),
    case('palette, 4 bits', png(5, 3, 4, 3, extra=palette), 'RGB', 255),
    case('palette, 8 bits, opacity', png(4, 3, 8, 3, extra=palette + chunk(b'tRNS', bytes([0, 128]))), 'RGBA', 255),
    case('grey and opacity, 8 bits', png(3, 5, 8, 4), None, 255),
    case('colour and opacity, 8 bits', png(3, 5, 8, 6), None, 255),
    case('grey, 1 bit, interlaced', png(11, 10, 1, 0, True), 'L', 255),
    case('grey, 4 bits, interlaced', png(6, 9, 4, 0, True), 'L', 255),
    case('colour, 8 bits, interlaced', png(5, 7, 8, 2, True), None, 255),
    case('one pixel, interlaced', png(1, 1, 8, 2, True), None, 255),
]

header(f'''
PNG files in base 64, with filters of every kind in turn, and the samples that Pillow {PIL.__version__} reads from them.

Made by images.py.
''')
interface('Case', name='string', file='readonly string[]', shape='readonly [number, number, number]', divisor='number', values='readonly number[]')
for c in cases:
    c['file'] = [c['file'][i:i + 110] for i in range(0, len(c['file']), 110)]
export('cases', 'readonly Case[]', cases)
