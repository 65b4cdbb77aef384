/** Reports to look at: a run as a page, plots as files of SVG, and results as text for a terminal. */
export { html } from './html.js'
export type { HtmlOptions } from './section.js'
export * as svg from '../svg/index.js'
export * from '../index.js'
