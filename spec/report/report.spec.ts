import { describe, expect, it } from 'vitest'
import * as metric from '../../src/metric/index.js'
import * as t from '../../src/tensor/index.js'
import * as report from '../../src/report/index.js'

const evidence = { predictions: t.of([4, 2], [1, 0, 1, 0, 0, 1, 1, 0]), targets: t.of([4], [0, 0, 1, 1], 'i32'), loss: 0 }

describe('report', () => {
  it('tells how each class does, and all together', () => {
    expect(report.classification(metric.perClass.of(evidence), ['cat', 'dog']).split('\n')).toEqual([
      'class             precision  recall      F1  examples',
      'cat                  0.6667  1.0000  0.8000         2',
      'dog                  1.0000  0.5000  0.6667         2',
      'macro average        0.8333  0.7500  0.7333         4',
      'weighted average     0.8333  0.7500  0.7333         4',
    ])
  })

  it('tells what is taken for what', () => {
    expect(report.confusion(metric.confusionMatrix.of(evidence)).split('\n')).toEqual([
      'true \\ predicted  0  1',
      '0                 2  ·',
      '1                 1  1',
    ])
  })

  it('draws an image of an odd height', () => {
    expect(report.image(t.of([3, 3, 1], [1, 0, 1, 0, 0, 1, 1, 1, 0]))).toBe('▀ █\n▀▀ ')
  })

  it('draws images side by side with captions', () => {
    const three = t.of([3, 2, 2, 1], [1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0])
    expect(report.images(three, { captions: ['all', 'low', 'left'], across: 2 }).split('\n')).toEqual([
      '██    ▄▄', 'all   low', '', '█', 'left',
    ])
  })

  it('says what it cannot draw', () => {
    // Only a cast away from the types gets here.
    expect(() => report.image(t.zeros([2, 2, 3]) as never)).toThrow('report.image: x should be an image [height, width, 1], but is [2, 2, 3]')
    expect(() => report.images(t.zeros([1, 2, 2, 1]), { across: 0 })).toThrow('across should be a whole number of at least 1, but is 0')
  })
})
