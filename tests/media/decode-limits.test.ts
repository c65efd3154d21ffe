import { existsSync } from 'node:fs'
import { copyFile, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createDecoder } from '../../src/media/decode.ts'
import { fixture, pdf, wav } from '../fixtures/media/files.ts'

const folder = await mkdtempDisposable(join(tmpdir(), 'decode-limits-'))
afterAll(() => folder.remove())
const decoder = createDecoder()
const signal = new AbortController().signal

async function decode(name: string, content: string | Buffer, contentType: string, by = decoder) {
  const path = join(folder.path, name)
  await writeFile(path, content)
  return await by.decode({ path, contentType, name }, folder.path, signal)
}

const unusable = (...reasons: string[]) =>
  expect.objectContaining({ name: 'MediaUnusable', reason: expect.toBeOneOf(reasons) })

/** Whatever a test does to one decoder, the next message is read. */
afterEach(async () => {
  const file = { path: fixture('notes.md'), contentType: 'text/markdown' }
  const { text } = await decoder.decode(file, folder.path, signal)
  if (!text?.includes('Zahnbürste')) throw new Error('the next file is not read')
})

/** A deflate stream of gigabytes, made of one block of 64 MB again and again. */
function deflateBomb(gigabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(64_000_000, '<w:p/>'), {
    finishFlush: constants.Z_FULL_FLUSH,
  })
  return Buffer.concat([...Array.from({ length: gigabytes * 16 }, () => block), Buffer.from([3, 0])])
}

/** A zip of one stored and one deflated part that claims a size of its own. */
function zip(parts: { name: string; deflated: Buffer; claimed: number }[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, deflated, claimed } of parts) {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(''), 10)
    common.writeUInt32LE(deflated.length, 14)
    common.writeUInt32LE(claimed, 18)
    common.writeUInt16LE(name.length, 22)
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name)])
    const at = Buffer.alloc(14)
    at.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, at, Buffer.from(name)]))
    local.push(header, deflated)
    offset += header.length + deflated.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

const types =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'

test.each([
  ['admits', 2_000_000_000],
  ['lies about', 1_000],
])('a document that unzips to gigabytes and %s its size is too large', async (_, claimed) => {
  const bomb = zip([
    { name: '[Content_Types].xml', deflated: deflateRawSync(types), claimed: types.length },
    { name: 'word/document.xml', deflated: deflateBomb(2), claimed },
  ])
  expect(bomb.length).toBeLessThan(16_000_000)
  await expect(decode('bomb.docx', bomb, 'application/zip')).rejects.toEqual(unusable('too-large'))
})

test('a PDF whose page unpacks to gigabytes is too large', async () => {
  const bytes = Buffer.concat([Buffer.from([0x78, 0x9c]), deflateBomb(4)])
  const bomb = pdf([''], { filter: '/Filter/FlateDecode', bytes })
  await expect(decode('bomb.pdf', bomb, 'application/pdf')).rejects.toEqual(unusable('too-large'))
})

test('a picture of too many pixels is too large', async () => {
  const header = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x02\0\0\0', 'latin1')
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(header.subarray(12)))
  const rows = Buffer.from('\0\0\0\0IDAT', 'latin1')
  await expect(decode('bomb.png', Buffer.concat([header, sum, rows]), 'image/png')).rejects.toEqual(
    unusable('too-large'),
  )
})

test.skipIf(process.platform !== 'linux')(
  'a file that needs more memory than allowed is too large',
  async () => {
    // Interlaced, so that all of its 324 MB have to be there at once.
    const create = { width: 9000, height: 9000, channels: 4 as const, background: '#abc' }
    const wide = await sharp({ create }).png({ progressive: true }).toBuffer()
    const small = createDecoder({ memoryMb: 750 })
    await expect(decode('wide.png', wide, 'image/png', small)).rejects.toEqual(unusable('too-large'))
    expect(await decode('wide.png', wide, 'image/png')).toMatchObject({ pictures: [{ width: 768 }] })
  },
)

test('a file that takes longer than allowed is too large, and the next one is read', async () => {
  const hasty = createDecoder({ timeoutMs: 1500, atOnce: 1 })
  const lecture = decode('lecture.wav', wav(50 * 60, { noise: true }), 'audio/wav', hasty)
  await expect(lecture).rejects.toEqual(unusable('too-large'))
  expect(await decode('note.txt', 'Hello', 'text/plain', hasty)).toMatchObject({ text: 'Hello' })
})

const playlists = {
  'list.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nvoice.mp3\n#EXT-X-ENDLIST\n',
  'list.ffconcat': "ffconcat version 1.0\nfile 'voice.mp3'\n",
  'list.sdp': 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
}

test.each(Object.entries(playlists))('%s opens no other file', async (name, playlist) => {
  await copyFile(fixture('speech-en.mp3'), join(folder.path, 'voice.mp3'))
  await expect(decode(name, playlist, 'audio/mpeg')).rejects.toEqual(unusable('unsupported'))
  await expect(decoder.loudness(join(folder.path, name), signal)).rejects.toEqual(unusable('damaged'))
  // Bytes that are not text make it a recording to the decoder, too.
  await expect(decode(name, `${playlist}\0`, 'audio/mpeg')).rejects.toEqual(unusable('damaged'))
})

const script = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'

test.each([
  ['an archive', zip([{ name: 'a.txt', deflated: deflateRawSync('hello'), claimed: 5 }]), 'unsupported'],
  ['a program', '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', 'unsupported'],
  ['a page', '<!doctype html><script>alert(1)</script>', 'unsupported'],
  ['an SVG', script, 'unsupported'],
  ['an SVG behind its declaration', `<?xml version="1.0"?>${script}`, 'unsupported'],
  ['plain text', 'not a picture', 'unsupported'],
  ['an SVG behind the first bytes of a GIF', `GIF89a${script}`, 'damaged'],
  ['noise', '\x01\x02\x03\x04\x05\x06', 'unsupported'],
])('%s that claims to be a picture is refused', async (_, content, reason) => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
  await expect(decode('photo.jpg', bytes, 'image/jpeg')).rejects.toEqual(unusable(reason))
})

test('a file is what its bytes say, whatever it claims', async () => {
  const found = await decode('photo.jpg', await readFile(fixture('text.pdf')), 'image/jpeg')
  expect(found).toMatchObject({ kind: 'document', format: 'PDF' })
})

test('a picture with another file behind it is a picture', async () => {
  const both = Buffer.concat(
    await Promise.all(['photo.jpg', 'report.docx'].map((name) => readFile(fixture(name)))),
  )
  const found = await decode('both.docx', both, 'application/zip')
  expect(found).toMatchObject({ kind: 'picture', format: 'JPEG' })
  expect(await readFile(found.pictures[0]!.path, 'latin1')).not.toContain('PK\x03\x04')
})

test.skipIf(!existsSync('/proc'))('reads a file where no secret is, and stops with the signal', async () => {
  process.env.SECRET_OF_THE_SERVICE = 'hunter2'
  await using own = await mkdtempDisposable(join(tmpdir(), 'decode-own-'))
  const stop = new AbortController()
  const path = join(own.path, 'lecture.wav')
  await writeFile(path, wav(50 * 60, { noise: true }))
  const decoding = decoder.decode({ path, contentType: 'audio/wav' }, own.path, stop.signal)
  const outcome = decoding.catch((error: unknown) => error)

  const pid = await vi.waitUntil(() => processIn(own.path), { timeout: 10_000 })
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1')
  expect(environment).not.toMatch(/hunter2|DATABASE_URL|HOME=/)

  const enough = new Error('enough')
  stop.abort(enough)
  expect(await outcome).toBe(enough)
  await vi.waitUntil(async () => (await processIn(own.path)) === undefined, { timeout: 10_000 })
})

/** The process that may write into this folder. */
async function processIn(folder: string): Promise<string | undefined> {
  for (const pid of await readdir('/proc')) {
    const command = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : ''
    if (command.includes(`--allow-fs-write=${folder}`)) return pid
  }
  return undefined
}
