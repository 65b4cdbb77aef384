/** A part of the page: a function of the run, in a file of its own. */
import type { Run } from '../../run/index.js'
import type { Child } from './markup.js'

/** What may be chosen about a page. */
export interface HtmlOptions {
  /** Whether measured times are shown, by default true; without them two runs of the same training give the same bytes. */
  readonly times?: boolean
  /** Whether losses and norms are drawn on a logarithmic scale; by default where they are positive and span three decades. */
  readonly log?: boolean
}

/** A part of the page under a heading. */
export interface Section {
  /** Of letters and hyphens; what links lead to. */
  readonly id: string
  readonly title: string
  readonly body: Child
}

/** The section about a run, if there is anything to say. */
export type SectionOf = (run: Run, options: HtmlOptions) => Section | undefined
