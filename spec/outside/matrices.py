"""What scipy.linalg makes of its special matrices, and of others: prints matrices.ts."""
import numpy as np
import scipy
import scipy.linalg as s
from fixture import export, header, interface

RANDOM = np.random.default_rng(14)


def normal(*shape):
    return RANDOM.standard_normal(shape)


def near_singular(n):
    """Its last row is the first, but for a billionth."""
    a = normal(n, n)
    a[-1] = a[0] + 1e-9 * a[-1]
    return a


def special(n):
    b = normal(n, n)
    return {
        'hilbert': s.hilbert(n),
        'invhilbert': s.invhilbert(n),
        'pascal': s.pascal(n),
        'lowerPascal': s.pascal(n, kind='lower'),
        'invpascal': s.invpascal(n),
        'toeplitz': s.toeplitz(1.0 / np.arange(1, n + 1), np.arange(1, n + 1)),
        'symmetricToeplitz': s.toeplitz(0.5 ** np.arange(n)),
        'laplacian': s.toeplitz([2.0, -1] + [0] * (n - 2)),
        'hankel': s.hankel(np.arange(1.0, n + 1), np.arange(n, 2 * n) ** 0.5),
        'circulant': s.circulant(np.arange(1.0, n + 1)),
        'companion': s.companion([2, -3, 1, 5, -1, 0.5, 4, -2, 1][:n + 1]),
        'leslie': s.leslie([0.1, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02][:n], [0.2, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2][:n - 1]),
        'fiedler': s.fiedler(np.array([1, 4, 12, 45, 77, 90, 100, 111.5])[:n]),
        'helmert': s.helmert(n, full=True),
        'blocks': s.block_diag([[1, 2], [3, 4]], [[-2.0]], normal(n - 3, n - 3)),
        'convolution': s.convolution_matrix([1, 3, -1], n, 'same').astype(float),
        'random': normal(n, n),
        'orthogonal': s.qr(normal(n, n))[0],
        'positive': b @ b.T + np.eye(n),
        'nearSingular': near_singular(n),
        'gradedColumns': normal(n, n) * 10.0 ** -np.arange(n),
        'gradedRows': normal(n, n) * 10.0 ** -np.arange(n)[:, None],
        'large': 1e12 * normal(n, n),
    }


def flat(x):
    return np.asarray(x, float).ravel().tolist()


def side(n):
    return np.array([[1 - 0.5 * i * (-1) ** i, i + 1.0] for i in range(n)])


def case(a):
    a = np.asarray(a, float)
    n = len(a)
    size = np.linalg.norm(a, 2)
    b, tall = side(n), a[:, :n - 2]
    unit = a / size
    half = (unit + unit.T) / 2
    gram = unit @ unit.T + 0.01 * np.eye(n)
    p, lower, upper = s.lu(unit)
    q, r = s.qr(unit)
    values = {
        'inverse': s.inv(a), 'determinant': s.det(unit), 'solve': s.solve(a, b),
        'p': p, 'l': lower, 'u': upper, 'q': q, 'r': r, 'cholesky': s.cholesky(gram, lower=True),
        'lower': s.solve_triangular(np.tril(half, -1) + np.eye(n), b, lower=True, unit_diagonal=True),
        'upper': s.solve_triangular(half + 2 * np.eye(n), b),
        'transposed': s.solve_triangular(half + 2 * np.eye(n), b, lower=True, trans=1),
        'eigenvalues': s.eigvalsh(half), 'exponentialOfSymmetric': s.expm(half),
        'singularValues': s.svdvals(unit), 'polar': s.polar(unit)[0],
        'pinv': s.pinv(tall), 'leastSquares': s.lstsq(tall, b)[0], 'expm': s.expm(unit * 3),
    }
    return dict(a=flat(a), size=float(size), condition=float(np.linalg.cond(a)), tallCondition=float(np.linalg.cond(tall)),
                values={name: flat(value) for name, value in values.items()})


cases = {'6': {name: case(a) for name, a in special(6).items()},
         '8': {name: case(a) for name, a in {'hadamard': s.hadamard(8), 'hilbert': s.hilbert(8), 'random': normal(8, 8)}.items()}}

header(f'''
What scipy.linalg {scipy.__version__} makes of square matrices in double precision, with their condition, and that of all but the
last two columns.

Made by matrices.py: `unit` is a matrix over its greatest singular value, `half` the symmetric part of that; determinant, factors,
values and `polar`, which is u·vh of a singular value decomposition, are of these, `expm` is of 3·unit, `cholesky` of
unit·unitᵀ + 0.01, systems of triangles of half + 2, and of half with ones on the diagonal; pinv and leastSquares are of the columns.
''')
interface('Case', a='readonly number[]', size='number', condition='number', tallCondition='number',
          values='Readonly<Record<string, readonly number[]>>')
export('cases', 'Readonly<Record<string, Readonly<Record<string, Case>>>>', cases)
