/** Which instructions of a program are run as one. */
import { lower } from './code.js'
import { instructionAt, sourceOf, type Facts } from './facts.js'
import { fits } from './fit.js'
import type { FusionLimits } from './fusion.js'
import type { Kind } from './primitive.js'

/** Positions of instructions that are run as one, in increasing order. */
export type Cluster = readonly number[]

/** A cluster on its way, with what is asked of it again and again. */
interface Candidate {
  readonly members: Cluster
  /** Steps of lowered code in all of its maps. */
  readonly steps: number
  /** What is in it beside maps: a product, a reduction or a fold; or maps alone, or what is alone. */
  readonly lead: Kind
}

/** Positions of two clusters in order. */
const merged = (a: Cluster, b: Cluster): Cluster => {
  const all: number[] = []
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) all.push(j === b.length || a[i]! < b[j]! ? a[i++]! : b[j++]!)
  return all
}

/**
 * Whether nobody outside needs what is made inside before the last member's turn. Then no cluster waits for itself:
 * clusters that what is inside depends on have no member after the last one here, so they read nothing from here. And
 * clusters in the order of their last members have everything there when it is read.
 */
const isEarly = ({ program, readers }: Facts, members: Cluster): boolean => {
  const last = members.at(-1)!
  for (const at of members) {
    const { first, types } = program.instructions[at]!
    for (let id = first; id < first + types.length; id++) {
      // In increasing order: what comes after the last member is not asked for.
      for (const reader of readers[id]!) {
        if (reader > last) break
        if (!members.includes(reader)) return false
      }
    }
  }
  return true
}

/** Whether one cluster would gain from having what it reads inside. */
const belongs = (facts: Facts, below: Candidate, above: Candidate, { repeatedSteps }: Required<FusionLimits>): boolean => {
  /** Whether nobody else reads it. */
  const isAlone = (): boolean =>
    below.members.length === 1 && facts.readers[instructionAt(facts, below.members[0]!).first]!.length === 1
  switch (above.lead) {
    // The one map that only the reduction reads.
    case 'reduce': return below.lead === 'map' && below.steps <= repeatedSteps && isAlone()
    case 'fold': return below.lead === 'contract' && isAlone()
    default: return below.lead === 'map' || (below.lead === 'contract' && above.lead !== 'contract')
  }
}

/**
 * The cluster of each instruction, by position: maps join the maps and the product that they read, a reduction the map that
 * only it reads, a fold the product that only it reads. Any other instruction is alone.
 */
export const clustersOf = (facts: Facts, limits: Required<FusionLimits>): readonly Cluster[] => {
  const clusters = facts.program.instructions.map(({ primitive }, at): Candidate => ({
    members: [at], steps: primitive.kind === 'map' ? lower(primitive.expression).steps.length : 0, lead: primitive.kind,
  }))
  /** The cluster at a position with one that it reads in it, where that is a gain and can be. */
  const joint = (below: Candidate | undefined, above: Candidate): Candidate => {
    if (below === undefined || below === above || below.members.length + above.members.length > limits.members) return above
    if (!belongs(facts, below, above, limits) || below.steps + above.steps > limits.steps) return above
    const members = merged(below.members, above.members)
    const lead = above.lead === 'map' ? below.lead : above.lead
    if (!isEarly(facts, members) || !fits(facts, members, lead, limits)) return above
    const made = { members, steps: below.steps + above.steps, lead }
    for (const member of members) clusters[member] = made
    return made
  }
  clusters.forEach(({ lead }, at) => {
    if (lead !== 'map' && lead !== 'reduce' && lead !== 'fold') return
    const looked: number[] = []
    for (const read of facts.reads[at]!) {
      const from = sourceOf(facts, read)
      if (!looked.includes(from)) joint(clusters[from], clusters[at]!)
      looked.push(from)
    }
  })
  return clusters.map(({ members }) => members)
}
