import { fileURLToPath } from 'node:url'
import { type Config, ConfigError } from './config.ts'

/** The stand-ins that play what has no credentials, and the settings that lead to them. */
export interface SandboxEdge extends AsyncDisposable {
  /** The given settings with the stand-ins' addresses and keys filled in. */
  config: Config
  /** The same for the tools. */
  env: Record<string, string>
  /** Undefined when Twilio is real. */
  phoneUrl: string | undefined
}

const ACCOUNT = {
  accountSid: `AC${'5'.repeat(32)}`,
  authToken: 'sandbox-auth-token',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+14155238887',
}
const SPEAKER = { model: 'gpt-4o-mini-tts', voice: 'alloy' }
/** Long enough for the typing indicator to be seen, in milliseconds. */
const THINK_MS = 900

/**
 * The one place where `src/` imports `sandbox/`. Undefined when every part is real. `url` is where we listen;
 * `onClockMoved` hears how far the sandbox's clock is from the real one. Throws `ConfigError` when the port is taken.
 */
export async function playedBySandbox(
  config: Config,
  url: string,
  onClockMoved: (shiftMs: number) => Promise<void>,
): Promise<SandboxEdge | undefined> {
  const { twilio, model, tavily, hearing, speaking, google } = config.sandbox
  if (!Object.values(config.sandbox).includes(true)) return undefined
  const standIns = await import('../sandbox/sandbox.ts')
  const sandbox = await standIns
    .startSandbox({
      ...ACCOUNT,
      onClockMoved,
      port: config.sandboxPort,
      serviceUrl: url,
      thinkMs: THINK_MS,
      pages: fileURLToPath(new URL('../dist/web', import.meta.url)),
      dataDir: `${config.dataDir}/sandbox`,
    })
    .catch((cause: NodeJS.ErrnoException) => {
      if (cause.syscall !== 'listen') throw cause
      const taken = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${cause.code})`
      const words = `The sandbox cannot listen: port ${config.sandboxPort} ${taken}; set SANDBOX_PORT to another.`
      throw new ConfigError([words])
    })
  const at = sandbox.settings()
  const standIn = (apiKey: string, name: string) => ({ apiKey, baseUrl: at[name] })
  return {
    config: {
      ...config,
      ...(twilio && {
        // Only the stand-in calls us, so only this machine's address counts.
        publicUrl: url,
        twilio: {
          ...ACCOUNT,
          messagingServiceSid: undefined,
          baseUrl: at.TWILIO_BASE_URL,
          templates: {
            2: standIns.QUICK_REPLIES_2,
            3: standIns.QUICK_REPLIES_3,
            notice: standIns.NOTICE_TEMPLATE,
          },
        },
      }),
      ...(google && {
        google: {
          clientId: standIns.GOOGLE_CLIENT_ID,
          clientSecret: standIns.GOOGLE_CLIENT_SECRET,
          calendarId: config.google?.calendarId ?? 'primary',
          baseUrl: at.GOOGLE_BASE_URL,
        },
      }),
      ...(hearing && { hearing: { ...standIn('sk-sandbox', 'OPENAI_BASE_URL'), model: 'whisper-1' } }),
      ...(speaking && { speaking: { ...standIn('sk-sandbox', 'OPENAI_BASE_URL'), ...SPEAKER } }),
      ...(model && {
        openai: config.openai ?? standIn('sk-sandbox', 'OPENAI_BASE_URL'),
        anthropic: config.anthropic ?? standIn('sk-ant-sandbox', 'ANTHROPIC_BASE_URL'),
      }),
    },
    env: tavily ? { TAVILY_API_KEY: 'tvly-sandbox', TAVILY_BASE_URL: at.TAVILY_BASE_URL ?? '' } : {},
    phoneUrl: twilio ? sandbox.url : undefined,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}
