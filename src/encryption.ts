import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PermanentError } from './errors.ts'

/**
 * Keeps secrets in the database so that the database alone does not give them away. `purpose` says which row of whom a box
 * belongs to, e.g. `google_accounts:+15550100001`: moved to another row it does not open.
 */
export interface Encryption {
  /** Always with the first key. */
  encrypt(text: string, purpose: string): Buffer
  /** With whichever key it was made. Throws `PermanentError` when none fits, or when the box was changed or moved. */
  decrypt(box: Uint8Array, purpose: string): string
}

const VERSION = 1
const ID_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + ID_BYTES

interface Key {
  id: Buffer
  bytes: Buffer
}

/** `keys`: 32 characters or more each; a new one goes first and the old ones stay until nothing is left that needs them. */
export function createEncryption(keys: string[]): Encryption {
  const ring = keys.map(deriveKey)
  const [first] = ring
  if (!first) throw new PermanentError('ENCRYPTION_KEY is not set.')

  return {
    encrypt(text, purpose) {
      const head = Buffer.concat([Buffer.from([VERSION]), first.id])
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', first.bytes, nonce).setAAD(bound(head, purpose))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed])
    },
    decrypt(box, purpose) {
      const bytes = Buffer.from(box)
      const head = bytes.subarray(0, HEAD_BYTES)
      if (bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES || head[0] !== VERSION)
        throw new PermanentError('What is stored was not encrypted by this version.')
      const key = ring.find(({ id }) => id.equals(head.subarray(1)))
      if (!key)
        throw new PermanentError(
          'ENCRYPTION_KEY does not fit what is stored: it was encrypted with another key. Put that one behind the new one, with a comma between.',
        )
      const nonce = bytes.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES)
      const tag = bytes.subarray(HEAD_BYTES + NONCE_BYTES, HEAD_BYTES + NONCE_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(bound(head, purpose)).setAuthTag(tag)
      try {
        const sealed = bytes.subarray(HEAD_BYTES + NONCE_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new PermanentError('What is stored was changed, or belongs to another row.', { cause })
      }
    },
  }
}

function deriveKey(key: string): Key {
  if (key.length < 32) throw new PermanentError('Each key of ENCRYPTION_KEY has 32 characters or more.')
  const bytes = Buffer.from(hkdfSync('sha256', key, '', 'majordomo encryption v1', 32))
  // Of the derived key, so that a box helps nobody to guess what was typed.
  return { bytes, id: createHash('sha256').update(bytes).digest().subarray(0, ID_BYTES) }
}

const bound = (head: Buffer, purpose: string): Buffer => Buffer.concat([head, Buffer.from(purpose, 'utf8')])

/** The key of an installation without ENCRYPTION_KEY: made at the first call, kept in `encryption.key`, for the owner alone. */
export async function localKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'encryption.key')
  const kept = await readIfThere(path)
  if (kept !== undefined) return kept
  await mkdir(dataDir, { recursive: true })
  const fresh = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Of several processes at a first start one gives the key its name, whole; the others read that one.
    await link(fresh, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(fresh)
  }
  return (await readFile(path, 'utf8')).trim()
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
