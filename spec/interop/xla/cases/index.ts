/** Every family of cases by its name. */
import type { Family } from '../cases.js'
import { functions } from './functions.js'
import { indices } from './indices.js'
import { instructions } from './instructions.js'
import { primitives } from './primitives.js'
import { random } from './random.js'
import { windows } from './windows.js'

export const families: Readonly<Record<string, Family>> = { functions, instructions, primitives, indices, windows, random }
