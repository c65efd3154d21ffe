import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../src/channels/channel.ts'
import { WebhookRejected } from '../../src/errors.ts'
import { accountSid, authToken, inbound, openChannel, publicUrl, webhook } from './twilio-support.ts'

const { channel } = openChannel()
const receive = (fields: Record<string, string | string[]>) => channel.receive(webhook(inbound(fields)))[0]

function rejection(act: () => unknown): WebhookRejected {
  try {
    act()
  } catch (err) {
    if (err instanceof WebhookRejected) return err
    throw err
  }
  throw new Error('it was not refused')
}

describe('the signature', () => {
  // PROTOCOLS 10
  const path = '/webhooks/twilio?tenant=a%20b'
  const vector = {
    MessageSid: 'SM00000000000000000000000000000001',
    AccountSid: accountSid,
    From: 'whatsapp:+15550100001',
    To: 'whatsapp:+15550100002',
    Body: 'Olá & bye +1',
    NumMedia: '0',
    ProfileName: 'Zoë',
  }
  const signed = (
    signature: string,
    fields: string[][] = Object.entries(vector),
    at = path,
  ): WebhookRequest => ({
    path: at,
    headers: { 'x-twilio-signature': signature },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  })
  const signature = '4EQe+SCp+kq+NzUBGGDqCFM+wfY='

  test('accepts the published vector', () => {
    expect(channel.receive(signed(signature))[0]).toMatchObject({ text: 'Olá & bye +1', profileName: 'Zoë' })
  })

  test('covers a field that occurs several times, and fields nobody knows', () => {
    const tags = [...Object.entries(vector), ['Tag', 'b'], ['Tag', 'a'], ['Tag', 'b']]
    expect(channel.receive(signed('7EOUnMuwEDVyaabc+5iXm9zOhWU=', tags))).toHaveLength(1)
    expect(rejection(() => channel.receive(signed(signature, tags))).status).toBe(403)
  })

  test('reads a plus as the blank it stands for', () => {
    const request = signed(signature)
    expect(request.body.toString()).toContain('Ol%C3%A1+%26+bye+%2B1')
    expect(channel.receive(request)[0]?.text).toBe('Olá & bye +1')
  })

  test.each([
    ['https://bot.example.test:443', true],
    ['https://BOT.example.test', true],
    ['https://bot.example.test/', true],
    ['http://bot.example.test', false],
    ['https://bot.example.test:8443', true],
    ['https://other.example.test', false],
  ])('is checked against PUBLIC_URL %s: %s', (url, valid) => {
    const { channel } = openChannel({ publicUrl: url })
    if (valid) expect(channel.receive(signed(signature))).toHaveLength(1)
    else expect(rejection(() => channel.receive(signed(signature))).status).toBe(403)
  })

  test('is not checked against what a proxy or a stranger writes into headers', () => {
    const request = signed(signature)
    request.headers = {
      ...request.headers,
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
    }
    expect(channel.receive(request)).toHaveLength(1)
  })

  test('counts the path of PUBLIC_URL', () => {
    const { channel } = openChannel({ publicUrl: 'https://x.test/bots/1' })
    const request = webhook(inbound(), { url: 'https://x.test/bots/1/webhooks/twilio' })
    expect(channel.receive(request)).toHaveLength(1)
  })

  test.each([
    ['a slash at the end of the path', signed(signature, undefined, '/webhooks/twilio/?tenant=a%20b')],
    ['a trimmed body', signed(signature, Object.entries({ ...vector, Body: 'Olá & bye+1' }))],
    ['another path', signed(signature, undefined, '//[')],
    ['another token', webhook(inbound(), { token: 'f'.repeat(32) })],
    ['no signature', { ...signed(signature), headers: {} }],
    ['an empty signature', signed('')],
  ])('refuses %s', (_, request) => {
    expect(rejection(() => channel.receive(request)).status).toBe(403)
    expect(rejection(() => channel.status(request)).status).toBe(403)
  })

  test('leaves connection overrides after # out', () => {
    expect(channel.receive(signed(signature, undefined, `${path}#rc=2`))).toHaveLength(1)
  })

  test('says once what to set when it does not match, and never the token', () => {
    const { channel, logged } = openChannel()
    const forged = webhook(inbound(), { url: 'http://localhost:3000/webhooks/twilio' })
    for (let i = 0; i < 3; i++) rejection(() => channel.receive(forged))
    rejection(() => channel.receive({ ...forged, headers: {} }))
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain(`${publicUrl}/webhooks/twilio`)
    expect(logged[0]).toContain('PUBLIC_URL')
    expect(logged[0]).not.toContain(authToken)
  })
})

describe('a request nobody has vouched for', () => {
  const forged = (body: string): WebhookRequest => ({
    path: '/webhooks/twilio',
    headers: { 'x-twilio-signature': 'Zm9yZ2Vk' },
    body: Buffer.from(body),
  })
  const megabyte = (unit: string) => unit.repeat(Math.floor(1_048_576 / unit.length))

  test('is refused for the missing signature before its body is looked at', () => {
    const request: WebhookRequest = {
      path: '/webhooks/twilio',
      headers: {},
      get body(): Buffer {
        throw new Error('the body was read')
      },
    }
    expect(rejection(() => channel.receive(request)).status).toBe(403)
    expect(rejection(() => channel.status(request)).status).toBe(403)
  })

  test('has no more than 500 fields, however they are named', () => {
    const fields = (count: number, name: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => `${name(i)}=x`).join('&')
    for (const name of [(i: number) => `F${i}`, () => 'F'] as const) {
      expect(rejection(() => channel.receive(forged(fields(500, name)))).status).toBe(403)
      expect(rejection(() => channel.receive(forged(fields(501, name))))).toMatchObject({
        status: 400,
        message: 'The request has more than 500 fields.',
      })
    }
    const most = Object.fromEntries(Array.from({ length: 494 }, (_, i) => [`F${i}`, 'x']))
    expect(receive(most)?.text).toBe('hi')
  })

  // Measured: 5 to 40 ms. It took 10 s and more when the time grew with the square of the number of fields.
  test.each([
    ['many fields', megabyte('a=1&')],
    ['many names', Array.from({ length: 60_000 }, (_, i) => `F${i}=x`).join('&')],
    ['only separators', megabyte('&')],
    ['one long field', megabyte('x')],
    ['one long value, escaped', `Body=${megabyte('%F0%9F%98%80').slice(5)}`],
    ['broken escapes', `Body=${megabyte('%').slice(5)}`],
    ['500 long fields', Array.from({ length: 500 }, () => `F=${'+'.repeat(2_000)}`).join('&')],
  ])('costs little time: %s', (_, body) => {
    const request = forged(body)
    const start = performance.now()
    rejection(() => channel.receive(request))
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('a sender that is no person', () => {
  test.each([
    ['whatsapp:+15550100002', {}],
    ['WhatsApp:+1 555 010 0002', {}],
    ['+15550100003', { To: '+15550100009' }],
    ['whatsapp:+15550100003', {}],
    ['12345', { To: '12345' }],
  ])('%s is ourselves, and nothing is taken in', (From, fields) => {
    expect(channel.receive(webhook(inbound({ From, ...fields })))).toEqual([])
  })

  test.each([
    ['60123', '60123'],
    ['MAJORDOMO', 'majordomo'],
  ])('our own short code or name %s counts in any case', (smsFrom, From) => {
    const { channel } = openChannel({ smsFrom })
    expect(channel.receive(webhook(inbound({ From, To: '+15550100001' })))).toEqual([])
  })

  test.each(['60123', 'MYBANK', 'My Bank 24'])('%s of somebody else is a conversation of its own', (From) => {
    expect(receive({ From, To: '+15550100003' })).toMatchObject({
      medium: 'sms',
      conversation: From,
      from: From,
    })
  })
})

test('understands the prefix in capitals, and writes it as Twilio wants it', () => {
  const fields = {
    From: 'WHATSAPP:+15550100001',
    To: 'WHATSAPP:+15550100002',
    ExternalUserId: 'WHATSAPP:US.881',
  }
  expect(receive(fields)).toMatchObject({
    medium: 'whatsapp',
    conversation: '+15550100001',
    aliases: ['whatsapp:US.881'],
    from: 'whatsapp:+15550100001',
    to: 'whatsapp:+15550100002',
  })
})

test('refuses a message for another account', () => {
  expect(rejection(() => receive({ AccountSid: 'AC00000000000000000000000000000002' })).status).toBe(403)
})

test.each(['From', 'MessageSid'])('says what is missing: %s', (name) => {
  const fields = inbound()
  delete fields[name]
  const refused = rejection(() => channel.receive(webhook(fields)))
  expect(refused).toMatchObject({ status: 400, message: `The request has no ${name}.` })
})

test('takes a status callback at the wrong address for no message', () => {
  expect(channel.receive(webhook(inbound({ MessageStatus: 'delivered' })))).toEqual([])
})

test('reads a text', () => {
  const sample = { ProfileName: 'Zoë', WaId: '15550100001', MessageType: 'text', SmsStatus: 'received' }
  expect(receive(sample)).toEqual({
    providerId: 'SM5a0000000000000000000000000000b1',
    medium: 'whatsapp',
    conversation: '+15550100001',
    aliases: [],
    from: 'whatsapp:+15550100001',
    to: 'whatsapp:+15550100002',
    text: 'hi',
    profileName: 'Zoë',
    choice: undefined,
    repliesTo: undefined,
    place: undefined,
    media: [],
    forwarded: false,
    keywordHandled: undefined,
  })
})

test('gives a person one conversation on WhatsApp and SMS', () => {
  const sms = receive({ From: '+15550100001', To: '+15550100003' })
  expect(sms).toMatchObject({ medium: 'sms', conversation: '+15550100001', to: '+15550100003' })
  expect(receive({})?.conversation).toBe(sms?.conversation)
})

test.each([
  ['whatsapp:+44 20 7946 0018', '+442079460018'],
  ['whatsapp:+44 (0)20 7946 0018', '+442079460018'],
  ['+999123456789', '+999123456789'],
  ['whatsapp:US.8810000000000001', 'whatsapp:US.8810000000000001'],
  ['12345', '12345'],
])('names the conversation with %s %s', (From, conversation) => {
  expect(receive({ From })).toMatchObject({ conversation, from: From })
})

test('knows the business-scoped id as another address of the same person', () => {
  expect(receive({ ExternalUserId: 'whatsapp:US.8810000000000001' })?.aliases).toEqual([
    'whatsapp:US.8810000000000001',
  ])
  expect(receive({ ExternalUserId: 'US.881' })?.aliases).toEqual(['whatsapp:US.881'])
  expect(receive({ From: 'whatsapp:US.881', ExternalUserId: 'whatsapp:US.881' })?.aliases).toEqual([])
})

test('reads files', () => {
  const ref = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1'
  const fields = {
    Body: '',
    NumMedia: '2',
    MediaUrl0: ref,
    MediaContentType0: 'audio/ogg',
    MediaUrl1: `${ref}b`,
  }
  expect(receive(fields)).toMatchObject({
    text: '',
    media: [
      { ref, contentType: 'audio/ogg' },
      { ref: `${ref}b`, contentType: 'application/octet-stream' },
    ],
  })
  expect(receive({ NumMedia: '999999999' })?.media).toEqual([])
})

test.each([
  [
    { ButtonPayload: 'yes-1', ButtonText: 'Yes', Body: 'Yes' },
    { id: 'yes-1', title: 'Yes' },
  ],
  [
    { ButtonText: 'Yes', Body: 'Yes' },
    { id: 'Yes', title: 'Yes' },
  ],
  [
    { ButtonPayload: 'p', ListId: 'row', Latitude: '1', Longitude: '2', Body: 'x' },
    { id: 'p', title: 'x' },
  ],
  [
    { ListId: 'row-2', ListTitle: 'Tuesday', Body: 'Tuesday' },
    { id: 'row-2', title: 'Tuesday' },
  ],
  [{ InteractiveData: '{"list_reply":{"id":"row-3","title":"Friday"}}' }, { id: 'row-3', title: 'Friday' }],
  [
    { ChannelMetadata: '{"type":"whatsapp","data":{"interactive":{"button_reply":{"id":"b"}}}}', Body: 'No' },
    { id: 'b', title: 'No' },
  ],
  [
    {
      InteractiveData: '{"flow":',
      ChannelMetadata: '{"type":"whatsapp","data":{"context":{"Forwarded":"false"}}}',
    },
    undefined,
  ],
])('reads the choice in %j', (fields, choice) => {
  expect(receive(fields)?.choice).toEqual(choice)
})

test('takes the title of a choice for the text when there is no other', () => {
  expect(receive({ ListId: '1', ListTitle: 'Tuesday', Body: '' })?.text).toBe('Tuesday')
})

test.each([
  [
    { Latitude: '38.71', Longitude: '-9.13', Label: 'Cafe', Address: '1 Sample St' },
    { latitude: 38.71, longitude: -9.13, name: 'Cafe', address: '1 Sample St' },
  ],
  [
    { Latitude: '0', Longitude: '0' },
    { latitude: 0, longitude: 0 },
  ],
  [{ Latitude: '', Longitude: '' }, undefined],
  [{ Latitude: 'north', Longitude: '1' }, undefined],
  [{ Latitude: '91', Longitude: '1' }, undefined],
])('reads the place in %j', (fields, place) => {
  expect(receive(fields)?.place).toEqual(place)
})

test('knows what a message quotes and whether it was passed on', () => {
  expect(receive({ OriginalRepliedMessageSid: 'MM9' })?.repliesTo).toBe('MM9')
  expect(receive({ Forwarded: 'true' })?.forwarded).toBe(true)
  expect(receive({ FrequentlyForwarded: 'true' })?.forwarded).toBe(true)
  expect(receive({ Forwarded: 'false', FrequentlyForwarded: 'false' })?.forwarded).toBe(false)
})

test.each([
  [{ OptOutType: 'STOP', Body: 'adieu' }, 'stop'],
  [{ OptOutType: 'START' }, 'start'],
  [{ OptOutType: 'HELP' }, 'help'],
  [{ Body: 'STOP' }, undefined],
  [{ From: '+15550100001', Body: ' Stop ' }, 'stop'],
  [{ From: '+15550100001', Body: 'unstop' }, 'start'],
  [{ From: '+15550100001', Body: 'INFO' }, 'help'],
  [{ From: '+15550100001', Body: 'stop it' }, undefined],
  [{ From: '+15550100001', Body: 'yes' }, undefined],
])('knows whether Twilio has handled %j: %s', (fields, keyword) => {
  expect(receive(fields)?.keywordHandled).toBe(keyword)
})

test('cleans what a database cannot hold', () => {
  const message = receive({ Body: 'a\0b', ProfileName: '\0', ButtonText: 'x\0' })
  expect(message).toMatchObject({ text: 'ab', profileName: undefined, choice: { id: 'x' } })
  expect(JSON.stringify(receive({ Body: 'x'.repeat(1600) }))).not.toContain('\\u0000')
})

test('answers with an empty TwiML document', () => {
  expect(channel.acknowledgement).toEqual({
    contentType: 'text/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
  })
})
