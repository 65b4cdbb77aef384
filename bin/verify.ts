/** `tenfold verify`: trains again as a receipt says, and compares. */
import * as E from 'fp-ts/lib/Either.js'
import { dirname, resolve } from 'node:path'
import { receipt } from 'tenfold'
import type { commands } from './commands.js'
import { codes, wrongData } from './failure.js'
import { begun, learn } from './learn.js'
import { lessonOf } from './lesson.js'
import type { Arguments } from './parse.js'
import { settled } from './settings.js'
import { receiptOf } from './trained.js'
import type { World } from './world.js'

export const verify = async ({ operands: [file = '', data], values }: Arguments<typeof commands.verify.options>, world: World): Promise<number> => {
  const { receipt: claimed, settings, places } = await receiptOf(file)
  const lies = (name: string): string | undefined => {
    const place = places[name]
    return place === undefined || place === '-' ? undefined : resolve(dirname(file), place)
  }
  const from = data ?? lies('data') ?? wrongData(`${file}: expected where the data lies, received standard input; tenfold verify ${file} DATA tells it`)
  const test = typeof settings.test === 'string' ? { test: lies('test') ?? settings.test } : {}
  const lesson = await lessonOf(from, settled({ ...settings, ...test }), world)
  // Files may lie somewhere else, and be called so: that changes nothing of what is learned.
  const told = { ...lesson, settings: { ...lesson.settings, ...(settings.test === undefined ? {} : { test: settings.test }) } }
  const { engine } = claimed
  if (engine !== undefined) {
    const { contract: _, tenfold: __, seal: ___, ...before } = await begun(told, places)
    // Bits of XLA are not reproduced: the number of steps and the final parameters are taken from the claim.
    const compared = receipt.compare(claimed, receipt.of({ ...before, engine, steps: claimed.steps, final: claimed.final }))
    const versions = Object.entries(engine.versions).map(([name, version]) => `${name} ${version}`).join(', ')
    const by = `${engine.name} (${versions}, ${engine.devices} devices of kind ${engine.platform})`
    world.say(E.isLeft(compared) ? `${file}: ${compared.left.message}\n`
      : `${file}: settings, data, initial parameters and program are the same; the steps were taken by ${by}, `
        + 'whose bits are those of one partition: the final parameters are not verified\n')
    return E.isLeft(compared) ? 1 : 0
  }
  const made = await learn(told, { threads: values.threads ?? 1, places, world })
  if (made === undefined) return codes.interrupted
  const compared = receipt.compare(claimed, made.receipt)
  if (E.isLeft(compared)) {
    world.say(`${file}: ${compared.left.message}\n`)
    return 1
  }
  world.say(`${file}: the same, after ${made.receipt.steps} steps: ${made.receipt.final}\n`)
  return 0
}
