/**
 * The mean of -log softmax(logits)[target] over the batch; the logits are overwritten by their derivative,
 * (softmax - 1ₜ) / batch.
 */
export const crossEntropy = (logits: Float32Array, targets: Int32Array, batch: number, classes: number): number => {
  let loss = 0
  for (let i = 0, o = 0; i < batch; i++, o += classes) {
    let greatest = logits[o]!
    for (let j = 1; j < classes; j++) if (logits[o + j]! > greatest) greatest = logits[o + j]!
    const own = logits[o + targets[i]!]! - greatest
    let sum = 0
    for (let j = 0; j < classes; j++) {
      const e = Math.exp(logits[o + j]! - greatest)
      logits[o + j] = e
      sum += e
    }
    loss += Math.log(sum) - own
    const share = 1 / (sum * batch)
    for (let j = 0; j < classes; j++) logits[o + j] = logits[o + j]! * share
    logits[o + targets[i]!] = logits[o + targets[i]!]! - 1 / batch
  }
  return loss / batch
}
