/** The canonical trainings, by name. Together they reach every primitive, element type, instruction and elementary function. */
import { cnn } from './trainings/cnn.js'
import { dropout } from './trainings/dropout.js'
import { f64 } from './trainings/f64.js'
import { activations32, activations64, functions32, functions64 } from './trainings/functions.js'
import { mlp } from './trainings/mlp.js'
import { notANumber } from './trainings/notANumber.js'
import { order } from './trainings/order.js'
import { recurrent } from './trainings/recurrent.js'
import { words } from './trainings/words.js'

export const trainings = {
  mlp, cnn, dropout, recurrent, words, f64, functions32, functions64, activations32, activations64, nan: notANumber, order,
}
