import { expect, test } from 'vitest'
import { TransientError } from '../../src/errors.ts'
import { accountSid, json, openChannel, outbound, startServer } from './twilio-support.ts'

const since = new Date('2025-06-10T10:00:00.500Z')
const signal = () => AbortSignal.timeout(10_000)
const none = async () => new Set<string>()
const account = `/2010-04-01/Accounts/${accountSid}`

const record = (sid: string, fields: Record<string, unknown> = {}) => ({
  sid,
  direction: 'outbound-api',
  from: 'whatsapp:+15550100002',
  to: 'whatsapp:+15550100001',
  body: 'Done ✅ & more + *bold*',
  num_media: '0',
  date_created: 'Tue, 10 Jun 2025 10:00:00 +0000',
  date_sent: null,
  ...fields,
})

test('finds the message that was sent, the oldest of several', async () => {
  const newer = record('SM3', { date_created: 'Tue, 10 Jun 2025 10:00:05 +0000' })
  await using server = await startServer(
    json(200, { messages: [newer, record('SM2'), record('SM1')], next_page_uri: null }),
  )
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  expect(await channel.readBack(outbound(), since, none, signal())).toEqual({ providerId: 'SM1' })
  expect(server.received[0]).toMatchObject({ method: 'GET', path: `${account}/Messages.json` })
  expect(Object.fromEntries(server.received[0]?.query ?? [])).toEqual({
    To: 'whatsapp:+15550100001',
    From: 'whatsapp:+15550100002',
    'DateSent>': '2025-06-10T09:59:00Z',
    PageSize: '100',
  })
})

test('takes no message that is another row, another text, inbound or old', async () => {
  const messages = [
    record('SM1', { body: 'Done ✅ & more + *bold* ' }),
    record('SM2', { direction: 'inbound' }),
    record('SM3', { date_created: 'Tue, 10 Jun 2025 09:00:00 +0000' }),
    record('SM4'),
    record('SM5', { direction: 'outbound-reply' }),
  ]
  await using server = await startServer(json(200, { messages, next_page_uri: null }))
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  const asked: string[][] = []
  const known = async (ids: string[]) => {
    asked.push(ids)
    return new Set(['SM4', 'SM5'])
  }
  expect(await channel.readBack(outbound(), since, known, signal())).toBeUndefined()
  expect(asked).toEqual([['SM5', 'SM4']])
})

test('knows a template by its text, or by its id where the list gives no text', async () => {
  const quickReplies = [
    { id: 'y', title: 'Yes' },
    { id: 'n', title: 'No' },
  ]
  const message = outbound({ body: 'Sure?', quickReplies })
  for (const fields of [{ body: 'Sure?' }, { body: '', content_sid: 'HX2' }]) {
    await using server = await startServer(json(200, { messages: [record('SM1', fields)] }))
    const { channel } = openChannel({ baseUrl: server.baseUrl, templates: { buttons2: 'HX2' } })
    expect(await channel.readBack(message, since, none, signal())).toEqual({ providerId: 'SM1' })
  }
})

test('turns the pages, but not for ever', async () => {
  await using server = await startServer((response, request, count) => {
    const next_page_uri = `${account}/Messages.json?Page=${count}&PageToken=PA%2B1`
    json(200, { messages: count === 3 ? [record('SM9')] : [], next_page_uri })(response, request, count)
  })
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  expect(await channel.readBack(outbound(), since, none, signal())).toEqual({ providerId: 'SM9' })
  expect(server.received).toHaveLength(20)
  expect(Object.fromEntries(server.received[1]?.query ?? [])).toEqual({ Page: '1', PageToken: 'PA+1' })
})

test.each([
  [500, { code: 20500 }],
  [401, { code: 20003 }],
  [429, { code: 20429 }],
  [200, { messages: 'none' }],
])('asks again later after %i %j', async (status, body) => {
  await using server = await startServer(json(status, body, { 'Retry-After': '3' }))
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  const err: unknown = await channel
    .readBack(outbound(), since, none, signal())
    .catch((reason: unknown) => reason)
  expect(err).toBeInstanceOf(TransientError)
  if (status !== 200) expect(err).toMatchObject({ retryAfterMs: 3_000 })
})

test('brings in what came while we were away, oldest first, with files', async () => {
  const person = { direction: 'inbound', from: 'whatsapp:+15550100001', to: 'whatsapp:+15550100002' }
  const whatsapp = [
    record('MM2', { ...person, body: '', num_media: '1', date_created: 'Tue, 10 Jun 2025 10:00:09 +0000' }),
    record('SM0', { ...person, direction: 'outbound-api' }),
    record('SM1', { ...person, body: 'first\0' }),
    record('SM8', { ...person, date_created: 'Mon, 09 Jun 2025 10:00:00 +0000' }),
  ]
  const sms = [
    record('SM4', { direction: 'inbound', from: '+15550100001', to: '+15550100003', body: 'stop' }),
  ]
  await using server = await startServer((response, request, count) => {
    const isMedia = request.path.endsWith('/Media.json')
    const messages = request.query.get('To')?.startsWith('whatsapp:') ? whatsapp : sms
    const body = isMedia
      ? { media_list: [{ sid: 'ME1', content_type: 'audio/ogg' }] }
      : { messages, next_page_uri: null }
    json(200, body)(response, request, count)
  })
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  const found = await Array.fromAsync(channel.missed?.(since, signal()) ?? [])
  expect(found).toMatchObject([
    { providerId: 'SM1', medium: 'whatsapp', conversation: '+15550100001', text: 'first', media: [] },
    {
      providerId: 'MM2',
      text: '',
      media: [{ ref: `https://api.twilio.com${account}/Messages/MM2/Media/ME1`, contentType: 'audio/ogg' }],
    },
    { providerId: 'SM4', medium: 'sms', conversation: '+15550100001', keywordHandled: 'stop' },
  ])
})

test('fails to look for missed messages with an error that says: later', async () => {
  await using server = await startServer(json(503, {}))
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  await expect(Array.fromAsync(channel.missed?.(since, signal()) ?? [])).rejects.toBeInstanceOf(
    TransientError,
  )
})

test('shows typing under a WhatsApp message, and under nothing else', async () => {
  await using server = await startServer(json(200, { success: true }))
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  const providerId = 'SM5a0000000000000000000000000000b1'
  await channel.typing?.({ medium: 'sms', providerId }, signal())
  await channel.typing?.({ medium: 'whatsapp', providerId: '../Messages' }, signal())
  await channel.typing?.({ medium: 'whatsapp', providerId }, signal())
  expect(server.received).toHaveLength(1)
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/v2/Indicators/Typing.json' })
  expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({
    channel: 'whatsapp',
    messageId: providerId,
  })
})
