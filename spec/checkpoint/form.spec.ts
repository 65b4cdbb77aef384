import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemble, dismantle } from '../../src/checkpoint/form.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, isTensor, type AnyTensor } from '../../src/tensor/tensor.js'
import { names, tensors, texts } from './arbitrary.js'

const plain = (t: AnyTensor): unknown => ({ dtype: t.dtype, shape: [...t.shape], elements: elements(t).slice() })

const { tree: trees } = fc.letrec<{ readonly tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    tensors, tensors.map(plain), texts, fc.double(), fc.constantFrom(null, undefined, true, false, NaN, -0, Infinity, -Infinity),
    fc.array(tie('tree'), { maxLength: 3 }),
    // Without points, which could make two paths the same.
    fc.array(fc.tuple(names.filter((name) => !name.includes('.') && name !== ''), tie('tree')), { maxLength: 3 }).map((members) => Object.fromEntries(members)),
  ),
}))

/** A value with the keys of records in their order, which `toEqual` does not see, and the insides of tensors. */
const open = (node: unknown): unknown =>
  isTensor(node) ? { tensor: plain(node) } : typeof node !== 'object' || node === null || ArrayBuffer.isView(node) ? node
    : Array.isArray(node) ? node.map(open) : { record: Object.entries(node).map(([key, child]) => [key, open(child)]) }

describe('plain data', () => {
  it('are put together as they were, keys in the same order', () => {
    fc.assert(fc.property(trees, (value) => {
      const again = assemble(dismantle(value))
      if (E.isLeft(again)) throw new Error(again.left)
      expect(open(again.right)).toEqual(open(value))
    }), { numRuns: 500 })
  })

  it('name tensors by their paths', () => {
    const { tree, tensors: named } = dismantle({ params: [{ w: tensor.scalar(1) }], loss: NaN, $: -0 })
    expect([...named.keys()]).toEqual(['params.0.w'])
    expect(tree).toBe('{"params":[{"w":{"$tensor":"params.0.w"}}],"loss":{"$number":"NaN"},"$$":{"$number":"-0"}}')
  })

  it('take what is not quite a tensor for what it is', () => {
    const odd = [{ dtype: 'f32', shape: [2], elements: [1, 2] }, { dtype: 'f32', shape: ['2'], elements: 'x' }]
    expect(assemble(dismantle(odd))).toEqual(E.right(odd))
  })

  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])

  it('go 100 levels deep', () => {
    expect(assemble(dismantle(nested(100)))).toEqual(E.right(nested(100)))
    const special = (levels: number): unknown => (levels === 0 ? NaN : [special(levels - 1)])
    expect(assemble(dismantle(special(100)))).toEqual(E.right(special(100)))
    expect(() => dismantle(nested(101))).toThrow('at most 100 levels')
  })

  const circle: Record<string, unknown> = {}
  circle['again'] = circle
  it.each([
    ['a function', { f: () => 1 }, 'f should be a tensor, a list, a plain record or a simple value, but is a function'],
    ['a date', [new Date(0)], '0 should be'],
    ['a map', { m: new Map() }, 'm should be'],
    ['elements alone', { e: new Float32Array(2) }, 'e should be'],
    ['a bigint', { n: 1n }, 'n should be'],
    ['a circle', circle, 'at most 100 levels'],
    ['two tensors of one path', { 'a.b': tensor.scalar(1), a: { b: tensor.scalar(2) } }, 'a.b should be the path of one tensor, not of two'],
  ])('cannot be %s', (_, value, message) => {
    expect(() => dismantle(value)).toThrow(TenfoldError)
    expect(() => dismantle(value)).toThrow(message)
  })

  it.each([
    ['{"$tensor":"b"}', 'a place for the tensor "b", which is not there'],
    ['{"$tensor":1}', 'a place for the tensor 1, which is not there'],
    ['[{"$tensor":"a"},{"$elements":"a"}]', 'two places for the tensor "a"'],
    ['[]', 'no place for the tensor "a"'],
    ['{"$tensor":"a","x":1}', '$tensor among other keys'],
    ['{"$number":"7"}', '$number, which means nothing'],
    ['{"$undefined":false}', '$undefined, which means nothing'],
    ['{"$map":[]}', '$map, which means nothing'],
    ['{', 'no JSON'],
    ['['.repeat(500_000), 'no JSON'],
    [`${'['.repeat(500_000)}${']'.repeat(500_000)}`, 'more than 100 levels'],
  ])('are not made of %.40s', (tree, complaint) => expect(assemble({ tree, tensors: new Map([['a', tensor.scalar(1)]]) })).toEqual(E.left(complaint)))
})
