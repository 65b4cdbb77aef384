/** Where things lie in a program's memory: faults first, then arenas, then what kernels work in. */

/** Words at the beginning of the memory, by byte. */
export const words = {
  /** Which lookup met an index out of range: 1 + its place in `lookups`; 0 where all went well. */
  fault: 0, position: 4, index: 8, rows: 12,
  /** Threads that have arrived at a barrier, how many barriers have been passed, who sleeps there, and whether a thread has failed. */
  arrived: 64, passed: 128, asleep: 132, failed: 192,
} as const

/** The operations that may meet an index out of range. */
export const lookups = ['gather', 'scatterAdd', 'scatterMax'] as const

/** Where the first arena begins. */
export const base = 256

/** Bytes that a vector may reach beyond the last element of the memory. */
export const margin = 64

export const pageBytes = 65536

/** Gives stretches of memory, one after the other, each at a multiple of 64 bytes. */
export const stretches = (from: number) => {
  let end = from
  return {
    end: (): number => end,
    take: (bytes: number): number => {
      const at = end
      end = Math.ceil((end + bytes) / 64) * 64
      return at
    },
  }
}
