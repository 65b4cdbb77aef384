/** All parts of the page, in their order. */
import type { SectionOf } from '../page/section.js'
import { calibration, cases, confusion, numbers, thresholds, verdict, warnings } from '../result/sections/index.js'
import { curves } from './curves.js'
import { histograms } from './histograms.js'
import { network } from './network.js'
import { program } from './program.js'
import { receipt } from './receipt.js'
import { settings } from './settings.js'
import { time } from './time.js'

export const sections: readonly SectionOf[] = [
  verdict, warnings,
  curves,
  confusion, thresholds, calibration, numbers, cases,
  network, histograms, time, settings, program, receipt,
]
