/** The parts of a dense layer that are not its product. */

/** y ← relu(y + b), or y + b, row by row. */
export const addBias = (y: Float32Array, b: Float32Array, relu: boolean): void => {
  const n = b.length
  if (relu) {
    for (let o = 0; o < y.length; o += n) {
      for (let j = 0; j < n; j++) {
        const z = y[o + j]! + b[j]!
        y[o + j] = z > 0 ? z : 0
      }
    }
  } else for (let o = 0; o < y.length; o += n) for (let j = 0; j < n; j++) y[o + j] = y[o + j]! + b[j]!
}

/** g ← Σ rows of dy. */
export const sumRows = (g: Float32Array, dy: Float32Array): void => {
  g.fill(0)
  for (let o = 0; o < dy.length; o += g.length) for (let j = 0; j < g.length; j++) g[j] = g[j]! + dy[o + j]!
}

/** dx ← dx where x > 0: x is what relu gave. */
export const mask = (dx: Float32Array, x: Float32Array): void => {
  for (let i = 0; i < dx.length; i++) if (x[i]! <= 0) dx[i] = 0
}
