import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { buildPages } from '../scripts/build-pages.ts'
import {
  ANA,
  attach,
  bubbles,
  findChromium,
  launchChromium,
  openPhonePage,
  write,
} from './support/phone-page.ts'
import {
  mediaOf,
  reply,
  startPhoneSandbox,
  startWebhookSink,
  type WebhookSink,
} from './support/phone-sandbox.ts'

const MB = 1024 * 1024
/** Large files take long to get into the browser on a busy machine. */
const SLOWLY = { timeout: 40_000 }
const fixture = (name: string) => readFile(new URL(`fixtures/media/${name}`, import.meta.url))

describe.skipIf(!findChromium())('media on the phone page', { timeout: 60_000 }, () => {
  let pages: string
  let browser: Browser
  let service: WebhookSink
  let sandbox: Sandbox

  const open = (options: BrowserContextOptions = {}) =>
    openPhonePage(sandbox.url, [ANA], { browser, ...options })
  const withMicrophone = () => open({ permissions: ['microphone'] })

  beforeAll(async () => {
    pages = await buildPages()
    service = await startWebhookSink()
    browser = await launchChromium()
  }, 60_000)
  beforeEach(async () => {
    service.webhooks.length = 0
    sandbox = await startPhoneSandbox({ serviceUrl: service.url, pages })
  })
  afterEach(() => sandbox[Symbol.asyncDispose]())
  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  })

  test('records a voice note, lets go of the microphone, and plays what it recorded', async () => {
    await using opened = await withMicrophone()
    const phone = opened.phone(ANA)
    const tracks = await watchMicrophone(opened.page)
    await phone.getByTestId('record').click()
    await phone.getByTestId('elapsed').getByText('0:01').waitFor()
    await phone.getByTestId('send-recording').click()

    const [heard] = await service.all(1)
    expect([heard?.get('NumMedia'), heard?.get('Body')]).toEqual(['1', ''])
    expect(heard?.get('MediaContentType0')).toBe('audio/ogg') // whatever the browser records
    const magic = '4f676753'
    expect((await mediaOf(sandbox, heard)).subarray(0, 4).toString('hex')).toBe(magic)
    expect(await tracks()).toEqual(['ended'])
    const note = bubbles(phone, 'person', '[data-status=delivered]').getByTestId('voice')
    await note.getByTestId('duration').getByText('0:01').waitFor()
    await plays(note)
    expect(opened.problems).toEqual([])
  })

  test('throws a recording away, with its button and with Escape', async () => {
    await using opened = await withMicrophone()
    const phone = opened.phone(ANA)
    const tracks = await watchMicrophone(opened.page)
    const ways = [
      () => phone.getByTestId('cancel-recording').click(),
      () => opened.page.keyboard.press('Escape'),
    ]
    for (const cancel of ways) {
      await phone.getByTestId('record').click()
      await phone.getByTestId('recording').getByText('Recording', { exact: true }).waitFor()
      await cancel()
      await phone.getByTestId('recording').waitFor({ state: 'detached' })
    }
    await write(phone, 'only this')
    await service.heard('only this')
    expect(service.webhooks).toHaveLength(1)
    expect(await tracks()).toEqual(['ended', 'ended'])
  })

  test('ends a forgotten recording by itself, and can still send it', async () => {
    await using opened = await withMicrophone()
    const phone = opened.phone(ANA)
    const tracks = await watchMicrophone(opened.page)
    await opened.page.clock.install()
    await phone.getByTestId('record').click()
    await phone.getByTestId('recording').getByText('Recording', { exact: true }).waitFor()
    await opened.page.clock.fastForward('05:01')
    await phone.getByTestId('recording').getByText('Recording ended').waitFor()
    expect(await tracks()).toEqual(['ended'])
    await phone.getByTestId('send-recording').click()
    expect((await service.all(1))[0]?.get('NumMedia')).toBe('1')
  })

  test('says what to do when the microphone is not allowed', async () => {
    await using opened = await open({ permissions: [] })
    const phone = opened.phone(ANA)
    await phone.getByTestId('record').click()
    await phone.getByRole('alert').filter({ hasText: 'Allow it beside the address' }).waitFor()
    await write(phone, 'then in writing')
    await service.heard('then in writing')
    expect(await phone.getByRole('alert').count()).toBe(0)
    expect(opened.problems).toEqual([])
  })

  test('sends an album as one message each, in order, the caption with the first', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const [photo, transparent] = await Promise.all([fixture('photo.jpg'), fixture('transparent.png')])
    await phone.getByTestId('composer').fill('From the beach')
    await phone.getByTestId('pick-pictures').setInputFiles([
      { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo },
      { name: 'wrong.png', mimeType: 'image/png', buffer: photo },
      { name: 'transparent.png', mimeType: 'image/png', buffer: transparent },
    ])
    await phone.getByRole('button', { name: 'Remove wrong.png' }).click()
    await phone.getByTestId('send').click()

    const heard = await service.all(2)
    expect(heard.map((one) => [one.get('Body'), one.get('MediaContentType0')])).toEqual([
      ['From the beach', 'image/jpeg'],
      ['', 'image/png'],
    ])
    expect(await mediaOf(sandbox, heard[0])).toEqual(photo)
    expect(await mediaOf(sandbox, heard[1])).toEqual(transparent)
    const shown = bubbles(phone, 'person', '[data-status=delivered]').getByTestId('photo').locator('img')
    await expect.poll(() => shown.count()).toBe(2)
    await expect
      .poll(() => shown.first().evaluate((one) => 'naturalWidth' in one && one.naturalWidth))
      .toBeGreaterThan(0)
    expect(await phone.getByTestId('tray').count()).toBe(0)
    expect(opened.problems).toEqual([])
  })

  test('takes a picture that is pasted', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await phone.getByTestId('composer').evaluate(
      (area, base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }))
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      },
      (await fixture('transparent.png')).toString('base64'),
    )
    await phone.getByTestId('tray').locator('img').waitFor()
    await phone.getByTestId('composer').press('Enter')
    expect((await service.all(1))[0]?.get('MediaContentType0')).toBe('image/png')
  })

  test('refuses what is larger than 16 MB before it goes out, and takes the rest', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await attach(phone, 'File')
    await phone.getByTestId('pick-files').setInputFiles(
      [
        { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(17 * MB) },
        { name: 'notes.md', mimeType: '', buffer: Buffer.from('# Notes') },
        { name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      ],
      SLOWLY,
    )
    expect(await phone.getByRole('alert').innerText()).toBe(
      '“film.mp4” is too large: 17.0 MB, and 16 MB is the most. “nothing.txt” is empty.',
    )
    await phone.getByTestId('send').click()
    const [heard, ...more] = await service.all(1)
    expect(heard?.get('MediaContentType0')).toBe('text/markdown')
    expect(more).toEqual([])
    const card = bubbles(phone, 'person', '[data-status=delivered]').getByTestId('file')
    expect(await card.innerText()).toContain('notes.md')
  })

  test('sends a file of exactly 16 MB', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const buffer = Buffer.alloc(16 * MB, 'a')
    await phone
      .getByTestId('pick-files')
      .setInputFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer }], SLOWLY)
    await phone.getByTestId('send').click()
    expect((await mediaOf(sandbox, (await service.all(1))[0])).length).toBe(16 * MB)
  })

  test('sends a contact as a vCard', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await attach(phone, 'Contact')
    const dialog = opened.page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Zoë O’Hara; Dr, MD')
    await dialog.getByLabel('Number').fill('+44 7700 900123')
    await dialog.getByLabel('E-mail').fill('zoe@example.com')
    await dialog.getByTestId('send-contact').click()
    const [heard] = await service.all(1)
    expect(heard?.get('MediaContentType0')).toBe('text/vcard')
    expect((await mediaOf(sandbox, heard)).toString()).toBe(
      [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:;Zoë O’Hara\\; Dr\\, MD;;;',
        'FN:Zoë O’Hara\\; Dr\\, MD',
        'TEL;TYPE=CELL:+44 7700 900123',
        'EMAIL;TYPE=INTERNET:zoe@example.com',
        'END:VCARD',
        '',
      ].join('\r\n'),
    )
    const card = bubbles(phone, 'person', '[data-status=delivered]').getByTestId('contact')
    await card.getByText('Zoë O’Hara; Dr, MD').waitFor()
    expect(await card.innerText()).toContain('zoe@example.com')
  })

  test('sends a sample voice note whose words it shows', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await attach(phone, 'Sample voice note')
    const sample = opened.page.getByTestId('sample').filter({ hasText: 'What can you do for me?' })
    await sample.click()
    const [heard] = await service.all(1)
    expect(heard?.get('MediaContentType0')).toBe('audio/ogg')
    expect((await mediaOf(sandbox, heard)).subarray(0, 4).toString()).toBe('OggS')
    await opened.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('plays a voice reply of the assistant, moves along it, and stops it when another starts', async () => {
    const voice = await fixture('speech-en.ogg')
    await using server = await serve(voice, 'audio/ogg')
    await using opened = await open()
    const phone = opened.phone(ANA)
    await reply(sandbox, ANA, { MediaUrl: `${server.url}/media/1` })
    await reply(sandbox, ANA, { MediaUrl: `${server.url}/media/2` })
    const notes = bubbles(phone, 'assistant').getByTestId('voice')
    await expect.poll(() => notes.count()).toBe(2)
    await plays(notes.first())
    await notes.first().getByRole('slider').fill('0.5')
    await expect.poll(() => playing(notes.first()).then(({ at }) => at)).toBeGreaterThanOrEqual(0.5)
    await plays(notes.last())
    expect(await playing(notes.first())).toMatchObject({ paused: true })
    expect(opened.problems).toEqual([])
  })

  test('says when a voice note cannot be played', async () => {
    await using server = await serve(Buffer.from('no sound at all'), 'audio/ogg')
    await using opened = await open()
    await reply(sandbox, ANA, { MediaUrl: `${server.url}/media/1` })
    await bubbles(opened.phone(ANA), 'assistant').getByText('Cannot be played').waitFor()
  })

  test('shows stickers, videos and cards of others, and opens nothing that could run', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const items = [
      { contentType: 'image/webp', bytes: await fixture('sticker.webp') },
      { contentType: 'video/mp4', bytes: await fixture('clip.mp4') },
      { contentType: 'text/x-vcard', bytes: await fixture('contact.vcf') },
      { contentType: 'image/svg+xml', bytes: Buffer.from(svg) },
      { contentType: 'text/html', bytes: Buffer.from('<script>alert(2)</script>') },
    ]
    for (const item of items) await sandbox.twilio.inbound({ from: `whatsapp:${ANA.number}`, media: [item] })
    await phone.getByTestId('sticker').waitFor()
    await phone.getByTestId('video').waitFor()
    await phone.getByTestId('contact').getByText('Anna Müller').waitFor()
    const files = phone.getByTestId('file')
    await expect.poll(() => files.count()).toBe(2)
    for (const file of await files.all()) expect(await file.getAttribute('download')).not.toBeNull()
    expect(await phone.getByTestId('log').locator('img').count()).toBe(1)
    const download = opened.page.waitForEvent('download')
    await files.last().click()
    await download
    expect(opened.problems).toEqual([])
  })

  test('keeps the newest message in view while pictures above it load', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const media = [{ contentType: 'image/jpeg', bytes: await fixture('photo.jpg') }]
    for (let sent = 0; sent < 4; sent++)
      await sandbox.twilio.inbound({ from: `whatsapp:${ANA.number}`, media })
    await reply(sandbox, ANA, { Body: 'the last word' })
    const log = phone.getByTestId('log')
    const loaded = () =>
      log
        .locator('img')
        .evaluateAll(
          (images) =>
            images.filter((one) => 'complete' in one && one.complete && one.clientHeight > 200).length,
        )
    for (let visit = 0; visit < 3; visit++) {
      await opened.page.reload()
      await expect.poll(loaded).toBe(4)
      await expect
        .poll(() => log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight))
        .toBeLessThan(5)
      expect(await phone.getByTestId('new-pill').count()).toBe(0)
    }
  })

  test('loads nothing from other places, whatever address a message names', async () => {
    await using strange = await serve(await fixture('photo.jpg'), 'image/jpeg')
    await using opened = await open()
    const phone = opened.phone(ANA)
    const urls = [`${strange.url}/x.jpg`, `//${new URL(strange.url).host}/x.jpg`, 'javascript:alert(1)', '']
    const messages = urls.map((url, at) => ({
      sid: `MM${at}`,
      direction: 'in',
      at: new Date().toISOString(),
      media: [{ url, contentType: at === 2 ? 'application/pdf' : 'image/jpeg' }],
    }))
    const body = `event: snapshot\ndata: ${JSON.stringify({ messages })}\n\n`
    await opened.page.route('**/api/phones/events*', (route) =>
      route.fulfill({ headers: { 'content-type': 'text/event-stream' }, body }),
    )
    await opened.page.reload()
    const files = bubbles(phone, 'person').getByTestId('file')
    await expect.poll(() => files.count()).toBe(urls.length)
    for (const file of await files.all()) expect(await file.getAttribute('href')).toBeNull()
    expect(strange.requests).toBe(0)
  })

  test('attaches with the keyboard alone', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const focused = (button: Locator) =>
      expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true)
    const clip = phone.getByTestId('attach')
    await clip.press('Enter')
    await focused(phone.getByRole('menuitem').first())
    await opened.page.keyboard.press('ArrowUp')
    await focused(phone.getByRole('menuitem').last())
    await opened.page.keyboard.press('Enter')
    await opened.page.getByRole('dialog', { name: 'Send a contact' }).waitFor()
    await opened.page.keyboard.press('Enter')
    await opened.page.getByRole('dialog').waitFor({ state: 'detached' })
    await focused(clip)
    expect((await service.all(1))[0]?.get('MediaContentType0')).toBe('text/vcard')
  })
})

/** Starts it and waits until it gets on; it knows how long it is. */
async function plays(note: Locator): Promise<void> {
  await note.getByTestId('play').click()
  await expect.poll(() => playing(note).then(({ at }) => at)).toBeGreaterThan(0)
  expect((await playing(note)).duration).toBeGreaterThan(0.5)
}

function playing(note: Locator): Promise<{ at: number; duration: number; paused: boolean }> {
  return note.locator('audio').evaluate((audio: HTMLAudioElement) => ({
    at: audio.currentTime,
    duration: audio.duration,
    paused: audio.paused,
  }))
}

/** Keeps an eye on every microphone the page opens from now on; gives the states of their tracks. */
async function watchMicrophone(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const tracks: MediaStreamTrack[] = []
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted)
      tracks.push(...stream.getTracks())
      return stream
    }
    return tracks
  })
  return () => seen.evaluate((tracks) => tracks.map((track) => track.readyState))
}

/** The service's own media address, of which the sandbox fetches what it is told to send. */
async function serve(bytes: Buffer, contentType: string) {
  const served = { url: '', requests: 0 }
  const server = createServer((_, response) => {
    served.requests++
    response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(served, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
