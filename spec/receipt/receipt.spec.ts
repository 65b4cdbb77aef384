import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { explainErrors, receipt, TenfoldError } from '../../src/index.js'
import { canonical } from '../../src/receipt/json.js'

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
const training: receipt.Training = {
  configuration: { seed: 7, rate: 0.002, names: ['a', 'b'], nested: { deep: null, yes: true }, tiny: 0.30000000000000004 },
  data: hex('data'), initial: hex('initial'), program: hex('program'), steps: 2, trail: [hex('1').slice(0, 16), hex('2').slice(0, 16)], final: hex('final'),
}
const { trail: _, ...plain } = training
const made = receipt.of(training)
const errorsOf = (u: unknown): readonly string[] => {
  const decoded = receipt.codec.decode(u)
  return E.isLeft(decoded) ? explainErrors(decoded.left) : []
}
const complaint = (result: E.Either<TenfoldError, unknown>): string => {
  if (E.isRight(result)) throw new Error('an error expected')
  expect(result.left).toBeInstanceOf(TenfoldError)
  return result.left.message
}

const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
afterAll(() => rmSync(room, { recursive: true }))

describe('a receipt', () => {
  it('says under what it was made', () => {
    expect(made).toMatchObject({ ...training, contract: 1, tenfold: receipt.version })
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
    expect(receipt.version).toBe(version)
    expect(receipt.contract).toBe(1)
  })

  it('is sealed: the hash of the rest as canonical JSON', () => {
    const { contract, tenfold, data, initial, program, steps, trail, final, seal } = made
    const rest = `{"configuration":{"names":["a","b"],"nested":{"deep":null,"yes":true},"rate":0.002,"seed":7,"tiny":0.30000000000000004},`
      + `"contract":${contract},"data":"${data}","final":"${final}","initial":"${initial}","program":"${program}","steps":${steps},"tenfold":"${tenfold}","trail":["${trail?.join('","')}"]}`
    expect(seal).toBe(hex(rest))
  })

  it('never changes', () => {
    const configuration = { list: [1] }
    const kept = receipt.of({ ...training, configuration })
    configuration.list.push(2)
    expect(kept.configuration).toEqual({ list: [1] })
    for (const part of [kept, kept.trail, kept.configuration, (kept.configuration as { readonly list: Json }).list]) expect(Object.isFrozen(part)).toBe(true)
  })

  it.each<readonly [string, Partial<Record<keyof receipt.Training, unknown>>, string]>([
    ['a digest that is none', { data: 'abc' }, 'data: 64 hexadecimal digits in lower case expected, received "abc"'],
    ['capital digits', { final: hex('final').toUpperCase() }, 'final: 64 hexadecimal digits in lower case expected'],
    ['a number as a digest', { initial: 5 }, 'initial: 64 hexadecimal digits in lower case expected, received 5'],
    ['half a step', { steps: 1.5 }, 'steps: a whole number of at least 0 expected, received 1.5'],
    ['steps below 0', { steps: -1 }, 'steps: a whole number of at least 0 expected, received -1'],
    ['a short trail', { trail: [] }, 'trail: 2 digests expected, one for each step, received 0'],
    ['a trail of other digests', { trail: [hex('1'), hex('2')] }, 'trail.0: 16 hexadecimal digits in lower case expected'],
    ['a trail that is no list', { trail: 'none' }, 'trail: a list of digests expected, received "none"'],
    ['NaN', { configuration: { rate: NaN } }, 'configuration.rate: a finite number, not -0, expected, received NaN'],
    ['-0', { configuration: [-0] }, 'configuration.0: a finite number, not -0, expected, received 0'],
    ['a hole', { configuration: { a: [, 1] } }, 'configuration.a.0: a JSON value expected, received undefined'],
    ['undefined', { configuration: { a: undefined } }, 'configuration.a: a JSON value expected, received undefined'],
    ['a function', { configuration: () => 1 }, 'configuration: a JSON value expected'],
    ['a date', { configuration: new Date(0) }, 'configuration: a JSON value expected'],
    ['an endless configuration', { configuration: endless() }, 'at most 100 levels expected'],
    ['a field too many', { speed: 1 } as object, 'speed: no such field expected'],
  ])('is not made of %s', (_, part, message) => {
    const attempt = (): unknown => receipt.of({ ...training, ...part } as receipt.Training)
    expect(attempt).toThrow(TenfoldError)
    expect(attempt).toThrow(`receipt.of: `)
    expect(attempt).toThrow(message)
  })
})

function endless(): Json {
  const list: Json[] = []
  list.push(list)
  return list
}

describe('the codec', () => {
  it('gives back what it is given', () => {
    for (const one of [made, receipt.of(plain)]) expect(receipt.codec.decode(JSON.parse(JSON.stringify(receipt.codec.encode(one))))).toEqual(E.right(one))
    expect(receipt.codec.is(made)).toBe(true)
    expect(receipt.codec.is({ ...made, steps: 3 })).toBe(false)
  })

  it.each<readonly [string, unknown, string]>([
    ['nothing', null, 'a receipt expected, received null'],
    ['a list', [], 'a receipt expected, received []'],
    ['too little', {}, 'contract: a whole number of at least 0 expected, received undefined'],
    ['too much', { ...made, more: 1 }, 'more: no such field expected'],
    ['a prototype', JSON.parse(`{"__proto__":1,${JSON.stringify(made).slice(1)}`), '__proto__: no such field expected'],
    ['another number of steps', { ...receipt.of(plain), steps: 3 }, `seal: ${receipt.of({ ...plain, steps: 3 }).seal} expected, the SHA-256 of the rest, received "${receipt.of(plain).seal}": something was changed`],
    ['no seal', { ...made, seal: undefined }, 'received undefined: something was changed'],
    ['no version', { ...made, tenfold: 'new' }, 'tenfold: a version expected, received "new"'],
  ])('refuses %s', (_, u, message) => expect(errorsOf(u).join('\n')).toContain(message))

  it('takes any JSON value as configuration, and its seal whatever the order of names', () => {
    fc.assert(fc.property(fc.jsonValue().filter((value) => !JSON.stringify(value).includes('-0')), (value) => {
      const configuration = JSON.parse(JSON.stringify(value)) as Json
      const one = receipt.of({ ...plain, configuration })
      expect(receipt.decode(receipt.encode(one))).toEqual(E.right(one))
      const turned = (v: Json): Json => (Array.isArray(v) ? v.map(turned) : typeof v === 'object' && v !== null
        ? Object.fromEntries(Object.entries(v).map(([key, child]) => [key, turned(child)] as const).toReversed()) : v as Json)
      expect(receipt.of({ ...plain, configuration: turned(configuration) }).seal).toBe(one.seal)
    }))
  })
})

describe('canonical JSON', () => {
  // RFC 8785, sections 3.2.2 and 3.2.3.
  it('is that of RFC 8785', () => {
    const input = JSON.parse('{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}') as Json
    expect(canonical(input)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
    const names = JSON.parse('{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}') as Json
    expect(Object.values(JSON.parse(canonical(names)) as object)).toHaveLength(7)
    expect([...canonical(names).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh',
    ])
  })
})

describe('the text of a receipt', () => {
  const text = receipt.encode(made)

  it('is JSON in lines, fields in the order in which things happen', () => {
    expect(JSON.parse(text)).toEqual(made)
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['contract', 'tenfold', 'configuration', 'data', 'initial', 'program', 'steps', 'trail', 'final', 'seal'])
    expect(text.endsWith('"\n}\n')).toBe(true)
    expect(receipt.decode(text)).toEqual(E.right(made))
  })

  it('changed by one character anywhere is found out', { timeout: 120_000 }, () => {
    const accepted: string[] = []
    const attempt = (changed: string): void => { if (changed !== text && E.isRight(receipt.decode(changed))) accepted.push(changed) }
    const characters = [...'01259abcdefz ".,:-+E{}[]\\/\n\r\t\u0000é\u2028\ufeff']
    for (let i = 0; i <= text.length; i++) {
      attempt(text.slice(0, i) + text.slice(i + 1))
      // A few at each place, others at the next: all of them come to every kind of place.
      for (const c of [0, 1].map((n) => characters[(2 * i + n) % characters.length] as string)) {
        attempt(text.slice(0, i) + c + text.slice(i + 1))
        attempt(text.slice(0, i) + c + text.slice(i))
      }
      attempt(text.slice(0, i) + (text[i + 1] ?? '') + (text[i] ?? '') + text.slice(i + 2))
    }
    expect(accepted).toEqual([])
  })

  it.each<readonly [string, string, string]>([
    ['nothing', '', 'the text: no JSON: '],
    ['other JSON', '3', 'the text: no receipt: a receipt expected, received 3'],
    ['a blank at the end', `${text} `, 'line 28 should be "", but is " ": something was changed'],
    ['another line end', text.replace('\n', '\r\n'), 'line 1 should be "{", but is "{\\r": something was changed'],
    ['the same number otherwise', text.replace('0.002', '2e-3'), 'line 6 should be "    \\"rate\\": 0.002,", but is "    \\"rate\\": 2e-3,"'],
    ['digits that nobody needs', text.replace('0.30000000000000004', '0.30000000000000005'), 'something was changed'],
    ['a field twice', text.replace('"steps": 2', '"steps": 3,\n  "steps": 2'), 'line 20 should be "  \\"steps\\": 2,", but is "  \\"steps\\": 3,"'],
    ['one digit', text.replace('"steps": 2', '"steps": 3'), 'no receipt: trail: 3 digests expected, one for each step, received 2'],
    ['many wrong things', '{}', '; and 5 more'],
    ['a deep one', '['.repeat(100_000) + ']'.repeat(100_000), 'the text: no'],
  ])('that is %s is refused with a sentence', (_, changed, message) => expect(complaint(receipt.decode(changed))).toContain(message))
})

describe('a file', () => {
  const file = join(room, 'a.receipt.json')

  it('holds the text, whole', async () => {
    expect(await receipt.save(file)(made)()).toEqual(E.right(undefined))
    expect(readFileSync(file, 'utf8')).toBe(receipt.encode(made))
    expect(readdirSync(room)).toEqual(['a.receipt.json'])
    expect(await receipt.load(file)()).toEqual(E.right(made))
  })

  it('changed by one byte anywhere is found out', async () => {
    const bytes = new TextEncoder().encode(receipt.encode(receipt.of({ ...plain, configuration: 'ü\ufffd' })))
    const accepted: number[] = []
    // Flipped bits, and bytes that are no UTF-8.
    for (let i = 0; i < bytes.length; i += 1) for (const c of [(bytes[i] as number) ^ 1, (bytes[i] as number) ^ 0x20, 0xff]) {
      const changed = bytes.slice()
      changed[i] = c
      writeFileSync(file, changed)
      if (E.isRight(await receipt.load(file)())) accepted.push(i)
    }
    expect(accepted).toEqual([])
  })

  it('that cannot be read or written is a Left that names it, with the place that asked', async () => {
    const missing = await receipt.load(join(room, 'none'))()
    expect(complaint(missing)).toContain(`receipt.load: ${join(room, 'none')}: expected a file that can be read, received no such file`)
    expect(complaint(await receipt.save(join(room, 'none', 'a'))(made)())).toContain(`receipt.save: ${join(room, 'none', 'a')}: expected a file that can be written, received no such folder`)
    writeFileSync(file, '{}')
    const damaged = await receipt.load(file)()
    expect(complaint(damaged)).toContain(`receipt.load: ${file}: no receipt: contract: `)
    expect(E.isLeft(damaged) && damaged.left.at).toMatch(/receipt\.spec\.[jt]s:\d+:\d+$/)
  })
})

describe('comparing', () => {
  const other = (part: Partial<receipt.Training>): receipt.Receipt => receipt.of({ ...training, ...part })
  const differs = (claimed: receipt.Receipt, made_: receipt.Receipt): receipt.Difference => {
    const compared = receipt.compare(claimed, made_)
    if (E.isRight(compared)) throw new Error('a difference expected')
    return compared.left
  }

  it('finds equal receipts equal, whatever version made them and whether both have a trail', () => {
    expect(receipt.compare(made, other({}))).toEqual(E.right(undefined))
    expect(receipt.compare({ ...made, tenfold: '9.9.9' }, made)).toEqual(E.right(undefined))
    expect(receipt.compare(receipt.of(plain), made)).toEqual(E.right(undefined))
  })

  const changes: readonly (readonly [receipt.Difference['field'], Partial<receipt.Receipt>, string])[] = [
    ['contract', { contract: 2 }, 'the numerics contract: 1 claimed, 2 made'],
    ['configuration', { configuration: { ...training.configuration as object, seed: 8 } as Json }, 'configuration.seed: 7 claimed, 8 made'],
    ['data', { data: hex('x') }, `the data: "${hex('data')}" claimed, "${hex('x')}" made`],
    ['initial', { initial: hex('x') }, `the initial parameters: "${hex('initial')}" claimed, "${hex('x')}" made`],
    ['program', { program: hex('x') }, `the program: "${hex('program')}" claimed, "${hex('x')}" made`],
    ['steps', { steps: 3 }, 'the number of steps: 2 claimed, 3 made'],
    ['trail', { trail: [training.trail?.[0] as string, 'f'.repeat(16)] }, `the parameters on the way: "${training.trail?.[1]}" claimed, "ffffffffffffffff" made, from step 2 on`],
    ['final', { final: hex('x') }, `the final parameters: "${hex('final')}" claimed, "${hex('x')}" made`],
  ]
  it.each(changes)('says that %s differs, and how', (field, part, message) => expect(differs(made, { ...made, ...part })).toMatchObject({ field, message }))

  it('says which of several differs first', () => {
    for (let i = 0; i < changes.length; i++) {
      const all = Object.assign({}, ...changes.slice(i).map(([, part]) => part)) as object
      expect(differs(made, { ...made, ...all }).field).toBe(changes[i]?.[0])
    }
  })

  it('says where configurations part', () => {
    const of = (a: Json, b: Json): string => differs(other({ configuration: a }), other({ configuration: b })).message
    expect(of({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe('configuration.a.1.b: 2 claimed, 3 made')
    expect(of({ a: 1 }, { a: 1, b: null })).toBe('configuration.b: nothing claimed, null made')
    expect(of([1, 2], [1])).toBe('configuration.1: 2 claimed, nothing made')
    expect(of({ a: [] }, { a: {} })).toBe('configuration.a: [] claimed, {} made')
    expect(of('1', 1)).toBe('configuration: "1" claimed, 1 made')
    expect(of(JSON.parse('{"__proto__":1}') as Json, {})).toBe('configuration.__proto__: 1 claimed, nothing made')
  })

  it('tells the first step that differs when the end differs and both have a trail', () => {
    const late = { trail: [training.trail?.[0] as string, 'f'.repeat(16)], final: hex('x') }
    expect(differs(made, other(late))).toMatchObject({ field: 'trail', step: 2 })
    expect(differs(receipt.of(plain), other(late))).not.toHaveProperty('step')
    expect(differs(made, other({ ...late, data: hex('y') }))).toMatchObject({ field: 'data', step: 2 })
  })
})

describe('a small text that promises much', () => {
  const filled = (configuration: string): string =>
    receipt.encode(receipt.of(training)).replace(/"configuration": \{[^}]*\}/, `"configuration": ${configuration}`)
  const refused = (text: string, options = {}): string => {
    const result = receipt.decode(text, options)
    return E.isLeft(result) ? result.left.message : 'read'
  }
  it.each([
    ['lists in lists', filled('['.repeat(300_000) + ']'.repeat(300_000)), 'at most 100 levels expected, received 300001'],
    ['lists that nobody closes', '['.repeat(500_000), 'at most 100 levels expected, received 500000'],
    ['records in records', filled('{"a":'.repeat(100_000)), 'at most 100 levels expected, received 100001'],
    ['lists in a list', filled(`[${'[],'.repeat(30_000)}[]]`), 'at most 1000000 bytes (maxBytes) expected, received 249'],
    ['numbers', filled(`[${'0,'.repeat(80_000)}0]`), 'at most 1000000 bytes (maxBytes) expected, received 144'],
  ])('as %s is a Left at once', (_, text, message) => { expect(refused(text, { maxBytes: 1e6 })).toContain(message) })

  it('is read where the caller allows for it, and brackets in texts are none', () => {
    const made = receipt.encode(receipt.of({ ...training, configuration: { text: '[[[{{{'.repeat(100), list: Array(300).fill([]) } }))
    expect(E.isRight(receipt.decode(made))).toBe(true)
    expect(refused(made, { maxBytes: 1000 })).toContain('at most 1000 bytes (maxBytes) expected, received ')
    expect(() => receipt.decode(made, { maxBites: 1 } as object)).toThrow('receipt.decode: unknown option "maxBites"; did you mean "maxBytes"?')
  })

  it('that holds itself twice, at every level, is refused all the same', () => {
    const twice: unknown[] = []
    twice.push(twice, twice)
    expect(() => receipt.of({ ...training, configuration: twice as never })).toThrow('at most 100 levels expected')
    expect(() => receipt.of({ ...training, configuration: Array(100_000).fill(NaN) })).toThrow('configuration.0: a finite number')
  })
})
