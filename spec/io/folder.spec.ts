/** Folders that are there whole or not at all. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeFolder } from '../../src/io/folder.js'
import { temporaryFolder } from '../folder.js'

const { at } = temporaryFolder()
let folders = 0
const fresh = async (): Promise<string> => {
  const folder = at(String(folders++))
  await mkdir(folder)
  return folder
}
const fill = async (folder: string): Promise<number> => {
  await mkdir(join(folder, 'in'))
  await writeFile(join(folder, 'in', 'file'), 'whole')
  return 3
}
const shown = async (folder: string): Promise<readonly string[]> => (await readdir(folder, { recursive: true })).sort()

it('is there when all is in it, and what filled it gives', async () => {
  const room = await fresh()
  const made = await writeFolder(join(room, 'job'), async (folder) => {
    const given = await fill(folder)
    expect((await shown(room)).some((name) => name === 'job')).toBe(false)
    return given
  })
  expect(made).toBe(3)
  expect(await shown(room)).toEqual(['job', 'job/in', 'job/in/file'])
})

it('takes the place of an empty one, also behind a link', async () => {
  const room = await fresh()
  await mkdir(join(room, 'job'))
  await writeFolder(join(room, 'job'), fill)
  expect(await shown(room)).toEqual(['job', 'job/in', 'job/in/file'])
  await mkdir(join(room, 'other'))
  await symlink('other', join(room, 'link'))
  await writeFolder(join(room, 'link'), fill)
  expect(await shown(join(room, 'other'))).toEqual(['in', 'in/file'])
})

it('leaves nothing where filling it fails', async () => {
  const room = await fresh()
  const error = new Error('no more')
  await expect(writeFolder(join(room, 'job'), async (folder) => { await fill(folder); throw error })).rejects.toBe(error)
  expect(await shown(room)).toEqual([])
  await mkdir(join(room, 'job'))
  await expect(writeFolder(join(room, 'job'), async (folder) => { await fill(folder); throw error })).rejects.toBe(error)
  expect(await shown(room)).toEqual(['job'])
})

it('does not touch what is there, be it put there while it was filled', async () => {
  const room = await fresh()
  const mine = join(room, 'job', 'mine')
  await mkdir(join(room, 'job'))
  await writeFile(mine, 'mine')
  await expect(writeFolder(join(room, 'job'), fill)).rejects.toThrow('a folder that is not empty')
  await expect(writeFolder(mine, fill)).rejects.toThrow('a file')
  await expect(writeFolder(join(room, 'late'), async (folder) => {
    await fill(folder)
    await mkdir(join(room, 'late'))
    await writeFile(join(room, 'late', 'theirs'), 'theirs')
  })).rejects.toThrow('a folder that is not empty')
  expect(await shown(room)).toEqual(['job', 'job/mine', 'late', 'late/theirs'])
  expect(await readFile(mine, 'utf8')).toBe('mine')
})

it('clears away what a process of this machine has left that is gone', async () => {
  const room = await fresh()
  let name = ''
  await writeFolder(join(room, 'job'), async (folder) => { name = folder })
  // A process that cannot be: numbers of processes end before.
  const left = name.replace(/-\d+-(\d*)-\d+\.tmp$/, '-2000000000-$1-0.tmp')
  expect(left).not.toBe(name)
  await mkdir(left)
  await fill(left)
  await writeFolder(join(room, 'job'), fill)
  expect(await shown(room)).toEqual(['job', 'job/in', 'job/in/file'])
})

it('is refused where no folder can be', async () => {
  await expect(writeFolder(at('none', 'job'), fill)).rejects.toMatchObject({ code: 'ENOENT' })
})
