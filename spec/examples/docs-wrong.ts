/**
 * Examples that are wrong, each in a way of its own: what looks at examples has to find them all.
 *
 * @example
 * pipe(t.ones([2]), t.add(1)) // [2, 3]
 */

/**
 * @example
 * t.scalar(1 / 3) // 0.334
 */

/**
 * @example
 * t.zeros([32, 10]) // Tensor<readonly [32, 11]>
 */

/**
 * @example
 * pipe(n.input([784]), n.dense(10)) // [11]
 */

/**
 * @example
 * type Both = 1 | 2 // 1
 */

/**
 * @example
 * pipe(t.zeros([2]), t.add(t.zeros([3])))
 */

/**
 * @example
 * random.key(-1) // TenfoldError: key: seed should be 1
 */

/**
 * @example
 * random.key(1) // TenfoldError: key: seed should be 1
 */

/**
 * @example
 * checkpoint.decode(new Uint8Array(3)) // Right
 */

/**
 * @example
 * console.log('one\ntwo')
 * // one
 * // three
 */

/**
 * @example
 * random.key(-1)
 */

/**
 * @example
 * t.ones([2]) // Ones everywhere
 */

/**
 * @example
 * const [first] = [1] // 1
 */
export const wrong = [
  'is [2,2]',
  'is 0.333',
  'actual: Tensor<readonly [32, 10], "f32">',
  'actual: readonly [10]',
  'actual: Both',
  'cannot broadcast',
  'is TenfoldError: key: seed should be a whole number',
  'is no error',
  'is Left: TenfoldError: ',
  'is \none\ntwo',
  'throws TenfoldError: key',
  'neither a value, a type nor words in lower case: Ones everywhere',
  'neither a value, a type nor words in lower case: 1',
]

/** Rows of a table whose code is wrong, each in a way of its own. */
export const wrongTable = `
| JAX | PyTorch | Tenfold | remarks |
| --- | --- | --- | --- |
| \`add\` | \`add\` | \`pipe(x, t.add(y)) // [5, 7, 8]\` | |
| \`add\` | \`add\` | \`pipe(x, t.add(m)) // [5, 7, 9]\` | |
| \`add\` | \`add\` | \`t.zeros([2]) // Tensor<readonly [3]>\` | |
| \`add\` | \`add\` | \`pipe(x, t.add(i)) // [7, 5, 8]\` | |
`

export const wrongRows = ['is [5,7,9]', 'cannot broadcast', 'actual: Tensor<readonly [2], "f32">', '"f32"']
