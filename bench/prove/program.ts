/** Programs over floats of one sign and exponent: given the first one's bits and the reference's numbers for the exponent. */
import type { Backend } from '../../src/backend/backend.js'
import type { Elements } from '../../src/program/elements.js'
import type { Program } from '../../src/program/program.js'
import { add, bitcast, constant, mul, select, type Scalar } from '../../src/program/scalar.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as raw from '../../src/tensor/untyped.js'
import type { Name } from './exact/functions.js'
import { isMiddle, judge, single, widened } from './judge.js'
import type { F64 } from './reference/double.js'
import { reference, type Reference } from './reference/reference.js'
import { exponentOf, type Sample } from './sample.js'

const u32 = (n: number): Scalar => constant('u32', n)

/** The inputs of a run, and the reference's numbers beside each. */
interface Inputs {
  readonly x: AnyTensor
  readonly given: readonly AnyTensor[]
}

/** A program over the inputs of a run. */
const over = ({ size, stride }: Sample, { given }: Reference, f: (inputs: Inputs) => readonly AnyTensor[]): Program =>
  trace(([first, ...numbers]) => {
    const everywhere = (x: AnyTensor): AnyTensor => raw.broadcast(x, [size])
    const x = raw.elementwise((i, start) => bitcast(add(start, mul(bitcast(i, 'u32'), u32(stride))), 'f32'))
    return f({ x: x(raw.iota([size], 0), everywhere(first!)), given: numbers.map(everywhere) })
  }, [raw.scalar(0, 'u32'), ...given.map((c) => raw.scalar(c, 'f64'))]).program

/** Flags that are added up, so that few sums have to be looked at. */
const row = 512

/** The values of a function, what the rounding test says of each, and the sums of rows of that. */
const judged = (f: (x: Scalar) => Scalar) => (sample: Sample, near: Reference): Program => over(sample, near, ({ x, given }) => {
  const values = raw.elementwise((at) => f(at))(x)
  const flags = raw.elementwise((...[at, value, ...c]: readonly [Scalar, Scalar, ...(readonly Scalar[])]) =>
    judge(near.f, at, value, c))(x, values, ...given)
  const width = Math.min(row, sample.size)
  return [values, flags, raw.reduce('sum', raw.reshape(flags, [sample.size / width, width]), [1])]
})

/** The nearest f32, and 1 where the rounding test cannot tell. */
const answered = (sample: Sample, near: Reference): Program => over(sample, near, ({ x, given }) => {
  const h = raw.elementwise((...[at, ...c]: readonly [Scalar, ...(readonly Scalar[])]) =>
    near.f(widened(at), ...(c as readonly F64[]))[0])(x, ...given)
  return [raw.elementwise(single)(h), raw.elementwise((y) => select(isMiddle(y as F64), u32(1), u32(0)))(h)]
})

/** The results for the inputs from the one with these bits on; the next run overwrites them. */
type Run = (first: number) => readonly Elements[]

/** Runs the program that suits each exponent, made once for all that share a function of the reference. */
const runner = (name: Name, backend: Backend, sample: Sample, make: (sample: Sample, near: Reference) => Program): Run => {
  const made = new Map<Reference['f'], (inputs: readonly Elements[]) => readonly Elements[]>()
  return (first) => {
    const near = reference[name](exponentOf(first))
    const run = made.get(near.f) ?? backend.loop(make(sample, near), 0)([]).step
    made.set(near.f, run)
    return run([Uint32Array.of(first), ...near.given.map((c) => Float64Array.of(c))])
  }
}

/** Values of a function of f32, flags, and the sums of flags in rows. */
export const judging = (name: Name, f: (x: Scalar) => Scalar, backend: Backend, sample: Sample) =>
  runner(name, backend, sample, judged(f))

/** The nearest f32, and where they are not sure. */
export const answering = (name: Name, backend: Backend, sample: Sample) => runner(name, backend, sample, answered)
