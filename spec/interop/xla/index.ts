/** All that is checked of XLA; what takes longest comes first. */
import type { Check } from '../check.js'
import { families } from './cases/index.js'
import { losses } from './losses.js'
import { own } from './own.js'
import { planChecks } from './plan.js'
import { refusals } from './refused.js'
import type { Room } from './room.js'
import { runs } from './runs.js'
import { speed } from './speed.js'
import { checksOf } from './texts.js'
import { training } from './training.js'

export const checks = (room: Room): readonly Check[] => [
  ...training(room),
  ...losses(room),
  ...own(room),
  ...runs(room),
  ...refusals(room),
  ...Object.entries(families).flatMap(([name, family]) => checksOf(room, name, family)),
  ...planChecks(room),
  ...speed(room),
]
