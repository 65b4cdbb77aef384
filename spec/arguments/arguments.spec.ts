/** Every public function, called with each argument left out, of another kind, and with options that it does not have. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.js'
import { tables } from './tables.js'
import { faults, rowOf } from './walk.js'

// Functions that write files are called with any text in the place of a file's name.
const { at } = temporaryFolder()
const home = process.cwd()
beforeAll(() => process.chdir(at()))
afterAll(() => process.chdir(home))

describe.each(Object.entries(tables))('%s', (_, [functions, rows]) => {
  test('has a row for every function', () => {
    const exported = Object.entries(functions).flatMap(([name, value]) => (typeof value === 'function' && !/^class\b/.test(String(value)) ? [name] : []))
    expect(Object.keys(rows).sort()).toEqual(exported.sort())
  })

  test.each(Object.entries(rows))('%s', async (name, row) => {
    const found = await faults((functions as Readonly<Record<string, unknown>>)[name], rowOf(row))
    expect(found.join('\n')).toBe('')
  })
})
