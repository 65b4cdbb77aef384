/** Every family of cases by its name. */
import type { Family } from '../cases.js'
import { indices } from './indices.js'
import { primitives } from './primitives.js'
import { programs } from './random.js'
import { windows } from './windows.js'

export const families: Readonly<Record<string, Family>> = { primitives, indices, programs, windows }
