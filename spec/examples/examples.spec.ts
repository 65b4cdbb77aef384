import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { node, root } from './program.js'

const folder = join(root, 'examples')

/** What each example has to say, at least. */
const says: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  '01-neuron': ['before: 0.5250', '1·0.5 + 2·(-0.25) + 0.1 = 0.1', 'after one step: 0.8208', /after 51 steps in all: 0\.9[6-9]/],
  '02-spiral': [/one layer: +[456]\d\.\d %/, /three layers: (9\d\.\d|100\.0) %/, /^[·█]{50}$/m],
  '03-derivatives': ['d Σ(x - 1)²      [ -6, -2, -1, 4 ]', 'a slip is found: check: the pullback says', 'along the first  -4', 'y = 1.990·x + 1.040'],
  '04-early-stopping': ['step 23: ', /no better than .+ for 2 looks/, /kept step \d+: 9\d\.\d\d %/, /parameters [0-9a-f]{64}/],
  '05-own-layer': ['parallel(dense, relu | dense, tanh)', 'residual(dense, relu, dense)', /accuracy 9\d\.\d\d %/],
  '06-table': ['line 3, column "rooms": expected a whole number, or missing, received "two"', /held back +R² 0\.9/, /more steps on new data +R² 0\.9/],
  '07-search': ['12 of them gave figures', /^candidate  width  activation  dropout  learningRate +accuracy +loss$/m, /best: \d+ units of relu, 8\d\.\d %/, '18 in a grid'],
  '08-penguins': [/68 penguins held back: (9[7-9]\.\d|100\.0) % right/, /commonest class +\d+\.\d %/, /^Gentoo, \d+\.\d %$/m, 'island should be one of "Biscoe", "Dream", "Torgersen", but is "Bisco"; did you mean "Biscoe"?', 'columns: island, sex, bill_length_mm'],
}

const examples = readdirSync(folder).filter((file) => /^\d\d-.*\.ts$/.test(file)).map((file) => file.slice(0, -'.ts'.length)).sort()

describe('examples', { timeout: 120_000 }, () => {
  it('are numbered from 01 on, and each is expected to say something', () => {
    expect(examples.map((name) => name.slice(0, 2))).toEqual(examples.map((_, i) => String(i + 1).padStart(2, '0')))
    expect(examples).toEqual(Object.keys(says))
  })

  it.each(examples)('%s is short, runs and says what it should', async (name) => {
    expect(readFileSync(join(folder, `${name}.ts`), 'utf8').split('\n').length).toBeLessThan(100)
    const { code, stdout, stderr } = await node(join(root, 'dist/examples', `${name}.js`))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const words of says[name] ?? []) expect(stdout).toMatch(words)
  })
})
