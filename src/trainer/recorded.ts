/** Steps of a run: as events, and in columns, as a checkpoint keeps them: each field that some have, and which of them have it. */
import type { Step } from '../run/event.js'
import { isRecord } from '../shape/options.js'
import { column, columnOf } from './memory.js'
import type { Moment } from './seen.js'

const needed = ['step', 'loss', 'examples'] as const
const others = ['seconds', 'learningRate', 'gradientNorm', 'updateNorm'] as const

/** A step as an event. */
export const stepOf = ({ step, loss, examples, seconds, learningRate, norms }: Moment<unknown>): Step => ({
  event: 'step', step, loss, examples,
  ...(seconds === undefined ? {} : { seconds }), ...(learningRate === undefined ? {} : { learningRate }),
  ...(norms === undefined ? {} : { gradientNorm: norms.gradient.all, updateNorm: norms.update.all }),
})

/** The columns of steps. */
export const columnsOf = (steps: readonly Step[]): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(needed.map((name) => [name, column(steps.map((step) => step[name]))])),
  ...Object.fromEntries(others.filter((name) => steps.some((step) => step[name] !== undefined)).map((name) => [name, {
    has: column(steps.map((step) => Number(step[name] !== undefined))),
    values: column(steps.map((step) => step[name] ?? 0)),
  }])),
})

/** The steps of columns; `undefined` where they are none. */
export const stepsOf = (plain: unknown): readonly Step[] | undefined => {
  if (!isRecord(plain)) return undefined
  const [steps, losses, examples] = needed.map((name) => columnOf(plain[name]))
  if (steps === undefined || losses?.length !== steps.length || examples?.length !== steps.length) return undefined
  const optional = others.filter((name) => plain[name] !== undefined).map((name) => {
    const { has, values } = isRecord(plain[name]) ? plain[name] : {}
    return [name, columnOf(has), columnOf(values)] as const
  })
  if (optional.some(([, has, values]) => has?.length !== steps.length || values?.length !== steps.length)) return undefined
  return steps.map((step, i): Step => ({
    event: 'step', step, loss: losses[i] as number, examples: examples[i] as number,
    ...Object.fromEntries(optional.flatMap(([name, has, values]) => (has?.[i] === 1 ? [[name, values?.[i]]] : []))),
  }))
}
