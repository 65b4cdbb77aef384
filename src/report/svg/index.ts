/** Plots as files of SVG: each holds its colors, light and dark, and loads nothing. */
export { confusion, type ConfusionOptions } from './confusion.js'
export { curve, type CurveOptions, type Line } from './curve.js'
export { histogram, type HistogramOptions } from './histogram.js'
export { scatter, type Points, type ScatterOptions } from './scatter.js'
export type { Domain } from './axes.js'
