/** What is walked: the functions of every namespace, and a valid call of each. */
import * as tenfold from '../../src/index.js'
import * as page from '../../src/report/page/index.js'
import * as stablehlo from '../../src/stablehlo/index.js'
import * as xla from '../../src/xla/index.js'
import { augments, cellTables, datasets, preprocesses, signals, texts } from './data.js'
import { linalgs } from './matrices.js'
import { models } from './models.js'
import { initializers, losses, metrics, networks, optimizers, schedules } from './networks.js'
import { runs } from './runs.js'
import { pages, svgs } from './pages.js'
import { differentiables, ffts, randoms, tensors, trees } from './tensors.js'
import {
  backends, checkpoints, explains, methods, methodsOf, observers, programs, receipts, reports, searches, stablehlos, trainers, trainersOf,
} from './training.js'
import type { Row } from './walk.js'
import { xlas } from './xla.js'

type Table = Readonly<Record<string, Row | readonly (readonly unknown[])[]>>

export const tables: Readonly<Record<string, readonly [functions: object, rows: Table]>> = {
  tensor: [tenfold.tensor, tensors],
  fft: [tenfold.fft, ffts],
  linalg: [tenfold.linalg, linalgs],
  tree: [tenfold.tree, trees],
  random: [tenfold.random, randoms],
  differentiable: [tenfold.differentiable, differentiables],
  network: [tenfold.network, networks],
  'network.initializer': [tenfold.network.initializer, initializers],
  loss: [tenfold.loss, losses],
  optimizer: [tenfold.optimizer, optimizers],
  'optimizer.schedule': [tenfold.optimizer.schedule, schedules],
  metric: [tenfold.metric, metrics],
  dataset: [tenfold.dataset, datasets],
  preprocess: [tenfold.preprocess, preprocesses],
  text: [tenfold.text, texts],
  augment: [tenfold.augment, augments],
  table: [tenfold.table, cellTables],
  signal: [tenfold.signal, signals],
  observe: [tenfold.observe, observers],
  model: [tenfold.model, models],
  search: [tenfold.search, searches],
  report: [tenfold.report, reports],
  page: [{ html: page.html }, pages],
  'page.svg': [page.svg, svgs],
  explain: [tenfold.explain, explains],
  receipt: [tenfold.receipt, receipts],
  run: [tenfold.run, runs],
  checkpoint: [tenfold.checkpoint, checkpoints],
  program: [tenfold.program, programs],
  stablehlo: [stablehlo, stablehlos],
  xla: [xla, xlas],
  backend: [tenfold.backend, backends],
  tenfold: [trainersOf, trainers],
  methods: [methodsOf, methods],
}
