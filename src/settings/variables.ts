import * as k from './kinds.ts'

interface Variable extends k.Kind<unknown> {
  /** One line for the person who fills in `.env`. */
  meaning: string
  /** As it would be written in `.env`. */
  default?: string
  /** Never shown, not even when it is wrong. */
  secret?: true
  example?: string
}

const keys = { secret: true } as const

/** Every setting of the service, by topic. Parsing, `.env.example` and the misspelling warnings all follow from it. */
const topics = {
  'Where it listens': {
    PORT: { ...k.wholeNumber(0, 65535), default: '3000', meaning: 'Port of the service; 0 takes a free one' },
    HOST: {
      ...k.pattern('a host name or address', /^[\w.:-]+$/),
      meaning: 'Address to listen on; empty: this machine only, in production every interface',
      example: '0.0.0.0',
    },
    PUBLIC_URL: {
      ...k.origin,
      meaning: 'The address providers reach this service at; webhook signatures are checked against it',
      example: 'https://bot.example.com',
    },
    NODE_ENV: {
      ...k.oneOf(['development', 'test', 'production']),
      default: 'development',
      meaning: 'production: a missing credential is an error, never a stand-in',
    },
    SANDBOX: {
      ...k.yesOrNo,
      meaning: '1 allows stand-ins in production too, 0 forbids them everywhere',
      example: '1',
    },
    SANDBOX_PORT: {
      ...k.wholeNumber(0, 65535),
      meaning: 'Port of the stand-ins and of the phone page; empty: PORT + 1',
      example: '3001',
    },
  },
  'What it keeps, and what this process does': {
    DATABASE_URL: {
      ...k.postgresUrl,
      ...keys,
      meaning: 'Postgres; empty: an embedded one under DATA_DIR',
      example: 'postgres://majordomo:password@localhost:5432/majordomo',
    },
    DATA_DIR: { ...k.pattern('a directory', /./), default: '.data', meaning: 'Where local data is kept' },
    ROLE: {
      ...k.oneOf(['web', 'worker', 'all']),
      default: 'all',
      meaning: 'web takes messages in, worker answers them, all does both',
    },
    LOG_LEVEL: {
      ...k.oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
      default: 'info',
      meaning: 'How much it logs: trace, debug, info, warn, error, fatal or silent',
    },
  },
  'How it is with a new person': {
    ASSISTANT_NAME: {
      ...k.pattern('a name of at most 40 characters', /^[^\p{Cc}]{1,40}$/u),
      default: 'Majordomo',
      meaning: 'The name it goes by',
    },
    LANGUAGE: { ...k.language, default: 'en', meaning: "Language until the person's own is known" },
    TIMEZONE: {
      ...k.timeZone,
      meaning: "Time zone until the person's own is known; empty: this machine's",
      example: 'Europe/Berlin',
    },
  },
  'The model': {
    MODEL: {
      ...k.model,
      default: 'openai:gpt-4o-mini',
      meaning: 'The model that answers: openai:<model> or anthropic:<model>',
    },
    MODEL_FAST: { ...k.model, meaning: 'A cheaper model for small work', example: 'openai:gpt-4o-mini' },
    MODEL_FALLBACK: {
      ...k.model,
      meaning: 'Answers when MODEL fails; best of the other provider',
      example: 'anthropic:claude-haiku-4-5',
    },
    OPENAI_API_KEY: { ...k.secret('the key'), ...keys, meaning: 'Key of OpenAI', example: 'sk-…' },
    OPENAI_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server that speaks the OpenAI API, with its /v1',
      example: 'http://localhost:11434/v1',
    },
    ANTHROPIC_API_KEY: { ...k.secret('the key'), ...keys, meaning: 'Key of Anthropic', example: 'sk-ant-…' },
    ANTHROPIC_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server that speaks the Anthropic API, without /v1',
      example: 'https://gateway.example.com',
    },
  },
  'Voice, and what people send': {
    TRANSCRIBE_MODEL: {
      ...k.modelName,
      default: 'whisper-1',
      meaning: 'Turns voice notes into text: whisper-1, gpt-4o-transcribe, gpt-4o-mini-transcribe or another',
    },
    TRANSCRIBE_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another speech-to-text server that speaks the OpenAI API, with its /v1',
      example: 'http://localhost:8000/v1',
    },
    TRANSCRIBE_API_KEY: {
      ...k.secret('the key'),
      ...keys,
      meaning: 'Key of that server, if it wants one; OPENAI_API_KEY is never sent there',
    },
    SPEECH_MODEL: {
      ...k.modelName,
      default: 'gpt-4o-mini-tts',
      meaning: 'Speaks answers, where people want that',
    },
    SPEECH_VOICE: { ...k.modelName, default: 'alloy', meaning: 'The voice that speaks them' },
    KEEP_MEDIA_DAYS: {
      ...k.wholeNumber(0, 3650),
      default: '0',
      meaning: 'How long files that people send are kept, in days; 0: no longer than their turn needs them',
    },
    DELETE_PROVIDER_MEDIA: {
      ...k.yesOrNo,
      default: '0',
      meaning: '1 deletes files at the provider too, once they are dealt with',
    },
  },
  'WhatsApp and SMS through Twilio': {
    TWILIO_ACCOUNT_SID: { ...k.sid('AC'), meaning: 'Account SID, from the Twilio console', example: 'AC…' },
    TWILIO_AUTH_TOKEN: { ...k.secret('the auth token'), ...keys, meaning: 'Auth token of that account' },
    TWILIO_WHATSAPP_FROM: {
      ...k.whatsappSender,
      meaning: 'WhatsApp sender',
      example: 'whatsapp:+14155238886',
    },
    TWILIO_SMS_FROM: { ...k.smsSender, meaning: 'SMS sender', example: '+14155550100' },
    TWILIO_MESSAGING_SERVICE_SID: {
      ...k.sid('MG'),
      meaning: 'Messaging service that picks the sender',
      example: 'MG…',
    },
    TWILIO_TEMPLATE_BUTTONS_2: {
      ...k.sid('HX'),
      meaning: 'Content template with two quick replies, so that they can be tapped',
      example: 'HX…',
    },
    TWILIO_TEMPLATE_BUTTONS_3: {
      ...k.sid('HX'),
      meaning: 'The same with three quick replies',
      example: 'HX…',
    },
    TWILIO_TEMPLATE_NOTICE: {
      ...k.sid('HX'),
      meaning:
        'Approved template whose {{1}} is what there is to say, for messages we start after 24 hours of silence',
      example: 'HX…',
    },
    TWILIO_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Replaces scheme and host of every call to Twilio',
      example: 'http://localhost:9001/twilio',
    },
  },
  'Google Calendar': {
    GOOGLE_CLIENT_ID: {
      ...k.pattern('the id of an OAuth client', /^\S+$/),
      meaning:
        'OAuth client, of type Web application; its redirect address is PUBLIC_URL + /oauth/google/callback',
      example: '1234.apps.googleusercontent.com',
    },
    GOOGLE_CLIENT_SECRET: { ...k.secret('the secret'), ...keys, meaning: 'Secret of that client' },
    GOOGLE_CALENDAR_ID: {
      ...k.pattern('a calendar id', /^\S+$/),
      default: 'primary',
      meaning: 'The calendar that new events go to, once a person has connected Google',
    },
    GOOGLE_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Replaces scheme and host of every call to Google',
      example: 'http://localhost:9003',
    },
    ENCRYPTION_KEY: {
      ...k.pattern(
        'keys of 32 characters or more, with commas between',
        /^[!-+\--~]{32,}(,[!-+\--~]{32,})*$/,
      ),
      ...keys,
      meaning:
        'Encrypts what gives access to calendars, 32 characters or more; a new one goes before the old, with a comma between',
    },
  },
  'Memory and knowledge': {
    KEEP_MESSAGES_DAYS: {
      ...k.wholeNumber(0, 36_500),
      default: '0',
      meaning: 'How long messages are kept, in days; 0: until the person erases them',
    },
    EMBEDDING_MODEL: {
      ...k.modelName,
      default: 'text-embedding-3-small',
      meaning: 'Makes vectors of the documents, where Postgres has pgvector and OPENAI_API_KEY is set',
    },
  },
  Tools: {
    MCP_CONFIG: {
      ...k.pattern('a file', /./),
      default: 'mcp.json',
      meaning: 'The file that names the MCP servers whose tools are added, if it is there',
    },
  },
  'What needs no key': {
    OPEN_METEO_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server that speaks the Open-Meteo API, for places and the weather there',
      example: 'http://localhost:9004',
    },
    WIKIPEDIA_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server with the MediaWiki API of each language under /<language>/w/api.php',
      example: 'http://localhost:9005',
    },
    FRANKFURTER_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server that speaks the Frankfurter API, for exchange rates',
      example: 'http://localhost:9006',
    },
  },
  'Web search': {
    TAVILY_API_KEY: { ...k.secret('the key'), ...keys, meaning: 'Key of Tavily', example: 'tvly-…' },
    TAVILY_BASE_URL: {
      ...k.baseUrl,
      meaning: 'Another server that speaks the Tavily API',
      example: 'http://localhost:9003',
    },
  },
  Limits: {
    NOTICES_PER_PERSON_PER_HOUR: {
      ...k.wholeNumber(1, 10_000),
      default: '20',
      meaning: 'How many messages it may start by itself; more than that waits, and you are told',
    },
    COALESCE_MS: {
      ...k.wholeNumber(0, 60_000),
      default: '200',
      meaning: 'How long to wait for the rest of a burst of messages, in milliseconds',
    },
    WINDOW_TOKENS: {
      ...k.wholeNumber(100, 1_000_000),
      default: '4000',
      meaning: 'How much of a conversation the model reads word for word; older parts are summarized',
    },
    MAX_TOOL_ROUNDS: {
      ...k.wholeNumber(1, 50),
      default: '6',
      meaning: 'How many times in a turn the model may ask for tools',
    },
    TURN_TIMEOUT_S: {
      ...k.wholeNumber(1, 3600),
      default: '120',
      meaning: 'How long a turn may take, in seconds',
    },
  },
} as const satisfies Record<string, Record<string, Variable>>

type Topics = typeof topics
type UnionOfTopics = Topics[keyof Topics]
type Merged = (
  UnionOfTopics extends infer T ? (T extends unknown ? (all: T) => void : never) : never
) extends (all: infer I) => void
  ? I
  : never

export type Name = keyof Merged

type Value<V> = V extends k.Kind<infer T> ? (V extends { default: string } ? T : T | undefined) : never
/** Every setting as read: with a default always there, otherwise perhaps undefined. */
export type Values = { [N in Name]: Value<Merged[N]> }

/** The same table without its topics. */
export const variables: ReadonlyMap<string, Variable> = new Map(
  Object.values(topics).flatMap((topic) => Object.entries<Variable>(topic)),
)

/** `.env.example`: each setting with its meaning; what has a default shows it, the rest is commented out. */
export function renderEnvExample(): string {
  const blocks = Object.entries(topics).map(([topic, rows]) => {
    const lines = Object.entries<Variable>(rows).map(([name, row]) => {
      const value = row.default === undefined ? `# ${name}=${row.example ?? ''}` : `${name}=${row.default}`
      return `# ${row.meaning}\n${value}`
    })
    return [`## ${topic}`, ...lines].join('\n')
  })
  return `# Copy to .env. Nothing here is needed to try it: what is missing is played by a stand-in.\n\n${blocks.join('\n\n')}\n`
}
