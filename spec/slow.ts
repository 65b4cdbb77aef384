/** Tests that start many processes are run by the gate, with TENFOLD_SLOW=1, and left out of `npm test`. */
export const isQuick = process.env['TENFOLD_SLOW'] === undefined
