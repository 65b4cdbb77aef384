/** Every family of cases by its name. */
import type { Family } from '../cases.js'

export const families: Readonly<Record<string, Family>> = {}
