import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEncryption, localKey } from '../../src/encryption.ts'
import { PermanentError } from '../../src/errors.ts'
import { temporaryFolder } from '../support/world.ts'

const OLD = 'an old key that has thirty-two characters'
const NEW = 'the new key that has thirty-two characters'
const PURPOSE = 'google_accounts:+15550100001'

describe('encryption', () => {
  test('gives back what was put in, and shows none of it', () => {
    const encryption = createEncryption([OLD])
    const box = encryption.encrypt('1//secret', PURPOSE)
    expect(box.includes('secret')).toBe(false)
    expect(encryption.decrypt(box, PURPOSE)).toBe('1//secret')
  })

  test('makes another box of the same text each time', () => {
    const encryption = createEncryption([OLD])
    expect(encryption.encrypt('x', PURPOSE).equals(encryption.encrypt('x', PURPOSE))).toBe(false)
  })

  test('opens with an old key behind a new one, and closes with the new one', () => {
    const before = createEncryption([OLD]).encrypt('1//secret', PURPOSE)
    const rotated = createEncryption([NEW, OLD])
    expect(rotated.decrypt(before, PURPOSE)).toBe('1//secret')
    const after = rotated.encrypt('1//secret', PURPOSE)
    expect(createEncryption([NEW]).decrypt(after, PURPOSE)).toBe('1//secret')
    expect(() => createEncryption([OLD]).decrypt(after, PURPOSE)).toThrow(PermanentError)
  })

  test('says that the key does not fit', () => {
    const box = createEncryption([OLD]).encrypt('1//secret', PURPOSE)
    expect(() => createEncryption([NEW]).decrypt(box, PURPOSE)).toThrow(/^ENCRYPTION_KEY does not fit/)
  })

  test("does not open in another person's row", () => {
    const encryption = createEncryption([OLD])
    const box = encryption.encrypt('1//secret', PURPOSE)
    expect(() => encryption.decrypt(box, 'google_accounts:+15550100009')).toThrow(/belongs to another row/)
  })

  test('does not open when any byte of it was changed', () => {
    const encryption = createEncryption([OLD])
    const box = encryption.encrypt('secret', PURPOSE)
    for (let place = 0; place < box.length; place++) {
      const changed = Buffer.from(box)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(() => encryption.decrypt(changed, PURPOSE), `byte ${place}`).toThrow(PermanentError)
    }
    expect(() => encryption.decrypt(box.subarray(0, 20), PURPOSE)).toThrow(PermanentError)
  })

  test('takes no short key, and none at all', () => {
    expect(() => createEncryption(['short'])).toThrow(/32 characters/)
    expect(() => createEncryption([])).toThrow(/not set/)
  })
})

describe('the key of an installation', () => {
  test('is one for all processes that start at once, and for the owner alone', async () => {
    await using folder = await temporaryFolder()
    const dataDir = join(folder.path, 'data')
    const keys = await Promise.all(Array.from({ length: 8 }, () => localKey(dataDir)))
    expect(new Set(keys).size).toBe(1)
    expect(await localKey(dataDir)).toBe(keys[0])
    expect(keys[0]?.length).toBeGreaterThanOrEqual(32)
    const path = join(dataDir, 'encryption.key')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readFile(path, 'utf8')).trim()).toBe(keys[0])
  })
})
