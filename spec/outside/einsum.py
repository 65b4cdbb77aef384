"""Sums in Einstein's notation and other products by NumPy: prints einsum.ts."""
import numpy as np
from fixture import export, header, interface


def values(shape, seed):
    """Multiples of 1/32, so that sums of products are exact in f32 in any order."""
    n = int(np.prod(shape))
    return (np.array([((i + seed) * 1073 + 319) % 61 - 30 for i in range(n)]) / 32).reshape(shape)


def case(equation, *shapes):
    result = np.einsum(equation, *[values(s, i) for i, s in enumerate(shapes)])
    return dict(equation=equation, shapes=[list(s) for s in shapes], shape=list(result.shape), result=np.ravel(result).tolist())


cases = [
    case('ij->ij', (2, 3)), case('ij->ji', (2, 3)), case('ij->', (2, 3)), case('ij->j', (2, 3)), case('ba', (2, 3)),
    case('ii', (3, 3)), case('ii->i', (3, 3)), case('iij->j', (3, 3, 2)), case('iji->ij', (3, 2, 3)), case('iii->i', (3, 3, 3)),
    case('iijj->ij', (2, 2, 3, 3)), case('...ii->...i', (2, 3, 3)), case('i...->...i', (2, 3, 4)), case('...', (2, 3)),
    case('ii->i', (1, 1)), case('->', ()), case('aBa', (2, 3, 2)),
    case('i,i->i', (4,), (4,)), case('i,i->', (9,), (9,)), case('i,j->ij', (2,), (3,)), case('i,j->ji', (2,), (3,)),
    case('i,j->', (2,), (3,)), case(',ij->ij', (), (2, 3)), case('ij,ij->ij', (2, 3), (2, 3)), case('ij,ji->ij', (2, 3), (3, 2)),
    case('ij,ij->', (2, 3), (2, 3)), case('ij,ij->i', (2, 3), (2, 3)), case('ij,jk', (2, 3), (3, 4)),
    case('ij,jk->ik', (2, 3), (3, 4)), case('ij,jk->ki', (2, 3), (3, 4)), case('ij,kj->ik', (2, 3), (4, 3)),
    case('ji,jk->ik', (3, 2), (3, 4)), case('ji,kj->ik', (3, 2), (4, 3)), case('ij,j->i', (2, 3), (3,)), case('i,ij->j', (2,), (2, 3)),
    case('ij,jk->i', (2, 3), (3, 4)), case('bij,bjk->bik', (2, 3, 4), (2, 4, 5)), case('bij,jk->bik', (2, 3, 4), (4, 5)),
    case('ij,bjk->bik', (3, 4), (2, 4, 5)), case('bij,kj->bik', (2, 3, 4), (5, 4)), case('bhqd,bhkd->bhqk', (2, 3, 2, 4), (2, 3, 3, 4)),
    case('bqhd,bkhd->bhqk', (2, 2, 3, 4), (2, 3, 3, 4)), case('bhqk,bkhd->bqhd', (2, 3, 2, 4), (2, 4, 3, 5)),
    case('abcd,cdef->abef', (2, 2, 3, 2), (3, 2, 2, 2)), case('abcd,dcef->efab', (2, 2, 3, 2), (2, 3, 2, 2)),
    case('nhwc,hwcf->nf', (2, 3, 2, 2), (3, 2, 2, 4)), case('bi,bj->bij', (3, 2), (3, 4)), case('bi,bj->ij', (3, 2), (3, 4)),
    case('bi,bi->b', (3, 4), (3, 4)), case('biij,jk->bk', (2, 3, 3, 2), (2, 4)), case('ijk,ilm->jl', (2, 3, 2), (2, 3, 2)),
    case('...ij,...jk->...ik', (2, 1, 2, 3), (4, 3, 2)), case('...ij,jk', (2, 2, 3), (3, 2)), case('...ij,...jk', (2, 3), (1, 3, 2)),
    case('i...,i...->...', (2, 3), (2, 1, 3)), case('...i,j...->j...i', (3, 2), (4, 3)), case('i...->...', (3, 2)),
    case('b n d, b m d -> b n m', (2, 3, 2), (2, 2, 2)),
    case('ij,jk,kl->il', (2, 3), (3, 4), (4, 2)), case('i,j,k->ijk', (2,), (3,), (2,)), case('ij,ij,ij->ij', (2, 3), (2, 3), (2, 3)),
    case('i,ij,j->', (2,), (2, 3), (3,)), case('ij,kl,jk->il', (2, 3), (4, 5), (3, 4)), case('bij,bjk,k->bi', (2, 3, 2), (2, 2, 4), (4,)),
    case('bn,anm,bm->ba', (2, 3), (4, 3, 2), (2, 2)), case('i,i,i->', (4,), (4,), (4,)), case('ii,ij,jj->', (2, 2), (2, 3), (3, 3)),
    case('ij,jk,kl,lm->im', (2, 3), (3, 2), (2, 3), (3, 2)), case('ij,jk->ik', (2, 0), (0, 3)), case('ij,jk->ik', (0, 2), (2, 3)),
    case('ii->i', (0, 0)),
]


def product(name, a, b, f):
    x, y = values(a, 0), values(b, 1)
    result = np.asarray(f(x, y))
    return dict(name=name, a=list(a), b=list(b), shape=list(result.shape), result=np.ravel(result).tolist())


products = [
    *[product('matmul', a, b, np.matmul) for a, b in [
        ((4,), (4,)), ((3,), (3, 2)), ((2, 3), (3,)), ((3,), (2, 3, 4)), ((2, 2, 3), (3,)), ((2, 3), (3, 4)), ((2, 2, 3), (3, 2)),
        ((2, 2, 3), (2, 3, 2)), ((2, 1, 2, 3), (4, 3, 2)), ((2, 3), (4, 3, 2)), ((1, 2, 3), (4, 3, 2)), ((4, 2, 3), (1, 3, 2)),
        ((2, 1, 2, 3), (1, 4, 3, 2)), ((1, 1, 2, 3), (1, 3, 2)),
    ]],
    *[product('dot', a, b, np.dot) for a, b in [((5,), (5,)), ((1,), (1,))]],
    *[product('outer', a, b, np.outer) for a, b in [((2,), (3,)), ((1,), (2,))]],
    *[product('inner', a, b, np.inner) for a, b in [((4,), (4,)), ((2, 3), (3,)), ((2, 3), (2, 2, 3))]],
    *[product('kron', a, b, np.kron) for a, b in [((2, 2), (2, 3)), ((1, 3), (2, 1))]],
    *[product('cross', a, b, np.cross) for a, b in [((3,), (3,)), ((2, 2, 3), (2, 2, 3))]],
]
sums = [
    dict(axes=axes, **{key: value for key, value in product('tensordot', a, b, lambda x, y: np.tensordot(x, y, axes)).items() if key != 'name'})
    for axes, a, b in [
        (0, (2,), (3, 2)), (1, (2, 3), (3, 4)), (2, (2, 3, 4), (3, 4, 2)), (3, (2, 3, 2), (2, 3, 2)), ([[1], [1]], (2, 3), (4, 3)),
        ([[1, 2], [1, 0]], (2, 3, 4), (4, 3, 2)), ([[0, -1], [-2, 0]], (3, 2, 4), (4, 2, 3, 2)), ([[], []], (2,), (2,)),
    ]
]

header(f'''
numpy.einsum and other products of numpy {np.__version__}, of multiples of 1/32: element i of operand s is
(((i + s)·1073 + 319) mod 61 - 30) / 32.

Made by einsum.py.
''')
interface('Case', equation='string', shapes='readonly (readonly number[])[]', shape='readonly number[]', result='readonly number[]')
print()
interface('Product', name='string', a='readonly number[]', b='readonly number[]', shape='readonly number[]', result='readonly number[]')
print()
interface('Sum', axes='number | readonly [readonly number[], readonly number[]]', a='readonly number[]', b='readonly number[]',
          shape='readonly number[]', result='readonly number[]')
export('cases', 'readonly Case[]', cases)
export('products', 'readonly Product[]', products)
export('sums', 'readonly Sum[]', sums)
