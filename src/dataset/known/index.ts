/** Data sets that many know, from their files. */
export { readRecordings, readSpokenDigits } from './spokenDigits.js'
export type { Recording, Spoken, SpokenDigits, SpokenDigitsOptions } from './spokenDigits.js'
export { readShakespeare, type Corpus } from './text.js'
export {
  housingColumns, penguinColumns, rawPenguinColumns, readHousing, readPenguins, readRawPenguins, readTitanic, titanicColumns,
} from './tables.js'
export { readBreastCancer, readDiabetes, readIris, readSmallDigits, readWine, type DiabetesFiles } from './toys.js'
