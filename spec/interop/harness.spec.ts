/** The harness without an engine: how checks come out, cores, processes that answer. */
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.js'
import { must, runAll, type Check } from './check.js'
import { coresOf } from './cores.js'
import { workersOf } from './workers.js'

const later = (milliseconds: number): Promise<void> => new Promise((done) => { setTimeout(done, milliseconds) })

test('checks: what they say, what is wrong with them, and those that measure after all others, one by one', async () => {
  const order: string[] = []
  const check = (name: string, run: () => Promise<string | void>, alone = false): Check => ({
    name, alone, run: () => { order.push(name); return run() },
  })
  const told: string[] = []
  const outcomes = await runAll([
    check('times', async () => { expect(order).toEqual(['times', 'right', 'wrong', 'broken', 'late'].toSorted((a, b) => order.indexOf(a) - order.indexOf(b))) }, true),
    check('right', async () => '3 cases'),
    check('wrong', async () => must(false, 'it does not hold')),
    check('broken', async () => { throw 'text' }),
    check('late', () => later(20)),
  ], 2, ({ name }) => { told.push(name) })
  expect(order.at(-1)).toBe('times')
  expect(told).toHaveLength(5)
  const plain = Object.fromEntries(outcomes.map(({ name, said, wrong }) => [name, wrong ?? said]))
  expect(plain).toEqual({ times: undefined, right: '3 cases', wrong: 'it does not hold', broken: 'text', late: undefined })
})

test('cores: never more are busy than there are, those who wait are served in their order, and a failure frees them', async () => {
  const { use } = coresOf(2)
  let [busy, most] = [0, 0]
  const started: number[] = []
  const work = (i: number, cores: number) => use(cores, async () => {
    started.push(i)
    busy += Math.min(cores, 2)
    most = Math.max(most, busy)
    await later(3)
    busy -= Math.min(cores, 2)
    if (i === 1) throw new Error('broken')
    return i
  })
  const all = [1, 1, 2, 1, 5, 1, 2].map((cores, i) => work(i, cores))
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(all.map((_, i) => (i === 1 ? 'rejected' : 'fulfilled')))
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
})

describe('processes that answer', () => {
  const { written } = temporaryFolder()
  const script = `
    let rest = ''
    process.stdin.on('data', (data) => {
      const lines = (rest + data).split('\\n')
      rest = lines.pop()
      for (const line of lines) {
        const { value, error, end } = JSON.parse(line)
        if (end) { console.error('the end'); process.exit(3) }
        console.log(JSON.stringify(error ? { error } : { twice: 2 * value, pid: process.pid }))
      }
    })`
  const start = async () => workersOf(process.execPath, await written(script, 'worker.cjs'), process.env, coresOf(2))
  type Answer = { readonly twice: number; readonly pid: number }

  test('each request has its own answer, from as few processes as there are cores', async () => {
    const { ask, end } = await start()
    const answers = await Promise.all([1, 2, 3, 4, 5].map((value) => ask<Answer>({ value })))
    expect(answers.map(({ twice }) => twice)).toEqual([2, 4, 6, 8, 10])
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2)
    await expect(ask({ error: 'wrong' })).rejects.toThrow('wrong')
    expect(await ask<Answer>({ value: 6 })).toMatchObject({ twice: 12 })
    end()
  })

  test('a process that ends is told with what it said', async () => {
    const { ask, end } = await start()
    await expect(ask({ end: true })).rejects.toThrow(/worker\.cjs: ended with 3\nthe end/)
    expect(await ask<Answer>({ value: 1 })).toMatchObject({ twice: 2 })
    end()
  })

  test('a program that is not there', async () => {
    const { ask, end } = workersOf('/nowhere/python', 'worker.py', process.env, coresOf(1))
    await expect(ask({ value: 1 })).rejects.toThrow(/ENOENT/)
    end()
  })
})
