import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { PermanentError, TransientError } from '../../src/errors.ts'
import { countRequests, mediaPath, mediaUrl, openMedia, resolver } from './twilio-media-support.ts'
import { accountSid, authToken, startServer } from './twilio-support.ts'

const signal = () => AbortSignal.timeout(10_000)
const contentType = 'audio/ogg'

const failure = (download: Promise<unknown>) =>
  download.then(
    () => undefined,
    (reason: unknown) => reason,
  )

test.each([
  '',
  'media',
  mediaPath,
  `//api.twilio.com${mediaPath}`,
  `http://api.twilio.com${mediaPath}`,
  'http://mms.twiliocdn.com/x',
  'file:///etc/passwd',
  'file://api.twilio.com/etc/passwd',
  'data:audio/ogg;base64,T2dnUw==',
  `blob:https://api.twilio.com${mediaPath}`,
  'ftp://mms.twiliocdn.com/x',
  'javascript:alert(1)',
  // strangers
  'https://evil.test/x',
  `https://api.twilio.com.evil.test${mediaPath}`,
  `https://evil-api.twilio.com${mediaPath}`,
  `https://messaging.twilio.com${mediaPath}`,
  `https://twilio.com${mediaPath}`,
  'https://twiliocdn.com/x',
  'https://eviltwiliocdn.com/x',
  'https://EvilTwilioCDN.com/x',
  'https://twiliocdn.com.evil.test/x',
  'https://evil.test/.twiliocdn.com',
  'https://evil.test?.twiliocdn.com',
  'https://evil.test#.twiliocdn.com',
  'https://evil.test\\.twiliocdn.com/x',
  'https://evil.test%2f.twiliocdn.com/x',
  'https://evil.test\t/.twiliocdn.com',
  'https://mms.twiliocdn.com./x',
  `https://api.twilio.com.${mediaPath}`,
  `https://api.twilio.com:8443${mediaPath}`,
  'https://mms.twiliocdn.com:8443/x',
  // credentials in the address
  `https://api.twilio.com@evil.test${mediaPath}`,
  `https://api.twilio.com:443@evil.test${mediaPath}`,
  `https://me@api.twilio.com${mediaPath}`,
  'https://:secret@mms.twiliocdn.com/x',
  // addresses instead of names
  `https://127.0.0.1${mediaPath}`,
  'https://127.1/x',
  'https://2130706433/x',
  'https://0x7f000001/x',
  'https://0177.0.0.1/x',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://[::ffff:a9fe:a9fe]/x',
  'https://[fd00::1]/x',
  'https://8.8.8.8/x',
  'https://localhost/x',
  // the API, but nothing of it that is a file of ours
  `https://api.twilio.com${mediaPath.replace(accountSid, 'AC00000000000000000000000000000002')}`,
  `https://api.twilio.com${mediaPath}.json`,
  `https://api.twilio.com${mediaPath}/../../../../Messages.json`,
  `https://api.twilio.com${mediaPath}/%2e%2e/%2e%2e/MM2`,
  `https://api.twilio.com/x${mediaPath}`,
  `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`,
])('asks nothing of %j', async (ref) => {
  const { lookup, asked } = resolver(() => ['127.0.0.1'])
  using requests = countRequests()
  expect(await failure(openMedia({ lookup }).download({ ref, contentType }, signal()))).toBeInstanceOf(
    PermanentError,
  )
  expect(requests.count).toBe(0)
  expect(asked).toEqual([])
})

test.each([
  mediaUrl,
  mediaUrl.toUpperCase().replace(mediaPath.toUpperCase(), mediaPath),
  'https://MMS.TwilioCDN.com/x',
])('asks %s, which is the provider', async (ref) => {
  const { lookup, asked } = resolver(() => [])
  using requests = countRequests()
  const err = await failure(openMedia({ lookup }).download({ ref, contentType }, signal()))
  expect(err).toBeInstanceOf(TransientError)
  expect(requests.count).toBe(1)
  expect(asked).toEqual([new URL(ref).hostname])
})

test.each([
  ['127.0.0.1'],
  ['127.255.255.254'],
  ['0.0.0.0'],
  ['10.0.0.1'],
  ['100.64.0.1'],
  ['172.16.0.1'],
  ['192.168.1.1'],
  ['169.254.169.254'],
  ['224.0.0.1'],
  ['::'],
  ['::1'],
  ['fd00::1'],
  ['fd00:ec2::254'],
  ['fe80::1'],
  ['::ffff:127.0.0.1'],
  ['::ffff:10.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['2002:7f00:1::1'],
  ['8.8.8.8', '127.0.0.1'],
  ['2001:4860:4860::8888', '::1'],
])('does not connect when the name of the provider resolves to %s %s', async (...addresses) => {
  const { lookup } = resolver(() => addresses)
  const { download } = openMedia({ lookup })
  for (const ref of [mediaUrl, 'https://mms.twiliocdn.com/x']) {
    const err = await failure(download({ ref, contentType }, signal()))
    expect(err).toBeInstanceOf(PermanentError)
    expect(err).toMatchObject({ message: expect.stringContaining('private address') })
  }
})

test('believes no earlier answer of a name that changes its address', async () => {
  const stop = new AbortController()
  const { lookup, asked } = resolver((count) => {
    if (count > 1) return ['127.0.0.1']
    stop.abort() // so that nobody out there is called
    return ['8.8.8.8']
  })
  const { download } = openMedia({ lookup })
  const media = { ref: mediaUrl, contentType }
  expect(await failure(download(media, stop.signal))).toBeInstanceOf(TransientError)
  expect(await failure(download(media, signal()))).toBeInstanceOf(PermanentError)
  expect(asked).toHaveLength(2)
})

/** A stand-in of the API that redirects to `location`. */
const redirecting = (location: (baseUrl: string) => string) => {
  const starting = startServer((response) => {
    void starting.then(({ baseUrl }) => response.writeHead(307, { location: location(baseUrl) }).end())
  })
  return starting
}

test.each([
  ['a stranger', () => 'https://evil.test/x?signature=hidden'],
  ['a stranger without a scheme', () => '//evil.test/x?signature=hidden'],
  ['a stranger behind a name of ours', () => 'https://mms.twiliocdn.com@evil.test/x?signature=hidden'],
  ['http', () => 'http://mms.twiliocdn.com/x?signature=hidden'],
  ['a private address', () => 'https://10.0.0.1/x?signature=hidden'],
  ['a file', () => 'file:///etc/passwd?signature=hidden'],
  ['no address', () => 'https://[hidden'],
  [
    'the stand-in by another name',
    (base: string) => `${base.replace('127.0.0.1', 'localhost')}/cdn/ME1?signature=hidden`,
  ],
  [
    'the stand-in by another scheme',
    (base: string) => `${base.replace('http:', 'https:')}/cdn/ME1?signature=hidden`,
  ],
  ['another account', () => `${mediaUrl.replace(accountSid, 'AC2')}?signature=hidden`],
])('follows no redirect to %s', async (_, location) => {
  await using server = await redirecting(location)
  const { lookup, asked } = resolver(() => ['127.0.0.1'])
  const { download } = openMedia({ baseUrl: server.baseUrl, lookup })
  const err = await failure(download({ ref: mediaUrl, contentType }, signal()))
  expect(err).toBeInstanceOf(PermanentError)
  expect(inspect(err, { depth: 10, showHidden: true })).not.toMatch(/hidden/)
  expect(server.received).toHaveLength(1)
  expect(asked).toEqual([])
})

test('follows no redirect to another service of this machine', async () => {
  await using inside = await startServer((response) => void response.end('secret'))
  await using server = await redirecting(() => `${inside.baseUrl}/x`)
  const { download } = openMedia({ baseUrl: server.baseUrl })
  expect(await failure(download({ ref: mediaUrl, contentType }, signal()))).toBeInstanceOf(PermanentError)
  expect(inside.received).toEqual([])
})

test('follows no redirect to a name of the provider that resolves to a private address', async () => {
  await using server = await redirecting(() => 'https://mms.twiliocdn.com/x')
  const { lookup, asked } = resolver(() => ['169.254.169.254'])
  const { download } = openMedia({ baseUrl: server.baseUrl, lookup })
  const err = await failure(download({ ref: mediaUrl, contentType }, signal()))
  expect(err).toBeInstanceOf(PermanentError)
  expect(err).toMatchObject({ message: expect.stringContaining('private address') })
  expect(asked).toEqual(['mms.twiliocdn.com'])
})

test('follows three redirects, and no more', async () => {
  await using server = await redirecting((base) => `${base}/round`)
  const { download } = openMedia({ baseUrl: server.baseUrl })
  expect(await failure(download({ ref: mediaUrl, contentType }, signal()))).toBeInstanceOf(PermanentError)
  expect(server.received).toHaveLength(4)
})

test('gives the credentials to the API alone, and to no redirect', async () => {
  await using server = await startServer((response, request) => {
    if (request.path === mediaPath) response.writeHead(307, { location: '/cdn/ME1?signature=1' }).end()
    else if (request.path === '/cdn/ME1') response.writeHead(302, { location: `/again${mediaPath}` }).end()
    else response.end('OggS')
  })
  const { download } = openMedia({ baseUrl: server.baseUrl })
  const { body } = await download({ ref: mediaUrl, contentType }, signal())
  expect(Buffer.concat(await body.toArray()).toString()).toBe('OggS')
  expect(server.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    [mediaPath, `Basic ${btoa(`${accountSid}:${authToken}`)}`],
    ['/cdn/ME1', undefined],
    [`/again${mediaPath}`, undefined],
  ])
})

test('takes the configured API for Twilio, also where a message names it', async () => {
  await using server = await startServer((response) => void response.end('OggS'))
  const { download, deleteMedia } = openMedia({ baseUrl: `${server.baseUrl}/` })
  const ref = server.baseUrl + mediaPath
  const { body } = await download({ ref, contentType }, signal())
  expect(Buffer.concat(await body.toArray()).toString()).toBe('OggS')
  await deleteMedia({ ref, contentType }, signal()).catch(() => {}) // the answer is no JSON
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`
  expect(server.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    [mediaPath, authorization],
    [`${mediaPath}.json`, authorization],
  ])
})
