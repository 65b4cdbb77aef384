/**
 * Which layer of a network is being computed: traces write it beside what they record, and nothing depends on it. The way back
 * through a layer is `2.dense backward`.
 */

const back = ' backward'

let current: string | undefined

/** The layer that what is recorded now comes from. */
export const currentLayer = (): string | undefined => current

/** What `f` gives, of a layer; of the one that is under way when none is known. */
export const ofLayer = <A>(layer: string | undefined, f: () => A): A => {
  const before = current
  current = layer ?? before
  try {
    return f()
  } finally {
    current = before
  }
}

/** What `f` gives, of a layer inside of the one that is under way: `2.residual/0.dense`. */
export const inLayer = <A>(name: string, f: () => A): A => ofLayer(current === undefined ? name : `${current}/${name}`, f)

/** What `f` gives, on the way back through a layer; also where that is itself differentiated. */
export const backThrough = <A>(layer: string | undefined, f: () => A): A =>
  ofLayer(layer === undefined || layer.endsWith(back) ? layer : layer + back, f)
