/** Networks that grow by layers which only run time knows. */
import type { AnyNet } from '../network/named.js'

/** A network with these layers appended, whose shapes are checked when they are. */
export const grown = (net: AnyNet, ...layers: readonly unknown[]): AnyNet =>
  layers.reduce<AnyNet>((before, layer) => (layer as (net: AnyNet) => AnyNet)(before), net)
