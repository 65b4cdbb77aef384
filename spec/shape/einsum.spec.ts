import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { einsum } from '../../src/shape/einsum.js'
import type { Einsum } from '../../src/shape/einsum.js'
import type { Same } from '../../src/shape/fits.js'
import { tensordot } from '../../src/shape/tensordot.js'
import type { TensorDot } from '../../src/shape/tensordot.js'
import { compile, floor } from './compile.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('einsum', () => {
  it('the compiler and run time agree', () => {
    twin<Einsum<'bhqd,bhkd->bhqk', [R<[2, 8, 5, 64]>, R<[2, 8, 7, 64]>]>>()(einsum('bhqd,bhkd->bhqk', [[2, 8, 5, 64], [2, 8, 7, 64]]), [2, 8, 5, 7])
    twin<Einsum<'ij,jk', [R<[2, 3]>, R<[3, 4]>]>>()(einsum('ij,jk', [[2, 3], [3, 4]]), [2, 4])
    twin<Einsum<'ba', [R<[2, 3]>]>>()(einsum('ba', [[2, 3]]), [3, 2])
    twin<Einsum<'aBa', [R<[2, 3, 2]>]>>()(einsum('aBa', [[2, 3, 2]]), [3])
    twin<Einsum<'ii->i', [R<[3, 3]>]>>()(einsum('ii->i', [[3, 3]]), [3])
    twin<Einsum<'ii', [R<[3, 3]>]>>()(einsum('ii', [[3, 3]]), [])
    twin<Einsum<'->', [R<[]>]>>()(einsum('->', [[]]), [])
    twin<Einsum<' i j , j -> i ', [R<[2, 3]>, R<[3]>]>>()(einsum(' i j , j -> i ', [[2, 3], [3]]), [2])
    twin<Einsum<'...ij,...jk->...ik', [R<[7, 1, 2, 3]>, R<[5, 3, 4]>]>>()(einsum('...ij,...jk->...ik', [[7, 1, 2, 3], [5, 3, 4]]), [7, 5, 2, 4])
    twin<Einsum<'i...,ij', [R<[2, 5, 6]>, R<[2, 3]>]>>()(einsum('i...,ij', [[2, 5, 6], [2, 3]]), [5, 6, 3])
    twin<Einsum<'a...b->b...a', [R<[2, 5, 6]>]>>()(einsum('a...b->b...a', [[2, 5, 6]]), [6, 5, 2])
    twin<Einsum<'i,j,k->kij', [R<[2]>, R<[3]>, R<[4]>]>>()(einsum('i,j,k->kij', [[2], [3], [4]]), [4, 2, 3])
    twin<Einsum<'i->...i', [R<[2]>]>>()(einsum('i->...i', [[2]]), [2])
  })

  it('says what does not fit', () => {
    twin<Einsum<'ij,jk->ik', [R<[2, 3]>, R<[4, 5]>]>>()(einsum('ij,jk->ik', [[2, 3], [4, 5]]), "einsum: j is 3 and 4 in 'ij,jk->ik'")
    twin<Einsum<'ii->i', [R<[3, 4]>]>>()(einsum('ii->i', [[3, 4]]), "einsum: i is 3 and 4 in 'ii->i'")
    twin<Einsum<'ij,ij', [R<[1, 3]>, R<[2, 3]>]>>()(einsum('ij,ij', [[1, 3], [2, 3]]), "einsum: i is 1 and 2 in 'ij,ij'")
    twin<Einsum<'ij->ik', [R<[2, 3]>]>>()(einsum('ij->ik', [[2, 3]]), "einsum: k in the output of 'ij->ik' is in no operand")
    twin<Einsum<'ij->ii', [R<[2, 3]>]>>()(einsum('ij->ii', [[2, 3]]), "einsum: the output of 'ij->ii' has i twice")
    twin<Einsum<'ij,jk->ik', [R<[2, 3]>]>>()(einsum('ij,jk->ik', [[2, 3]]), "einsum: 'ij,jk->ik' takes 2 operands, received 1")
    twin<Einsum<'ij', [R<[2, 3]>, R<[2]>]>>()(einsum('ij', [[2, 3], [2]]), "einsum: 'ij' takes 1 operand, received 2")
    twin<Einsum<'ijk->i', [R<[2, 3]>]>>()(einsum('ijk->i', [[2, 3]]), "einsum: 'ijk' names 3 axes; [2, 3] has 2 axes")
    twin<Einsum<'i', [R<[2, 3]>]>>()(einsum('i', [[2, 3]]), "einsum: 'i' names 1 axis; [2, 3] has 2 axes")
    twin<Einsum<'i...j', [R<[2]>]>>()(einsum('i...j', [[2]]), "einsum: 'i...j' names 2 axes or more; [2] has 1 axis")
    twin<Einsum<'i1->i', [R<[2, 3]>]>>()(einsum('i1->i', [[2, 3]]), "einsum: \"1\" in 'i1->i' is no letter")
    twin<Einsum<'i..->i', [R<[2, 3]>]>>()(einsum('i..->i', [[2, 3]]), "einsum: \".\" in 'i..->i' is no letter")
    twin<Einsum<'i->i->i', [R<[2]>]>>()(einsum('i->i->i', [[2]]), "einsum: \"-\" in 'i->i->i' is no letter")
    twin<Einsum<'i...->i', [R<[2, 3]>]>>()(einsum('i...->i', [[2, 3]]), "einsum: the output of 'i...->i' has no ... for that of the operands")
    twin<Einsum<'...i,...i', [R<[2, 3]>, R<[4, 3]>]>>()(einsum('...i,...i', [[2, 3], [4, 3]]), "einsum: ... is [2] and [4] in '...i,...i'")
  })

  it('sizes that are not literals', () => {
    proven<Same<Einsum<'bhqd,bhkd->bhqk', [R<[Batch, 8, 5, 64]>, R<[Batch, 8, 7, 64]>]>, R<[Batch, 8, 5, 7]>>>()
    proven<Same<Einsum<'bi,ij->bj', [R<[number, 784]>, R<[784, 10]>]>, R<[number, 10]>>>()
    proven<Same<Einsum<'bi,bj->bij', [R<[number, 2]>, R<[3, 4]>]>, R<[3, 2, 4]>>>()
    proven<Same<Einsum<'bi,bj->bij', [R<[Batch, 2]>, R<[3, 4]>]>, "einsum: b is Batch and 3 in 'bi,bj->bij'">>()
    proven<Same<Einsum<'ij,jk->ik', [readonly number[], R<[3, 4]>]>, readonly number[]>>()
    proven<Same<Einsum<string, [R<[3, 4]>]>, readonly number[]>>()
  })

  it('the size of a type parameter', () => {
    const generic = <B extends number>() => {
      proven<Same<Einsum<'bhqd,bhkd->bhqk', [readonly [B, 8, 5, 64], readonly [B, 8, 7, 64]]>, readonly [B, 8, 5, 7]>>()
      proven<Same<Einsum<'...qd,...kd->...qk', [readonly [B, 5, 64], readonly [B, 7, 64]]>, readonly [B, 5, 7]>>()
      proven<Same<Einsum<'bd,dk', [readonly [B, 5], readonly [5, 7]]>, readonly [B, 7]>>()
    }
    expect(generic).toBeTypeOf('function')
  })
})

describe('tensordot', () => {
  it('the compiler and run time agree', () => {
    twin<TensorDot<R<[2, 3, 4]>, R<[3, 4, 5]>, 2>>()(tensordot([2, 3, 4], [3, 4, 5], 2), [2, 5])
    twin<TensorDot<R<[2, 3]>, R<[4]>, 0>>()(tensordot([2, 3], [4], 0), [2, 3, 4])
    twin<TensorDot<R<[2, 3, 4]>, R<[4, 3, 5]>, readonly [R<[1, 2]>, R<[1, 0]>]>>()(tensordot([2, 3, 4], [4, 3, 5], [[1, 2], [1, 0]]), [2, 5])
    twin<TensorDot<R<[2, 3]>, R<[4, 5]>, 1>>()(tensordot([2, 3], [4, 5], 1), 'cannot multiply [2, 3] by [4, 5]: axis -1 is 3 and axis 0 is 4')
    twin<TensorDot<R<[2, 3]>, R<[4, 5]>, readonly [R<[0]>, R<[0, 1]>]>>()(tensordot([2, 3], [4, 5], [[0], [0, 1]]), 'cannot sum over 1 axis of [2, 3] and 2 axes of [4, 5]')
    twin<TensorDot<R<[3]>, R<[3]>, 2>>()(tensordot([3], [3], 2), 'axis -2 is out of range: [3] has 1 axis')
    twin<TensorDot<R<[2, 3]>, R<[3]>, readonly [R<[1]>, R<[1]>]>>()(tensordot([2, 3], [3], [[1], [1]]), 'axis 1 is out of range: [3] has 1 axis')
    twin<TensorDot<R<[2, 3]>, R<[3]>, -1>>()(tensordot([2, 3], [3], -1), 'cannot sum over -1 axes')
    proven<Same<TensorDot<R<[Batch, 3]>, R<[3, 4]>, 1>, R<[Batch, 4]>>>()
    proven<Same<TensorDot<readonly number[], R<[3, 4]>, 1>, readonly number[]>>()
  })
})

it('einsum of any equation: the compiler computes and says what run time does', () => {
  const letter = fc.constantFrom('a', 'b', 'c', 'D')
  const term = fc.array(letter, { maxLength: 3 }).map((list) => list.join(''))
  const dotted = fc.tuple(term, term, fc.boolean()).map(([a, b, dots]) => (dots ? `${a}...${b}` : a))
  const equation = fc.tuple(fc.array(dotted, { minLength: 1, maxLength: 3 }), fc.option(dotted, { nil: undefined }))
    .map(([terms, output]) => `${terms.join(',')}${output === undefined ? '' : `->${output}`}`)
  // Mostly the size that a letter has everywhere, so that many equations fit.
  const sizes = { a: 2, b: 3, c: 4, D: 1 } as const
  const fitting = (text: string): fc.Arbitrary<readonly (readonly number[])[]> => fc.tuple(...text.split('->')[0]!.split(',').map((t) => {
    const own = (letters: string): number[] => [...letters].map((c) => sizes[c as 'a'])
    const [before, after = ''] = t.split('...') as [string, string?]
    return fc.tuple(t.includes('...') ? fc.array(fc.constantFrom(1, 5), { maxLength: 2 }) : fc.constant([]), fc.nat(30), fc.nat(6)).map(([dots, i, n]) =>
      [...own(before), ...dots, ...own(after)].map((size, at) => (at === i ? n : size)))
  }))
  const all = fc.sample(equation.chain((e) => fc.tuple(fc.constant(e), fitting(e))), { numRuns: 200, seed: 20261130 })
  const type = (shape: readonly number[]): string => `readonly [${shape.join(', ')}]`
  const claims = all.map(([e, shapes]) => {
    const result = einsum(e, shapes)
    return `proven<Same<Einsum<'${e}', [${shapes.map(type).join(', ')}]>, ${typeof result === 'string' ? JSON.stringify(result) : type(result)}>>()`
  })
  expect(compile([
    `import type { Same } from '${floor}/fits.js'`, `import type { Einsum } from '${floor}/einsum.js'`,
    'const proven = <_Claim extends true>(): void => undefined', ...claims,
  ].join('\n'))).toBe('')
  expect(all.filter(([e, shapes]) => typeof einsum(e, shapes) !== 'string').length).toBeGreaterThan(40)
}, 60_000)
