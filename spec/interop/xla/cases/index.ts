/** Every family of cases by its name. */
import type { Family } from '../cases.js'
import { primitives } from './primitives.js'
import { windows } from './windows.js'

export const families: Readonly<Record<string, Family>> = { primitives, windows }
