import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { TenfoldError, expectShape, fail } from '../../src/shape/error.js'
import { matmul } from '../../src/shape/matmul.js'
import { callSite, siteOf } from '../../src/shape/site.js'

const thrown = (f: () => unknown): TenfoldError => {
  try {
    f()
  } catch (error) {
    if (error instanceof TenfoldError) return error
  }
  throw new Error('nothing was thrown')
}

describe('errors', () => {
  it('are values, and one sentence', () => {
    const error = thrown(() => fail('batches', { argument: 'size', expected: 'a whole number of at least 1', received: 0 }))
    expect(error).toMatchObject({ name: 'TenfoldError', operation: 'batches', argument: 'size', expected: 'a whole number of at least 1', received: 0 })
    expect(error.message).toBe(`batches: size should be a whole number of at least 1, but is 0 (at ${error.at})`)
  })

  it('tell where the call came from, through pipe', () => {
    const multiply = (b: readonly number[]) => (a: readonly number[]) => expectShape('matmul', 'b', matmul(a, b), b)
    const error = thrown(() => pipe([32, 784], multiply([64, 10])))
    expect(error.at).toMatch(/spec\/shape\/error\.spec\.[jt]s:\d+:\d+$/)
    expect(error.message).toBe(`matmul: cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ (at ${error.at})`)
    expect(error.received).toEqual([64, 10])
  })

  it('pass a shape on', () => {
    expect(expectShape('matmul', 'b', matmul([32, 784], [784, 10]))).toEqual([32, 10])
  })

  it.each([
    ['adam', '"adam"'], [[1, 2], '[1, 2]'], [{ rate: 1 }, '{"rate":1}'], [undefined, 'undefined'], [NaN, 'NaN'], [1n, '1n'],
    [() => 1, 'a function'], [Symbol('s'), 'Symbol(s)'], ['x'.repeat(100), `"${'x'.repeat(79)}…"`], [{ n: 1n }, '{"n":1n}'],
  ])('print %o', (received, text) => {
    expect(new TenfoldError('f', { argument: 'x', expected: 'y', received }, 'a.ts:1:2').message)
      .toBe(`f: x should be y, but is ${text} (at a.ts:1:2)`)
  })
})

describe('the call site', () => {
  const own = '/app/node_modules/tenfold/dist/src/'
  it.each([
    ['V8', `Error
    at deepStack (file://${own}shape/site.js:48:10)
    at new TenfoldError (file://${own}shape/error.js:30:5)
    at Array.map (<anonymous>)
    at pipe (/app/node_modules/fp-ts/lib/function.js:300:20)
    at async Module.train (file:///app/main.ts:12:3)`, '/app/main.ts:12:3'],
    ['V8, top level', `Error\n    at callSite (file://${own}shape/site.js:9:1)\n    at file:///app/my%20net.ts:4:11`, '/app/my net.ts:4:11'],
    ['V8, Windows', `Error
    at callSite (file:///C:/app/node_modules/tenfold/dist/src/shape/site.js:9:1)
    at of (file:///C:/app/node_modules/tenfold/dist/src/tensor/of.js:3:1)
    at f (C:\\app\\main.ts:4:11)`, 'C:\\app\\main.ts:4:11'],
    ['SpiderMonkey', `callSite@http://localhost${own}shape/site.js:9:1
fail@http://localhost${own}shape/error.js:3:1\ntrain@http://localhost/main.js?v=1:7:9\n`, 'http://localhost/main.js:7:9'],
    ['JavaScriptCore', `callSite@http://localhost${own}shape/site.js:9:1
fail@http://localhost${own}shape/error.js:3:1\nmap@[native code]\nmodule code@http://localhost/main.js:7:9`, 'http://localhost/main.js:7:9'],
    ['a bundle of the package', 'Error\n    at a (file:///app/vendor/tenfold.mjs:9:1)\n    at b (file:///app/vendor/threads.mjs:2:1)\n'
      + '    at file:///app/main.mjs:4:11', '/app/main.mjs:4:11'],
    ['a bundle of everything', 'Error\n    at a (file:///app/dist/main.mjs:9:1)\n    at file:///app/dist/main.mjs:400:1', undefined],
    ['a bundle of everything, Windows', 'Error\n    at a (C:\\app\\main.cjs:9:1)\n    at C:\\app\\main.cjs:400:1', undefined],
    ['a file without a folder', 'Error\n    at a (worker.js:9:1)\n    at b (worker.js:400:1)', undefined],
    ['nothing else', `Error\n    at callSite (file://${own}shape/site.js:9:1)\n    at node:internal/main:1:2`, undefined],
    ['no stack', '', undefined],
  ])('%s', (_, stack, site) => { expect(siteOf(stack)).toBe(site) })

  it('leaves the stack limit as it was', () => {
    const before = Error.stackTraceLimit
    expect(callSite()).toContain('error.spec.')
    expect(Error.stackTraceLimit).toBe(before)
  })
})
