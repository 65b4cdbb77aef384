/** A training gathered as plain data: what reports are made of. */
import * as E from 'fp-ts/lib/Either.js'
import { FoldError } from '../jit/foldError.js'
import type { RunEvent, Start } from '../run/event.js'
import { codec } from '../run/codec.js'
import { runOf, type Run } from '../run/run.js'
import { writerTo } from '../run/writer.js'
import { fail } from '../shape/error.js'
import { aCount, aRecord, aString, checkOptions, isRecord, optional } from '../shape/options.js'
import { remembered } from './memory.js'
import { explainErrors } from './codec.js'
import { histogramsOf } from './histogram.js'
import { columnsOf, stepOf, stepsOf } from './recorded.js'
import { anObserver, expectSeen, isLater, looksAfter, type AsyncObserver, type Memory, type Moment, type Observer, type Seen } from './seen.js'

/** What an observer of validations gives, a list of which grows. */
export interface Validated<V> {
  readonly step: number
  readonly values: V
}

/** What a run says of itself, and what else is gathered. */
export interface RecordOptions<St, V = unknown> {
  /** What is trained on what: facts that stand at the begin of the run. */
  readonly start?: Omit<Start, 'event' | 'step'>
  /** An observer of validations, as `observe.validation` makes it: its values go into the run. They are numbers, or records of numbers. */
  readonly validation?: AsyncObserver<St, readonly Validated<V>[]>
  /**
   * Histograms of all parameters after every n-th step; none if nothing is said. With `observe.gradients({ every })` of the same n among
   * the measures, of their gradients, too; with `observe.norms`, the ratio of each update to its parameters.
   */
  readonly histograms?: number
  /** Where each event is a line as soon as it is there, steps some at a time: `run.read` reads them. */
  readonly file?: string
}

/** `record`, with a validation that gives its values at once or none, and with one that takes its time. */
export interface Recording {
  <St extends { readonly step: number; readonly params: unknown }, V = unknown>(
    options?: Omit<RecordOptions<St, V>, 'validation'> & { readonly validation?: Observer<St, readonly Validated<V>[]> },
  ): Observer<St, Run>
  <St extends { readonly step: number; readonly params: unknown }, V = unknown>(options: RecordOptions<St, V>): AsyncObserver<St, Run>
}

const operation = 'observe.record'

type Mutable<A> = { -readonly [K in keyof A]: A[K] extends readonly (infer B)[] ? B[] : A[K] }

/** A run under way, which grows in place. */
type Growing = Mutable<Run>

/** Numbers by name: of records inside `kind.accuracy`. */
const numbersIn = (values: unknown, path = ''): readonly (readonly [string, number])[] =>
  typeof values === 'number' ? [[path === '' ? 'value' : path, values]]
  : isRecord(values) ? Object.entries(values).flatMap(([name, value]) => numbersIn(value, path === '' ? name : `${path}.${name}`))
  : fail(operation, { argument: path === '' ? 'validation' : path, expected: 'a number, or a record of numbers', received: values })

/**
 * Gathers a training as plain data, a `run.Run`: its begin, each step with what is measured of it, validations, histograms of the
 * parameters, its end. With `file`, each event is a line there as soon as it is there, of steps at most 32 or those of a quarter of a
 * second later: a training that is killed loses no more. One that is resumed goes on in the same run, and the same file, from the step
 * of the checkpoint on. A file that cannot be written is an error before the first step, and later a `FoldError` that has the state.
 *
 * @example
 * const data = dataset.drawnDigits({ count: 100, key: random.key(1) })
 * const { init, observe: watch, evaluate } = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),
 * })
 * const recorded = record({
 *   start: { title: 'digits that are drawn' }, histograms: 2,
 *   validation: observe.validation({ every: 2, evaluate: (state: ReturnType<typeof init>) => evaluate(state, data, { accuracy: metric.accuracy }) }),
 * })
 * const { seen } = watch(recorded).fold(init(random.key(0)), pipe(data, dataset.batches({ size: 50, epochs: 2 })))
 * seen.steps.map(({ step }) => step) // [1, 2, 3, 4]
 * seen.validations.map(({ step }) => step) // [2, 4]
 * seen.end // { event: 'end', step: 4 }
 */
export const record: Recording = <St extends { readonly step: number; readonly params: unknown }>(options: RecordOptions<St, any> = {}): any => {
  const { start: facts = {}, validation, histograms, file } = checkOptions<RecordOptions<St, any>>(operation, options, {
    start: aRecord, validation: anObserver, histograms: optional(aCount), file: aString,
  })
  const begun = (step: number): Start => {
    const event = codec.decode({ ...facts, event: 'start', step })
    if (E.isRight(event)) return event.right as Start
    const message = `start: ${explainErrors(event.left)[0]}`
    return fail(operation, { argument: 'start', expected: 'facts of a start', received: facts, message })
  }
  begun(0)
  /** What the observer of validations has seen in each run. */
  const inner = new WeakMap<Run, any>()
  let out: ReturnType<typeof writerTo> | undefined

  const recorded = (run: Growing, moment: Moment<St>, seen: Seen<any> | undefined): Seen<Growing> => {
    const { step } = moment
    const note = <E extends RunEvent>(list: E[], event: E): void => {
      list.push(event)
      out?.add(event)
    }
    note(run.steps, stepOf(moment))
    if (seen !== undefined) {
      expectSeen(operation, seen)
      inner.set(run, seen.value)
      for (const { step: at, values } of seen.value.slice(run.validations.length))
        note(run.validations, { event: 'validation', step: at, values: Object.fromEntries(numbersIn(values)) })
    }
    if (histograms !== undefined && step % histograms === 0)
      note(run.histograms, histogramsOf(step, moment.state().params, moment))
    return { value: run, ...(seen?.stop === undefined ? {} : { stop: seen.stop }) }
  }
  /** Writes, and says of the state where that fails. */
  const writing = (step: number, state: () => St, write: () => void): void => {
    try {
      write()
    } catch (cause) {
      throw new FoldError(operation, { state: state(), step, cause })
    }
  }
  const validations = ({ path }: { readonly path: string }): string => (path === '' ? 'validation' : `${path}.validation`)
  const memory: Memory<St, Growing> = {
    encode: (run, states) => {
      // A checkpoint has nothing that the file has not: who goes on from it goes on behind it.
      out?.flush()
      return {
        start: run.start === undefined ? null : codec.encode(run.start),
        steps: columnsOf(run.steps),
        others: [...run.validations, ...run.histograms].map(codec.encode),
        validation: validation === undefined ? null
          : remembered(validation, inner.get(run), { encode: states.encode, decode: states.decode, path: validations(states) }),
      }
    },
    decode: (plain, states) => {
      const { start = null, steps, others, validation: plainInner = null } = isRecord(plain) ? plain : {}
      const [decodedSteps, events] = [stepsOf(steps), Array.isArray(others) ? E.sequenceArray([...start === null ? [] : [start], ...others].map(codec.decode)) : undefined]
      if (decodedSteps === undefined || events === undefined || E.isLeft(events)) return E.left('the events of a run expected')
      if ((plainInner === null) !== (validation === undefined))
        return E.left(`validation: ${plainInner === null ? 'nothing is remembered of it' : 'is remembered, and is none of the observers'}`)
      const run = runOf([...events.right, ...decodedSteps]) as Growing
      if (validation === undefined) return E.right(run)
      const decoded = validation.memory?.decode(plainInner, states) ?? E.left('has no memory')
      if (E.isLeft(decoded)) return E.left(`validation: ${decoded.left}`)
      inner.set(run, decoded.right)
      return E.right(run)
    },
  }
  const observer: AsyncObserver<St, Growing> = {
    looks: (step) => (histograms !== undefined && step % histograms === 0) || (validation !== undefined && looksAfter(validation, step)),
    start: (state) => {
      const run = runOf([]) as Growing
      inner.set(run, validation?.start(state))
      return run
    },
    see: (run, moment) => {
      const seen = validation?.see(inner.get(run), moment)
      return isLater(seen) ? seen.then((there) => recorded(run, moment, there)) : recorded(run, moment, seen)
    },
    memory,
    beside: {
      begin: (run, { step }) => {
        const event = begun(step)
        run.start = { ...event, ...run.start }
        run.end = undefined
        out = file === undefined ? undefined : writerTo(operation, file)
        out?.add(event)
        out?.flush()
        return undefined
      },
      after: (_, { step, seconds, state }) => writing(step, state, () => out?.next(seconds)),
      end: (run, { step, state, stopped, error }) => {
        const seconds = run.steps.at(-1)?.seconds
        const why = stopped ?? (error === undefined ? undefined : error instanceof Error ? error.message : String(error))
        run.end = { event: 'end', step, ...(why === undefined ? {} : { stopped: why }), ...(seconds === undefined ? {} : { seconds }) }
        out?.add(run.end)
        writing(step, () => state as St, () => out?.flush())
      },
    },
  }
  return observer
}
