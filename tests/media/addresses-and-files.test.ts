import { readdir, readFile, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createMediaAddress } from '../../src/media-address.ts'
import { MediaUnusable } from '../../src/media/decoded.ts'
import { isOggOpus, oggSeconds, opusChannels } from '../../src/media/ogg.ts'
import { openWorkFolder, removeAbandonedWork, saveStream } from '../../src/media/work-folder.ts'

const ID = '0b5c0a5e-7d0f-4a53-9d2f-6a6f3a1b2c3d'
const tokenOf = (path: string) => /^\/media\/(.+)\.ogg$/.exec(path)?.[1] ?? ''

describe('the address of a recording', () => {
  const secret = Buffer.alloc(32, 7)
  let time = Date.UTC(2026, 10, 21)
  const addresses = createMediaAddress(secret, () => time)

  test('leads to the recording for an hour, and then to nothing', () => {
    const token = tokenOf(addresses.pathFor(ID))
    expect(addresses.idIn(token)).toBe(ID)
    time += 59 * 60_000
    expect(addresses.idIn(token)).toBe(ID)
    time += 2 * 60_000
    expect(addresses.idIn(token)).toBeUndefined()
  })

  test('cannot be made up, lengthened or moved to another recording', () => {
    const token = tokenOf(addresses.pathFor(ID))
    const [id = '', until = '', signature = ''] = token.split('.')
    const later = (Number.parseInt(until, 36) + 3_600).toString(36)
    expect(addresses.idIn(`${id}.${later}.${signature}`)).toBeUndefined()
    expect(addresses.idIn(`${id.replace('0', '1')}.${until}.${signature}`)).toBeUndefined()
    const other = createMediaAddress(Buffer.alloc(32, 8), () => time)
    expect(other.idIn(token)).toBeUndefined()
    for (const junk of ['', '..', id, `${id}.${until}.`, `${token}x`, '%00', 'é'.repeat(100)])
      expect(addresses.idIn(junk)).toBeUndefined()
  })
})

describe('a stream is saved', () => {
  const signal = new AbortController().signal

  test('to its last byte', async () => {
    await using folder = await openWorkFolder()
    const path = join(folder.path, 'file')
    const { bytes } = await saveStream(Readable.from([Buffer.from('ab'), Buffer.from('c')]), path, 3, signal)
    expect([bytes, await readFile(path, 'utf8')]).toEqual([3, 'abc'])
    expect((await stat(path)).mode & 0o077).toBe(0)
  })

  test('but no further than the limit, also when it never ends', async () => {
    await using folder = await openWorkFolder()
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024)
      })(),
    )
    const saved = saveStream(endless, join(folder.path, 'file'), 1_000_000, signal)
    await expect(saved).rejects.toThrow(MediaUnusable)
    expect(endless.destroyed).toBe(true)
    expect((await stat(join(folder.path, 'file'))).size).toBeLessThanOrEqual(1_000_000)
  })
})

test('what a killed process left is removed, what is in use is not', async () => {
  const abandoned = await openWorkFolder()
  const old = new Date(Date.now() - 3 * 60 * 60_000)
  await utimes(abandoned.path, old, old)
  await using used = await openWorkFolder()
  await removeAbandonedWork()
  const names = await readdir(dirname(used.path))
  expect(names.map((name) => join(dirname(used.path), name))).toContain(used.path)
  await expect(stat(abandoned.path)).rejects.toThrow('ENOENT')
})

test('an Ogg/Opus file tells its length and its channels', async () => {
  const bytes = await readFile(new URL('../fixtures/media/speech-en.ogg', import.meta.url))
  expect(isOggOpus(bytes)).toBe(true)
  expect(opusChannels(bytes)).toBe(1)
  expect(oggSeconds(bytes.subarray(-65_536))).toBeGreaterThan(1)
  const mp3 = await readFile(new URL('../fixtures/media/speech-en.mp3', import.meta.url))
  expect([isOggOpus(mp3), oggSeconds(mp3), opusChannels(mp3)]).toEqual([false, 0, undefined])
})
