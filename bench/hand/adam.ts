/** Adam in place: p ← p - η·a·m / (√v + e), with a = √(1 - β₂ᵗ) / (1 - β₁ᵗ) and e = ε·√(1 - β₂ᵗ). */
const [rate, beta1, beta2, epsilon] = [1e-3, 0.9, 0.999, 1e-8] as const

/** The averages that belong to an array of parameters. */
export interface Moments {
  readonly mean: Float32Array
  readonly variance: Float32Array
}

export const momentsOf = (p: Float32Array): Moments =>
  ({ mean: new Float32Array(p.length), variance: new Float32Array(p.length) })

/** The t-th update, t from 1. */
export const adam = (p: Float32Array, g: Float32Array, { mean, variance }: Moments, t: number): void => {
  const root = Math.sqrt(1 - beta2 ** t)
  const a = (rate * root) / (1 - beta1 ** t)
  const e = epsilon * root
  for (let i = 0; i < p.length; i++) {
    const d = g[i]!
    const m = beta1 * mean[i]! + (1 - beta1) * d
    const v = beta2 * variance[i]! + (1 - beta2) * d * d
    mean[i] = m
    variance[i] = v
    p[i] = p[i]! - (a * m) / (Math.sqrt(v) + e)
  }
}
