import { pipe as piped } from 'fp-ts/lib/function.js'

/**
 * A function to `B` from `A`. The compiler prints it as it is written here, what comes out first: where a step of a pipe is
 * refused, that is the sentence that says why, and what came in, which may be long, follows.
 */
export interface To<B, A> {
  (a: A): B
}

/** `pipe`, for up to 19 functions. */
export interface Pipe {
  <A>(a: A): A
  <A, B>(a: A, ab: To<B, A>): B
  <A, B, C>(a: A, ab: To<B, A>, bc: To<C, B>): C
  <A, B, C, D>(a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>): D
  <A, B, C, D, E>(a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>): E
  <A, B, C, D, E, F>(a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>): F
  <A, B, C, D, E, F, G>(a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>): G
  <A, B, C, D, E, F, G, H>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>,
  ): H
  <A, B, C, D, E, F, G, H, I>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
  ): I
  <A, B, C, D, E, F, G, H, I, J>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>,
  ): J
  <A, B, C, D, E, F, G, H, I, J, K>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>,
  ): K
  <A, B, C, D, E, F, G, H, I, J, K, L>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>,
  ): L
  <A, B, C, D, E, F, G, H, I, J, K, L, M>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>,
  ): M
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>,
  ): N
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>,
  ): O
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>, op: To<P, O>,
  ): P
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>, op: To<P, O>, pq: To<Q, P>,
  ): Q
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>, op: To<P, O>, pq: To<Q, P>,
    qr: To<R, Q>,
  ): R
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>, op: To<P, O>, pq: To<Q, P>,
    qr: To<R, Q>, rs: To<S, R>,
  ): S
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T>(
    a: A, ab: To<B, A>, bc: To<C, B>, cd: To<D, C>, de: To<E, D>, ef: To<F, E>, fg: To<G, F>, gh: To<H, G>, hi: To<I, H>,
    ij: To<J, I>, jk: To<K, J>, kl: To<L, K>, lm: To<M, L>, mn: To<N, M>, no: To<O, N>, op: To<P, O>, pq: To<Q, P>,
    qr: To<R, Q>, rs: To<S, R>, st: To<T, S>,
  ): T
}

/**
 * A value through functions, from left to right: `pipe(a, f, g)` is `g(f(a))`. It is the `pipe` of fp-ts, with types that say the
 * same in another order.
 *
 * @example
 * pipe(tensor.of([2], [1, 4]), tensor.sqrt, tensor.add(1)) // [2, 3]
 */
export const pipe: Pipe = piped
