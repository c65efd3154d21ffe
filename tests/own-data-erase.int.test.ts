import { emptyCheckpoint } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../src/channels/channel.ts'
import { createErase } from '../src/erase.ts'
import { createLog } from '../src/log.ts'
import { calendarsOf as ownCalendars } from '../src/store/calendars.ts'
import { LatestCheckpointSaver } from '../src/store/checkpointer.ts'
import { openDatabase, type Queryable } from '../src/store/database.ts'
import { applyStatuses } from '../src/store/delivery-statuses.ts'
import { createEffectLedger } from '../src/store/effects.ts'
import { OWNER_COLUMNS, queueReceipt, tidyErasures, wantErasure } from '../src/store/erasure.ts'
import { writeFacts } from '../src/store/facts.ts'
import { createFingerprint } from '../src/store/fingerprint.ts'
import { planFirings } from '../src/store/firings.ts'
import { addAliases } from '../src/store/inbox.ts'
import { queueNotices, routesOf } from '../src/store/notices.ts'
import { storeState } from '../src/store/oauth-states.ts'
import { namesOf } from '../src/store/own-data.ts'
import { enqueueSql, type Queue, type Step } from '../src/store/queue.ts'
import { sharedSecret } from '../src/store/secrets.ts'
import {
  type Claim,
  claimConversation,
  ClaimLost,
  commitTurn,
  takeArrivals,
  type TurnRecord,
} from '../src/store/turns.ts'
import { connectGoogle } from './support/google-consent.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld, type World } from './support/world.ts'

const ANAS = '+15550100001'
const BENS = '+15550100009'
const CLEO = 'whatsapp:+15550100021'
const CLEOS = '+15550100021'
const DORA = 'whatsapp:+15550100022'
const DORAS = '+15550100022'

const quiet = createLog('error', { write: () => undefined })

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Every row of every table that speaks of somebody, whatever it is called. */
async function rowsAbout(person: string): Promise<Record<string, number>> {
  const tables = await world.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'job_%'
     ORDER BY 1`,
  )
  const found: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await world.query<{ rows: number }>(
      `SELECT count(*)::integer AS rows FROM ${name} AS t
       WHERE position($1 IN to_jsonb(t)::text) > 0`,
      [person],
    )
    if (row && row.rows > 0) found[name] = row.rows
  }
  return found
}

async function say(text: string, from = ANA): Promise<void> {
  await world.whatsapp(text, { from })
  await world.drain()
}

/** A person with something of every kind. */
async function settleIn(from: string, person: string, email: string): Promise<void> {
  await connectGoogle(world, email, from)
  await say('remind me to water the plants tomorrow at 9', from)
  await say('every day at 8 give me a briefing', from)
  await world.file('photo.jpg', 'image/jpeg', { caption: 'look at this', from })
  await world.drain()
  await world.query(
    `INSERT INTO facts (person, ref, about, text, words, conversation, turn, said, created_at, updated_at)
     VALUES ($1, 7, 'me', 'Is vegetarian', 'I am vegetarian', $1, gen_random_uuid(), 'x', now(), now())`,
    [person],
  )
  await world.query(`INSERT INTO aliases (address, person) VALUES ($1, $2)`, [
    `US.${person.slice(-4)}`,
    person,
  ])
  await world.query(
    `INSERT INTO documents (path, source, title, language, config, hash, audience, passages)
     VALUES ($1, $1, 'Contract', 'en', 'english', 'h', ARRAY[$2], 0)`,
    [`contract-${person}`, person],
  )
  await world.query(
    `INSERT INTO passages (document, n, section, text, words)
     SELECT id, 1, '', 'The contract of ' || path, '' FROM documents WHERE path = $1`,
    [`contract-${person}`],
  )
}

const lastTo = (person: string) => world.sentTo(person).at(-1) ?? ''

test('no table can hold what belongs to a person without being erased with them', async () => {
  const references = await world.query<{ table: string; column: string; on_delete: string }>(
    `SELECT conrelid::regclass::text AS table, attname AS column, confdeltype AS on_delete
     FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  )
  // Goes with the row it belongs to, or forgets it.
  expect(references.filter(({ on_delete }) => !['c', 'n'].includes(on_delete))).toEqual([])
  const texts = await world.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND column_name ~ '(person|people|conversation|thread|owner|sender|recipient|address|audience|phone|number)'`,
  )
  const owned = new Set(
    (
      await world.query<{ table: string }>(
        `SELECT DISTINCT table_name AS table FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = ANY($1)`,
        [OWNER_COLUMNS],
      )
    ).map(({ table }) => table),
  )
  // Erased in another way, each by name: the owner's documents lose their reader.
  const known = new Set(['documents.audience'])
  expect(texts.filter(({ table, column }) => !owned.has(table) && !known.has(`${table}.${column}`))).toEqual(
    [],
  )
})

describe('"delete everything about me"', () => {
  test('asks once, and at a no everything stays', async () => {
    await say('hello', BEN)
    await say('delete everything about me', BEN)
    expect(lastTo(BEN)).toContain('Delete everything about you for good')
    await say('no', BEN)
    expect(lastTo(BEN)).toContain('Nothing was deleted')
    expect(await world.query('SELECT FROM people WHERE id = $1', [BENS])).toHaveLength(1)
  })

  test('erases all of it with a receipt of counts, and nothing of anybody else', async () => {
    await settleIn(ANA, ANAS, 'ana@example.test')
    await settleIn(BEN, BENS, 'ben@example.test')
    const sid = `SM${'e'.repeat(32)}`
    await world.whatsapp('good morning', { sid })
    await world.drain()
    const [before] = await world.query<{ messages: number; jobs: number }>(
      `SELECT (SELECT count(*) FROM messages WHERE person = $1)::integer AS messages,
         (SELECT count(*) FROM pgboss.job WHERE group_id = $1)::integer AS jobs`,
      [ANAS],
    )
    const bens = await rowsAbout(BENS)
    expect(before?.jobs).toBeGreaterThan(0)

    await say('delete everything about me')
    expect(lastTo(ANA)).toContain('Delete everything about you for good')
    await say('yes')
    const receipt = lastTo(ANA)
    expect(receipt).toContain('Everything about you is deleted')
    expect(receipt).toContain(`Messages: ${(before?.messages ?? 0) + 3}`)
    expect(receipt).toContain('Facts: 1')
    expect(receipt).toContain('Reminders: 2')
    expect(receipt).toContain('Google accounts: 1')
    expect(receipt).not.toContain('Google did not')
    expect(world.sentTo(ANA).filter((text) => text.includes('is deleted'))).toHaveLength(1)

    // The receipt alone knows its way, until it has arrived.
    const left = await rowsAbout(ANAS)
    expect(Object.keys(left).filter((table) => !/outbox|conversations/.test(table))).toEqual([])
    expect(await world.query('SELECT FROM conversations WHERE id = $1', [ANAS])).toEqual([])
    // What still lies in the owner's folder must not become everybody's.
    expect(await world.query('SELECT FROM closed_folders')).toHaveLength(1)
    expect(await rowsAbout(BENS)).toEqual(bens)

    // The provider brings an old message again, by webhook.
    const sent = world.sentTo(ANA).length
    expect((await world.whatsapp('good morning', { sid })).status).toBe(200)
    await world.drain()
    expect(world.sentTo(ANA)).toHaveLength(sent)
    expect(await world.query('SELECT FROM people WHERE id = $1', [ANAS])).toEqual([])

    await say('hello')
    await until(() => world.sentTo(ANA).length > sent)
    expect(await world.query('SELECT FROM inbox WHERE conversation = $1', [ANAS])).toHaveLength(1)
  })

  test('is about all addresses of a person, by whichever of them it is asked', async () => {
    await using database = openDatabase(world.env.DATABASE_URL ?? '', quiet, 1)
    await world.query(`INSERT INTO people (id) VALUES ('US.old'), ('+15550100077'), ('+15550100078')`)
    // They wrote under the one before a message showed both.
    await world.query(`INSERT INTO aliases (address, person) VALUES ('US.old', '+15550100077')`)
    for (const address of ['US.old', '+15550100077'])
      expect((await namesOf(database.pool, address)).toSorted()).toEqual(['+15550100077', 'US.old'])
  })

  test('the receipt goes once it has arrived, and not before', async () => {
    await using database = openDatabase(world.env.DATABASE_URL ?? '', quiet, 1)
    const route = { channel: 'twilio', medium: 'whatsapp', sender: 'a', recipient: 'b' }
    const receipt = await queueReceipt(database.pool, route, [{ body: 'gone' }])
    const isThere = async () =>
      (await world.query('SELECT FROM people WHERE id = $1', [receipt])).length === 1
    await tidyErasures(database.pool)
    expect(await isThere()).toBe(true)
    await world.query(`UPDATE outbox SET status = 'delivered' WHERE conversation = $1`, [receipt])
    await tidyErasures(database.pool)
    expect(await isThere()).toBe(false)
  })

  test('says so when Google could not be told, and writes to nobody who has said STOP meanwhile', async () => {
    const email = 'cleo@example.test'
    await connectGoogle(world, email, CLEO)
    await say('delete everything about me', CLEO)
    world.sandbox.google.misbehave({ route: 'revoke', kind: '500', times: 5 })
    await say('yes', CLEO)
    expect(lastTo(CLEO)).toContain(`Please do it yourself at myaccount.google.com/connections: ${email}`)
    expect(lastTo(CLEO)).toContain('Google accounts: 1')

    await say('hi again', CLEO)
    await say('delete everything about me', CLEO)
    const sent = world.sentTo(CLEO).length
    world.model.replies(async () => {
      await world.whatsapp('STOP', { from: CLEO })
      return 'Goodbye.'
    })
    await say('yes', CLEO)
    await until(async () => (await world.query('SELECT FROM people WHERE id = $1', [CLEOS])).length === 0)
    await say('are you there?', CLEO)
    expect(
      world
        .sentTo(CLEO)
        .slice(sent)
        .filter((text) => !text.includes('START')),
    ).toEqual([])
    await say('START', CLEO)
    await say('hello', CLEO)
    expect(lastTo(CLEO)).toContain('sandbox model')
  })
})

describe('whoever still works for an erased person', () => {
  test('writes nothing, and neither does what comes late', async () => {
    await say('hello', DORA)
    await say('remind me to call Ben tomorrow at 9', DORA)
    await using database = openDatabase(world.env.DATABASE_URL ?? '', quiet, 4)
    const db = database.pool
    // Nobody has a job for this one, so this test is the worker; twice, as after a pause.
    await db.query(
      `INSERT INTO inbox (conversation, channel, medium, provider_id, sender, recipient, text, details)
       SELECT id, channel, medium, 'SM-late', their_address, our_address, 'delete it all', '{}' FROM conversations WHERE id = $1`,
      [DORAS],
    )
    const paused = await claimed(db)
    await db.query(`UPDATE conversations SET claimed_until = now() - interval '1 second' WHERE id = $1`, [
      DORAS,
    ])
    const holder = await claimed(db)
    const [reminder] = await world.query<{ id: string }>('SELECT id FROM reminders WHERE person = $1', [
      DORAS,
    ])
    const [sent] = await world.query<{ id: string; provider_id: string }>(
      'SELECT id, provider_id FROM outbox WHERE conversation = $1 LIMIT 1',
      [DORAS],
    )
    const routes = await routesOf(db, [DORAS])

    const fingerprint = createFingerprint(await sharedSecret(db, 'erasure'))
    const queue = {
      enqueue: async (step: Step, conversation: string, { db: tx = db }: { db?: Queryable } = {}) =>
        void (await tx.query(enqueueSql(step, '(SELECT $1::text AS conversation) AS one'), [conversation])),
    } as Queue
    const revokeAccess = () => Promise.resolve([])
    const erase = createErase({
      database,
      queue,
      revokeAccess,
      fingerprint,
      deleteMedia: false,
      log: quiet,
      reach: () => undefined,
    })
    const channel = { render: ({ text }: { text: string }) => [{ body: text }] } as unknown as Channel
    const path = { channel, language: 'de', signal: AbortSignal.timeout(20_000), locking: () => undefined }
    await expect(erase(paused, path)).rejects.toThrow(ClaimLost)
    expect(await erase(holder, path)).toMatch(/^erased:/)
    await world.drain()
    expect(lastTo(DORA)).toContain('Alles über dich ist gelöscht')

    const saver = new LatestCheckpointSaver(db)
    const late: (() => Promise<unknown>)[] = [paused, holder].flatMap((claim) => {
      const { conversation, epoch, turn } = claim
      const config = { configurable: { thread_id: conversation, checkpoint_ns: '', turn: { epoch } } }
      const at = { configurable: { ...config.configurable, checkpoint_id: '1' } }
      const effect = { turn, conversation, epoch, tool: 'x', argumentsHash: 'h', callId: 'c' }
      return [
        () => erase(claim, path),
        () => commitTurn(db, claim, ended),
        () => wantErasure(db, claim),
        () => saver.put(config, emptyCheckpoint(), { source: 'loop', step: 1, parents: {} }, {}),
        () => saver.putWrites(at, [['messages', 'x']], 'task'),
        () => createEffectLedger(db).begin(effect),
        () => writeFacts(database, { person: DORAS, conversation, turn, epoch }, () => Promise.resolve()),
        () => takeArrivals(db, claim),
      ]
    })
    late.push(
      () => queueNotices(db, [{ ...notice, route: routes.get(DORAS)! }], 20),
      () =>
        planFirings(db, [
          { reminder: reminder!.id, conversation: DORAS, occurrence: 'x', due: Temporal.Now.instant() },
        ]),
      () =>
        storeState(db, {
          id: 's',
          person: DORAS,
          conversation: DORAS,
          verifier: Buffer.of(1),
          validMinutes: 5,
        }),
      () => addAliases(db, DORAS, ['US.9']),
      () =>
        applyStatuses(
          db,
          'twilio',
          [{ outboxId: sent!.id, providerId: sent!.provider_id, status: 'read' }],
          [],
        ),
      () => ownCalendars(db, DORAS, 'Majordomo'),
    )
    for (const write of late) await write().catch(() => undefined)
    const left = await rowsAbout(DORAS)
    expect(Object.keys(left).filter((table) => !/outbox|conversations/.test(table))).toEqual([])
    expect(await world.query('SELECT FROM conversations WHERE id = $1', [DORAS])).toEqual([])

    // The same once they are back: what was theirs before does not mix with it.
    await say('hello again', DORA)
    await expect(commitTurn(db, paused, ended)).rejects.toThrow(ClaimLost)
    await expect(commitTurn(db, holder, ended)).rejects.toThrow(ClaimLost)
  })
})

async function claimed(db: Queryable): Promise<Claim> {
  const claim = await claimConversation(db, DORAS)
  if (typeof claim === 'string') throw new Error(claim)
  return claim
}

const usage = { model: null, modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: null }
const ended: TurnRecord = {
  outcome: 'answered',
  rowStatus: 'answered',
  startedAt: new Date(),
  usage,
  messages: [{ body: 'from the past' }],
  awaitsAnswer: false,
  keepClaim: false,
  deleteMedia: false,
}
const notice = { id: crypto.randomUUID(), body: 'from the past', kind: 'reminder', outside: false } as const
