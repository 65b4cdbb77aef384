/** The primitives that make elements from indices, or look them up by index. */
import { valuesOf } from '../program/constant.js'
import type { Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { outOfRange } from './fault.js'
import type { Kernels } from './kernel.js'
import { stridesOf } from './strided.js'
import { threefry } from './threefry.js'

/** An index, or an error that names it. */
export const row = (operation: string, indices: Elements, i: number, rows: number): number => {
  const index = indices[i]!
  return index < 0 || index >= rows ? outOfRange(operation, i, index, rows) : index
}

export const generate = {
  constant: (primitive) => {
    const elements = valuesOf(primitive)
    return ([out]) => out!.set(elements)
  },
  iota: ({ shape, axis }) => {
    const stride = stridesOf(shape)[axis]!
    const size = shape[axis]!
    return ([out]) => { for (let i = 0; i < out!.length; i++) out![i] = Math.floor(i / stride) % size }
  },
  bits: ({ shape, form }) => {
    const n = count(shape)
    const block = new Uint32Array(2)
    return ([out], [key, start]) => {
      const target = out as Uint32Array
      const [key0, key1] = key as Uint32Array as unknown as readonly [number, number]
      for (let i = 0; i < n; i++) {
        const counter = start![0]! + i
        threefry(key0, key1, Math.floor(counter / 4294967296), counter, block, 0)
        if (form === 'word') target[i] = block[0]! ^ block[1]!
        else target.set(block, 2 * i)
      }
    }
  },
  gather: (_, [x, where]) => {
    const rows = x!.shape[0]!
    const size = count(x!.shape.slice(1))
    const n = count(where!.shape)
    return ([out], [from, indices]) => {
      for (let i = 0; i < n; i++) {
        const at = row('gather', indices!, i, rows) * size
        for (let j = 0; j < size; j++) out![i * size + j] = from![at + j]!
      }
    }
  },
  scatterAdd: ({ rows }, [updates, where]) => {
    const n = count(where!.shape)
    const size = count(updates!.shape.slice(where!.shape.length))
    return ([out], [from, indices]) => {
      out!.fill(0)
      for (let i = 0; i < n; i++) {
        const at = row('scatterAdd', indices!, i, rows) * size
        for (let j = 0; j < size; j++) out![at + j] = out![at + j]! + from![i * size + j]!
      }
    }
  },
} satisfies Partial<Kernels>
