import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { PermanentError, TransientError } from '../../src/errors.ts'
import { until } from '../support/until.ts'
import { mediaPath, mediaUrl, openMedia } from './twilio-media-support.ts'
import { accountSid, authToken, json, openChannel, outbound, startServer } from './twilio-support.ts'

/** Never: what ends must end by itself. */
const signal = () => new AbortController().signal
const media = { ref: mediaUrl, contentType: 'audio/ogg' }

const failure = (doing: Promise<unknown>) =>
  doing.then(
    () => undefined,
    (reason: unknown) => reason,
  )

describe('a download', () => {
  test('brings the bytes, and the type as the server says it', async () => {
    const bytes = Buffer.alloc(300_000, 7)
    await using server = await startServer((response, request) => {
      if (request.path === mediaPath) response.writeHead(302, { location: '/cdn/ME1' }).end('not this')
      else response.writeHead(200, { 'Content-Type': 'Audio/Ogg; codecs=opus' }).end(bytes)
    })
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    const { contentType, body } = (await channel.download?.(media, signal())) ?? {}
    expect(contentType).toBe('audio/ogg')
    expect(bytes.equals(Buffer.concat((await body?.toArray()) ?? []))).toBe(true)
  })

  test.each([404, 408, 425, 429, 500, 502, 503])('is worth another try after HTTP %i', async (status) => {
    await using server = await startServer((response) => void response.writeHead(status).end('no'))
    const err = await failure(openMedia({ baseUrl: server.baseUrl }).download(media, signal()))
    expect(err).toBeInstanceOf(TransientError)
    expect(server.received).toHaveLength(1)
  })

  test.each([204, 206, 302, 304, 400, 401, 403, 410])('is given up after HTTP %i', async (status) => {
    await using server = await startServer((response) => void response.writeHead(status).end())
    const err = await failure(openMedia({ baseUrl: server.baseUrl }).download(media, signal()))
    expect(err).toBeInstanceOf(PermanentError)
    const shown = inspect(err, { depth: 10, showHidden: true })
    for (const secret of [authToken, btoa(`${accountSid}:${authToken}`)]) expect(shown).not.toContain(secret)
  })

  test('is worth another try when nobody answers', async () => {
    const server = await startServer(() => {})
    await server[Symbol.asyncDispose]()
    const err = await failure(openMedia({ baseUrl: server.baseUrl }).download(media, signal()))
    expect(err).toBeInstanceOf(TransientError)
  })

  test('does not wait for ever for an answer', async () => {
    await using server = await startServer(() => {})
    const { download } = openMedia({ baseUrl: server.baseUrl, timeouts: { headers: 50 } })
    expect(await failure(download(media, signal()))).toBeInstanceOf(TransientError)
  })

  test('ends when it is told to', async () => {
    const stop = new AbortController()
    await using server = await startServer(() => stop.abort())
    const { download } = openMedia({ baseUrl: server.baseUrl })
    expect(await failure(download(media, stop.signal))).toBeInstanceOf(TransientError)
    expect(await failure(download(media, stop.signal))).toBeInstanceOf(TransientError)
    expect(server.received).toHaveLength(1)
  })
})

describe('the bytes of a download', () => {
  /** Sends the headers and some bytes, and hands over the rest. */
  const beginning = (begun: (response: ServerResponse) => void) =>
    startServer((response) => {
      response.writeHead(200, { 'Content-Length': 1_000_000 }).write('OggS', () => begun(response))
    })

  test.each([
    ['are cut off', (response: ServerResponse) => void response.socket?.destroy()],
    ['are fewer than promised', (response: ServerResponse) => void response.socket?.end()],
    ['stop coming', () => {}],
  ])('fail with an error that says: again, when they %s', async (_, begun) => {
    await using server = await beginning(begun)
    const { download } = openMedia({ baseUrl: server.baseUrl, timeouts: { idle: 100 } })
    const { body } = await download(media, signal())
    expect(await failure(body.toArray())).toBeInstanceOf(TransientError)
  })

  test('end when they take too long, however steadily they come', async () => {
    await using server = await beginning((response) => {
      const drip = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(drip))
    })
    const { download } = openMedia({ baseUrl: server.baseUrl, timeouts: { whole: 300 } })
    const { body } = await download(media, signal())
    expect(await failure(body.toArray())).toBeInstanceOf(TransientError)
  })

  test('end when they are told to', async () => {
    const stop = new AbortController()
    await using server = await beginning(() => {})
    const { body } = await openMedia({ baseUrl: server.baseUrl }).download(media, stop.signal)
    await once(body, 'readable')
    stop.abort()
    expect(await failure(body.toArray())).toBeInstanceOf(TransientError)
  })

  test('may fail before anybody reads them, who is told then', async () => {
    await using server = await beginning((response) => void response.socket?.destroy())
    const { body } = await openMedia({ baseUrl: server.baseUrl }).download(media, signal())
    await until(() => body.destroyed)
    expect(await failure(body.toArray())).toBeInstanceOf(TransientError)
  })

  test('are no longer sent when nobody wants them', async () => {
    const { promise: hungUp, resolve } = Promise.withResolvers<void>()
    await using server = await beginning((response) => void response.on('close', resolve))
    const { download } = openMedia({ baseUrl: server.baseUrl, timeouts: { idle: 600_000, whole: 600_000 } })
    const { body } = await download(media, signal())
    body.destroy()
    await hungUp
  })
})

describe('deleting a file at the provider', () => {
  test.each([
    ['it is there', 204, undefined],
    ['it is gone already', 404, { code: 20404 }],
  ])('is fine when %s', async (_, status, answer) => {
    await using server = await startServer((response, request, count) => {
      if (answer) json(status, answer)(response, request, count)
      else response.writeHead(status).end()
    })
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    await channel.deleteMedia?.(media, signal())
    expect(server.received).toMatchObject([
      {
        method: 'DELETE',
        path: `${mediaPath}.json`,
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      },
    ])
  })

  test.each([
    [400, PermanentError],
    [401, TransientError],
    [429, TransientError],
    [500, TransientError],
  ])('is to be tried again unless it can never work: HTTP %i', async (status, kind) => {
    await using server = await startServer(json(status, { code: 20000 }))
    const { deleteMedia } = openMedia({ baseUrl: server.baseUrl })
    expect(await failure(deleteMedia(media, signal()))).toBeInstanceOf(kind)
  })

  test.each([
    'media',
    'https://mms.twiliocdn.com/x',
    `http://api.twilio.com${mediaPath}`,
    `https://evil.test${mediaPath}`,
    mediaUrl.replace(accountSid, 'AC00000000000000000000000000000002'),
    mediaUrl.replace('/Media/ME1', ''),
  ])('does not touch %s', async (ref) => {
    await using server = await startServer((response) => void response.writeHead(204).end())
    const { deleteMedia } = openMedia({ baseUrl: server.baseUrl })
    expect(await failure(deleteMedia({ ...media, ref }, signal()))).toBeInstanceOf(PermanentError)
    expect(server.received).toEqual([])
  })
})

describe('a voice note of ours', () => {
  const voiceUrl = 'https://bot.example.test/media/abc.ogg'
  const note = outbound({ voiceUrl, body: 'What is said', quickReplies: [{ id: 'y', title: 'Yes' }] })
  const record = (sid: string, fields: Record<string, unknown> = {}) => ({
    sid,
    direction: 'outbound-api',
    body: '',
    num_media: '1',
    date_created: 'Tue, 10 Jun 2025 10:00:00 +0000',
    ...fields,
  })

  test('is sent alone', async () => {
    await using server = await startServer(json(201, { sid: 'MM7' }))
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    expect(channel.voiceMedia).toEqual(['whatsapp'])
    expect(await channel.send(note, signal())).toEqual({ providerId: 'MM7' })
    expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({
      To: 'whatsapp:+15550100001',
      From: 'whatsapp:+15550100002',
      MediaUrl: voiceUrl,
      StatusCallback: expect.stringContaining('/webhooks/twilio/status?outbox=42.'),
    })
  })

  test('is read back as the message that has a file and no words', async () => {
    const messages = [
      record('MM5'),
      record('MM4', { body: null }),
      record('SM3', { num_media: '0', content_sid: 'HX2' }),
      record('MM2', { num_media: '2' }),
      record('MM1', { body: 'What is said' }),
    ]
    await using server = await startServer(json(200, { messages }))
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    const asked: string[][] = []
    const known = async (ids: string[]) => {
      asked.push(ids)
      return new Set(['MM4'])
    }
    const since = new Date('2025-06-10T10:00:00Z')
    expect(await channel.readBack(note, since, known, signal())).toEqual({ providerId: 'MM5' })
    expect(asked).toEqual([['MM4', 'MM5']])
  })

  test('is not taken for a message that has words', async () => {
    await using server = await startServer(json(200, { messages: [record('MM1')] }))
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    const since = new Date('2025-06-10T10:00:00Z')
    expect(await channel.readBack(outbound(), since, async () => new Set(), signal())).toBeUndefined()
  })
})
