import { z } from 'zod'
import type { Config } from '../../src/config.ts'
import { ask, type Answer, type Finding, outcome, reportOn } from './check.ts'

type ModelRef = Config['models']['main']

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
  const named: [string, ModelRef | undefined][] = [
    ['MODEL', main],
    ['MODEL_FAST', fast],
    ['MODEL_FALLBACK', fallback],
  ]
  return Promise.all(named.flatMap(([name, ref]) => (ref ? [checkModel(name, ref, config)] : [])))
}

async function checkModel(variable: string, { provider, name }: ModelRef, config: Config): Promise<Finding> {
  const { ok, warn, fix } = reportOn(variable)
  const api = provider === 'openai' ? openai(config) : anthropic(config)
  const asked = `${provider}:${name}`
  if (!api) {
    const key = provider === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY'
    return ok(`${asked} is played by the sandbox; set ${key} to make it real`)
  }
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

function openai({ openai: access }: Config): Api | undefined {
  if (!access) return undefined
  return {
    url: access.baseUrl ?? 'https://api.openai.com/v1',
    headers: { authorization: `Bearer ${access.apiKey}` },
    key: 'OPENAI_API_KEY',
    keysAt: access.baseUrl ? 'that server' : 'https://platform.openai.com/api-keys',
    foreign: access.baseUrl !== undefined,
  }
}

function anthropic({ anthropic: access }: Config): Api | undefined {
  if (!access) return undefined
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
