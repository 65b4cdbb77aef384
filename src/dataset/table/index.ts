/** Tables of mixed columns: what cells hold, and what models are given for them. */
export { boolean, category, integer, number, optional, string, type Cell, type CellKind, type Feature } from './cell.js'
export { examples, features, numeric } from './examples.js'
export type { Columns, Examples, ExamplesOptions, Row, TableFeature, Usable, Width } from './examples.js'
