/** Programs may come from files: all of one is looked at before anything is written. */
import * as E from 'fp-ts/lib/Either.js'
import { codec } from '../inspect/codec.js'
import { ofAnySize } from '../program/decode.js'
import type { Grouped } from '../program/grouped.js'
import type { Program } from '../program/program.js'
import { Refused, said } from './refused.js'

/** What is wrong at this path through the data, as a complaint of the instruction that it leads to. */
const refusedAt = (program: Program<Grouped>, path: readonly string[], reason: string): Refused => {
  const [field, at, ...rest] = path
  if (field !== 'instructions' || at === undefined) return new Refused([], [path.join('.'), reason].filter((part) => part !== '').join(': '))
  const instruction = program.instructions[Number(at)]
  const here = said(instruction, Number(at))
  const primitive: { readonly kind?: unknown; readonly body?: unknown } | undefined = instruction?.primitive
  if (primitive?.kind === 'group') return new Refused([here], 'a group is no primitive; program.ungroup writes groups out')
  const [first, second, ...inner] = rest
  if (first === 'primitive' && second === 'body' && inner.length > 0) {
    // That it is no program would be said of the body itself.
    const { instructions, message } = refusedAt(primitive?.body as Program<Grouped>, inner, reason)
    return new Refused([here, ...instructions], message)
  }
  return new Refused([here], [rest.join('.'), reason].filter((part) => part !== '').join(': '))
}

/** Refuses a program that is none by its first wrong instruction. Its tensors may be larger than any memory here. */
export const validate = (program: Program<Grouped>): void => {
  const decoded = ofAnySize(() => codec.decode(program))
  if (E.isRight(decoded)) return
  const [error] = decoded.left
  // The first part of the context is the codec itself.
  throw refusedAt(program, error!.context.slice(1).map(({ key }) => key), error!.message ?? 'a program expected')
}
