/**
 * Modules by what they do: programs that are equal but for names and layers become one module, whoever compiles them, for as long
 * as it is among those that were used last.
 */
import { brought, type Looped } from '../../program/brought.js'
import { cache } from '../../program/cache.js'
import type { Elements } from '../../program/elements.js'
import { group } from '../../program/group.js'
import type { Program } from '../../program/program.js'
import { contentOf } from '../../program/simplify/text.js'
import { compile, type Module } from './assembler/webAssembly.js'
import type { Engine } from './engine.js'
import { fusion } from './fusion.js'
import { emit, type Emitted } from './scheduling/emit.js'
import { isWide } from './width.js'

/** Where modules outlast the process, by texts that say what they are. */
export interface Store {
  /** What was kept under a text, if it is there and whole. */
  readonly find: (text: string) => Emitted | undefined
  readonly keep: (text: string, emitted: Emitted) => void
}

/** A program as a compiled module, with all that a run needs to know of it. */
export interface Ready extends Omit<Emitted, 'bytes'> {
  readonly module: Module
  /** About how many bytes it takes. */
  readonly weight: number
}

/** Bytes of modules, with what engines make of them, that a backend keeps: some hundred steps of large networks. */
const mostBytes = 1 << 26

/** What machine code takes for each byte of a module. */
const grown = 8

/** Changes when the engine was told to compile in another way. */
let turn = 0

/** From here on modules are compiled anew: those that were kept were compiled in another way. */
export const compileAnew = (): void => { turn++ }

/** Compiles programs for an engine, each once. */
export const modulesFor = (engine: Engine, store?: Store) => {
  const kept = cache<Ready>(mostBytes, ({ weight }) => weight)
  const emitted = (program: Program, carried: number, text: string): Emitted => {
    const found = store?.find(text)
    if (found !== undefined) return found
    const loops = brought.get('scan') as Looped | undefined
    const made = emit(group(loops?.hoisted(program) ?? program, fusion), carried, { wider: isWide(), ...engine })
    store?.keep(text, made)
    return made
  }
  return (program: Program, carried: number): Ready => {
    const text = `${carried} carried${isWide() ? ', wide' : ''}\n${contentOf(program)}`
    return kept(`${turn} ${text}`, () => {
      const { bytes, ...rest } = emitted(program, carried, text)
      const held = rest.constants.reduce((sum, { elements }: { readonly elements: Elements }) => sum + elements.byteLength, 0)
      return { ...rest, module: compile(bytes), weight: text.length + grown * bytes.length + held }
    })
  }
}
