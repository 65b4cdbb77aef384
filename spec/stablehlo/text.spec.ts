import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { group, simplify } from '../../src/program/index.js'
import { expression, expressionOf } from '../../src/program/expression.js'
import type { Kind, Program } from '../../src/program/primitive.js'
import * as s from '../../src/program/scalar.js'
import { named } from '../../src/program/scalarFunction.js'
import { TenfoldError } from '../../src/shape/error.js'
import { hasIndices, text } from '../../src/stablehlo/index.js'
import { holds, someCase, someGuarded } from '../backend/arbitrary.js'
import { build, type } from '../program/build.js'
import { samples } from './programs.js'
import { complaints } from './wellFormed.js'

const textOf = (program: Program, options = {}): string => {
  const made = text(program, options)
  if (E.isLeft(made)) throw made.left
  return made.right
}
const errorOf = (program: unknown): TenfoldError => {
  const made = text(program as Program)
  if (E.isRight(made)) throw new Error(made.right)
  return made.left
}
/** The operations of a text, in order. */
const operations = (module: string): readonly string[] => [...module.matchAll(/"((?:stablehlo|chlo|func)\.\w+)"/g)].map(([, name]) => name!)
/** The same of its main part: without constants and returns. */
const main = (module: string): readonly string[] => operations(module).filter((name) => !/constant|return$/.test(name))
const add = expression(['f32', 'f32'], (x, y) => s.add(x, y))

describe('a primitive is written as', () => {
  test.each<readonly [Kind, name: string, lines: readonly string[]]>([
    ['map', 'f32 <', ['%2 = "stablehlo.compare"(%0, %1) {comparison_direction = #stablehlo<comparison_direction LT>} : (tensor<196xf32>, tensor<196xf32>) -> tensor<196xi1>']],
    ['contract', 'f64 of 2,3 by 5 aᵀ', ['%2 = "stablehlo.dot_general"(%0, %1) {dot_dimension_numbers = #stablehlo.dot<lhs_batching_dimensions = [0, 1], rhs_batching_dimensions = [0, 1], lhs_contracting_dimensions = [2], rhs_contracting_dimensions = [2]>, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<2x3x5x2xf64>, tensor<2x3x5x3xf64>) -> tensor<2x3x2x3xf64>']],
    ['reduce', 'max', [
      '%1 = "stablehlo.constant"() {value = dense<0xFF800000> : tensor<f32>} : () -> tensor<f32>',
      '%2 = "stablehlo.reduce"(%0, %1) ({',
      '^bb0(%3: tensor<f32>, %4: tensor<f32>):',
      '%5 = "stablehlo.maximum"(%3, %4) : (tensor<f32>, tensor<f32>) -> tensor<f32>',
      '"stablehlo.return"(%5) : (tensor<f32>) -> ()',
      '}) {dimensions = array<i64: 1>} : (tensor<6x4xf32>, tensor<f32>) -> tensor<6xf32>',
    ]],
    ['reshape', 'bool', ['%1 = "stablehlo.reshape"(%0) : (tensor<2x3xi1>) -> tensor<3x1x2xi1>']],
    ['permute', 'three', ['%1 = "stablehlo.transpose"(%0) {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>']],
    ['broadcast', 'repeats', ['%1 = "stablehlo.broadcast_in_dim"(%0) {broadcast_dimensions = array<i64: 1, 2>} : (tensor<3x1xf32>) -> tensor<2x3x4xf32>']],
    ['slice', 'steps', ['%1 = "stablehlo.slice"(%0) {start_indices = array<i64: 1, 0>, limit_indices = array<i64: 5, 7>, strides = array<i64: 2, 3>} : (tensor<6x7xf32>) -> tensor<2x3xf32>']],
    ['pad', '-0', [
      '%1 = "stablehlo.constant"() {value = dense<0x8000000000000000> : tensor<f64>} : () -> tensor<f64>',
      '%2 = "stablehlo.pad"(%0, %1) {edge_padding_low = array<i64: 1>, edge_padding_high = array<i64: 1>, interior_padding = array<i64: 1>} : (tensor<0xf64>, tensor<f64>) -> tensor<2xf64>',
    ]],
    ['concatenate', 'three', ['%3 = "stablehlo.concatenate"(%0, %1, %2) {dimension = 1 : i64} : (tensor<2x1xf32>, tensor<2x0xf32>, tensor<2x3xf32>) -> tensor<2x4xf32>']],
    ['gather', 'rows', ['%2 = "stablehlo.gather"(%0, %1) {dimension_numbers = #stablehlo.gather<offset_dims = [2, 3], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, slice_sizes = array<i64: 1, 2, 3>, indices_are_sorted = false} : (tensor<4x2x3xf32>, tensor<2x2xi32>) -> tensor<2x2x2x3xf32>']],
    ['gather', 'of no rows', ['%2 = "stablehlo.constant"() {value = dense<> : tensor<0x2xf32>} : () -> tensor<0x2xf32>']],
    ['scatterMax', 'nan', [
      '%2 = "stablehlo.constant"() {value = dense<0xFF800000> : tensor<3xf32>} : () -> tensor<3xf32>',
      '%3 = "stablehlo.scatter"(%2, %1, %0) ({',
      '^bb0(%4: tensor<f32>, %5: tensor<f32>):',
      '%6 = "stablehlo.maximum"(%4, %5) : (tensor<f32>, tensor<f32>) -> tensor<f32>',
      '"stablehlo.return"(%6) : (tensor<f32>) -> ()',
      '}) {scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>, indices_are_sorted = false, unique_indices = false} : (tensor<3xf32>, tensor<5xi32>, tensor<5xf32>) -> tensor<3xf32>',
    ]],
    ['sort', 'i32', [
      '%1 = "stablehlo.iota"() {iota_dimension = 0 : i64} : () -> tensor<9xi32>',
      '%2, %3 = "stablehlo.sort"(%0, %1) ({',
      '^bb0(%4: tensor<i32>, %5: tensor<i32>, %6: tensor<i32>, %7: tensor<i32>):',
      '%8 = "stablehlo.compare"(%4, %5) {comparison_direction = #stablehlo<comparison_direction LT>} : (tensor<i32>, tensor<i32>) -> tensor<i1>',
      '"stablehlo.return"(%8) : (tensor<i1>) -> ()',
      '}) {dimension = 0 : i64, is_stable = true} : (tensor<9xi32>, tensor<9xi32>) -> (tensor<9xi32>, tensor<9xi32>)',
    ]],
    ['iota', 'inner', ['%0 = "stablehlo.iota"() {iota_dimension = 1 : i64} : () -> tensor<2x3xi32>']],
    ['constant', 'one', ['%0 = "stablehlo.constant"() {value = dense<0x80000000> : tensor<f32>} : () -> tensor<f32>']],
    ['constant', 'same', ['%0 = "stablehlo.constant"() {value = dense<0x3FB999999999999A> : tensor<2x2xf64>} : () -> tensor<2x2xf64>']],
    ['constant', 'u32', ['%0 = "stablehlo.constant"() {value = dense<"0xFFFFFFFF01000000"> : tensor<2xui32>} : () -> tensor<2xui32>']],
    ['constant', 'bool', ['%0 = "stablehlo.constant"() {value = dense<[[true, false, false], [true, true, false]]> : tensor<2x3xi1>} : () -> tensor<2x3xi1>']],
    ['constant', 'truths', ['%0 = "stablehlo.constant"() {value = dense<true> : tensor<3xi1>} : () -> tensor<3xi1>']],
  ])('%s: %s', (kind, name, lines) => {
    const made = textOf(samples[kind][name]!.program).split('\n').map((line) => line.trim())
    expect(made.slice(2, -3)).toEqual(lines)
  })

  test.each<readonly [Kind, name: string, operations: readonly string[]]>([
    ['unfold', 'by taps', ['slice', 'reshape', 'slice', 'reshape', 'concatenate', 'slice', 'reshape', 'slice', 'reshape', 'slice', 'reshape', 'concatenate']],
    ['unfold', 'no axis', []],
    ['fold', 'by windows', ['transpose', 'slice', 'reshape', 'pad', 'slice', 'reshape', 'pad', 'add', 'transpose', 'slice', 'reshape', 'pad', 'slice', 'reshape', 'pad', 'add']],
    ['reduce', 'argmax of u32', ['transpose', 'reshape', 'iota', 'reduce', 'compare', 'compare', 'compare', 'and', 'or', 'select', 'select']],
    ['scan', 'no step', []],
    ['scan', 'backwards', ['while', 'compare', 'subtract', 'dynamic_slice', 'reshape', 'call', 'add', 'reshape', 'dynamic_update_slice', 'reshape', 'dynamic_update_slice', 'multiply', 'add', 'reduce', 'add']],
    ['scan', 'ends early', ['while', 'compare', 'and', 'dynamic_slice', 'reshape', 'call', 'add', 'reshape', 'dynamic_update_slice', 'add', 'compare']],
  ])('%s: %s', (kind, name, names) => {
    expect(main(textOf(samples[kind][name]!.program)).map((each) => each.replace(/^\w+\./, ''))).toEqual(names)
  })

  test('20 rounds of threefry, in words of 32 bits', () => {
    const count = (name: string): number => main(textOf(samples.bits['words']!.program)).filter((each) => each === `stablehlo.${name}`).length
    expect(['shift_left', 'shift_right_logical', 'or', 'xor'].map(count)).toEqual([20, 20, 20, 23])
  })
})

describe('a text', () => {
  test.each(Object.entries(samples).flatMap(([kind, list]) => Object.entries(list).map(([name, { program }]) => [kind, name, program] as const)))(
    'is well formed: %s, %s', (_, __, program) => { expect(complaints(textOf(program, { check: true }))).toEqual([]) })

  test('is there, well formed and the same again, of every program', () => holds(someCase, ({ program }) => {
    const made = textOf(program, { check: true })
    expect(complaints(made)).toEqual([])
    expect(textOf(JSON.parse(JSON.stringify(program)) as Program, { check: true })).toBe(made)
  }))
  test('of loops that end early', () => holds(someGuarded, ({ program }) => expect(complaints(textOf(program))).toEqual([])))
  test('of programs that are simplified', () => holds(someCase, ({ program }) => expect(complaints(textOf(simplify(program)))).toEqual([]), 0.5))

  const emptied = build([type([2])], ({ emit }) => {
    const dead = emit({ kind: 'map', expression: add }, 0, 0)
    emit({ kind: 'reduce', by: 'sum', axes: [0] }, dead)
    return [0, emit({ kind: 'reshape', shape: [2, 1] }, 0), 0]
  })
  test('has what a result needs, and takes and gives what the program does', () => {
    expect(textOf(emptied)).toBe([
      'module {',
      '  func.func public @main(%0: tensor<2xf32>) -> (tensor<2xf32>, tensor<2x1xf32>, tensor<2xf32>) {',
      '    %1 = "stablehlo.reshape"(%0) : (tensor<2xf32>) -> tensor<2x1xf32>',
      '    "func.return"(%0, %1, %0) : (tensor<2xf32>, tensor<2x1xf32>, tensor<2xf32>) -> ()',
      '  }',
      '}',
    ].join('\n'))
  })

  test('has a function for each body, however many loops call it, and bodies inside of bodies', () => {
    const inner = samples.scan['sums']!.program.instructions[0]!.primitive
    if (inner.kind !== 'scan') throw new Error('a loop expected')
    const row = type([2], 'i32')
    const outer = build([row, row, type([5, 2], 'i32')], ({ emit }) => [emit(inner, 0, 1, 2)])
    const made = textOf(build([row, row, type([5, 2], 'i32')], ({ emit }) => {
      const first = emit(inner, 0, 1, 2)
      const second = emit(inner, 0, first, 2)
      return [emit({ kind: 'scan', body: outer, constants: 0, carried: 1, steps: 3, reverse: false },
        second, emit({ kind: 'broadcast', shape: [3, 2] }, 0), emit({ kind: 'broadcast', shape: [3, 5, 2] }, 2))]
    }))
    expect([...made.matchAll(/func\.func (.*?)\(/g)].map(([, name]) => name)).toEqual(['public @main', 'private @body0', 'private @body1'])
    expect([...made.matchAll(/callee = @(\w+)/g)].map(([, name]) => name)).toEqual(['body0', 'body0', 'body1', 'body0'])
    expect(complaints(made)).toEqual([])
  })
})

describe('a check of indices', () => {
  const rows = build([type([4, 2]), type([3], 'i32')], ({ emit }) => [emit({ kind: 'gather' }, 0, 1)])
  test('is a further result', () => {
    expect(textOf(rows)).not.toContain('i1>')
    const checked = textOf(rows, { check: true })
    expect(checked).toContain('-> (tensor<3x2xf32>, tensor<i1>) {')
    expect(main(checked)).toEqual(['compare', 'compare', 'and', 'reduce', 'and', 'gather'].map((name) => `stablehlo.${name}`))
  })
  test.each<readonly [string, Program, boolean]>([
    ['a gather', rows, true],
    ['one that no result needs', { ...rows, results: [0] }, false],
    ['a scatter', samples.scatterAdd['f32']!.program, true],
    ['a scatter of the greatest', samples.scatterMax['nan']!.program, true],
    ['a loop without', samples.scan['sums']!.program, false],
    ['no gather', samples.reshape['f32']!.program, false],
  ])('of %s', (_, program, has) => {
    expect(hasIndices(program)).toBe(has)
    expect(textOf(program, { check: true }) === textOf(program)).toBe(!has)
  })

  const looping = (steps: number): Program => build([type([4, 2]), type([steps], 'i32')], ({ emit }) => {
    const body = build([type([4, 2]), type([], 'i32')], (inner) => [inner.emit({ kind: 'gather' }, 0, 1)])
    return [emit({ kind: 'scan', body, constants: 1, carried: 0, steps, reverse: false }, 0, 1)]
  })
  test('goes through loops', () => {
    expect(hasIndices(looping(3))).toBe(true)
    const checked = textOf(looping(3), { check: true })
    expect(checked).toContain('func.func private @body0(%0: tensor<4x2xf32>, %1: tensor<i32>) -> (tensor<2xf32>, tensor<i1>) {')
    expect(complaints(checked)).toEqual([])
    expect(hasIndices(looping(0))).toBe(false)
  })
})

describe('refused is', () => {
  const unknown = named({ name: 'spec.unlowered', body: (x: s.Scalar) => s.add(x, x), partials: () => [undefined] })
  const called = expressionOf(['f32'], unknown(s.parameter('f32', 0)))
  const program = build([type([2])], ({ emit }) => {
    const sum = emit({ kind: 'map', expression: add }, 0, 0)
    return [emit({ kind: 'map', expression: called }, sum)]
  })
  const layered: Program = { ...program, instructions: program.instructions.map((each) => ({ ...each, layer: '2.dense' })) }
  const looped = build([type([2])], ({ emit }) => [emit({ kind: 'scan', body: layered, constants: 0, carried: 1, steps: 3, reverse: false }, 0)])
  const sum = build([type([2, 3])], ({ emit }) => [emit({ kind: 'reduce', by: 'sum', axes: [1] }, 0)])
  const [only] = sum.instructions
  const changed = (fields: object): unknown => ({ ...sum, instructions: [{ ...only, ...fields }] })
  const grouped = group(build([type([2])], ({ emit }) => [emit({ kind: 'map', expression: add }, emit({ kind: 'reshape', shape: [2] }, 0), 0)]), {
    members: 8, operands: 8, steps: 99, repeatedSteps: 99, channels: 8,
  })

  test.each<readonly [string, unknown, RegExp]>([
    ['a function that XLA lacks', program, /^stablehlo\.text: instruction 1 \(map spec\.unlowered\(x0\)\): .*spec\.unlowered/],
    ['one in a layer', layered, /^stablehlo\.text: instruction 1 \(map spec\.unlowered\(x0\)\) of layer 2\.dense: /],
    ['one in a loop', looped, /^stablehlo\.text: instruction 0 \(scan 3 steps, 1 carried\), in its body instruction 1 \(map spec\.unlowered\(x0\)\) of layer 2\.dense: /],
    ['another operand', changed({ operands: [1] }), /^stablehlo\.text: instruction 0 \(reduce sum over \[1\]\): operands\.0: /],
    ['another type', changed({ types: [type([3])] }), /^stablehlo\.text: instruction 0 \(reduce sum over \[1\]\): types: the types \[\{"shape":\[2\],"dtype":"f32"\}\] expected/],
    ['another axis', changed({ primitive: { kind: 'reduce', by: 'sum', axes: [5] } }), /^stablehlo\.text: instruction 0 \(reduce sum over \[5\]\): primitive\.axes/],
    ['no primitive', changed({ primitive: null }), /^stablehlo\.text: instruction 0 \(null\): primitive/],
    ['another primitive', changed({ primitive: { kind: 'conv' } }), /^stablehlo\.text: instruction 0 \(.*\): primitive\.kind/],
    ['no instruction', { ...sum, instructions: [null] }, /^stablehlo\.text: instruction 0 \(undefined\)/],
    ['another input', { ...sum, inputs: [{ shape: [2, 3], dtype: 'f16' }] }, /^stablehlo\.text: program: inputs\.0\.dtype: /],
    ['another result', { ...sum, results: [7] }, /^stablehlo\.text: program: results\.0: /],
    ['a program in groups', grouped, /^stablehlo\.text: instruction 0 \(group\): a group is no primitive; program\.ungroup writes groups out/],
  ])('%s', (_, wrong, message) => {
    const error = errorOf(wrong)
    expect(error).toBeInstanceOf(TenfoldError)
    expect([error.operation, error.argument]).toEqual(['stablehlo.text', 'program'])
    expect(error.message).toMatch(message)
    if (E.isLeft(text(wrong as Program)) && !/map/.test(error.message)) expect(() => hasIndices(wrong as Program)).toThrow(/^stablehlo\.hasIndices: /)
  })

  test('what is no program, and what is no option', () => {
    expect(() => text(null as never)).toThrow('stablehlo.text: program should be a program, as a trainer\'s `program` gives it, but is null')
    expect(() => text(sum, { chek: true } as never)).toThrow('stablehlo.text: unknown option "chek"; did you mean "check"?')
    expect(() => hasIndices({} as never)).toThrow('stablehlo.hasIndices: program should be a program')
  })
})
