/**
 * Records of CSV, from text that comes in pieces: the same wherever it is cut. A line ends in `\n`, `\r\n` or `\r`, also in one
 * file; between quotes everything is content, and two quotes are one. Rows are those of Python's `csv.reader`; quotes that it
 * would guess about are faults here.
 */

/** The cells of one row and the line on which it begins; a blank line has none. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** What is wrong with a text, and on which line. */
export interface Fault {
  readonly line: number
  readonly expected: string
  readonly received: string
}

/** The rows that a piece completes, up to a fault. */
export interface Records {
  readonly rows: readonly Row[]
  readonly fault?: Fault
}

/** How records are written, and how many bytes they may take. */
export interface RecordOptions {
  readonly delimiter: string
  readonly skip: number
  readonly maxBytes: number
}

/** Reads the next piece of a text; the last one ends it. */
export interface RecordReader {
  readonly take: (piece: string, isLast: boolean) => Records
  /** Rows that were taken so far count no longer. */
  readonly release: () => void
}

const [quote, newline, carriageReturn] = [0x22, 0x0a, 0x0d]

/** What a cell takes beside its characters, and a row beside its cells. */
const [cellBytes, rowBytes] = [16, 64]

/** Longer ones are no strings in every engine. */
const longestCell = 500_000_000

/**
 * A reader of one text from its beginning.
 *
 * @example
 * const { take } = recordReader({ delimiter: ',', skip: 0, maxBytes: 1000 })
 * take('a,"b', false).rows // []
 * take(', c"\r', false).rows // []
 * take('\nx', true).rows // [{ line: 1, cells: ['a', 'b, c'] }, { line: 2, cells: ['x'] }]
 */
export const recordReader = ({ delimiter, skip, maxBytes }: RecordOptions): RecordReader => {
  const first = delimiter.charCodeAt(0)
  // `\r\n`, two quotes and a delimiter are seen whole.
  const ahead = Math.max(1, delimiter.length - 1)
  let rest = ''
  let state: 'begin' | 'plain' | 'quoted' | 'closed' = 'begin'
  let [line, begun, skipped, bytes] = [1, 1, 0, 0]
  /** How many characters are read, and how many were when the last line ended. */
  let [read, lineEnd] = [0, 0]
  let cell = ''
  let cells: string[] = []

  const take = (piece: string, isLast: boolean): Records => {
    const text = rest + piece
    const end = isLast ? text.length : text.length - ahead
    const rows: Row[] = []
    let [i, from] = [0, 0]

    const fault = (expected: string, received: string): Records => ({ rows, fault: { line, expected, received } })
    const endCell = (): void => {
      cells.push(state === 'closed' ? cell : cell + text.slice(from, i))
      ;[cell, state] = ['', 'begin']
      bytes += cellBytes
    }
    const endRow = (): void => {
      const isBlank = cells.length === 0 && cell === '' && state === 'begin'
      if (!isBlank) endCell()
      rows.push({ line: begun, cells })
      cells = []
      bytes += rowBytes
    }

    while (i < end && bytes + i <= maxBytes) {
      const c = text.charCodeAt(i)
      if (c === newline || c === carriageReturn) {
        const width = c === carriageReturn && text.charCodeAt(i + 1) === newline ? 2 : 1
        if (state !== 'quoted') {
          if (skipped < skip) skipped++
          else endRow()
          from = i + width
          begun = line + 1
        }
        line++
        i += width
        lineEnd = read + i
      } else if (skipped < skip) {
        i++
      } else if (state === 'quoted') {
        if (c === quote) {
          const isDouble = text.charCodeAt(i + 1) === quote
          cell += text.slice(from, isDouble ? i + 1 : i)
          if (!isDouble) state = 'closed'
          i += isDouble ? 2 : 1
          from = i
        } else i++
      } else if (c === first && text.startsWith(delimiter, i)) {
        endCell()
        i += delimiter.length
        from = i
      } else if (state === 'closed') {
        return fault('the end of the cell after its closing quote', 'more text')
      } else if (c === quote) {
        if (state === 'plain') return fault('a cell in quotes as a whole', 'a quote inside a cell without quotes')
        state = 'quoted'
        from = ++i
      } else {
        state = 'plain'
        i++
      }
    }
    bytes += i
    read += i
    if (bytes > maxBytes || cell.length > longestCell) {
      const bound = bytes > maxBytes ? `at most ${maxBytes} bytes (maxBytes)` : `a cell of at most ${longestCell} characters`
      return fault(bound, `${Math.max(bytes, cell.length)} and more${state === 'quoted' ? ', perhaps after an open quote' : ''}`)
    }
    if (skipped === skip && state !== 'closed') cell += text.slice(from, i)
    from = i
    rest = text.slice(i)
    if (isLast && state === 'quoted') {
      // The line end at the end of a file begins no line.
      if (lineEnd === read) line--
      return fault('a closing quote', 'the end of the file')
    }
    if (isLast && (cells.length > 0 || cell !== '' || state !== 'begin')) endRow()
    return { rows }
  }
  return { take, release: () => { bytes = 0 } }
}
