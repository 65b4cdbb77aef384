/** Runs cases and says what is wrong. */
import { rmSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { view, bytesOf, type Elements } from '../../../src/program/elements.js'
import type { TensorType } from '../../../src/program/primitive.js'
import { count } from '../../../src/program/program.js'
import type { Check } from '../check.js'
import type { Case, Family } from './cases.js'
import type { Room } from './room.js'
import { difference, worst } from './within.js'

const typesOf = (list: readonly { readonly type: TensorType }[]) => list.map(({ type: { dtype, shape } }) => [dtype, shape])

const bytes = (list: readonly { readonly elements: Elements }[]): Uint8Array =>
  Buffer.concat(list.map(({ elements: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)))

/** Tensors that lie in bytes, one after the other. */
const tensorsIn = (all: Buffer, types: readonly TensorType[]): readonly Elements[] => {
  let offset = 0
  return types.map(({ dtype, shape }) => {
    const n = count(shape)
    // A copy begins where every element type may.
    const part = Uint8Array.from(all.subarray(offset, offset += n * bytesOf[dtype]))
    return view(dtype, part.buffer, 0, n)
  })
}

/** The time of running a text. */
export interface Times {
  /** Seconds of its compilation. */
  readonly seconds: number
  /** Seconds of each further run. */
  readonly times: readonly number[]
}

/** The results of a text, and its time. */
export const resultsOf = async (
  { single }: Pick<Room, 'single'>, folder: string, { text, inputs, results }: Pick<Case, 'text' | 'inputs'> & { readonly results: readonly { readonly type: TensorType }[] }, times = 0,
): Promise<Times & { readonly made: readonly Elements[] }> => {
  const [module, given, made] = ['module.mlir', 'given', 'made'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(module, text)
  writeFileSync(given, bytes(inputs))
  const took = await single.ask<Times>({ text: module, inputs: typesOf(inputs), results: typesOf(results), given, made, times })
  return { ...took, made: tensorsIn(readFileSync(made), results.map(({ type }) => type)) }
}

/** How a case came out: what is wrong with it, and how far its named results are off. */
interface Found {
  readonly wrong?: string
  readonly far: readonly (readonly [name: string, units: number])[]
}

const foundOf = async (room: Room, folder: string, each: Case): Promise<Found> => {
  const { name, results } = each
  try {
    const { made } = await resultsOf(room, folder, each)
    const wrong = results.flatMap(({ name: called, elements, within, type: { dtype } }, i) => {
      const said = difference(made[i]!, elements, within, dtype)
      return said === undefined ? [] : [`${called ?? `result ${i}`}: ${said}`]
    })
    const far = results.flatMap(({ name: called, elements, within, type: { dtype } }, i) =>
      (called === undefined ? [] : [[called, worst(made[i]!, elements, within, dtype)] as const]))
    return wrong.length === 0 ? { far } : { wrong: `${name}: ${wrong.join('; ')}`, far }
  } catch (error) {
    return { wrong: `${name}: ${(error as Error).message}`, far: [] }
  }
}

/** `58 results, the worst tanh by 1.4, exp by 1.0`: in units in the last place. */
const farthest = (far: Found['far']): string => (far.length === 0 ? '' : `, ${far.length} results, the worst ${far
  .toSorted(([, a], [, b]) => b - a).slice(0, shown).map(([name, units]) => `${name} by ${units.toFixed(1)}`).join(', ')}`)

/** Wrong cases that are shown. */
const shown = 5

/** The checks of a family. */
export const checksOf = (room: Room, family: string, checks: Family): readonly Check[] =>
  Object.entries(checks).map(([name, cases]): Check => ({
    name: `${family}: ${name}`,
    run: async () => {
      const all = cases()
      const wrong: string[] = []
      const far: Found['far'][number][] = []
      const waiting = all.entries()
      const lane = async (): Promise<void> => {
        for (const [i, each] of waiting) {
          const folder = room.folder(`${family}-${name}-${i}`.replaceAll(/[^\w-]/g, '_'))
          const found = await foundOf(room, folder, each)
          if (found.wrong !== undefined) wrong.push(found.wrong)
          far.push(...found.far)
          rmSync(folder, { recursive: true })
        }
      }
      await Promise.all(Array.from({ length: room.cores.count }, lane))
      if (wrong.length > 0) throw new Error([`${wrong.length} of ${all.length} cases`, ...wrong.slice(0, shown)].join('\n'))
      if (all.length === 0) throw new Error('there are no cases')
      return `${all.length} ${all.length === 1 ? 'case' : 'cases'}${farthest(far)}`
    },
  }))
