import { describe, expect, test } from 'vitest'
import { buildPages } from '../scripts/build-pages.ts'
import {
  ANA,
  BEN,
  findChromium,
  openPhonePage,
  waitForReply,
  waitForTicks,
  waitForTyping,
  write,
} from './support/phone-page.ts'
import { startServer } from './support/processes.ts'
import { startWorld, temporaryFolder } from './support/world.ts'

describe.skipIf(!findChromium())('the phone page with the real service behind it', () => {
  test(
    'two people write; ticks, typing and answers come, and each sees only their own',
    { timeout: 120_000 },
    async () => {
      await buildPages()
      await using folder = await temporaryFolder()
      await using world = await startWorld({ service: false })
      const env = {
        NODE_ENV: 'test',
        PORT: '0',
        SANDBOX_PORT: '0',
        DATA_DIR: folder.path,
        DATABASE_URL: world.env.DATABASE_URL ?? '',
      }
      await using server = await startServer(env)
      const phone = /Write to it: (\S+)/.exec(server.output())?.[1] ?? ''
      await using page = await openPhonePage(phone, [ANA, BEN])
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
    },
  )
})
