/** Which instructions of a program are run as one. */
import { lower } from './code.js'
import { instructionAt, kindOf, sourceOf, type Facts } from './facts.js'
import { fits } from './fit.js'
import type { FusionLimits } from './fusion.js'
import { definitions } from './program.js'

/** Positions of instructions that are run as one, in increasing order. */
export type Cluster = readonly number[]

/** Steps of lowered code in all maps of a cluster. */
const stepsOf = (facts: Facts, members: Cluster): number => members.reduce((sum, at) => {
  const { primitive } = instructionAt(facts, at)
  return primitive.kind === 'map' ? sum + lower(primitive.expression).steps.length : sum
}, 0)

/**
 * Whether nobody outside needs what is made inside before the last member's turn. Then no cluster waits for itself:
 * clusters that what is inside depends on have no member after the last one here, so they read nothing from here. And
 * clusters in the order of their last members have everything there when it is read.
 */
const isEarly = (facts: Facts, members: Cluster): boolean => {
  const [inside, last] = [new Set(members), members.at(-1)!]
  return members.every((at) => definitions(instructionAt(facts, at)).every((id) => {
    const next = facts.readers[id]!.find((reader) => !inside.has(reader))
    return next === undefined || next > last
  }))
}

/** Whether one cluster would gain from having what it reads inside. */
const belongs = (facts: Facts, below: Cluster, above: Cluster, { repeatedSteps }: Required<FusionLimits>): boolean => {
  const kindsOf = (members: Cluster): readonly string[] => members.map((at) => kindOf(facts, at))
  const [kinds, own] = [kindsOf(below), kindsOf(above)]
  /** Whether nobody else reads it. */
  const isAlone = ([only]: Cluster): boolean => facts.readers[instructionAt(facts, only!).first]!.length === 1
  if (own.includes('reduce')) {
    // The one map that only the reduction reads.
    const [map] = below
    if (map === undefined || below.length > 1 || kinds[0] !== 'map') return false
    const { primitive } = instructionAt(facts, map)
    const isShort = primitive.kind === 'map' && lower(primitive.expression).steps.length <= repeatedSteps
    return isShort && isAlone(below)
  }
  if (own.includes('fold')) return below.length === 1 && kinds[0] === 'contract' && isAlone(below)
  return kinds.every((kind) => kind === 'map' || kind === 'contract') && !(kinds.includes('contract') && own.includes('contract'))
}

/**
 * The cluster of each instruction, by position: maps join the maps and the product that they read, a reduction the map that
 * only it reads, a fold the product that only it reads. Any other instruction is alone.
 */
export const clustersOf = (facts: Facts, limits: Required<FusionLimits>): readonly Cluster[] => {
  const { instructions } = facts.program
  const clusters: Cluster[] = instructions.map((_, at) => [at])
  instructions.forEach(({ primitive: { kind } }, at) => {
    if (kind !== 'map' && kind !== 'reduce' && kind !== 'fold') return
    for (const from of new Set(facts.reads[at]!.map((read) => sourceOf(facts, read)))) {
      const [below, above] = [clusters[from], clusters[at]!]
      if (below === undefined || below === above || below.length + above.length > limits.members) continue
      if (!belongs(facts, below, above, limits) || stepsOf(facts, below) + stepsOf(facts, above) > limits.steps) continue
      const members = [...below, ...above].sort((a, b) => a - b)
      if (isEarly(facts, members) && fits(facts, members, limits)) for (const member of members) clusters[member] = members
    }
  })
  return clusters
}
