/** Cases as they are seen: images, spectrograms, rows, texts shaded by loss. */
import type { Case, Shown } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { element, type Child, type Markup } from '../../page/markup.js'
import { numberText } from '../../page/number.js'
import { shadeCount } from '../../page/palette.js'
import { counted } from '../words.js'
import { drawn, type Picture } from './picture.js'

/** How much room a case has: bytes of a picture, pieces of a text. */
export interface Room {
  readonly bytes: number
  readonly pieces: number
}

/** All cases of a page share the room for pictures, and that for texts. */
export const roomFor = (cases: number): Room =>
  ({
    bytes: Math.floor(360_000 / Math.max(1, cases)),
    pieces: Math.max(20, Math.min(400, Math.floor(6000 / Math.max(1, cases)))),
  })

const picture = (shown: Picture, name: string, { bytes }: Room): Markup => {
  const found = drawn(shown, bytes)
  if (found.kind === 'wrong') return element('p', { class: 'note' }, `Cannot be drawn: ${found.reason}.`)
  const { address, height, width, reducedBy } = found
  return element('div', {},
    element('img', { class: shown.kind, src: address, alt: `${shown.kind} ${name}`, width, height }),
    reducedBy > 1 && element('p', { class: 'note' }, `at 1/${numberText(reducedBy)} of ${numberText(shown.height)} × ${numberText(shown.width)} pixels`))
}

/** A row among cases of other kinds. */
const row = ({ cells }: Extract<Shown, { readonly kind: 'row' }>): Child =>
  element('p', {}, shortened(Object.entries(cells).map(([name, value]) => `${name}: ${value}`).join(', '), 300))

/** Half a nat for each shade, the last one for all that is above. */
const shadeOf = (loss: number | undefined): number =>
  loss === undefined ? 0 : loss >= 0 ? Math.min(shadeCount - 1, Math.floor(loss * 2)) : Number.isNaN(loss) ? shadeCount - 1 : 0

/** Pieces next to each other of one shade, as one. */
const runs = (pieces: readonly string[], losses: readonly number[] | undefined) =>
  pieces.reduce<{ readonly shade: number; text: string }[]>((all, piece, i) => {
    const [shade, last] = [shadeOf(losses?.[i]), all.at(-1)]
    if (last?.shade === shade) last.text += piece
    else all.push({ shade, text: piece })
    return all
  }, [])

/** What a reader has to know of shaded texts. */
export const shadeNote =
  `The stronger its shade, the less a piece was expected: from a loss of 0.5 nats on, strongest from ${numberText((shadeCount - 1) / 2)} nats.`

const text = ({ pieces, losses }: Extract<Shown, { readonly kind: 'text' }>, { pieces: most }: Room): Child => [
  element('p', { class: 'shaded' }, runs(pieces.slice(0, most).map((piece) => shortened(piece, 200)), losses).map((run) =>
    (run.shade === 0 ? run.text : element('span', { class: `heat${run.shade}` }, run.text)))),
  pieces.length > most && element('p', { class: 'note' }, `${counted(pieces.length - most, 'more piece')} left out.`),
]

/** What a case is called. */
export const caseName = ({ name, index }: Case): string => (name === undefined ? `case ${index + 1}` : shortened(name, 100))

/** What a case looks like. */
export const look = (one: Case, room: Room): Child => {
  const { shown } = one
  return shown.kind === 'row' ? row(shown) : shown.kind === 'text' ? text(shown, room) : picture(shown, caseName(one), room)
}
