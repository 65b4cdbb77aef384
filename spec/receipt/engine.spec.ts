/** Receipts of trainings that another engine took the steps of. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { explainErrors, receipt } from '../../src/index.js'
import { left, right } from '../either.js'

const zeros = '0'.repeat(64)
const training: receipt.Training = { configuration: { seed: 7 }, data: zeros, initial: zeros, program: zeros, steps: 2, final: zeros }
const engine: receipt.Engine = {
  name: 'xla', versions: { jax: '0.10.2', jaxlib: '0.10.2', python: '3.11.7' }, platform: 'cpu', devices: 4, processes: 2, mesh: { data: 2, model: 2 }, shard: ['fsdp'],
}
const plain = receipt.of(training)
const made = receipt.of({ ...training, engine })

describe('a receipt with an engine', () => {
  it('is another one, whose text has it behind the versions; one without is what it was', () => {
    expect(made.seal).not.toBe(plain.seal)
    expect(Object.keys(JSON.parse(receipt.encode(made)) as object))
      .toEqual(['contract', 'tenfold', 'engine', 'configuration', 'data', 'initial', 'program', 'steps', 'final', 'seal'])
    // As versions before there were engines have made it.
    expect(plain.seal).toBe('dbe1ee44ce5ad70ee3176323724c71c0ac3fddc09d3c7feed77f441b0685f32f')
    expect(Object.keys(plain)).not.toContain('engine')
  })

  it('comes back from its text, with a trail, too, and is sealed', () => {
    for (const one of [made, receipt.of({ ...training, engine, trail: ['0'.repeat(16), '1'.repeat(16)] })]) {
      expect(right(receipt.decode(receipt.encode(one)))).toEqual(one)
      expect(left(receipt.decode(receipt.encode(one).replace('"devices": 4', '"devices": 5'))).message).toContain('something was changed')
    }
  })

  it('never changes', () => {
    const given = structuredClone(engine)
    const kept = receipt.of({ ...training, engine: given })
    ;(given.mesh as Record<string, number>)['data'] = 8
    expect(kept.engine).toEqual(engine)
    for (const part of [kept.engine, kept.engine?.mesh, kept.engine?.shard, kept.engine?.versions]) expect(Object.isFrozen(part)).toBe(true)
  })

  it.each<readonly [string, object, string]>([
    ['an engine that is none', { name: 'iree' }, 'engine.name: "xla" expected, received "iree"'],
    ['devices that are no number', { devices: '4' }, 'engine.devices: a whole number of at least 0 expected, received "4"'],
    ['a mesh of texts', { mesh: { data: '2' } }, 'engine.mesh.data: a whole number of at least 0 expected, received "2"'],
    ['versions of numbers', { versions: { jax: 1 } }, 'engine.versions.jax: a string expected, received 1'],
    ['shards that are no list', { shard: 'fsdp' }, 'engine.shard: '],
    ['a field too many', { host: 'a' }, 'engine.host: no such field expected'],
    ['a field too few', { platform: undefined }, 'engine.platform: '],
  ])('does not say %s', (_, part, message) => {
    expect(() => receipt.of({ ...training, engine: { ...engine, ...part } as receipt.Engine })).toThrow(message)
    const decoded = receipt.codec.decode({ ...made, engine: { ...engine, ...part } })
    expect(E.isLeft(decoded) && explainErrors(decoded.left).join('\n')).toContain(message)
  })
})

describe('compared', () => {
  it('equal ones are equal', () => expect(receipt.compare(made, receipt.of({ ...training, engine }))).toEqual(E.right(undefined)))

  it('an engine that differs comes first, after the contract, with a sentence', () => {
    const other = { ...training, steps: 3, configuration: { seed: 8 } }
    const { field, message, claimed, made: received } = left(receipt.compare(made, receipt.of(other)))
    expect(field).toBe('engine')
    expect([claimed, received]).toEqual([engine, undefined])
    expect(message).toBe('the engine: xla (jax 0.10.2, jaxlib 0.10.2, python 3.11.7; cpu, devices: 4, processes: 2, mesh: data=2, model=2, shard: fsdp) claimed, '
      + 'a backend of tenfold made: bits of XLA are those of one partition, version and platform, and the rest is not compared')
    expect(left(receipt.compare(receipt.of(other), made)).message).toContain('the engine: a backend of tenfold claimed, xla (jax')
    expect(left(receipt.compare(made, receipt.of({ ...training, engine: { ...engine, shard: [] } }))).message).toContain('mesh: data=2, model=2) made')
    expect(left(receipt.compare({ ...made, contract: 0 }, receipt.of(other))).field).toBe('contract')
  })
})
