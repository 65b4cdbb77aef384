/** `tenfold train --engine xla` where it comes to no training, and what `verify` says of a receipt of XLA. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receipt } from 'tenfold'
import { fakeRoom, type FakeRoom } from '../xla/fakeRunner.js'
import { commandRoom, few, right, type CommandRoom } from './command.js'

const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * 5) % 11},${i % 7 > 3 ? 'yes' : 'no'}`)
const table = `a,b,kind\n${rows.join('\n')}\n`

let [room, fake]: [CommandRoom, FakeRoom] = [undefined as never, undefined as never]
beforeAll(() => {
  room = commandRoom()
  fake = fakeRoom()
  room.put('t.csv', table)
})
afterAll(() => {
  room.remove()
  fake.remove()
})

describe('--engine xla', () => {
  const refused: readonly (readonly [readonly string[], number, string])[] = [
    [['--processes', '2'], 2, '--processes needs --engine xla'],
    [['--mesh', 'data=2'], 2, '--mesh needs --engine xla'],
    [['--engine', 'jax'], 2, '--engine takes one of xla, not "jax"'],
    [['--engine', 'xla', '--mesh', 'data'], 2, '--mesh takes axes with their sizes, as in data=2,model=2, not "data"'],
    [['--engine', 'xla', '--mesh', 'data=0'], 2, '--mesh takes axes with their sizes, as in data=2,model=2, not "data=0"'],
    [['--engine', 'xla', '--processes', '0'], 2, '--processes takes an integer from 1 to 256, not "0"'],
    [['--engine', 'xla', '--python', 'no/python'], 1, 'no/python: expected a Python with JAX, received no such program; two commands make one'],
  ]
  it.each(refused)('%j', async (options, code, sentence) => {
    const out = room.path('refused')
    const ended = await room.tenfold(['train', room.path('t.csv'), ...few, '--out', out, ...options])
    expect([ended.code, ended.out]).toEqual([code, ''])
    expect(ended.said).toContain(`tenfold train: ${sentence}`)
    expect(existsSync(out)).toBe(false)
  })

  it('a runner that fails is told of, and leaves a run that can go on', async () => {
    const out = room.path('failed')
    const ended = await room.tenfold(['train', room.path('t.csv'), ...few, '--out', out, '--engine', 'xla', '--python', fake.python, '--devices', '2'])
    expect([ended.code, ended.out]).toEqual([1, ''])
    expect(ended.said).toMatch(/\ntenfold train: .*: the runner ended with code 1, and said last: Node\.js /)
    expect((await room.tenfold(['train', room.path('t.csv'), '--out', out, '--resume', '--hidden', '9'])).said)
      .toContain('--resume goes on as the run began, with --hidden 8, not 9')
    const resumed = await room.tenfold(['train', room.path('t.csv'), '--out', out, '--resume', '--python', 'no/python'])
    expect(resumed.said).toContain('no/python: expected a Python with JAX')
  })
})

describe('verify', () => {
  it('of a receipt of XLA compares what can be made again', async () => {
    expect((await room.tenfold(['train', room.path('t.csv'), ...few, '--out', room.path('run')])).code).toBe(0)
    const file = room.path('run', 'receipt.json')
    const { contract: _, tenfold: __, seal: ___, ...training } = right(await receipt.load(file)())
    const engine: receipt.Engine = {
      name: 'xla', versions: { jax: '0.10.2', python: '3.11.7' }, platform: 'cpu', devices: 2, processes: 1, mesh: { data: 2 }, shard: [],
    }
    const save = async (changed: Partial<receipt.Training>) => right(await receipt.save(file)(receipt.of({ ...training, engine, final: '0'.repeat(64), ...changed }))())
    await save({})
    const { code, said } = await room.tenfold(['verify', file])
    expect([code, said]).toEqual([0, expect.stringMatching(
      /run\/receipt\.json: settings, data, initial parameters and program are the same; the steps were taken by xla \(jax 0\.10\.2, python 3\.11\.7, 2 devices of kind cpu\), whose bits are those of one partition: the final parameters are not verified\n$/)])
    await save({ initial: '1'.repeat(64) })
    const other = await room.tenfold(['verify', file])
    expect([other.code, other.said]).toEqual([1, expect.stringContaining('receipt.json: the initial parameters: "1111')])
    await save({})
    writeFileSync(room.path('t.csv'), readFileSync(room.path('t.csv'), 'utf8').replace('0,0,no', '1,0,no'))
    expect((await room.tenfold(['verify', file])).code).toBe(1)
    room.put('t.csv', table)
  })
})
