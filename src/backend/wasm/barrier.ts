/** Where threads wait for each other. */
import { atomic, control, i32, sequence } from './code.js'
import { words } from './layout.js'
import { define, type Function } from './module.js'

/**
 * Returns when all of `threads` have called it. The last to arrive opens it for the others, which look again and again: the
 * work in between is short. Traps when a thread has failed, so that nobody waits for it.
 */
export const barrier = (threads: number): Function => define(0, (fresh) => {
  const [zero, round] = [i32.const(0), fresh('i32')]
  return sequence(
    round.set(atomic.load(zero, words.passed)),
    control.if(
      i32.eq(atomic.add(zero, i32.const(1), words.arrived), i32.const(threads - 1)),
      sequence(
        atomic.store(zero, zero, words.arrived),
        atomic.store(zero, i32.add(round.get, i32.const(1)), words.passed),
      ),
      control.doWhile(
        control.if(atomic.load(zero, words.failed), control.trap),
        i32.eq(atomic.load(zero, words.passed), round.get),
      ),
    ),
  )
})
