"""Linear algebra of NumPy, SciPy and JAX in double precision: prints linalg.ts."""
import jax
import jax.numpy as jnp
import numpy as np
import scipy
import scipy.linalg
from fixture import export, header, interface

jax.config.update('jax_enable_x64', True)

mixed = np.array([[2, -1, 0.5], [1, 3, -2], [0.25, 1, 4]])
swapped = np.array([[0, 2, 1, -1], [1, 0, 3, 2], [2, 1, 0, 0.5], [-4, 3, 1, 1]], float)
cases = {
    'mixed': mixed,
    'swapped': swapped,
    'positive': mixed @ mixed.T,
    'hilbert': scipy.linalg.hilbert(5),
    'one': np.array([[-2.5]]),
    'two': np.array([[1, 2], [3, 4]], float),
}
tall = np.array([[1, 2], [3, 4], [5, 6.5], [-1, 0.5]])


def weights(shape):
    """Numbers for sums of which a derivative is taken."""
    return np.array([((i * 7 + 3) % 11 - 5) / 4 for i in range(int(np.prod(shape)))]).reshape(shape)


def side(a):
    return np.array([1.0 - 0.5 * i * (-1) ** i for i in range(a.shape[0])])


def flat(x):
    return np.asarray(x, float).ravel().tolist()


def weighed(f):
    def scalar(a):
        y = f(a)
        return jnp.sum(y * weights(y.shape))
    return scalar


def gradient(f, a):
    return flat(jax.grad(weighed(f))(jnp.array(a)))


def second(f, a):
    """The derivative of the gradient, times the weights."""
    return gradient(jax.grad(weighed(f)), a)


functions = {
    'inverse': jnp.linalg.inv,
    'determinant': jnp.linalg.det,
    'logDeterminant': lambda a: jnp.linalg.slogdet(a)[1],
    'solve': lambda a: jnp.linalg.solve(a, side(a)),
    'upper': lambda a: jax.scipy.linalg.solve_triangular(a, side(a)),
    'lower': lambda a: jax.scipy.linalg.solve_triangular(a, side(a), lower=True, unit_diagonal=True, trans=1),
    'factorL': lambda a: jax.scipy.linalg.lu(a)[1],
    'factorU': lambda a: jax.scipy.linalg.lu(a)[2],
    'q': lambda a: jnp.linalg.qr(a)[0],
    'r': lambda a: jnp.linalg.qr(a)[1],
    'eigenvalues': jnp.linalg.eigvalsh,
    'eigenvectors': lambda a: jnp.linalg.eigh(a)[1] ** 2,
    'singularValues': lambda a: jnp.linalg.svd(a, compute_uv=False),
    'leftVectors': lambda a: jnp.linalg.svd(a, full_matrices=False)[0] ** 2,
    'rightVectors': lambda a: jnp.linalg.svd(a, full_matrices=False)[2] ** 2,
    'pinv': jnp.linalg.pinv,
    'cube': lambda a: jnp.linalg.matrix_power(a, 3),
    'expm': jax.scipy.linalg.expm,
}
ofTall = ['q', 'r', 'singularValues', 'leftVectors', 'rightVectors', 'pinv']


def values(name, a):
    l = np.linalg.cholesky(a) if name in ['positive', 'hilbert'] else None
    p, lower, upper = scipy.linalg.lu(a)
    q, r = np.linalg.qr(a)
    sign, log = np.linalg.slogdet(a)
    known = dict(inverse=np.linalg.inv(a), determinant=np.linalg.det(a), sign=sign, logDeterminant=log, solve=np.linalg.solve(a, side(a)),
                 lower=scipy.linalg.solve_triangular(a, side(a), lower=True, unit_diagonal=True, trans=1), permutation=p, factorL=lower,
                 factorU=upper, q=q, r=r, eigenvalues=np.linalg.eigvalsh((a + a.T) / 2), eigenvectors=np.linalg.eigh((a + a.T) / 2)[1] ** 2,
                 singularValues=np.linalg.svd(a)[1], leftVectors=np.linalg.svd(a)[0] ** 2, rightVectors=np.linalg.svd(a)[2] ** 2,
                 pinv=np.linalg.pinv(a), cube=np.linalg.matrix_power(a, 3), expm=scipy.linalg.expm(a))
    if l is not None:
        known['cholesky'] = l
    # A triangular matrix with 0 on its diagonal has no solution.
    if np.diag(a).all():
        known['upper'] = scipy.linalg.solve_triangular(a, side(a))
    return {key: flat(value) for key, value in known.items()}


def case(name, a):
    defined = dict(functions)
    if name == 'positive':
        defined['cholesky'] = jnp.linalg.cholesky
    if not np.diag(a).all():
        del defined['upper']
    result = dict(size=a.shape[0], a=flat(a), condition=float(np.linalg.cond(a)), values=values(name, a))
    derived = name in ['mixed', 'swapped', 'positive', 'two']
    result['gradients'] = {key: gradient(f, a) for key, f in defined.items()} if derived else {}
    twice = ['inverse', 'logDeterminant', 'solve', 'eigenvalues', 'singularValues', 'cube']
    result['seconds'] = {key: second(defined[key], a) for key in twice} if name in ['mixed', 'two'] else {}
    return result


u, s, vh = np.linalg.svd(tall, full_matrices=False)
q, r = np.linalg.qr(tall)
deficient = np.outer([1, 2, -1, 0.5], [2, 1])
rectangular = dict(
    a=flat(tall), side=flat(side(tall)), deficient=flat(deficient),
    values=dict(q=flat(q), r=flat(r), singularValues=flat(s), leftVectors=flat(u ** 2), rightVectors=flat(vh ** 2), pinv=flat(np.linalg.pinv(tall)),
                leastSquares=flat(np.linalg.lstsq(tall, side(tall), rcond=None)[0]),
                leastNorm=flat(np.linalg.lstsq(tall.T, [1, -2], rcond=None)[0]),
                ofDeficient=flat(np.linalg.lstsq(deficient, side(tall), rcond=None)[0])),
    gradients=dict({key: gradient(functions[key], tall) for key in ofTall},
                   leastSquares=gradient(lambda a: jnp.linalg.lstsq(a, side(tall))[0], tall)),
)

header(f'''
Linear algebra of NumPy {np.__version__} and SciPy {scipy.__version__}, and its derivatives by JAX {jax.__version__}, in double precision: gradients of
sums with weights ((7·i + 3) mod 11 - 5) / 4, and second ones, of such sums of a gradient. Vectors are squared, as their signs
are nobody's.

Made by linalg.py.
''')
print('type Numbers = Readonly<Record<string, readonly number[]>>\n')
interface('Case', size='number', a='readonly number[]', condition='number', values='Numbers', gradients='Numbers', seconds='Numbers')
export('cases', 'Readonly<Record<string, Case>>', {name: case(name, a) for name, a in cases.items()})
print('\n/** Of [4, 2], with a matrix of rank 1 besides. */', end='')
export('rectangular', '{ readonly a: readonly number[]; readonly side: readonly number[]; readonly deficient: readonly number[]; '
       'readonly values: Numbers; readonly gradients: Numbers }', rectangular)
