// error: this augmentation is for inputs of another shape
import { augment, dataset, pipe, random } from '../../src/index.js'
const images = pipe(dataset.drawnDigits({ count: 8, key: random.key(0) }), dataset.batches({ size: 4 }))
export const masked = pipe(images, augment.inputs(augment.timeMask({ frames: 2 }), random.key(1)))
