/** Made passengers of a made ship: women, children and the first class are saved more often. */
import type { Key, table } from 'tenfold'
import type { titanicColumns } from 'tenfold/datasets'
import { drawn } from './draw.js'

export type Passenger = table.Row<typeof titanicColumns>

const titleOf = (isMale: boolean, isMarried: boolean, isDoctor: boolean, age: number): string =>
  age < 14 ? (isMale ? 'Master' : 'Miss') : isDoctor ? 'Dr' : isMale ? 'Mr' : isMarried ? 'Mrs' : 'Miss'

/** One age in five is missing, three cabins in four, and one port in thirty. */
export const drawnPassengers = (count: number, key: Key): readonly Passenger[] => {
  const { uniform, below, oneIn } = drawn(count, key)
  const [sex, level, ages, fares] = [below(0, 2), below(1, 3), uniform(2, 1, 70), uniform(3, 4, 12)]
  const [siblings, parents, married, ports] = [below(4, 3), below(5, 3), oneIn(6, 2), below(7, 3)]
  const [noAge, hasCabin, noPort, doctors] = [oneIn(8, 5), oneIn(9, 4), oneIn(10, 30), oneIn(13, 10)]
  const [luck, decks] = [uniform(11, -0.5, 0.5), below(12, 7)]
  return sex.map((isMale, i): Passenger => {
    const at = (column: readonly number[]): number => column[i] as number
    const age = Math.floor(at(ages))
    const hope = (isMale === 0 ? 1 : 0) + (age < 14 ? 0.8 : 0) - 0.5 * at(level) + at(luck)
    return {
      PassengerId: i + 1, Survived: Number(hope > 0.2), Pclass: at(level),
      Name: `Doe, ${titleOf(isMale === 1, married[i] === true, doctors[i] === true, age)}. Number ${i + 1}`,
      Sex: isMale, Age: noAge[i] === true ? undefined : age, SibSp: at(siblings), Parch: at(parents), Ticket: String(1000 + i),
      Fare: at(fares) * (3 - at(level)) * (3 - at(level)),
      Cabin: hasCabin[i] === true ? `${'ABCDEFG'[at(decks)]}${i}` : undefined,
      Embarked: noPort[i] === true ? undefined : at(ports),
    }
  })
}
