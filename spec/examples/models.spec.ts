import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loss, pipe, random, tensor as t } from 'tenfold'
import { sample, trained as trainedDiffusion } from '../../examples/models/diffusion.js'
import * as gpt from '../../examples/models/gpt.js'
import * as models from '../../examples/models/index.js'
import * as llama from '../../examples/models/llama.js'
import type { Model } from '../../examples/models/model.js'
import { draw, trained as trainedVae } from '../../examples/models/vae.js'
import { node, root } from './program.js'

const folder = join(root, 'examples/models')
const names = Object.keys(models)
const sources = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))

/** The code of a file: its text without comments and strings. */
const code = (text: string): string => text.replace(/\/\/.*$|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'/gm, '')

/** Steps after which a model is better, where ten are not enough. */
const steps: Readonly<Record<string, number>> = { dqn: 100, reinforce: 20, wganGp: 40 }

describe('the models', () => {
  it('are those of the files that have one, in the order of the alphabet', () => {
    const having = sources.filter(({ text }) => /^export const example: Model = /m.test(text)).map(({ file }) => file)
    expect(names.map((name) => `${name}.ts`)).toEqual(having.sort())
    const lines = readFileSync(join(folder, 'index.ts'), 'utf8').match(/\w+(?= \} from)/g)
    expect(lines).toEqual([...names].sort())
  })

  it.each(sources)('$file is short, says what it is, and has types', ({ file, text }) => {
    const lines = text.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.length > 130)).toEqual([])
    expect(lines[0]).toMatch(/^\/\/ [A-Z]/)
    // Whose it is: the paper and its year.
    if (names.includes(file.slice(0, -'.ts'.length)))
      expect(text.split(/^(?!\/\/)/m)[0]?.replaceAll('\n// ', ' ')).toMatch(/: [^:]+, ".+" \(\d{4}\)/)
    expect(code(text)).not.toMatch(/(?<![.\w])any\b|\bas unknown\b|@ts-/)
  })

  it.each(Object.entries<Model>(models))('%s learns, and the same twice', (name, { shows, train }) => {
    expect(shows).toMatch(/^\S.{20,}[^.]$/)
    const { first, last } = train(steps[name] ?? 10)
    expect([first, last].every(Number.isFinite)).toBe(true)
    expect(last).toBeLessThan(first)
    expect(train(steps[name] ?? 10)).toEqual({ first, last })
  })
})

describe('what was learned', () => {
  it('gpt writes, by keys and values kept, what it would by reading all again', () => {
    const { params } = gpt.trained(60)
    const start = t.scalar(0, 'i32')
    const read = (line: string) => t.toArray(gpt.gpt(params, t.of([line.length], gpt.encode(line), 'i32'), start, [])[0])
    const written = gpt.write(params, 'the dog', 32)
    expect(written.startsWith('the dog sat on the ')).toBe(true)
    for (let n = 'the dog'.length; n < written.length; n++) {
      const scores = read(written.slice(0, n)).slice(-28)
      expect(scores.indexOf(Math.max(...scores))).toBe(gpt.encode(written.charAt(n))[0])
    }
  })

  it('llama repeats a melody that it has never heard', () => {
    const melody = [1, 5, 3, 8, 2, 9, 4, 7]
    expect(llama.write(llama.trained(80).params, [...melody, 1], 24)).toEqual([...melody, ...melody, ...melody])
  })

  it('diffusion makes a ring out of noise', () => {
    const points = sample(trainedDiffusion(400).params, random.key(5))
    const off = pipe(points, t.norm({ axes: 1 }), t.sub(2), t.abs, t.mean())
    expect(t.item(off)).toBeLessThan(0.3)
  })

  it('a variational autoencoder draws what looks more like a digit than noise does', () => {
    const [before, after] = [1, 200].map((n) => draw(trainedVae(n).params, random.key(5)))
    // Most of a digit is dark, and what is not is bright.
    const gray = (images: typeof before) => images === undefined ? NaN : t.item(loss.squaredError().of(images, t.round(images)))
    expect(gray(after)).toBeLessThan(gray(before) / 2)
  })
})

describe('the program', () => {
  const run = (...args: readonly string[]) => node(join(root, 'dist/examples/models.js'), args)

  it('trains those that are named', async () => {
    const { code: ended, stdout, stderr } = await run('vae', 'gpt', '--steps', '3')
    expect({ ended, stderr }).toEqual({ ended: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^gpt +3\.\d{3} → [12]\.\d{3} +attention by einsum/)
    expect(lines[1]).toMatch(/^vae +5\d\d\.\d → 5\d\d\.\d +randomness/)
  })

  it.each([
    [['nobody'], 'there is no model nobody'],
    [['vae', '--steps', '0'], '--steps takes a whole number of at least 1, not "0"'],
  ])('%j is refused', async (args, message) => {
    const { code: ended, stdout, stderr } = await run(...args)
    expect({ ended, stdout }).toEqual({ ended: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(message)
    expect(stderr).toContain('Usage: ')
  })

  it('tells of itself', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('wganGp') })
  })
})
