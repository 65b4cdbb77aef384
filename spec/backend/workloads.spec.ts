/** The training steps that are measured give the same bits on every backend, with one thread and with several. */
import { afterAll, describe, expect, test } from 'vitest'
import { workloads } from '../../bench/workloads.js'
import { wasmThreads, type Backend } from '../../src/backend/index.js'
import { threadsOn } from '../../src/backend/wasm/threads/threads.js'
import { digest } from '../../src/receipt/index.js'
import type { Elements } from '../../src/program/elements.js'
import { typesOf, type Program } from '../../src/program/program.js'
import { concrete } from '../../src/tensor/tensor.js'
import { backends } from './each.js'

/** As they are, and with every kernel shared out. */
const crews = await Promise.all([
  ...[1, 2, 4].map((threads) => wasmThreads({ threads })),
  ...[2, 4].map((threads) => threadsOn({ threads, relaxed: false, worthSharing: 0 })),
])
afterAll(async () => { for (const { close } of crews) await close() })

/** The numbers moved along, so that every step has a batch of its own. */
const moved = (values: Elements, by: number): Elements => {
  const next = values.slice()
  for (let i = 0; i < values.length; i++) next[(i + by) % values.length] = values[i]!
  return next
}

/** What is carried after each step, and its loss. */
const trail = (program: Program, carried: number, inputs: readonly Elements[], steps: number, backend: Backend): readonly string[] => {
  const types = typesOf(program)
  const tensors = (ids: readonly number[], values: readonly Elements[]) => values.map((value, i) => concrete(types[ids[i]!]!, value.slice()))
  const loop = backend.loop(program, carried)(inputs.slice(0, carried))
  return Array.from({ length: steps }, (_, i) => {
    const losses = loop.step(inputs.slice(carried).map((values) => moved(values, i)))
    return digest({
      carried: tensors([...program.inputs.keys()], loop.carried()),
      losses: tensors(program.results.slice(carried), losses),
    })
  })
}

describe.each([['tiny', 20], ['mlp-small', 4], ['mlp-large', 2], ['cnn', 3]] as const)('%s, %i steps', (name, steps) => {
  test('the same bits of parameters, optimizer and loss, step by step', () => {
    const { program, carried, inputs } = workloads[name]()
    const step = program()
    const digests = [...backends, ...crews].map((backend) => trail(step, carried, inputs, steps, backend))
    expect(new Set(digests[0]).size).toBe(steps)
    for (const others of digests) expect(others).toEqual(digests[0])
  }, 120_000)
})
