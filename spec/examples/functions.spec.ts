/** The table of functions has every function that programs in JAX and PyTorch call, and for each code or a reason. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fft, linalg, random, tensor } from '../../src/index.js'
import { jaxFunctions, torchFunctions } from '../outside/functionNames.js'
import { rowsOf, tableRows, type Row } from './docs-extract.js'
import { root } from './program.js'

const page = readFileSync(join(root, 'docs/functions.md'), 'utf8')
const rows = tableRows(page)

/** What stands between backticks. */
const quoted = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
const none = '—'

/** What is wrong with a row, if anything. */
const complaint = ({ line, cells }: Row): readonly string[] => {
  const [jax = '', torch = '', code = '', remark = ''] = cells
  const isNames = (cell: string): boolean => cell === none || /^`[\w.]+`(, `[\w.]+`)*$/.test(cell)
  const examples = rowsOf(`| ${cells.join(' | ')} |`, { line: 0, statements: [] })
  return [
    ...(cells.length === 4 ? [] : ['not of four cells']),
    ...(isNames(jax) && isNames(torch) && (jax !== none || torch !== none) ? [] : ['names no function']),
    ...(code === none || examples.length === 1 ? [] : ['its code gives nothing']),
    ...(code !== none || remark !== '' ? [] : ['neither code nor a reason']),
  ].map((words) => `${line}: ${words}`)
}

describe('the table of functions', () => {
  it('has two hundred rows and more, of four cells, with code or a reason', () => {
    expect(rows.length).toBeGreaterThan(200)
    expect(rows.flatMap(complaint)).toEqual([])
  })

  it.each([
    ['| `sum` | `sum` | `pipe(m, t.sum(0)) // [4, 6]` |', 'not of four cells'],
    ['| — | — | `x // [1, 2, 3]` | |', 'names no function'],
    ['| sum | `sum` | `x // [1, 2, 3]` | |', 'names no function'],
    ['| `sum` | `sum` | `pipe(m, t.sum(0))` | |', 'its code gives nothing'],
    ['| `sum` | `sum` | | |', 'its code gives nothing'],
    ['| `sum` | `sum` | — | |', 'neither code nor a reason'],
  ])('is not of rows such as %s', (line, words) => expect(tableRows(line).flatMap(complaint)).toEqual([`1: ${words}`]))

  it.each([
    { library: 'JAX', names: jaxFunctions, column: 0 }, { library: 'PyTorch', names: torchFunctions, column: 1 },
  ])('has every function of $library that programs call, and no other', ({ names, column }) => {
    const written = rows.flatMap(({ cells }) => quoted(cells[column]))
    expect(names.filter((name) => !written.includes(name))).toEqual([])
    expect(written.filter((name) => !names.includes(name))).toEqual([])
  })

  it.each(Object.entries({ t: tensor, linalg, fft, random }))('has every function of %s', (prefix, exported) => {
    const said = rows.flatMap(({ cells }) => quoted(cells[2]).concat(quoted(cells[3]))).join('\n')
    expect(Object.keys(exported).filter((name) => !new RegExp(`\\b${prefix}\\.${name}\\b`).test(said))).toEqual([])
  })
})
