/** The passes in their order, again and again until none finds anything: every pass leaves less than it found. */
import { fuse } from '../fuse.js'
import type { Program } from '../program.js'
import { algebra } from './algebra.js'
import { common } from './common.js'
import { constants, type Evaluate } from './constants.js'
import { dead } from './dead.js'
import { movement } from './movement.js'
import { inBodies } from './rewrite.js'
import { scalars } from './scalars.js'

/** A function from program to program, which changes no bit of the results. */
export interface Pass {
  readonly name: string
  /** Gives the very same program back where there is nothing to do. */
  readonly run: (program: Program) => Program
}

const fuseMaps = inBodies((program) => {
  const fused = fuse(program)
  return fused.instructions.length === program.instructions.length ? program : fused
})

/** The passes of `simplify`; with a backend's `compile`, what constants make known is evaluated. */
export const passesWith = (evaluate?: Evaluate): readonly Pass[] => [
  { name: 'common', run: common },
  { name: 'constants', run: constants(evaluate) },
  { name: 'algebra', run: algebra },
  { name: 'movement', run: movement },
  { name: 'dead', run: dead },
  { name: 'fuse', run: fuseMaps },
  { name: 'scalars', run: scalars },
]

/**
 * The passes of `simplify`, to be run one by one.
 *
 * @example
 * const twice: Program = {
 *   inputs: [{ shape: [2, 3], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [3, 2], dtype: 'f32' }] },
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [1], first: 2, types: [{ shape: [2, 3], dtype: 'f32' }] },
 *   ],
 *   results: [2],
 * }
 * passes.find(({ name }) => name === 'algebra')?.run(twice).results // [0]
 */
export const passes: readonly Pass[] = passesWith()

/** What one pass made of a program. */
export interface Passed {
  readonly name: string
  readonly before: Program
  readonly after: Program
}

/** More than any program is known to need: no defect of a pass shall keep a user waiting for ever. */
const rounds = 20

/** A round but the first few that makes a program shorter by less than this part is the last: a long one could have thousands. */
const [fewRounds, worthwhile] = [3, 1 / 512]

/** Every run of a pass that changed something, until a whole round changes nothing. */
export const trail = (program: Program, list: readonly Pass[] = passes): readonly Passed[] => {
  const changes: Passed[] = []
  let [at, length] = [program, Infinity]
  for (let i = 0, unchanged = 0; unchanged < list.length && i < rounds * list.length; i++) {
    const { name, run } = list[i % list.length]!
    if (i % list.length === 0) {
      const now = at.instructions.length
      if (i > fewRounds * list.length && length - now < now * worthwhile && now > 1 / worthwhile) break
      length = now
    }
    const after = run(at)
    unchanged = after === at ? unchanged + 1 : 0
    if (after !== at) changes.push({ name, before: at, after })
    at = after
  }
  return changes
}

/** The program in its simplest known form. Its results are the same to the bit. */
export const simplify = (program: Program, evaluate?: Evaluate): Program =>
  trail(program, evaluate === undefined ? passes : passesWith(evaluate)).at(-1)?.after ?? program
