/** The step of every layer, optimizer and loss is data: it leaves and comes back as it was. */
import { describe, expect, test } from 'vitest'
import { copies, through } from './copies.js'
import { moduleOf } from './module.js'
import { steps, without } from './steps.js'

describe('steps of trainings by all ways: the same program, the same module', () => {
  test.each(steps)('$name', ({ make }) => {
    const { program } = make()
    const [plain, compiled] = [through(program), moduleOf(program)]
    for (const [, copy] of copies) {
      const copied = copy(program)
      expect(through(copied)).toEqual(plain)
      expect(moduleOf(copied)).toBe(compiled)
    }
  })
  test('no layer, optimizer or loss is left out but those without a step', () => expect(without).toEqual([
    'network.calibrate', 'network.train', 'network.crossAttention', 'network.padding', 'network.unroll', 'network.rows', 'network.decode', 'network.summary',
    'optimizer.isWeights', 'optimizer.averaged', 'optimizer.reportValue', 'optimizer.applyUpdates', 'loss.l1', 'loss.l2',
  ]))
})
