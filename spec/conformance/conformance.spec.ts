/** The canonical trainings here, on every backend; that they reach all there is; and that what is different is found out. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { pure, type Backend } from '../../src/backend/index.js'
import { kernels } from '../../src/backend/kernels.js'
import * as functions from '../../src/program/elementary/functions.js'
import { bytesOf } from '../../src/program/elements.js'
import { arity } from '../../src/program/scalar.js'
import { backends, digestOn } from './backends.js'
import { bundle } from './bundle.js'
import { covering } from './coverage.js'
import { digests } from './digests.js'
import { rowsOf } from './engines/engine.js'
import { agrees, different, text, type Line } from './matrix.js'
import { trainings } from './trainings.js'

describe.each(Object.entries(backends))('%s', (_, { lacks, begin }) => {
  test('the digests that every engine has to come to', async () => {
    expect(lacks()).toBeUndefined()
    const backend = await begin()
    try {
      const found: Record<string, string> = {}
      for (const [name, train] of Object.entries(trainings)) found[name] = await digestOn(backend, train)
      expect(found).toEqual(digests)
    } finally {
      await backend.close?.()
    }
  })
})

describe('the trainings together', () => {
  const { found, ...backend } = covering(pure)
  for (const train of Object.values(trainings)) train(backend)
  const names = (set: ReadonlySet<string>, word = (name: string): string => name): readonly string[] =>
    [...new Set([...set].map(word))].sort()
  const first = (name: string): string => name.split(/[ (]/)[0] ?? ''

  test('reach every primitive, and every way to reduce', () => {
    expect(names(found.primitives, first)).toEqual([...Object.keys(kernels), 'contract', 'scan', 'scatterMax', 'sort'].sort())
    expect(names(found.primitives)).toEqual(expect.arrayContaining(['argmax', 'max', 'min', 'sum'].map((by) => `reduce ${by}`)))
  })
  test('reach every element type, and every instruction', () => {
    expect(names(found.dtypes)).toEqual(Object.keys(bytesOf).sort())
    expect(names(found.instructions, first)).toEqual(Object.keys(arity).sort())
  })
  test('reach every function of one float, and every elementary one in f32 and in f64', () => {
    expect(names(found.functions, first)).toEqual(expect.arrayContaining(Object.keys(functions)))
    for (const dtype of ['f32', 'f64']) {
      for (const name of ['exp', 'expm1', 'log', 'log1p', 'tanh', 'sin', 'cos', 'erf']) expect(found.calls).toContain(`${name} ${dtype}`)
    }
  })
})

describe('what is different', () => {
  /** The last bit of one number that is carried, turned over after the third step. */
  const wrong: Backend = {
    ...pure,
    loop: (program, carried) => (initial) => {
      const loop = pure.loop(program, carried)(initial)
      let steps = 0
      return {
        ...loop,
        step: (inputs) => {
          const results = loop.step(inputs)
          if (++steps !== 3) return results
          const values = loop.carried().map((elements) => elements.slice())
          const [{ buffer }] = values as unknown as readonly [Float32Array]
          new Uint8Array(buffer)[0]! ^= 1
          loop.load(values)
          return results
        },
      }
    },
  }
  const line: Line = { engine: 'Engine', version: '1', backend: 'pure', digests }

  test.each(Object.entries(trainings))('%s is another one after one wrong bit', (name, train) => {
    const digest = train(wrong)
    // A NaN has no bits to be wrong.
    if (name === 'nan') expect(digest).toBe(digests.nan)
    else expect(different({ ...line, digests: { ...digests, [name]: digest } })).toEqual([name])
  })

  test('is shown, and so is what did not run', () => {
    const other: Line = { ...line, backend: 'wasm', digests: { ...digests, cnn: '0123456789abcdef' } }
    const { mlp: _, ...rest } = digests
    const lines: readonly Line[] = [
      line, other, { ...line, backend: 'mutable', digests: rest }, { engine: 'Absent', lacks: 'not here' },
      { engine: 'Engine', version: '1', backend: 'threads 2', failed: 'it ended' },
    ]
    expect(lines.map(agrees)).toEqual([true, false, false, true, false])
    expect(text(lines)).toMatchInlineSnapshot(`
      "engine  version  backend    mlp      cnn           dropout  recurrent  words  f64  functions32  functions64  activations32  activations64  nan  order
      Engine  1        pure       ok       ok            ok       ok         ok     ok   ok           ok           ok             ok             ok   ok
      Engine  1        wasm       ok       0123456789ab  ok       ok         ok     ok   ok           ok           ok             ok             ok   ok
      Engine  1        mutable    missing  ok            ok       ok         ok     ok   ok           ok           ok             ok             ok   ok
      Absent                      cannot run: not here
      Engine  1        threads 2  FAILED: it ended

      1 rows agree, 3 do not, 1 cannot run"
    `)
  })

  test('rows without an end are no rows of an engine that is done', () => {
    const row = '{"backend":"pure","lacks":"a reason"}'
    expect(rowsOf(['noise', row, '{"done":true}'], '')).toEqual([{ backend: 'pure', lacks: 'a reason' }])
    expect(rowsOf([row], 'it ended').map(({ failed }) => failed)).toEqual([undefined, 'it ended'])
  })
})

test('the runner is one file, which asks for nothing', async () => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-runner-'))
  try {
    const file = join(room, 'runner.mjs')
    await bundle(fileURLToPath(new URL('../../dist/spec/conformance/runner.js', import.meta.url)), file)
    const code = readFileSync(file, 'utf8')
    expect(parseAst(code).body.filter(({ type }) => /^(Import|Export)/.test(type)).map(({ type }) => type)).toEqual([])
    // `wider` asks Node itself for this one, where there is Node.
    expect(code).not.toMatch(/\bimport\(|["'`]node:(?!sea["'`])/)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
})
