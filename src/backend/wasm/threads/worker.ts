/** What the other threads of a pool do, as a program of its own: a text, since no bundler has to find a file for it. */
import { names } from '../assembler/module.js'
import { words } from '../layout.js'
import { looks } from '../scheduling/barrier.js'

/** Words of the memory by which the caller commands the others. */
export const commands = {
  /** Changes whenever there is something to do: who sleeps, sleeps here. */
  bell: 0,
  /** How many sleep. */
  asleep: 1,
  /** How many messages have been sent to each thread. */
  sent: 2,
  /** How many runs there have been, and the program of the last one. */
  turn: 3,
  program: 4,
  /** The length of what the first of the others to fail in a run says of it. */
  length: 5,
  /** Whether a thread is gone, as the watch says. */
  gone: 6,
  /** The last run that each thread is done with, by thread. */
  done: 16,
} as const

/**
 * What tells, where the host does not, that a thread is gone while the caller waits inside of WebAssembly: a thread of its own,
 * which is given the locks that the others hold for as long as they live, named by the URLs of their programs.
 */
export const watch = `
onmessage = ({ data: { words, locks } }) => {
  for (const lock of locks) navigator.locks.request(lock, () => Atomics.store(words, ${commands.gone}, 1))
  postMessage('')
}
`

/**
 * A thread comes back to its event loop only when a message is on its way: the caller, who never sleeps, may be waiting
 * for it inside of WebAssembly. Whatever fails is told to those who work on the same memory, and the thread lives on.
 */
export const source = `
const { parentPort: port = globalThis } = globalThis.process?.getBuiltinModule?.('worker_threads') ?? {}
const programs = new Map()
let words, thread, text, longest, received = 0, last = 0
const start = ({ module, memory }) => {
  try {
    return new WebAssembly.Instance(module, { ${names.module}: { ${names.memory}: memory, ${names.wait}() {} } }).exports.${names.run}
  } catch (error) {
    return () => { throw error }
  }
}
const run = ({ memory, run }) => {
  try {
    run(thread)
  } catch (error) {
    const said = String(error).slice(0, longest)
    if (Atomics.compareExchange(words, ${commands.length}, 0, said.length) === 0)
      for (let i = 0; i < said.length; i++) words[text + i] = said.charCodeAt(i)
    const own = new Int32Array(memory.buffer)
    Atomics.store(own, ${words.failed / 4}, 1)
    Atomics.notify(own, ${words.passed / 4})
  }
}
const serve = () => {
  for (let [idle, misses] = [0, 0]; ; idle++) {
    const bell = Atomics.load(words, ${commands.bell})
    const turn = Atomics.load(words, ${commands.turn})
    if (Atomics.load(words, ${commands.sent}) !== received) return
    if (turn !== last) {
      run(programs.get(Atomics.load(words, ${commands.program})))
      Atomics.store(words, ${commands.done} + thread, last = turn)
      if (idle > 0) misses = 0
      idle = 0
    } else if (idle > (misses % ${looks.trial} > 0 ? ${looks.few} : ${looks.many})) {
      misses++
      Atomics.add(words, ${commands.asleep}, 1)
      Atomics.wait(words, ${commands.bell}, bell)
      Atomics.sub(words, ${commands.asleep}, 1)
      // What comes now was not waited for.
      idle = -1
    }
  }
}
port.onmessage = ({ data }) => {
  if (data.words) {
    ({ words, thread, text, longest } = data)
    const { navigator: { locks } = {}, location: { href } = {} } = globalThis
    if (locks && href) locks.request(href, () => new Promise(() => port.postMessage(href)))
    else port.postMessage('')
    return
  }
  received = received + 1 | 0
  if (data.module) programs.set(data.id, { memory: data.memory, run: start(data) })
  else programs.delete(data.id)
  serve()
}
`
