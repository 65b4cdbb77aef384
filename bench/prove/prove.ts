/**
 * Every f32 through a function and the rounding test. Inputs go by sign and exponent, so that the reference's numbers for an
 * exponent are inputs of one program; what the test finds wrong, or cannot decide, is looked at in exact arithmetic.
 */
import type { Backend } from '../../src/backend/backend.js'
import type { Elements } from '../../src/program/elements.js'
import type { Program } from '../../src/program/program.js'
import { add, bitcast, constant, mul, type Scalar } from '../../src/program/scalar.js'
import { trace } from '../../src/tensor/trace.js'
import * as raw from '../../src/tensor/untyped.js'
import { rounded, type Name } from './exact/functions.js'
import { f32 } from './exact/nearest.js'
import { judge, wrong } from './judge.js'
import type { F64 } from './reference/double.js'
import { reference, type Reference } from './reference/reference.js'

/** The elements of one binade of one sign that are tried: `count` of them `stride` apart, `size` in one run of a program. */
export interface Sample {
  readonly count: number
  readonly stride: number
  readonly size: number
}
/** Floats with one sign and exponent. */
const binade = 2 ** 23
export const all: Sample = { count: binade, stride: 1, size: 2 ** 18 }
/** So many of each binade, an odd number apart. */
export const some = (count: number): Sample => ({ count, stride: 2 * Math.floor(binade / count / 2) - 1, size: count })

/** An input whose value is not the nearest f32. */
export interface Misrounded {
  readonly x: number
  readonly value: number
  readonly nearest: number
}

export interface Verdict {
  readonly name: string
  readonly inputs: number
  readonly misrounded: number
  /** The first few of them. */
  readonly examples: readonly Misrounded[]
  /** How many the rounding test left to exact arithmetic. */
  readonly exact: number
}

const kept = 8
/** Flags that are added up, so that few sums have to be looked at. */
const row = 512

/** From the first input's bits and the reference's numbers: values, flags, and the sums of rows of flags. */
const program = (f: (x: Scalar) => Scalar, { f: near, given }: Reference, { size, stride }: Sample): Program =>
  trace(([first, ...numbers]) => {
    const everywhere = [first!, ...numbers].map((x) => raw.broadcast(x, [size]))
    const inputs = raw.elementwise((i, start) =>
      bitcast(add(start as Scalar<'u32'>, mul(bitcast(i, 'u32'), constant('u32', stride))), 'f32'))(raw.iota([size], 0), everywhere[0]!)
    const values = raw.elementwise((x) => f(x))(inputs)
    const flags = raw.elementwise((x, value, ...c) => judge(near, x as Scalar<'f32'>, value as Scalar<'f32'>, c as readonly Scalar[] as readonly F64[]))(
      inputs, values, ...everywhere.slice(1))
    const width = Math.min(row, size)
    return [values, flags, raw.reduce('sum', raw.reshape(flags, [size / width, width]), [1])]
  }, [raw.scalar(0, 'u32'), ...given.map((c) => raw.scalar(c, 'f64'))]).program

/** The runs of a sample: the first input's bits, for every exponent of both signs. */
const runs = ({ count, stride, size }: Sample): readonly { readonly exponent: number; readonly first: number }[] =>
  [0, 1].flatMap((sign) => Array.from({ length: 256 }, (_, exponent) => exponent).flatMap((exponent) =>
    Array.from({ length: count / size }, (_, i) => ({ exponent, first: ((sign * 256 + exponent) * binade + i * size * stride) >>> 0 }))))

/** Places of flags that are not 0, found by the sums of their rows. */
const raised = (flags: Elements, sums: Elements): readonly number[] => {
  const found: number[] = []
  const width = flags.length / sums.length
  for (let r = 0; r < sums.length; r++)
    if (sums[r] !== 0) for (let i = r * width; i < (r + 1) * width; i++) if (flags[i] !== 0) found.push(i)
  return found
}

/** Tries a function that claims to be the named one; `step` is called after each of so many runs. */
export const prove = (
  name: Name, f: (x: Scalar) => Scalar, backend: Backend, sample: Sample, step: (done: number, of: number) => void = () => {},
): Verdict => {
  const programs = new Map<Reference['f'], (inputs: readonly Elements[]) => readonly Elements[]>()
  const compiled = (near: Reference): ((inputs: readonly Elements[]) => readonly Elements[]) => {
    const made = programs.get(near.f) ?? backend.loop(program(f, near, sample), 0)([]).step
    programs.set(near.f, made)
    return made
  }
  const examples: Misrounded[] = []
  let [inputs, misrounded, exact] = [0, 0, 0]
  const list = runs(sample)
  list.forEach(({ exponent, first }, done) => {
    const near = reference[name](exponent)
    const [values, flags, sums] = compiled(near)([Uint32Array.of(first), ...near.given.map((c) => Float64Array.of(c))]) as readonly [Elements, Elements, Elements]
    inputs += sample.size
    for (const i of raised(flags, sums)) {
      const isWrong = flags[i] === wrong
      if (!isWrong) exact++
      if (isWrong && examples.length === kept) { misrounded++; continue }
      const x = f32.number(BigInt(first + i * sample.stride))
      const [value, nearest] = [values[i] as number, rounded(name, x, f32)]
      if (!Object.is(value, nearest)) {
        misrounded++
        if (examples.length < kept) examples.push({ x, value, nearest })
      } else if (isWrong) throw new Error(`${name}(${x}): the reference and exact arithmetic do not agree`)
    }
    step(done + 1, list.length)
  })
  return { name, inputs, misrounded, examples, exact }
}
