/** Tables of mixed columns: what cells hold, and what models are given for them. */
export { boolean, category, integer, number, optional, string, type Cell, type CellKind, type Feature } from './cell.js'
export { examples, features, numeric, type Columns, type Examples, type ExamplesOptions, type Row, type TableFeature, type Usable, type Width } from './examples.js'
