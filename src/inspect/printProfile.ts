import { check, isRecord, type Kind } from '../shape/options.js'
import type { Profile } from './profile.js'

const aProfile: Kind = {
  expected: 'a profile',
  holds: (x: unknown) => isRecord(x) && Array.isArray(x['parts']) && isRecord(x['layers']),
}

/**
 * A profile as a table: its layers and kinds, and the parts that take longest, with milliseconds and shares of their sum.
 *
 * @example
 * const part = { kind: 'contract map', layer: '0.dense', result: 'f32[32, 10]', milliseconds: 0.75 }
 * const rest = { kind: 'reduce', result: 'f32[]', milliseconds: 0.25 }
 * console.log(printProfile({
 *   backend: 'wasm', whole: 0.875, parts: [part, rest],
 *   layers: { '0.dense': 0.75, '': 0.25 }, kinds: { 'contract map': 0.75, reduce: 0.25 },
 * }))
 * // wasm: 0.875 ms a run, 1.000 ms in 2 parts
 * //
 * // by layer
 * //    0.750 ms   75.0 %  0.dense
 * //    0.250 ms   25.0 %  no layer
 * //
 * // by kind
 * //    0.750 ms   75.0 %  contract map
 * //    0.250 ms   25.0 %  reduce
 * //
 * // by part
 * //    0.750 ms   75.0 %  contract map f32[32, 10]  # 0.dense
 * //    0.250 ms   25.0 %  reduce f32[]
 */
export const printProfile = (found: Profile): string => {
  check('printProfile', { profile: found }, { profile: aProfile })
  const { backend, whole, parts, layers, kinds } = found
  const sum = parts.reduce((total, { milliseconds }) => total + milliseconds, 0)
  const line = (milliseconds: number, text: string): string =>
    `${milliseconds.toFixed(3).padStart(8)} ms ${(sum > 0 ? 100 * milliseconds / sum : 0).toFixed(1).padStart(6)} %  ${text}`
  const table = (title: string, rows: readonly (readonly [text: string, milliseconds: number])[]): readonly string[] =>
    ['', title, ...rows.map(([text, milliseconds]) => line(milliseconds, text))]
  const slowest = parts.toSorted((a, b) => b.milliseconds - a.milliseconds).map(({ kind, layer, result, milliseconds }) =>
    [`${kind} ${result}${layer === undefined ? '' : `  # ${layer}`}`, milliseconds] as const)
  return [
    `${backend}: ${whole.toFixed(3)} ms a run, ${sum.toFixed(3)} ms in ${parts.length} part${parts.length === 1 ? '' : 's'}`,
    ...table('by layer', Object.entries(layers).map(([layer, milliseconds]) => [layer || 'no layer', milliseconds])),
    ...table('by kind', Object.entries(kinds)),
    ...table('by part', slowest),
  ].join('\n')
}
