import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it, test } from 'vitest'
import { mutable, type Backend } from '../../src/backend/index.js'
import * as n from '../../src/network/index.js'
import * as random from '../../src/random/index.js'
import * as receipt from '../../src/receipt/index.js'
import type { Shape } from '../../src/shape/shape.js'
import * as tensor from '../../src/tensor/index.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { complaint } from '../complaint.js'
import { backends, mlp } from '../trainer/each.js'

type AnyNet = n.Network<any, any, any, any>
const image = n.input([6, 6, 1])
const networks: Readonly<Record<string, AnyNet>> = {
  'an mlp': mlp,
  'a convolution with pooling': pipe(
    image, n.conv2d({ filters: 2, kernel: [3, 3] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(3),
  ),
  'a residual block': pipe(n.input([5]), n.residual(pipe(n.input([5]), n.dense(5), n.gelu)), n.layerNorm(), n.softmax),
  'a network of f64': pipe(n.input([3], 'f64'), n.dense(2), n.sigmoid),
  'a network with dropout': pipe(n.input([4]), n.dense(6), n.dropout(0.5), n.dense(1)),
  'a network without parameters': pipe(n.input([2, 2]), n.relu, n.flatten),
  'a network without layers': n.input([3]),
  'a network of scalars': pipe(n.input([]), n.tanh),
}

/** Types and bits of a list of tensors. */
const digests = (...xs: readonly AnyTensor[]): readonly string[] => xs.map((x) => `${String(x)} ${receipt.digest(x)}`)
/** Inputs of a network, by a key. */
const inputsOf = (net: AnyNet, count: number, seed = 1): AnyTensor =>
  random.normal(random.key(seed), [count, ...net.input] as Shape, net.dtype)
/** Row i, as an example of its own. */
const row = (x: AnyTensor, i: number): AnyTensor => {
  const [, ...shape] = x.shape as Shape
  const size = shape.reduce((a, b) => a * b, 1)
  return concrete({ shape, dtype: x.dtype }, elements(x).slice(i * size, (i + 1) * size))
}

describe.each(backends)('a compiled network on $name', (backend) => {
  describe.each(Object.entries(networks))('%s', (_, net) => {
    const params = net.init(random.key(3))
    const { predict } = net.compile(params, { backend })

    it.each([1, 2, 5, 8, 33])('predicts a batch of %i as the network applied to it', (count) => {
      const inputs = inputsOf(net, count)
      expect(digests(predict(inputs))).toEqual(digests(net.apply(params)(inputs)))
    })

    it('predicts an example as the row of a batch', () => {
      const inputs = inputsOf(net, 6)
      const outputs = predict(inputs)
      for (let i = 0; i < 6; i++) expect(digests(predict(row(inputs, i)))).toEqual(digests(row(outputs, i)))
    })

    it('leaves what it gave and what it was given as they were', () => {
      const [one, more] = [row(inputsOf(net, 1, 4), 0), inputsOf(net, 3, 5)]
      const given = digests(one, more, ...tree.tensors(params))
      const [first, second] = [predict(one), predict(more)]
      const results = digests(first, second)
      predict(row(inputsOf(net, 1, 6), 0))
      predict(inputsOf(net, 3, 7))
      expect(digests(first, second)).toEqual(results)
      expect(digests(predict(one), predict(more))).toEqual(results)
      expect(digests(one, more, ...tree.tensors(params))).toEqual(given)
    })

    it('gives nothing for nothing', () => expect(predict(inputsOf(net, 0)).shape).toEqual([0, ...net.output]))
  })

  it('predicts more examples than run at once, in any order of sizes', () => {
    const params = mlp.init(random.key(3))
    const { predict } = mlp.compile(params, { backend })
    for (const count of [600, 3, 256, 257, 511, 1, 512]) {
      const inputs = random.normal(random.key(count), [count, 3])
      expect(digests(predict(inputs))).toEqual(digests(mlp.apply(params)(inputs)))
    }
  })

  it('keeps the parameters that it was made with', () => {
    const params = mlp.init(random.key(3)).map((record) => ({ ...record })) as unknown as n.Params<typeof mlp>
    const { predict } = mlp.compile(params, { backend })
    const [inputs, more] = [tensor.ones([3]), tensor.ones([7, 3])]
    const expected = digests(predict(inputs), ...tree.tensors(mlp.apply(params)(more)))
    Object.assign(params[0], { weights: tensor.zeros([9, 9]) })
    // A program for a size that has not come before is traced after the change.
    expect(digests(predict(inputs), predict(more))).toEqual(expected)
  })

  it('keeps networks of other parameters apart', () => {
    const inputs = tensor.ones([3])
    const params = [1, 2, 3].map((seed) => mlp.init(random.key(seed)))
    const made = params.map((p) => mlp.compile(p, { backend }))
    for (const i of [0, 1, 2, 1, 0, 2]) {
      const expected = mlp.apply(params[i] as n.Params<typeof mlp>)(tensor.ones([1, 3]))
      expect(digests(made[i]?.predict(inputs) as AnyTensor)).toEqual(digests(row(expected, 0)))
    }
  })

  it('goes on after an error', () => {
    const lookup = n.layer({
      name: 'lookup',
      shape: (_input: readonly [2]) => [2, 3] as const,
      init: () => ({ table: tensor.of([4, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) }),
      apply: ({ table }) => (x) => pipe(table, tensor.gather(tensor.cast('i32')(x))),
    })
    const net = pipe(n.input([2]), lookup)
    const { predict } = net.compile(net.init(random.key(0)), { backend })
    expect(() => predict(tensor.of([2], [1, 4]))).toThrow(/gather: indices\[1\]/)
    expect(tensor.toArray(predict(tensor.of([2], [3, 1])))).toEqual([9, 10, 11, 3, 4, 5])
    // Three rows run as four: the fourth is one of them, and so is sound.
    expect(predict(tensor.of([3, 2], [1, 1, 2, 3, 3, 3])).shape).toEqual([3, 2, 3])
  })
})

describe('programs of a network', () => {
  /** A network that counts how often it is traced, and a backend that counts the memories that it begins. */
  const counted = () => {
    let traced = 0
    let begun = 0
    const counting = n.layer({
      name: 'counting', shape: (input: readonly [4]) => input, apply: () => (x) => {
        traced++
        return x
      },
    })
    const on: Backend = { ...mutable, loop: (program, carried) => {
      const start = mutable.loop(program, carried)
      return (from) => {
        if (Array.isArray(from)) begun++
        return start(from)
      }
    } }
    return { net: pipe(n.input([3]), n.dense(4), counting), on, seen: () => [traced, begun] }
  }
  const x = random.normal(random.key(1), [5, 3])

  it('are made once for parameters of one type, of which few have a memory of their own', () => {
    const { net, on, seen } = counted()
    const all = Array.from({ length: 9 }, (_, i) => net.init(random.key(i)))
    const expected = all.map((params) => digests(pipe(x, net.apply(params))))
    const [before] = seen() as [number]
    const made = all.map((params) => net.compile(params, { backend: on }))
    // For one example, and for some.
    for (let round = 0; round < 3; round++)
      expect(made.map(({ predict }) => digests(predict(x)))).toEqual(expected)
    expect(seen()).toEqual([before + 2, 4])
  })

  it('hold the same parameters once', () => {
    const { net, on, seen } = counted()
    const params = net.init(random.key(0))
    const [one, other] = [net.compile(params, { backend: on }), net.compile([...params], { backend: on })]
    expect(digests(one.predict(x))).toEqual(digests(other.predict(x)))
    expect(seen()).toEqual([2, 1])
  })
})

describe('what does not fit', () => {
  const params = mlp.init(random.key(0))
  const { predict } = mlp.compile(params)
  const expected = 'f32[3] or f32[batch, 3]'

  it.each<readonly [string, unknown, string]>([
    ['an example of another size', tensor.zeros([4]), `inputs are f32[4], expected ${expected}`],
    ['a batch of another size', tensor.zeros([2, 4]), `inputs are f32[2, 4], expected ${expected}`],
    ['too many axes', tensor.zeros([2, 2, 3]), `inputs are f32[2, 2, 3], expected ${expected}`],
    ['a scalar', tensor.scalar(1), `inputs are f32[], expected ${expected}`],
    ['another dtype', tensor.zeros([3], 'f64'), `inputs are f64[3], expected ${expected}`],
    ['a list', [1, 2, 3], `inputs should be ${expected}, but is [1, 2, 3]`],
    ['nothing', undefined, `inputs should be ${expected}, but is undefined`],
  ])('%s is an error that says so', (_, inputs, message) => {
    const error = complaint(() => predict(inputs as Tensor<readonly [3]>))
    expect(error).toMatchObject({ operation: 'predict', argument: 'inputs', expected })
    expect(error.message).toBe(`predict: ${message} (at ${error.at})`)
    expect(error.at).toContain('compile.spec.ts')
  })

  it('parameters of another network are refused when they are given', () => {
    const [first, second] = params
    expect(() => mlp.compile([first] as unknown as typeof params)).toThrow(/a record for each of 2 layers/)
    expect(() => mlp.compile([second, first] as unknown as typeof params)).toThrow(/inner sizes 3 and 4 differ/)
  })
})

test('types follow the network', () => {
  const net = pipe(n.input([6, 6, 1]), n.flatten, n.dense(3))
  const { predict } = net.compile(net.init(random.key(0)))
  expectTypeOf(predict(tensor.zeros([6, 6, 1]))).toEqualTypeOf<Tensor<readonly [3]>>()
  expectTypeOf(predict(tensor.zeros([7, 6, 6, 1]))).toEqualTypeOf<Tensor<readonly [7, 3]>>()
  expectTypeOf(net.compile).parameter(0).toEqualTypeOf<n.Params<typeof net>>()
  expectTypeOf(predict).toEqualTypeOf<n.Predict<readonly [6, 6, 1], readonly [3]>>()
  // @ts-expect-error examples of another size
  expect(() => predict(tensor.zeros([6, 5, 1]))).toThrow()
  // @ts-expect-error parameters of another network
  expect(() => net.compile([])).toThrow()
})
