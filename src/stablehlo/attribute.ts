/** Attributes as MLIR writes them. */

/** `array<i64: 1, 2>`. */
export const integers = (numbers: readonly number[]): string => `array<i64${numbers.length === 0 ? '' : `: ${numbers.join(', ')}`}>`

/** `1 : i64`. */
export const integer = (number: number): string => `${number} : i64`

/** `#stablehlo.dot<lhs_contracting_dimensions = [1], …>`: a record of lists of axes and of numbers. */
export const record = (name: string, fields: Readonly<Record<string, number | readonly number[]>>): string => {
  const said = Object.entries(fields).map(([key, value]) => `${key} = ${typeof value === 'number' ? value : `[${value.join(', ')}]`}`)
  return `#stablehlo.${name}<${said.join(', ')}>`
}
