/** Runs that look like trainings. */
import { of, type Run, type RunEvent } from '../../src/run/index.js'

/** Numbers in [0, 1) that look random and are always the same. */
const noise = (i: number): number => (Math.imul(i + 1, 2654435761) >>> 8) / 2 ** 24

const dense = { name: 'dense', output: [10], parameters: 7850 }

const events: readonly RunEvent[] = [
  {
    event: 'start', step: 0, steps: 200, title: 'digit from images', data: { rows: 60000, columns: 784 }, settings: { seed: 7, hidden: [64, 32] },
    program: '%0 = parameter f32[64, 784]\n%1 = map exp %0', network: { input: [784], layers: [{ name: 'relu', output: [784], parameters: 0 }, dense] },
  },
  ...Array.from({ length: 200 }, (_, i): RunEvent => ({
    event: 'step', step: i + 1, loss: 2.3 / (1 + i / 20) + noise(i) / 10, examples: 64, seconds: i / 100, learningRate: 0.001 / (1 + i),
    gradientNorm: 1 + noise(i), updateNorm: 0.01 + noise(i) / 100,
  })),
  ...[50, 100, 150, 200].map((step): RunEvent => ({ event: 'validation', step, values: { loss: Math.abs(step - 150) / 100 + 0.2, accuracy: step / 250 } })),
  ...[100, 200].map((step): RunEvent => ({
    event: 'histograms', step, tensors: [{ name: '1.weights', weights: { edges: [-1, 0, 1], counts: [3, 5] }, gradients: { edges: [-1, 0, 1], counts: [3, 5] }, updateRatio: 0.001 }],
  })),
  { event: 'end', step: 200, kept: 150, seconds: 2.5, parts: { reading: 0.5, training: 2 } },
  { event: 'receipt', receipt: { steps: 200, final: 'ab'.repeat(32) } },
]

/** All parts of a run, in short. */
export const smallRun: Run & { readonly events: readonly RunEvent[] } = { ...of(events), events }

/** Many steps, with a spike and some losses that are not finite. */
export const longRun = (n: number): Run => ({
  ...of([]),
  steps: Array.from({ length: n }, (_, i) => ({
    event: 'step', step: i + 1, loss: i === 777 ? 50 : i % 5000 === 4999 ? NaN : 2.3 / (1 + i / 500) + noise(i) / 10, examples: 64, seconds: i / 1000,
    learningRate: 0.001, gradientNorm: 1 + noise(i), updateNorm: 0.01 + noise(i) / 100,
  })),
})
