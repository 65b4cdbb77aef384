import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** A folder for files that come and go in great number: in memory where there is one, since each is made sure of on a disk. */
export const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
