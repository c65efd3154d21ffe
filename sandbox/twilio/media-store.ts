import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaItem } from './message-log.ts'

/** A file that was sent; its `item` is the one in the message. */
interface Stored {
  item: MediaItem
  bytes: Buffer
}

/** The files of all messages, both ways. */
export interface MediaStore {
  /** Keeps the bytes and notes their size on the item. */
  add(item: MediaItem, bytes: Uint8Array): void
  /** Takes in the item of a message that a journal kept. */
  restore(item: MediaItem): void
  get(sid: string): Stored | undefined
  clear(): void
}

/** With a folder the bytes are files in it, and outlive a restart; without, they are in memory. */
export function createMediaStore(folder: string | undefined): MediaStore {
  const items = new Map<string, MediaItem>()
  const inMemory = new Map<string, Buffer>()
  if (folder) mkdirSync(folder, { recursive: true })
  return {
    add(item, bytes) {
      item.size = bytes.length
      items.set(item.sid, item)
      if (folder) writeFileSync(join(folder, item.sid), bytes)
      else inMemory.set(item.sid, Buffer.from(bytes))
    },
    restore: (item) => void items.set(item.sid, item),
    get(sid) {
      const item = items.get(sid)
      const bytes = item && (folder ? readFile(join(folder, sid)) : inMemory.get(sid))
      return item && bytes && { item, bytes }
    },
    clear() {
      items.clear()
      inMemory.clear()
    },
  }
}

function readFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
