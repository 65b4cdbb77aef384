/** The parts of the page about how good the result is. */
export { calibration } from './calibration.js'
export { cases } from './cases.js'
export { confusion } from './confusion.js'
export { numbers } from './numbers.js'
export { thresholds } from './thresholds.js'
export { verdict } from './verdict.js'
export { warnings } from './warnings.js'
