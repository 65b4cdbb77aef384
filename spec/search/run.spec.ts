/** Workers import what is built, as those of users do: the objectives come from there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as random from '../../src/random/index.js'
import * as search from '../../src/search/index.js'
import { TenfoldError } from '../../src/shape/error.js'

const built = (name: string): string => new URL(`../../dist/spec/search/modules/${name}.js`, import.meta.url).href
type Sleepy = typeof import('./modules/sleepy.js')
type Perilous = typeof import('./modules/perilous.js')

/** All workers that were begun meanwhile. */
const begun: Worker[] = []
const see = (worker: Worker): void => { begun.push(worker) }
beforeAll(() => { process.on('worker', see) })
afterAll(() => { process.off('worker', see) })
const expectEnded = (): void => {
  expect(begun.splice(0).map(({ threadId }) => threadId).filter((id) => id >= 0)).toEqual([])
}

const right = async <A>(run: () => Promise<E.Either<TenfoldError, A>>): Promise<A> => {
  const result = await run()
  if (E.isLeft(result)) throw result.left
  return result.right
}

describe('a search', () => {
  let objective: Sleepy['objective']
  beforeAll(async () => { ({ objective } = await import(/* @vite-ignore */ built('sleepy')) as Sleepy) })
  const said = (results: search.Results<object, { readonly score: number }>): string => [
    pipe(results, search.rank({ maximise: 'score' }), search.table),
    ...results.map(({ index, config, outcome }) => JSON.stringify([index, config, E.isLeft(outcome) ? outcome.left.received : outcome.right])),
  ].join('\n')

  it('has the same results in this thread and in 1, 2 and 3 workers, whichever trial ends first', async () => {
    const trials = pipe(search.random(objective.space, { trials: 6, key: random.key(1) }), search.overKeys(2))
    const expected = said(await right(search.run(objective)(trials)))
    const orders: string[] = []
    for (const workers of [1, 2, 3]) {
      const order: number[] = []
      const results = await right(search.run(objective, { workers, ended: ({ index }) => order.push(index) })(trials))
      expect(begun).toHaveLength(workers)
      expectEnded()
      expect(said(results)).toBe(expected)
      expect(order.toSorted((a, b) => a - b)).toEqual(trials.map(({ index }) => index))
      orders.push(order.join())
    }
    expect(expected).toMatch(/trial 3: RangeError: no luck with (16|32)\n/)
    expect(expected).toMatch(/trial 5: TenfoldError: /)
    expect(orders[0]).toBe(trials.map(({ index }) => index).join())
    // Trials of up to 40 ms do not end in their order.
    expect(new Set(orders).size).toBeGreaterThan(1)
  })

  it('of some trials has the same results as of all', async () => {
    const trials = search.random(objective.space, { trials: 4, key: random.key(2) })
    const all = await right(search.run(objective)(trials))
    const some = await right(search.run(objective)(trials.filter(({ index }) => index % 2 === 1)))
    expect(said(some)).toBe(said(all.filter(({ index }) => index % 2 === 1)))
    expect(await right(search.run(objective)([]))).toEqual([])
  })
})

describe('a trial that fails', () => {
  it('is a result, and the others go on; so is one that takes its worker with it', async () => {
    const { objective } = await import(/* @vite-ignore */ built('perilous')) as Perilous
    const results = await right(search.run(objective, { workers: 2, memory: 32 })(search.grid(objective.space, { key: random.key(0) })))
    expect(results.map(({ outcome }) => (E.isRight(outcome) ? outcome.right : outcome.left.received))).toEqual([
      { figure: 1 },
      'its worker was lost: it ended with code 3',
      'its worker was lost: Error: later',
      'its worker was lost: Error: Worker terminated due to reaching memory limit: JS heap out of memory',
      'expected numbers by name, received function as figure',
      'expected numbers by name, received none',
      { figure: 2 },
    ])
    const [, exits] = results
    expect(exits?.outcome).toMatchObject({ left: { operation: 'search.run', argument: 'trial 1', expected: 'figures' } })
    expect(exits?.outcome).toMatchObject({ left: { message: expect.stringMatching(/^search\.run: trial 1 \(candidate 1, fold 0\): its worker was lost.* \(at .*run\.spec\.ts:\d+:\d+\)$/) } })
    expectEnded()
  })

  it('cannot change its trial for others, nor send what workers could not', async () => {
    const shared = search.oneOf([{ sizes: [1, 2] }])
    const own = search.objective({ space: { shared } }, ({ config }) => {
      (config.shared.sizes as unknown as number[]).push(3)
      return { length: config.shared.sizes.length }
    })
    const results = await right(search.run(own)(pipe(search.grid(own.space, { key: random.key(0) }), search.overKeys(2))))
    expect(results.map(({ outcome }) => outcome)).toEqual([E.right({ length: 3 }), E.right({ length: 3 })])
    expect(results[0]?.config.shared.sizes).toEqual([1, 2])
  })
})

describe('a run', () => {
  const evaluate = ({ index }: { readonly index: number }): { readonly index: number } => ({ index })
  const space = { a: search.oneOf([1, 2, 3]) }
  const trials = search.grid(space, { key: random.key(0) })
  const withModule = (source: string) => search.objective({ space, module: `data:text/javascript,${encodeURIComponent(source)}` }, evaluate)

  it.each([
    ['export const objective = 3', 'TypeError: its objective is none, as search.objective makes it'],
    ['export const other = 3', /^SyntaxError: .*does not provide an export named 'objective'$/],
    ['export const objective = 3; throw new RangeError("not today")', 'RangeError: not today'],
    ['export const objective = 3; process.exit(7)', 'it ended with code 7'],
  ])('is a Left where workers cannot import the objective: %s', async (source, received) => {
    const result = await search.run(withModule(source), { workers: 2 })(trials)()
    expect(result).toMatchObject(E.left({
      operation: 'search.run', argument: 'module', expected: 'a module that exports an objective',
      received: typeof received === 'string' ? received : expect.stringMatching(received),
    }))
    expectEnded()
  })

  it('names a module that does not exist', async () => {
    const result = await search.run(search.objective({ space, module: 'file:///nowhere/objective.js' }, evaluate), { workers: 1 })(trials)()
    expect(result).toMatchObject(E.left({ received: "Error: Cannot find module '/nowhere/objective.js'" }))
  })

  it('goes on where a worker cannot be replaced: its trials fail', async () => {
    const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
    // Only the first worker can make this folder.
    const once = withModule(`
      import { mkdirSync } from 'node:fs'
      mkdirSync(${JSON.stringify(join(room, 'once'))})
      export const objective = { answer: async ({ index }) => (index === 1 ? process.exit(3) : { figures: { index } }) }`)
    const results = await right(search.run(once, { workers: 1 })(trials))
    rmSync(room, { recursive: true })
    expect(results.map(({ outcome }) => (E.isRight(outcome) ? outcome.right : outcome.left.received))).toEqual([
      { index: 0 }, 'its worker was lost: it ended with code 3', expect.stringMatching(/no worker could import it: Error: EEXIST/),
    ])
    expectEnded()
  })

  it('ends its workers when whoever hears of results throws', async () => {
    const answering = withModule('export const objective = { answer: async ({ index }) => ({ figures: { index } }) }')
    const deaf = search.run(answering, { workers: 2, ended: () => { throw new Error('deaf') } })(trials)
    await expect(deaf()).rejects.toThrow('deaf')
    expectEnded()
  })

  it.each<[string, () => unknown]>([
    ['search.run: workers should be a whole number from 0 to 256, but is -1', () => search.run(withModule(''), { workers: -1 })],
    ['search.run: memory should be a whole number from 1 to 1048576, but is 0', () => search.run(withModule(''), { memory: 0 })],
    ['search.run: objective.module should be import.meta.url of the module that exports it, but is undefined', () => search.run(search.objective({ space }, evaluate), { workers: 1 })],
    ['search.run: trials should be trials of different numbers, but is "6 trials of 3"', () => search.run(withModule(''))([...trials, ...trials])],
  ])('refuses: %s', (message, wrong) => { expect(wrong).toThrow(message) })
})
