/** Tensors print as NumPy's arrays do; a message says of them no more than their type. */
import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { jit, network as n, pipe, random, tensor as t } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { formatted, printed, type Printed } from '../outside/printing.js'
import { complaint } from '../complaint.js'

const tensorOf = ({ shape, dtype, elements }: Printed): AnyTensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  const values = Array.isArray(elements) ? elements
    : Array.from({ length: size }, (_, i) => ('over' in elements ? (dtype === 'i32' ? i : i / elements.over) : (elements as { all: number }).all))
  return t.of(shape as number[], values, dtype)
}

describe('as NumPy prints it', () => {
  test.each(printed)('$dtype $text', (row) => expect(t.format()(tensorOf(row))).toBe(row.text))
  test.each(formatted)('$text', (row) => expect(t.format(row.options)(tensorOf(row))).toBe(row.text))
})

it('says shape and element type first', () => {
  expect(inspect(t.of([2, 2], [1, 2.5, -3, 40]))).toBe('f32[2, 2]\n[[ 1. ,  2.5],\n [-3. , 40. ]]')
  expect(`loss ${t.scalar(0.25)}`).toBe('loss f32[] 0.25')
  expect(`${t.of([3], [1, 0, 1], 'bool')}`).toBe('bool[3] [ true, false,  true]')
  expect(inspect({ bias: t.zeros([1]) })).toBe('{ bias: f32[1] [0.] }')
  expect(inspect(t.zeros([2000], 'i32'))).toBe('i32[2000] [0, 0, 0, ..., 0, 0, 0]')
})

it('shows symbols by their type', () => {
  const seen: string[] = []
  jit((x: AnyTensor) => { seen.push(String(x), inspect(x)); return x })(t.zeros([2, 2]))
  expect(seen).toEqual(['symbolic f32[2, 2]', 'symbolic f32[2, 2]'])
})

it('leaves messages in one line', () => {
  const wrong = t.zeros([2, 2])
  const messages = [
    complaint(() => random.uniform(wrong as never, [2])), complaint(() => n.dense(wrong as never)),
    complaint(() => pipe(t.of([2], [1, 2]), t.sum(wrong as never))), complaint(() => t.range(wrong as never)),
  ]
  for (const { message } of messages) expect(message).not.toMatch(/\n|\[\[/)
  expect(messages[3]?.message).toContain('but is f32[2, 2]')
})

it('refuses options that are none', () => {
  expect(complaint(() => t.format({ precision: -1 }))).toMatchObject({ operation: 'format', argument: 'precision' })
  expect(complaint(() => t.format({ edgeItems: 0 }))).toMatchObject({ operation: 'format', argument: 'edgeItems' })
  expect(complaint(() => t.format()([1, 2] as never))).toMatchObject({ operation: 'format', argument: 'x' })
})
