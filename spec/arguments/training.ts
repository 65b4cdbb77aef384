/** Valid calls of trainer, observe, search, report, explain, receipt, checkpoint, program and backend, and of the methods of what is made. */
import {
  backend, checkpoint, dataset, explain, loss, metric, network as n, observe, optimizer, pipe, program, random, receipt, report,
  isTensor, jit, jitFold, search, tensor as t, trainer, explainErrors, vmap,
} from '../../src/index.js'
import type * as stablehlo from '../../src/stablehlo/index.js'
import { later } from '../backend/later.js'
import { aRun } from './pages.js'
import { also, any, data, optional, options, type Rows } from './walk.js'

const key = random.key(0)
const net = pipe(n.input([2]), n.dense(3))
const batch = { inputs: t.ones([4, 2]), targets: t.of([4], [0, 1, 2, 0], 'i32') }
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
const options_ = { backend: backend.pure }
const learn = trainer(net, options_)(recipe as never)
const laterBackend = later(backend.pure)
const lossModel = { init: () => t.zeros([2]), loss: (p: t.AnyTensor, x: { readonly x: t.AnyTensor }) => pipe(p as any, t.mul(x.x), t.sum()) as any }
const lossLearn = trainer.of(lossModel as any, options_)({ optimizer: recipe.optimizer })
const lossStart = lossLearn.init(key)
const lossState = { params: lossStart.params, optimizer: lossStart.optimizer, step: 0, loss: also(NaN, 'nan', 'number'), key }
const laterOn = trainer(net, { backend: laterBackend })(recipe as never)
const start = learn.init(key)
const state = { params: start.params, optimizer: start.optimizer, step: 0, loss: also(NaN, 'nan', 'number'), key }
const task = (made: any): unknown => made()
const columns = { ...batch, weights: optional(t.ones([4])) }

/** Options of folds that take their time. */
const waiting = { yieldEvery: 5, signal: new AbortController().signal }
const adding = (sum: t.AnyTensor, x: t.AnyTensor) => [t.add(x)(sum), x] as const

export const trainers = {
  trainer: [[net, options({ backend: backend.pure })], [options({ ...recipe, penalty: () => t.scalar(0) }, 'loss', 'optimizer')]],
  trainerOf: [[options(lossModel, 'init', 'loss'), options({ backend: backend.pure })], [options({ optimizer: recipe.optimizer }, 'optimizer')]],
  explainErrors: [[[]]],
  isTensor: [[any(t.ones([2]))]],
  jit: [[t.neg, options({ backend: backend.pure })], [t.ones([2])]],
  vmap: [[t.neg, options({ axis: 0, in: optional(0, 'null', 'list', 'record'), out: optional(0, 'null', 'list', 'record') })], [t.ones([2])]],
  jitFold: [[adding, options({ backend: backend.pure })], [t.ones([2]), also([t.ones([2])], 'list')]],
}
export const trainersOf = { trainer, trainerOf: trainer.of, explainErrors, isTensor, jit, jitFold, vmap }

/** Methods of what the functions make. */
export const methodsOf: Readonly<Record<string, unknown>> = {
  init: learn.init, step: learn.step, lossStep: lossLearn.step, lossFold: lossLearn.fold, lossProgram: lossLearn.program, fold: learn.fold, foldAsync: learn.foldAsync, evaluate: learn.evaluate, predict: learn.predict,
  evaluateAsync: learn.evaluateAsync, predictAsync: learn.predictAsync, foldLater: laterOn.foldAsync, predictLater: laterOn.predictAsync,
  evaluateLater: laterOn.evaluateAsync, observedLater: laterOn.observe(observe.history()).foldAsync, observeLater: laterOn.observe,
  compiledPredictAsync: net.compile(start.params, { backend: laterBackend }).predictAsync,
  program: learn.program, observe: learn.observe,
  observedFold: learn.observe(observe.history()).fold, observedFoldAsync: learn.observe(observe.history()).foldAsync,
  networkInit: net.init, networkApply: net.apply, compile: net.compile, compiledPredict: net.compile(start.params).predict,
  lossOf: recipe.loss.of, lossPerExample: recipe.loss.perExample, accuracy: metric.accuracy.of, meanSquaredError: metric.meanSquaredError.of,
  rocAuc: metric.rocAuc.of, confusionMatrix: metric.confusionMatrix.of, encodeState: learn.codec.encode,
  batchesFrom: dataset.batches({ size: 2 })(dataset.of(batch)).from, namedDecode: checkpoint.named(net, [{ weights: 'w', bias: 'b' }]).decode,
  namedEncode: checkpoint.named(net, [{ weights: 'w', bias: 'b' }]).encode,
  jitProgram: jit(t.neg).program, jitFoldProgram: jitFold(adding).program,
  jitFoldLater: jitFold(adding, { backend: laterBackend }),
}
const evidence = { predictions: t.ones([4, 3]), targets: batch.targets }
export const methods = {
  init: [[key]],
  lossStep: [[data(lossState), data({ x: t.ones([2]) })]],
  lossFold: [[data(lossState), [data({ x: t.ones([2]) })]]],
  lossProgram: [[data(lossState), data({ x: t.ones([2]) }), options({ simplified: true })]],
  step: [[data(state), data(columns)]],
  fold: [[data(state), [data(columns)]]],
  foldAsync: [[data(state), [data(columns)], options(waiting)]],
  evaluate: [[data({ ...state, optimizer: any(start.optimizer) }), data(columns), { accuracy: metric.accuracy }]],
  predict: [[data({ ...state, optimizer: any(start.optimizer) }), batch.inputs]],
  evaluateAsync: [[data({ ...state, optimizer: any(start.optimizer) }), data(columns), { accuracy: metric.accuracy }]],
  predictAsync: [[data({ ...state, optimizer: any(start.optimizer) }), batch.inputs]],
  foldLater: [[data(state), [data(columns)], options(waiting)]],
  evaluateLater: [[data({ ...state, optimizer: any(start.optimizer) }), data(columns), { accuracy: metric.accuracy }]],
  predictLater: [[data({ ...state, optimizer: any(start.optimizer) }), batch.inputs]],
  observedLater: [[data(state), [data(columns)], options(waiting)]],
  observeLater: {
    calls: [[data({ start: () => 0, see: (value: unknown) => ({ value }) }), options({ measures: [observe.norms] })]],
    use: (watched: any) => watched.foldAsync(start, [batch]),
  },
  compiledPredictAsync: [[batch.inputs]],
  program: [[data(state), data(columns), options({ simplified: true })]],
  observe: { calls: [[data({ start: () => 0, see: (value: unknown) => ({ value }) }), options({ measures: [observe.norms] })]], use: (watched: any) => watched.fold(start, [batch]) },
  observedFold: [[data(state), [data(columns)]]],
  observedFoldAsync: [[data(state), [data(columns)], options(waiting)]],
  networkInit: [[key]],
  networkApply: [[start.params, options({ key, momentum: 0.5, inputs: any(undefined), sources: any(undefined) })], [batch.inputs]],
  compile: [[start.params, options({ backend: backend.pure })]],
  compiledPredict: [[batch.inputs]],
  lossOf: [[t.ones([4, 3]), batch.targets, optional(t.ones([4]))]],
  lossPerExample: [[t.ones([4, 3]), batch.targets]],
  accuracy: [[data(evidence)]],
  confusionMatrix: [[data(evidence)]],
  rocAuc: [[data(evidence)]],
  meanSquaredError: [[data({ predictions: t.ones([4]), targets: t.ones([4]) })]],
  encodeState: [[any(start)]],
  batchesFrom: [[0]],
  namedDecode: [[{ tensors: new Map<string, unknown>([['w', t.ones([2, 3])], ['b', t.ones([3])]]), metadata: new Map() }]],
  namedEncode: [[start.params]],
  jitProgram: [[t.ones([2])]],
  jitFoldLater: [[t.ones([2]), also([t.ones([2])], 'list'), options(waiting)]],
  jitFoldProgram: [[t.ones([2]), t.ones([2])]],
}

/** A fold that is observed. */
const watch = (observer: any, measured?: observe.ObserveOptions): unknown => learn.observe(observer, measured).fold(start, [batch, batch] as never)
const watched = (...args: readonly unknown[]) => ({ calls: [args], use: (observer: unknown) => watch(observer) })
export const observers: Rows<typeof observe> = {
  all: watched({ losses: observe.history() }),
  every: watched(2, observe.history()),
  history: watched(),
  progress: watched(() => undefined),
  validation: watched(options({ every: 1, evaluate: () => 1 }, 'every', 'evaluate')),
  earlyStopping: watched(options({ every: 1, patience: 2, measure: () => 1, delta: 0.1 }, 'every', 'patience', 'measure')),
  finite: watched(),
  record: watched(options({ start: {}, validation: observe.validation({ every: 1, evaluate: () => 1 }), histograms: 1, file: 'argument-run.jsonl' })),
  checkpoint: watched(options({
    every: 1, file: 'argument-watched.safetensors', codec: learn.codec, keep: optional('last'), metadata: {},
  }, 'every', 'file', 'codec')),
  plainMemory: [['a number', optional((x: unknown) => typeof x === 'number')]],
  resume: {
    calls: [['argument-none.safetensors', learn.codec, options({ start: () => start })], [observe.history()]],
    use: task,
  },
  time: { calls: [[() => 0]], use: (measure: any) => watch(observe.history(), { measures: [measure] }) },
  gradients: { calls: [[options({ every: 1 }, 'every')]], use: (measure: any) => watch(observe.history(), { measures: [measure] }) },
}

const space = { width: search.oneOf([1, 2]), rate: search.uniform(0, 1) }
const goal = search.objective({ space, module: 'file:///tmp/goal.js' }, () => ({ loss: 1 }))
const trials = search.random(space, { trials: 2, key })
const results = (await pipe(trials, search.run(goal))() as any).right
export const searches: Rows<typeof search> = {
  integers: [[1, 2]],
  logUniform: [[0.1, 1]],
  uniform: [[0, 1]],
  oneOf: [[[1, 2]]],
  grid: [[{ width: search.oneOf([1, 2]) }, options({ key }, 'key')]],
  overKeys: [[2], [trials]],
  random: [[space, options({ trials: 2, key }, 'trials', 'key')]],
  objective: [[options({ space, module: 'file:///tmp/goal.js' }, 'space'), () => ({ loss: 1 })]],
  run: { calls: [[goal, options({ workers: 0, memory: 10, ended: () => undefined })], [trials]], use: task },
  best: [[options({ minimise: 'loss' }, 'minimise')], [results]],
  rank: [[options({ minimise: 'loss' }, 'minimise')], [results]],
  table: [[search.rank({ minimise: 'loss' })(results)]],
}

const perClass = [{ precision: 1, recall: 1, f1: 1, support: 2 }]
export const reports: Rows<typeof report> = {
  classification: [[perClass, optional(['a'])]],
  confusion: [[[[1]], optional(['a'])]],
  image: [[t.ones([2, 2, 1])]],
  images: [[t.ones([2, 2, 2, 1]), options({ captions: ['a', 'b'], across: 2 })]],
  sparkline: [[[1, 2], optional(2)]],
  summary: [[data(aRun)]],
}

const story = {
  params: start.params, ...recipe, inputs: batch.inputs, targets: batch.targets,
}
export const explains: Rows<typeof explain> = {
  step: [[net], [data({ ...story, loss: recipe.loss, optimizer: recipe.optimizer })]],
  toText: [[explain.step(net)(story as never)]],
}

const hex = receipt.digest({ x: t.ones([1]) })
const plainTraining = { configuration: { seed: 1 }, data: hex, initial: hex, final: hex, program: hex, steps: 1, trail: [hex.slice(0, 16)] }
const training = {
  configuration: any({ seed: 1 }), data: hex, initial: hex, final: hex, program: hex, steps: 1, trail: [hex.slice(0, 16)],
}
export const receipts: Rows<typeof receipt> = {
  batches: { calls: [[[batch]]], use: (passing: any) => [[...passing], passing.digest()] },
  compare: [[receipt.of(plainTraining), receipt.of(plainTraining)]],
  digest: [[any({ x: t.ones([1]) })]],
  programDigest: [[learn.program(start, batch as never)]],
  of: [[data(training)]],
  load: { calls: [['argument.json']], use: task, missing: true },
  save: { calls: [['argument.json'], [receipt.of(plainTraining)]], use: task },
  decode: [[receipt.encode(receipt.of(plainTraining))]],
  encode: [[receipt.of(plainTraining)]],
  trail: watched(),
}

const contents = { tensors: new Map([['w', t.ones([1])]]), metadata: new Map([['a', 'b']]) }
export const checkpoints: Rows<typeof checkpoint> = {
  load: { calls: [['argument.safetensors', learn.codec]], use: task, missing: true },
  save: { calls: [['argument.safetensors', learn.codec, options({ metadata: {} })], [start]], use: task },
  read: { calls: [['argument.safetensors']], use: task, missing: true },
  write: { calls: [['argument.safetensors'], [contents]], use: task },
  decode: [[checkpoint.encode(contents), any('a.safetensors')]],
  encode: [[contents]],
  named: [[net, [{ weights: 'w', bias: 'b' }]]],
  params: [[net]],
  writable: { calls: [['argument.safetensors']], use: task },
}

const traced = learn.program(start, batch as never)
const grouped = program.group(traced)
const small: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
export const programs: Rows<typeof program> = {
  constantOf: [[data({ shape: [2], dtype: 'f32' } as const), Float32Array.of(1, 2)]],
  group: [[traced, options({ members: 4, operands: 4, steps: 9, repeatedSteps: 4, channels: 1 })]],
  plan: [[grouped, optional(0)]],
  printProfile: [[program.profile(small, [Float32Array.of(1, 2)], { samples: 1, clock: () => 0 })]],
  profile: [[small, [Float32Array.of(1, 2)], options({ backend: backend.pure, samples: 1, clock: () => 0 })]],
  values: [[small, [Float32Array.of(1, 2)], options({ backend: backend.pure })]],
  print: [[grouped, optional(program.plan(grouped))]],
  typesOf: [[traced]],
  printPasses: [[traced, optional(0), optional(program.passes)]],
  passesWith: [[optional(undefined, 'function')]],
  simplify: [[traced, optional(undefined, 'function')]],
  ungroup: [[grouped]],
  windows: [[traced]],
}

export const stablehlos: Rows<typeof stablehlo> = {
  hasIndices: [[traced]],
  text: [[data({ ...traced, names: optional(traced.names) }), options({ check: true })]],
}

export const backends: Rows<typeof backend> = {
  hasRelaxed: [[]],
  wasmThreads: { calls: [[options({ threads: 1, numerics: 'deterministic' }, 'threads')]], use: async (made: any) => (await made).close() },
  wasmWith: [[options({ numerics: 'deterministic', cache: 'tenfold-modules' })]],
  worker: { calls: [[optional(options({ numerics: 'deterministic' }))]], use: async (made: any) => (await made).close() },
  wider: [[]],
}
