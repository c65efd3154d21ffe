import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { buildPages } from '../scripts/build-pages.ts'
import {
  ANA,
  BEN,
  bubbles,
  findChromium,
  launchChromium,
  openPhonePage,
  type PhoneOwner,
  texts,
  waitForReply,
  waitForTicks,
  waitForTyping,
  write,
} from './support/phone-page.ts'
import {
  callTwilio,
  reply as replyFrom,
  SMS_FROM,
  startPhoneSandbox,
  startWebhookSink,
  type WebhookSink,
} from './support/phone-sandbox.ts'

const QUICK_REPLIES_2 = 'HX00000000000000000000000000000002'

const found = findChromium()
const title = found
  ? 'the phone page'
  : 'the phone page (SKIPPED: no Chromium here; CHROMIUM_PATH may name one)'
if (!found) process.stderr.write(`${title}\n`)

describe.skipIf(!found)(title, { timeout: 30_000 }, () => {
  let pages: string
  let browser: Browser
  let service: WebhookSink
  let sandbox: Sandbox

  const start = (port = 0) => startPhoneSandbox({ serviceUrl: service.url, pages, port })

  const open = (owners: PhoneOwner[] = [ANA], viewport = { width: 1280, height: 800 }) =>
    openPhonePage(sandbox.url, owners, { browser, viewport })

  beforeAll(async () => {
    pages = await buildPages()
    service = await startWebhookSink()
    browser = await launchChromium()
  }, 60_000)
  beforeEach(async () => {
    service.webhooks.length = 0
    service.status = 200
    sandbox = await start()
  })
  afterEach(() => sandbox[Symbol.asyncDispose]())
  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  })

  const reply = (to: PhoneOwner, message: Record<string, string>) => replyFrom(sandbox, to, message)
  const typing = (about: URLSearchParams) =>
    callTwilio(sandbox, '/v2/Indicators/Typing.json', {
      channel: 'whatsapp',
      messageId: about.get('MessageSid') ?? '',
    })
  const webhook = (body: string) => service.heard(body)

  test('shows a message on its way, read, the assistant typing, and its answer with its marks', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await phone.getByTestId('hint').waitFor()

    await write(phone, 'Hello there')
    await waitForTicks(phone, 'Hello there', 'delivered')
    const heard = await webhook('Hello there')
    expect(heard.get('From')).toBe('whatsapp:+15550100001')
    expect(heard.get('ProfileName')).toBe('Ana')
    expect(await phone.getByTestId('typing').count()).toBe(0)

    await typing(heard)
    await waitForTyping(phone)
    const bubble = await waitForTicks(phone, 'Hello there', 'read')
    expect(await bubble.getByTestId('ticks').getAttribute('aria-label')).toBe('Read')

    await reply(ANA, { Body: 'Hi *Ana*, see https://example.com/a_b_c.' })
    const answer = await waitForReply(phone, 'Hi Ana')
    expect(await answer.locator('strong').innerText()).toBe('Ana')
    expect(await answer.locator('a').getAttribute('href')).toBe('https://example.com/a_b_c')
    expect(await phone.getByTestId('typing').count()).toBe(0)
    expect(await bubbles(phone).count()).toBe(2)
    // The person has it before their eyes, and the sender hears of it.
    await phone.locator('[data-direction=out][data-status=read]').waitFor()
    expect(opened.problems).toEqual([])
  })

  test('keeps two phones on one page apart', async () => {
    await using opened = await open([ANA, BEN])
    const [ana, ben] = [opened.phone(ANA), opened.phone(BEN)]
    await write(ana, 'I am Ana')
    await write(ben, 'I am Ben')
    await Promise.all([webhook('I am Ana'), webhook('I am Ben')])
    await reply(BEN, { Body: 'Hello Ben' })
    await reply(ANA, { Body: 'Hello Ana' })
    await waitForReply(ana, 'Hello Ana')
    await waitForReply(ben, 'Hello Ben')
    expect(await texts(ana)).toEqual(['I am Ana', 'Hello Ana'])
    expect(await texts(ben)).toEqual(['I am Ben', 'Hello Ben'])
  })

  test('speaks plain SMS when switched to it, and finds the WhatsApp chat again', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'over WhatsApp')
    await waitForTicks(phone, 'over WhatsApp', 'delivered')
    await phone.getByTestId('channel').click()
    await phone.getByTestId('hint').waitFor()

    await write(phone, 'over SMS')
    const heard = await webhook('over SMS')
    expect([heard.get('From'), heard.get('To')]).toEqual(['+15550100001', SMS_FROM])
    await reply({ ...ANA, channel: 'sms' }, { Body: 'stays *plain*' })
    const answer = await waitForReply(phone, 'stays *plain*')
    expect(await answer.locator('strong').count()).toBe(0)

    await phone.getByTestId('channel').click()
    await bubbles(phone).filter({ hasText: 'over WhatsApp' }).waitFor()
    expect(await texts(phone)).toEqual(['over WhatsApp'])
  })

  test('answers with a quick reply once', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'book it')
    await webhook('book it')
    const variables = JSON.stringify({ 1: 'Shall I book it?', 2: 'Yes', 3: 'No' })
    await reply(ANA, { ContentSid: QUICK_REPLIES_2, ContentVariables: variables })
    const question = await waitForReply(phone, 'Shall I book it?')
    await question.getByRole('button', { name: 'Yes' }).click()

    const heard = await webhook('Yes')
    expect([heard.get('ButtonText'), heard.get('ButtonPayload')]).toEqual(['Yes', '1'])
    await bubbles(phone, 'person').filter({ hasText: 'Yes' }).getByTestId('quote').waitFor()
    expect(await question.getByRole('button', { name: 'No' }).isDisabled()).toBe(true)
    await opened.page.reload()
    await question.waitFor()
    expect(await question.getByRole('button', { name: 'No' }).isDisabled()).toBe(true)
  })

  test('quotes the message it replies to', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'first')
    await webhook('first')
    await reply(ANA, { Body: 'the *second*' })
    const second = await waitForReply(phone, 'the second')
    await second.hover()
    await second.getByTestId('reply').click()
    await phone.getByTestId('quote-preview').waitFor()
    await write(phone, 'about that')

    const heard = await webhook('about that')
    expect(heard.get('OriginalRepliedMessageSid')).toBe(await second.getAttribute('data-sid'))
    const quote = bubbles(phone, 'person').filter({ hasText: 'about that' }).getByTestId('quote')
    expect(await quote.innerText()).toContain('the second')
    expect(await phone.getByTestId('quote-preview').count()).toBe(0)
  })

  test('sends a place', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await phone.getByTestId('attach').click()
    await phone.getByRole('menuitem', { name: 'Place' }).click()
    const dialog = opened.page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Home')
    await dialog.getByLabel('Latitude').fill('48.2')
    await dialog.getByLabel('Longitude').fill('-16.37')
    await dialog.getByTestId('send-place').click()
    await bubbles(phone, 'person').getByTestId('place').filter({ hasText: 'Home' }).waitFor()
    await expect.poll(() => service.webhooks.length).toBe(1)
    const [heard] = service.webhooks
    expect([heard?.get('Latitude'), heard?.get('Longitude'), heard?.get('Label')]).toEqual([
      '48.2',
      '-16.37',
      'Home',
    ])
  })

  test('shows hostile, long and foreign text as the text it is', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const hostile = [
      '<img src=x onerror="alert(1)"> <script>alert(2)</script>',
      'javascript:alert(3) and [click](javascript:alert(4))',
      'مرحبا بالعالم ‮ txt.exe',
      '👩‍👩‍👧‍👦🇪🇸 café 漢字',
      'wide'.repeat(400),
    ]
    await write(phone, 'go on')
    await webhook('go on')
    for (const text of hostile) {
      await reply(ANA, { Body: text })
      await waitForReply(phone, text.slice(0, 60))
      await write(phone, text)
      await waitForTicks(phone, text.slice(0, 60), 'delivered')
    }
    const shown = await texts(phone, 'assistant')
    expect(shown).toEqual(hostile)
    expect((await texts(phone, 'person')).slice(1)).toEqual(hostile)
    expect(await phone.getByTestId('log').locator('img, script, a').count()).toBe(0)
    const overflow = await phone.getByTestId('log').evaluate((log) => log.scrollWidth - log.clientWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    expect(opened.problems).toEqual([])
  })

  test('writes several lines with Shift+Enter', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const composer = phone.getByTestId('composer')
    await composer.pressSequentially('one')
    const height = await composer.evaluate((area) => area.clientHeight)
    await composer.press('Shift+Enter')
    await composer.pressSequentially('two')
    expect(await composer.evaluate((area) => area.clientHeight)).toBeGreaterThan(height)
    await composer.press('Enter')
    expect((await webhook('one\ntwo')).get('Body')).toBe('one\ntwo')
    expect(await composer.inputValue()).toBe('')
  })

  test('says how many messages came while the person had scrolled up', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const log = phone.getByTestId('log')
    await write(phone, 'tell me')
    await webhook('tell me')
    await reply(ANA, { Body: 'long\n'.repeat(60) })
    await waitForReply(phone, 'long')
    await log.evaluate((element) => (element.scrollTop = 0))
    await phone.getByTestId('new-pill').waitFor()
    await reply(ANA, { Body: 'and more' })
    await phone.getByTestId('new-pill').getByText('1 new').waitFor()
    expect(await log.evaluate((element) => element.scrollTop)).toBe(0)
    await phone.getByTestId('new-pill').click()
    await phone.getByTestId('new-pill').waitFor({ state: 'detached' })
    expect(await (await waitForReply(phone, 'and more')).isVisible()).toBe(true)
  })

  test('finds its phones and their messages again after a reload, and in a new visit', async () => {
    await using opened = await open([{ ...ANA, name: 'Añá & Co, 50%' }])
    const phone = opened.phone({ ...ANA, name: 'Añá & Co, 50%' })
    await write(phone, 'remember me')
    await waitForTicks(phone, 'remember me', 'delivered')
    await opened.page.getByTestId('add-phone').click()
    await opened.phone(BEN).getByTestId('channel').click()

    for (const visit of [
      () => opened.page.reload(),
      () => opened.page.goto('about:blank').then(() => opened.page.goto(sandbox.url)),
    ]) {
      await visit()
      await bubbles(phone).filter({ hasText: 'remember me' }).waitFor()
      expect(await opened.phone(BEN).getAttribute('data-channel')).toBe('sms')
      expect(await opened.page.getByTestId('phone').count()).toBe(2)
    }
  })

  test('edits whose phone it is, and closes it', async () => {
    await using opened = await open([ANA, BEN])
    await opened.phone(BEN).getByTestId('menu').click()
    await opened.page.getByRole('menuitem', { name: 'Name and number…' }).click()
    const dialog = opened.page.getByRole('dialog')
    await dialog.getByLabel('Number').fill('not a number')
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Name').fill('Eve')
    await dialog.getByLabel('Number').fill('+44 7700 900123')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const eve = opened.phone({ ...BEN, name: 'Eve', number: '+447700900123' })
    await write(eve, 'it is me')
    expect((await webhook('it is me')).get('From')).toBe('whatsapp:+447700900123')

    await eve.getByTestId('menu').click()
    await opened.page.getByRole('menuitem', { name: 'Close this phone' }).click()
    await eve.waitFor({ state: 'detached' })
    expect(await opened.page.getByTestId('phone').count()).toBe(1)
  })

  test('says when it lost the sandbox, keeps what could not go out, and goes on by itself', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'before')
    await waitForTicks(phone, 'before', 'delivered')
    const port = Number(new URL(sandbox.url).port)
    await sandbox[Symbol.asyncDispose]()
    await phone.getByTestId('banner').waitFor()
    await write(phone, 'meanwhile')
    await waitForTicks(phone, 'meanwhile', 'failed')

    sandbox = await start(port)
    await phone.getByTestId('banner').waitFor({ state: 'detached' })
    await phone.getByTestId('retry').click()
    await waitForTicks(phone, 'meanwhile', 'delivered')
    expect(await bubbles(phone).filter({ hasText: 'meanwhile' }).count()).toBe(1)
    expect(service.webhooks.filter((one) => one.get('Body') === 'meanwhile')).toHaveLength(1)
  })

  test('says why the sandbox refused a message', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'long '.repeat(400))
    const bubble = await waitForTicks(phone, 'long', 'failed')
    expect(await bubble.getByTestId('retry').innerText()).toContain('1600')
  })

  test('says when the assistant could not be reached', async () => {
    service.status = 500
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'anyone?')
    const bubble = await waitForTicks(phone, 'anyone?', 'failed')
    expect(await bubble.getByTestId('failure').innerText()).toBe(
      'Not delivered: the assistant could not be reached',
    )
  })

  test('rests while its tab is hidden, and catches up when it shows again', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    await write(phone, 'I will be away')
    await waitForTicks(phone, 'I will be away', 'delivered')
    const turn = (hidden: boolean) =>
      opened.page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await turn(true)
    await reply(ANA, { Body: 'back?' })
    await turn(false)
    await waitForReply(phone, 'back?')
    await phone.locator('[data-direction=out][data-status=read]').waitFor()
  })

  test('closes its dialogs and its quote with Escape', async () => {
    await using opened = await open()
    const phone = opened.phone(ANA)
    const attach = phone.getByTestId('attach')
    await attach.press('Enter')
    await phone.getByRole('menuitem', { name: 'Place' }).press('Enter')
    await opened.page.getByRole('dialog').waitFor()
    await opened.page.keyboard.press('Escape')
    await opened.page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await attach.evaluate((button) => button === document.activeElement)).toBe(true)

    await write(phone, 'quote me')
    const bubble = await waitForTicks(phone, 'quote me', 'delivered')
    await bubble.getByTestId('reply').press('Enter')
    await phone.getByTestId('quote-preview').waitFor()
    await phone.getByTestId('composer').press('Escape')
    await phone.getByTestId('quote-preview').waitFor({ state: 'detached' })
  })

  test('fills a narrow screen with one phone, and swaps it for another', async () => {
    await using opened = await open([ANA, BEN], { width: 390, height: 844 })
    const box = await opened.phone(ANA).getByTestId('log').boundingBox()
    expect(box?.width).toBe(390)
    await opened.page.getByRole('navigation').getByRole('button', { name: 'Ben' }).click()
    await write(opened.phone(BEN), 'from my pocket')
    await webhook('from my pocket')
    await reply(BEN, { Body: 'seen' })
    await opened.phone(BEN).locator('[data-direction=out][data-status=read]').waitFor()
    expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})
