/** Where threads wait for each other. */
import * as atomic from '../assembler/atomic.js'
import { control, i32, memory, sequence, type Statement } from '../assembler/code.js'
import { define, type Function } from '../assembler/module.js'
import { words } from '../layout.js'

/**
 * How often a thread looks before it is tired, by whether that has paid of late. It does where each has a core of its own:
 * some 50 µs of looking are less than falling asleep and waking up. Where they take turns, looking keeps others from their
 * work, and is tried now and then only.
 */
export const looks = { many: 50_000, few: 500, trial: 32 } as const

/** Nanoseconds after which a sleeper looks up even if nobody wakes it. */
const nap = 10_000_000

/** Bytes that each thread has for its own memory of what has paid: apart from the others'. */
export const notes = 64

/**
 * Returns when all of `threads` have called it, each with its number. The last to arrive opens it for the others, which
 * look again and again, since the work in between is short, and sleep when they are tired. Traps when a thread has failed,
 * so that nobody waits for it. Thread 0, which is the caller's, calls function 0 whenever it is tired: that throws where a
 * thread is gone. At `at` each thread has its notes.
 */
export const barrier = (threads: number, at: number, sleeps = false): Function => define(1, (fresh, [thread]) => {
  const [zero, one, round, left] = [i32.const(0), i32.const(1), fresh('i32'), fresh('i32')]
  const own = i32.mul(thread!.get, i32.const(notes))
  const misses = memory.loadI32(own, at)
  const missed = i32.and(misses, i32.const(looks.trial - 1))
  // Who cannot sleep has nothing better to do than to look.
  const isHopeless = sleeps ? missed : i32.select(thread!.get, missed, zero)
  const isClosed = i32.eq(atomic.load(zero, words.passed), round.get)
  const sleep = sequence(
    left.set(atomic.add(zero, one, words.asleep)),
    atomic.wait(zero, round.get, nap, words.passed),
    left.set(atomic.add(zero, i32.const(-1), words.asleep)),
  )
  const ask = control.call(0)
  const rest: Statement = control.if(thread!.get, sleep, sleeps ? sequence(ask, sleep) : ask)
  return sequence(
    round.set(atomic.load(zero, words.passed)),
    control.if(
      i32.eq(atomic.add(zero, one, words.arrived), i32.const(threads - 1)),
      sequence(
        atomic.store(zero, zero, words.arrived),
        atomic.store(zero, i32.add(round.get, one), words.passed),
        control.if(atomic.load(zero, words.asleep), atomic.notify(zero, words.passed)),
      ),
      control.doWhile(
        sequence(
          left.set(i32.select(isHopeless, i32.const(looks.few), i32.const(looks.many))),
          control.doWhile(
            sequence(control.if(atomic.load(zero, words.failed), control.trap), left.set(i32.sub(left.get, one))),
            i32.and(isClosed, i32.ne(left.get, zero)),
          ),
          control.if(isClosed, sequence(memory.storeI32(own, i32.add(misses, one), at), rest), memory.storeI32(own, zero, at)),
        ),
        isClosed,
      ),
    ),
  )
})
