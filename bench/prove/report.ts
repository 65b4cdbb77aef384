/** A verdict as a person reads it. */
import { json as inJson } from '../../examples/kit/characters.js'
import type { Misrounded, Verdict } from './prove.js'

/** A verdict with how long it took. */
export interface Timed extends Verdict {
  readonly seconds: number
}

/** The bits of an f32. */
const hex = (x: number): string => {
  const [bits = 0] = new Uint32Array(Float32Array.of(x).buffer)
  return `0x${bits.toString(16).padStart(8, '0')}`
}

const example = (name: string, { x, value, nearest }: Misrounded): string =>
  `  ${name}(${hex(x)}) is ${hex(value)}, nearest is ${hex(nearest)}: ${name}(${x}) is ${value}, nearest is ${nearest}`

export const report = ({ name, inputs, misrounded, examples, hard, seconds }: Timed): string => [
  `${name}: ${misrounded} misrounded of ${inputs} inputs, ${hard.length} left to exact arithmetic, ${seconds.toFixed(1)} s`,
  ...examples.map((it) => example(name, it)),
  ...(misrounded > examples.length ? [`  and ${misrounded - examples.length} more`] : []),
].join('\n')

/** The same as one JSON object: an f32 is its bits in hexadecimal. */
export const json = ({ examples, hard, ...rest }: Timed): string => inJson({
  ...rest,
  examples: examples.map(({ x, value, nearest }) => ({ x: hex(x), value: hex(value), nearest: hex(nearest) })),
  hard: hard.map(hex),
})
