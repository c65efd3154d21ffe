import { fileURLToPath } from 'node:url'
import type { BaseCheckpointSaver } from '@langchain/langgraph'
import { type AnswerSettings, createAnswer } from './answer.ts'
import type { Config } from './config.ts'
import type { Reach } from './crash-points.ts'
import { createAgent } from './graph/agent.ts'
import { type ModelSettings, openModels } from './graph/models.ts'
import { loadPrompts } from './graph/prompt.ts'
import type { Toolbox } from './graph/tool.ts'
import { redactSecrets } from './memory/secrets.ts'
import { createHear } from './hear.ts'
import { createDecoder } from './media/decode.ts'
import { createReadMessages } from './read-messages.ts'
import { createSpeak } from './speak.ts'
import { createEffectLedger } from './store/effects.ts'
import { readPictures } from './store/media.ts'
import { createToolUses } from './store/tool-uses.ts'
import { createTranscribe } from './transcribe.ts'
import { createUnderstand } from './understand.ts'
import { createVoiceAnswer } from './voice-answer.ts'

/** An hour of speech is converted in less, on a slow machine too, in milliseconds. */
const DECODE_MS = 60_000

export interface OpenAnswerSettings extends Pick<
  AnswerSettings,
  | 'database'
  | 'queue'
  | 'channels'
  | 'deliver'
  | 'erase'
  | 'claims'
  | 'servicesOf'
  | 'factsFor'
  | 'documentsFor'
  | 'metrics'
  | 'log'
  | 'reach'
> {
  config: Config
  checkpointer: BaseCheckpointSaver
  toolbox: Toolbox
}

/** The second step, with the agent and all that hears, sees and speaks for it. */
export function openAnswer(settings: OpenAnswerSettings) {
  const { config, database, metrics, reach } = settings
  const { assistantName, turnTimeoutMs, keepMediaDays, hearing, speaking } = config
  const timeoutMs = Math.min(60_000, turnTimeoutMs / 2)
  const decoder = createDecoder({ timeoutMs: DECODE_MS })
  const transcribe = hearing && createTranscribe({ ...hearing, timeoutMs })
  const speak = speaking && createSpeak({ ...speaking, timeoutMs, decoder })
  const hear = createHear({ decoder, transcribe, reach })
  const understand = createUnderstand({ database, decoder, hear, keepMediaDays, metrics, reach })
  return createAnswer({
    ...settings,
    agent: openAgent(settings),
    messages: createReadMessages({ database, understand, assistantName }),
    voiceAnswer: createVoiceAnswer({ database, speak }),
    canSpeak: speak !== undefined,
    deleteProviderMedia: config.deleteProviderMedia,
    language: config.language,
    timeZone: config.timeZone,
    timeZoneChosen: config.timeZoneChosen,
    coalesceMs: config.coalesceMs,
    turnTimeoutMs,
  })
}

function openAgent({ config, checkpointer, toolbox, database, metrics, log, reach }: OpenAnswerSettings) {
  return createAgent({
    checkpointer,
    models: openModels(modelSettings(config), log),
    prompts: loadPrompts(fileURLToPath(new URL('../prompts', import.meta.url)), config.assistantName),
    toolbox,
    ledger: watched(createEffectLedger(database.pool), reach),
    uses: createToolUses(database.pool),
    fetch: globalThis.fetch,
    observe: (tool, outcome, seconds) => metrics.tools.observe({ tool, outcome }, seconds),
    pictures: (conversation, ids) => readPictures(database.pool, conversation, ids),
    windowTokens: config.windowTokens,
    redact: redactSecrets,
    maxToolRounds: config.maxToolRounds,
  })
}

function modelSettings({ models, openai, anthropic, turnTimeoutMs }: Config): ModelSettings {
  const { main, fast, fallback } = models
  const names = [main, ...(fallback ? [fallback] : [])].map(({ provider, name }) => `${provider}:${name}`)
  return {
    models: names,
    fast: fast && `${fast.provider}:${fast.name}`,
    openai,
    anthropic,
    // A model that hangs must leave time for the next one within the turn.
    timeoutMs: Math.min(60_000, turnTimeoutMs / (names.length + 1)),
    maxRetries: names.length > 1 ? 0 : 1,
  }
}

/** Lets the crash tests stop the process between an effect and its entry in the ledger. */
function watched(ledger: ReturnType<typeof createEffectLedger>, reach: Reach): typeof ledger {
  return {
    async begin(effect) {
      const begun = await ledger.begin(effect)
      reach('effect-begun')
      return begun
    },
    async finish(...effect) {
      reach('effect-acted')
      await ledger.finish(...effect)
    },
  }
}
