/** Texts that stand for a missing cell. */

/** Those that programs and people write, in any case of letters. */
const marks = ['', 'NA', 'N/A', '#N/A', 'n.a.', 'k.A.', 'NaN', 'null', '?', '-', '--', '—', '…', '.'] as const

/** What Python writes; in small letters it is a word. */
const words = ['None', '<NA>'] as const

/** The marks that are looked for where none are named; those that are named count beside an empty cell. */
export const missingMarks = (named?: readonly string[]): readonly string[] =>
  named === undefined ? [...marks, ...words] : [...new Set(['', ...named.map((mark) => mark.trim())])]

/** Whether a text is one of the marks: in any case of letters, where they are not those that were named. */
export const missingIn = (given: readonly string[]): ((text: string) => boolean) => {
  const exact = new Set(given)
  const isDefault = marks.every((mark) => exact.has(mark)) && exact.size === marks.length + words.length
  const loose = new Set(isDefault ? marks.map((mark) => mark.toLowerCase()) : [])
  const longest = Math.max(...given.map(({ length }) => length))
  return (text) => text === '' || (text.length <= longest && (exact.has(text) || loose.has(text.toLowerCase())))
}
