import { TenfoldError } from '../src/shape/error.js'

/** The error that `f` throws. */
export const complaint = (f: () => unknown): TenfoldError => {
  try {
    f()
  } catch (error) {
    if (error instanceof TenfoldError) return error
    throw error
  }
  throw new Error('an error was expected')
}
