"""Activations and their derivatives by mpmath, checked with torch: prints activations.ts."""
import mpmath
import numpy as np
import torch
import torch.nn.functional as F
from fixture import export, header, interface
from mpmath import mpf

mpmath.mp.prec = 4000
HALF = [0.001, 0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0]
POINTS = [*(-x for x in reversed(HALF)), 0.0, *HALF]
# The constants of Klambauer et al. 2017, as torch and jax have them.
ALPHA, SCALE = mpf('1.6732632423543772848170429916717'), mpf('1.0507009873554804934193349852946')
SLOPE = mpf('0.01')

sigmoid = lambda x: 1 / (1 + mpmath.exp(-x))
normal = lambda x: (1 + mpmath.erf(x / mpmath.sqrt(2))) / 2
density = lambda x: mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
inner = lambda x: mpmath.sqrt(2 / mpmath.pi) * (x + mpf('0.044715') * x**3)
slope = lambda x: mpmath.sqrt(2 / mpmath.pi) * (1 + 3 * mpf('0.044715') * x**2)
square = lambda x: mpmath.tanh(inner(x))
swish = lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))

# name: (formula, f, f', torch's)
ACTIVATIONS = {
    'step': ('1 where x ≥ 0, else 0; derivative 0', lambda x: mpf(x >= 0), lambda x: mpf(0),
             lambda x: torch.heaviside(x.detach(), torch.ones_like(x)) + 0 * x),
    'sigmoid': ('1 / (1 + e^-x)', sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x)), torch.sigmoid),
    'tanh': ('tanh x', mpmath.tanh, lambda x: 1 - mpmath.tanh(x)**2, torch.tanh),
    'relu': ('max(0, x); derivative 0 at 0', lambda x: max(mpf(0), x), lambda x: mpf(x > 0), F.relu),
    'leakyRelu': ('x where x > 0, else 0.01 x; derivative 0.01 at 0 (jax has 1)', lambda x: x if x > 0 else SLOPE * x,
                  lambda x: mpf(1) if x > 0 else SLOPE, lambda x: F.leaky_relu(x, 0.01)),
    'elu': ('x where x > 0, else e^x - 1', lambda x: x if x > 0 else mpmath.expm1(x),
            lambda x: mpf(1) if x > 0 else mpmath.exp(x), F.elu),
    'selu': ('λ x where x > 0, else λ α (e^x - 1); derivative λ α at 0; α 1.6732632423543773, λ 1.0507009873554805',
             lambda x: SCALE * (x if x > 0 else ALPHA * mpmath.expm1(x)),
             lambda x: SCALE * (1 if x > 0 else ALPHA * mpmath.exp(x)), F.selu),
    'gelu': ('x Φ(x) = x (1 + erf(x / √2)) / 2', lambda x: x * normal(x), lambda x: normal(x) + x * density(x), F.gelu),
    'geluTanh': ('x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2', lambda x: x * (1 + square(x)) / 2,
                 lambda x: (1 + square(x)) / 2 + x * (1 - square(x)**2) * slope(x) / 2, lambda x: F.gelu(x, approximate='tanh')),
    'silu': ('x σ(x)', lambda x: x * sigmoid(x), swish, F.silu),
    'softplus': ('log(1 + e^x)', lambda x: mpmath.log1p(mpmath.exp(x)), sigmoid, lambda x: F.softplus(x, threshold=1000)),
    'celu': ('x where x > 0, else 2 (e^(x/2) - 1)', lambda x: x if x > 0 else 2 * mpmath.expm1(x / 2),
             lambda x: mpf(1) if x > 0 else mpmath.exp(x / 2), lambda x: F.celu(x, 2.0)),
    'relu6': ('min(max(0, x), 6); derivative 0 at 0', lambda x: min(max(mpf(0), x), mpf(6)), lambda x: mpf(0 < x < 6), F.relu6),
    'hardSigmoid': ('min(max(0, x + 3), 6) / 6; derivative 0 at -3 and 3', lambda x: min(max(mpf(0), x + 3), mpf(6)) / 6,
                    lambda x: mpf(-3 < x < 3) / 6, F.hardsigmoid),
    'hardSwish': ('x min(max(0, x + 3), 6) / 6; derivative 0 at -3, 1 at 3 (hardswish of torch 2.6 has -0.5 and 1.5)',
                  lambda x: x * min(max(mpf(0), x + 3), mpf(6)) / 6,
                  lambda x: (2 * x + 3) / 6 if -3 < x < 3 else mpf(x > 0), lambda x: x * F.relu6(x + 3) / 6),
    'mish': ('x tanh(log(1 + e^x))', lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
             lambda x: mpmath.tanh(mpmath.log1p(mpmath.exp(x))) + x * sigmoid(x) / mpmath.cosh(mpmath.log1p(mpmath.exp(x)))**2, F.mish),
    'softsign': ('x / (1 + |x|)', lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x))**2, F.softsign),
}

cases = []
for name, (formula, f, derivative, theirs) in ACTIVATIONS.items():
    values, derivatives = [float(f(mpf(x))) for x in POINTS], [float(derivative(mpf(x))) for x in POINTS]
    x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    y = theirs(x)
    y.sum().backward()
    np.testing.assert_allclose(values, y.tolist(), rtol=1e-10, atol=1e-14, err_msg=name)
    np.testing.assert_allclose(derivatives, x.grad.tolist(), rtol=1e-10, atol=1e-14, err_msg=name)
    cases.append({'name': name, 'formula': formula, 'values': values, 'derivatives': derivatives})

ROWS = [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-100.0, 0.0, 100.0], [1000.0, 1000.0, 999.0], [-1000.0, 5.0, -0.001],
        [1e-3, -1e-3, 0.5], [0.25]]
COTANGENT = [0.5, -1.25, 2.0]
rows = []
for row in ROWS:
    x, g = [mpf(v) for v in row], [mpf(v) for v in COTANGENT[:len(row)]]
    total = mpmath.fsum(mpmath.exp(v) for v in x)
    p = [mpmath.exp(v) / total for v in x]
    inner_product = mpmath.fsum(a * b for a, b in zip(g, p))
    case = {'x': row, 'cotangent': COTANGENT[:len(row)], 'softmax': p,
            'softmaxPullback': [q * (a - inner_product) for q, a in zip(p, g)],
            'logSoftmax': [v - mpmath.log(total) for v in x],
            'logSoftmaxPullback': [a - q * mpmath.fsum(g) for q, a in zip(p, g)]}
    case = {key: [float(v) for v in value] for key, value in case.items()}
    case['logSumExp'] = float(mpmath.log(total))
    for f, key in ((torch.softmax, 'softmax'), (torch.log_softmax, 'logSoftmax')):
        t = torch.tensor(row, dtype=torch.float64, requires_grad=True)
        y = f(t, 0)
        y.backward(torch.tensor(COTANGENT[:len(row)], dtype=torch.float64))
        np.testing.assert_allclose(case[key], y.tolist(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(case[key + 'Pullback'], t.grad.tolist(), rtol=1e-12, atol=1e-12)
    rows.append(case)

header(f"""Activations and their derivatives, exact to the last bit of a double.

Made by activations.py with mpmath {mpmath.__version__} at 4000 bits, compared to torch {torch.__version__} in f64; in short
  mpmath.mp.prec = 4000; float(mpmath.tanh(x)); float(1 - mpmath.tanh(x)**2)
The derivative at a kink is torch's, as `formula` says.""")
interface('Activation', name='string', formula='string', values='readonly number[]', derivatives='readonly number[]')
print()
interface('Softmax', **{key: 'number' if key == 'logSumExp' else 'readonly number[]' for key in rows[0]})
export('points', 'readonly number[]', POINTS)
export('activations', 'readonly Activation[]', cases, 'At `points`.')
export('softmaxes', 'readonly Softmax[]', rows, 'A pullback takes the cotangent of the result to the cotangent of x.')
