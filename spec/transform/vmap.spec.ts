/** What `vmap` gives for each example has the bits of what the function gives for it alone, on every backend. */
import { afterAll, describe, expect, test } from 'vitest'
import { differentiable as d, jit, network as n, pipe, random, tensor as t, tree, vmap, type Tensor } from '../../src/index.js'
import { scatterMax } from '../../src/tensor/scatterMax.js'
import { ascending } from '../../src/tensor/sort.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { leaves, map, tensors } from '../../src/tensor/tree.js'
import { someBackends } from '../jit/each.js'

type V = Tensor<readonly [3]>
type M = Tensor<readonly [2, 3]>
type I = Tensor<readonly [2], 'i32'>
type Args = readonly unknown[]

const { backends, close } = await someBackends()
afterAll(close)

const key = random.key(3)
let drawn = 0
const some = <const S extends readonly number[]>(...shape: S) => random.normal(random.foldIn(key, drawn++), shape)
const whole = <const S extends readonly number[]>(high: number, ...shape: S) => random.integers(random.foldIn(key, drawn++), shape, { low: 0, high })
const bits = (a: unknown): readonly (readonly number[])[] => tensors(a).map((x) => t.toArray(x))
const N = 4
const keys = t.stack(0)(random.split(key, N)) as unknown as AnyTensor

const net = pipe(n.input([3]), n.dense(5), n.layerNorm(), n.gelu, n.dropout(0.5), n.dense(2))
const params = net.init(key)
const images = pipe(n.input([5, 5, 2]), n.conv2d({ filters: 3, kernel: [3, 3] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(2))
const kernels = images.init(key)
const rounded = d.withPullback<V, V>((x) => [t.round(x), (dx) => t.mul(3)(dx)], { pushforward: () => t.mul(3) })
const loss = (w: Tensor<readonly [3, 2]>, x: V, y: Tensor<readonly [2]>) => pipe(x, t.reshape([1, 3]), t.matmul(w), t.reshape([2]), t.sub(y), t.square, t.sum())
const loop = (w: Tensor<readonly [3, 3]>, xs: Tensor<readonly [5, 3]>, h: V) => t.scan(
  (s: V, x: V) => { const next = pipe(s, t.reshape([1, 3]), t.matmul(w), t.reshape([3]), t.add(x), t.tanh); return [next, { next, x: t.square(x) }] as const }, h, xs)

type X = Tensor<readonly []>
type I0 = Tensor<readonly [], 'i32'>
type Pair = readonly [X, X]
/** How far a number is halved, and the sum on the way; another number of steps for each. */
const halved = (x: X) => pipe([x, t.scalar(1)] as Pair, t.whileLoop(([a]: Pair) => pipe(a, t.greater(1)), ([a, b]): Pair => [t.mul(0.5)(a), t.add(t.square(a))(b)], { maxSteps: 12 }))
/** Neither is finite everywhere, nor is its derivative. */
const chosen = (x: X): X => pipe(x, t.cond(pipe(x, t.greater(0)), (a: X) => pipe(a, t.sqrt, t.log), (a: X) => pipe(a, t.neg, t.exp)))

/** A function of one example, the arguments of `N`, and which of them are the same for all. */
interface Row {
  readonly f: (...args: any) => unknown
  readonly args: Args
  readonly shared?: readonly number[]
}

const rows: Readonly<Record<string, Row>> = {
  'elementwise': { f: (x: V, y: V) => pipe(x, t.mul(y), t.add(1), t.exp), args: [some(N, 3), some(N, 3)] },
  'of one that all share': { f: (x: V, y: V) => pipe(y, t.less(x), t.where(x, y)), args: [some(N, 3), some(3)], shared: [1] },
  'sums of many': { f: (x: AnyTensor) => [t.sum()(x), t.mean([0])(x), t.variance([-1])(x), t.argmax(1)(x)], args: [some(N, 17, 19)] },
  'softmax': { f: (x: M) => [t.softmax(x), t.logSumExp(x)], args: [some(N, 2, 3)] },
  'rows times a matrix': { f: (x: M, w: Tensor<readonly [3, 4]>) => t.matmul(w)(x), args: [some(N, 2, 3), some(3, 4)], shared: [1] },
  'columns times a matrix': { f: (x: M, w: Tensor<readonly [3, 2]>) => [t.matmul(x)(w), t.matmul(t.transpose(w))(t.transpose(x))], args: [some(N, 2, 3), some(3, 2)], shared: [1] },
  'a matrix times a vector': { f: (x: Tensor<readonly [3, 1]>, w: M) => t.matmul(x)(w), args: [some(N, 3, 1), some(2, 3)], shared: [1] },
  'own matrices': { f: (x: M, w: Tensor<readonly [3, 4]>) => t.matmul(w)(x), args: [some(N, 2, 3), some(N, 3, 4)] },
  'batches of matrices': { f: (x: Tensor<readonly [5, 2, 3]>, w: Tensor<readonly [5, 3, 4]>) => [t.matmul(w)(x)], args: [some(N, 5, 2, 3), some(5, 3, 4)], shared: [1] },
  'moved': { f: (x: Tensor<readonly [2, 3, 4]>) => [t.permute([2, 0, 1])(x), t.slice([[0, 1], null, [0, 4, 2]])(x), t.pad([[1, 2], [0, 0], [0, 1]], 7)(x), t.reshape([6, 4])(x), t.concatenate(1)([x, x])], args: [some(N, 2, 3, 4)] },
  'broadcast': { f: (x: Tensor<readonly [3, 1]>) => t.broadcastTo([5, 2, 3, 4])(x), args: [some(N, 3, 1)] },
  'joined to what all share': { f: (x: M, y: M) => t.concatenate(0)([y, x, y]), args: [some(N, 2, 3), some(2, 3)], shared: [1] },
  'rows of a table by own indices': { f: (w: Tensor<readonly [5, 3]>, i: I) => t.gather(i)(w), args: [some(5, 3), whole(5, N, 2)], shared: [0] },
  'rows of own tables': { f: (w: Tensor<readonly [5, 3]>, i: I) => t.gather(i)(w), args: [some(N, 5, 3), whole(5, 2)], shared: [1] },
  'rows of own tables by own indices': { f: (w: Tensor<readonly [5, 3]>, i: I) => t.gather(i)(w), args: [some(N, 5, 3), whole(5, N, 2)] },
  'added to rows': { f: (w: Tensor<readonly [5, 3]>, i: Tensor<readonly [7], 'i32'>, c: Tensor<readonly [7, 3]>) => d.gradient(d.lift((v: Tensor<readonly [5, 3]>) => pipe(v, t.gather(i), t.mul(c), t.sum())))(w), args: [some(N, 5, 3), whole(5, N, 7), some(7, 3)], shared: [2] },
  'one-hot': { f: (i: I) => t.oneHot(4)(i), args: [whole(4, N, 2)] },
  'own keys': { f: (k: random.Key) => [random.normal(k, [3]), random.bits(k, []), random.foldIn(k, 7), random.bernoulli(k, 0.5, [2, 2])], args: [keys] },
  'own keys split': { f: (k: random.Key) => random.split(k, 3).map((own) => random.uniform(own, [5])), args: [keys] },
  'a key with an own number': { f: (k: random.Key, i: Tensor<readonly [], 'u32'>) => random.normal(random.foldIn(k, i), [2]), args: [key, t.of([N], [0, 1, 5, 4294967295], 'u32')], shared: [0] },
  'a loop': { f: loop, args: [some(3, 3), some(N, 5, 3), some(3)], shared: [0, 2] },
  'a loop over what all share': { f: loop, args: [some(N, 3, 3), some(5, 3), some(3)], shared: [1, 2] },
  'a loop that counts': { f: (x: V) => t.scan(([i, s]: readonly [Tensor<readonly [], 'i32'>, V], r: Tensor<readonly []>) => [[t.add(1)(i), t.mul(r)(s)], i] as const, [t.scalar(0, 'i32'), x] as const, t.of([4], [1, 2, 3, 4])), args: [some(N, 3)] },
  'a loop backwards in a loop': { f: (x: Tensor<readonly [2, 3, 2]>) => t.scan((a: Tensor<readonly [2]>, r: Tensor<readonly [3, 2]>) => { const [b, ys] = t.scan((c: Tensor<readonly [2]>, s: Tensor<readonly [2]>) => [pipe(c, t.mul(s), t.add(a)), c] as const, a, r, { reverse: true }); return [b, ys] as const }, t.ones([2]), x), args: [some(N, 2, 3, 2)] },
  'a network': { f: (x: V, k: random.Key) => net.apply(params, { key: k })(t.reshape([1, 3])(x)), args: [some(N, 3), keys] },
  'windows': { f: (x: Tensor<readonly [5, 5, 2]>) => images.apply(kernels)(t.reshape([1, 5, 5, 2])(x)), args: [some(N, 5, 5, 2)] },
  'own kernels': { f: (p: typeof kernels, x: Tensor<readonly [1, 5, 5, 2]>) => d.gradient(d.lift((q: typeof kernels) => pipe(images.apply(q)(x), t.square, t.sum())))(p), args: [tree.stack(random.split(key, N).map((k) => images.init(k))), some(1, 5, 5, 2)], shared: [1] },
  'a gradient': { f: d.grad(loss), args: [some(3, 2), some(N, 3), some(N, 2)], shared: [0] },
  'a Hessian': { f: d.hessian(loss), args: [some(N, 3, 2), some(3), some(2)], shared: [1, 2] },
  'a gradient of a loop': { f: d.grad((...args: Parameters<typeof loop>) => pipe(loop(...args)[0], t.square, t.sum())), args: [some(3, 3), some(N, 5, 3), some(N, 3)], shared: [0] },
  'a tangent of a loop': { f: (w: Tensor<readonly [3, 3]>, xs: Tensor<readonly [5, 3]>) => d.jvp((v: Tensor<readonly [3, 3]>) => loop(v, xs, t.ones([3]))[0])(w, w), args: [some(3, 3), some(N, 5, 3)], shared: [0] },
  'a rule of its own': { f: (x: V) => [rounded(x), d.grad((v: V) => pipe(rounded(v), t.mul(v), t.sum()))(x), d.jvp(rounded)(x, x)], args: [some(N, 3)] },
  'a sample': { f: (logits: V, k: random.Key) => t.argmax(0)(t.add(random.uniform(k, [3]))(logits)), args: [some(N, 3), keys] },
  'sorted': { f: (x: V) => t.gather(ascending(x) as Tensor<readonly [3], 'i32'>)(x), args: [some(N, 3)] },
  'the greatest of rows': { f: (x: Tensor<readonly [4, 2]>, i: Tensor<readonly [4], 'i32'>) => [scatterMax(x, i, 3), d.grad((v: typeof x) => pipe(scatterMax(v, i, 3) as typeof x, t.maximum(0), t.square, t.sum()))(x)], args: [some(N, 4, 2), whole(3, N, 4)] },
  'the greatest of rows that all share': { f: (x: Tensor<readonly [4, 2]>, i: Tensor<readonly [4], 'i32'>) => scatterMax(x, i, 3), args: [some(4, 2), whole(3, N, 4)], shared: [0] },
  'a loop that each leaves': { f: halved, args: [t.of([N], [3, 100, 0.5, 7])] },
  'a loop that all leave together': { f: (x: X, y: X) => pipe([y, x] as const, t.whileLoop(([a]: Pair) => t.greater(1)(a), ([a, b]): Pair => [t.mul(0.5)(a), t.add(a)(b)])), args: [some(N), t.scalar(9)], shared: [1] },
  'derivatives of a loop that each leaves': { f: (x: X) => [d.grad((v: X) => pipe(halved(v)[0], t.square))(x), d.jvp((v: X) => halved(v)[0])(x, x)], args: [t.of([N], [3, 100, 0.5, 7])] },
  'a loop up to the end of a list': { f: (list: V, n: I0) => pipe([t.scalar(0, 'i32'), t.scalar(0)] as const, t.whileLoop(([i]: readonly [I0, X]) => t.less(n)(i), ([i, sum]) => [t.add(t.scalar(1, 'i32'))(i), t.add(t.gather(i)(list))(sum)])), args: [some(N, 3), t.of([N], [1, 3, 0, 2], 'i32')] },
  'a choice': { f: chosen, args: [t.of([N], [0, 2, -1, 0.5])] },
  'derivatives of a choice': { f: (x: X) => [d.grad(chosen)(x), d.grad(d.grad(chosen))(x)], args: [t.of([N], [0, 2, -1, 0.5])] },
  'a loop in a choice in a loop': { f: (x: X) => pipe(x, t.whileLoop((a: X) => t.less(50)(a), (a) => pipe(a, t.cond(pipe(a, t.less(5)), (b: X) => halved(b)[1], (b: X) => pipe(b, t.square))), { maxSteps: 9 })), args: [t.of([N], [3, 100, 4.5, 7])] },
  'a checkpoint': { f: d.grad((x: V) => pipe(x, d.checkpoint((v: V) => pipe(v, t.sin, t.square)), t.sum())), args: [some(N, 3)] },
  'vmap': { f: (x: V, ys: M) => vmap((y: V) => pipe(x, t.mul(y), t.sum()))(ys), args: [some(N, 3), some(2, 3)], shared: [1] },
  'nothing of its own': { f: (_: V, y: V) => t.square(y), args: [some(N, 3), some(3)], shared: [1] },
  'jit': { f: jit((x: V) => t.square(x)), args: [some(N, 3)] },
}

const axesOf = ({ args, shared = [] }: Row) => args.map((_, i) => (shared.includes(i) ? null : 0))
/** The arguments of one example. */
const exampleOf = ({ args, shared = [] }: Row, i: number): Args => args.map((arg, j) => (shared.includes(j) ? arg : tree.unstack(arg)[i]))
const applied = (f: (...args: any) => unknown, args: Args): unknown => f(...args)

describe.each(Object.entries(rows))('%s', (_, row) => {
  const { f, args } = row
  const mapped = vmap(f, { in: axesOf(row) }) as (...args: any) => unknown
  const alone = Array.from({ length: N }, (_x, i) => applied(f, exampleOf(row, i)))
  const expectRows = (all: unknown): void => {
    expect(leaves(all).map(({ path, tensor: { shape } }) => [path, shape])).toEqual(leaves(alone[0]).map(({ path, tensor: { shape } }) => [path, [N, ...shape]]))
    expect(tree.unstack(all).map(bits)).toEqual(alone.map(bits))
  }
  test('at once', () => { expectRows(applied(mapped, args)) })
  test.each(backends)('compiled on $name', (backend) => { expectRows(applied(jit(mapped, { backend }), args)) })
  test('along other axes', () => {
    const last = map(args.filter((_x, i) => axesOf(row)[i] === 0), (x: AnyTensor) => t.permute([...x.shape.slice(1).map((_s: number, i: number) => i + 1), 0])(x as never))
    let at = 0
    const moved = args.map((arg, i) => (axesOf(row)[i] === 0 ? last[at++] : arg))
    const result = applied(vmap(f, { in: axesOf(row).map((axis) => (axis === 0 ? -1 : null)), out: -1 }) as typeof f, moved)
    expectRows(map(result, (x: AnyTensor) => t.permute([x.shape.length - 1, ...x.shape.slice(1).map((_s: number, i: number) => i)])(x as never)))
  })
})
