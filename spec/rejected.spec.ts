/**
 * Programs that the compiler refuses, each with what it says: the first line of a program is part of the message that
 * its last statement gets, word for word. A test that any error would satisfy proves nothing.
 */
import { beforeAll, expect, test } from 'vitest'
import { messages, programs, type Message } from './refused.js'

let whole: ReadonlyMap<string, readonly Message[]>

beforeAll(async () => {
  whole = await messages('--noErrorTruncation')
}, 60_000)

test('there are enough of them', () => expect(programs.length).toBeGreaterThan(35))

test.each(programs)('$name: $says', ({ name, says, last }) => {
  const said = whole.get(name) ?? []
  expect(said.map(({ text }) => text).join('\n')).toContain(says)
  // Nothing else is wrong with the program.
  expect(new Set(said.map(({ line }) => line))).toEqual(new Set([last]))
})

test('nothing else is refused', () => expect([...whole.keys()].filter((file) => !programs.some(({ name }) => name === file))).toEqual([]))
