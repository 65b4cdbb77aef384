import { printType } from '../program/infer.js'
import { leaves } from './tree.js'

/**
 * What a program traced for a tree depends on: paths and types of its leaves, in order. Not types alone: records with
 * their fields in another order may have the same types in a row.
 */
export const signature = (tree: unknown): string => leaves(tree).map(({ path, tensor }) => `${path}: ${printType(tensor)}`).join()
