/** Tables as CSV (RFC 4180), with lines that end in `\n`. */

/** A cell: quoted where commas, quotes, line ends or spaces at its ends would be misread. */
const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A row in a line. A single empty cell is quoted: an empty line would be none. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  cells.length === 1 && cells[0] === '' ? '""\n' : `${cells.map(cell).join(',')}\n`
