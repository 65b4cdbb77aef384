/** From a table to a plan: which column is the target, what the others are taken for, and why some are left out. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TenfoldError } from 'tenfold'
import { findColumn, type ColumnKind, type Finding } from './column.js'
import { determines, disguised } from './disguise.js'
import { missingIn } from './missing.js'
import { decimalEvidence, type Decimal } from './number.js'
import type { Plan } from './plan.js'
import { suggestion } from './suggestion.js'
import { counted, named, quoted, some, wrong, type RawTable } from './table.js'
import { findTarget, type TargetFinding, type TargetKind } from './target.js'
import { valuesOf, type Values } from './values.js'

/** What is known of a table that is not to be found out. */
export interface Wishes {
  /** The column to learn; the last one by default. */
  readonly target?: string
  /** Columns to learn nothing from. */
  readonly ignore?: readonly string[]
  /** What columns are, by name. They are used, even if they would be left out otherwise; text is not. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>
  /** The mark before a fraction. */
  readonly decimal?: Decimal
}

/** A plan, and what is to be said of it. */
export interface Guess {
  readonly plan: Plan
  /** A sentence for each column, in their order, and what else was found out. */
  readonly notes: readonly string[]
}

/** Fewer rows are nothing to learn from. */
const fewestRows = 10

/** Rows that are looked at for the mark before fractions. */
const looked = 2000

/** The mark before fractions: of each column that shows it, and of all others. */
const decimalsOf = (table: RawTable, columns: readonly Values[], given: Decimal | undefined): readonly Decimal[] => {
  if (given !== undefined) return columns.map(() => given)
  const evidence = columns.map(({ texts }) => decimalEvidence(texts.slice(0, looked)))
  const all = evidence.reduce((sum, { point, comma }) => sum + comma - point, 0)
  const isAny = evidence.some(({ point, comma }) => point + comma > 0)
  const other: Decimal = isAny ? (all > 0 ? ',' : '.') : table.separator === ';' ? ',' : '.'
  return evidence.map(({ point, comma }) => (point === comma ? other : comma > point ? ',' : '.'))
}

const checkNames = (table: RawTable, wishes: Wishes): E.Either<TenfoldError, void> => {
  const named = [...wishes.ignore ?? [], ...Object.keys(wishes.kinds ?? {})]
  const all = wishes.target === undefined ? named : [wishes.target, ...named]
  const unknown = all.find((name) => !table.columns.includes(name))
  if (unknown !== undefined) {
    return E.left(wrong(table, {}, `a column ${quoted(unknown)}`,
      `${some(table.columns.map(quoted), 12)}${suggestion(unknown, table.columns)}`))
  }
  const target = wishes.target ?? table.columns.at(-1)
  const isIgnored = target !== undefined && wishes.ignore?.includes(target) === true
  return isIgnored ? E.left(wrong(table, { column: target }, 'a target that is not ignored', 'the same column in both'))
    : E.right(undefined)
}

/** The columns as they are used at last: if none were left, those that could be used are taken back. */
const settled = (findings: readonly Finding[], isIgnored: (name: string) => boolean): readonly Finding[] => {
  if (findings.some(({ use }) => use)) return findings
  return findings.map((finding): Finding => {
    if (finding.use || finding.otherwise === undefined || isIgnored(finding.name)) return finding
    const { otherwise, reason } = finding
    return { ...otherwise, said: `${otherwise.said}; used since no other column is left, although: ${reason}` }
  })
}

const planOf = (findings: readonly Finding[], target: TargetFinding, missing: readonly string[]): Plan => ({
  format: 'tenfold table 1',
  inputs: findings.flatMap((finding) => (finding.use ? [finding.column] : [])),
  target: target.column,
  ignored: findings.flatMap((finding) => (finding.use ? [] : [{ name: finding.name, reason: finding.reason }])),
  missing,
})

const kindOf = ({ kinds = {} }: Wishes, name: string): ColumnKind | undefined =>
  (Object.hasOwn(kinds, name) ? kinds[name] : undefined)

/** What a target of a kind that was asked for is. */
const targetKinds: Readonly<Record<ColumnKind, TargetKind | undefined>> =
  { number: 'number', category: 'classes', date: undefined, text: undefined }

const nameOf = (finding: Finding): string => (finding.use ? finding.column.name : finding.name)
const sentenceOf = (finding: Finding): string =>
  (finding.use ? `${named(finding.column.name)}: ${finding.said}` : `${named(finding.name)}: left out, ${finding.reason}`)

const onlyAfterwards = 'leave it out by --ignore if it is only known afterwards'

/** Of tables with more columns, those are told together of which the same is said. */
const wide = 30

/** Columns of a wide table by what they are, or why they are left out: `60 numbers: a, b, c and 57 more`. */
const inGroups = (findings: readonly Finding[]): readonly string[] => {
  const groups = new Map<string, string[]>()
  for (const finding of findings) {
    const kind = !finding.use ? `left out, ${finding.reason}` : finding.column.kind === 'number' ? 'numbers' : sentenceOf(finding)
    groups.set(kind, [...groups.get(kind) ?? [], named(nameOf(finding))])
  }
  return [...groups].map(([kind, names]) => (kind === 'numbers' ? `${counted(names.length, 'number')}: ${some(names)}`
    : kind.startsWith('left out') ? `${some(names)}: ${kind}` : kind))
}

/** All columns but the target, each looked at by itself, then beside the target. */
const findingsOf = (
  table: RawTable, columns: readonly Values[], decimals: readonly Decimal[], target: TargetFinding, wishes: Wishes,
): E.Either<TenfoldError, readonly Finding[]> => {
  const targets = columns.find(({ name }) => name === target.column.name) as Values
  const findings: Finding[] = []
  for (const [i, values] of columns.entries()) {
    const { name } = values
    if (name === target.column.name) continue
    const kind = kindOf(wishes, name)
    if (wishes.ignore?.includes(name) === true) {
      findings.push({ use: false, name, reason: 'as asked for' })
      continue
    }
    const found = findColumn(table, values, decimals[i] as Decimal, kind)
    if (E.isLeft(found)) return found
    const finding = found.right
    const reason = finding.use && kind === undefined ? disguised(finding, values, target, targets) : undefined
    findings.push(!finding.use ? finding
      : reason !== undefined ? { use: false, name, reason, otherwise: finding }
      : determines(finding, values, target, targets)
        ? { ...finding, said: `${finding.said}; it tells ${named(target.column.name)} in every row: ${onlyAfterwards}` }
        : finding)
  }
  return E.right(settled(findings, (name) => wishes.ignore?.includes(name) === true))
}

/**
 * What the columns of a table are taken for. Too few rows, a column that is named but not there, a target that has one value only
 * or texts among its numbers, and a table that leaves nothing to learn from are a `Left`.
 */
export const guess = (table: RawTable, wishes: Wishes = {}): E.Either<TenfoldError, Guess> => pipe(
  checkNames(table, wishes),
  E.chain((): E.Either<TenfoldError, Guess> => {
    const isMissing = missingIn(table.missing)
    const columns = table.columns.map((name, i) => valuesOf(name, table.rows.map(({ cells }) => cells[i] as string), isMissing))
    const decimals = decimalsOf(table, columns, wishes.decimal)
    const name = wishes.target ?? (table.columns.at(-1) as string)
    const at = table.columns.indexOf(name)
    const targets = columns[at] as Values
    if (columns.length < 2)
      return E.left(wrong(table, {}, 'a target and at least 1 column to learn it from', `1 column: ${quoted(name)}`))
    return pipe(
      targets.present === 0 || targets.present >= fewestRows ? E.right(undefined)
        : E.left(wrong(table, {}, `at least ${fewestRows} rows that have a target`, counted(targets.present, 'row'))),
      E.chainW(() => findTarget(table, targets, decimals[at] as Decimal, targetKinds[kindOf(wishes, name) ?? 'text'])),
      E.bindTo('target'),
      E.bind('findings', ({ target }) => findingsOf(table, columns, decimals, target, wishes)),
      E.filterOrElse(
        ({ findings }) => findings.some(({ use }) => use),
        ({ findings }): TenfoldError => wrong(table, {}, 'at least 1 column to learn from', some(findings.map(sentenceOf))),
      ),
      E.map(({ target, findings }) => {
        const by = wishes.target === undefined ? ' (the last column, as no --target is given)' : ''
        const said = `${named(name)}: ${target.said}${by}`
        const sentences = new Map(findings.map((finding) => [nameOf(finding), sentenceOf(finding)] as const))
        const each = columns.length > wide ? [...inGroups(findings), said]
          : table.columns.map((column) => (column === name ? said : sentences.get(column) as string))
        return {
          plan: planOf(findings, target, table.missing),
          notes: [...table.notes, ...marksFound(table, isMissing), ...each],
        }
      }),
    )
  }),
)

/** Which texts count as missing, beside empty cells. */
const marksFound = (table: RawTable, isMissing: (text: string) => boolean): readonly string[] => {
  const times = new Map<string, number>()
  for (const { cells } of table.rows)
    for (const cell of cells) if (cell !== '' && isMissing(cell)) times.set(cell, (times.get(cell) ?? 0) + 1)
  return times.size === 0 ? []
    : [`counted as missing: ${[...times].map(([text, n]) => `${quoted(text)} (${counted(n, 'cell')})`).join(', ')}`]
}
