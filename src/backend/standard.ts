import type { Backend } from './backend.js'
import { mutable } from './mutable.js'

/** The backend that runs where none is named. */
export const standard: Backend = mutable
