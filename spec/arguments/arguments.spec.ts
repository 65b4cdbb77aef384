/** Every public function, called with each argument left out, of another kind, and with options that it does not have. */
import { describe, expect, test } from 'vitest'
import { tables } from './tables.js'
import { faults, rowOf } from './walk.js'

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
