import { randomUUID } from 'node:crypto'
import { copyFile, mkdtempDisposable, readFile, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { createDecoder } from '../../src/media/decode.ts'
import { fixture, pdf, wav } from '../fixtures/media/files.ts'

const folder = await mkdtempDisposable(join(tmpdir(), 'decode-'))
afterAll(() => folder.remove())
const decoder = createDecoder()
const signal = new AbortController().signal

async function decode(name: string, contentType = 'application/octet-stream') {
  // As it comes from a download: without an extension.
  const path = join(folder.path, randomUUID())
  await copyFile(name.startsWith('/') ? name : fixture(name), path)
  return await decoder.decode({ path, contentType, name: basename(name) }, folder.path, signal)
}

/** A file that is made for one test. */
async function made(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder.path, name)
  await writeFile(path, content)
  return path
}

const unusable = (reason: string) => expect.objectContaining({ name: 'MediaUnusable', reason })

test.each(['ogg', 'm4a', 'mp3', 'webm', 'amr', 'wav', 'flac'])(
  'turns speech in %s into a voice note that can be heard',
  async (container) => {
    const found = await decode(`speech-en.${container}`)
    expect(found.kind).toBe('audio')
    expect(found.pictures).toEqual([])
    expect(found.sound!.seconds).toBeGreaterThan(2.66)
    expect(found.sound!.seconds).toBeLessThan(3.26)
    expect(found.sound!.parts).toHaveLength(1)
    const [part] = found.sound!.parts
    expect(dirname(part!)).toBe(folder.path)
    const bytes = await readFile(part!)
    expect(bytes.toString('latin1', 0, 4)).toBe('OggS')
    expect(bytes[bytes.indexOf('OpusHead') + 9]).toBe(1)
    expect(await decoder.loudness(part!, signal)).toBeGreaterThan(-30)
  },
)

test('a recording of more than 20 minutes becomes several parts', async () => {
  const path = await made('lecture.wav', wav(21 * 60, { rate: 1000 }))
  const found = await decode(path)
  expect(found.sound!.parts).toHaveLength(2)
  expect(found.sound!.seconds).toBeCloseTo(21 * 60, 0)
  const [, last] = await Promise.all(found.sound!.parts.map((part) => decode(part)))
  expect(last!.sound!.seconds).toBeCloseTo(60, 0)
})

test('a recording of more than an hour is too long', async () => {
  const path = await made('day.wav', wav(3700, { rate: 1000 }))
  await expect(decode(path)).rejects.toEqual(unusable('too-long'))
})

test('a recording that breaks off is used as far as it goes', async () => {
  const found = await decode('cut-speech-en.ogg')
  expect(found.sound!.seconds).toBeGreaterThan(0.5)
  expect(found.sound!.seconds).toBeLessThan(2)
})

test('silence is told from speech and from noise', async () => {
  const [silence, noise, speech] = await Promise.all(
    ['silence.ogg', 'noise.ogg', 'speech-de.ogg'].map((name) => decoder.loudness(fixture(name), signal)),
  )
  expect(silence).toBeLessThan(-90)
  expect(silence).toBeGreaterThanOrEqual(-120)
  expect(noise).toBeGreaterThan(-60)
  expect(noise).toBeLessThan(-40)
  expect(speech).toBeGreaterThan(-25)
})

test('writes a voice note from any audio', async () => {
  const out = join(folder.path, 'reply.ogg')
  await decoder.toVoiceNote(fixture('speech-en.mp3'), out, signal)
  const found = await decode(out)
  expect(found.sound!.seconds).toBeCloseTo(2.96, 1)
  expect(await decoder.loudness(out, signal)).toBeGreaterThan(-30)
})

test('a long voice note gets the bit rate at which WhatsApp still shows it as one', async () => {
  const out = join(folder.path, 'long.ogg')
  await decoder.toVoiceNote(await made('long.wav', wav(300, { noise: true })), out, signal)
  const bytes = await readFile(out)
  expect(bytes.length).toBeLessThan(500_000)
  expect(bytes.length).toBeGreaterThan(350_000)
  expect((await decode(out)).sound!.seconds).toBeCloseTo(300, 0)
})

test('what does not fit into a voice note is too long for one', async () => {
  const path = await made('longer.wav', wav(400))
  await expect(decoder.toVoiceNote(path, join(folder.path, 'no.ogg'), signal)).rejects.toEqual(
    unusable('too-long'),
  )
})

test('a photo stands upright, fits the model and does not say where it was taken', async () => {
  expect((await sharp(fixture('photo.jpg')).metadata()).exif).toBeDefined()
  const found = await decode('photo.jpg', 'image/jpeg')
  expect(found).toMatchObject({ kind: 'picture', format: 'JPEG' })
  const [picture] = found.pictures
  expect(picture).toMatchObject({ width: 768, height: 1024 })
  const written = await sharp(picture!.path).metadata()
  expect(written).toMatchObject({ format: 'jpeg', width: 768, height: 1024 })
  expect(written.exif).toBeUndefined()
  expect(written.xmp).toBeUndefined()
  expect(await readFile(picture!.path, 'latin1')).not.toMatch(/Exif|GPS|Fixture/)
})

test.each([
  ['photo.heic', 'HEIC', 640, 480],
  ['sticker.webp', 'WebP', 512, 512],
  ['sticker-animated.webp', 'WebP', 256, 256],
  ['picture.tiff', 'TIFF', 640, 480],
  ['picture.bmp', 'BMP', 320, 240],
])('turns %s into a JPEG', async (name, format, width, height) => {
  const found = await decode(name)
  expect(found).toMatchObject({ kind: 'picture', format, pictures: [{ width, height }] })
  expect(found.pictures).toHaveLength(1)
  const { channels } = await sharp(found.pictures[0]!.path).stats()
  expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(20)
})

test('what is transparent becomes white', async () => {
  const found = await decode('transparent.png')
  const { data, info } = await sharp(found.pictures[0]!.path).raw().toBuffer({ resolveWithObject: true })
  const pixel = (x: number) => [...data.subarray((50 * info.width + x) * 3).subarray(0, 3)]
  expect(pixel(50)).toEqual([255, 255, 255])
  expect(pixel(350)[0]).toBeGreaterThan(240)
  expect(pixel(350)[1]).toBeLessThan(15)
})

test('an animation shows four of its frames', async () => {
  const found = await decode('animated.gif')
  expect(found).toMatchObject({ format: 'animated GIF', leftOut: 'all but 4 of its 8 frames' })
  const frames = await Promise.all(found.pictures.map(({ path }) => readFile(path, 'base64')))
  expect(new Set(frames).size).toBe(4)
})

test('a clip becomes a few frames and its sound', async () => {
  const found = await decode('clip.mp4', 'video/mp4')
  expect(found).toMatchObject({ kind: 'video', format: 'MP4' })
  expect(found.pictures).toHaveLength(3)
  expect(found.pictures[0]).toMatchObject({ width: 320, height: 240 })
  const frames = await Promise.all(found.pictures.map(({ path }) => readFile(path, 'base64')))
  expect(new Set(frames).size).toBe(3)
  expect(found.sound!.seconds).toBeCloseTo(2.96, 1)
  expect(await decoder.loudness(found.sound!.parts[0]!, signal)).toBeGreaterThan(-30)
})

test('a clip that was filmed upright and without sound stands upright', async () => {
  const found = await decode('silent.mp4', 'video/mp4')
  expect(found.sound).toBeUndefined()
  expect(found.pictures[0]).toMatchObject({ width: 240, height: 320 })
})

test('a PDF becomes text, page by page', async () => {
  const found = await decode('text.pdf', 'application/pdf')
  expect(found).toMatchObject({ kind: 'document', format: 'PDF', pictures: [] })
  expect(found.leftOut).toBeUndefined()
  expect(found.text).toMatch(/^--- page 1 ---\nQuarterly report\n.*Córdoba.*--- page 2 ---\n.*pumpernickel/s)
})

test('a scanned PDF becomes pictures of its pages', async () => {
  const found = await decode('scanned.pdf', 'application/pdf')
  expect(found.text).toBeUndefined()
  expect(found.pictures).toHaveLength(2)
  expect(found.pictures[0]).toMatchObject({ width: 768, height: 1086 })
  const { channels } = await sharp(found.pictures[0]!.path).stats()
  expect(channels[0]!.mean).toBeGreaterThan(200)
  expect(channels[0]!.min).toBeLessThan(100)
})

test('of a PDF that is partly scanned, the scanned pages become pictures', async () => {
  const found = await decode('mixed.pdf', 'application/pdf')
  expect(found.text).toContain('Córdoba')
  expect(found.text).not.toContain('page 2')
  expect(found.pictures).toHaveLength(1)
})

test('says which pages of a long PDF it left out', async () => {
  const pages = Array.from({ length: 33 }, (_, n) =>
    n < 23 ? `This is the text of page number ${n + 1}` : '',
  )
  const found = await decode(await made('long.pdf', pdf(pages)), 'application/pdf')
  expect(found.text).toContain('--- page 23 ---\nThis is the text of page number 23')
  expect(found.pictures).toHaveLength(5)
  expect(found.leftOut).toBe('what is on pages 29, 30, which are pictures; pages 31 to 33')
})

test.each(['report.docx', 'report.odt', 'report.rtf'])('%s becomes text with its table', async (name) => {
  const found = await decode(name)
  expect(found.text).toMatch(/# Quarterly report.*Córdoba.*\| Zürich \| 4200 \|.*pumpernickel/s)
})

test('a workbook keeps its sheets, rows and columns', async () => {
  const found = await decode('sheet.xlsx')
  expect(found.format).toBe('XLSX')
  expect(found.text).toMatch(/## Guests.*\| Müller \| Köln \| Käse \|.*## Costs.*\| Twice \| 2501 \|/s)
})

test('slides keep their order', async () => {
  const found = await decode('slides.pptx')
  expect(found.text).toMatch(/## Slide 1.*second bakery.*## Slide 2.*October/s)
})

test.each([
  ['table.csv', 'text/csv', 'CSV', 'José;São Paulo;3,50'],
  ['notes.md', 'application/octet-stream', 'Markdown', '- Zahnbürste'],
  ['latin1.txt', 'text/plain', 'plain text', 'Grüße aus Köln'],
  ['utf16.txt', 'text/plain', 'plain text', 'Grüße aus Köln'],
])('%s is read as text', async (name, contentType, format, words) => {
  const found = await decode(name, contentType)
  expect(found).toMatchObject({ kind: 'document', format })
  expect(found.text).toContain(words)
})

test('a long text is cut at the end of a line and says how much is missing', async () => {
  const path = await made('long.txt', 'A line of text.\n'.repeat(5000))
  const found = await decode(path, 'text/plain')
  expect(found.text!.length).toBeLessThanOrEqual(30_000)
  expect(found.text).toMatch(/A line of text\.$/)
  expect(found.leftOut).toBe('the text after the first 29,999 of 80,000 characters')
})

test('an invitation says what, when in which zone, where and who', async () => {
  const found = await decode('invite.ics', 'text/calendar')
  expect(found.kind).toBe('events')
  expect(found.text!.split('\n')).toEqual([
    'Event: Planning, with cake',
    'When: 2026-11-24 10:00 (Europe/Berlin) to 2026-11-24 11:00 (Europe/Berlin)',
    'Where: Room 4',
    'Repeats: FREQ=WEEKLY;COUNT=6',
    'Organizer: Anna Müller <anna@example.com>',
    'Attendees: Ben <ben@example.com>, carla@example.com',
    'Description: Bring the numbers of',
    'last week.',
    '',
    'Event: Christmas',
    'When: 2026-12-25 (all day)',
  ])
})

test('an event that is called off says so', async () => {
  const lines = [
    'BEGIN:VCALENDAR',
    'METHOD:CANCEL',
    'BEGIN:VEVENT',
    'SUMMARY:Lunch',
    'DTSTART:20260102T120000Z',
  ]
  const path = await made('off.ics', [...lines, 'DURATION:PT1H', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'))
  const found = await decode(path)
  expect(found.text).toBe('Event: Lunch\nWhen: 2026-01-02 12:00 (UTC), for PT1H\nStatus: CANCELLED')
})

test('contact cards become names, numbers and addresses', async () => {
  const found = await decode('contact.vcf', 'text/vcard')
  expect(found.kind).toBe('contacts')
  expect(found.text!.split('\n')).toEqual([
    'Name: Anna Müller',
    'Organisation: Bäckerei Müller, Einkauf',
    'Phone: +49 151 12345678 (mobile)',
    'Phone: 030 123456 (work)',
    'E-mail: anna@example.com',
    '',
    'Name: Ben',
    'Phone: +1 415 555 0100',
  ])
})

test('a contact card with a large photo is read all the same', async () => {
  const photo = Array.from({ length: 60_000 }, () => ` ${'A'.repeat(74)}`)
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Zoë Big',
    'PHOTO;ENCODING=b;TYPE=JPEG:',
    ...photo,
    'TEL:+351912345678',
    'END:VCARD',
  ]
  const path = await made('big.vcf', lines.join('\r\n'))
  const found = await decode(path, 'text/vcard')
  expect(found.text).toBe('Name: Zoë Big\nPhone: +351912345678')
})

test('one calendar after another in a file, and a date of letters, do not spoil the rest', async () => {
  const event = (name: string, start: string) => [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `SUMMARY:${name}`,
    `DTSTART:${start}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  const path = await made(
    'two.ics',
    [...event('One', 'soon'), ...event('Two', '20261224T150000Z')].join('\r\n'),
  )
  const found = await decode(path, 'text/calendar')
  expect(found.text).toContain('Event: One')
  expect(found.text).toMatch(/Event: Two\nWhen: 2026-12-24 15:00/)
})

test('contact cards of old phones are read too', async () => {
  const found = await decode('contact-21.vcf', 'text/x-vcard')
  expect(found.text!.split('\n')).toEqual([
    'Name: José García de la Torre',
    'Phone: +34 600 123 456 (mobile)',
    'Phone: 91 123 45 67 (home)',
    'E-mail: jose@example.com',
  ])
})

test.each([
  ['cut-photo.jpg', 'damaged'],
  ['cut-text.pdf', 'damaged'],
  ['cut-report.docx', 'damaged'],
  ['locked.pdf', 'protected'],
  ['old.xls', 'unsupported'],
])('%s is %s', async (name, reason) => {
  await expect(decode(name)).rejects.toEqual(unusable(reason))
})

test('an empty file is empty', async () => {
  await expect(decode(await made('nothing.jpg', ''), 'image/jpeg')).rejects.toEqual(unusable('empty'))
  const header = await made('header.wav', wav(1))
  await truncate(header, 44)
  await expect(decode(header, 'audio/wav')).rejects.toEqual(unusable('empty'))
})

test('several files in one folder do not overwrite each other', async () => {
  const names = ['photo.jpg', 'photo.heic', 'animated.gif', 'clip.mp4']
  const found = await Promise.all(names.map((name) => decode(name)))
  const paths = found.flatMap(({ pictures }) => pictures.map(({ path }) => path))
  expect(new Set(paths).size).toBe(9)
})
