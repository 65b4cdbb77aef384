/** Tests that take long are run by the gate, with TENFOLD_SLOW, and left out of `npm test`; vitest.config.ts has whole files. */
export const isQuick = process.env['TENFOLD_SLOW'] === undefined
