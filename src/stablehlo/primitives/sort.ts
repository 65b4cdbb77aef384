import { integer } from '../attribute.js'
import type { Lower } from '../lower.js'
import { compare, elementwise, iota } from '../operations.js'

/** Sorts elements with their indices: stable, -0 equal to +0, NaN last. */
export const sort: Lower<'sort'> = (_, [x], [result], { to }) => {
  const axis = result!.shape.length - 1
  const { dtype } = x!.type
  const [element, position] = [{ shape: [], dtype }, { shape: [], dtype: 'i32' as const }]
  return [to.operations('stablehlo.sort', [x!, iota(result!.shape, axis, 'i32', to)], [x!.type, result!], {
    attributes: { dimension: integer(axis), is_stable: 'true' },
    regions: [{
      parameters: [element, element, position, position],
      body: (inner, [a, b]) => {
        const isLess = compare('LT', a!, b!, inner)
        if (dtype !== 'f32' && dtype !== 'f64') return [isLess]
        const isBeforeNaN = elementwise('and', [compare('NE', b!, b!, inner), compare('EQ', a!, a!, inner)], inner)
        return [elementwise('or', [isLess, isBeforeNaN], inner)]
      },
    }],
  })[1]!]
}
