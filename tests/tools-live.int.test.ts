import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'
import { startWorld } from './support/world.ts'

const source = (says: string) => `import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
export default {
  description: 'Tell the soup of the day. Use when the person is hungry.',
  input: z.object({}),
  async run() { return ${JSON.stringify(says)} },
}`

test('in development a conversation goes on while its tool is changed, broken, mended and removed', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'soup.mjs')
  await writeFile(file, source('Leek.'))
  await using world = await startWorld({ toolsFolder: folder.path, env: { NODE_ENV: 'development' } })

  /** What the model reads when it asks for the soup, and how much of the talk it knows then. */
  async function soup(): Promise<{ said: string; messages: number }> {
    let read = { said: '', messages: 0 }
    world.model.replies({ toolCalls: [{ name: 'soup', args: {} }] })
    world.model.replies(({ messages }) => {
      read = { said: messages.at(-1)?.text ?? '', messages: messages.length }
      return 'Enjoy.'
    })
    await world.whatsapp('soup?')
    await world.drain()
    return read
  }
  const logged = (words: string, times = 1) =>
    until(() => world.logs.filter((line) => line.includes(words)).length >= times)

  expect(await soup()).toEqual({ said: 'Leek.', messages: 3 })
  await writeFile(file, source('Pea.'))
  await logged('Tool soup is taken over')
  expect(await soup()).toEqual({ said: 'Pea.', messages: 7 })
  await writeFile(file, `${source('Onion.')}\n)`)
  await logged('soup.mjs')
  expect((await soup()).said).toBe('Pea.')
  await writeFile(file, source('Tomato.'))
  await logged('Tool soup is taken over', 2)
  expect((await soup()).said).toBe('Tomato.')
  await rm(file)
  await logged('Tool soup is gone.')
  expect((await soup()).said).toMatch(/^There is no tool soup/)
})
