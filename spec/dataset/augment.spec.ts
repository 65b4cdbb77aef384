/** The laws of augmentation, for each of them, and what each does. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as augment from '../../src/dataset/augment/index.js'
import type { Augmentation } from '../../src/dataset/augment/index.js'
import * as dataset from '../../src/dataset/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, type AnyTensor, type Tensor } from '../../src/tensor/tensor.js'
import { sameBits } from '../backend/each.js'

interface Law {
  readonly name: string
  readonly shape: readonly number[]
  readonly at: (strength: number) => Augmentation
}
const images = [6, 9, 7, 2]
const spectrograms = [6, 12, 8]
const laws: readonly Law[] = [
  { name: 'shift', shape: images, at: (s) => augment.shift({ pixels: Math.round(3 * s) }) },
  { name: 'rotate', shape: images, at: (s) => augment.rotate({ degrees: 40 * s }) },
  { name: 'crop', shape: images, at: (s) => augment.crop({ share: 1 - s / 2 }) },
  { name: 'flip', shape: images, at: (s) => augment.flip({ share: s }) },
  { name: 'noise', shape: images, at: (s) => augment.noise({ deviation: s }) },
  { name: 'noise of spectrograms', shape: spectrograms, at: (s) => augment.noise({ deviation: s }) },
  { name: 'timeMask', shape: spectrograms, at: (s) => augment.timeMask({ frames: Math.round(6 * s), count: 2 }) },
  { name: 'frequencyMask', shape: spectrograms, at: (s) => augment.frequencyMask({ bands: Math.round(4 * s), count: 2 }) },
  { name: 'chain', shape: images, at: (s) => augment.chain(augment.shift({ pixels: Math.round(3 * s) }), augment.rotate({ degrees: 40 * s })) },
]
/** Numbers of every kind, -0 among them. */
const some = (shape: readonly number[], seed: number, dtype: 'f32' | 'f64' = 'f32'): AnyTensor => {
  const drawn = tensor.toArray(random.normal(random.key(seed), shape))
  return tensor.of(shape, drawn.map((x, i) => (i % 7 === 0 ? -0 : x)), dtype)
}
const rows = (x: AnyTensor, n: number): AnyTensor =>
  tensor.of([n, ...x.shape.slice(1)], tensor.toArray(x).slice(0, n * (tensor.toArray(x).length / x.shape[0])), x.dtype)
const same = (a: AnyTensor, b: AnyTensor): boolean => sameBits(elements(a), elements(b))
const seeds = fc.nat(1000)

describe.each(laws)('$name', ({ shape, at }) => {
  it('is a function of the key', () => {
    fc.assert(fc.property(seeds, fc.constantFrom('f32', 'f64'), (seed, dtype) => {
      const x = some(shape, seed, dtype)
      expect(same(at(1)(random.key(seed))(x), at(1)(random.key(seed))(x))).toBe(true)
    }), { numRuns: 20 })
    const x = some(shape, 1)
    const others = Array.from({ length: 20 }, (_, i) => tensor.toArray(at(1)(random.key(i))(x)).join())
    // A mirror has two sides.
    expect(new Set(others).size).toBeGreaterThan(at === laws[3]!.at ? 0 : 15)
  })

  it('leaves everything as it is at strength 0', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const x = some(shape, seed)
      expect(same(at(0)(random.key(seed))(x), x)).toBe(true)
    }), { numRuns: 20 })
  })

  it('keeps shape and element type', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      const y = at(1)(random.key(0))(some(shape, 2, dtype))
      expect([y.shape, y.dtype]).toEqual([shape, dtype])
    }
  })

  it('gives the first examples the same, however many follow', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, n) => {
      const x = some(shape, seed)
      expect(same(at(1)(random.key(seed))(rows(x, n)), rows(at(1)(random.key(seed))(x), n))).toBe(true)
    }), { numRuns: 20 })
  })

  it('treats each example in its own way', () => {
    const one = rows(some(shape, 3), 1)
    const six = pipe(one as Tensor<readonly number[]>, tensor.broadcastTo(shape as readonly number[]) as (x: AnyTensor) => AnyTensor)
    const y = tensor.toArray(at(at === laws[3]!.at ? 0.5 : 1)(random.key(5))(six))
    const size = y.length / 6
    expect(new Set(Array.from({ length: 6 }, (_, i) => y.slice(i * size, (i + 1) * size).join())).size).toBeGreaterThan(1)
  })
})

describe('images', () => {
  const dot = tensor.of([1, 5, 5, 1], Array.from({ length: 25 }, (_, i) => Number(i === 12)))
  const spots = (seed: number, a: Augmentation): readonly number[] => {
    const y = tensor.toArray(a(random.key(seed))(dot))
    return y.flatMap((v, i) => (v > 0 ? [i] : []))
  }

  it('are shifted by every whole number of pixels up to the most, equally often', () => {
    const places = Array.from({ length: 900 }, (_, seed) => spots(seed, augment.shift({ pixels: 1 })))
    expect(places.every(({ length }) => length === 1)).toBe(true)
    const counts = new Map<number, number>()
    for (const [place] of places) counts.set(place!, (counts.get(place!) ?? 0) + 1)
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([6, 7, 8, 11, 12, 13, 16, 17, 18])
    // 100 of each is expected, with a deviation below 10.
    for (const n of counts.values()) expect(Math.abs(n - 100)).toBeLessThan(45)
  })

  it('are turned about their middle', () => {
    for (let seed = 0; seed < 20; seed++) expect(tensor.toArray(augment.rotate({ degrees: 90 })(random.key(seed))(dot))[12]).toBe(1)
    const cross = tensor.of([1, 3, 3, 1], [0, 1, 0, 1, 1, 1, 0, 1, 0])
    const turned = tensor.toArray(augment.rotate({ degrees: 45 })(random.key(1))(cross))
    // A quarter of a turn gives the same cross: so every turn has the same symmetry.
    for (const [a, b] of [[0, 2], [2, 8], [8, 6], [1, 5], [5, 7], [7, 3]] as const) expect(turned[a]).toBeCloseTo(turned[b]!, 6)
  })

  it('are mirrored', () => {
    const x = tensor.of([1, 2, 3, 1], [1, 2, 3, 4, 5, 6])
    expect(tensor.toArray(augment.flip({ share: 1 })(random.key(0))(x))).toEqual([3, 2, 1, 6, 5, 4])
    const sides = Array.from({ length: 400 }, (_, seed) => tensor.toArray(augment.flip()(random.key(seed))(x))[0])
    expect(Math.abs(sides.filter((first) => first === 3).length - 200)).toBeLessThan(60)
  })

  it('are cut to a part, which stays between the least and the greatest of what was there', () => {
    const ramp = tensor.of([1, 8, 8, 1], Array.from({ length: 64 }, (_, i) => i % 8))
    for (let seed = 0; seed < 20; seed++) {
      const y = tensor.toArray(augment.crop({ share: 0.5 })(random.key(seed))(ramp))
      const [first, last] = [y[0]!, y[7]!]
      expect(last - first).toBeGreaterThanOrEqual(3.5 - 1e-4)
      expect(last - first).toBeLessThanOrEqual(7)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(last).toBeLessThanOrEqual(7)
      y.slice(0, 8).forEach((v, i) => expect(v).toBeCloseTo(first + ((last - first) * i) / 7, 4))
    }
  })
})

describe('noise', () => {
  it('has the mean and the deviation that is asked for', () => {
    const y = tensor.toArray(augment.noise({ deviation: 0.5 })(random.key(1))(tensor.ones([100, 100])))
    const mean = y.reduce((a, b) => a + b, 0) / y.length
    expect(mean).toBeCloseTo(1, 1)
    expect(Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length)).toBeCloseTo(0.5, 1)
  })
})

describe('masks', () => {
  it('cover frames or bands in a row, no more than so many', () => {
    const x = tensor.ones([200, 10, 6])
    const widths = (y: readonly number[], frames: boolean): ReadonlySet<number> => new Set(Array.from({ length: 200 }, (_, i) => {
      const one = y.slice(i * 60, (i + 1) * 60)
      const lines = frames ? Array.from({ length: 10 }, (__, f) => one.slice(f * 6, f * 6 + 6)) : Array.from({ length: 6 }, (__, b) => one.filter((___, j) => j % 6 === b))
      for (const line of lines) expect(new Set(line).size).toBe(1)
      const covered = lines.map(([v]) => v === -1)
      expect(covered.join('').replaceAll('true', '1').replaceAll('false', '0')).toMatch(/^0*1*0*$/)
      return covered.filter(Boolean).length
    }))
    const inTime = tensor.toArray(augment.timeMask({ frames: 4, value: -1 })(random.key(1))(x))
    expect([...widths(inTime, true)].sort()).toEqual([0, 1, 2, 3, 4])
    const inFrequency = tensor.toArray(augment.frequencyMask({ bands: 99, value: -1 })(random.key(1))(x))
    expect([...widths(inFrequency, false)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})

describe('mix-up', () => {
  const batch = { inputs: random.normal(random.key(1), [8, 3]), targets: pipe(tensor.range(8), tensor.oneHot(8)) }

  it('is a function of the key, and nothing at 0', () => {
    const mix = augment.mixUp({ alpha: 0.4 })
    expect(mix(random.key(3))(batch)).toEqual(mix(random.key(3))(batch))
    expect(mix(random.key(3))(batch)).not.toEqual(mix(random.key(4))(batch))
    const still = augment.mixUp({ alpha: 0 })(random.key(3))(batch)
    expectTypeOf(still).toEqualTypeOf<dataset.Batch<8, readonly [3], readonly [8], 'f32', 'f32'>>()
    expect(same(still.inputs, batch.inputs) && same(still.targets, batch.targets)).toBe(true)
  })

  it('mixes inputs as it mixes targets', () => {
    const { inputs, targets } = augment.mixUp({ alpha: 1 })(random.key(3))(batch)
    const expected = tensor.toArray(pipe(targets, tensor.matmul(batch.inputs)))
    tensor.toArray(inputs).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 5))
    const weights = tensor.toArray(targets)
    for (let row = 0; row < 8; row++) expect(weights.slice(row * 8, row * 8 + 8).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
  })

  it('has shares of the beta distribution: mean 1/2, variance 1 / (4 (2α + 1))', () => {
    const n = 4000
    const large = { inputs: tensor.zeros([n, 1]), targets: tensor.of([n, 1], Array.from({ length: n }, (_, i) => i)) }
    for (const alpha of [0.2, 0.5, 1]) {
      const { targets } = augment.mixUp({ alpha })(random.key(7))(large)
      const partner = random.permutation(random.foldIn(random.key(7), 1), n)
      const shares = tensor.toArray(targets).flatMap((y, i) => (partner[i] === i ? [] : [(y - partner[i]!) / (i - partner[i]!)]))
      const mean = shares.reduce((a, b) => a + b, 0) / shares.length
      const variance = shares.reduce((a, b) => a + (b - mean) ** 2, 0) / shares.length
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
      expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.01)
    }
  })
})

describe('augmented batches', () => {
  const data = dataset.drawnDigits({ count: 20, key: random.key(1) })
  const plain = pipe(data, dataset.batches({ size: 8, epochs: 2, shuffle: random.key(2) }))

  it('are as many, each augmented by a key of its own', () => {
    const steps = pipe(plain, augment.inputs(augment.shift({ pixels: 2 }), random.key(3)))
    expectTypeOf([...steps][0]!.inputs).toEqualTypeOf<Tensor<readonly [number, 28, 28, 1]>>()
    expect([steps.length, steps.epochs]).toEqual([6, 2])
    const all = [...steps]
    ;[...plain].forEach(({ inputs, targets }, i) => {
      expect(all[i]!.targets).toEqual(targets)
      expect(all[i]!.inputs).toEqual(augment.shift({ pixels: 2 })(random.foldIn(random.key(3), i))(inputs))
    })
    expect([...steps]).toEqual(all)
    expect([...steps.from(4)]).toEqual(all.slice(4))
    expect(() => steps.from(7)).toThrow('step should be a whole number from 0 to 6, all batches, but is 7')
  })

  it('are mixed as wholes', () => {
    const soft = pipe(data, dataset.mapTargets(tensor.oneHot(10)), dataset.batches({ size: 8 }))
    const steps = pipe(soft, augment.whole(augment.mixUp({ alpha: 0.2 }), random.key(3)))
    expect(steps.length).toBe(3)
    ;[...soft].forEach((batch, i) => expect([...steps][i]).toEqual(augment.mixUp({ alpha: 0.2 })(random.foldIn(random.key(3), i))(batch)))
  })
})

describe('augmentation', () => {
  const x = tensor.zeros([2, 4, 4, 1])
  it.each([
    ['half a pixel', () => augment.shift({ pixels: 0.5 }), 'augment.shift: pixels should be a whole number of at least 0, but is 0.5'],
    ['more than half a turn', () => augment.rotate({ degrees: 181 }), 'augment.rotate: degrees should be a number from 0 to 180, but is 181'],
    ['a crop to nothing', () => augment.crop({ share: 0 }), 'augment.crop: share should be a number above 0 and up to 1, but is 0'],
    ['no number', () => augment.noise({ deviation: NaN }), 'augment.noise: deviation should be a finite number of at least 0, but is NaN'],
    ['a share above 1', () => augment.flip({ share: 1.5 }), 'augment.flip: share should be a number from 0 to 1'],
    ['fewer than no masks', () => augment.timeMask({ frames: 2, count: -1 }), 'augment.timeMask: count should be a whole number of at least 0'],
    ['fewer than no bands', () => augment.frequencyMask({ bands: -1 }), 'augment.frequencyMask: bands should be'],
    ['mixing more than evenly', () => augment.mixUp({ alpha: 2 }), 'augment.mixUp: alpha should be a number from 0 to 1, but is 2'],
    ['no key', () => augment.shift({ pixels: 1 })(7 as never), 'augment.shift: key should be a key'],
    ['images of another form', () => augment.shift({ pixels: 1 })(random.key(0))(tensor.zeros([4, 4]) as never),
      'augment.shift: x should be floats [batch, height, width, channels], but is "f32[4, 4]"'],
    ['whole numbers', () => augment.rotate({ degrees: 1 })(random.key(0))(tensor.zeros([1, 4, 4, 1], 'i32') as never), 'but is "i32[1, 4, 4, 1]"'],
    ['classes to be mixed', () => augment.mixUp({ alpha: 1 })(random.key(0))({ inputs: x, targets: tensor.zeros([2], 'i32') } as never),
      'augment.mixUp: x should be inputs and targets of floats, as one-hot ones are, but is "i32[2]"'],
  ])('refuses %s', (_, use, message) => { expect(use).toThrow(message) })
})
