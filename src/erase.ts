import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import { eraseAll, prepareErasure, queueReceipt } from './store/erasure.ts'
import type { Fingerprint } from './store/fingerprint.ts'
import type { Counts } from './store/own-data.ts'
import type { Queue } from './store/queue.ts'
import type { Claim } from './store/turns.ts'

/** How long Google may take to end the consents, in milliseconds. */
const REVOKE_MS = 10_000
/** Somebody else may have locked what is to be erased in another order: one of the two goes again. */
const TRIES = 5

export interface EraseSettings {
  database: Database
  queue: Queue
  /** Ends all consents of a person at Google; gives the accounts where that failed. */
  revokeAccess(person: string, signal: AbortSignal): Promise<string[]>
  fingerprint: Fingerprint
  /** Files are deleted at the provider too. */
  deleteMedia: boolean
  log: Logger
  reach: Reach
}

/** How the person is reached. */
export interface ErasePath {
  channel: Channel
  language: string
  signal: AbortSignal
  /** Called when the conversation gets locked: a claim that is renewed from then on would wait, and others with it. */
  locking(): void
}

/**
 * Ends a turn instead of its commit: everything about its person goes, in one commit with the receipt. Run again after a
 * crash it begins anew, or finds nothing. Returns the conversation of the receipt; undefined when they want to hear nothing.
 * Throws `ClaimLost`.
 */
export type Erase = (claim: Claim, path: ErasePath) => Promise<string | undefined>

export function createErase({
  database,
  queue,
  revokeAccess,
  fingerprint,
  deleteMedia,
  log,
  reach,
}: EraseSettings): Erase {
  async function inOneCommit(
    claim: Claim,
    { channel, language }: ErasePath,
    unended: string[],
  ): Promise<string | undefined> {
    return database.transaction(async (db) => {
      const { counts, optedOut } = await eraseAll(db, claim, fingerprint, deleteMedia)
      if (optedOut) return undefined
      const text = receiptOf(counts, unended, language)
      const { medium, ourAddress: sender, theirAddress: recipient } = claim
      const route = { channel: claim.channel, medium, sender, recipient }
      const receipt = await queueReceipt(db, route, channel.render({ text }, medium))
      await queue.enqueue('deliver', receipt, { db })
      return receipt
    })
  }

  return async function erase(claim, path) {
    const { id } = claim.person
    await prepareErasure(database.pool, id, fingerprint)
    const unended = await revokeAccess(id, AbortSignal.any([path.signal, AbortSignal.timeout(REVOKE_MS)]))
    reach('erasing')
    path.locking()
    for (let tries = 1; ; tries += 1) {
      try {
        return await inOneCommit(claim, path, unended)
      } catch (error) {
        if (tries === TRIES || !isDeadlock(error)) throw error
        log.warn({ err: error }, 'erasing met another writer, again')
      }
    }
  }
}

const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '40P01'

function receiptOf(counts: Counts, unended: string[], language: string): string {
  const line = (key: CountKey, count: number) =>
    count > 0 ? [`- ${phrase(key, language, { count: String(count) })}`] : []
  return [
    `✅ ${phrase('erased', language)}`,
    ...COUNTED.flatMap(([key, what]) => line(key, counts[what])),
    '',
    ...(unended.length > 0
      ? [`⚠️ ${phrase('eraseUnended', language, { accounts: unended.join(', ') })}`, '']
      : []),
    phrase('erasedAnew', language),
  ].join('\n')
}

const COUNTED = [
  ['countMessages', 'messages'],
  ['countFacts', 'facts'],
  ['countReminders', 'reminders'],
  ['countEvents', 'events'],
  ['countFiles', 'files'],
  ['countAccounts', 'accounts'],
] as const satisfies [string, keyof Counts][]
type CountKey = (typeof COUNTED)[number][0]
