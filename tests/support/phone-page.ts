import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream', // a microphone that beeps; who may use it, each page is told
]

export interface PhoneOwner {
  name: string
  number: string
  channel: 'whatsapp' | 'sms'
}

export const ANA: PhoneOwner = { name: 'Ana', number: '+15550100001', channel: 'whatsapp' }
export const BEN: PhoneOwner = { name: 'Ben', number: '+15550100002', channel: 'whatsapp' }

export interface PhonePage extends AsyncDisposable {
  page: Page
  /** The phone of this person. */
  phone(owner: PhoneOwner): Locator
  /** What went wrong in the page by itself: uncaught errors, and dialogs that hostile text would open. */
  problems: string[]
}

/** The Chromium of this machine, or nothing: then tests that need a browser are skipped and say so. */
export function findChromium(): string | undefined {
  return [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path))
}

/** Starts Chromium, for a file whose tests share it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS })
}

/**
 * Opens the phone page as a new visitor, with a phone for each owner. `url` is the page's address.
 * Without a `browser` it starts one of its own and closes it in the end.
 */
export async function openPhonePage(
  url: string,
  owners: readonly PhoneOwner[] = [ANA],
  { browser, ...options }: BrowserContextOptions & { browser?: Browser } = {},
): Promise<PhonePage> {
  await using stack = new AsyncDisposableStack() // what was opened closes again if the page does not come up
  const running = browser ?? stack.adopt(await launchChromium(), (own) => own.close())
  const context = await running.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  stack.defer(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const desk = owners.map((one) => `${one.channel}:${one.number}/${encodeURIComponent(one.name)}`).join()
  await page.goto(`${url}#${desk}`)
  const phone = ({ name, number }: PhoneOwner) =>
    page
      .locator(`[data-testid=phone][data-number="${number}"]`)
      .filter({ has: page.getByTestId('owner').getByText(name, { exact: true }) })
  for (const owner of owners) await phone(owner).getByTestId('log').waitFor()
  const owned = stack.move()
  return { page, phone, problems, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Types into the phone and sends, as a person does. */
export async function write(phone: Locator, text: string): Promise<void> {
  await phone.getByTestId('composer').fill(text)
  await phone.getByTestId('composer').press('Enter')
}

/** Waits for a bubble of the assistant with this text, and gives it. */
export async function waitForReply(phone: Locator, text: string | RegExp): Promise<Locator> {
  const reply = bubbles(phone, 'assistant').filter({ hasText: text }).last()
  await reply.waitFor()
  return reply
}

/** Waits until the ticks of the person's bubble with this text show this status, and gives it. */
export async function waitForTicks(
  phone: Locator,
  text: string | RegExp,
  status: 'sending' | 'sent' | 'delivered' | 'read' | 'failed',
): Promise<Locator> {
  const bubble = bubbles(phone, 'person', `[data-status=${status}]`).filter({ hasText: text }).last()
  await bubble.waitFor()
  return bubble
}

/** Waits until the phone shows that the assistant is typing. */
export async function waitForTyping(phone: Locator): Promise<void> {
  await phone.getByTestId('typing').waitFor()
}

/** Chooses an entry of the paper clip. */
export async function attach(phone: Locator, entry: string): Promise<void> {
  await phone.getByTestId('attach').click()
  await phone.getByRole('menuitem', { name: entry }).click()
}

/** The bubbles on the phone, oldest first: all, or those of one side. */
export function bubbles(phone: Locator, from?: 'person' | 'assistant', further = ''): Locator {
  const direction = from && `[data-direction=${from === 'person' ? 'in' : 'out'}]`
  return phone.locator(`[data-testid=message]${direction ?? ''}${further}`)
}

/** The texts in the bubbles, oldest first. */
export function texts(phone: Locator, from?: 'person' | 'assistant'): Promise<string[]> {
  return bubbles(phone, from).getByTestId('text').allInnerTexts()
}
