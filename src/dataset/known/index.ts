/** Data sets that many know, from their files. */
export { readRecordings, readSpokenDigits, type Recording, type SpokenDigits, type SpokenDigitsOptions, type Spoken } from './spokenDigits.js'
