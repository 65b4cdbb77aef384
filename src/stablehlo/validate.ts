/** Validation of programs, which may come from files, before anything is written. */
import * as E from 'fp-ts/lib/Either.js'
import { codec } from '../inspect/codec.js'
import { ofAnySize } from '../program/decode.js'
import type { Grouped } from '../program/grouped.js'
import type { Program } from '../program/program.js'
import { Refused, said } from './refused.js'

/** A complaint at this path through the data, as a refusal of the instruction that it leads to. */
const refusedAt = (program: Program<Grouped>, path: readonly string[], reason: string): Refused => {
  const [field, at, ...rest] = path
  if (field !== 'instructions' || at === undefined)
    return new Refused([], [path.join('.'), reason].filter((part) => part !== '').join(': '))
  const instruction = program.instructions[Number(at)]
  const here = said(instruction, Number(at))
  const primitive: { readonly kind?: unknown; readonly body?: unknown } | undefined = instruction?.primitive
  if (primitive?.kind === 'group') return new Refused([here], 'a group is no primitive; program.ungroup writes groups out')
  const [first, second, ...inner] = rest
  if (first === 'primitive' && second === 'body' && inner.length > 0) {
    // Complaints about the body as a whole have no inner path.
    const { instructions, message } = refusedAt(primitive?.body as Program<Grouped>, inner, reason)
    return new Refused([here, ...instructions], message)
  }
  return new Refused([here], [rest.join('.'), reason].filter((part) => part !== '').join(': '))
}

/** Refuses a malformed program by its first wrong instruction. Its tensors may be larger than this machine's memory. */
export const validate = (program: Program<Grouped>): void => {
  const decoded = ofAnySize(() => codec.decode(program))
  if (E.isRight(decoded)) return
  const [error] = decoded.left
  // The first part of the context is the codec itself.
  throw refusedAt(program, error!.context.slice(1).map(({ key }) => key), error!.message ?? 'a program expected')
}
