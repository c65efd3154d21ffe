import { type PartRow, describeParts } from './settings/described.ts'
import type { ModelRef } from './settings/kinds.ts'
import { misspelt } from './settings/misspelt.ts'
import { type Sandbox, checkParts } from './settings/parts.ts'
import { type Env, readValues } from './settings/problems.ts'
import type { Values } from './settings/variables.ts'

export { renderEnvExample } from './settings/variables.ts'

/** The settings cannot be used. `message` has one line for each problem and shows no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** A key, and where to use it if not at the provider itself. */
interface ApiAccess {
  apiKey: string
  baseUrl: string | undefined
}

export interface GoogleSettings {
  clientId: string
  clientSecret: string
  /** The calendar that new events go to; `primary` is the account's own. */
  calendarId: string
  /** Replaces scheme and host of every call. */
  baseUrl: string | undefined
}

interface TwilioSettings {
  accountSid: string
  authToken: string
  /** `whatsapp:+…`; at least one of the three senders is there. */
  whatsappFrom: string | undefined
  /** E.164 or a short code. */
  smsFrom: string | undefined
  messagingServiceSid: string | undefined
  /** Content SIDs by the number of buttons. */
  templates: { 2: string | undefined; 3: string | undefined; notice: string | undefined }
  /** Replaces scheme and host of every call. */
  baseUrl: string | undefined
}

export interface Config {
  environment: 'development' | 'test' | 'production'
  role: 'web' | 'worker' | 'all'
  /** Undefined: every interface. */
  host: string | undefined
  /** 0: a free one. */
  port: number
  /** An origin without trailing slash. Undefined: only this machine reaches the service, at the port it got. */
  publicUrl: string | undefined
  /** Undefined: an embedded Postgres under `dataDir`. */
  databaseUrl: string | undefined
  dataDir: string
  logLevel: Values['LOG_LEVEL']
  assistantName: string
  /** A canonical BCP-47 tag. */
  language: string
  timeZone: string
  /** Chosen by the owner; otherwise `timeZone` is this machine's. */
  timeZoneChosen: boolean
  models: { main: ModelRef; fast: ModelRef | undefined; fallback: ModelRef | undefined }
  /** Undefined: no key. A model of this provider is then played by the stand-in. */
  openai: ApiAccess | undefined
  anthropic: ApiAccess | undefined
  /** Speech to text. Undefined and not in the sandbox: voice notes are declined. */
  hearing: (ApiAccess & { model: string }) | undefined
  /** Text to speech. Undefined and not in the sandbox: answers are text. */
  speaking: (ApiAccess & { model: string; voice: string }) | undefined
  /** 0: no longer than a turn needs them. */
  keepMediaDays: number
  /** 0: until the person erases them. */
  keepMessagesDays: number
  /** Makes vectors of texts. Undefined and not in the sandbox: documents are found by their words alone. */
  embeddings: (ApiAccess & { model: string }) | undefined
  /** A path; the file need not be there. */
  mcpConfig: string
  deleteProviderMedia: boolean
  /** Undefined exactly when `sandbox.twilio`. */
  twilio: TwilioSettings | undefined
  /** Undefined and not in the sandbox: web search is left out. */
  tavily: ApiAccess | undefined
  /** Undefined and not in the sandbox: calendars are kept in our own database alone. */
  google: GoogleSettings | undefined
  /** The first encrypts, all decrypt; none outside of production: one is made and kept in `dataDir`. */
  encryptionKeys: string[]
  /** Most messages that are started by the service itself, for one person in an hour. */
  noticesPerHour: number
  /** Which parts a stand-in plays. */
  sandbox: Sandbox
  sandboxPort: number
  coalesceMs: number
  windowTokens: number
  maxToolRounds: number
  turnTimeoutMs: number
  described: PartRow[]
  /** Settings that are probably a mistake but do not stop the start. */
  warnings: string[]
}

/** Reads the settings. Throws one `ConfigError` that names every problem. */
export function readConfig(env: Env): Config {
  const { values, problems } = readValues(env)
  const parts = checkParts(env, values)
  if (problems.length > 0 || parts.problems.length > 0)
    throw new ConfigError([...problems, ...parts.problems])
  const complete = values as Values // without problems nothing was left out
  return build(complete, parts.sandbox, [...parts.warnings, ...misspelt(env)])
}

function build(v: Values, sandbox: Sandbox, warnings: string[]): Config {
  return {
    environment: v.NODE_ENV,
    role: v.ROLE,
    host: v.HOST ?? (v.NODE_ENV === 'production' ? undefined : '127.0.0.1'),
    port: v.PORT,
    publicUrl: v.PUBLIC_URL,
    databaseUrl: v.DATABASE_URL,
    dataDir: v.DATA_DIR,
    logLevel: v.LOG_LEVEL,
    assistantName: v.ASSISTANT_NAME,
    language: v.LANGUAGE,
    // Who talks to the stand-in sits at this machine.
    timeZoneChosen: v.TIMEZONE !== undefined || sandbox.twilio,
    timeZone: v.TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    models: { main: v.MODEL, fast: v.MODEL_FAST, fallback: v.MODEL_FALLBACK },
    openai: access(v.OPENAI_API_KEY, v.OPENAI_BASE_URL),
    anthropic: access(v.ANTHROPIC_API_KEY, v.ANTHROPIC_BASE_URL),
    hearing: hearing(v),
    speaking: speaking(v),
    keepMediaDays: v.KEEP_MEDIA_DAYS,
    keepMessagesDays: v.KEEP_MESSAGES_DAYS,
    embeddings: embeddings(v),
    mcpConfig: v.MCP_CONFIG,
    deleteProviderMedia: v.DELETE_PROVIDER_MEDIA,
    twilio: twilio(v),
    tavily: access(v.TAVILY_API_KEY, v.TAVILY_BASE_URL),
    google:
      v.GOOGLE_CLIENT_ID && v.GOOGLE_CLIENT_SECRET
        ? {
            clientId: v.GOOGLE_CLIENT_ID,
            clientSecret: v.GOOGLE_CLIENT_SECRET,
            calendarId: v.GOOGLE_CALENDAR_ID,
            baseUrl: v.GOOGLE_BASE_URL,
          }
        : undefined,
    encryptionKeys: v.ENCRYPTION_KEY?.split(',') ?? [],
    noticesPerHour: v.NOTICES_PER_PERSON_PER_HOUR,
    sandbox,
    // One more than the last port is no port; 0 stays 0, any free one.
    sandboxPort: v.SANDBOX_PORT ?? (v.PORT === 0 || v.PORT === 65535 ? 0 : v.PORT + 1),
    coalesceMs: v.COALESCE_MS,
    windowTokens: v.WINDOW_TOKENS,
    maxToolRounds: v.MAX_TOOL_ROUNDS,
    turnTimeoutMs: v.TURN_TIMEOUT_S * 1000,
    described: describeParts(v, sandbox),
    warnings,
  }
}

function access(apiKey: string | undefined, baseUrl: string | undefined): ApiAccess | undefined {
  return apiKey === undefined ? undefined : { apiKey, baseUrl }
}

function hearing(v: Values): Config['hearing'] {
  const model = v.TRANSCRIBE_MODEL
  // A server of one's own rarely wants a key, and another's is none of its business.
  if (v.TRANSCRIBE_BASE_URL)
    return { apiKey: v.TRANSCRIBE_API_KEY ?? 'none', baseUrl: v.TRANSCRIBE_BASE_URL, model }
  const openai = access(v.OPENAI_API_KEY, v.OPENAI_BASE_URL)
  return openai && { ...openai, model }
}

function speaking(v: Values): Config['speaking'] {
  const openai = access(v.OPENAI_API_KEY, v.OPENAI_BASE_URL)
  return openai && { ...openai, model: v.SPEECH_MODEL, voice: v.SPEECH_VOICE }
}

function embeddings(v: Values): Config['embeddings'] {
  const openai = access(v.OPENAI_API_KEY, v.OPENAI_BASE_URL)
  return openai && { ...openai, model: v.EMBEDDING_MODEL }
}

function twilio(v: Values): TwilioSettings | undefined {
  if (!v.TWILIO_ACCOUNT_SID || !v.TWILIO_AUTH_TOKEN) return undefined
  return {
    accountSid: v.TWILIO_ACCOUNT_SID,
    authToken: v.TWILIO_AUTH_TOKEN,
    whatsappFrom: v.TWILIO_WHATSAPP_FROM,
    smsFrom: v.TWILIO_SMS_FROM,
    messagingServiceSid: v.TWILIO_MESSAGING_SERVICE_SID,
    templates: {
      2: v.TWILIO_TEMPLATE_BUTTONS_2,
      3: v.TWILIO_TEMPLATE_BUTTONS_3,
      notice: v.TWILIO_TEMPLATE_NOTICE,
    },
    baseUrl: v.TWILIO_BASE_URL,
  }
}
