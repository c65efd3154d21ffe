import { once } from 'node:events'
import net from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { OutboundMessage } from '../../src/channels/channel.ts'
import type { TwilioSettings } from '../../src/channels/twilio.ts'
import { OutcomeUnknown, PermanentError, TransientError } from '../../src/errors.ts'
import { accountSid, authToken, json, openChannel, outbound, startServer } from './twilio-support.ts'

const sid = 'SM7b00000000000000000000000000000c'
const signal = () => AbortSignal.timeout(10_000)

/** The error of one send, checked for what must never be in a log. */
async function failure(
  settings: Partial<TwilioSettings>,
  message: OutboundMessage = outbound(),
  stop = signal(),
) {
  const { channel } = openChannel({ requestTimeoutMs: 5_000, ...settings })
  const err: unknown = await channel.send(message, stop).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const shown = inspect(err, { depth: 10, showHidden: true })
  for (const secret of [
    authToken,
    Buffer.from(`${accountSid}:${authToken}`).toString('base64'),
    'Done ✅',
    '5550100001',
  ])
    expect(shown).not.toContain(secret)
  return err
}

describe('a message Twilio takes', () => {
  test('is posted as a form with the credentials of the account', async () => {
    await using server = await startServer(json(201, { sid, num_segments: '1', error_code: null }))
    const { channel } = openChannel({ baseUrl: server.baseUrl })
    expect(await channel.send(outbound(), signal())).toEqual({ providerId: sid })
    const [request] = server.received
    expect(request).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    })
    expect(request?.headers.authorization).toBe(`Basic ${btoa(`${accountSid}:${authToken}`)}`)
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      To: 'whatsapp:+15550100001',
      From: 'whatsapp:+15550100002',
      Body: 'Done ✅ & more + *bold*',
      StatusCallback: expect.stringMatching(
        /^https:\/\/bot\.example\.test\/webhooks\/twilio\/status\?outbox=42\.[\w-]{22}$/,
      ),
    })
  })

  test('comes from the number of its medium, with the prefix of its medium', async () => {
    await using server = await startServer(json(201, { sid }))
    const numbers = { whatsappFrom: '+15550100002', smsFrom: '+15550100003' }
    const { channel } = openChannel({ baseUrl: server.baseUrl, ...numbers })
    await channel.send(outbound({ from: '', to: '+15550100001' }), signal())
    await channel.send(outbound({ from: '', to: '+15550100001', medium: 'sms' }), signal())
    await channel.send(outbound({ from: '+15550100009', to: '+15550100001', medium: 'sms' }), signal())
    expect(server.received.map(({ form }) => `${form.get('From')} → ${form.get('To')}`)).toEqual([
      'whatsapp:+15550100002 → whatsapp:+15550100001',
      '+15550100003 → +15550100001',
      '+15550100009 → +15550100001',
    ])
  })

  test('goes through the messaging service where there is no number', async () => {
    await using server = await startServer(json(201, { sid }))
    const { channel } = openChannel({
      baseUrl: server.baseUrl,
      smsFrom: undefined,
      messagingServiceSid: 'MG1',
    })
    await channel.send(outbound({ from: '', medium: 'sms' }), signal())
    expect(server.received[0]?.form.get('MessagingServiceSid')).toBe('MG1')
    expect(server.received[0]?.form.has('From')).toBe(false)
  })

  test('fills a template with its quick replies', async () => {
    await using server = await startServer(json(201, { sid }))
    const quickReplies = [
      { id: 'y', title: 'Yes' },
      { id: 'n', title: 'No' },
    ]
    const { channel } = openChannel({ baseUrl: server.baseUrl, templates: { buttons2: 'HX2' } })
    await channel.send(outbound({ body: 'Sure?', quickReplies }), signal())
    const form = server.received[0]?.form
    expect(form?.get('ContentSid')).toBe('HX2')
    expect(JSON.parse(form?.get('ContentVariables') ?? '')).toEqual({ 1: 'Sure?', 2: 'Yes', 3: 'No' })
    expect(form?.has('Body')).toBe(false)

    const without = openChannel({ baseUrl: server.baseUrl })
    await without.channel.send(outbound({ body: 'Sure?', quickReplies }), signal())
    expect(server.received[1]?.form.get('Body')).toBe('Sure?\n\n1. Yes\n2. No')
  })
})

describe('a message that may be sent again', () => {
  test.each([
    ['without a hint', {}, undefined],
    ['with seconds', { 'Retry-After': '7' }, 7_000],
    ['with nonsense', { 'Retry-After': 'soon' }, undefined],
  ])('is one refused with 429 %s', async (_, headers, retryAfterMs) => {
    await using server = await startServer(
      json(429, { code: 20429, message: 'Too many', status: 429 }, headers),
    )
    const err = await failure({ baseUrl: server.baseUrl })
    expect(err).toBeInstanceOf(TransientError)
    expect(err).toMatchObject({ retryAfterMs })
    expect(server.received).toHaveLength(1) // the SDK does not retry by itself
  })

  test('is one refused with 429 and a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    await using server = await startServer(json(429, {}, { 'Retry-After': date }))
    const err = await failure({ baseUrl: server.baseUrl })
    expect(err).toBeInstanceOf(TransientError)
    if (err instanceof TransientError) expect(err.retryAfterMs).toBeGreaterThan(50_000)
  })

  test('is one over the rate of the channel, whatever the status', async () => {
    await using server = await startServer(json(400, { code: 63018, message: 'Rate limit', status: 400 }))
    expect(await failure({ baseUrl: server.baseUrl })).toBeInstanceOf(TransientError)
  })

  test('waits a quarter of an hour when the messages of the day are used up', async () => {
    const body = {
      code: 63038,
      message: `Account ${accountSid} exceeded the 50 daily messages limit`,
      status: 429,
    }
    await using server = await startServer(json(429, body, { 'Retry-After': '1' }))
    expect(await failure({ baseUrl: server.baseUrl })).toMatchObject({
      retryAfterMs: 900_000,
      name: 'TransientError',
    })
  })

  test('is one for which there was no connection', async () => {
    const server = net.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (address === null || typeof address === 'string') throw new Error('no port')
    const err = await failure({ baseUrl: `http://127.0.0.1:${address.port}` })
    expect(err).toBeInstanceOf(TransientError)
    expect(err).toMatchObject({ message: 'Twilio: ECONNREFUSED' })
  })

  test('is one whose host has no address', async () => {
    expect(await failure({ baseUrl: 'http://nowhere.invalid' })).toBeInstanceOf(TransientError)
  })

  test('is one whose connection was never secured', async () => {
    await using server = await startServer(json(201, { sid }))
    expect(await failure({ baseUrl: server.baseUrl.replace('http:', 'https:') })).toBeInstanceOf(
      TransientError,
    )
    expect(server.received).toHaveLength(0)
  })

  test('is one that was stopped before it began', async () => {
    await using server = await startServer(json(201, { sid }))
    expect(await failure({ baseUrl: server.baseUrl }, outbound(), AbortSignal.abort())).toBeInstanceOf(
      TransientError,
    )
    expect(server.received).toHaveLength(0)
  })
})

describe('a message that is refused for good', () => {
  test.each([
    [400, 21211],
    [400, 21610],
    [401, 20003],
    [403, 21408],
    [404, 20404],
  ])('is one answered with %i and %i', async (status, code) => {
    const body = { code, message: "Invalid 'To' Phone Number: +15550100001", more_info: 'https://…', status }
    await using server = await startServer(json(status, body))
    const err = await failure({ baseUrl: server.baseUrl })
    expect(err).toBeInstanceOf(PermanentError)
    expect(err).toMatchObject({ message: expect.stringContaining(`HTTP ${status}, error ${code}`) })
  })

  test('is one without a number to come from', async () => {
    const err = await failure({ smsFrom: undefined }, outbound({ from: '', medium: 'sms' }))
    expect(err).toBeInstanceOf(PermanentError)
  })
})

describe('a message of unknown outcome', () => {
  test('is one answered with a server error', async () => {
    await using server = await startServer(json(500, { code: 20500, message: 'Internal Server Error' }))
    expect(await failure({ baseUrl: server.baseUrl })).toBeInstanceOf(OutcomeUnknown)
    expect(server.received).toHaveLength(1)
  })

  test.each([
    [502, '<html><h1>Bad Gateway</h1></html>'],
    [403, '<html>proxy</html>'],
    [201, '<html>welcome</html>'],
    [201, '{"sid":"SM7b'],
    [201, '{}'],
    [302, '{}'],
  ])('is one answered with %i and %s', async (status, body) => {
    await using server = await startServer((response) => {
      response.writeHead(status, { Location: '/elsewhere' }).end(body)
    })
    expect(await failure({ baseUrl: server.baseUrl })).toBeInstanceOf(OutcomeUnknown)
    expect(server.received).toHaveLength(1)
  })

  test('is one never answered', async () => {
    await using server = await startServer(() => {})
    const err = await failure({ baseUrl: server.baseUrl, requestTimeoutMs: 100 })
    expect(err).toBeInstanceOf(OutcomeUnknown)
    expect(err).toMatchObject({ message: expect.stringContaining('no answer within 100 ms') })
  })

  test('is one whose answer never ends', async () => {
    await using server = await startServer((response) => void response.writeHead(201).write('{"sid":'))
    expect(await failure({ baseUrl: server.baseUrl, requestTimeoutMs: 100 })).toBeInstanceOf(OutcomeUnknown)
  })

  test('is one whose connection broke after it was sent', async () => {
    await using server = await startServer((response) => void response.destroy())
    expect(await failure({ baseUrl: server.baseUrl })).toBeInstanceOf(OutcomeUnknown)
  })

  test('is one whose answer broke off', async () => {
    await using server = await startServer((response) => {
      response.writeHead(201, { 'Content-Length': '1000' }).write('{"sid":"SM1"}', () => response.destroy())
    })
    expect(await failure({ baseUrl: server.baseUrl })).toBeInstanceOf(OutcomeUnknown)
  })

  test('is one that was stopped while it waited', async () => {
    const stop = new AbortController()
    await using server = await startServer(() => stop.abort())
    expect(await failure({ baseUrl: server.baseUrl }, outbound(), stop.signal)).toBeInstanceOf(OutcomeUnknown)
  })
})
