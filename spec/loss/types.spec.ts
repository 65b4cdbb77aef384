/** What the compiler knows of losses for tasks: the targets that outputs have, and a sentence where they have none. */
import { expectTypeOf, test } from 'vitest'
import * as loss from '../../src/loss/index.js'
import { of, zeros } from '../../src/tensor/index.js'

test('targets follow from outputs', () => {
  type Of<R extends loss.LossRule, O> = loss.TargetsOf<R, O>
  expectTypeOf<Of<loss.GaussianRule, readonly [3, 5, 2]>>().toEqualTypeOf<readonly [3, 5]>()
  expectTypeOf<Of<loss.GaussianRule, readonly [2]>>().toEqualTypeOf<readonly []>()
  expectTypeOf<Of<loss.PairsRule, readonly [2, 16]>>().toEqualTypeOf<readonly []>()
  expectTypeOf<Of<loss.EmbeddingsRule, readonly [16]>>().toEqualTypeOf<readonly []>()
  expectTypeOf<Of<loss.CtcRule<7>, readonly [50, 28]>>().toEqualTypeOf<readonly [7]>()
  expectTypeOf<Of<loss.VectorsRule, readonly [4, 3]>>().toEqualTypeOf<readonly [4, 3]>()
})

test('or there is a sentence', () => {
  type Of<R extends loss.LossRule, O> = loss.TargetsOf<R, O>
  expectTypeOf<Of<loss.GaussianRule, readonly [3]>>()
    .toEqualTypeOf<'a Gaussian likelihood needs outputs [..., 2], mean and log-variance, received [3]'>()
  expectTypeOf<Of<loss.PairsRule, readonly [3, 16]>>().toEqualTypeOf<'a loss of pairs needs outputs [2, features], received [3, 16]'>()
  expectTypeOf<Of<loss.EmbeddingsRule, readonly [2, 16]>>().toEqualTypeOf<'a loss of embeddings needs outputs [features], received [2, 16]'>()
  expectTypeOf<Of<loss.CtcRule<7>, readonly [28]>>().toEqualTypeOf<'ctc needs outputs [steps, classes], received [28]'>()
  expectTypeOf<Of<loss.VectorsRule, readonly []>>().toEqualTypeOf<'a loss of vectors needs outputs [..., features], received []'>()
})

test('wrong calls do not compile', () => {
  const called = (): unknown => [
    // @ts-expect-error Four steps of three classes, and targets of two labels where three are said.
    loss.ctc({ length: 3 }).of(zeros([1, 4, 3]), of([1, 2], [1, 2], 'i32')),
    // @ts-expect-error Alike or not is an integer.
    loss.contrastive().of(zeros([1, 2, 3]), of([1], [1])),
    // @ts-expect-error Three columns are no mean and variance.
    loss.gaussianNegativeLogLikelihood().of(zeros([1, 3]), of([1], [1])),
    // @ts-expect-error No such way to make triplets.
    loss.triplet({ mining: 'soft' }),
  ]
  expectTypeOf(called).toBeFunction()
})
