/** In a browser: modules without Node, in which what needs files says so; a program takes along what it uses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'

type Package = typeof import('../../src/index.js')
/** What a module exports, be it its own or another's. */
type Exports<M> = { readonly [K in keyof M]: M[K] }
const room = mkdtempSync(join(tmpdir(), 'tenfold-browser-'))
let code: string
let inBrowser: Package

const entry = fileURLToPath(new URL('../../dist/src/index.js', import.meta.url))
const bundle = async (input: string) => {
  const build = await rolldown({ input, platform: 'browser' })
  const { output } = await build.generate({ format: 'esm' })
  await build.close()
  return output
}

beforeAll(async () => {
  const output = await bundle(entry)
  const chunks = output.filter((part) => part.type === 'chunk')
  // Beside what everybody loads, the threads, the worker, what drives backends that answer later, the layers of models that files describe, and what they need.
  expect(chunks.filter(({ isDynamicEntry }) => isDynamicEntry).map(({ name }) => name).sort())
    .toEqual(['asyncFold', 'asyncInference', 'asyncTrainings', 'described', 'threads', 'workerOn'])
  code = chunks.map((chunk) => chunk.code).join('\n')
  for (const { fileName, code: text } of chunks) writeFileSync(join(room, fileName), text)
  inBrowser = await import(/* @vite-ignore */ pathToFileURL(join(room, output[0].fileName)).href) as Package
}, 60_000)
afterAll(() => rmSync(room, { recursive: true, force: true }))

describe('the package in a browser', () => {
  it('asks for no module of Node', () => {
    // What Node is asked for at run time no bundler sees.
    expect(code.replaceAll('("node:sea")', '')).not.toMatch(/\bimport\((?!["'`]\.\/)|["'`]node:/)
  })

  it('takes modules in place of those that read and write files, and of the same types', () => {
    expectTypeOf<Exports<typeof import('../../src/io/file.browser.js')>>()
      .toEqualTypeOf<Exports<typeof import('../../src/io/file.js')>>()
    expectTypeOf<typeof import('../../src/dataset/file.browser.js')>().toEqualTypeOf<typeof import('../../src/dataset/file.js')>()
  })

  it('leaves out the functions that a program does not use', async () => {
    const file = join(room, 'program.mjs')
    writeFileSync(file, [
      `import { loss, network as n, optimizer, pipe, trainer } from ${JSON.stringify(entry)}`,
      'const net = pipe(n.input([2]), n.dense(1), n.relu)',
      'console.log(trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 1e-3 }) }))',
    ].join('\n'))
    const [{ modules }] = await bundle(file)
    const taken = Object.keys(modules).flatMap((module) => /dist\/src\/(.*)\.js$/.exec(module)?.[1] ?? [])
    expect(taken).toContain('program/elementary/activations')
    const unused = /^(report|explain|receipt|checkpoint|dataset)\/|^optimizer\/(lion|rmsprop|schedule)/
    const functions = /elementary\/(erf|normal|pow|tanh|trigonometric|turn)/
    // Loops, forward mode, threads, and what answers later.
    const others = /^tensor\/(loop|scan)|^differentiable\/(forward|jvp)|\/barrier$|async(Inference|Steps|Session)/
    expect(taken.filter((module) => [unused, functions, others].some((some) => some.test(module)))).toEqual([])
    expect(Object.keys(modules).filter((module) => module.includes('/io-ts/'))).toEqual([])
  })

  it('trains', () => {
    const { loss, network: n, optimizer, pipe, random, tensor, trainer } = inBrowser
    const { init, step } = trainer(pipe(n.input([2]), n.dense(1)))({
      loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    })
    const before = init(random.key(0))
    expect(step(before, { inputs: tensor.ones([3, 2]), targets: tensor.ones([3, 1]) }).step).toBe(1)
  })

  it('says that there are no files', async () => {
    const { checkpoint, dataset, loss, network: n, optimizer, pipe, random, receipt, trainer } = inBrowser
    const { codec, init } = trainer(pipe(n.input([2]), n.dense(1)))({
      loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    })
    const digest = receipt.digest({})
    const made = receipt.of({ configuration: {}, data: digest, initial: digest, program: digest, steps: 0, final: digest })
    const answers = await Promise.all([
      checkpoint.save('a/state', codec)(init(random.key(0)))(), checkpoint.load('a/state', codec)(), dataset.readMnist('a')(),
      receipt.save('a/receipt')(made)(), receipt.load('a/receipt')(),
    ])
    const none = 'received no file system: this is a browser'
    expect(answers.map((answer) => (answer._tag === 'Left' ? answer.left.message.replace(/ \(at .*/, '') : answer))).toEqual([
      `checkpoint.save: a/state: expected a file that can be written, ${none}`,
      `checkpoint.load: a/state: expected a file that can be read, ${none}`,
      `dataset.readMnist: a/train-labels-idx1-ubyte: expected a file that can be read, ${none}`,
      `receipt.save: a/receipt: expected a file that can be written, ${none}`,
      `receipt.load: a/receipt: expected a file that can be read, ${none}`,
    ])
  })
})
