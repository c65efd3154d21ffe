import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { runScript } from './support/run-script.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld, temporaryFolder, type World } from './support/world.ts'

const lastMessage = (world: World) =>
  world.model.requests.at(-1)?.messages.findLast((message) => message.role === 'user')

/** What the model sees of one file that came alone. */
async function seen(file: string, contentType: string, caption = 'What is this?') {
  await using world = await startWorld()
  await world.file(file, contentType, { caption })
  await world.drain()
  expect(world.sentTo()).toHaveLength(1)
  const message = lastMessage(world)
  return { text: message?.text ?? '', pictures: message?.pictures ?? [] }
}

describe('what the model sees of a file', () => {
  test.concurrent.each([
    ['photo.jpg', 'image/jpeg', 'picture (JPEG)'],
    ['transparent.png', 'image/png', 'picture (PNG)'],
    ['photo.heic', 'image/heic', 'picture (HEIC)'],
    ['sticker.webp', 'image/webp', 'WebP'],
  ])('%s is a picture, turned and scaled, without where it was taken', async (file, type, what) => {
    const { text, pictures } = await seen(file, type)
    expect(text).toContain('What is this?')
    expect(text).toContain(what)
    expect(pictures).toHaveLength(1)
    const picture = sharp(pictures[0]?.bytes)
    const { format, width, height, exif } = await picture.metadata()
    expect(format).toBe('jpeg')
    expect(Math.min(width, height)).toBeLessThanOrEqual(768)
    expect(exif).toBeUndefined()
  })

  test.concurrent('an animated GIF is a few pictures', async () => {
    const { pictures } = await seen('animated.gif', 'image/gif')
    expect(pictures.length).toBeGreaterThan(1)
    expect(pictures.length).toBeLessThanOrEqual(4)
  })

  test.concurrent('a video is what is said in it and a few pictures', async () => {
    await using world = await startWorld()
    world.sandbox.transcriber.hears('This is our new kitchen, have a look at it')
    await world.file('clip.mp4', 'video/mp4', { caption: 'Do you like it?' })
    await world.drain()
    const message = lastMessage(world)
    expect(message?.text).toContain('What is said in it: This is our new kitchen')
    expect(message?.pictures.length).toBeGreaterThan(0)
  })

  test.concurrent('a video whose sound nobody can hear is still seen', { timeout: 60_000 }, async () => {
    await using world = await startWorld()
    world.sandbox.transcriber.misbehave({ kind: '401', times: 3 })
    await world.file('clip.mp4', 'video/mp4', { caption: 'Do you like it?' })
    await world.drain()
    const message = lastMessage(world)
    expect(message?.text).toContain('Left out: what is said in it')
    expect(message?.pictures.length).toBeGreaterThan(0)
  })

  test.concurrent.each([
    ['text.pdf', 'application/pdf'],
    ['report.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['sheet.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['slides.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['table.csv', 'text/csv'],
    ['notes.md', 'text/markdown'],
    ['invite.ics', 'text/calendar'],
    ['contact.vcf', 'text/vcard'],
  ])('%s is its text, fenced as written by others', async (file, type) => {
    const { text, pictures } = await seen(file, type)
    expect(text).toMatch(
      /^What is this\?\n\[The person sent a [^\n]+\]\n<outside source="[^\n]+">\n[^]{20,}\n<\/outside>$/,
    )
    expect(pictures).toHaveLength(0)
  })

  test.concurrent('a scanned PDF is pictures of its pages', async () => {
    const { text, pictures } = await seen('scanned.pdf', 'application/pdf')
    expect(text).toContain('PDF')
    expect(pictures.length).toBeGreaterThan(0)
  })

  test.concurrent('a place is its name, address, coordinates and a link to a map', async () => {
    await using world = await startWorld()
    const place = { latitude: 38.7139, longitude: -9.1334, label: 'Tasca', address: 'Rua do Norte 1, Lisboa' }
    await world.sandbox.twilio.inbound({ from: ANA, ...place })
    await world.drain()
    expect(lastMessage(world)?.text).toBe(
      '[The person sent a place: 38.7139, -9.1334, https://maps.google.com/?q=38.7139,-9.1334]\n' +
        '<outside source="name of the place">\nTasca, Rua do Norte 1, Lisboa\n</outside>',
    )
  })
})

describe('an album', () => {
  test.concurrent('of ten pictures that come one by one is one turn', { timeout: 60_000 }, async () => {
    await using world = await startWorld()
    world.model.replies('Ten lovely pictures.', { times: 5 })
    for (let n = 0; n < 10; n++) {
      await world.file('photo.jpg', 'image/jpeg', n === 0 ? { caption: 'Our holidays' } : {})
      await new Promise((done) => setTimeout(done, 120))
    }
    await world.drain(40_000)
    expect(world.sentTo()).toEqual(['Ten lovely pictures.'])
    const shown = world.model.requests.at(-1)?.messages.flatMap((message) => message.pictures) ?? []
    expect(shown).toHaveLength(10)
    expect(await world.query(`SELECT DISTINCT turn FROM inbox`)).toHaveLength(1)
  })

  test.concurrent(
    'of which one cannot be fetched is answered with the others',
    { timeout: 60_000 },
    async () => {
      await using world = await startWorld()
      world.model.replies('Lovely, but one did not come through.', { times: 5 })
      world.sandbox.twilio.misbehave({ route: 'media', kind: '404', times: 3 })
      for (let n = 0; n < 6; n++) {
        await world.file('photo.jpg', 'image/jpeg')
        await new Promise((done) => setTimeout(done, 350))
      }
      await world.drain(40_000)
      expect(world.sentTo()).toEqual(['Lovely, but one did not come through.'])
      expect(await world.query(`SELECT status FROM inbox WHERE status <> 'answered'`)).toEqual([])
    },
  )
})

describe('afterwards', () => {
  test.concurrent('a question about the picture is answered with the picture, an hour long', async () => {
    await using world = await startWorld()
    await world.file('photo.jpg', 'image/jpeg', { caption: 'What do you see?' })
    await world.drain()
    const shown = () => world.model.requests.at(-1)?.messages.flatMap((message) => message.pictures) ?? []
    await world.whatsapp('and in the background?')
    await world.drain()
    expect(shown()).toHaveLength(1)
    await expireMedia(world)
    await world.whatsapp('and on the left?')
    await world.drain()
    expect(shown()).toHaveLength(0)
    expect(JSON.stringify(world.model.requests.at(-1)?.messages)).toContain('kept any more')
  })

  test.concurrent('no file is kept, and a checkpoint holds no picture', async () => {
    await using world = await startWorld()
    await world.file('photo.jpg', 'image/jpeg')
    await world.file('text.pdf', 'application/pdf')
    await world.drain()
    expect(await world.query(`SELECT kind FROM media`)).toEqual([{ kind: 'picture' }])
    const [size] = await world.query<{ bytes: number }>(
      'SELECT max(length(blob))::integer AS bytes FROM checkpoint_blobs',
    )
    const [picture] = await world.query<{ bytes: number }>('SELECT length(bytes) AS bytes FROM media')
    expect(size?.bytes).toBeLessThan(picture?.bytes ?? 0)
  })

  test.concurrent('KEEP_MEDIA_DAYS keeps what was sent, byte for byte', async () => {
    await using world = await startWorld({ env: { KEEP_MEDIA_DAYS: '30' } })
    await world.file('text.pdf', 'application/pdf')
    await world.drain()
    const [kept] = await world.query<{ bytes: Buffer; content_type: string }>(
      `SELECT bytes, content_type FROM media WHERE kind = 'original' AND expires_at > now() + interval '29 days'`,
    )
    expect(kept?.content_type).toBe('application/pdf')
    expect(kept?.bytes).toEqual(await readFile(new URL('./fixtures/media/text.pdf', import.meta.url)))
  })

  test.concurrent('where the owner wants it, the file is deleted at the provider too, once it is dealt with', async () => {
    await using world = await startWorld({ env: { DELETE_PROVIDER_MEDIA: '1' } })
    world.sandbox.twilio.misbehave({ route: 'media', kind: '503', times: 1 })
    await world.file('text.pdf', 'application/pdf')
    await world.drain()
    expect(world.sandbox.twilio.requests.mediaDeleted).toBe(0)
    expect(await world.query('SELECT id FROM inbox WHERE delete_media')).toHaveLength(1)
    await world.restart() // a start tidies, as does every fifth minute
    await until(async () => (await world.query('SELECT id FROM inbox WHERE delete_media')).length === 0)
    expect(world.sandbox.twilio.requests.mediaDeleted).toBe(1)
  })

  test.concurrent('what a parked message brought is looked at again when the owner gives it back', async () => {
    await using world = await startWorld()
    world.model.misbehave({ kind: '400', times: 20 })
    await world.file('photo.jpg', 'image/jpeg', { caption: 'What is this?' })
    await world.drain()
    expect(await world.query('SELECT status FROM inbox')).toEqual([{ status: 'parked' }])
    await expireMedia(world)
    world.model.reset()
    world.model.replies('A fractal.')
    await using folder = await temporaryFolder()
    await runScript('parked', ['retry', 'all'], { env: world.env, cwd: folder.path })
    await until(() => world.sentTo().includes('A fractal.'))
    expect(lastMessage(world)?.pictures).toHaveLength(1)
  })

  test.concurrent('nobody sees the pictures of another', async () => {
    await using world = await startWorld()
    await world.file('photo.jpg', 'image/jpeg', { from: BEN })
    await world.drain()
    // Even a thread that names a picture of somebody else is not shown it.
    await world.file('transparent.png', 'image/png')
    await world.drain()
    await world.query(
      `UPDATE media SET conversation = (SELECT id FROM conversations WHERE id <> media.conversation)`,
    )
    await world.whatsapp('look again')
    await world.drain()
    expect(world.model.requests.at(-1)?.messages.flatMap((message) => message.pictures)).toEqual([])
  })
})

/** Makes an hour pass for what is kept, and lets a start tidy it away. */
async function expireMedia(world: World): Promise<void> {
  await world.query(`UPDATE media SET expires_at = now() - interval '1 second'`)
  const tidied = world.logs.length
  await world.restart()
  await until(() => world.logs.slice(tidied).join('').includes('deleted media'))
  expect(await world.query('SELECT id FROM media')).toEqual([])
}
