import { describe, expect, test } from 'vitest'
import type { Calendar } from '../../src/calendars/calendar.ts'
import { createCalendars } from '../../src/calendars/calendars.ts'
import { openTokens } from '../../src/calendars/google/accounts.ts'
import { createEncryption } from '../../src/encryption.ts'
import { setDefaultCalendar } from '../../src/store/calendars.ts'
import { accountsOf } from '../../src/store/google-accounts.ts'
import { ANA, type ConnectWorld, consent, KEY, never, OTHER, PERSON, startConnect } from './google-support.ts'

const RANGE = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', limit: 5 }
const disconnected = expect.objectContaining({ name: 'CalendarRefused', reason: 'disconnected' })

const refreshes = ({ google }: ConnectWorld) =>
  google.requests.filter(
    ({ route, body }) => route === 'token' && JSON.stringify(body).includes('"refresh_token"'),
  ).length

async function tokensOf({ database, encryption }: ConnectWorld, person = PERSON) {
  const [row] = await accountsOf(database.pool, person)
  return row && openTokens(encryption, row)
}

/** As after an hour: the token is over, here and at Google. */
async function anHourLater(world: ConnectWorld, person = PERSON): Promise<void> {
  world.google.expireTokens(ANA)
  const [row] = await accountsOf(world.database.pool, person)
  const tokens = await tokensOf(world, person)
  if (!row || !tokens) throw new Error('not connected')
  const box = world.encryption.encrypt(
    JSON.stringify({ ...tokens, expires: Date.now() - 1000 }),
    `google_accounts:${person}:${ANA}`,
  )
  await world.world.query('UPDATE google_accounts SET tokens = $2 WHERE id = $1', [row.id, box])
}

describe('a consent that goes on', () => {
  test('is renewed when its token is over, and keeps what it is renewed with', async () => {
    await using world = await startConnect()
    await consent(world)
    const before = await tokensOf(world)
    await anHourLater(world)
    await (await world.calendarOf()).list(RANGE, never())
    const after = await tokensOf(world)
    expect(after?.refresh).toBe(before?.refresh)
    expect(after?.access).not.toBe(before?.access)
    expect(after?.expires).toBeGreaterThan(Date.now() + 3_000_000)
    await (await world.calendarOf()).list(RANGE, never())
    expect(refreshes(world)).toBe(1)
  })

  test('is renewed once for all who ask at the same time', async () => {
    await using world = await startConnect()
    await consent(world)
    await anHourLater(world)
    const calendar = await world.calendarOf()
    await Promise.all(Array.from({ length: 8 }, () => calendar.list(RANGE, never())))
    expect(refreshes(world)).toBe(1)
  })

  test('is renewed when Google ends a token early, also before a write', async () => {
    await using world = await startConnect()
    await consent(world)
    world.google.expireTokens(ANA)
    const calendar = await world.calendarOf()
    const time = { kind: 'days', first: '2026-11-24', last: '2026-11-24' } as const
    expect(
      await calendar.insert('ab12cd', { title: 'Fair', time }, { notify: false }, never()),
    ).toMatchObject({ id: 'ab12cd' })
    expect(refreshes(world)).toBe(1)
  })

  test('a consent given anew while another renewal is on its way is not lost', async () => {
    await using world = await startConnect()
    await consent(world)
    await anHourLater(world)
    world.google.misbehave({ route: 'token', kind: 'slow', ms: 200 })
    const slow = (await world.calendarOf()).list(RANGE, never())
    await expect.poll(() => refreshes(world)).toBe(1)
    await consent(world)
    const given = await tokensOf(world)
    await slow
    expect(await tokensOf(world)).toEqual(given)
  })

  test('a key that was turned still opens it, and the next renewal is stored with the new one', async () => {
    await using world = await startConnect()
    await consent(world)
    const NEW = 'the-next-key-of-the-tests-with-thirty-two-characters'
    const [row] = await accountsOf(world.database.pool, PERSON)
    expect(row && openTokens(createEncryption([NEW, KEY]), row)?.refresh).toMatch(/^1\/\//)
    expect(() => row && openTokens(createEncryption([NEW]), row)).toThrow(/ENCRYPTION_KEY does not fit/)
  })

  test.each(['500', 'cut', 'hang', '429'] as const)(
    'Google in trouble (%s) does not end it',
    async (kind) => {
      await using world = await startConnect()
      await consent(world)
      await anHourLater(world)
      world.google.misbehave({ route: 'token', kind, times: 20 })
      const asking = (await world.calendarOf()).list(RANGE, never())
      await expect(asking).rejects.toEqual(expect.objectContaining({ name: 'TransientError' }))
      expect((await accountsOf(world.database.pool, PERSON))[0]?.status).toBe('live')
      expect(world.told.filter((line) => line.startsWith('died'))).toEqual([])
    },
  )

  test('a secret of ours that is wrong is told to the owner, and does not end it', async () => {
    await using world = await startConnect()
    await consent(world)
    await anHourLater(world)
    world.google.misbehave({ route: 'token', kind: '401' })
    const asking = (await world.calendarOf()).list(RANGE, never())
    await expect(asking).rejects.toThrow(/GOOGLE_CLIENT_ID/)
    expect((await accountsOf(world.database.pool, PERSON))[0]?.status).toBe('live')
  })
})

describe('a consent that has ended', () => {
  test('is told once, deleted here, and not asked for again', async () => {
    await using world = await startConnect()
    await consent(world)
    const here = await world.calendarOf()
    // Another process asks at the same moment, and both hear the bad news before either has written it down.
    const there = await world.calendarOf(PERSON, world.anotherProcess())
    world.google.revoke(ANA)
    world.google.misbehave({ route: 'token', kind: 'slow', ms: 200, times: 2 })
    const asking = [here, there, here, there].map((calendar) => calendar.list(RANGE, never()))
    await Promise.all(asking.map((one) => expect(one).rejects.toEqual(disconnected)))
    expect(refreshes(world)).toBe(2)
    const calendar = here
    const requests = world.google.requests.length
    await expect(calendar.get('ab12cd', never())).rejects.toEqual(disconnected)
    await expect((await world.calendarOf()).get('ab12cd', never())).rejects.toEqual(disconnected)
    expect(world.google.requests.length).toBe(requests)
    expect(world.told.filter((line) => line.startsWith('died'))).toEqual([`died ${PERSON} ${ANA}`])
    expect(
      await world.world.query('SELECT status, tokens, dead_told_at IS NOT NULL AS told FROM google_accounts'),
    ).toEqual([{ status: 'dead', tokens: null, told: true }])
  })

  test('a write says so too, and nothing was written', async () => {
    await using world = await startConnect()
    await consent(world)
    const calendar = await world.calendarOf()
    world.google.revoke(ANA)
    const time = { kind: 'days', first: '2026-11-24', last: '2026-11-24' } as const
    const booking = calendar.insert('ab12cd', { title: 'Fair', time }, { notify: false }, never())
    await expect(booking).rejects.toEqual(disconnected)
  })

  test('comes back to life with a new one, and may die again', async () => {
    await using world = await startConnect()
    await consent(world)
    for (let deaths = 1; deaths <= 2; deaths++) {
      const calendar = await world.calendarOf()
      world.google.revoke(ANA)
      await expect(calendar.list(RANGE, never())).rejects.toEqual(disconnected)
      expect(world.told.filter((line) => line.startsWith('died'))).toHaveLength(deaths)
      await consent(world)
      expect(await (await world.calendarOf()).list(RANGE, never())).toEqual([])
    }
  })

  test('is not told when the telling fails: the next question tells it', async () => {
    await using world = await startConnect()
    await consent(world)
    world.google.revoke(ANA)
    await world.world.query(
      `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'down'; END $$;
       CREATE TRIGGER no BEFORE UPDATE ON google_accounts FOR EACH ROW EXECUTE FUNCTION no()`,
    )
    const calendar = await world.calendarOf()
    await expect(calendar.list(RANGE, never())).rejects.toThrow('down')
    expect(world.told.filter((line) => line.startsWith('died'))).toEqual([])
    await world.world.query('DROP TRIGGER no ON google_accounts')
    await expect(calendar.list(RANGE, never())).rejects.toEqual(disconnected)
    expect(world.told.filter((line) => line.startsWith('died'))).toHaveLength(1)
  })
})

describe('disconnecting', () => {
  test('ends the consent at Google and forgets account and calendars', async () => {
    await using world = await startConnect()
    await consent(world)
    expect(await world.connect.disconnect(PERSON, undefined, never())).toEqual([ANA])
    expect(world.google.requests.filter(({ route }) => route === 'revoke')).toHaveLength(1)
    expect(await world.world.query('SELECT 1 FROM google_accounts')).toEqual([])
    expect(await world.world.query(`SELECT 1 FROM calendars WHERE kind = 'google'`)).toEqual([])
    expect(await world.connect.disconnect(PERSON, undefined, never())).toEqual([])
  })

  test.each(['500', 'hang', 'cut', '401'] as const)(
    'forgets them also when Google is in trouble (%s), and logs that',
    async (kind) => {
      await using world = await startConnect()
      await consent(world)
      world.google.misbehave({ route: 'revoke', kind, times: 20 })
      expect(await world.connect.disconnect(PERSON, ` ${ANA.toUpperCase()} `, never())).toEqual([ANA])
      expect(await world.world.query('SELECT 1 FROM google_accounts')).toEqual([])
      expect(world.logs.join('')).toContain('could not be ended at Google')
      expect(world.logs.join('')).not.toContain('1//0')
    },
  )

  test('one of two accounts leaves the other, which is written to from then on', async () => {
    await using world = await startConnect()
    await consent(world)
    await consent(world, { email: 'work@example.test' })
    const chosen = () =>
      world.world.query(`SELECT name FROM calendars WHERE person = $1 AND is_default`, [PERSON])
    expect(await chosen()).toEqual([{ name: 'work@example.test' }])
    expect(await world.connect.disconnect(PERSON, 'work@example.test', never())).toEqual([
      'work@example.test',
    ])
    expect(await chosen()).toEqual([{ name: ANA }])
  })

  test("leaves another person's consent for the same account alone", async () => {
    await using world = await startConnect()
    await consent(world)
    await consent(world, { person: OTHER })
    expect(await world.connect.disconnect(OTHER, ANA, never())).toEqual([ANA])
    expect(await (await world.calendarOf(PERSON)).list(RANGE, never())).toEqual([])
  })
})

describe('the calendars of a person', () => {
  const open = (world: ConnectWorld, google = true) =>
    createCalendars({
      db: world.database.pool,
      localName: 'Majordomo',
      // Only who it is: what it does is tested with the local calendar.
      createLocalCalendar: ({ id, name }) => ({ id, name, kind: 'local' }) as Calendar,
      google: google ? { accounts: world.accounts, client: world.client } : undefined,
    })

  test('begin with the local one, made once', async () => {
    await using world = await startConnect()
    const calendars = open(world)
    await Promise.all(Array.from({ length: 5 }, () => calendars.of(PERSON)))
    const { all, default: chosen, accounts } = await calendars.of(PERSON)
    expect(all.map(({ kind, name }) => [kind, name])).toEqual([['local', 'Majordomo']])
    expect(chosen.kind).toBe('local')
    expect(accounts).toEqual([])
    expect((await calendars.of(OTHER)).all[0]?.id).not.toBe(all[0]?.id)
  })

  test('have the Google ones beside it, and the chosen one first', async () => {
    await using world = await startConnect()
    const calendars = open(world)
    await calendars.of(PERSON)
    await consent(world)
    const { all, default: chosen, accounts } = await calendars.of(PERSON)
    expect(all.map(({ name }) => name)).toEqual([ANA, 'Majordomo'])
    expect(chosen.name).toBe(ANA)
    expect(await chosen.list(RANGE, never())).toEqual([])
    expect(accounts).toEqual([{ email: ANA, status: 'live' }])
    const local = all[1]?.id ?? ''
    expect(await world.database.transaction((db) => setDefaultCalendar(db, PERSON, local))).toBe(true)
    expect((await calendars.of(PERSON)).default.kind).toBe('local')
    expect(await world.database.transaction((db) => setDefaultCalendar(db, OTHER, local))).toBe(false)
  })

  test('without Google set up say that they cannot be seen', async () => {
    await using world = await startConnect()
    await consent(world)
    const requests = world.google.requests.length
    const { default: chosen } = await open(world, false).of(PERSON)
    await expect(chosen.list(RANGE, never())).rejects.toEqual(disconnected)
    expect(world.google.requests.length).toBe(requests)
  })
})
