/**
 * Tests that take long are run by the gate, with TENFOLD_SLOW, and left out of `npm test`; vitest.config.ts has whole files.
 * With `quick` those files are run, but of what takes long in them as little as in `npm test`.
 */
export const isQuick = [undefined, 'quick'].includes(process.env['TENFOLD_SLOW'])
