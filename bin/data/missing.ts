/** Texts that stand for a missing cell. */

/** Those that programs and people write, in any case of letters. */
const marks = ['', 'NA', 'N/A', '#N/A', 'n.a.', 'k.A.', 'NaN', 'null', '?', '-', '--', '—', '…', '.'] as const

/** What Python writes; in small letters it is a word. */
const words = ['None', '<NA>'] as const

/** The marks that are looked for, and those that were named. */
export const missingMarks = (given: readonly string[] = []): readonly string[] =>
  [...new Set([...marks, ...words, ...given.map((mark) => mark.trim())])]

/** Those of tables whose missing cells are no texts, and those that were named. */
export const missingValues = (given: readonly string[] = []): readonly string[] =>
  [...new Set(['', 'NaN', ...given.map((mark) => mark.trim())])]

/** Whether a text is one of the marks; those that are looked for anyhow in any case of letters. */
export const missingIn = (given: readonly string[]): ((text: string) => boolean) => {
  const exact = new Set(given)
  const loose = new Set(marks.filter((mark) => exact.has(mark)).map((mark) => mark.toLowerCase()))
  const longest = Math.max(...given.map(({ length }) => length))
  return (text) => text === '' || (text.length <= longest && (exact.has(text) || loose.has(text.toLowerCase())))
}
