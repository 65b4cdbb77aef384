/** What a backend makes of a program. */
import { pure } from '../../src/backend/index.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import type { Elements } from '../../src/program/elements.js'
import { group } from '../../src/program/group.js'
import type { Program } from '../../src/program/program.js'
import { simplify } from '../../src/program/simplify/simplify.js'

/** The module of a program and the constants beside it, which is all that a backend makes of it. */
export const moduleOf = (program: Program): string => {
  const { bytes, constants } = emit(group(simplify(program, pure.compile), fusion), 0, { threads: 1, relaxed: false })
  const text = ({ buffer, byteOffset, byteLength }: Uint8Array | Elements): string => Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  return [text(bytes), ...constants.map(({ at, elements }) => `${at} ${elements.constructor.name} ${text(elements)}`)].join('\n')
}
