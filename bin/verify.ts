import type { Arguments } from './parse.js'
import type { World } from './world.js'

export const verify = async (_: Arguments<any>, __: World): Promise<number> => 0
