/** Rows as a table to read. */

const figure = (x) => (x === undefined ? '' : x.toPrecision(x >= 1000 ? Math.ceil(Math.log10(x)) : 3))
const range = (low, high) => (low === undefined ? '' : `${figure(low)} – ${figure(high)}`)

/** The table's columns: a heading and a row's text. */
const columns = [
  ['', ({ variant }) => variant],
  ['median ms', ({ medianMs, cannot }) => (cannot === undefined ? figure(medianMs) : 'cannot')],
  ['p5 – p95', ({ p5Ms, p95Ms }) => range(p5Ms ?? undefined, p95Ms)],
  ['GFLOP/s', ({ gflops }) => figure(gflops)],
  ['ratio', ({ ratio }) => figure(ratio)],
  ['p5 – p95', ({ ratioP5, ratioP95 }) => range(ratioP5, ratioP95)],
  ['result', ({ loss }) => loss?.toFixed(5) ?? ''],
  ['rounds', ({ runs }) => (runs === 0 ? '' : `${runs}`)],
  ['', ({ about, cannot }) => about ?? cannot],
]

/** A workload's rows as a table; `ratio` is a peer's time divided by ours. */
export const print = (rows) => {
  const lines = columns.map(([heading, text]) => [heading, ...rows.map(text)])
    .filter(([, ...texts]) => texts.some((text) => text !== ''))
    .map((column, i, all) => {
      const width = Math.max(...column.map((text) => text.length))
      return column.map((text) => (i === 0 || i === all.length - 1 ? text.padEnd(width) : text.padStart(width)))
    })
    .reduce((a, b) => a.map((text, i) => `${text}  ${b[i]}`))
  console.log(`\n${rows[0].workload}\n${lines.map((line) => line.trimEnd()).join('\n')}`)
}
