/**
 * How soon the compiler says what is wrong: where the sentence of each program of `rejected` begins in the message of its last
 * statement, as everybody sees it, without `--noErrorTruncation`.
 *
 * The compiler begins with the type of the argument that it refuses, cut at 160 characters, and goes on with the parameter's. What
 * stands before the sentence in that is some 80 characters long: `Argument of type '` … `' is not assignable to parameter of type
 * 'To<Network<Refused<"`. So the sentence begins within the first 200 unless the argument's own type takes more than 120.
 */
import { beforeAll, expect, test } from 'vitest'
import { messages, programs, type Message } from './refused.js'

const soon = 200

/** The argument's type is longer than 120 characters: rules of blocks, which hold those of their layers, and networks. */
const ofLongTypes = [
  'array-of-layers-for-images', 'generic-network-of-another-rank',
  'block-of-images-on-a-vector', 'branch-for-no-input', 'branch-of-another-shape', 'branch-of-another-type', 'branch-that-does-not-fit', 'branches-added-of-other-shapes', 'branches-along-another-axis', 'highway-of-another-input', 'networks-multiplied-of-other-shapes',
  'loss-missing-for-an-output', 'network-of-other-inputs', 'parallel-branches-of-another-type',
  'parallel-branches-of-other-shapes', 'parallel-of-another-input', 'residual-block-of-another-width',
  'residual-of-another-input', 'transposed-convolution-cut-to-nothing',
]
/** The sentence is TypeScript's, not ours: two types of which one is not the other, explained from the outside in. */
const ofTypeScript = [
  'add-of-other-types', 'and-of-floats', 'batch-of-two-sizes', 'example-without-a-target', 'gradient-of-a-vector', 'job-of-another-state',
  'job-of-other-batches', 'median-of-integers',
  'model-network-of-another-width', 'optimizer-for-other-parameters', 'raw-case-without-a-column',
  'optimizer-state-of-another-network', 'params-of-another-network', 'rank-by-another-figure', 'recipe-of-other-targets',
  'recipe-with-a-slip', 'trials-of-another-space',
]
/** The sentence is a type that is cut. */
const cut = ['update-rule-of-too-few-trees']

let said: ReadonlyMap<string, readonly Message[]>
/** Where each sentence begins in its message, of several in the one where it begins first; -1: nowhere. */
const places = (): ReadonlyMap<string, number> => new Map(programs.map(({ name, says }) => {
  const found = (said.get(name) ?? []).map(({ text }) => text.indexOf(says)).filter((place) => place >= 0)
  return [name.replace('.ts', ''), found.length === 0 ? -1 : Math.min(...found)]
}))

beforeAll(async () => {
  said = await messages()
}, 60_000)

test('a sentence begins within the first 200 characters, unless the compiler does not let it', () => {
  const late = [...places()].filter(([, place]) => place < 0 || place > soon).map(([name]) => name)
  expect(late.sort()).toEqual([...ofLongTypes, ...ofTypeScript, ...cut].sort())
})

test('ours stand in the first line even so', () => {
  for (const name of ofLongTypes) {
    const [{ text }] = said.get(`${name}.ts`) as [Message]
    expect([name, text.split('\n')[0]!.includes(programs.find((program) => program.name === `${name}.ts`)!.says)]).toEqual([name, true])
  }
})

test('what is cut is not there', () => expect(cut.map((name) => places().get(name))).toEqual([-1]))
