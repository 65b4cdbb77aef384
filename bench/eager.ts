/** Operations on tensors that are there, one after the other, beside the same ones compiled and beside plain loops. */
import { jit, pipe, random, tensor as t } from '../src/index.js'
import { measure } from './measure.js'
import type { Row } from './row.js'

const key = random.key(7)

/** A product of square matrices as one would write it. */
const product = (a: Float32Array, b: Float32Array, n: number) => (): Float32Array => {
  const out = new Float32Array(n * n)
  for (let i = 0; i < n; i++) for (let l = 0; l < n; l++) {
    const factor = a[i * n + l] as number
    for (let j = 0; j < n; j++) out[i * n + j] = (out[i * n + j] as number) + factor * (b[l * n + j] as number)
  }
  return out
}

/** Rows of the suite. */
export const eager = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const [a, b] = [random.uniform(key, [256, 256]), random.uniform(random.foldIn(key, 1), [256, 256])]
  const [x, y] = [t.of([3], [1, 2, 3]), t.of([3], [4, 5, 6])]
  const [large, other] = [random.uniform(key, [1000, 1000]), random.uniform(random.foldIn(key, 2), [1000, 1000])]
  const weights = Array.from({ length: 65 }, (_, i) => i + 1)
  const [multiply, plus, total] = [
    jit((p: typeof a, q: typeof b) => t.matmul(q)(p)), jit((p: typeof large, q: typeof other) => t.add(q)(p)),
    jit((p: typeof large) => pipe(p, t.sum())),
  ]
  const thousand = (run: () => unknown) => (): void => { for (let i = 0; i < 1000; i++) run() }
  const workloads: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
    'product 256': {
      eager: () => t.matmul(b)(a), compiled: () => multiply(a, b), loop: product(Float32Array.from(t.toArray(a)), Float32Array.from(t.toArray(b)), 256),
    },
    '1000 additions of 3': { eager: thousand(() => t.add(y)(x)), number: thousand(() => t.add(4)(x)) },
    'addition 1000x1000': { eager: () => t.add(other)(large), compiled: () => plus(large, other) },
    'sum 1000x1000': { eager: () => pipe(large, t.sum()), compiled: () => total(large) },
    'choice of 65 by weight': { eager: () => random.choice(key, 65, [], { weights }) },
  }
  const rows: Row[] = []
  for (const [workload, variants] of Object.entries(workloads))
    rows.push(...await measure({ suite: 'eager', workload, variants, rounds: quick ? 2 : 6, seconds: quick ? 0.1 : 0.5, folder }))
  return rows
}
