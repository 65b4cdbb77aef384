/** Loops that end early: how many steps they take at most, and the way over those that they have come to. */
import type { Of } from '../program/primitive.js'
import { convert, lt, rem, sub, type Scalar } from '../program/scalar.js'
import { looped, type Going, type Row, type Stacked } from './loop.js'
import type { AnyTensor } from './tensor.js'
import * as tree from './tree.js'
import * as raw from './untyped.js'

/** Steps of a loop that nothing but its guard ends. */
export const unbounded = 2147483647

export const isUnbounded = ({ guarded, steps }: Of<'scan'>): boolean => guarded === true && steps === unbounded

const whole = raw.elementwise((flag: Scalar) => convert(flag, 'i32'))
const isLess = raw.elementwise(lt)
const remainder = raw.elementwise(rem)
const difference = raw.elementwise(sub)

/** Rows [steps, ...row] of which row i was row i + by, those beyond the last one from the first on. */
const rolled = (x: AnyTensor, by: AnyTensor): AnyTensor => {
  const [steps] = x.shape as readonly [number]
  if (steps < 2) return x
  const places = raw.add(raw.iota([steps], 0), raw.broadcast(by, [steps]))
  return raw.gather(x, remainder(places, raw.full([steps], steps, 'i32')))
}

/**
 * A loop over the rows that another one, which went the other way, has come to: those for which `reached`, bool [steps], is true.
 * Without it, over all. Rows of outputs stand where the sequences' do, and are 0 where there was no step.
 */
export const over = <C, X, Y>(
  reached: AnyTensor | undefined,
  step: (carried: C, row: NoInfer<Row<X>>) => readonly [carried: C, output: Y],
  initial: C,
  sequences: X,
  going: Going,
): readonly [carried: C, outputs: Stacked<Y, number>] => {
  if (reached === undefined) return looped(step, initial, sequences, going)
  const number = (n: number): AnyTensor => raw.scalar(n, 'i32')
  const [zero, one, all] = [number(0), number(1), number(going.steps)]
  const n = raw.total(whole(reached))
  // They come first on this way: the last one of the other way is the first one of this.
  const [there, back] = going.reverse ? [n, difference(all, n)] : [difference(all, n), n]
  type Counted = readonly [goes: AnyTensor, left: AnyTensor, carried: C]
  const [[, , carried], outputs] = looped<Counted, X, Y>(([, left, before], row) => {
    const [after, output] = step(before, row)
    const fewer = difference(left, one)
    return [[isLess(zero, fewer), fewer, after], output]
  }, [isLess(zero, n), n, initial], tree.map(sequences, (x) => rolled(x, there)), { ...going, guarded: true })
  return [carried, tree.map(outputs, (y) => rolled(y, back))]
}
