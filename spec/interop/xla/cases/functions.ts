/** Named functions on XLA: each within 4 units in the last place of the value rounded correctly, whatever XLA folds and fuses. */
import '../../../../src/loss/index.js'
import { wasm } from '../../../../src/backend/index.js'
import { elementsOf, type Elements } from '../../../../src/program/elements.js'
import { exp, log, sigmoid, softplus } from '../../../../src/program/elementary/catalog.js'
import { expression, type Expression } from '../../../../src/program/expression.js'
import type { TensorType } from '../../../../src/program/primitive.js'
import { convert, div, eq, like, mul, neg, select, sub, type Scalar } from '../../../../src/program/scalar.js'
import { call } from '../../../../src/program/scalarFunction.js'
import type { Float } from '../../../../src/shape/shape.js'
import { text } from '../../../../src/stablehlo/index.js'
import { build, type } from '../../../program/build.js'
import { caseOf, written, type Case, type Family, type Wanted } from '../cases.js'
import { named, type Given, type Named } from '../named.js'
import { partners, spread } from '../spread.js'
import type { Within } from '../within.js'

const most = 4

/** Below this much of the least normal number, a factor on the way may have vanished, and so may the value. */
const margin = 128
const least = { f32: 2 ** -126, f64: 2 ** -1022 }

type Inputs = Readonly<Record<Given, Elements>>

/** Vectors of `count` numbers. No divisor of a remainder is so small that the remainder may be subnormal. */
const inputsOf = (dtype: Float, count: number): Inputs => {
  const x = spread(dtype, count)
  const [y, z] = [partners(dtype, x, 7), partners(dtype, x, 99)]
  const smallest = dtype === 'f32' ? 2 ** -100 : 2 ** -960
  const some = (xs: Elements, f: (value: number, i: number) => number): Elements => elementsOf(dtype, Array.from(xs, f))
  const moderate = (v: number): number => (Math.abs(v) > 1e18 ? Math.sign(v) : Math.abs(v) < 1e-18 ? 0 : v)
  return {
    x, y,
    z: some(z, (v) => (v !== 0 && Math.abs(v) < smallest ? 1 : v)),
    moderate: some(x, moderate),
    negative: some(x, (v) => -Math.abs(v)),
    rate: some(x, (v) => Math.abs(moderate(v))),
    count: some(y, (v) => (Number.isFinite(v) ? Math.floor(Math.abs(v)) % 20 : 0)),
    share: some(z, (v) => (Number.isFinite(v) ? Math.abs(v) % 1 : 0)),
  }
}

const order: readonly Given[] = ['x', 'y', 'z', 'moderate', 'negative', 'rate', 'count', 'share']

/** A map of some of the inputs alone, as it comes out here. */
const valuesOf = (e: Expression, inputs: readonly Elements[], count: number, dtype: Float): Elements => {
  const types = inputs.map(() => type([count], dtype))
  return wasm.compile(build(types, ({ emit }) => [emit({ kind: 'map', expression: e }, ...inputs.map((_, i) => i))]))(inputs)[0]!
}

/** The expected values of a function: those of f64, rounded, or those of f32 where its formula has no f64. */
const wantOf = (name: string, { parameters, inputs, size, sizeOfDouble }: Named, given: Inputs, count: number, dtype: Float): Wanted => {
  const callee = parameters === undefined ? { callee: name } : { callee: name, parameters }
  const elements = inputs.map((input) => given[input])
  const over = (wide: Float, f: (y: Scalar, args: readonly Scalar[]) => Scalar): Elements => {
    const e = expression(inputs.map(() => dtype), (...args: readonly Scalar[]) => {
      const at = args.map((x) => convert(x, wide))
      return f(call(callee, at), at)
    })
    return valuesOf(e, elements, count, dtype)
  }
  const own = over(dtype, (y) => y)
  const exact = over('f64', (y) => y)
  const wanted = elementsOf(dtype, Array.from(exact, (value, i) => (Number.isFinite(own[i]!) ? value : own[i]!)))
  const measure = dtype === 'f64' ? sizeOfDouble ?? size : size
  const sizes = measure === undefined ? undefined : over('f64', (y, args) => measure(y, ...args))
  return {
    name, type: type([count], dtype), elements: wanted,
    within: { ulps: most, absolute: margin * least[dtype], ...(sizes === undefined ? {} : { sizes }) },
  }
}

const remembered = new Map<string, Wanted>()
const wantedOf = (name: string, f: Named, given: Inputs, count: number, dtype: Float): Wanted => {
  const key = `${name} ${dtype} ${count}`
  const wanted = remembered.get(key) ?? wantOf(name, f, given, count, dtype)
  remembered.set(key, wanted)
  return wanted
}

type Units = Extract<Within, { readonly ulps: number }>
type Emit = Parameters<Parameters<typeof build>[1]>[0]['emit']

const mapOf = (dtype: Float, { parameters, inputs }: Named, name: string): Expression =>
  expression(inputs.map(() => dtype), (...args: readonly Scalar[]) =>
    call(parameters === undefined ? { callee: name } : { callee: name, parameters }, args))

/** Functions that trainings rarely have. */
const rare: readonly string[] = [
  'exp2', 'log2', 'log10', 'cbrt', 'hypot', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh', 'erfc', 'erfInverse',
  'lgamma', 'digamma', 'polygamma', 'fmod', 'mod', 'floorDivide', 'sign', 'copySign',
]

const every = Object.entries(named)
const trained = every.filter(([name]) => !rare.includes(name))

/** Functions in one text, of the same inputs, each by a map of its own, in a program that `write` makes of them. */
const all = (
  entries: typeof every, dtype: Float, count: number, given: Inputs, wanted: (each: Wanted) => readonly Wanted[],
  write: (emit: Emit, apply: (emit: Emit, inputs: readonly number[]) => readonly number[]) => readonly number[],
): Case => {
  const types = order.map((): TensorType => type([count], dtype))
  const apply = (emit: Emit, inputs: readonly number[]): readonly number[] => entries.map(([name, f]) =>
    emit({ kind: 'map', expression: mapOf(dtype, f, name) }, ...f.inputs.map((input) => inputs[order.indexOf(input)]!)))
  return {
    name: `${entries.length} functions of ${dtype}`,
    text: written(text(build(types, ({ emit }) => write(emit, apply)))),
    inputs: order.map((input, i) => ({ type: types[i]!, elements: given[input] })),
    results: entries.flatMap(([name, f]) => wanted(wantedOf(name, f, given, count, dtype))),
  }
}

/** 102,400 numbers. */
const [rows, width] = [1024, 100]

const positions = order.map((_, i) => i)

const alone = (dtype: Float, count: number) => (): readonly Case[] =>
  [all(every, dtype, count, inputsOf(dtype, count), (each) => [each], (emit, apply) => apply(emit, positions))]

const one = (f: (x: Scalar) => Scalar): Expression => expression(['f32'], f)
const mapped = (elements: Elements, f: (value: number) => number): Elements => elementsOf('f32', Array.from(elements, f))

/**
 * Each between neighbors that are exact: what it is given is negated, what it gives is halved, and the greatest of each row is
 * taken.
 */
const between = (): readonly Case[] => {
  const count = rows * width
  const given = inputsOf('f32', count)
  const negated = Object.fromEntries(order.map((input) => [input, mapped(given[input], (x) => -x)])) as Inputs
  const rowsOf = (elements: Elements, of: (row: readonly number[]) => number): Elements =>
    elementsOf('f32', Array.from({ length: rows }, (_, i) => of(Array.from(elements.subarray(i * width, (i + 1) * width)))))
  const made = all(trained, 'f32', count, given, ({ name, elements, within }) => {
    const inUnits = within as Units
    const { sizes } = inUnits
    const halves = mapped(elements, (x) => x / 2)
    // A row's greatest may be any of those that are near it. XLA loses a NaN among many.
    const greatest = sizes === undefined ? [{
      name: `${name}, the greatest`, type: type([rows]), within,
      elements: rowsOf(halves, (row) => Math.max(...row.map((x) => (Number.isNaN(x) ? -1 : x)))),
    }] : []
    return [{ name: name!, type: type([count]), elements: halves, within: sizes === undefined ? within : { ...inUnits, sizes: mapped(sizes, (x) => x / 2) } }, ...greatest]
  }, (emit, apply) => {
    const inputs = positions.map((i) => emit({ kind: 'map', expression: one(neg) }, i))
    return apply(emit, inputs).flatMap((value, i) => {
      const halved = emit({ kind: 'map', expression: one((x) => mul(x, like(x, 0.5))) }, value)
      if (trained[i]![1].size !== undefined) return [halved]
      const numbers = emit({ kind: 'map', expression: one((x) => select(eq(x, x), x, like(x, -1))) }, halved)
      const table = emit({ kind: 'reshape', shape: [rows, width] }, numbers)
      return [halved, emit({ kind: 'reduce', by: 'max', axes: [1] }, table)]
    })
  })
  return [{ ...made, inputs: order.map((input) => ({ type: type([count]), elements: negated[input] })) }]
}

/** Softmax and softplus as trainings have them: logarithm and exponential beside reductions, a derivative beside its function. */
const inTraining = (): readonly Case[] => {
  const x = mapped(spread('f32', rows * width), (v) => (Number.isFinite(v) ? Math.max(-80, Math.min(v, 80)) : 1))
  const two = (f: (a: Scalar, b: Scalar) => Scalar): Expression => expression(['f32', 'f32'], f)
  const program = build([type([rows, width])], ({ emit }) => {
    const wide = (value: number): number =>
      emit({ kind: 'broadcast', shape: [rows, width] }, emit({ kind: 'reshape', shape: [rows, 1] }, value))
    const greatest = emit({ kind: 'reduce', by: 'max', axes: [1] }, 0)
    const less = emit({ kind: 'map', expression: two(sub) }, 0, wide(greatest))
    const powers = emit({ kind: 'map', expression: one(exp) }, less)
    const total = emit({ kind: 'reduce', by: 'sum', axes: [1] }, powers)
    const shares = emit({ kind: 'map', expression: two(div) }, powers, wide(total))
    const logs = emit({ kind: 'map', expression: two((a, b) => sub(a, log(b))) }, less, wide(total))
    const soft = emit({ kind: 'map', expression: one(softplus) }, 0)
    const slope = emit({ kind: 'map', expression: two((y, v) => mul(y, sigmoid(v))) }, shares, 0)
    return [powers, shares, logs, soft, slope]
  })
  const inUnits = { ulps: most, absolute: margin * least.f32 }
  // A sum of a hundred numbers errs by some units, too.
  const ofSums = { absolute: margin * least.f32, relative: 16 * 2 ** -24 }
  return [caseOf('softmax and softplus', program, text(program), [x], [inUnits, ofSums, { absolute: 1e-6, relative: 1e-6 }, inUnits, ofSums])]
}

export const functions: Family = {
  'named functions of f32, 4 units': alone('f32', rows * width),
  'named functions of f64, 4 units': alone('f64', 1 << 14),
  'named functions of f32 between others, 4 units': between,
  'softmax and softplus, 4 units': inTraining,
}
