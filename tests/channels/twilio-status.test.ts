import { expect, test } from 'vitest'
import {
  accountSid,
  authToken,
  json,
  openChannel,
  outbound,
  publicUrl,
  startServer,
  webhook,
} from './twilio-support.ts'

const sid = 'SM7b00000000000000000000000000000c'
const status = (fields: Record<string, string>) => ({ MessageSid: sid, AccountSid: accountSid, ...fields })

/** The callback path the channel itself hands out for an outbox row. */
async function callbackPath(outboxId: string): Promise<string> {
  await using server = await startServer(json(201, { sid }))
  const { channel } = openChannel({ baseUrl: server.baseUrl })
  await channel.send(outbound({ outboxId }), AbortSignal.timeout(5_000))
  const callback = server.received[0]?.form.get('StatusCallback') ?? ''
  expect(callback.startsWith(`${publicUrl}/webhooks/twilio/status?outbox=`)).toBe(true)
  return callback.slice(publicUrl.length)
}

test.each(['42', '0198c1f2-7d0a-7abc-8def-0123456789ab', 'a.b c+d&é'])(
  'names the outbox row %s',
  async (id) => {
    const path = await callbackPath(id)
    const { channel } = openChannel()
    expect(channel.status(webhook(status({ MessageStatus: 'sent' }), { path }))).toEqual([
      { outboxId: id, providerId: sid, status: 'sent', errorCode: undefined },
    ])
  },
)

test('does not believe a row that it did not sign itself', async () => {
  const path = await callbackPath('42')
  const { channel } = openChannel()
  const mac = path.split('.').at(-1)
  const forgeries = [
    path.replace('=42', '=43'),
    `${path}A`,
    path.slice(0, -1),
    '?outbox=42.',
    `?outbox=.${mac}`,
    '',
  ]
  for (const forgery of forgeries) {
    const asked = forgery.startsWith('/') ? forgery : `/webhooks/twilio/status${forgery}`
    const [update] = channel.status(webhook(status({ MessageStatus: 'sent' }), { path: asked }))
    expect(update, asked).toMatchObject({ providerId: sid, outboxId: undefined })
  }
  const other = openChannel({ authToken: 'f'.repeat(32) })
  const request = webhook(status({ MessageStatus: 'sent' }), { path, token: 'f'.repeat(32) })
  expect(other.channel.status(request)[0]?.outboxId).toBeUndefined()
})

test('refuses a callback whose query was changed after signing', async () => {
  const path = await callbackPath('42')
  const { channel } = openChannel()
  const request = webhook(status({ MessageStatus: 'sent' }), { path })
  expect(() => channel.status({ ...request, path: path.replace('42', '43') })).toThrow('signature')
})

test.each([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])('reads %s as %s', (given, expected) => {
  const { channel } = openChannel()
  const fields = status({ MessageStatus: given, ...(expected === 'failed' && { ErrorCode: '63024' }) })
  expect(channel.status(webhook(fields))).toEqual([
    {
      providerId: sid,
      status: expected,
      errorCode: expected === 'failed' ? '63024' : undefined,
      outboxId: undefined,
    },
  ])
})

test('knows free text that came outside of the 24 hours', () => {
  const { channel } = openChannel()
  const fields = status({ MessageStatus: 'undelivered', ErrorCode: '63016' })
  expect(channel.status(webhook(fields))).toEqual([
    { providerId: sid, status: 'failed', errorCode: '63016', outsideWindow: true, outboxId: undefined },
  ])
})

test('ignores a status nobody knows', () => {
  const { channel } = openChannel()
  expect(channel.status(webhook(status({ MessageStatus: 'partially_delivered' })))).toEqual([])
  expect(channel.status(webhook(status({})))).toEqual([])
})

test('asks for no callback at a host with an underscore, and says so once', async () => {
  await using server = await startServer(json(201, { sid }))
  const { channel, logged } = openChannel({
    baseUrl: server.baseUrl,
    publicUrl: 'https://my_bot.example.test',
  })
  await channel.send(outbound(), AbortSignal.timeout(5_000))
  await channel.send(outbound(), AbortSignal.timeout(5_000))
  expect(server.received.map(({ form }) => form.has('StatusCallback'))).toEqual([false, false])
  expect(logged).toHaveLength(1)
  expect(logged[0]).not.toContain(authToken)
})
