import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, renderEnvExample } from '../src/config.ts'
import { renderStartTable } from '../src/start-table.ts'

const hex = '0123456789abcdef0123456789abcdef'
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${hex}`,
  TWILIO_AUTH_TOKEN: hex,
  TWILIO_WHATSAPP_FROM: 'whatsapp:+14155238886',
}
const production = {
  ...twilio,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://bot.example.com',
  DATABASE_URL: 'postgres://u:hunter2hunter2@db.internal:5432/majordomo',
  OPENAI_API_KEY: 'sk-proj-abcdefghijklmnop',
}

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) {
      expect(error.message).toBe(error.problems.join('\n'))
      return error.problems
    }
    throw error
  }
  return []
}

/** Starts of the problem lines: the variables. */
const blamed = (env: Record<string, string | undefined>) => problemsOf(env).map((line) => line.split(' ')[0])

describe('settings', () => {
  test('start without any: everything is a stand-in on this machine', () => {
    expect(readConfig({})).toMatchObject({
      environment: 'development',
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: undefined,
      databaseUrl: undefined,
      dataDir: '.data',
      logLevel: 'info',
      assistantName: 'Majordomo',
      language: 'en',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      models: { main: { provider: 'openai', name: 'gpt-4o-mini' }, fast: undefined, fallback: undefined },
      openai: undefined,
      twilio: undefined,
      tavily: undefined,
      sandbox: { twilio: true, model: true, tavily: true },
      sandboxPort: 3001,
      coalesceMs: 200,
      windowTokens: 4000,
      maxToolRounds: 6,
      turnTimeoutMs: 120_000,
      warnings: [],
    })
  })

  test('treat an empty or blank variable as not set', () => {
    const env = Object.fromEntries(Object.keys(production).map((name) => [name, '  ']))
    expect(readConfig({ ...env, PORT: '', LANGUAGE: ' ' })).toEqual(readConfig({}))
  })

  test('read a complete production', () => {
    const config = readConfig({
      ...production,
      PUBLIC_URL: 'https://bot.example.com/',
      MODEL_FALLBACK: 'anthropic:claude-haiku-4-5',
      ANTHROPIC_API_KEY: 'sk-ant-abcdefgh',
      OPENAI_BASE_URL: 'https://gateway.example.com/v1/',
      TWILIO_WHATSAPP_FROM: '+1 (415) 523-8886',
      TWILIO_SMS_FROM: '+1 415 555 0100',
      TWILIO_TEMPLATE_BUTTONS_2: `HX${hex}`,
      TWILIO_BASE_URL: 'http://127.0.0.1:9001/',
    })
    expect(config).toMatchObject({
      environment: 'production',
      host: undefined,
      publicUrl: 'https://bot.example.com',
      models: { fallback: { provider: 'anthropic', name: 'claude-haiku-4-5' } },
      openai: { apiKey: production.OPENAI_API_KEY, baseUrl: 'https://gateway.example.com/v1' },
      twilio: {
        accountSid: `AC${hex}`,
        whatsappFrom: 'whatsapp:+14155238886',
        smsFrom: '+14155550100',
        templates: { 2: `HX${hex}`, 3: undefined },
        baseUrl: 'http://127.0.0.1:9001',
      },
      tavily: undefined,
      sandbox: { twilio: false, model: false, tavily: false },
      warnings: [],
    })
  })

  test('name every problem at once, a line each: the variable, what was given, what is expected', () => {
    const env = {
      ...twilio,
      PORT: '80a',
      ROLE: 'boss',
      TIMEZONE: 'Mars/Olympus',
      LANGUAGE: 'english',
      MODEL: 'gpt-4o-mini',
      TWILIO_ACCOUNT_SID: 'AC123',
      TWILIO_AUTH_TOKEN: '',
      PUBLIC_URL: 'https://bot.example.com/hook',
      COALESCE_MS: '-1',
      SANDBOX: 'maybe',
    }
    expect(problemsOf(env)).toEqual([
      'PORT is "80a"; expected a whole number from 0 to 65535',
      'PUBLIC_URL is "https://bot.example.com/hook"; expected an http(s) address without a path, e.g. https://bot.example.com',
      'SANDBOX is "maybe"; expected 1 or 0',
      'ROLE is "boss"; expected web, worker or all',
      'LANGUAGE is "english"; expected a language tag, e.g. en or pt-BR',
      'TIMEZONE is "Mars/Olympus"; expected an IANA time zone, e.g. Europe/Berlin',
      'MODEL is "gpt-4o-mini"; expected openai:<model> or anthropic:<model>',
      'TWILIO_ACCOUNT_SID is "AC123"; expected AC followed by 32 hexadecimal digits',
      'COALESCE_MS is "-1"; expected a whole number from 0 to 60000',
      'TWILIO_AUTH_TOKEN is not set; needed beside TWILIO_ACCOUNT_SID',
    ])
  })

  test('never show a secret, not even one in the wrong place', () => {
    const key = 'sk-proj-SECRETSECRETSECRET'
    const message = problemsOf({
      OPENAI_API_KEY: `"${key}"`,
      TAVILY_API_KEY: 'short x',
      DATABASE_URL: 'mysql://root:SECRET@db/x',
      PUBLIC_URL: 'http://me:SECRET@host/?key=SECRET',
      OPENAI_BASE_URL: 'ftp://me:SEC/RET@host',
      TWILIO_ACCOUNT_SID: hex,
      MODEL: key,
      PORT: 'tvly-SECRET',
    }).join('\n')
    expect(message).not.toMatch(/SECRET|SEC.RET|short|456789abc/)
    expect(message).toContain('OPENAI_API_KEY is "\\"sk…"')
    expect(message).toContain('DATABASE_URL is "mys…"')
  })

  test.each([
    ['PORT', ['65536', '3.5', '0x10', '1e3', '٣']],
    ['TIMEZONE', ['+02:00', 'CEST', 'Berlin']],
    ['LANGUAGE', ['x', 'xx', 'en-', 'de AT', 'deutsch']],
    ['MODEL', ['openai:', 'google:gemini', 'openai', 'openai:a b']],
    ['PUBLIC_URL', ['bot.example.com', 'ftp://x', 'https://u:p@x', 'https://x/?a=1', 'https://']],
    ['OPENAI_BASE_URL', ['localhost:11434', 'https://x/v1?key=1']],
    ['DATABASE_URL', ['localhost', 'mysql://x/y']],
    ['NODE_ENV', ['prod', 'staging']],
    ['SANDBOX', ['2', 'on']],
    ['LOG_LEVEL', ['verbose']],
    ['TWILIO_WHATSAPP_FROM', ['14155238886', 'whatsapp:4155238886', 'sms:+14155238886']],
    ['TWILIO_SMS_FROM', ['whatsapp:+14155238886', '+0123456789', 'Majordomo']],
    ['TWILIO_MESSAGING_SERVICE_SID', [`AC${hex}`, 'MG1']],
    ['TWILIO_TEMPLATE_BUTTONS_3', ['buttons', `MG${hex}`]],
    ['ASSISTANT_NAME', ['a\nb', 'x'.repeat(41)]],
    ['TURN_TIMEOUT_S', ['0', '2m']],
  ])('refuse a wrong %s', (name, values) => {
    for (const value of values) {
      const env = { ...twilio, OPENAI_API_KEY: 'sk-1', DATABASE_URL: 'postgres://x/y', [name]: value }
      expect(blamed(env), value).toEqual([name])
    }
  })

  test('understand LANGUAGE as Linux desktops set it', () => {
    const of = (LANGUAGE: string) => readConfig({ LANGUAGE }).language
    expect(['de_AT:de', 'en_US.UTF-8', 'ca_ES@valencia', 'C', 'pt-br', 'zh-hant'].map(of)).toEqual([
      'de-AT',
      'en-US',
      'ca-ES',
      'en',
      'pt-BR',
      'zh-Hant',
    ])
  })

  test('give the stand-ins the next port, and refuse the same one', () => {
    expect(readConfig({ PORT: '8080' }).sandboxPort).toBe(8081)
    expect(readConfig({ PORT: '0' }).sandboxPort).toBe(0)
    expect(readConfig({ PORT: '65535' }).sandboxPort).toBe(0)
    expect(readConfig({ SANDBOX_PORT: '9000' }).sandboxPort).toBe(9000)
    expect(blamed({ PORT: '9000', SANDBOX_PORT: '9000' })).toEqual(['SANDBOX_PORT'])
  })
})

const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' }

describe('a part is real or a stand-in', () => {
  test('each credential makes its part real', () => {
    const heard = { hearing: true, speaking: true }
    const all = { twilio: true, model: true, tavily: true, ...heard, google: true }
    const openai = { ...all, model: false, hearing: false, speaking: false }
    expect(readConfig({ OPENAI_API_KEY: 'sk-1' }).sandbox).toEqual(openai)
    expect(readConfig(twilio).sandbox).toEqual({ ...all, twilio: false })
    expect(readConfig({ TAVILY_API_KEY: 'tvly-1' }).sandbox).toEqual({ ...all, tavily: false })
    const whisper = { TRANSCRIBE_BASE_URL: 'http://localhost:8000/v1' }
    expect(readConfig(whisper).sandbox).toEqual({ ...all, hearing: false })
    expect(readConfig(google).sandbox).toEqual({ ...all, google: false })
  })

  test('a Google client is whole, and in production its tokens have a key of the owner', () => {
    expect(blamed({ GOOGLE_CLIENT_ID: 'id' })).toEqual(['GOOGLE_CLIENT_SECRET'])
    expect(blamed({ GOOGLE_CLIENT_SECRET: 'secret' })).toEqual(['GOOGLE_CLIENT_ID'])
    expect(blamed({ ...production, ...google })).toEqual(['ENCRYPTION_KEY'])
    const key = 'k'.repeat(32)
    expect(readConfig({ ...production, ...google, ENCRYPTION_KEY: key }).encryptionKeys).toEqual([key])
    expect(readConfig({ ENCRYPTION_KEY: `${key},${key}2` }).encryptionKeys).toEqual([key, `${key}2`])
    expect(blamed({ ENCRYPTION_KEY: 'short' })).toEqual(['ENCRYPTION_KEY'])
    expect(blamed({ ENCRYPTION_KEY: `${key},short` })).toEqual(['ENCRYPTION_KEY'])
  })

  test('a speech-to-text server of its own hears, with a key of its own or none, and never with that of OpenAI', () => {
    const env = { TRANSCRIBE_BASE_URL: 'http://localhost:8000/v1', OPENAI_API_KEY: 'sk-1' }
    const own = { baseUrl: env.TRANSCRIBE_BASE_URL, model: 'whisper-1' }
    expect(readConfig(env).hearing).toEqual({ ...own, apiKey: 'none' })
    expect(readConfig({ ...env, TRANSCRIBE_API_KEY: 'own' }).hearing).toEqual({ ...own, apiKey: 'own' })
  })

  test('without OpenAI and stand-ins voice notes are off, and that is no error', () => {
    const { OPENAI_API_KEY: _key, ...rest } = production
    const config = readConfig({ ...rest, MODEL: 'anthropic:claude-haiku-4-5', ANTHROPIC_API_KEY: 'sk-ant-1' })
    expect(config).toMatchObject({ hearing: undefined, speaking: undefined })
    const off = config.described.filter(({ state }) => state === 'off').map(({ part }) => part)
    expect(off).toEqual(expect.arrayContaining(['Voice notes in', 'Voice notes out']))
  })

  test('production names what is missing, all of it', () => {
    expect(blamed({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL',
      'PUBLIC_URL',
      'OPENAI_API_KEY',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_WHATSAPP_FROM',
    ])
  })

  test('SANDBOX=1 allows stand-ins in production', () => {
    const config = readConfig({ NODE_ENV: 'production', SANDBOX: '1' })
    expect(Object.values(config.sandbox)).toEqual(Array(6).fill(true))
  })

  test('SANDBOX=1 leaves a part real that has its credentials', () => {
    expect(readConfig({ ...production, SANDBOX: '1' }).sandbox).toMatchObject({ twilio: false, model: false })
  })

  test('SANDBOX=0 forbids them everywhere; web search is then left out', () => {
    expect(blamed({ SANDBOX: '0' })).toEqual([
      'OPENAI_API_KEY',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_WHATSAPP_FROM',
    ])
    expect(readConfig({ ...twilio, OPENAI_API_KEY: 'sk-1', SANDBOX: '0' }).sandbox.tavily).toBe(false)
  })

  test('web search without a key is no error in production', () => {
    const config = readConfig(production)
    expect(config.tavily).toBeUndefined()
    expect(config.described.find((row) => row.part === 'Web search')).toMatchObject({
      state: 'off',
      hint: 'set TAVILY_API_KEY',
    })
  })

  test.each([
    [{ TWILIO_ACCOUNT_SID: twilio.TWILIO_ACCOUNT_SID }, ['TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM']],
    [{ TWILIO_AUTH_TOKEN: hex }, ['TWILIO_ACCOUNT_SID', 'TWILIO_WHATSAPP_FROM']],
    [{ TWILIO_WHATSAPP_FROM: '+14155238886' }, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']],
    [{ ...twilio, TWILIO_WHATSAPP_FROM: '' }, ['TWILIO_WHATSAPP_FROM']],
    [{ ...twilio, TWILIO_WHATSAPP_FROM: '', TWILIO_MESSAGING_SERVICE_SID: `MG${hex}` }, []],
    [{ ...twilio, TWILIO_WHATSAPP_FROM: '', TWILIO_SMS_FROM: '12345' }, []],
  ])('half of Twilio is an error: %j', (env, expected) => {
    expect(blamed(env)).toEqual(expected)
    expect(blamed({ ...env, SANDBOX: '1' })).toEqual(expected)
  })

  test('each model needs the key of its provider', () => {
    const fallback = { MODEL_FALLBACK: 'anthropic:claude-haiku-4-5' }
    expect(blamed({ ...production, ...fallback })).toEqual(['ANTHROPIC_API_KEY'])
    expect(blamed(fallback)).toEqual(['ANTHROPIC_API_KEY'])
    expect(blamed({ ...production, MODEL: 'anthropic:claude-sonnet-4-5' })).toEqual(['ANTHROPIC_API_KEY'])
    expect(blamed({ ...production, MODEL_FAST: 'anthropic:x', ...fallback })).toHaveLength(2)
    expect(blamed({ MODEL_FAST: 'openai:gpt-4o-mini' })).toEqual([])
  })

  test('a base URL without a key is not silently played by the stand-in', () => {
    expect(problemsOf({ OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toEqual([
      'OPENAI_API_KEY is not set; OPENAI_BASE_URL is: if that server needs no key, any word will do',
    ])
    expect(readConfig({ ANTHROPIC_BASE_URL: 'https://gateway.example.com' }).sandbox.model).toBe(true)
  })

  test('the public address is https in production, unless it is local or for the stand-ins', () => {
    const at = (PUBLIC_URL: string, more = {}) => blamed({ ...production, PUBLIC_URL, ...more })
    expect(at('http://bot.example.com')).toEqual(['PUBLIC_URL'])
    expect(at('http://localhost.example.com')).toEqual(['PUBLIC_URL'])
    expect(at('http://localhost:3000')).toEqual([])
    expect(at('http://127.0.0.1:3000')).toEqual([])
    expect(at('http://bot.example.com', { SANDBOX: '1' })).toEqual([])
    expect(at('http://bot.example.com', { NODE_ENV: 'development' })).toEqual([])
  })

  test('a process with one role needs a database that the other one shares', () => {
    expect(blamed({ ROLE: 'worker' })).toEqual(['DATABASE_URL'])
    expect(blamed({ ROLE: 'worker', DATABASE_URL: 'postgres://localhost/x' })).toEqual([])
  })

  test.each(['OPENAI_API_BASE', 'ANTHROPIC_API_URL'])(
    'a stray %s, which would divert messages, is refused',
    (name) => {
      expect(blamed({ [name]: 'https://elsewhere.example.com' })).toEqual([name])
    },
  )
})

describe('warnings', () => {
  const warned = (name: string) => readConfig({ [name]: 'x' }).warnings

  test.each([
    ['TWILIO_AUTHTOKEN', 'TWILIO_AUTH_TOKEN'],
    ['OPENAI_APIKEY', 'OPENAI_API_KEY'],
    ['TIME_ZONE', 'TIMEZONE'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['MODELS', 'MODEL'],
    ['ANTROPIC_API_KEY', 'ANTHROPIC_API_KEY'],
  ])('%s: did you mean %s?', (name, meant) => {
    expect(warned(name)).toEqual([`${name} is not a setting and is ignored; did you mean ${meant}?`])
  })

  test.each(['TWILIO_FLEX_ID', 'WHATSAPP_ACCESS_TOKEN', 'TAVILY_DEPTH'])('%s is not read', (name) => {
    expect(warned(name)).toEqual([`${name} is not a setting and is ignored`])
  })

  test('are silent about what other programs read', () => {
    const names =
      'HOME PATH PWD USER SHELL TERM LANG LC_ALL HOSTNAME SHLVL EDITOR TZ CI DEBUG MODE POST TEST npm_config_port ' +
      'OPENAI_ORG_ID OPENAI_PROJECT_ID OPENAI_LOG ANTHROPIC_AUTH_TOKEN ANTHROPIC_MODEL TWILIO_REGION TWILIO_EDGE ' +
      'TAVILY_PROJECT PGHOST NODE_PATH NODE_OPTIONS INIT_CWD LOGNAME DISPLAY SSH_AUTH_SOCK COLORTERM VITEST'
    expect(readConfig(Object.fromEntries(names.split(' ').map((name) => [name, 'x']))).warnings).toEqual([])
  })

  test('tell of a key that no model uses while a stand-in answers', () => {
    expect(readConfig({ ANTHROPIC_API_KEY: 'sk-ant-1' }).warnings).toEqual([
      'ANTHROPIC_API_KEY is set but MODEL is openai:gpt-4o-mini; set MODEL=anthropic:<model> to use it',
    ])
  })

  test('tell of base URLs with the wrong end, and of an unreachable machine', () => {
    const warnings = readConfig({
      ...twilio,
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: 'https://api.openai.com',
      ANTHROPIC_BASE_URL: 'https://api.anthropic.com/v1',
    }).warnings
    expect(warnings.map((line) => line.split(' ')[0])).toEqual([
      'PUBLIC_URL',
      'OPENAI_BASE_URL',
      'ANTHROPIC_BASE_URL',
    ])
  })
})

describe('.env.example', () => {
  test('is what the table of settings says', () => {
    expect(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')).toBe(renderEnvExample())
  })

  test('changes nothing when copied as it is, and every line uncommented is a setting', () => {
    const env = (pattern: RegExp) =>
      Object.fromEntries(Array.from(renderEnvExample().matchAll(pattern), ([, name, value]) => [name, value]))
    expect(readConfig(env(/^([A-Z\d_]+)=(.*)$/gm))).toEqual(readConfig({}))
    const all = env(/^(?:# )?([A-Z\d_]+)=(.*)$/gm)
    const placeholders = Object.keys(all).filter((name) => all[name]?.includes('…'))
    // The placeholders are not taken for credentials, and the token has not even one.
    expect(blamed(all)).toEqual([...placeholders, 'TWILIO_AUTH_TOKEN', 'GOOGLE_CLIENT_SECRET'])
  })
})

describe('the start table', () => {
  const tools = [
    { name: 'web_search', state: 'on' as const },
    { name: 'orders', state: 'off' as const, why: `ORDERS_URL is not set ${'and so on '.repeat(20)}` },
  ]
  const table = (env = {}, more = {}) =>
    renderStartTable({ rows: readConfig(env).described, tools, url: 'http://localhost:3000', ...more })

  test('says what is real, what is a stand-in, and what to set', () => {
    const text = table({ TAVILY_API_KEY: 'tvly-SECRET' })
    expect(text).toMatch(/Model +sandbox +a stand-in for openai:gpt-4o-mini \(set OPENAI_API_KEY\)/)
    expect(text).toMatch(/Web search +real +Tavily\n/)
    expect(text).toMatch(/Tools +on +1: web_search\n/)
    expect(text).toMatch(/orders +off +ORDERS_URL is not set/)
    expect(text).not.toContain('tvly-SECRET')
  })

  test('shows the database without its password', () => {
    const text = table(production)
    expect(text).toContain('Postgres db.internal:5432/majordomo')
    expect(text).not.toMatch(/hunter2|sk-proj/)
  })

  test('ends with the address of the phone page', () => {
    expect(table({}, { phoneUrl: 'http://localhost:3001/' })).toMatch(
      /Write to it: http:\/\/localhost:3001\/\n\n$/,
    )
    expect(table()).toMatch(/Listening on http:\/\/localhost:3000\n\n$/)
  })

  test('keeps to 100 columns of plain ASCII, whatever the reasons say', () => {
    const odd = [
      {
        name: 'tool-with-an-endless-name'.repeat(9),
        state: 'off' as const,
        why: `…\n\t\u001b[2J é${'x'.repeat(300)}`,
      },
    ]
    for (const text of [table(), table(production), table({}, { tools: odd })]) {
      expect(text).toMatch(/^[\n -~]*$/)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    }
  })

  test('colours only on request', () => {
    expect(table({}, { color: true })).toContain('\u001b[33msandbox\u001b[0m')
  })
})
