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

/** The pieces in order; together they are the text. */
export const pieces = (text: string): readonly string[] => text.match(piece) ?? []

const word = new RegExp(`[${letter}0-9]+(?:'[${letter}]+)*|[^${letter}0-9${space}]`, 'gu')

/** Words and single punctuation marks; what stands between them is gone. */
export const words = (text: string): readonly string[] => text.match(word) ?? []
