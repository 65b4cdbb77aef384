"""Tables in CSV with every kind of line end, and the rows that Python's csv module reads: prints tables.ts."""
import csv
import io
import random
import sys
from fixture import export, header, interface

draw = random.Random(11)
alphabet = ['a', ',', '"', '\n', '\r', ' ', '\r\n', '""', '"a"']


def read(text, strict):
    # Text as it is: each line with its own end.
    return list(csv.reader(io.StringIO(text, newline=''), strict=strict))


def case(text):
    """The rows, or nothing where quotes stand in a place that the module guesses about."""
    try:
        rows = read(text, True)
    except csv.Error:
        return {'text': text, 'rows': None}
    # A quote in a cell that has none around it is content to the module.
    bare, quoted, begin = False, False, True
    for c in text:
        if quoted:
            quoted = c != '"'
            begin = False
        elif c == '"':
            bare = bare or not (begin or before == '"')
            quoted = True
        else:
            begin = c in ',\r\n'
        before = c
    return {'text': text, 'rows': None if bare else rows}


fixed = [
    'a,b\n1,x\r\n2,y\r\n', 'a\r\nx\ny\nz\n', 'a\rb\rc', 'a,b\r1,2\r\n3,4\n5,6', '"a\r\nb","c\rd"\r"e\nf",g\r\n', 'a\n""\n', '\r\r\n\n',
    'a,\n,b\r,\r\n', '"",""', ' a , b \n" c "," d"', 'a,b\n\n\r\r\n1,2\n\n', '"a""b","""",""""""\n', 'x\n"\r"\n"\n"\n"\r\n"\n',
]
drawn = [''.join(draw.choice(alphabet) for _ in range(draw.randint(1, 14))) for _ in range(1500)]
# Every text that is read, and some of those that are not.
found = {text: case(text) for text in [*fixed, *drawn]}
cases = [c for c in found.values() if c['rows'] is not None][:220] + [c for c in found.values() if c['rows'] is None][:40]

header(f'''
Texts in CSV, and the rows that the csv module of Python {sys.version.split()[0]} reads from them; none where quotes stand
where it refuses them (`strict`), or takes a quote for content.

Made by tables.py.
''')
interface('Case', text='string', rows='readonly (readonly string[])[] | undefined')
export('cases', 'readonly Case[]', cases)
