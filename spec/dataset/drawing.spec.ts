import { describe, expect, it } from 'vitest'
import { drawDigit, drawsPerDigit, side } from '../../src/dataset/digits/digit.js'
import { polyline } from '../../src/dataset/digits/curve.js'
import { distortion } from '../../src/dataset/digits/distort.js'
import { coverage } from '../../src/dataset/digits/render.js'
import { styles } from '../../src/dataset/digits/strokes.js'
import { TenfoldError } from '../../src/shape/error.js'

// A stream that is a function of its seed: the n-th number is a hash of seed and n.
const stream = (seed: number): (() => number) => {
  let n = 0
  const mixed = (z: number): number => {
    const a = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    const b = Math.imul(a ^ (a >>> 15), 0x735a2d97)
    return (b ^ (b >>> 15)) >>> 0
  }
  return () => mixed(mixed(seed + 0x9e3779b9) + Math.imul(++n, 0x9e3779b9)) / 2 ** 32
}

const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const seeds = Array.from({ length: 40 }, (_, i) => i)
const drawings = labels.flatMap(label => seeds.map(seed => ({ label, image: drawDigit(label, stream(seed)) })))
const median = (image: Float32Array): number => image.toSorted()[image.length / 2] ?? NaN
const inked = (image: Float32Array): number => {
  const ground = median(image)
  return image.reduce((n, value) => n + (Math.abs(value - ground) > 0.4 ? 1 : 0), 0)
}

describe('a drawn digit', () => {
  it('is 28 × 28 values in [0, 1]', () => {
    for (const { image } of drawings) {
      expect(image).toHaveLength(side * side)
      expect(image.every(value => value >= 0 && value <= 1)).toBe(true)
    }
  })

  it.each(labels)('%i is a line, neither a dot nor a blot', label => {
    for (const { image } of drawings.filter(drawing => drawing.label === label)) {
      expect(inked(image)).toBeGreaterThan(25)
      expect(inked(image)).toBeLessThan(250)
    }
  })

  it('is a function of the label and the stream', () => {
    for (const label of labels) expect(drawDigit(label, stream(label))).toEqual(drawDigit(label, stream(label)))
  })

  it('differs from stream to stream and from label to label', () => {
    expect(new Set(drawings.map(({ image }) => image.join())).size).toBe(drawings.length)
  })

  it('takes no more from its stream than it says', () => {
    const taken = (label: number, seed: number): number => {
      let count = 0
      const draw = stream(seed)
      drawDigit(label, () => (count++, draw()))
      return count
    }
    expect(Math.max(...labels.flatMap(label => seeds.map(seed => taken(label, seed))))).toBeLessThanOrEqual(drawsPerDigit)
  })

  it('is in ink on paper four times of five, and else in chalk on a slate', () => {
    const onPaper = drawings.filter(({ image }) => median(image) > 0.5).length / drawings.length
    expect(onPaper).toBeGreaterThan(0.7)
    expect(onPaper).toBeLessThan(0.9)
  })

  it('lies within the image at the ends of every range', () => {
    for (const end of [0, 0.5, 1 - 2 ** -24]) {
      for (const label of labels) expect(drawDigit(label, () => end).every(value => value >= 0 && value <= 1)).toBe(true)
    }
  })

  it.each([-1, 10, 0.5, NaN])('is an error for the label %d', label => {
    expect(() => drawDigit(label, stream(0))).toThrow(TenfoldError)
  })

  it('keeps its bits', () => {
    // FNV-1a over the bytes of one image of each digit.
    const hash = labels.reduce((sum, label) => {
      const bytes = new Uint8Array(drawDigit(label, stream(label)).buffer)
      return bytes.reduce((h, byte) => Math.imul(h ^ byte, 0x01000193) >>> 0, sum)
    }, 0x811c9dc5)
    expect(hash.toString(16)).toBe('eba436ff')
  })
})

describe('the strokes', () => {
  it('are at least three styles of each digit, in the unit square', () => {
    expect(styles).toHaveLength(10)
    for (const ofDigit of styles) {
      expect(ofDigit.length).toBeGreaterThanOrEqual(3)
      expect(ofDigit.flat(2).every(([x, y]) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true)
    }
  })

  it('pass through their points', () => {
    for (const stroke of styles.flat(2)) {
      const points = polyline(stroke).map(String)
      for (const point of stroke) expect(points).toContain(String(point))
    }
  })

  it('are smooth where a loop closes', () => {
    const loop = polyline([[0, 0], [1, -1], [2, 0], [1, 1], [0, 0]])
    const [first, second, last] = [loop[0], loop[1], loop[loop.length - 2]]
    expect(first).toEqual([0, 0])
    expect(second?.[0]).toBeCloseTo(last?.[0] ?? NaN)
    expect(second?.[1]).toBeCloseTo(-(last?.[1] ?? NaN))
  })
})

describe('a distortion', () => {
  it('leaves the middle of the square where it is, in the middle of every range', () => {
    expect(distortion(() => 0.5)([0.5, 0.5])).toEqual([0.5, 0.5])
  })
})

describe('coverage', () => {
  it('is a stem of the pen’s width', () => {
    const covered = coverage([{ line: [[0.5, 0], [0.5, 1]], radius: 1 }])
    const across = covered.slice(14 * side, 15 * side)
    expect([...across.slice(11, 17)]).toEqual([0, 0, 1, 1, 0, 0])
  })

  it('ignores what falls outside of the grid', () => {
    expect(coverage([{ line: [[-5, -5], [-4, 9]], radius: 2 }]).every(cover => cover === 0)).toBe(true)
  })
})
