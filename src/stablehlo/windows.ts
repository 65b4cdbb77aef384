/** The convolutions and pools of a program, each as one operation of StableHLO. */
import type { Program } from '../program/program.js'
import type { Pattern } from './pattern.js'

/** By the position of the instruction that each is written for. */
export const patternsOf = (_program: Program): ReadonlyMap<number, Pattern> => new Map()
