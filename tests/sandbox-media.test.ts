import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http'
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
const headers = { authorization: `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}` }
const VOICE = { bytes: Buffer.from('OggS and the rest'), contentType: 'audio/ogg' }
const MB = 1024 * 1024

interface Shown {
  body: string
  direction: string
  status: string
  errorCode?: number
  media?: { url: string; contentType: string; fileName?: string }[]
}

/** A service that takes webhooks, and serves files by `serve`. */
async function setup({ serve, ...options }: Partial<SandboxOptions> & { serve?: RequestListener } = {}) {
  const heard: Record<string, string>[] = []
  const service = createServer((request, response) => {
    if (request.method === 'GET') return serve?.(request, response)
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      heard.push(Object.fromEntries(new URLSearchParams(body)))
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const sandbox = await startSandbox({ ...ACCOUNT, serviceUrl, ...options })
  const api = `${sandbox.url}/twilio/2010-04-01/Accounts/${ACCOUNT.accountSid}`
  return {
    ...sandbox,
    stand: sandbox.twilio,
    serviceUrl,
    heard,
    statuses: () => heard.flatMap(({ MessageStatus: status, ErrorCode: code }) => [[status, code]]),
    async send(fields: Record<string, string>): Promise<Record<string, unknown>> {
      const StatusCallback = `${serviceUrl}/status`
      const body = new URLSearchParams({ To: ANA, From: ACCOUNT.whatsappFrom, StatusCallback, ...fields })
      const response = await fetch(`${api}/Messages.json`, { method: 'POST', headers, body })
      return (await response.json()) as Record<string, unknown>
    },
    write: (body: object) =>
      fetch(`${sandbox.url}/api/phones/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ address: ANA, ...body }),
      }),
    /** The media URL of the last webhook, on the stand-in. */
    mediaUrl: () => `${sandbox.url}/twilio${new URL(heard.at(-1)!.MediaUrl0!).pathname}`,
    phone: () => snapshot(sandbox.url),
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      service.closeAllConnections()
      await new Promise((resolve) => service.close(resolve))
    },
  }
}

/** What a phone page that opens now sees. */
async function snapshot(url: string): Promise<Shown[]> {
  const response = await fetch(`${url}/api/phones/events?address=${encodeURIComponent(ANA)}`)
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const data = /^event: snapshot\ndata: (.*)\n\n/.exec(text)?.[1]
    if (data) return (JSON.parse(data) as { messages: Shown[] }).messages
  }
  return []
}

const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

test('fetches what the service sends before it reports the message sent', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<() => void>()
  await using world = await setup({
    serve: (_, response) =>
      ask(() => response.writeHead(200, { 'content-type': 'audio/ogg; codecs=opus' }).end(VOICE.bytes)),
  })
  const url = `${world.serviceUrl}/media/signed`
  const arrived: (number | undefined)[] = []
  world.stand.log.subscribe((event) => {
    if (event.kind === 'message') arrived.push(event.message.media[0]?.size)
  })
  const created = await world.send({ MediaUrl: url })
  expect(created).toMatchObject({ status: 'queued', body: '', num_media: '1' })
  const answer = await asked
  expect(world.stand.sent).toMatchObject([{ media: [{ url, contentType: undefined, bytes: undefined }] }])
  expect([await world.phone(), world.statuses()]).toEqual([[], []])
  answer()
  await world.stand.idle()
  expect(world.statuses()).toEqual([
    ['sent', undefined],
    ['delivered', undefined],
  ])
  expect(arrived).toEqual([VOICE.bytes.length])
  const contentType = 'audio/ogg; codecs=opus'
  expect(world.stand.sent).toMatchObject([{ body: '', media: [{ url, contentType, bytes: VOICE.bytes }] }])
  const [shown] = await world.phone()
  expect(shown).toMatchObject({ direction: 'out', status: 'delivered', media: [{ contentType }] })
  expect(await bytesAt(world.url + shown!.media![0]!.url)).toEqual(VOICE.bytes)
  const control = await fetch(`${world.url}/control/twilio/sent`)
  expect(await control.json()).toMatchObject({ sent: [{ media: [{ url, bytes: VOICE.bytes.length }] }] })
})

test('a message whose media cannot be had fails with 63019', async () => {
  await using world = await setup({
    serve: ({ url }, response) => {
      if (url === '/large') response.writeHead(200).end(Buffer.alloc(16 * MB + 1))
      else response.writeHead(404).end()
    },
  })
  const urls = [`${world.serviceUrl}/none`, `${world.serviceUrl}/large`, 'http://127.0.0.1:1/nobody']
  for (const MediaUrl of urls) {
    await world.send({ MediaUrl })
    await world.stand.idle()
  }
  expect(world.statuses()).toEqual([1, 2, 3].map(() => ['failed', '63019']))
  const [shown] = await world.phone()
  expect(shown).toMatchObject({ status: 'failed', errorCode: 63019 })
  expect(shown).not.toHaveProperty('media')
})

test('what a person attaches reaches the service with its type, kind and caption', async () => {
  await using world = await setup()
  const base64 = VOICE.bytes.toString('base64')
  const kinds = {
    'audio/webm;codecs=opus': 'audio',
    'image/jpeg': 'image',
    'image/webp': 'sticker',
    'video/mp4': 'video',
    'text/vcard': 'contacts',
    'application/pdf': 'document',
  }
  for (const [contentType, kind] of Object.entries(kinds)) {
    const media = [{ base64, contentType, fileName: 'Größe (1).bin' }]
    expect((await world.write({ body: 'see this', media })).status).toBe(202)
    await world.stand.idle()
    expect(world.heard.at(-1)).toMatchObject({
      Body: 'see this',
      NumMedia: '1',
      MediaContentType0: contentType.replace(/;.*/, ''),
      MessageType: kind,
    })
  }
  const hop = await fetch(world.mediaUrl(), { headers, redirect: 'manual' })
  const download = await fetch(hop.headers.get('location')!)
  expect(download.headers.get('content-disposition')).toBe(
    "inline; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.bin",
  )
  expect(Buffer.from(await download.arrayBuffer())).toEqual(VOICE.bytes)
  expect((await world.phone())[1]).toMatchObject({
    direction: 'in',
    body: 'see this',
    media: [{ contentType: 'image/jpeg', fileName: 'Größe (1).bin' }],
  })
})

test('refuses files that are too large, too many or nothing', async () => {
  await using world = await setup()
  const file = (bytes: Buffer) => ({ base64: bytes.toString('base64'), contentType: 'image/png' })
  const large = await world.write({ media: [file(Buffer.alloc(16 * MB + 1))] })
  expect([large.status, await large.json()]).toEqual([413, { error: expect.stringContaining('16 MB') }])
  const refused = async (media: unknown[]) => (await world.write({ media })).status
  expect(await refused([file(VOICE.bytes), file(VOICE.bytes)])).toBe(400)
  expect(await refused([])).toBe(400)
  expect(await refused([file(Buffer.alloc(0))])).toBe(400)
  expect(await refused([{ ...file(VOICE.bytes), contentType: 'a/b\r\nx: y' }])).toBe(400)
  expect(await refused([file(Buffer.alloc(16 * MB))])).toBe(202)
})

test('what is deleted at Twilio is gone there, and stays on the phone of the person', async () => {
  await using world = await setup()
  await world.stand.inbound({ from: ANA, media: [VOICE] })
  const url = world.mediaUrl()
  const hop = await fetch(url, { headers, redirect: 'manual' })
  const cdn = hop.headers.get('location')!
  expect((await fetch(cdn)).status).toBe(200)
  expect((await fetch(`${url}.json`, { method: 'DELETE', headers })).status).toBe(204)
  expect((await fetch(`${url}.json`, { method: 'DELETE', headers })).status).toBe(404)
  expect((await fetch(url, { headers, redirect: 'manual' })).status).toBe(404)
  expect((await fetch(cdn)).status).toBe(404)
  expect(world.stand.requests).toMatchObject({ media: 2, mediaDeleted: 2, cdn: 2 })
  const [shown] = await world.phone()
  expect(await bytesAt(world.url + shown!.media![0]!.url)).toEqual(VOICE.bytes)
})

test('a file cannot act as a page of the sandbox', async () => {
  await using world = await setup()
  const bytes = Buffer.from('<script>alert(1)</script>')
  await world.stand.inbound({ from: ANA, media: [{ bytes, contentType: 'text/html' }] })
  const [shown] = await world.phone()
  const page = await fetch(world.url + shown!.media![0]!.url)
  expect(page.headers.get('content-security-policy')).toContain('sandbox')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
})

test('files of messages outlive a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
  const seen: unknown[] = []
  for (const first of [true, false]) {
    await using world = await setup({
      dataDir,
      serve: (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png'),
    })
    if (first) {
      await world.stand.inbound({ from: ANA, media: [{ ...VOICE, fileName: 'a.ogg' }] })
      await world.send({ Body: 'look', MediaUrl: `${world.serviceUrl}/x` })
      await world.stand.idle()
    }
    const shown = await world.phone()
    const files = shown.map(({ media }) => bytesAt(world.url + media![0]!.url))
    seen.push({ shown, files: await Promise.all(files) })
  }
  expect(seen[0]).toMatchObject({
    shown: [{ media: [{ contentType: 'audio/ogg', fileName: 'a.ogg' }] }, { body: 'look' }],
    files: [VOICE.bytes, Buffer.from('png')],
  })
  expect(seen[1]).toEqual(seen[0])
  await rm(dataDir, { recursive: true })
})

test('both hops of a download misbehave as told, then serve again', async () => {
  await using world = await setup()
  await world.stand.inbound({ from: ANA, media: [VOICE] })
  const [first, cdn] = [{ headers, redirect: 'manual' } as const, { redirect: 'manual' } as const]
  const url = world.mediaUrl()
  const at = (await fetch(url, first)).headers.get('location')!
  for (const [route, ask] of [
    ['media', () => fetch(url, first)],
    ['cdn', () => fetch(at, cdn)],
  ] as const) {
    for (const kind of ['404', '403', '500', '502'] as const) {
      world.stand.misbehave({ route, kind })
      expect((await ask()).status, `${route} ${kind}`).toBe(Number(kind))
    }
    world.stand.misbehave({ route, kind: 'cut' })
    await expect(ask()).rejects.toThrow()
    world.stand.misbehave({ route, kind: 'redirect', to: 'http://10.0.0.1/x' })
    const away = await ask()
    expect([away.status, away.headers.get('location')]).toEqual([302, 'http://10.0.0.1/x'])
  }
  expect((await fetch(url, first)).status).toBe(307)
  expect(await bytesAt(at)).toEqual(VOICE.bytes)
})

test('the CDN lies about lengths, and never ends', async () => {
  await using world = await setup()
  await world.stand.inbound({ from: ANA, media: [VOICE] })
  const at = `${world.url}/twilio/cdn/${world.stand.log.all[0]!.media[0]!.sid}`
  // What comes behind a length that is too short is an error of the request, after its response.
  const open = () =>
    new Promise<IncomingMessage>((resolve) => get(at, { agent: false }, resolve).on('error', () => undefined))
  const whole = (response: IncomingMessage) =>
    Array.fromAsync(response as AsyncIterable<Buffer>).then((chunks) => Buffer.concat(chunks).toString())

  world.stand.misbehave({ route: 'cdn', kind: 'lyingLength' })
  const more = await open()
  expect(more.headers['content-length']).toBe(String(VOICE.bytes.length * 2))
  await expect(whole(more)).rejects.toMatchObject({ code: 'ECONNRESET' })

  world.stand.misbehave({ route: 'cdn', kind: 'lyingLength', claims: 4 })
  const less = await open()
  expect(less.headers['content-length']).toBe('4')
  expect(await whole(less).catch(() => 'OggS')).toBe('OggS')

  world.stand.misbehave({ route: 'cdn', kind: 'endless' })
  const endless = await open()
  expect(endless.headers['content-length']).toBeUndefined()
  let size = 0
  for await (const chunk of endless as AsyncIterable<Buffer>) {
    if (size === 0) expect(chunk.toString('latin1', 0, 4)).toBe('OggS')
    size += chunk.length
    if (size > 20 * MB) break
  }
  expect(size).toBeGreaterThan(20 * MB)
  await vi.waitUntil(() => endless.destroyed)
  expect(await bytesAt(at)).toEqual(VOICE.bytes)
})
