/** Data sets that many know, from their files. */
export { readRecordings, readSpokenDigits, type Recording, type SpokenDigits, type SpokenDigitsOptions, type Spoken } from './spokenDigits.js'
export { readShakespeare, type Corpus } from './text.js'
export {
  housingColumns, penguinColumns, rawPenguinColumns, readHousing, readPenguins, readRawPenguins, readTitanic, titanicColumns,
} from './tables.js'
export { readBreastCancer, readDiabetes, readIris, readSmallDigits, readWine, type DiabetesFiles } from './toys.js'
