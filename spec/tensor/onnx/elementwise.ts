/** Functions of each element. */
import { pipe } from '../../../src/index.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { folded, number, t, text, type Adapter, type Adapters } from './node.js'

const plain = (f: (x: any) => any): Adapter => () => f
const pair = (name: string): Adapter => () => (a: AnyTensor, b: AnyTensor) => t[name]!(b)(a)
const all = (name: string): Adapter => () => folded(t[name]! as never)

/** Powers of integers are those of doubles, which have all of them up to 2⁵³. */
const power: Adapter = () => (a: AnyTensor, b: AnyTensor) => {
  const isFloat = a.dtype === 'f32' || a.dtype === 'f64'
  const as = isFloat ? a.dtype : 'f64'
  return t['cast']!(a.dtype)(t['pow']!(t['cast']!(as)(b))(t['cast']!(as)(a)))
}
const scale = (by: number) => (x: AnyTensor): AnyTensor => t['mul']!(by)(x)

export const elementwise: Adapters = {
  Abs: plain(t['abs']!), Acos: plain(t['acos']!), Acosh: plain(t['acosh']!), Asin: plain(t['asin']!), Asinh: plain(t['asinh']!),
  Atan: plain(t['atan']!), Atanh: plain(t['atanh']!), BitwiseNot: plain(t['not']!), Ceil: plain(t['ceil']!), Cos: plain(t['cos']!),
  Cosh: plain(t['cosh']!), Erf: plain(t['erf']!), Exp: plain(t['exp']!), Floor: plain(t['floor']!), HardSwish: plain(t['hardSwish']!),
  Identity: plain((x) => x), IsNaN: plain(t['isNaN']!), Log: plain(t['log']!), Mish: plain(t['mish']!), Neg: plain(t['neg']!),
  Not: plain(t['not']!), Reciprocal: plain(t['reciprocal']!), Relu: plain(t['relu']!), Round: plain(t['round']!),
  Sigmoid: plain(t['sigmoid']!), Sign: plain(t['sign']!), Sin: plain(t['sin']!), Sinh: plain(t['sinh']!), Softplus: plain(t['softplus']!),
  Softsign: plain(t['softsign']!), Sqrt: plain(t['sqrt']!), Tan: plain(t['tan']!), Tanh: plain(t['tanh']!),
  Add: pair('add'), And: pair('and'), BitwiseAnd: pair('and'), BitwiseOr: pair('or'), BitwiseXor: pair('xor'), Div: pair('div'),
  Equal: pair('equal'), Greater: pair('greater'), GreaterOrEqual: pair('greaterOrEqual'), Less: pair('less'),
  LessOrEqual: pair('lessOrEqual'), Mul: pair('mul'), Or: pair('or'), Sub: pair('sub'), Xor: pair('xor'), Pow: power,
  Max: all('maximum'), Min: all('minimum'), Sum: all('add'),
  Mean: () => (...xs: readonly AnyTensor[]) => t['div']!(xs.length)(folded(t['add']! as never)(xs[0]!, ...xs.slice(1))),
  BitShift: (node) => (a, b) => t[text(node, 'direction', '') === 'LEFT' ? 'shiftLeft' : 'shiftRight']!(b)(a),
  Mod: (node) => (a, b) => t[number(node, 'fmod', 0) === 1 ? 'fmod' : 'mod']!(b)(a),
  Cast: ({ outputs }) => t['cast']!(outputs[0]!.dtype),
  CastLike: ({ outputs }) => t['cast']!(outputs[0]!.dtype),
  Celu: (node) => t['celu']!(number(node, 'alpha', 1)),
  Elu: (node) => t['elu']!(number(node, 'alpha', 1)),
  LeakyRelu: (node) => t['leakyRelu']!(number(node, 'alpha', 0.01)),
  Gelu: (node) => t[text(node, 'approximate', 'none') === 'tanh' ? 'geluTanh' : 'gelu']!,
  HardSigmoid: (node) => (x) =>
    t['clip']!(0, 1)(t['add']!(number(node, 'beta', 0.5))(scale(number(node, 'alpha', 0.2))(x))),
  Selu: (node) => {
    const { alpha, gamma } = node.attributes as Readonly<Record<string, number | undefined>>
    return alpha === undefined ? t['selu']! : (x) => scale(gamma!)(t['elu']!(alpha)(x))
  },
  Swish: (node) => (x) => t['mul']!(t['sigmoid']!(scale(number(node, 'alpha', 1))(x)))(x),
  ThresholdedRelu: (node) => (x) => t['where']!(x, 0)(t['greater']!(number(node, 'alpha', 1))(x)),
  PRelu: () => (x, slope) => t['where']!(x, t['mul']!(slope)(x))(t['greaterOrEqual']!(0)(x)),
  Shrink: (node) => (x) => {
    const [bias, lambda] = [number(node, 'bias', 0), number(node, 'lambd', 0.5)]
    const below = t['where']!(t['add']!(bias)(x), 0)(t['less']!(-lambda)(x))
    return t['where']!(t['sub']!(bias)(x), below)(t['greater']!(lambda)(x))
  },
  IsInf: (node) => (x) => {
    const low = number(node, 'detect_negative', 1) === 1 ? -Infinity : 0
    const high = number(node, 'detect_positive', 1) === 1 ? Infinity : 0
    return pipe(x, t['isInfinite']!, t['and']!(t['greaterOrEqual']!(low)(x)), t['and']!(t['lessOrEqual']!(high)(x)))
  },
  Clip: () => (x, low, high) =>
    low === undefined && high === undefined ? x
    : low === undefined ? t['minimum']!(high)(x)
    : high === undefined ? t['maximum']!(low)(x)
    : t['clip']!(low, high)(x),
  Where: () => (condition, yes, no) => t['where']!(yes, no)(condition),
}
