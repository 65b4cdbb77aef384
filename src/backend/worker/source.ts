/**
 * What the worker does, as a program of its own: a text, since no bundler has to find a file for it. It is given modules, which
 * it compiles and runs in memories of its own; it knows nothing of types, and moves bytes.
 */
import { names } from '../wasm/assembler/module.js'
import { words } from '../wasm/layout.js'

/**
 * Everything is done in the order in which it comes. What is asked (\`ask\`) is answered, with a result or with what failed; what
 * is only told is not, and its failure is that of whatever needs it. A failed run leaves a room unsound until values are loaded.
 */
export const source = `
const { parentPort: port = globalThis } = globalThis.process?.getBuiltinModule?.('worker_threads') ?? {}
const { navigator: { locks } = {}, location: { href } = {}, WebAssembly: engine } = globalThis
/** Programs, rooms and loops by their numbers. */
const held = new Map()
const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)
const write = (memory, places, values) => places.forEach(([at, size], i) => new Uint8Array(memory.buffer, at, size).set(bytesOf(values[i])))
const read = (memory, places) => places.map(([at, size]) => memory.buffer.slice(at, at + size))
const compile = (bytes) => {
  if (!engine) return { failed: { uncompiled: 'absent' } }
  try {
    return { module: new engine.Module(bytes) }
  } catch (error) {
    return { failed: { uncompiled: engine.validate(bytes) ? { error: String(error) } : 'unknown' } }
  }
}
const allocate = (pages) => {
  try {
    return new engine.Memory({ initial: pages })
  } catch (error) {
    throw { unallocated: pages, reason: String(error) }
  }
}
/** The program in the memory that there is now, with its constants. */
const enter = (loop) => {
  const { program, room, failed } = loop
  if (failed ?? room.failed) throw failed ?? room.failed
  if (loop.memory !== room.memory) {
    loop.run = new engine.Instance(program.module, { ${names.module}: { ${names.memory}: room.memory, ${names.wait}() {} } }).exports.${names.run}
    loop.memory = room.memory
  }
  if (room.last !== loop) write(room.memory, program.fixed, program.constants)
  room.last = loop
}
const noted = (memory, error) => {
  const at = new Int32Array(memory.buffer)
  const said = [${[words.fault, words.position, words.index, words.rows].map((byte) => `at[${byte / 4}]`).join(', ')}]
  at[${words.fault / 4}] = 0
  return said[0] > 0 ? { noted: said } : { error: String(error) }
}
const tasks = {
  program: ({ id, bytes, ...program }) => { held.set(id, { ...program, ...compile(bytes) }) },
  begin: ({ id, program: of, room: at, values }) => {
    const program = held.get(of)
    const room = held.get(at) ?? { pages: 0, carried: [] }
    const loop = { program, room, failed: program.failed }
    held.set(id, loop).set(at, room)
    try {
      if (loop.failed) throw loop.failed
      if (room.pages < program.pages) {
        const memory = allocate(program.pages)
        if (room.memory) write(memory, program.carried, read(room.memory, room.carried).map((bytes) => new Uint8Array(bytes)))
        Object.assign(room, { memory, pages: program.pages, carried: program.carried, last: undefined })
      }
      if (values) write(room.memory, room.carried, values)
    } catch (error) {
      loop.failed = error
      if (values) room.failed = error
    }
  },
  load: ({ id, values }) => {
    const { room } = held.get(id)
    if (!room.memory) return
    write(room.memory, room.carried, values)
    room.failed = undefined
  },
  step: ({ id, values }) => {
    const loop = held.get(id)
    enter(loop)
    const { program, room, memory } = loop
    write(memory, program.given, values)
    try {
      loop.run(0)
    } catch (error) {
      const failed = noted(memory, error)
      if (room.carried.length > 0) room.failed = failed
      throw failed
    }
    return read(memory, program.results)
  },
  carried: ({ id }) => {
    const { room } = held.get(id)
    if (room.failed) throw room.failed
    return read(room.memory, room.carried)
  },
  forget: ({ id }) => { held.delete(id) },
}
port.onmessage = ({ data: { task, ...given } }) => {
  let answer, transfer
  try {
    const results = tasks[task](given)
    answer = { results }
    transfer = results
  } catch (error) {
    answer = { failed: error instanceof Error ? { error: String(error) } : error }
  }
  if (task === 'step' || task === 'carried') port.postMessage(answer, transfer)
}
if (locks && href) locks.request(href, () => new Promise(() => port.postMessage({ lock: href })))
else port.postMessage({ lock: '' })
`
