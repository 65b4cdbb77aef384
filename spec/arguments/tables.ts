/** What is walked: the functions of every namespace, and a valid call of each. */
import * as tenfold from '../../src/index.js'
import { differentiables, randoms, tensors } from './tensors.js'
import type { Row } from './walk.js'

type Table = Readonly<Record<string, Row | readonly (readonly unknown[])[]>>

export const tables: Readonly<Record<string, readonly [functions: object, rows: Table]>> = {
  tensor: [tenfold.tensor, tensors],
  random: [tenfold.random, randoms],
  differentiable: [tenfold.differentiable, differentiables],
}

