/** Checks and their outcomes. */

/** A check. Its result is printed beside its name; it rejects with its failure. */
export interface Check {
  readonly name: string
  /** Whether it measures time: it runs when all others have ended. */
  readonly alone?: boolean
  readonly run: () => Promise<string | void>
}

export interface Outcome {
  readonly name: string
  readonly seconds: number
  readonly said?: string
  readonly wrong?: string
}

/** How checks are run: as many at once as there are lanes, in their order. */
const outcomeOf = async ({ name, run }: Check): Promise<Outcome> => {
  const start = performance.now()
  const seconds = (): number => Number(((performance.now() - start) / 1000).toFixed(1))
  try {
    const said = await run()
    return { name, seconds: seconds(), ...(said === undefined ? {} : { said }) }
  } catch (error) {
    return { name, seconds: seconds(), wrong: error instanceof Error ? error.message : String(error) }
  }
}

/** Runs all checks, as many at once as there are lanes; `told` hears of each as it ends. */
export const runAll = async (checks: readonly Check[], lanes: number, told: (outcome: Outcome) => void): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  const through = async (some: readonly Check[], width: number): Promise<void> => {
    const waiting = some.values()
    const lane = async (): Promise<void> => {
      for (const check of waiting) {
        const outcome = await outcomeOf(check)
        outcomes.push(outcome)
        told(outcome)
      }
    }
    await Promise.all(Array.from({ length: width }, lane))
  }
  await through(checks.filter(({ alone = false }) => !alone), lanes)
  await through(checks.filter(({ alone = false }) => alone), 1)
  return outcomes
}

/** Fails with this sentence where something does not hold. */
export const must = (holds: boolean, otherwise: string): void => { if (!holds) throw new Error(otherwise) }
