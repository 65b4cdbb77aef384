import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
// As the examples have it: a tensor of one build of the package is none of another.
import { backend, network as n, pipe, random, tensor as t, text, type Tensor } from 'tenfold'
import { load } from '../../examples/characters/data.js'
import { entropy, sentences } from '../../examples/characters/grammar.js'
import { networks, type Foretelling } from '../../examples/characters/networks.js'
import { sample, ways, type SampleOptions } from '../../examples/characters/sample.js'
import { characters } from '../../examples/characters/task.js'
import { parse } from '../../examples/kit/options.js'
import { settings } from '../../examples/kit/settings.js'
import { node, root } from './program.js'

type Tokens = Tensor<readonly [number], 'i32'>
const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

describe('the options of characters', () => {
  it.each<readonly [args: string, said: string]>([
    ['--network lstm', '--network takes transformer or gru, not "lstm"'],
    ['--temperature 0', '--temperature takes a number from 0.01 to 100, not "0"'],
    ['--top-k 0', '--top-k takes a whole number of at least 1, not "0"'],
    ['--top-p 1.5', '--top-p takes a number above 0 and at most 1, not "1.5"'],
    ['--length 0', '--length takes a whole number of at least 1, not "0"'],
    ['--count 39', '--count takes a whole number of at least 40, not "39"'],
    ['--data here --count 100', '--count is for drawn sentences: it does not go with --data'],
  ])('%s: %s', (args, said) => {
    expect(parse(characters)(args.split(' '))).toEqual(E.left(said))
  })

  it('are no settings where they only tell', () => {
    const chosen = parse(characters)(['--network', 'gru', '--temperature', '0.5', '--top-k', '5', '--top-p', '0.9', '--length', '9'])
    expect(chosen).toEqual(E.right({ network: 'gru', temperature: 0.5, 'top-k': 5, 'top-p': 0.9, length: 9 }))
    expect(settings(characters, { network: 'gru' }))
      .toEqual({ count: 2000, network: 'gru', epochs: 4, 'batch-size': 8, 'learning-rate': 4e-3, seed: 0 })
  })
})

describe('the text', () => {
  it('is drawn by key, from a grammar of known entropy', () => {
    const drawn = sentences(2000, random.key(3))
    expect(sentences(2000, random.key(3))).toBe(drawn)
    expect(drawn.match(/^([a-z]+ ){5}[a-z]+\.$/gm)).toHaveLength(2000)
    expect(sentences(2000, random.key(4))).not.toBe(drawn)
    // The ln of how many sentences there are, in a sentence of mean length; 0.06 is some four standard deviations.
    expect(Math.abs(entropy * (drawn.length / 2000) - Math.log(4 * 5 * 6 * 4 * 3 * 5))).toBeLessThan(0.06)
  })

  it('is learned from but for its last tenth', async () => {
    mkdirSync(join(room, 'text'))
    writeFileSync(join(room, 'text/input.txt'), `${'to be, or '.repeat(180)}${'not to be!'.repeat(20)}`)
    const found = await load({ data: join(room, 'text'), network: 'gru', seed: 0 })()
    if (E.isLeft(found)) throw found.left
    const { vocabulary, train, test } = found.right
    expect([train, test].map(text.decode(vocabulary))).toEqual(['to be, or '.repeat(180), 'not to be!'.repeat(20)])
  })

  it.each<readonly [what: string, write: (folder: string) => void, said: string]>([
    ['missing', () => undefined, 'input.txt: expected a file that can be read, received no such file'],
    ['empty', (folder) => writeFileSync(join(folder, 'input.txt'), ''), 'input.txt: expected at least 2 characters, received 0'],
    ['too short', (folder) => writeFileSync(join(folder, 'input.txt'), 'to be'), ': expected a text of at least 650 characters, received one of 5'],
    ['no text', (folder) => writeFileSync(join(folder, 'input.txt'), Buffer.from([97, 10, 0xff, 98])), 'input.txt, line 2'],
  ])('that is %s is refused in a sentence', async (what, write, said) => {
    const folder = join(room, what)
    mkdirSync(folder)
    write(folder)
    const found = await load({ data: folder, network: 'transformer', seed: 0 })()
    expect(E.isLeft(found) && found.left.message).toContain(said)
  })
})

describe('a network that foretells characters', () => {
  const size = { context: 6, width: 32 }
  const [early, late] = [[0, 1, 2, 3, 4, 0], [0, 1, 2, 4, 1, 3]].map((tokens) => t.of([6] as readonly number[] as readonly [number], tokens, 'i32'))
  const scores = <P>(net: Foretelling<P>) => {
    const { predict } = net.compile(net.init(random.key(1)))
    return [early, late].map((tokens) => t.toArray(predict(tokens as Tokens)))
  }

  it.each([
    ['transformer', scores(networks.transformer(5, size))], ['gru', scores(networks.gru(5, size))],
  ] as const)('sees nothing of what it foretells: %s', (_, [one = [], other = []]) => {
    const at = (all: readonly number[], place: number): readonly number[] => all.slice(5 * place, 5 * place + 5)
    for (const place of [0, 1, 2]) expect(at(other, place)).toEqual(at(one, place))
    for (const place of [3, 4, 5]) expect(at(other, place)).not.toEqual(at(one, place))
  })
})

describe('a sample', () => {
  const vocabulary = text.fitCharacters()('abc')
  const tokens = (of: string): Tokens => pipe(of, text.encode(vocabulary), E.getOrElseW((error) => { throw error }))
  /** Goes on with scores by the last character alone. */
  const beginning = (context: number, prompt: string, scores: readonly number[]) => {
    const table = n.initializer.given(t.of([3, 3], scores))
    const net = pipe(n.input([context], 'i32'), n.embedding(3 as number, 3 as number, { table }))
    return { vocabulary, net, params: net.init(random.key(0)), prompt: tokens(prompt) }
  }
  const all = Object.keys(ways) as (keyof typeof ways)[]

  it.each(all)('goes on beyond a context, %s', (way) => {
    const next = beginning(5, 'abcab', [0, 1, 0, 0, 0, 1, 1, 0, 0])
    const { text: drawn, perSecond } = sample(next, { temperature: 0.01, length: 22, key: random.key(0) }, way)
    expect(drawn).toBe('cabcabcabcabcabcabcabc')
    expect(perSecond).toBeGreaterThan(0)
  })

  it('is drawn by key, by scores over temperature, and from the likely ones', () => {
    const some = beginning(4, 'ab', [0, 1, 2].flatMap(() => [0, Math.log(3), -1]))
    const drawn = (settings: Partial<SampleOptions>) => sample(some, { temperature: 1, length: 200, key: random.key(7), ...settings }).text
    const share = (of: string, character: string) => (of.split(character).length - 1) / 200
    expect(drawn({})).toBe(drawn({}))
    expect(drawn({ key: random.key(8) })).not.toBe(drawn({}))
    // Three to one, and nine to one; three standard deviations.
    expect(Math.abs(share(drawn({ topK: 2 }), 'b') - 0.75)).toBeLessThan(0.1)
    expect(Math.abs(share(drawn({ topK: 2, temperature: 0.5 }), 'b') - 0.9)).toBeLessThan(0.07)
    // 1 : 3 : 1/e.
    expect(Math.abs(share(drawn({}), 'c') - 0.084)).toBeLessThan(0.06)
    expect([drawn({ topK: 2 }), drawn({ topP: 0.9 }), drawn({ topK: 99, topP: 0.8 })].join('')).not.toContain('c')
    expect(new Set(drawn({ topK: 1 }))).toEqual(new Set('b'))
  })

  it.each(['transformer', 'gru'] as const)('is the same with caches and without, also where what was seen begins anew: %s', (name) => {
    const write = <P>(net: Foretelling<P>) => all.map((way) => {
      const params = net.init(random.key(2))
      return sample({ vocabulary, net, params, prompt: tokens('abc') }, { temperature: 1, topK: 2, topP: 0.9, length: 40, key: random.key(3) }, way).text
    })
    const size = { context: 8, width: 32 }
    const [cached, whole] = name === 'gru' ? write(networks.gru(3, size)) : write(networks.transformer(3, size))
    expect(cached).toBe(whole)
    expect(cached).toHaveLength(40)
  })
})

describe('characters', { timeout: 60_000 }, () => {
  it('learns, and tells the same of what it learned as often as it is asked', async () => {
    const lesson = settings(characters, { network: 'gru', count: 60, epochs: 1 })
    const data = await load(lesson)()
    if (E.isLeft(data)) throw data.left
    const learned = await characters.learn({ settings: lesson, data: data.right, on: backend.wasm, trail: false })()
    if (E.isLeft(learned)) throw learned.left
    const told = () => {
      const { text: said, figures: { charactersPerSecond, ...figures } } = learned.right.measure({ temperature: 0.9, 'top-k': 9, 'top-p': 0.95, length: 20 })
      expect(charactersPerSecond).toEqual({ cached: expect.any(Number), whole: expect.any(Number) })
      expect(said.at(-1)).toMatch(/^[0-9]+ characters a second, [0-9]+ without a cache of what was seen$/)
      return figures
    }
    const once = told()
    expect(once).toMatchObject({ network: 'gru', nats: expect.closeTo(3.2, 0), sample: expect.stringMatching(/^[a-z .\n]{20}$/) })
    expect(told()).toEqual(once)
  })

  it('runs, the transformer if nothing else is said', async () => {
    const { code, stdout } = await node(join(root, 'dist/examples/characters.js'), ['--count', '40', '--epochs', '1', '--length', '10', '--json'], room)
    expect(code).toBe(0)
    const told = JSON.parse(stdout) as Record<string, unknown>
    expect(Object.keys(told)).toEqual(['data', 'network', 'nats', 'perplexity', 'sample', 'charactersPerSecond', 'steps', 'seconds', 'digest', 'receipt'])
    expect(told).toMatchObject({ data: 'drawn', network: 'transformer', sample: expect.stringMatching(/^[a-z .\n]{10}$/) })
    expect(readdirSync(room)).toEqual(expect.arrayContaining(['characters.safetensors', 'characters.receipt.json']))
  })
})
