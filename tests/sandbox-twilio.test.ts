import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { expect, test, vi } from 'vitest'
import { startSandbox, type SandboxOptions } from '../sandbox/sandbox.ts'
import { QUICK_REPLIES_2 } from '../sandbox/twilio/contents.ts'
import { signForm } from '../sandbox/twilio/signature.ts'

const ACCOUNT = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: '0123456789abcdef0123456789abcdef',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const ANA = 'whatsapp:+15550100001'
const BOB = '+15550100003'

type Request = Parameters<twilio.RequestClient['request']>[0]

/** The real SDK, its hosts replaced as PROTOCOLS 1.12 does it. */
function clientOf(url: string, authToken = ACCOUNT.authToken) {
  const client = new twilio.RequestClient({ timeout: 2000 })
  const request = client.request.bind(client)
  client.request = ((options: Request) => {
    const { pathname, search } = new URL(options.uri)
    return request({ ...options, uri: `${url}/twilio${pathname}${search}` })
  }) as typeof client.request
  return twilio(ACCOUNT.accountSid, authToken, { httpClient: client })
}

interface Heard {
  path: string
  fields: Record<string, string>
  valid: boolean
}

/** A service that records what Twilio posts to it. */
async function listener(status: () => number = () => 200) {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(body))
      const signature = String(request.headers['x-twilio-signature'])
      const path = request.url ?? ''
      heard.push({
        path,
        fields,
        valid: twilio.validateRequest(ACCOUNT.authToken, signature, url + path, fields),
      })
      response.writeHead(status(), { 'content-type': 'text/xml' }).end('<Response/>')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function setup(options: Partial<SandboxOptions> = {}) {
  const service = await listener()
  const sandbox = await startSandbox({ ...ACCOUNT, serviceUrl: service.url, ...options })
  return {
    service,
    sandbox,
    client: clientOf(sandbox.url),
    say: (body: string) => ({
      to: ANA,
      from: ACCOUNT.whatsappFrom,
      body,
      statusCallback: `${service.url}/status?o=1`,
    }),
    statuses: () => service.heard.map(({ fields }) => fields.MessageStatus),
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
    },
  }
}

test('signs like Twilio: the vectors of PROTOCOLS 10', () => {
  const url = 'https://bot.example.test/webhooks/twilio?tenant=a%20b'
  const fields = {
    MessageSid: 'SM00000000000000000000000000000001',
    AccountSid: 'AC00000000000000000000000000000001',
    From: 'whatsapp:+15550100001',
    To: 'whatsapp:+15550100002',
    Body: 'Olá & bye +1',
    NumMedia: '0',
    ProfileName: 'Zoë',
  }
  expect(signForm(ACCOUNT.authToken, url, fields)).toBe('4EQe+SCp+kq+NzUBGGDqCFM+wfY=')
  expect(signForm(ACCOUNT.authToken, url, { ...fields, Tag: ['b', 'a', 'b'] })).toBe(
    '7EOUnMuwEDVyaabc+5iXm9zOhWU=',
  )
  expect(signForm(ACCOUNT.authToken, `${url}#rc=2`, fields)).toBe('4EQe+SCp+kq+NzUBGGDqCFM+wfY=')
})

test('accepts a message from the SDK and reports it sent and delivered with valid signatures', async () => {
  await using world = await setup()
  const message = await world.client.messages.create(world.say('Done ✅'))
  expect(message).toMatchObject({ status: 'queued', body: 'Done ✅', numMedia: '0', errorCode: null })
  expect(message.dateCreated).toBeInstanceOf(Date)
  await world.sandbox.twilio.idle()
  expect(world.statuses()).toEqual(['sent', 'delivered'])
  expect(world.service.heard.every((one) => one.valid && one.path === '/status?o=1')).toBe(true)
  expect(world.service.heard[0]?.fields.MessageSid).toBe(message.sid)
  expect((await world.client.messages(message.sid).fetch()).status).toBe('delivered')
  expect(world.sandbox.twilio.sent).toMatchObject([{ sid: message.sid, to: ANA, body: 'Done ✅' }])
})

test('refuses wrong credentials and invalid requests with the codes of Twilio', async () => {
  await using world = await setup()
  const refused = (params: object) =>
    world.client.messages.create({ ...world.say('x'), ...params }).catch((error: unknown) => error)
  const stranger = clientOf(world.sandbox.url, 'wrong').messages.create(world.say('x'))
  await expect(stranger).rejects.toMatchObject({ status: 401, code: 20003 })
  expect(await refused({ to: 'whatsapp:+1555' })).toMatchObject({ status: 400, code: 21211 })
  expect(await refused({ from: undefined })).toMatchObject({ code: 21603 })
  expect(await refused({ body: 'x'.repeat(1601) })).toMatchObject({ code: 21617 })
  expect(await refused({ body: '' })).toMatchObject({ code: 21602 })
  expect(await refused({ from: 'whatsapp:+19990000000' })).toMatchObject({ code: 63007 })
  expect(await refused({ from: ACCOUNT.smsFrom })).toMatchObject({ code: 21910 })
  expect(await refused({ statusCallback: 'http://my_host/x' })).toMatchObject({ code: 21609 })
  expect(await refused({ body: undefined, contentSid: `HX${'9'.repeat(32)}` })).toMatchObject({ code: 21655 })
  expect(world.sandbox.twilio.sent).toHaveLength(0)
})

test('renders quick replies from a preset and from a created content', async () => {
  await using world = await setup()
  const to = { to: ANA, from: ACCOUNT.whatsappFrom }
  const variables = (values: object) => ({ ...to, contentVariables: JSON.stringify(values) })
  await world.client.messages.create({
    ...variables({ 1: 'Book it?', 2: 'Yes', 3: 'No' }),
    contentSid: QUICK_REPLIES_2,
  })
  const created = await fetch(`${world.sandbox.url}/twilio/v1/Content`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}`,
    },
    body: JSON.stringify({
      friendly_name: 'ask',
      language: 'en',
      variables: { 1: 'Sure?' },
      types: { 'twilio/quick-reply': { body: '{{1}}', actions: [{ title: 'Go', id: 'go' }] } },
    }),
  })
  const { sid } = (await created.json()) as { sid: string }
  expect(created.status).toBe(201)
  expect((await world.client.content.v1.contents(sid).fetch()).friendlyName).toBe('ask')
  await world.client.messages.create({ ...to, contentSid: sid })
  expect(world.sandbox.twilio.sent).toMatchObject([
    {
      body: 'Book it?',
      buttons: [
        { id: '1', title: 'Yes' },
        { id: '2', title: 'No' },
      ],
    },
    { body: 'Sure?', buttons: [{ id: 'go', title: 'Go' }] },
  ])
  const blank = world.client.messages.create({
    ...variables({ 1: 'A', 2: 'B' }),
    contentSid: QUICK_REPLIES_2,
  })
  await expect(blank).rejects.toMatchObject({ code: 21656 })
})

test('lists messages of both directions by To, From and date, page by page', async () => {
  await using world = await setup()
  const { sid } = await world.sandbox.twilio.inbound({ from: ANA, body: 'lost', deliverWebhook: false })
  for (const body of ['1', '2', '3']) await world.client.messages.create(world.say(body))
  const since = new Date(Date.now() - 60_000)
  const out = { to: ANA, from: ACCOUNT.whatsappFrom, dateSentAfter: since, pageSize: 2 }
  expect((await world.client.messages.list(out)).map((message) => message.body)).toEqual(['3', '2', '1'])
  const inbound = await world.client.messages.list({ to: ACCOUNT.whatsappFrom, dateSentAfter: since })
  expect(inbound).toMatchObject([{ sid, direction: 'inbound', status: 'received', from: ANA }])
  expect(await world.client.messages.list({ dateSentAfter: new Date(Date.now() + 60_000) })).toEqual([])
  expect(await world.client.messages.list({ dateSentBefore: since })).toEqual([])
  expect(world.service.heard.some(({ fields }) => fields.Body === 'lost')).toBe(false)
})

test('delivers what a person writes as a signed webhook with the fields of WhatsApp', async () => {
  await using world = await setup()
  const result = await world.sandbox.twilio.inbound({ from: ANA, body: 'Olá & bye +1', profileName: 'Zoë' })
  expect(result).toMatchObject({ status: 200, attempts: 1 })
  const { path, fields, valid } = world.service.heard[0]!
  expect({ path, valid }).toEqual({ path: '/webhooks/twilio', valid: true })
  expect(fields).toMatchObject({
    MessageSid: result.sid,
    AccountSid: ACCOUNT.accountSid,
    From: ANA,
    To: ACCOUNT.whatsappFrom,
    Body: 'Olá & bye +1',
    ProfileName: 'Zoë',
    WaId: '15550100001',
    NumMedia: '0',
    MessageType: 'text',
  })
})

test('tries once more when it cannot connect, and not when the service answers with an error', async () => {
  await using failing = await listener(() => 503)
  await using sandbox = await startSandbox({ ...ACCOUNT, serviceUrl: failing.url })
  expect(await sandbox.twilio.inbound({ from: ANA, body: 'a' })).toMatchObject({ status: 503, attempts: 1 })
  const stubborn = { from: ANA, body: 'b', retries: 3, retryOn: 'all' } as const
  expect(await sandbox.twilio.inbound(stubborn)).toMatchObject({ status: 503, attempts: 4 })
  sandbox.serviceUrl = 'http://127.0.0.1:1'
  expect(await sandbox.twilio.inbound({ from: ANA, body: 'c' })).toMatchObject({ status: 0, attempts: 2 })
})

test('redirects media to a CDN that refuses credentials', async () => {
  await using world = await setup()
  await world.sandbox.twilio.inbound({
    from: ANA,
    media: [{ bytes: new Uint8Array([79, 103, 103, 83]), contentType: 'audio/ogg' }],
  })
  const { fields } = world.service.heard[0]!
  expect(fields).toMatchObject({ NumMedia: '1', MediaContentType0: 'audio/ogg', MessageType: 'audio' })
  const mediaUrl = new URL(fields.MediaUrl0!)
  expect(mediaUrl.host).toBe('api.twilio.com')
  const headers = { authorization: `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}` }
  const local = `${world.sandbox.url}/twilio${mediaUrl.pathname}`
  const hop = await fetch(local, { headers, redirect: 'manual' })
  expect(hop.status).toBe(307)
  expect((await fetch(local)).status).toBe(401)
  const cdn = hop.headers.get('location')!
  expect((await fetch(cdn, { headers })).status).toBe(400)
  const bytes = await fetch(cdn)
  expect(bytes.headers.get('content-type')).toBe('audio/ogg')
  expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([79, 103, 103, 83]))
  const list = await world.client.messages(fields.MessageSid!).media.list()
  expect(list.map((item) => item.contentType)).toEqual(['audio/ogg'])
})

test('handles STOP on SMS itself and refuses later sends with 21610', async () => {
  await using world = await setup()
  const send = () => world.client.messages.create({ to: BOB, from: ACCOUNT.smsFrom, body: 'hi' })
  await world.sandbox.twilio.inbound({ from: BOB, body: ' stop ' })
  await expect(send()).rejects.toMatchObject({ status: 400, code: 21610 })
  expect(world.sandbox.twilio.log.with(BOB).at(-1)?.body).toMatch(/unsubscribed/)
  await world.sandbox.twilio.inbound({ from: BOB, body: 'START' })
  expect((await send()).status).toBe('queued')
})

test('the typing indicator marks the inbound message read and needs one that exists', async () => {
  await using world = await setup()
  const { sid } = await world.sandbox.twilio.inbound({ from: ANA, body: 'hi' })
  const typing = (messageId: string) =>
    world.client.messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId })
  expect((await typing(sid)).success).toBe(true)
  expect(world.sandbox.twilio.log.get(sid)?.receipt).toBe('read')
  await expect(typing(`SM${'f'.repeat(32)}`)).rejects.toMatchObject({ status: 404 })
})

test('misbehaves on creates: rate limits, errors, HTML, cuts, and messages it accepts without saying so', async () => {
  await using world = await setup()
  const { twilio: stand } = world.sandbox
  const fails = () => world.client.messages.create(world.say('x')).catch((error: unknown) => error)
  stand.misbehave({ route: 'messages', kind: '429', retryAfter: 2 })
  expect(await fails()).toMatchObject({ status: 429, code: 20429 })
  stand.misbehave({ route: 'messages', kind: '429', code: 63038 })
  expect(await fails()).toMatchObject({ status: 429, code: 63038 })
  stand.misbehave({ route: 'messages', kind: '500' })
  expect(await fails()).toMatchObject({ status: 500 })
  stand.misbehave({ route: 'messages', kind: '502' })
  expect(await fails()).toMatchObject({ status: 502, message: '[HTTP 502] Failed to execute request' })
  stand.misbehave({ route: 'messages', kind: 'cut' })
  expect(await fails()).toMatchObject({ code: 'ECONNRESET' })
  expect(stand.sent).toHaveLength(0)
  stand.misbehave({ route: 'messages', kind: 'acceptThenCut' })
  expect(await fails()).toMatchObject({ code: 'ECONNRESET' })
  stand.misbehave({ route: 'messages', kind: 'acceptThen500', callbacks: false })
  expect(await fails()).toMatchObject({ status: 500 })
  await stand.idle()
  expect(stand.sent).toHaveLength(2)
  expect(world.statuses()).toEqual(['sent', 'delivered'])
})

test('hides a message from the list while it lags', async () => {
  await using world = await setup()
  world.sandbox.twilio.misbehave({ route: 'list', kind: 'lag', ms: 3_600_000 })
  await world.client.messages.create(world.say('late'))
  await world.client.messages.create(world.say('now'))
  expect((await world.client.messages.list({ to: ANA })).map((message) => message.body)).toEqual(['now'])
})

test('status callbacks can come twice, in the wrong order, never, or as a failure', async () => {
  await using world = await setup()
  const { twilio: stand } = world.sandbox
  const after = async (fault: Parameters<typeof stand.misbehave>[0]) => {
    world.service.heard.length = 0
    stand.misbehave(fault)
    const { sid } = await world.client.messages.create(world.say('x'))
    await stand.idle()
    return {
      statuses: world.statuses(),
      code: world.service.heard[0]?.fields.ErrorCode,
      at: stand.log.get(sid)?.status,
    }
  }
  expect((await after({ route: 'callbacks', kind: 'duplicate' })).statuses).toEqual([
    'sent',
    'sent',
    'delivered',
    'delivered',
  ])
  expect(await after({ route: 'callbacks', kind: 'reversed' })).toMatchObject({
    statuses: ['delivered', 'sent'],
    at: 'delivered',
  })
  expect(await after({ route: 'callbacks', kind: 'drop' })).toMatchObject({ statuses: [], at: 'delivered' })
  expect(await after({ route: 'callbacks', kind: 'fail', code: 63016 })).toEqual({
    statuses: ['undelivered'],
    code: '63016',
    at: 'undelivered',
  })
})

test('webhooks can come twice at the same time or in the wrong order', async () => {
  await using world = await setup()
  const { twilio: stand } = world.sandbox
  stand.misbehave({ route: 'webhook', kind: 'duplicate' })
  expect(await stand.inbound({ from: ANA, body: 'twice' })).toMatchObject({ status: 200, attempts: 2 })
  stand.misbehave({ route: 'webhook', kind: 'reorder' })
  await Promise.all([
    stand.inbound({ from: ANA, body: 'first' }),
    stand.inbound({ from: ANA, body: 'second' }),
  ])
  expect(world.service.heard.map(({ fields }) => fields.Body)).toEqual(['twice', 'twice', 'second', 'first'])
})

test('answers the account and number look-ups of a check', async () => {
  await using world = await setup()
  expect(await world.client.api.v2010.accounts(ACCOUNT.accountSid).fetch()).toMatchObject({
    status: 'active',
  })
  const numbers = await world.client.incomingPhoneNumbers.list({ phoneNumber: ACCOUNT.smsFrom })
  expect(numbers).toMatchObject([{ smsUrl: `${world.service.url}/webhooks/twilio` }])
})

test('a hanging request ends with the sandbox', async () => {
  const world = await setup()
  world.sandbox.twilio.misbehave({ route: 'messages', kind: 'hang' })
  const waiting = world.client.messages.create(world.say('x')).catch((error: unknown) => error)
  await vi.waitUntil(() => world.sandbox.twilio.requests.messages === 1)
  await world[Symbol.asyncDispose]()
  expect(await waiting).toMatchObject({ code: 'ECONNRESET' })
})
