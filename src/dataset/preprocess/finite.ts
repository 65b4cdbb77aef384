import * as t from 'io-ts'

const isFinite = (u: unknown): u is number => Number.isFinite(u)

/** A number of JSON: neither NaN nor infinite. */
export const finite: t.Type<number, number, unknown> =
  new t.Type('a finite number', isFinite, (u, context) => (isFinite(u) ? t.success(u) : t.failure(u, context)), t.identity)
