import { type Env, given } from './problems.ts'
import { variables } from './variables.ts'

const ours = /^(TWILIO|OPENAI|ANTHROPIC|TAVILY|WHATSAPP)_|^MODEL_|^SANDBOX_/

/** Variables that the SDKs, their command lines and common tools (Vite: MODE) read: set on many machines, no concern of ours. */
const readByOthers = new Set(
  `OPENAI_ORG_ID OPENAI_ORGANIZATION OPENAI_PROJECT_ID OPENAI_API_VERSION OPENAI_API_TYPE OPENAI_LOG
  OPENAI_ADMIN_KEY OPENAI_WEBHOOK_SECRET OPENAI_CUSTOM_HEADERS
  ANTHROPIC_AUTH_TOKEN ANTHROPIC_LOG ANTHROPIC_MODEL ANTHROPIC_SMALL_FAST_MODEL ANTHROPIC_CUSTOM_HEADERS
  ANTHROPIC_DEFAULT_HAIKU_MODEL ANTHROPIC_DEFAULT_SONNET_MODEL ANTHROPIC_DEFAULT_OPUS_MODEL
  ANTHROPIC_PROFILE ANTHROPIC_CONFIG_DIR ANTHROPIC_ORGANIZATION_ID ANTHROPIC_WORKSPACE_ID
  ANTHROPIC_WEBHOOK_SIGNING_KEY ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_VERTEX_PROJECT_ID
  TWILIO_API_KEY TWILIO_API_SECRET TWILIO_EDGE TWILIO_REGION TWILIO_LOG_LEVEL TWILIO_CA_BUNDLE TWILIO_PROFILE
  MODE TAVILY_PROJECT TAVILY_ORG_ID TAVILY_HTTP_PROXY TAVILY_HTTPS_PROXY
  OPENAI_API_BASE ANTHROPIC_API_URL`.split(/\s+/), // the last two have a problem line of their own
)

/** Settings that were probably meant for us but are not read: misspelt ones, and unknown ones with our prefixes. */
export function misspelt(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => given(env, name) && /^[A-Z][A-Z0-9_]+$/.test(name))
    .filter((name) => !variables.has(name) && !readByOthers.has(name))
    .flatMap((name) => {
      const near = nearest(name)
      if (near) return [`${name} is not a setting and is ignored; did you mean ${near}?`]
      return ours.test(name) ? [`${name} is not a setting and is ignored`] : []
    })
}

function nearest(name: string): string | undefined {
  const [best] = [...variables.keys()]
    .map((known) => ({ known, distance: distance(name, known) }))
    .filter(({ known, distance }) => distance <= tolerance(known))
    .sort((a, b) => a.distance - b.distance)
  return best?.known
}

/** Short names have neighbours by chance: HOST is two letters from HOME. */
function tolerance(known: string): number {
  if (known.length >= 8) return 2
  return known.length >= 5 ? 1 : 0
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
