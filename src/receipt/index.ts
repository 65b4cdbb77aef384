/** What was computed, said in a form that anyone can compare. */
export { digest } from './digest.js'
