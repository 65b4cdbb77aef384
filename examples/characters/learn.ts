import * as TE from 'fp-ts/lib/TaskEither.js'
import { dataset, loss, metric, optimizer, pipe, random, receipt, run, tensor as t, text, trainer } from 'tenfold'
import { fit } from '../kit/fit.js'
import { losses } from '../kit/outcome.js'
import type { Learned, Lesson } from '../kit/task.js'
import { baselines } from './counts.js'
import type { Data } from './data.js'
import { networks, sizeOf, type Foretelling } from './networks.js'
import { sample } from './sample.js'
import type { fields, telling } from './task.js'

type CharactersLesson = Lesson<typeof fields, Data>
type CharactersLearned = Learned<typeof telling>

const { schedule } = optimizer

/** So many steps see as many characters as the text has, `epochs` times over; a rate that rises and falls takes two at least. */
const stepsOf = ({ settings: { epochs, 'batch-size': size }, data: { train } }: CharactersLesson, context: number): number =>
  Math.max(2, Math.ceil((epochs * train.shape[0]) / (size * context)))

/** At most so many windows of the test are looked at while the training runs. */
const watched = 32

/** So many characters are drawn without a cache, to see how long that takes. */
const compared = 200

const learnWith = <P>(net: Foretelling<P>) => (lesson: CharactersLesson): TE.TaskEither<Error, CharactersLearned> => {
  const { settings, data: { name, vocabulary, train, test, entropy }, on } = lesson
  const { network, seed, 'batch-size': size, 'learning-rate': peak } = settings
  const [context] = net.input
  const steps = stepsOf(lesson, context)
  const rise = Math.ceil(steps / 20)
  const learner = trainer(net, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.chain(
      optimizer.clipByGlobalNorm(1),
      optimizer.adamw({
        learningRate: pipe(schedule.cosineDecay({ initial: peak, steps: steps - rise }), schedule.warmup({ steps: rise })),
        beta2: 0.99,
        weightDecay: 0.1,
      }),
    ),
  })
  const batches = pipe(train, text.randomWindows({ length: context, size, steps, key: random.foldIn(random.key(seed), 1) }))
  const start = learner.init(random.foldIn(random.key(seed), 2))
  const windows = pipe(test, text.windows({ length: context }))
  const some = pipe(test, t.slice([[0, Math.min(test.shape[0], watched * context + 1)]]), text.windows({ length: context }))
  return pipe(
    fit(lesson)({
      learner, start, batches, data: receipt.digest(train),
      facts: {
        title: `${name}, by ${network}`, network: run.network(net),
        data: { 'characters learned from': train.shape[0], 'held back': test.shape[0], 'different ones': text.size(vocabulary) },
      },
      validate: (state) => learner.evaluate(state, some, { loss: metric.loss }),
    }),
    TE.map(({ state, ...learned }) => ({
      ...learned,
      result: () => {
        const { all } = learner.evaluate(state, windows, { all: losses })
        const pieces = (i: number): readonly string[] =>
          t.toArray(pipe(windows, dataset.select([i])).targets).map((token) => pipe(t.of([1], [token], 'i32'), text.decode(vocabulary)))
        return run.result({
          part: 'held back',
          outcome: { kind: 'sequences', losses: all.map((each) => each.reduce((a, b) => a + b) / each.length) },
          baselines: baselines(text.size(vocabulary), t.toArray(train), t.toArray(test)),
          caseAt: (i) => ({ shown: { kind: 'text', pieces: pieces(i), losses: all[i] as readonly number[] } }),
        })
      },
      measure: ({ temperature = 0.8, length = 500, 'top-k': topK, 'top-p': topP }) => {
        const { loss: nats } = learner.evaluate(state, windows, { loss: metric.loss })
        const prompt = pipe(test, t.slice([[0, context]]))
        const options = { temperature, topK, topP, length, key: random.foldIn(random.key(seed), 3), on }
        const beginning = { vocabulary, net, params: state.params, prompt }
        const { text: drawn, perSecond } = sample(beginning, options)
        const { perSecond: without } = sample(beginning, { ...options, length: Math.min(length, compared) }, 'whole')
        const least = entropy === undefined ? '' : `, ${entropy.toFixed(4)} of which are pure chance`
        return {
          text: [
            'Behind the bar it goes on by itself:',
            `${pipe(prompt, text.decode(vocabulary))}|${drawn}`,
            `${perSecond} characters a second, ${without} without a cache of what was seen`,
          ],
          score: `${nats.toFixed(4)} nats per character${least}, perplexity ${Math.exp(nats).toFixed(2)}`,
          figures: {
            network, nats, perplexity: Math.exp(nats), sample: drawn, charactersPerSecond: { cached: perSecond, whole: without },
          },
        }
      },
    })),
  )
}

/** Trains the network of the settings. */
export const learn = (lesson: CharactersLesson): TE.TaskEither<Error, CharactersLearned> => {
  const { settings, data: { vocabulary } } = lesson
  const [characters, size] = [text.size(vocabulary), sizeOf(settings, settings.network)]
  return settings.network === 'gru'
    ? learnWith(networks.gru(characters, size))(lesson)
    : learnWith(networks.transformer(characters, size))(lesson)
}
