/** All parts of the page, in their order. */
import type { SectionOf } from '../page/section.js'
import { calibration, cases, confusion, numbers, thresholds, verdict, warnings } from '../result/sections/index.js'
import { curves } from './curves.js'

export const sections: readonly SectionOf[] = [
  verdict, warnings,
  curves,
  confusion, thresholds, calibration, numbers, cases,
]
