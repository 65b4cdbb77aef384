// error: parallel takes f64, received f32
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4]), n.parallel(n.input([4], 'f64')))
