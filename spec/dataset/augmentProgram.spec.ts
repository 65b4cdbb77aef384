/** Augmentations run as programs: the bits of their plain meaning, for any number of examples, and those that they always had. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as augment from '../../src/dataset/augment/index.js'
import type { Augmentation } from '../../src/dataset/augment/index.js'
import * as random from '../../src/random/index.js'
import type { Key } from '../../src/random/index.js'
import { digest } from '../../src/receipt/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { WebAssembly } from '../../src/backend/wasm/assembler/webAssembly.js'
import { backends, sameBits } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'

interface Case {
  readonly at: Augmentation
  /** Of one example. */
  readonly shape: readonly number[]
  /** Of seven examples of f32 and of f64, as plain loops over the elements gave them. */
  readonly digests: readonly [f32: string, f64: string]
}
const image = [9, 7, 2]
const cases: Readonly<Record<string, Case>> = {
  shift: { at: augment.shift({ pixels: 2 }), shape: image, digests: ['a30675b54ca6a70c', 'ea3f62e351e5c82f'] },
  'shift, out of sight': { at: augment.shift({ pixels: 2e15 }), shape: image, digests: ['1e676acef43a4df8', '8550eb21b1fe2a48'] },
  rotate: { at: augment.rotate({ degrees: 15 }), shape: image, digests: ['136fbe88f904e361', '8e39011359635136'] },
  'rotate, all the way': {
    at: augment.rotate({ degrees: 180 }), shape: image, digests: ['a09852040338ef84', 'b07f5afa2249e277'],
  },
  crop: { at: augment.crop({ share: 0.7 }), shape: image, digests: ['9c03b96fdfcd8756', 'd4adafa905e5991c'] },
  flip: { at: augment.flip(), shape: image, digests: ['909a51da7fa6d98e', 'fde7c918b1ffca21'] },
  noise: { at: augment.noise({ deviation: 0.1 }), shape: image, digests: ['faf0aebed6948236', '91c6353dfe8b4fe4'] },
  timeMask: {
    at: augment.timeMask({ frames: 5, count: 3, value: 0.3 }), shape: [12, 8],
    digests: ['91b01e6d0d06d4d1', '86ef15e29bbb6587'],
  },
  frequencyMask: {
    at: augment.frequencyMask({ bands: 80, count: 2, value: -0 }), shape: [12, 8],
    digests: ['985a88a821470bf0', '5fe528d09eb0f82a'],
  },
  chain: {
    at: augment.chain(augment.shift({ pixels: 3 }), augment.rotate({ degrees: 20 }), augment.noise({ deviation: 0.2 })),
    shape: image, digests: ['65bf5901b582b83e', 'd4d2e66abad33579'],
  },
}

/** Numbers of every kind, -0 among them. */
const some = (n: number, shape: readonly number[], dtype: 'f32' | 'f64'): AnyTensor => {
  const drawn = tensor.toArray(random.normal(random.key(n), [n, ...shape]))
  return tensor.of([n, ...shape], drawn.map((x, i) => (i % 7 === 0 ? -0 : x)), dtype)
}

describe.each(Object.entries(cases))('%s', (name, { at, shape, digests }) => {
  test('has the bits that it always had', () => {
    const made = (['f32', 'f64'] as const).map((dtype) => digest(at(random.key(4))(some(7, shape, dtype)) as never).slice(0, 16))
    expect(made).toEqual(digests)
  })

  test('has those of its plain meaning by its own program, for any number of examples, and in a program on every backend', () => {
    const [key, most] = [random.key(8), 260]
    const x = some(most, shape, 'f32')
    const size = elements(x).length / most
    // All of them are more than goes without a program.
    const made = elements(at(key)(x))
    for (const n of [1, 6, most - 1]) {
      const first = tensor.of([n, ...shape], elements(x).subarray(0, n * size))
      expect(sameBits(elements(at(key)(first)), made.subarray(0, n * size))).toBe(true)
    }
    const few = tensor.of([5, ...shape], elements(x).subarray(0, 5 * size))
    for (const backend of backends) {
      const both: { readonly k: Key; readonly y: AnyTensor } = { k: key, y: few }
      const traced = compiled(backend, ({ k, y }: typeof both) => at(k)(y), both)
      expect(sameBits(elements(traced), made.subarray(0, 5 * size)), `${name} on ${backend.name}`).toBe(true)
    }
  })
})

test('no augmentation of examples is missing', () => {
  const others = ['inputs', 'whole', 'mixUp']
  expect(Object.keys(augment).filter((name) => !(name in cases)).sort()).toEqual(others.sort())
})

test('one program serves every strength and every number of examples', () => {
  // The engine's object, whose types are those of browsers.
  const engine = WebAssembly as { Module: typeof WebAssembly.Module }
  const { Module } = engine
  let made = 0
  engine.Module = class extends Module {
    constructor(bytes: Uint8Array<ArrayBuffer>) {
      super(bytes)
      made++
    }
  }
  try {
    const turn = (degrees: number, n: number) => augment.rotate({ degrees })(random.key(0))(some(n, [14, 14, 1], 'f32'))
    turn(1, 100)
    made = 0
    for (const degrees of [0, 10, 20]) for (const n of [1, 99, 200]) turn(degrees, n)
    expect(made).toBe(0)
  } finally {
    engine.Module = Module
  }
})

test('what is augmented may be empty', () => {
  const none = tensor.zeros([0, 4, 4, 1])
  expect(pipe(none, augment.rotate({ degrees: 10 })(random.key(0))).shape).toEqual([0, 4, 4, 1])
  expect(augment.timeMask({ frames: 2, count: 0 })(random.key(0))(tensor.ones([3, 4, 2])).shape).toEqual([3, 4, 2])
})
