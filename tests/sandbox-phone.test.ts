import { spawn } from 'node:child_process'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startSandbox, type SandboxOptions } from '../sandbox/sandbox.ts'

const ACCOUNT = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'token',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const ANA = 'whatsapp:+15550100001'
const BASIC = `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}`

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** What the service does: sends a reply, shows that it types. */
const form = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', headers: { authorization: BASIC }, body: new URLSearchParams(fields) })
const reply = (url: string, Body: string, extra = {}) =>
  form(`${url}/twilio/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`, {
    To: ANA,
    From: ACCOUNT.whatsappFrom,
    Body,
    ...extra,
  })

async function setup(options: Partial<SandboxOptions> = {}) {
  let status = 200
  const heard: Record<string, string>[] = []
  const service = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      heard.push(Object.fromEntries(new URLSearchParams(body)))
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const sandbox = await startSandbox({ ...ACCOUNT, serviceUrl, ...options })
  return {
    sandbox,
    serviceUrl,
    heard,
    refuse: () => (status = 403),
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      service.closeAllConnections()
      await new Promise((resolve) => service.close(resolve))
    },
  }
}

/** A phone page: collects its events until the sandbox or the test ends. */
async function openPhone(url: string) {
  const response = await fetch(`${url}/api/phones/events?address=${encodeURIComponent(ANA)}`)
  const events: { event: string; data: Record<string, unknown> }[] = []
  void (async () => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (event && data) events.push({ event, data: JSON.parse(data) as Record<string, unknown> })
      }
    }
  })().catch(() => undefined)
  await vi.waitUntil(() => events.length > 0)
  return {
    events,
    statuses: (sid: unknown) =>
      events
        .filter(({ event, data }) => event === 'status' && data.sid === sid)
        .map(({ data }) => data.status),
    typing: () => events.filter(({ event }) => event === 'typing').map(({ data }) => data.on),
    messages: () => events.filter(({ event }) => event === 'message').map(({ data }) => data),
  }
}

test('a conversation on the phone: written, delivered, typing, read, answered, seen', async () => {
  await using world = await setup()
  const { url } = world.sandbox
  const phone = await openPhone(url)
  expect(phone.events[0]).toEqual({ event: 'snapshot', data: { messages: [] } })
  const written = await post(`${url}/api/phones/messages`, { address: ANA, profileName: 'Ana', body: 'hi' })
  expect(written.status).toBe(202)
  const { sid } = (await written.json()) as { sid: string }
  await vi.waitUntil(() => phone.statuses(sid).includes('delivered'))
  expect(phone.messages()[0]).toMatchObject({ sid, direction: 'in', body: 'hi', status: 'sent' })
  expect(world.heard[0]).toMatchObject({ MessageSid: sid, ProfileName: 'Ana', Body: 'hi' })

  await form(`${url}/twilio/v2/Indicators/Typing.json`, { channel: 'whatsapp', messageId: sid })
  await vi.waitUntil(() => phone.typing().length === 1)
  const sent = await reply(url, 'Hello Ana', { StatusCallback: `${world.serviceUrl}/status` })
  const { sid: answer } = (await sent.json()) as { sid: string }
  await vi.waitUntil(() => phone.statuses(answer).includes('delivered'))
  expect(phone.statuses(sid)).toEqual(['delivered', 'read'])
  expect(phone.typing()).toEqual([true, false])
  expect(phone.messages()[1]).toMatchObject({
    sid: answer,
    direction: 'out',
    body: 'Hello Ana',
    status: 'sending',
  })

  await post(`${url}/api/phones/read`, { address: ANA })
  await vi.waitUntil(() => world.heard.some((fields) => fields.MessageStatus === 'read'))
  expect(phone.statuses(answer)).toEqual(['sent', 'delivered', 'read'])
})

test('a reply marks what the person wrote as read, a refused webhook as failed', async () => {
  await using world = await setup()
  const { url, twilio } = world.sandbox
  const { sid } = await twilio.inbound({ from: ANA, body: 'hi' })
  await reply(url, 'Hello')
  expect(twilio.log.get(sid)?.receipt).toBe('read')
  world.refuse()
  const refused = await twilio.inbound({ from: ANA, body: 'again' })
  expect(twilio.log.get(refused.sid)?.receipt).toBe('failed')
})

test('buttons, places and quotes travel both ways', async () => {
  await using world = await setup()
  const { url } = world.sandbox
  const place = { latitude: 38.71, longitude: -9.13, name: 'Cafe' }
  await post(`${url}/api/phones/messages`, { address: ANA, place })
  await post(`${url}/api/phones/messages`, {
    address: ANA,
    buttonPayload: '1',
    buttonText: 'Yes',
    repliesToSid: 'SM1',
  })
  await world.sandbox.twilio.idle()
  expect(new Set(world.heard.map((fields) => fields.Body))).toEqual(new Set(['', 'Yes']))
  expect(world.heard).toContainEqual(
    expect.objectContaining({ Latitude: '38.71', Label: 'Cafe', MessageType: 'location' }),
  )
  expect(world.heard).toContainEqual(
    expect.objectContaining({ ButtonPayload: '1', ButtonText: 'Yes', OriginalRepliedMessageSid: 'SM1' }),
  )
  await reply(url, 'Cafe', { PersistentAction: 'geo:38.71,-9.13|Cafe' })
  const phone = await openPhone(url)
  expect(phone.events[0]?.data.messages).toMatchObject([
    { direction: 'in', place },
    { direction: 'in', body: 'Yes', repliesToSid: 'SM1' },
    { direction: 'out', place },
  ])
})

test('refuses bad addresses, empty messages and pages of other origins', async () => {
  await using world = await setup()
  const write = `${world.sandbox.url}/api/phones/messages`
  expect((await post(write, { address: 'ana', body: 'x' })).status).toBe(400)
  expect((await post(write, { address: ANA })).status).toBe(400)
  expect((await fetch(write, { method: 'POST', body: '{}' })).status).toBe(415)
  expect((await fetch(`${world.sandbox.url}/control/reset`, { method: 'POST', body: '{}' })).status).toBe(415)
  expect(await (await fetch(`${world.sandbox.url}/api/config`)).json()).toEqual({
    whatsappFrom: ACCOUNT.whatsappFrom,
    smsFrom: ACCOUNT.smsFrom,
    assistantUrl: world.serviceUrl,
  })
})

test('messages outlive a restart, a line cut off by a crash does not matter', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
  {
    await using world = await setup({ dataDir })
    await world.sandbox.twilio.inbound({ from: ANA, body: 'before' })
    await reply(world.sandbox.url, 'answer')
    await world.sandbox.twilio.idle()
  }
  await appendFile(join(dataDir, 'phone-messages.jsonl'), '{"kind":"mess')
  for (const _ of [1, 2]) {
    await using world = await setup({ dataDir })
    expect(world.sandbox.twilio.log.with(ANA)).toMatchObject([
      { body: 'before', receipt: 'read' },
      { body: 'answer', status: 'delivered' },
    ])
  }
  await rm(dataDir, { recursive: true })
})

test('serves the built page, its index for every other path, and nothing outside the folder', async () => {
  const pages = await mkdtemp(join(tmpdir(), 'pages-'))
  await writeFile(join(pages, 'index.html'), '<h1>phone</h1>')
  await writeFile(join(pages, 'app.js'), 'go()')
  await using world = await setup({ pages })
  const get = (path: string) => fetch(world.sandbox.url + path)
  expect(await (await get('/app.js')).text()).toBe('go()')
  const deep = await get('/phones/ana')
  expect([deep.headers.get('content-type'), await deep.text()]).toEqual([
    'text/html; charset=utf-8',
    '<h1>phone</h1>',
  ])
  expect((await get('/..%2f..%2fetc%2fpasswd.txt')).status).toBe(404)
  expect((await get('/none.js')).status).toBe(404)
  await rm(pages, { recursive: true })
})

test('runs as a process of its own, is directed over HTTP, and ends on SIGTERM', async () => {
  await using world = await setup()
  const child = spawn(process.execPath, ['sandbox/main.ts', '--service-url', world.serviceUrl], {
    env: {
      ...process.env,
      TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
      CALLBACKS: 'none',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  const { url } = JSON.parse(line) as { url: string }
  const control = (path: string, body: unknown) => post(`${url}/control${path}`, body)
  const inbound = await control('/twilio/inbound', { from: ANA, body: 'hi' })
  expect(await inbound.json()).toMatchObject({ status: 200, attempts: 1 })
  await control('/model/replies', { replies: ['scripted'], whenSaid: 'magic' })
  const chat = async (content: string) => {
    const response = await fetch(`${url}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-x' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }),
    })
    const body = (await response.json()) as { choices: { message: { content: string } }[] }
    return body.choices[0]?.message.content
  }
  expect(await chat('hello')).toMatch(/sandbox model/)
  expect(await chat('say the magic word')).toBe('scripted')
  await control('/twilio/misbehave', { route: 'messages', kind: '429', retryAfter: 1 })
  expect((await reply(url, 'x')).headers.get('retry-after')).toBe('1')
  expect((await control('/twilio/misbehave', { route: 'messages', kind: 'dance' })).status).toBe(400)
  await reply(url, 'counted')
  const sent = await (await fetch(`${url}/control/twilio/sent?to=${encodeURIComponent(ANA)}`)).json()
  expect(sent).toMatchObject({ sent: [{ body: 'counted', to: ANA }] })
  expect(await (await fetch(`${url}/control/stats`)).json()).toMatchObject({
    twilio: { messages: 2, sent: 1, webhooks: 1 },
    model: { openai: 2 },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})
