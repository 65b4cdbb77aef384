/** The examples of doc comments and of the README, taken apart into statements and what is said of each. */

/** A statement with the lines it comes from. */
export interface Statement {
  /** Its first line in the file, from 1. */
  readonly line: number
  readonly lines: readonly string[]
  /** What its comment says: at the end of its last line, or on the lines below it. */
  readonly comment: readonly string[]
}

export interface Example {
  /** The line of `@example`, or the first of a block. */
  readonly line: number
  readonly statements: readonly Statement[]
}

/** The open brackets after a line and where its comment begins; strings may run over lines only in templates. */
interface Scan {
  readonly depth: number
  readonly quote: string
  readonly comment: number
}

const scan = (line: string, { depth, quote }: Pick<Scan, 'depth' | 'quote'>): Scan => {
  let [open, within] = [depth, quote]
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i)
    if (within !== '') {
      if (c === '\\') i++
      else if (c === within) within = ''
    } else if (c === "'" || c === '"' || c === '`') within = c
    else if (line.startsWith('//', i)) return { depth: open, quote: within, comment: i }
    else if ('([{'.includes(c)) open++
    else if (')]}'.includes(c)) open--
  }
  return { depth: open, quote: within, comment: -1 }
}

/** Indented lines and closing brackets go on with the statement before them. */
const statementsOf = (lines: readonly string[], first: number): readonly Statement[] => {
  const done: Statement[] = []
  let [depth, quote] = [0, '']
  lines.forEach((whole, i) => {
    const { comment, ...state } = scan(whole, { depth, quote })
    const goesOn = depth > 0 || quote !== '' || /^\s+\S/.test(whole)
    const text = (comment < 0 ? whole : whole.slice(0, comment)).trimEnd()
    const said = comment < 0 ? [] : [whole.slice(comment + 2).replace(/^ /, '')]
    depth = state.depth
    quote = state.quote
    const last = done.at(-1)
    if (text === '' && !goesOn) {
      // Above the first statement, or below one that has its comment already, a comment is for the reader alone.
      if (last === undefined || !isRightBelow(last, first + i)) return
      done[done.length - 1] = { ...last, comment: [...last.comment, ...said] }
    } else if (goesOn && last !== undefined) done[done.length - 1] = { ...last, lines: [...last.lines, text], comment: said }
    else done.push({ line: first + i, lines: [text], comment: said })
  })
  return done
}

/** Whether a line goes on with a statement or with the comment lines right below it. */
const isRightBelow = ({ line, lines, comment }: Statement, at: number): boolean => line + lines.length + comment.length === at

/** The examples of every doc comment of a file. */
export const examplesOf = (text: string): readonly Example[] =>
  [...text.matchAll(/^([ \t]*)\/\*\*[\s\S]*?\*\//gm)].flatMap((comment) => {
    const start = text.slice(0, comment.index).split('\n').length
    const bare = (line: string): string => line.replace(/^\s*(\/\*\*|\*\/|\*(?!\/)) ?/, '').replace(/\s*\*\/$/, '')
    const lines = comment[0].split('\n').map(bare)
    const tags = lines.flatMap((line, i) => (line.startsWith('@example') ? [i] : []))
    return tags.map((at, k): Example => {
      const body = [(lines[at] as string).replace(/^@example ?/, ''), ...lines.slice(at + 1, tags[k + 1])]
      return { line: start + at, statements: statementsOf(body, start + at) }
    })
  })

/** The blocks of code in one section of a page, each an example. */
export const blocksOf = (text: string, section: string): readonly Example[] => {
  const start = text.indexOf(`\n## ${section}\n`)
  const end = text.indexOf('\n## ', start + 1)
  return [...text.slice(0, end).matchAll(/^```ts\n([\s\S]*?)^```/gm)].filter(({ index }) => start >= 0 && index > start).map((block) => {
    const line = text.slice(0, block.index).split('\n').length + 1
    return { line, statements: statementsOf((block[1] as string).trimEnd().split('\n'), line) }
  })
}

/** The code between backticks of a cell, with `//` and what it gives. */
const codeIn = (cell: string): string | undefined => /^`([^`]+ \/\/ [^`]+)`$/.exec(cell)?.[1]

/** A row of a table: its line in the page, from 1, and its cells. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** The rows of all tables of a page, without their headings. */
export const tableRows = (text: string): readonly Row[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, i): readonly Row[] =>
    !line.startsWith('| ') || line.startsWith('| ---') || lines[i + 1]?.startsWith('| ---') === true ? []
    : [{ line: i + 1, cells: line.slice(1, -1).split('|').map((cell) => cell.trim()) }])
}

/** Those statements that define what code uses. */
const usedIn = (code: string, { statements }: Example): readonly Statement[] => statements.filter(({ lines: [first = ''] }) => {
  const [, name] = /^const (\w+) = /.exec(first) ?? []
  return name === undefined || new RegExp(`\\b${name}\\b`).test(code)
})

/** The code in the third column of all tables, each an example that begins with what it uses of the names of another. */
export const rowsOf = (text: string, names: Example): readonly Example[] => tableRows(text).flatMap((row): readonly Example[] => {
  const { line, cells } = row
  const code = codeIn(cells[2] ?? '')
  if (code === undefined) return []
  const before = usedIn(code, names).map((statement): Statement => ({ ...statement, comment: [] }))
  return [{ line, statements: [...before, ...statementsOf([code], line)] }]
})
