/** Instructions on shared memory, in one order for all threads. */
import { code, i32, signed, unsigned, type I32, type Statement } from './code.js'

export const load = (address: I32, offset = 0): I32 => code('i32', [address.bytes, 0xfe, 0x10, 2, unsigned(offset)])

export const store = (address: I32, value: I32, offset = 0): Statement =>
  code('none', [address.bytes, value.bytes, 0xfe, 0x17, 2, unsigned(offset)])

/** Adds; gives what was there before. */
export const add = (address: I32, value: I32, offset = 0): I32 =>
  code('i32', [address.bytes, value.bytes, 0xfe, 0x1e, 2, unsigned(offset)])

/** Sleeps as long as the word is what was expected, until notified, at most so many nanoseconds. */
export const wait = (address: I32, expected: I32, nanoseconds: number, offset = 0): Statement =>
  code('none', [address.bytes, expected.bytes, 0x42, signed(nanoseconds), 0xfe, 0x01, 2, unsigned(offset), 0x1a])

/** Wakes all who sleep at the word. */
export const notify = (address: I32, offset = 0): Statement =>
  code('none', [address.bytes, i32.const(-1).bytes, 0xfe, 0x00, 2, unsigned(offset), 0x1a])
