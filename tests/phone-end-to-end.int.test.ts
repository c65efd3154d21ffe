import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { buildPages } from '../scripts/build-pages.ts'
import {
  ANA,
  attach,
  BEN,
  bubbles,
  findChromium,
  openPhonePage,
  type PhoneOwner,
  waitForReply,
  waitForTicks,
  waitForTyping,
  write,
} from './support/phone-page.ts'
import { startServer } from './support/processes.ts'
import { startWorld, temporaryFolder, type World } from './support/world.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/media/${name}`, import.meta.url))

/** The service with all stand-ins of its own, as a newcomer starts it, and its page. */
async function startForNewcomer(
  owners: PhoneOwner[],
  options: BrowserContextOptions = {},
  settings: (world: World) => Record<string, string> = () => ({}),
) {
  await using stack = new AsyncDisposableStack()
  await buildPages()
  const folder = stack.use(await temporaryFolder())
  const world = stack.use(await startWorld({ service: false }))
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: folder.path,
    DATABASE_URL: world.env.DATABASE_URL ?? '',
    ...settings(world),
  }
  const server = stack.use(await startServer(env))
  const url = /Write to it: (\S+)/.exec(server.output())?.[1] ?? ''
  const page = stack.use(await openPhonePage(url, owners, options))
  const owned = stack.move()
  return { page, world, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

describe.skipIf(!findChromium())(
  'the phone page with the real service behind it',
  { timeout: 120_000 },
  () => {
    test('two people write; ticks, typing and answers come, and each sees only their own', async () => {
      await using started = await startForNewcomer([ANA, BEN])
      const { page } = started
      const [ana, ben] = [page.phone(ANA), page.phone(BEN)]
      await write(ana, 'Hello, my name is Ana')
      await waitForTyping(ana)
      await waitForReply(ana, /sandbox model/)
      await waitForTicks(ana, 'Hello, my name is Ana', 'read')
      await write(ben, 'search the web for tide times')
      await waitForReply(ben, /https?:\/\//)
      await write(ana, 'what is my name?')
      await waitForReply(ana, /Your name is/)
      expect(await ben.innerText()).not.toContain('my name is Ana')
      if (process.env.SCREENSHOT) await page.page.screenshot({ path: process.env.SCREENSHOT })
      expect(page.problems).toEqual([])
    })

    test('they talk and show things: what is heard and seen is answered, also aloud', async () => {
      await using started = await startForNewcomer([ANA, BEN], { permissions: ['microphone'] })
      const { page } = started
      const [ana, ben] = [page.phone(ANA), page.phone(BEN)]
      await write(ana, 'answer me with voice notes')
      const spoken = bubbles(ana, 'assistant').getByTestId('voice')
      await spoken.first().waitFor()
      await spoken.getByTestId('play').first().click()
      await attach(ana, 'Sample voice note')
      await ana.getByTestId('sample').filter({ hasText: 'weather in Lisbon' }).click()
      await waitForReply(ana, /https?:\/\//)

      await ben.getByTestId('record').click()
      await ben.getByTestId('elapsed').getByText('0:01').waitFor()
      await ben.getByTestId('send-recording').click()
      await waitForReply(ben, /TRANSCRIBE_BASE_URL/)
      await ben.getByTestId('composer').fill('What is this?')
      await ben.getByTestId('pick-pictures').setInputFiles(fixture('photo.jpg'))
      await ben.getByTestId('send').click()
      await waitForReply(ben, /picture/i)
      await ben.getByTestId('pick-files').setInputFiles(fixture('text.pdf'))
      await ben.getByTestId('send').click()
      await waitForReply(ben, /PDF/)
      if (process.env.SCREENSHOT_MEDIA) await page.page.screenshot({ path: process.env.SCREENSHOT_MEDIA })
      expect(page.problems).toEqual([])
    })

    test('with TRANSCRIBE_BASE_URL alone the microphone is heard for real', async () => {
      const ears = (world: World) => ({ TRANSCRIBE_BASE_URL: world.env.OPENAI_BASE_URL ?? '' })
      await using started = await startForNewcomer([ANA], { permissions: ['microphone'] }, ears)
      const { page, world } = started
      world.sandbox.transcriber.hears('Hello, my name is Ana and I like to talk')
      const ana = page.phone(ANA)
      await ana.getByTestId('record').click()
      await ana.getByTestId('elapsed').getByText('0:01').waitFor()
      await ana.getByTestId('send-recording').click()
      await waitForReply(ana, /sandbox model/)
      await write(ana, 'what is my name?')
      await waitForReply(ana, /Your name is Ana/)
    })
  },
)
