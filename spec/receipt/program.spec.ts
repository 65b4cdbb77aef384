import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { constantOf } from '../../src/program/constant.js'
import { exp, gelu, pow } from '../../src/program/elementary/functions.js'
import { expression } from '../../src/program/expression.js'
import { group } from '../../src/program/group.js'
import type { Of, Kind, Primitive } from '../../src/program/primitive.js'
import type { Program } from '../../src/program/program.js'
import * as s from '../../src/program/scalar.js'
import { named } from '../../src/program/scalarFunction.js'
import { expressionText } from '../../src/receipt/expression.js'
import { backend, loss, network as n, optimizer, pipe, random, receipt, tensor, trainer } from '../../src/index.js'
import { build, type } from '../program/build.js'

const { programDigest } = receipt

const body = (by: 'add' | 'mul'): Program => build([type([]), type([])], ({ emit }) => {
  const next = emit({ kind: 'map', expression: expression(['f32', 'f32'], s[by]) }, 0, 1)
  return [next, next]
})

/** One of each primitive, and others that differ from it in one thing that it is told. */
const variants: { readonly [K in Kind]: readonly [Of<K>, ...Of<K>[]] } = {
  map: [
    expression(['f32', 'f32'], (x, y) => s.add(x, y)), expression(['f32', 'f32'], (x, y) => s.sub(x, y)),
    expression(['f32', 'f32'], (x, y) => s.sub(y, x)), expression(['f32', 'f32'], (x) => s.add(x, x)),
    expression(['f32', 'f32'], (x) => s.add(x, s.like(x, 0))), expression(['f32', 'f32'], (x) => s.add(x, s.like(x, -0))),
    expression(['f32', 'f32'], (x) => s.add(x, s.like(x, NaN))), expression(['f32', 'f32'], (x) => exp(x)),
    expression(['f32', 'f32'], (x) => gelu(x)), expression(['f32', 'f32'], (x, y) => pow(x, y)),
    expression(['f32', 'f32'], (x) => x), expression(['f32'], (x) => x), expression(['f32', 'i32'], (x) => x),
    expression(['f64', 'f64'], (x, y) => s.add(x, y)), expression(['f64'], (x) => exp(x)),
  ].map((expression) => ({ kind: 'map', expression })) as unknown as readonly [Of<'map'>],
  reduce: [
    { kind: 'reduce', by: 'sum', axes: [0] }, { kind: 'reduce', by: 'max', axes: [0] }, { kind: 'reduce', by: 'min', axes: [0] },
    { kind: 'reduce', by: 'argmax', axes: [0] }, { kind: 'reduce', by: 'sum', axes: [1] }, { kind: 'reduce', by: 'sum', axes: [0, 1] },
    { kind: 'reduce', by: 'sum', axes: [1, 0] },
  ],
  contract: [
    { kind: 'contract', transposeA: false, transposeB: false }, { kind: 'contract', transposeA: true, transposeB: false },
    { kind: 'contract', transposeA: false, transposeB: true }, { kind: 'contract', transposeA: true, transposeB: true },
  ],
  unfold: [
    { kind: 'unfold', window: [2], stride: [1], dilation: [1] }, { kind: 'unfold', window: [1], stride: [1], dilation: [1] },
    { kind: 'unfold', window: [2], stride: [2], dilation: [1] }, { kind: 'unfold', window: [2], stride: [1], dilation: [2] },
  ],
  fold: [
    { kind: 'fold', sizes: [4], window: [2], stride: [1], dilation: [1] }, { kind: 'fold', sizes: [5], window: [2], stride: [1], dilation: [1] },
    { kind: 'fold', sizes: [4], window: [1], stride: [1], dilation: [1] }, { kind: 'fold', sizes: [4], window: [2], stride: [2], dilation: [1] },
    { kind: 'fold', sizes: [4], window: [2], stride: [1], dilation: [2] },
  ],
  reshape: [{ kind: 'reshape', shape: [6] }, { kind: 'reshape', shape: [2, 3] }, { kind: 'reshape', shape: [3, 2] }, { kind: 'reshape', shape: [1, 6] }],
  permute: [{ kind: 'permute', order: [0, 1] }, { kind: 'permute', order: [1, 0] }],
  broadcast: [{ kind: 'broadcast', shape: [2, 3] }, { kind: 'broadcast', shape: [3, 3] }, { kind: 'broadcast', shape: [1, 2, 3] }],
  slice: [
    { kind: 'slice', start: [0], stop: [4], step: [1] }, { kind: 'slice', start: [1], stop: [4], step: [1] },
    { kind: 'slice', start: [0], stop: [3], step: [1] }, { kind: 'slice', start: [0], stop: [4], step: [2] },
  ],
  pad: [
    { kind: 'pad', low: [0], high: [0], interior: [0], value: 0 }, { kind: 'pad', low: [1], high: [0], interior: [0], value: 0 },
    { kind: 'pad', low: [0], high: [1], interior: [0], value: 0 }, { kind: 'pad', low: [0], high: [0], interior: [1], value: 0 },
    { kind: 'pad', low: [0], high: [0], interior: [0], value: -0 }, { kind: 'pad', low: [0], high: [0], interior: [0], value: -Infinity },
    { kind: 'pad', low: [0], high: [0], interior: [0], value: NaN },
  ],
  concatenate: [{ kind: 'concatenate', axis: 0 }, { kind: 'concatenate', axis: 1 }],
  gather: [{ kind: 'gather' }],
  scatterAdd: [{ kind: 'scatterAdd', rows: 3 }, { kind: 'scatterAdd', rows: 4 }],
  scatterMax: [{ kind: 'scatterMax', rows: 3 }, { kind: 'scatterMax', rows: 4 }],
  sort: [{ kind: 'sort' }],
  iota: [{ kind: 'iota', shape: [2, 3], axis: 0 }, { kind: 'iota', shape: [2, 3], axis: 1 }, { kind: 'iota', shape: [3, 2], axis: 0 }],
  bits: [{ kind: 'bits', shape: [2], form: 'word' }, { kind: 'bits', shape: [2], form: 'block' }, { kind: 'bits', shape: [3], form: 'word' }],
  constant: [
    constantOf(type([2]), Float32Array.of(1, 2)), constantOf(type([2]), Float32Array.of(1, 3)),
    constantOf(type([2]), Float32Array.of(0, 0)), constantOf(type([2]), Float32Array.of(0, -0)),
    constantOf(type([2]), Float32Array.of(0, NaN)), constantOf(type([1, 2]), Float32Array.of(1, 2)),
    constantOf(type([2], 'f64'), Float64Array.of(1, 2)), constantOf(type([2], 'i32'), Int32Array.of(0, 0)),
    constantOf(type([2], 'u32'), Uint32Array.of(0, 0)),
  ],
  scan: [
    { kind: 'scan', body: body('add'), constants: 0, carried: 1, steps: 3, reverse: false }, { kind: 'scan', body: body('mul'), constants: 0, carried: 1, steps: 3, reverse: false },
    { kind: 'scan', body: body('add'), constants: 1, carried: 1, steps: 3, reverse: false }, { kind: 'scan', body: body('add'), constants: 0, carried: 2, steps: 3, reverse: false },
    { kind: 'scan', body: body('add'), constants: 0, carried: 1, steps: 4, reverse: false }, { kind: 'scan', body: body('add'), constants: 0, carried: 1, steps: 3, reverse: true },
  ],
}

/** Any program around a primitive: that it would not run matters to nobody here. */
const around = (primitive: Primitive): Program =>
  ({ inputs: [type([2, 3])], instructions: [{ primitive, operands: [0], first: 1, types: [type([2, 3])] }], results: [1] })

const copy = (program: Program): Program => structuredClone(program)
const small = build([type([2, 3]), type([3, 4])], ({ emit }) => [emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)])

describe('the digest of a program', () => {
  const all = Object.values(variants).flat()

  it.each(Object.entries(variants))('tells every two %s apart', (_, list) => {
    const digests = list.map((primitive) => programDigest(around(primitive)))
    expect(new Set(digests).size).toBe(list.length)
  })

  it('tells primitives of all kinds apart', () => expect(new Set(all.map((primitive) => programDigest(around(primitive)))).size).toBe(all.length))

  it('changes with every attribute of every primitive', () => {
    // The table above has all of them: each name that a primitive has takes another value in some variant.
    for (const [kind, list] of Object.entries(variants)) {
      const [first, ...others] = list as readonly Readonly<Record<string, unknown>>[]
      for (const name of Object.keys(first as object).filter((key) => key !== 'kind')) {
        expect(others.some((other) => JSON.stringify(other[name]) !== JSON.stringify(first?.[name])), `${kind}.${name}`).toBe(true)
      }
    }
  })

  it('changes with every number, text and truth value in a program', () => {
    /** The value with one leaf changed, for each of its leaves; expressions are left alone. */
    const mutants = (value: unknown): readonly unknown[] =>
      typeof value === 'number' ? [value + 1, -value - 1, NaN].filter((other) => !Object.is(other, value))
      : typeof value === 'string' ? (/^(f32|f64|i32|u32)$/.test(value) ? ['f32', 'i32', 'bool'].filter((dtype) => dtype !== value) : [`${value}x`, ''])
      : typeof value === 'boolean' ? [!value]
      : Array.isArray(value) ? [...value.flatMap((child, i) => mutants(child).map((other) => value.with(i, other))), [...value, value.at(-1) ?? 1], ...(value.length > 0 ? [value.slice(1)] : [])]
      : Object.entries(value as object).flatMap(([key, child]) => (['expression', 'elements'].includes(key) || (key === 'kind' && child === 'map') ? [] : mutants(child).map((other) => ({ ...value as object, [key]: other }))))
    for (const primitive of all) {
      const program = around(primitive)
      const changed = mutants(program).map((mutant) => programDigest(mutant as Program))
      expect(changed.length).toBeGreaterThan(10)
      expect(changed).not.toContain(programDigest(program))
      expect(new Set(changed).size).toBe(new Set(mutants(program).map((mutant) => inspect(mutant, { depth: null }))).size)
    }
  })

  it.each<readonly [string, Program]>([
    ['an input of another size', { ...small, inputs: [type([2, 3]), type([3, 5])] }],
    ['an input of another dtype', { ...small, inputs: [type([2, 3]), type([3, 4], 'f64')] }],
    ['one more input', { ...small, inputs: [...small.inputs, type([])] }],
    ['other operands', { ...small, instructions: small.instructions.map((it) => ({ ...it, operands: [1, 0] })) }],
    ['other types', { ...small, instructions: small.instructions.map((it) => ({ ...it, types: [type([4, 2])] })) }],
    ['another first result', { ...small, instructions: small.instructions.map((it) => ({ ...it, first: 3 })) }],
    ['no instruction', { ...small, instructions: [] }],
    ['an instruction twice', { ...small, instructions: [...small.instructions, ...small.instructions] }],
    ['other results', { ...small, results: [0] }],
    ['a result twice', { ...small, results: [2, 2] }],
    ['no results', { ...small, results: [] }],
  ])('tells %s', (_, other) => expect(programDigest(other)).not.toBe(programDigest(small)))

  it('is the same for equal programs, in whatever order fields come', () => {
    expect(programDigest(copy(small))).toBe(programDigest(small))
    const turned = (value: unknown): unknown => (Array.isArray(value) ? value.map(turned)
      : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, turned(child)] as const).toReversed()) : value)
    expect(programDigest(turned(small) as Program)).toBe(programDigest(small))
  })

  it('takes every NaN for the same one', () => {
    const odd = new Float32Array(Uint32Array.of(0, 0xffc00001).buffer)
    expect(programDigest(around(constantOf(type([2]), odd))))
      .toBe(programDigest(around(constantOf(type([2]), Float32Array.of(0, NaN)))))
  })

  it('tells a body from its instructions', () => {
    const grouped = group(build([type([4, 2])], ({ emit }) => [emit({ kind: 'reduce', by: 'sum', axes: [0] }, emit({ kind: 'permute', order: [1, 0] }, 0))]), fusion)
    expect(grouped.instructions.map(({ primitive }) => primitive.kind)).toEqual(['group'])
    expect(programDigest(grouped)).not.toBe(programDigest((grouped.instructions[0] as { readonly primitive: { readonly body: Program } }).primitive.body))
  })

  it('hashes the documented layout', () => {
    const u32 = (value: number): Buffer => { const b = Buffer.alloc(4); b.writeUInt32LE(value); return b }
    const text = (value: string): Buffer => Buffer.concat([u32(value.length), Buffer.from(value)])
    const number = (value: number): Buffer => { const b = Buffer.alloc(9); b.write('n'); b.writeDoubleLE(value, 1); return b }
    const list = (...items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('l'), u32(items.length), ...items])
    const record = (...fields: readonly (readonly [string, Buffer])[]): Buffer =>
      Buffer.concat([Buffer.from('r'), u32(fields.length), ...fields.flatMap(([name, value]) => [text(name), value])])
    const string = (value: string): Buffer => Buffer.concat([Buffer.from('s'), text(value)])
    const shape = record(['dtype', string('f32')], ['shape', list(number(2))])
    const layout = record(
      ['inputs', list()],
      ['instructions', list(record(
        ['first', number(0)], ['operands', list()],
        ['primitive', record(
          ['elements', Buffer.concat([Buffer.from('e'), u32(8), Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f])])],
          ['kind', string('constant')], ['type', shape],
        )],
        ['types', list(shape)],
      ), record(
        ['first', number(1)], ['operands', list(number(0))],
        ['primitive', record(['expression', string('f32: parameter 0 f32; exp 0 f32; add 1 0 f32 -> 2')], ['kind', string('map')])],
        ['types', list(shape)],
      ))],
      ['results', list(number(1))],
    )
    const program = build([], ({ emit }) => [emit(
      { kind: 'map', expression: expression(['f32'], (x) => s.add(exp(x), x)) },
      emit(constantOf(type([2]), Float32Array.of(1, NaN))),
    )])
    expect(programDigest(program)).toBe(createHash('sha256').update(layout).digest('hex'))
  })

  it('refuses what is no data', () => {
    const odd = { ...small, results: [() => 1] } as unknown as Program
    expect(() => programDigest(odd)).toThrow('receipt.programDigest: a part should be a number, a text, true or false, elements, a list or a plain record')
  })

  it('is what it was', () => expect(programDigest(small)).toBe('23e1a0b41deafe29ac285e90e82a94f50fa2b0cc8df9aa923338b36322e70bb6'))
})

describe('the digest of a step', () => {
  const mlp = pipe(n.input([28, 28, 1]), n.flatten, n.dense(128), n.relu, n.dense(10))
  const learn = (on: backend.Backend) => trainer(mlp, { backend: on })({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  const batch = { inputs: tensor.zeros([32, 28, 28, 1]), targets: tensor.zeros([32], 'i32') }
  const digestOn = (on: backend.Backend): string => {
    const { init, program } = learn(on)
    return programDigest(program(init(random.key(0)), batch, { simplified: false }))
  }

  it('is what it was, on every backend: what passes make of it is not in it', () => {
    expect(digestOn(backend.wasm)).toBe('4af458c24be8e6176e82285d5c77a643379624c7470a7510c6d4e18821d1fe78')
    for (const on of [backend.pure, backend.mutable]) expect(digestOn(on)).toBe(digestOn(backend.wasm))
  })

  it('counts what is computed, not what it is called: receipts from before there were names and layers are still right', () => {
    const { init, program } = learn(backend.pure)
    const traced = program(init(random.key(0)), batch, { simplified: false })
    const { inputs, instructions, results } = traced
    const bare = { inputs, results, instructions: instructions.map(({ layer: _, ...rest }) => rest) }
    expect(instructions.some(({ layer }) => layer !== undefined) && traced.names !== undefined).toBe(true)
    for (const same of [bare, JSON.parse(JSON.stringify(traced)), structuredClone(traced)]) expect(programDigest(same)).toBe(programDigest(traced))
  })

  it('does not depend on parameters or data', () => {
    const { init, program } = learn(backend.pure)
    const other = { inputs: tensor.ones([32, 28, 28, 1]), targets: tensor.ones([32], 'i32') }
    expect(programDigest(program(init(random.key(5)), other, { simplified: false }))).toBe(digestOn(backend.pure))
  })

  it('depends on network, loss, optimizer and batch', () => {
    const of = (net: n.Network<any, readonly [4], readonly [3]>, lossOf: any, o: any, size: number): string => {
      const { init, program } = trainer(net)({ loss: lossOf, optimizer: o })
      return programDigest(program(init(random.key(0)), { inputs: tensor.zeros([size, 4]), targets: tensor.zeros([size], 'i32') } as never, { simplified: false }))
    }
    const net = pipe(n.input([4]), n.dense(8), n.relu, n.dense(3))
    const entropy = loss.sparseSoftmaxCrossEntropy()
    const digests = [
      of(net, entropy, optimizer.sgd({ learningRate: 0.1 }), 5),
      of(net, entropy, optimizer.sgd({ learningRate: 0.2 }), 5),
      of(net, entropy, optimizer.momentum({ learningRate: 0.1 }), 5),
      of(net, loss.multiclassHinge(), optimizer.sgd({ learningRate: 0.1 }), 5),
      of(net, entropy, optimizer.sgd({ learningRate: 0.1 }), 6),
      of(pipe(n.input([4]), n.dense(8), n.tanh, n.dense(3)), entropy, optimizer.sgd({ learningRate: 0.1 }), 5),
      of(pipe(n.input([4]), n.dense(9), n.relu, n.dense(3)), entropy, optimizer.sgd({ learningRate: 0.1 }), 5),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })
})

describe('the text of an expression', () => {
  it('names the correctly rounded functions, on f32 alone', () => {
    expect(expressionText(expression(['f32'], (x) => exp(x)))).toBe('f32: parameter 0 f32; exp 0 f32 -> 1')
    expect(expressionText(expression(['f64'], (x) => exp(x)))).not.toContain('exp')
  })

  it('looks into every other function, whatever it is called', () => {
    const called = (name: string, by: 'add' | 'mul') => named({ name, body: (x: s.Scalar) => s[by](x, x), partials: () => [undefined] })
    const text = (name: string, by: 'add' | 'mul'): string => expressionText(expression(['f32'], (x) => called(name, by)(x)))
    const twice = text('twice', 'add')
    expect(twice).toBe('f32: parameter 0 f32; add 0 0 f32 -> 1')
    expect(text('doubled', 'add')).toBe(twice)
    expect(text('squared', 'mul')).not.toBe(twice)
  })

  it.each(['exp', 'leakyRelu', 'twice', 'add'])('has no second meaning for "%s"', (name) => {
    const define = () => named({ name, body: (x: s.Scalar) => x, partials: () => [undefined] })
    expect(define).toThrow(`scalar function ${name}: another name expected`)
  })

  it('is the same for equal graphs, shared or not', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('add', 'mul', 'sub'), { minLength: 1, maxLength: 8 }), (ops) => {
      const shared = expression(['f32'], (x) => ops.reduce((y, op) => s[op](y, y), x))
      const apart = expression(['f32'], (x) => {
        const go = (i: number): s.Scalar => (i < 0 ? s.parameter('f32', 0) : s[ops[i] as 'add'](go(i - 1), go(i - 1)))
        return ops.length === 0 ? x : go(ops.length - 1)
      })
      expect(expressionText(apart)).toBe(expressionText(shared))
    }))
  })
})
