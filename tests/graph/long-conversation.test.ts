import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { openModels } from '../../src/graph/models.ts'
import { loadPrompts } from '../../src/graph/prompt.ts'
import { ACCOUNT } from '../support/world.ts'
import { createRig, makeTool } from './agent-support.ts'

const EARLY = [
  'My sister Sarah lives at 12 Elm Street in Porto.',
  'We decided on the flat in Rua Augusta for 950 euros from 1 February.',
  'You promised to ask Tom Becker about the 2 spare keys.',
  'It is still open whether Mia starts at the Oak School on 7 January.',
]
const TURNS = 200
const WINDOW_TOKENS = 900

test(
  'what was said early is still known after 200 turns, within the limit of tokens',
  { timeout: 120_000 },
  async () => {
    await using sandbox = await startSandbox({ ...ACCOUNT, thinkMs: 0 })
    const { model } = sandbox
    const openai = { apiKey: 'sk-test', baseUrl: sandbox.settings().OPENAI_BASE_URL }
    const models = openModels(
      { models: ['openai:gpt-4o-mini'], openai, timeoutMs: 20_000, maxRetries: 1 },
      pino({ level: 'silent' }),
    )
    const prompts = loadPrompts(fileURLToPath(new URL('../../prompts', import.meta.url)), 'Majordomo')
    const tools = [makeTool({ name: 'look', run: async () => 'x' })]
    const { agent, turn } = createRig({ models, prompts, tools, windowTokens: WINDOW_TOKENS })
    // Only the answers are written in advance; the summaries are the stand-in's own.
    model.replies('I see.', { when: ({ tools: given }) => given.length > 0, times: EARLY.length + TURNS + 1 })
    let peak = 0
    const say = async (text: string) => {
      const one = turn([text])
      const { question, ...result } = await agent.run(one)
      expect(question).toBeUndefined()
      if ('overWindow' in result && result.overWindow) await agent.fold(one)
      const sent = model.requests.findLast(({ tools: given }) => given.length > 0)
      peak = Math.max(peak, Buffer.byteLength(sent?.messages.map((said) => said.text).join('') ?? '') / 3.5)
      return sent
    }
    for (const text of EARLY) await say(text)
    for (let at = 0; at < TURNS; at += 1)
      await say(`and then some more about the garden and the weather, ${'and so on '.repeat(25)}`)
    expect(peak).toBeLessThan(WINDOW_TOKENS * 1.2)
    const folds = model.requests.filter(({ tools: given }) => given.length === 0)
    expect(folds.length).toBeGreaterThan(10)
    const last = await say('where does my sister live?')
    for (const text of EARLY) {
      expect(last?.system).toContain(text)
      expect(last?.messages.map((message) => message.text)).not.toContain(text)
    }
    expect(last?.system.length).toBeLessThan(12_000)
  },
)
