import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { decode, encode, named, type Names, type Safetensors } from '../../src/checkpoint/index.js'
import { network as n, pipe, random, receipt, TenfoldError, tensor, type Tensor } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

/** Small numbers in eighths, of which all sums of products are exact: no order of sums has a say. */
const eighths = (length: number, seed: number): readonly number[] =>
  Array.from({ length }, (_, i) => (((i + seed) * 37 + ((i * i) % 11) * 5) % 17 - 8) / 8)

const [height, width, channels, filters, units] = [5, 4, 2, 3, 4] as const
const [kh, kw] = [2, 3] as const
const [oh, ow] = [height - kh + 1, width - kw + 1] as const

/** A file as PyTorch's `state_dict` of Conv2d(2, 3, (2, 3)), ReLU, Flatten, Linear(24, 4), Linear(4, 2) has it. */
const values = {
  'features.0.weight': eighths(filters * channels * kh * kw, 1),
  'features.0.bias': eighths(filters, 2),
  'classifier.weight': eighths(units * filters * oh * ow, 3),
  'classifier.bias': eighths(units, 4),
  'last.weight': eighths(2 * units, 5),
  'last.bias': eighths(2, 6),
}
const theirs: Safetensors = {
  tensors: new Map<string, AnyTensor>([
    ['features.0.weight', tensor.of([filters, channels, kh, kw], values['features.0.weight'])],
    ['features.0.bias', tensor.of([filters], values['features.0.bias'])],
    ['classifier.weight', tensor.of([units, filters * oh * ow], values['classifier.weight'])],
    ['classifier.bias', tensor.of([units], values['classifier.bias'])],
    ['last.weight', tensor.of([2, units], values['last.weight'])],
    ['last.bias', tensor.of([2], values['last.bias'])],
  ]),
  metadata: new Map([['format', 'pt']]),
}

/** What PyTorch computes for one image [channels, height, width], in loops over its own layouts. */
const forward = (image: readonly number[]): readonly number[] => {
  const flat: number[] = []
  for (let f = 0; f < filters; f++) for (let y = 0; y < oh; y++) for (let x = 0; x < ow; x++) {
    let sum = values['features.0.bias'][f] as number
    for (let c = 0; c < channels; c++) for (let i = 0; i < kh; i++) for (let j = 0; j < kw; j++) {
      sum += (image[(c * height + y + i) * width + x + j] as number) * (values['features.0.weight'][((f * channels + c) * kh + i) * kw + j] as number)
    }
    flat.push(Math.max(0, sum))
  }
  const linear = (input: readonly number[], name: 'classifier' | 'last'): readonly number[] => values[`${name}.bias`].map((b, u) =>
    input.reduce((sum, x, k) => sum + x * (values[`${name}.weight`][u * input.length + k] as number), b))
  return linear(linear(flat, 'classifier'), 'last')
}

const net = pipe(n.input([height, width, channels]), n.conv2d({ filters, kernel: [kh, kw] }), n.relu, n.flatten, n.dense(units), n.dense(2))
type P = n.Params<typeof net>

const conv = (name: string) => ({ kernel: { name: `${name}.weight`, permute: [2, 3, 1, 0] }, bias: `${name}.bias` })
const linear = (name: string) => ({ weights: { name: `${name}.weight`, permute: [1, 0] }, bias: `${name}.bias` })
const flattened = { weights: { name: 'classifier.weight', axes: [units, [filters, oh, ow]], permute: [2, 3, 1, 0] }, bias: 'classifier.bias' }
const names = [conv('features.0'), flattened, linear('last')] as const
const torch = named(net, names)

const opened = <A>(result: E.Either<TenfoldError, A>): A => {
  if (E.isLeft(result)) throw result.left
  return result.right
}
const complaint = (f: () => unknown): string => {
  try {
    const result = f() as E.Either<TenfoldError, unknown>
    return E.isLeft(result) ? result.left.message : 'it is read'
  } catch (error) {
    expect(error).toBeInstanceOf(TenfoldError)
    return (error as TenfoldError).message
  }
}

describe('parameters by names', () => {
  it('are those of PyTorch, in its layouts: the outputs are', () => {
    const images = [0, 1, 2].map((seed) => eighths(channels * height * width, 7 + seed))
    const inputs = pipe(tensor.of([3, channels, height, width], images.flat()), tensor.permute([0, 2, 3, 1]))
    const params = opened(torch.decode(theirs))
    expectTypeOf(params).toEqualTypeOf<P>()
    const outputs = net.apply(params)(inputs)
    expect(tensor.toArray(outputs)).toEqual(images.flatMap(forward))
    expect(new Set(tensor.toArray(outputs)).size).toBeGreaterThan(3)
  })

  it('go there and back, bit for bit, also as bytes', () => {
    expect(torch.encode(opened(torch.decode(theirs)))).toEqual({ ...theirs, metadata: new Map() })
    const params = net.init(random.key(3))
    const again = opened(torch.decode(opened(decode(encode(torch.encode(params))))))
    expect(receipt.digest(again)).toBe(receipt.digest(params))
    expect(again).toEqual(params)
  })

  it('may lie there as they do here', () => {
    const plain = named(pipe(n.input([3], 'f64'), n.dense(2)), [{ weights: 'w', bias: { name: 'b' } }])
    const tensors = new Map<string, AnyTensor>([['b', tensor.of([2], [1, 2], 'f64')], ['w', tensor.of([3, 2], [1, 2, 3, 4, 5, 6], 'f64')]])
    expect(opened(plain.decode({ tensors, metadata: new Map() }))).toEqual([{ weights: tensors.get('w'), bias: tensors.get('b') }])
  })

  it('are those of a network of tokens, too', () => {
    const tokens = pipe(n.input([3], 'i32'), n.embedding(5, 2), n.flatten, n.dense(4))
    const theirNames = named(tokens, [{ table: 'wte.weight' }, linear('head')])
    const params = tokens.init(random.key(4))
    expectTypeOf(theirNames.decode).returns.toEqualTypeOf<E.Either<TenfoldError, n.Params<typeof tokens>>>()
    expect(theirNames.encode(params).tensors.get('head.weight')?.shape).toEqual([4, 6])
    expect(opened(theirNames.decode(theirNames.encode(params)))).toEqual(params)
    // Before any layer that makes numbers of tokens.
    expect(named(n.input([3], 'i32'), []).encode([]).tensors.size).toBe(0)
  })

  it('have a tree of names like their own', () => {
    expectTypeOf<Names<readonly [{ readonly w: Tensor<readonly [2]> }]>[0]['w']>().toExtend<string | { readonly name: string }>()
    // @ts-expect-error the last layer has no names
    expect(complaint(() => named(net, [conv('a'), linear('b')]))).toContain('checkpoint.named: 2 should be a tree with weights, bias, but is undefined')
    // @ts-expect-error one name for two tensors
    expect(complaint(() => named(net, [conv('a'), 'b', linear('c')]))).toContain('1 should be a tree with weights, bias, but is "b"')
    // @ts-expect-error no name for the bias
    expect(complaint(() => named(net, [conv('a'), linear('b'), { weights: 'c' }]))).toContain('2.bias should be named by a text or a record with a name')
    const misnamed = [conv('a'), linear('b'), { ...linear('c'), scale: 'd' }] as const
    expect(complaint(() => named(net, misnamed))).toContain('2.scale should be a place of the parameters, but is "d"')
  })

  const last = (weights: unknown) => () => named(net, [conv('a'), linear('b'), { weights: weights as string, bias: 'bias' }])
  it.each([
    ['a name twice', last('b.weight'), '2.weights should be a name of its own: 1.weights has it, but is "b.weight"'],
    ['an axis twice', last({ name: 'w', permute: [1, 1] }), '2.weights: permute should be the axes from 0 to 1, each once, but is [1, 1]'],
    ['an axis too many', last({ name: 'w', permute: [0, 1, 2] }), '2.weights: permute should be the axes from 0 to 1, each once'],
    ['an axis that is not there', last({ name: 'w', permute: [0, 2] }), '2.weights: permute should be'],
    ['sizes of another product', last({ name: 'w', axes: [2, 5], permute: [1, 0] }), '2.weights: axes should be sizes that make [4, 2] when permuted, but is [5, 2]'],
    ['sizes that cannot merge', last({ name: 'w', axes: [8], permute: [0] }), '2.weights: axes should be sizes that make [4, 2] when permuted, but is [8]'],
  ])('cannot have %s', (_, f, message) => expect(complaint(f)).toContain(message))

  const without = (...missing: readonly string[]) => new Map([...theirs.tensors].filter(([name]) => !missing.includes(name)))
  it.each<readonly [string, ReadonlyMap<string, AnyTensor>, string]>([
    ['lacks some', without('last.bias', 'features.0.weight'), 'checkpoint.named: tensors do not fit: missing: "features.0.weight", "last.bias"'],
    ['has others', new Map([...theirs.tensors, ['ema', tensor.scalar(1)], ['bn.mean', tensor.scalar(1)]]), 'tensors do not fit: of no parameter: "ema", "bn.mean"'],
    ['has other names', new Map([...without('last.bias'), ['last.offset', tensor.zeros([2])]]), 'missing: "last.bias"; of no parameter: "last.offset"'],
    ['has other shapes', new Map([...theirs.tensors, ['last.weight', tensor.zeros([4, 2])], ['last.bias', tensor.zeros([1, 2])]]), 'tensors do not fit: "last.weight" is f32[4, 2], not f32[2, 4]; "last.bias" is f32[1, 2], not f32[2]'],
    ['has sizes of its own apart', new Map([...theirs.tensors, ['classifier.weight', tensor.zeros([units, filters, oh, ow])]]), `"classifier.weight" is f32[4, 3, 4, 2], not f32[4, 24]`],
    ['has another element type', new Map([...theirs.tensors, ['last.bias', tensor.zeros([2], 'f64')]]), '"last.bias" is f64[2], not f32[2]'],
  ])('are none where a file %s', (_, tensors, message) => {
    const result = torch.decode({ tensors, metadata: new Map() })
    expect(complaint(() => result)).toContain(message)
    expect(E.isLeft(result) && Array.isArray(result.left.received)).toBe(true)
  })

  it('of another network are not written', () => {
    const wider = pipe(n.input([height, width, channels]), n.conv2d({ filters, kernel: [kh, kw] }), n.relu, n.flatten, n.dense(5), n.dense(2))
    const params = wider.init(random.key(0)) as unknown as P
    expect(complaint(() => torch.encode(params))).toContain('params.1.weights should be f32[24, 4]')
    const more = [...net.init(random.key(0)), { weights: tensor.scalar(1) }] as unknown as P
    expect(complaint(() => torch.encode(more))).toContain('params should be 6 tensors, as the network has')
  })
})
