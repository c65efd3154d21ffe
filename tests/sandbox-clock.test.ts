import { describe, expect, test } from 'vitest'
import { NOTICE_TEMPLATE, QUICK_REPLIES_2, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts'
import { buildPages } from '../scripts/build-pages.ts'
import { ANA as OWNER, findChromium, openPhonePage, write } from './support/phone-page.ts'

const ACCOUNT = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'token',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const ANA = 'whatsapp:+15550100001'
const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Call {
  method?: string
  headers?: Record<string, string>
  body?: string | URLSearchParams
}

async function setup(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ ...ACCOUNT, ...options })
  const authorization = `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}`
  const twilio = (path: string, init: Call) =>
    fetch(`${sandbox.url}/twilio${path}`, {
      method: 'POST',
      ...init,
      headers: { authorization, ...init.headers },
    })
  return {
    sandbox,
    clock: sandbox.clock,
    /** A message of the service, and what came of it. */
    async send(fields: Record<string, string>, to = ANA) {
      const from = to.startsWith('whatsapp:') ? ACCOUNT.whatsappFrom : ACCOUNT.smsFrom
      const path = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`
      const sent = await twilio(path, { body: new URLSearchParams({ To: to, From: from, ...fields }) })
      const { sid = '' } = (await sent.json()) as { sid?: string }
      await sandbox.twilio.idle()
      const message = sandbox.twilio.log.get(sid)
      return { http: sent.status, status: message?.status, error: message?.errorCode, body: message?.body }
    },
    post: (path: string, body: unknown) =>
      fetch(`${sandbox.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    twilio,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}

const hears = (from: string) => ({ from, body: 'hi', deliverWebhook: false })
const delivered = { http: 201, status: 'delivered', error: null }
const failed = (error: number) => ({ http: 201, status: 'failed', error })

test('starts at the real time, is moved from the page, and tells the service before it answers', async () => {
  const heard: string[] = []
  await using world = await setup({
    async onClockMoved(shiftMs) {
      await Promise.resolve()
      heard.push(`service ${shiftMs}`)
    },
  })
  const { clock, sandbox } = world
  const stop = clock.onMoved((shiftMs) => void heard.push(`listener ${shiftMs}`))
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000)
  const moved = await world.post('/api/clock', { move: HOUR })
  expect(await moved.json()).toMatchObject({ shiftMs: HOUR })
  expect(heard.toSorted()).toEqual([`listener ${HOUR}`, `service ${HOUR}`])
  expect(clock.now().getTime() - Date.now()).toBeGreaterThan(HOUR - 1000)
  stop()
  await clock.move(-2 * HOUR)
  expect(clock.shiftMs).toBe(-HOUR)
  expect(await (await fetch(`${sandbox.url}/api/clock`)).json()).toMatchObject({ shiftMs: -HOUR })
  await world.post('/control/clock', { set: DAY })
  expect(await (await fetch(`${sandbox.url}/control/clock`)).json()).toMatchObject({ shiftMs: DAY })
  await world.post('/api/clock', { reset: true })
  expect(clock.shiftMs).toBe(0)
  // To where it is already: nobody needs to hear of it.
  await world.post('/api/clock', { reset: true })
  expect(heard.slice(2)).toEqual([`service ${-HOUR}`, `service ${DAY}`, 'service 0'])
})

test('is not moved by nonsense, nor by a page of another origin', async () => {
  await using world = await setup()
  expect((await world.post('/api/clock', { move: 'far' })).status).toBe(400)
  expect((await world.post('/api/clock', { move: 1e18 })).status).toBe(400)
  const simple = await fetch(`${world.sandbox.url}/api/clock`, { method: 'POST', body: '{"move":1}' })
  expect(simple.status).toBe(415)
  expect(world.clock.shiftMs).toBe(0)
})

test('what cannot follow the clock is heard of by whoever moved it', async () => {
  await using world = await setup({
    onClockMoved: () => Promise.reject(new Error('the database is away')),
  })
  expect((await world.post('/api/clock', { move: HOUR })).status).toBe(500)
})

test('messages carry the moved time, and stay in the list when the clock goes back', async () => {
  await using world = await setup()
  const { sandbox, clock } = world
  await clock.move(2 * DAY)
  const { sid } = await sandbox.twilio.inbound(hears(ANA))
  await world.send({ Body: 'answer' })
  const [asked, answer] = sandbox.twilio.log.with(ANA)
  expect(asked?.createdAt).toBeGreaterThan(Date.now() + 2 * DAY - HOUR)
  expect(answer?.sentAt).toBeGreaterThan(Date.now() + 2 * DAY - HOUR)
  await clock.reset()
  const path = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`
  const list = await world.twilio(path, { method: 'GET' })
  expect(await list.json()).toMatchObject({ messages: [{ body: 'answer' }, { sid }] })
})

test('free words go out on WhatsApp for 24 hours after the last message of the person', async () => {
  await using world = await setup()
  const { sandbox, clock } = world
  await sandbox.twilio.inbound(hears(ANA))
  await clock.move(DAY - HOUR)
  expect(await world.send({ Body: 'in time' })).toMatchObject(delivered)
  await clock.move(2 * HOUR)
  // Accepted, and turned down afterwards.
  expect(await world.send({ Body: 'too late' })).toMatchObject(failed(63016))
  const replies = { ContentSid: QUICK_REPLIES_2, ContentVariables: '{"1":"Sure?","2":"Yes","3":"No"}' }
  expect(await world.send(replies)).toMatchObject(failed(63016))
  await sandbox.twilio.inbound(hears(ANA))
  expect(await world.send({ Body: 'again' })).toMatchObject(delivered)
  expect(await world.send(replies)).toMatchObject(delivered)
})

test('SMS has no such window', async () => {
  await using world = await setup({ strangersWindow: 'shut' })
  await world.sandbox.twilio.inbound(hears('+15550100003'))
  await world.clock.move(3 * DAY)
  expect(await world.send({ Body: 'hi' }, '+15550100003')).toMatchObject(delivered)
})

test('who never wrote is open to the first word by default, and shut when it is to be as it is', async () => {
  await using open = await setup()
  expect(await open.send({ Body: 'hi' })).toMatchObject(delivered)
  await using shut = await setup({ strangersWindow: 'shut' })
  expect(await shut.send({ Body: 'hi' })).toMatchObject(failed(63016))
})

test('an approved template goes out at any time, on one line', async () => {
  await using world = await setup({ strangersWindow: 'shut' })
  const notice = (said: string) =>
    world.send({ ContentSid: NOTICE_TEMPLATE, ContentVariables: JSON.stringify({ 1: said }) })
  expect(await notice('Dentist at 3 PM')).toMatchObject({ ...delivered, body: '🔔 Dentist at 3 PM' })
  for (const said of ['two\nlines', 'a\ttab', 'five     spaces']) {
    expect(await notice(said), said).toMatchObject(failed(63021))
  }
  expect(await notice('four    spaces')).toMatchObject(delivered)
})

test('a content made through the API starts no conversation until it is approved', async () => {
  await using world = await setup({ strangersWindow: 'shut' })
  const headers = { 'content-type': 'application/json' }
  const types = { 'twilio/text': { body: 'Hello {{1}}' } }
  const body = JSON.stringify({ friendly_name: 'hello', language: 'en', types })
  const { sid } = (await (await world.twilio('/v1/Content', { headers, body })).json()) as { sid: string }
  const hello = { ContentSid: sid, ContentVariables: '{"1":"Ana"}' }
  expect(await world.send(hello)).toMatchObject(failed(63016))
  const approval = `/v1/Content/${sid}/ApprovalRequests`
  const status = async () => (await world.twilio(approval, { method: 'GET' })).json()
  expect(await status()).toMatchObject({ whatsapp: { status: 'unsubmitted' } })
  await world.twilio(`${approval}/whatsapp`, { headers, body: '{"name":"hello","category":"UTILITY"}' })
  expect(await status()).toMatchObject({ whatsapp: { status: 'approved' } })
  expect(await world.send(hello)).toMatchObject(delivered)
})

const found = findChromium()
const title = found ? 'the clock on the page' : 'the clock on the page (SKIPPED: no Chromium here)'

describe.skipIf(!found)(title, { timeout: 60_000 }, () => {
  test('is moved from the phone, and new messages carry its time', async () => {
    await using world = await setup({ pages: await buildPages() })
    await using opened = await openPhonePage(world.sandbox.url)
    const { page } = opened
    const phone = opened.phone(OWNER)
    await page.getByTestId('clock').click()
    await page.getByRole('button', { name: '+1 day' }).click()
    await page.getByTestId('clock-now').getByText('Clock: +1 d').waitFor()
    await page.getByRole('button', { name: '+10 min' }).click()
    await page.getByTestId('clock-now').getByText('Clock: +1 d 10 min').waitFor()
    expect(world.clock.shiftMs).toBe(DAY + 600_000)
    await page.getByRole('button', { name: 'Done' }).click()
    await write(phone, 'from tomorrow')
    const bubble = phone.locator('[data-testid=message]:not([data-status=sending])')
    const at = Date.parse((await bubble.locator('time').getAttribute('datetime')) ?? '')
    expect(at).toBeGreaterThan(Date.now() + DAY)
    // Of the phone it is today.
    await phone.getByText('Today').waitFor()
    await phone.getByTestId('menu').click()
    await page.getByRole('menuitem', { name: 'Clock: +1 d 10 min' }).click()
    await page.getByRole('button', { name: 'back to now' }).click()
    await page.getByTestId('clock-now').getByText('Clock: +0 h').waitFor()
    expect(world.clock.shiftMs).toBe(0)
    expect(opened.problems).toEqual([])
  })
})
