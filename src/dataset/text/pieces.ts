/**
 * Text cut into pieces that byte pairs don't reach across: as GPT-2 cuts it, for text in ASCII. Of other characters every one
 * counts as a letter: which are letters depends on the year of an engine's tables, and bits must not.
 */

const letter = 'A-Za-z\\u0080-\\u{10ffff}'
const space = '\\t-\\r '
const piece = new RegExp(
  [
    `'(?:[stmd]|re|ve|ll)`, ` ?[${letter}]+`, ' ?[0-9]+', ` ?[^${letter}0-9${space}]+`,
    `[${space}]+(?![^${space}])`, `[${space}]+`,
  ].join('|'),
  'gu',
)
const word = new RegExp(`[${letter}0-9]+(?:'[${letter}]+)*|[^${letter}0-9${space}]`, 'gu')

/** Half of a surrogate pair without the other one: no character, and nothing that UTF-8 has bytes for. */
export const loneSurrogate = /[\ud800-\udfff]/u

/** The matches of an expression one after the other: a list of all would take many times as much memory as the text. */
function* matches(expression: RegExp, text: string): Generator<string> {
  const own = new RegExp(expression)
  for (let found = own.exec(text); found !== null; found = own.exec(text)) yield found[0]
}

/** The pieces in order; together they are the text. */
export const pieces = (text: string): Iterable<string> => matches(piece, text)

/** Words and single punctuation marks; what stands between them is gone. */
export const words = (text: string): Iterable<string> => matches(word, text)
