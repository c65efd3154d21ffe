import { describe, expect, test } from 'vitest'
import { QUICK_REPLIES_2, QUICK_REPLIES_3 } from '../sandbox/sandbox.ts'
import { runScript } from './support/run-script.ts'
import { ACCOUNT, startWorld, temporaryFolder, type WorldOptions } from './support/world.ts'

async function startPatient(options: WorldOptions = {}) {
  const stack = new AsyncDisposableStack()
  const world = stack.use(await startWorld(options))
  const { path: cwd } = stack.use(await temporaryFolder())
  const publicUrl = options.service === false ? 'http://localhost:1' : world.service.url
  return {
    world,
    publicUrl,
    /** With the settings of the running service, apart from these; `undefined` takes one away. */
    async doctor(changes: Record<string, string | undefined> = {}, ...args: string[]) {
      const env: Record<string, string> = { ...world.env, PUBLIC_URL: publicUrl }
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) delete env[name]
        else env[name] = value
      }
      const result = await runScript('doctor', args, { env, cwd })
      for (const secret of [ACCOUNT.authToken, 'sk-test', 'sk-bad', 'sk-ant-test', 'tvly-test', 'majordomo:'])
        expect(result.stdout + result.stderr).not.toContain(secret)
      return { ...result, findings: findings(result.stdout) }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** `part: [state, text]` of every line; several lines of a part are joined. */
function findings(stdout: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, state, part = '', text] of stdout.matchAll(/^(ok|warn|fix) +(\S+(?: \S+)*) {2,}(.*)$/gm)) {
    found[part] = [found[part], `${state} ${text}`].filter(Boolean).join('\n')
  }
  return found
}

describe('npm run doctor', () => {
  test('finds nothing to fix when everything is right', async () => {
    await using patient = await startPatient()
    const templates = {
      TWILIO_TEMPLATE_BUTTONS_2: QUICK_REPLIES_2,
      TWILIO_TEMPLATE_BUTTONS_3: QUICK_REPLIES_3,
    }
    const models = { MODEL_FAST: 'openai:gpt-4o', MODEL_FALLBACK: 'anthropic:claude-haiku-4-5' }
    const { code, stderr, stdout, findings } = await patient.doctor({ ...templates, ...models })
    expect(stdout).not.toMatch(/^fix/m)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(findings).toMatchObject({
      Database: expect.stringMatching(/^ok Postgres 1\d.*migrated$/),
      MODEL: expect.stringMatching(/^ok openai:gpt-4o-mini is known/),
      MODEL_FAST: expect.stringMatching(/^ok openai:gpt-4o is known/),
      MODEL_FALLBACK: expect.stringMatching(/^ok anthropic:claude-haiku-4-5 is known/),
      TRANSCRIBE_MODEL: expect.stringMatching(/^ok whisper-1 is known/),
      SPEECH_MODEL: expect.stringMatching(/^ok gpt-4o-mini-tts is known/),
      Twilio: expect.stringMatching(/^ok the credentials are right/),
      WhatsApp: expect.stringMatching(/^warn .*check by hand/),
      SMS: expect.stringMatching(
        /^warn \+15550100003 is yours and its webhook leads here, without the part after #/,
      ),
      'Template 2': expect.stringMatching(/^ok/),
      'Template 3': expect.stringMatching(/^ok/),
      PUBLIC_URL: expect.stringMatching(/^ok .*\nok the service answers/),
      Webhook: expect.stringMatching(/^ok .*accepts our signature/),
      'Web search': expect.stringMatching(/^ok TAVILY_API_KEY is set/),
    })
    expect(stdout).toContain(`  ${patient.publicUrl}/webhooks/twilio#rc=3&rp=ct,rt,5xx&tt=15000\n`)
    expect(stdout).toContain('Nothing is to be fixed.')
  })

  test('spends no tokens, sends nothing and stores nothing', async () => {
    await using patient = await startPatient()
    const { world } = patient
    await patient.doctor()
    expect(world.model.requests).toEqual([])
    expect(world.sandbox.tavily.requests).toEqual([])
    expect(world.sandbox.twilio.sent).toEqual([])
    expect(await world.query('SELECT 1 FROM inbox UNION ALL SELECT 1 FROM outbox')).toEqual([])
    const { findings } = await patient.doctor({}, '--tavily')
    expect(findings['Web search']).toMatch(/^ok TAVILY_API_KEY is accepted.*one credit/)
    expect(world.sandbox.tavily.requests).toHaveLength(1)
  })

  test('tells a wrong auth token', async () => {
    await using patient = await startPatient()
    const { code, findings } = await patient.doctor({ TWILIO_AUTH_TOKEN: 'f'.repeat(32) })
    expect(code).toBe(1)
    expect(findings.Twilio).toMatch(
      /^fix TWILIO_AUTH_TOKEN is not the auth token of TWILIO_ACCOUNT_SID.* → take the primary/,
    )
    expect(findings.Webhook).toMatch(/^fix the running service refuses a signature .* → restart it/)
    expect(await patient.world.query('SELECT 1 FROM inbox')).toEqual([])
  })

  test('tells a wrong key and a wrong model apart', async () => {
    await using patient = await startPatient()
    const models = { MODEL: 'openai:gpt-4o-mimi', MODEL_FALLBACK: 'anthropic:claude-haiku-9' }
    const named = await patient.doctor(models)
    expect(named.code).toBe(1)
    expect(named.findings.MODEL).toMatch(
      /^fix .* has no model gpt-4o-mimi .* → set MODEL to one it has, e\.g\. gpt-4o-mini/,
    )
    expect(named.findings.MODEL_FALLBACK).toMatch(/^fix .* → set MODEL_FALLBACK .*claude-haiku-4-5/)
    const keys = { OPENAI_API_KEY: 'sk-bad', ANTHROPIC_API_KEY: 'sk-bad', TAVILY_API_KEY: 'tvly-bad' }
    const keyed = await patient.doctor({ ...keys, MODEL_FALLBACK: 'anthropic:claude-haiku-4-5' }, '--tavily')
    expect(keyed.code).toBe(1)
    expect(keyed.findings.MODEL).toMatch(/^fix .*does not accept OPENAI_API_KEY → /)
    expect(keyed.findings.MODEL_FALLBACK).toMatch(/^fix .*does not accept ANTHROPIC_API_KEY → /)
    expect(keyed.findings['Web search']).toMatch(/^fix Tavily does not accept TAVILY_API_KEY → /)
  })

  test('tells senders, services and templates that the account does not have', async () => {
    await using patient = await startPatient()
    const { code, findings } = await patient.doctor({
      TWILIO_SMS_FROM: '+15550109999',
      TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}`,
      TWILIO_TEMPLATE_BUTTONS_2: `HX${'f'.repeat(32)}`,
      TWILIO_TEMPLATE_BUTTONS_3: QUICK_REPLIES_2,
    })
    expect(code).toBe(1)
    expect(findings).toMatchObject({
      SMS: expect.stringMatching(/^fix \+15550109999 is no number of this account → /),
      'Messaging service': expect.stringMatching(/^fix there is no such service → /),
      'Template 2': expect.stringMatching(/^fix there is no such template/),
      'Template 3': expect.stringMatching(/^fix it is no template with 3 quick replies/),
    })
  })

  test('tells a webhook that leads elsewhere', async () => {
    await using patient = await startPatient()
    patient.world.sandbox.serviceUrl = 'https://old.example.com'
    const { code, findings } = await patient.doctor()
    expect(code).toBe(1)
    expect(findings.SMS).toMatch(
      /^fix .*its webhook is https:\/\/old\.example\.com\/webhooks\/twilio → paste/,
    )
  })

  test('tells that PUBLIC_URL is missing', async () => {
    await using patient = await startPatient()
    const { code, stdout, findings } = await patient.doctor({ PUBLIC_URL: undefined })
    expect(code).toBe(1)
    expect(findings.PUBLIC_URL).toMatch(/^fix is not set.* → set it to the https address/)
    expect(stdout).not.toContain('/webhooks/twilio#')
    const production = await patient.doctor({ PUBLIC_URL: undefined, NODE_ENV: 'production' })
    expect(production.code).toBe(1)
    expect(production.findings).toEqual({ Settings: expect.stringMatching(/^fix PUBLIC_URL is not set/) })
  })

  test.each([
    ['http://localhost:3000', 'leads to this machine or network only'],
    ['https://192.168.1.20', 'leads to this machine or network only'],
    ['https://my_bot.example.com', 'has an underscore'],
    ['http://bot.example.com', 'is not encrypted'],
  ])('PUBLIC_URL %s is not for the real Twilio', async (PUBLIC_URL, problem) => {
    await using patient = await startPatient({ service: false })
    const { code, findings } = await patient.doctor({ PUBLIC_URL, TWILIO_BASE_URL: 'http://twilio.invalid' })
    expect(code).toBe(1)
    expect(findings.PUBLIC_URL).toContain(problem)
    expect(findings.Twilio).toMatch(/^fix Twilio cannot be reached/)
  })

  test('tells that nothing, or something else, answers at PUBLIC_URL', async () => {
    await using patient = await startPatient()
    const away = await patient.doctor({ PUBLIC_URL: 'http://localhost:1' })
    expect(away.code).toBe(1)
    expect(away.findings.PUBLIC_URL).toMatch(
      /fix http:\/\/localhost:1 cannot be reached.* → start the service/,
    )
    const port = new URL(patient.publicUrl).port
    const other = await patient.doctor({ PUBLIC_URL: patient.world.sandbox.url, PORT: port })
    expect(other.findings.PUBLIC_URL).toMatch(/fix something else .* → make it lead to port \d+/)
    expect(other.findings.Webhook).toBeUndefined()
  })

  test('tells an unreachable database, and one that is not set up', async () => {
    await using patient = await startPatient()
    const DATABASE_URL = 'postgres://majordomo:secret-word@127.0.0.1:1/majordomo'
    const away = await patient.doctor({ DATABASE_URL })
    expect(away.code).toBe(1)
    expect(away.findings.Database).toMatch(
      /^fix Postgres at 127\.0\.0\.1:1\/majordomo does not answer: .* → start it/,
    )
    expect(away.stdout).not.toContain('secret-word')
    await patient.world.query('DROP TABLE migrations')
    const empty = await patient.doctor()
    expect(empty.code).toBe(0)
    expect(empty.findings.Database).toMatch(/^warn .*not migrated/)
  })

  test('names what the sandbox plays, and what makes it real', async () => {
    await using folder = await temporaryFolder()
    const { code, stdout } = await runScript('doctor', [], { env: {}, cwd: folder.path })
    expect(code).toBe(0)
    const parts = findings(stdout)
    for (const [part, variable] of [
      ['MODEL', 'OPENAI_API_KEY'],
      ['Twilio', 'TWILIO_ACCOUNT_SID'],
      ['Web search', 'TAVILY_API_KEY'],
    ] as const) {
      expect(parts[part]).toMatch(new RegExp(`^ok .*played by the sandbox; set ${variable}`))
    }
  })

  test('lists every setting that cannot be used', async () => {
    await using folder = await temporaryFolder()
    const { code, stdout } = await runScript('doctor', [], {
      env: { MODEL: 'gpt', PORT: 'x' },
      cwd: folder.path,
    })
    expect(code).toBe(1)
    expect(findings(stdout).Settings).toMatch(/^fix PORT is .*\nfix MODEL is/)
  })
})
