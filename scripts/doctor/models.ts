import { z } from 'zod'
import type { Config } from '../../src/config.ts'
import { ask, type Answer, type Finding, outcome, reportOn } from './check.ts'

type ModelRef = Config['models']['main']
type Access = NonNullable<Config['openai']>

interface Api {
  /** With its version, e.g. `https://api.openai.com/v1`. */
  url: string
  headers: Record<string, string>
  /** The variable that holds the key, and where keys come from. */
  key: string
  keysAt: string
  /** Somebody else's server, which need not know every path. */
  foreign: boolean
}

const List = z.object({ data: z.array(z.object({ id: z.string() })) })
const Refusal = z.object({ error: z.object({ code: z.string().nullish() }) })

/** Each model of the settings is looked up, which proves the key and costs nothing. */
export async function checkModels(config: Config): Promise<Finding[]> {
  const { main, fast, fallback } = config.models
  const talking: [string, ModelRef | undefined][] = [
    ['MODEL', main],
    ['MODEL_FAST', fast],
    ['MODEL_FALLBACK', fallback],
  ]
  const { hearing, speaking } = config
  return Promise.all([
    ...talking.flatMap(([name, ref]) => (ref ? [checkTalking(name, ref, config)] : [])),
    hearing
      ? checkModel('TRANSCRIBE_MODEL', hearing.model, hearing.model, openai(hearing))
      : without('TRANSCRIBE_MODEL', config.sandbox.hearing, 'voice notes are declined'),
    speaking
      ? checkModel('SPEECH_MODEL', speaking.model, speaking.model, openai(speaking))
      : without('SPEECH_MODEL', config.sandbox.speaking, 'every answer is text'),
  ])
}

function without(variable: string, sandbox: boolean, consequence: string): Finding {
  const { ok, warn } = reportOn(variable)
  return sandbox
    ? ok('is played by the sandbox; set OPENAI_API_KEY to make it real')
    : warn(`is not used without OPENAI_API_KEY: ${consequence}`)
}

function checkTalking(
  variable: string,
  { provider, name }: ModelRef,
  config: Config,
): Finding | Promise<Finding> {
  const asked = `${provider}:${name}`
  if (provider === 'openai' && config.openai) return checkModel(variable, asked, name, openai(config.openai))
  if (provider === 'anthropic' && config.anthropic)
    return checkModel(variable, asked, name, anthropic(config.anthropic))
  const key = provider === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY'
  return reportOn(variable).ok(`${asked} is played by the sandbox; set ${key} to make it real`)
}

async function checkModel(variable: string, asked: string, name: string, api: Api): Promise<Finding> {
  const { ok, warn, fix } = reportOn(variable)
  const { host } = new URL(api.url)
  const one = await ask(`${api.url}/models/${encodeURIComponent(name)}`, { headers: api.headers })
  if (one.status === 200) return ok(`${asked} is known at ${host} and ${api.key} is accepted`)
  if (one.status === 401)
    return fix(`${host} does not accept ${api.key}`, `set it to a key from ${api.keysAt}`)
  if (one.status === 403 && codeOf(one) !== 'model_not_found') {
    return warn(`${host} does not let ${api.key} look up models (403), so ${asked} could not be checked`)
  }
  if (![403, 404, 405].includes(one.status)) {
    return fix(
      `${host} ${outcome(one)}`,
      one.status === 0 ? 'check the network and the base URL' : 'try again in a while',
    )
  }
  const list = await ask(`${api.url}/models?limit=1000`, { headers: api.headers })
  const ids = List.safeParse(list.json).data?.data.map((model) => model.id)
  if (ids?.includes(name)) return ok(`${asked} is in the list of ${host} and ${api.key} is accepted`)
  if (!ids && api.foreign) {
    return warn(
      `${host} neither knows nor lists ${asked}; if that is not its way, check the base URL (${api.url})`,
    )
  }
  return fix(
    `${host} has no model ${name} for this key`,
    `set ${variable} to one it has${examples(name, ids ?? [])}`,
  )
}

function openai(access: Access): Api {
  return {
    url: access.baseUrl ?? 'https://api.openai.com/v1',
    headers: { authorization: `Bearer ${access.apiKey}` },
    key: 'OPENAI_API_KEY',
    keysAt: access.baseUrl ? 'that server' : 'https://platform.openai.com/api-keys',
    foreign: access.baseUrl !== undefined,
  }
}

function anthropic(access: Access): Api {
  return {
    url: `${access.baseUrl ?? 'https://api.anthropic.com'}/v1`,
    headers: { 'x-api-key': access.apiKey, 'anthropic-version': '2023-06-01' },
    key: 'ANTHROPIC_API_KEY',
    keysAt: access.baseUrl ? 'that server' : 'https://console.anthropic.com/settings/keys',
    foreign: access.baseUrl !== undefined,
  }
}

function codeOf({ json }: Answer): string | undefined {
  return Refusal.safeParse(json).data?.error.code ?? undefined
}

/** Names that begin alike first: most wrong names are nearly right. */
function examples(name: string, ids: string[]): string {
  const alike = (id: string) => [...id].findIndex((letter, at) => letter !== name[at])
  const best = ids.toSorted((a, b) => alike(b) - alike(a)).slice(0, 3)
  return best.length === 0 ? '' : `, e.g. ${best.join(', ')}`
}
