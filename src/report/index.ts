/** Results as text for a terminal. */
export { classification } from './classification.js'
export { confusion } from './confusion.js'
export { image, images, type ImagesOptions } from './image.js'
export { sparkline } from './sparkline.js'
export { summary } from './summary.js'
