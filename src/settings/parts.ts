import type { ModelRef, Provider } from './kinds.ts'
import { type Env, given, missing, wrong } from './problems.ts'
import type { Name, Values } from './variables.ts'

/** Which outside services are played by a stand-in. */
export interface Sandbox {
  twilio: boolean
  model: boolean
  tavily: boolean
  /** Speech to text. */
  hearing: boolean
  /** Text to speech. */
  speaking: boolean
  google: boolean
}

interface Verdict {
  problems: string[]
  warnings: string[]
}

export const keyOf = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const
const baseUrlOf = { openai: 'OPENAI_BASE_URL', anthropic: 'ANTHROPIC_BASE_URL' } as const

const twilioCredentials = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'] as const
const twilioSenders = ['TWILIO_WHATSAPP_FROM', 'TWILIO_SMS_FROM', 'TWILIO_MESSAGING_SERVICE_SID'] as const
const twilioExtras = [
  'TWILIO_TEMPLATE_BUTTONS_2',
  'TWILIO_TEMPLATE_BUTTONS_3',
  'TWILIO_TEMPLATE_NOTICE',
  'TWILIO_BASE_URL',
] as const

/**
 * What only shows when settings are seen together: which parts are real, and what is missing for it. Looks at
 * whether a variable was given, not at its value, so that a wrong one is not also reported as missing.
 */
export function checkParts(env: Env, values: Partial<Values>): Verdict & { sandbox: Sandbox } {
  const production = values.NODE_ENV === 'production'
  const standIns = values.SANDBOX ?? !production
  const refusal =
    values.SANDBOX === false ? 'SANDBOX=0 forbids a stand-in' : 'production needs it, or SANDBOX=1'
  const has = (name: Name) => given(env, name) !== undefined

  const twilio = checkTwilio(has, standIns, refusal)
  const model = checkModels(has, values, standIns, refusal)
  const sandbox = {
    twilio: twilio.sandbox,
    model: model.sandbox,
    tavily: standIns && !has('TAVILY_API_KEY'),
    hearing: standIns && !has('TRANSCRIBE_BASE_URL') && !has('OPENAI_API_KEY'),
    speaking: standIns && !has('OPENAI_API_KEY'),
    google: standIns && !has('GOOGLE_CLIENT_ID') && !has('GOOGLE_CLIENT_SECRET'),
  }
  const place = checkPlace(has, values, production, sandbox)
  const google = checkGoogle(has, production && !values.SANDBOX)
  const strays = checkStrays(env)
  return {
    sandbox,
    problems: [...place.problems, ...model.problems, ...strays, ...twilio.problems, ...google],
    warnings: [...place.warnings, ...model.warnings],
  }
}

type Has = (name: Name) => boolean

function checkTwilio(has: Has, standIns: boolean, refusal: string): { problems: string[]; sandbox: boolean } {
  const begun = [...twilioCredentials, ...twilioSenders, ...twilioExtras].find(has)
  if (!begun && standIns) return { problems: [], sandbox: true }
  const why = begun ? `needed beside ${begun}` : refusal
  const problems = twilioCredentials.filter((name) => !has(name)).map((name) => missing(name, why))
  if (!twilioSenders.some(has)) {
    problems.push(
      missing('TWILIO_WHATSAPP_FROM', `${why} (or TWILIO_SMS_FROM or TWILIO_MESSAGING_SERVICE_SID)`),
    )
  }
  return { problems, sandbox: false }
}

function checkModels(
  has: Has,
  values: Partial<Values>,
  standIns: boolean,
  refusal: string,
): Verdict & { sandbox: boolean } {
  const problems: string[] = []
  const warnings: string[] = []
  const main = values.MODEL
  const others = [
    ['MODEL_FAST', values.MODEL_FAST],
    ['MODEL_FALLBACK', values.MODEL_FALLBACK],
  ] as const
  const lacksKey = (ref: ModelRef | undefined) => ref !== undefined && !has(keyOf[ref.provider])

  const sandbox = lacksKey(main)
  if (main && sandbox) {
    const key = keyOf[main.provider]
    const base = baseUrlOf[main.provider]
    if (has(base)) problems.push(missing(key, `${base} is: if that server needs no key, any word will do`))
    else if (!standIns) problems.push(missing(key, `MODEL is ${written(main)}: ${refusal}`))
    const other: Provider = main.provider === 'openai' ? 'anthropic' : 'openai'
    if (has(keyOf[other])) {
      warnings.push(
        `${keyOf[other]} is set but MODEL is ${written(main)}; set MODEL=${other}:<model> to use it`,
      )
    }
  }
  for (const [name, ref] of others) {
    // With the provider of MODEL the same stand-in, or the same complaint, already covers it.
    if (!ref || !lacksKey(ref) || ref.provider === main?.provider) continue
    problems.push(missing(keyOf[ref.provider], `${name} is ${written(ref)} and needs it`))
  }
  if (values.OPENAI_BASE_URL && new URL(values.OPENAI_BASE_URL).pathname === '/') {
    warnings.push(
      `OPENAI_BASE_URL is "${values.OPENAI_BASE_URL}", without a path; most servers want it to end in /v1`,
    )
  }
  if (values.ANTHROPIC_BASE_URL?.endsWith('/v1')) {
    warnings.push(`ANTHROPIC_BASE_URL ends in /v1, which the client adds itself; leave it out`)
  }
  return { problems: [...new Set(problems)], warnings, sandbox }
}

function checkPlace(has: Has, values: Partial<Values>, production: boolean, sandbox: Sandbox): Verdict {
  const problems: string[] = []
  const warnings: string[] = []
  if (!has('DATABASE_URL')) {
    if (production && !values.SANDBOX)
      problems.push(missing('DATABASE_URL', 'production needs it, or SANDBOX=1'))
    else if (values.ROLE === 'web' || values.ROLE === 'worker') {
      problems.push(
        missing('DATABASE_URL', `ROLE=${values.ROLE} needs a database that the other role shares`),
      )
    }
  }
  const url = values.PUBLIC_URL
  if (!has('PUBLIC_URL') && !sandbox.twilio) {
    if (production) problems.push(missing('PUBLIC_URL', 'Twilio must reach this service at an https address'))
    else warnings.push('PUBLIC_URL is not set; Twilio cannot reach this machine without it, e.g. a tunnel')
  }
  if (url?.startsWith('http:') && production && !sandbox.twilio && !values.SANDBOX && !isLocal(url)) {
    problems.push(wrong('PUBLIC_URL', url, 'https in production'))
  }
  if (values.SANDBOX_PORT && values.SANDBOX_PORT === values.PORT) {
    problems.push(wrong('SANDBOX_PORT', String(values.SANDBOX_PORT), 'another port than PORT'))
  }
  if (has('TAVILY_BASE_URL') && !has('TAVILY_API_KEY')) {
    warnings.push('TAVILY_BASE_URL is set without TAVILY_API_KEY and is not used')
  }
  return { problems, warnings }
}

function checkGoogle(has: Has, strict: boolean): string[] {
  const credentials = ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'] as const
  const begun = credentials.find(has)
  if (!begun) return []
  const problems = credentials
    .filter((name) => !has(name))
    .map((name) => missing(name, `needed beside ${begun}`))
  if (strict && !has('ENCRYPTION_KEY'))
    problems.push(missing('ENCRYPTION_KEY', "people's access to Google is never stored in the clear"))
  return problems
}

/** LangChain reads these by itself, before ours, and only for some of its calls: messages would go two ways. */
function checkStrays(env: Env): string[] {
  const strays = { OPENAI_API_BASE: 'OPENAI_BASE_URL', ANTHROPIC_API_URL: 'ANTHROPIC_BASE_URL' }
  return Object.entries(strays).flatMap(([name, ours]) => {
    const value = given(env, name)
    return value === undefined ? [] : [wrong(name, value, `it to be unset: the setting is ${ours}`)]
  })
}

function isLocal(url: string): boolean {
  return /^(.*\.)?localhost$|^127\.|^\[::1\]$/.test(new URL(url).hostname)
}

export function written(ref: ModelRef): string {
  return `${ref.provider}:${ref.name}`
}
