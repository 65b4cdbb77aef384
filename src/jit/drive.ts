/** Steps asked for in advance, and looked at in order. */
import { abortOf, turns, type FoldOptions } from './turns.js'

/** How steps from `X` to `A` are driven. */
export interface Driven<X, A> extends FoldOptions {
  /** How many may be on their way at once. */
  readonly ahead: number
  /** Asks for the step with this number, from 0 on. What it throws ends the fold when all steps before have been looked at. */
  readonly ask: (x: X, n: number) => Promise<A>
  /** Looks at the answer, in order; a reason to stop, if there is one. */
  readonly see: (answer: A, x: X, n: number) => Promise<string | undefined> | string | undefined
  /** What is thrown when a step fails. */
  readonly explain: (error: unknown, n: number) => Promise<unknown>
}

/** How a fold came to its end before the list did. */
type Ended = { readonly stop: string } | { readonly error: unknown }

const iteratorOf = <X>(xs: Iterable<X> | AsyncIterable<X>): Iterator<X> | AsyncIterator<X> =>
  (Symbol.asyncIterator in xs ? xs[Symbol.asyncIterator]() : xs[Symbol.iterator]())

/** All of them; why it was stopped, by what it saw or by the signal, if it was. No more than `ahead` are taken of which the first is not looked at. */
export const drive = async <X, A>(
  xs: Iterable<X> | AsyncIterable<X>, { ahead, ask, see, explain, yieldEvery, signal }: Driven<X, A>,
): Promise<string | undefined> => {
  const before = abortOf(signal)
  if (before !== undefined) return before
  const pauses = turns(yieldEvery)
  let ended: Ended | undefined
  /** Ends the wait for what comes next. */
  let interrupt: () => void = () => {}
  const end = (how: Ended): void => {
    ended ??= how
    interrupt()
  }
  const abort = (): void => end({ stop: abortOf(signal) as string })
  signal?.addEventListener('abort', abort)
  const look = async (answer: Promise<A>, x: X, n: number): Promise<void> => {
    if (ended !== undefined) return
    try {
      const made = await answer.catch(async (error: unknown) => { throw await explain(error, n) })
      const stop = await see(made, x, n)
      if (stop !== undefined) end({ stop })
      else await pauses.next()
    } catch (error) {
      end({ error })
    }
  }
  /** The last one looked at, and those that are not yet. */
  let last = Promise.resolve()
  const waiting: Promise<void>[] = []
  const iterator = iteratorOf(xs)
  /** Whether the list has to be told that no more is taken, and whether it is about to give one. */
  let [isOpen, isAsked] = [true, false]
  const next = async (): Promise<IteratorResult<X> | undefined> => {
    if (waiting.length >= ahead) await waiting.shift()
    if (ended !== undefined) return undefined
    isOpen = false
    isAsked = true
    try {
      // One promise for each: reactions to one for all of them would stay until the end.
      const given = await new Promise<IteratorResult<X> | undefined>((resolve, reject) => {
        interrupt = () => resolve(undefined)
        Promise.resolve(iterator.next()).then(resolve, reject)
      })
      if (given === undefined) return undefined
      isOpen = given.done !== true
      isAsked = false
      return given
    } catch (error) {
      isAsked = false
      throw error
    }
  }
  /** Tells the list that no more is taken. One that is about to give another hears of it later. */
  const close = async (): Promise<void> => {
    const closed = Promise.resolve(iterator.return?.())
    if (isAsked) closed.catch(() => {})
    else await closed
  }
  try {
    for (let n = 0, given = await next(); given !== undefined && given.done !== true; given = await next(), n++) {
      const answer = ask(given.value, n)
      const { value } = given
      // Told of in order.
      answer.catch(() => {})
      last = last.then(() => look(answer, value, n))
      waiting.push(last)
    }
  } catch (error) {
    await last
    end({ error })
  }
  await last
  signal?.removeEventListener('abort', abort)
  pauses.close()
  const how = ended as Ended | undefined
  if (how === undefined) return undefined
  const closed = isOpen || isAsked ? close() : Promise.resolve()
  if ('stop' in how) {
    await closed
    return how.stop
  }
  // What is wrong with its end is not what was wrong first.
  await closed.catch(() => {})
  throw how.error
}
