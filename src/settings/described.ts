import type { ModelRef } from './kinds.ts'
import { type Sandbox, keyOf, written } from './parts.ts'
import type { Values } from './variables.ts'

/** A part of the service as the start table shows it. */
export interface PartRow {
  part: string
  state: 'real' | 'sandbox' | 'off'
  detail: string
  /** Which variable would make it real, or better; absent when nothing is wanting. */
  hint?: string
}

/** What is real and what is a stand-in, without any secret. */
export function describeParts(values: Values, sandbox: Sandbox): PartRow[] {
  return [
    database(values),
    ...twilio(values, sandbox),
    model('Model', values.MODEL, values),
    ...(values.MODEL_FAST ? [model('Fast model', values.MODEL_FAST, values)] : []),
    values.MODEL_FALLBACK
      ? model('Fallback model', values.MODEL_FALLBACK, values)
      : { part: 'Fallback model', state: 'off', detail: 'none', hint: 'set MODEL_FALLBACK' },
    hearing(values, sandbox),
    speaking(values, sandbox),
    search(values, sandbox),
    { part: 'Calendar', state: 'real', detail: 'in the database, with a link to subscribe to' },
    google(values, sandbox),
    notices(values, sandbox),
  ]
}

function database(values: Values): PartRow {
  if (!values.DATABASE_URL) {
    const detail = `embedded Postgres in ${values.DATA_DIR}`
    return { part: 'Database', state: 'real', detail, hint: 'set DATABASE_URL for your own' }
  }
  const url = new URL(values.DATABASE_URL)
  return { part: 'Database', state: 'real', detail: `Postgres ${url.host}${url.pathname}` }
}

function twilio(values: Values, sandbox: Sandbox): PartRow[] {
  if (sandbox.twilio) {
    const credentials = 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN'
    return [
      {
        part: 'WhatsApp',
        state: 'sandbox',
        detail: 'a page with a phone',
        hint: `set ${credentials}, TWILIO_WHATSAPP_FROM`,
      },
      { part: 'SMS', state: 'sandbox', detail: 'the same page', hint: `set ${credentials}, TWILIO_SMS_FROM` },
    ]
  }
  const service = values.TWILIO_MESSAGING_SERVICE_SID
  const sender = (part: string, from: string | undefined, name: string): PartRow => {
    const detail = from ?? service
    if (detail) return { part, state: 'real', detail: `Twilio ${detail}` }
    return { part, state: 'off', detail: 'no sender', hint: `set ${name}` }
  }
  const templates = ['TWILIO_TEMPLATE_BUTTONS_2', 'TWILIO_TEMPLATE_BUTTONS_3'] as const
  const wanting = templates.filter((name) => !values[name])
  return [
    sender('WhatsApp', values.TWILIO_WHATSAPP_FROM, 'TWILIO_WHATSAPP_FROM'),
    sender('SMS', values.TWILIO_SMS_FROM, 'TWILIO_SMS_FROM'),
    wanting.length === 0
      ? { part: 'Buttons', state: 'real', detail: 'templates for two and three' }
      : { part: 'Buttons', state: 'off', detail: 'choices as text', hint: `set ${wanting.join(', ')}` },
  ]
}

function model(part: string, ref: ModelRef, values: Values): PartRow {
  const key = keyOf[ref.provider]
  const base = ref.provider === 'openai' ? values.OPENAI_BASE_URL : values.ANTHROPIC_BASE_URL
  if (values[key]) {
    const detail = base ? `${written(ref)} at ${new URL(base).host}` : written(ref)
    return { part, state: 'real', detail }
  }
  return { part, state: 'sandbox', detail: `a stand-in for ${written(ref)}`, hint: `set ${key}` }
}

function hearing(values: Values, sandbox: Sandbox): PartRow {
  const part = 'Voice notes in'
  const { TRANSCRIBE_MODEL, TRANSCRIBE_BASE_URL, OPENAI_BASE_URL, OPENAI_API_KEY } = values
  const hint = 'set OPENAI_API_KEY or TRANSCRIBE_BASE_URL'
  if (sandbox.hearing) return { part, state: 'sandbox', detail: 'knows its own samples only', hint }
  const base = TRANSCRIBE_BASE_URL ?? OPENAI_BASE_URL
  if (TRANSCRIBE_BASE_URL || OPENAI_API_KEY)
    return {
      part,
      state: 'real',
      detail: base ? `${TRANSCRIBE_MODEL} at ${new URL(base).host}` : TRANSCRIBE_MODEL,
    }
  return { part, state: 'off', detail: 'declined kindly', hint }
}

function speaking(values: Values, sandbox: Sandbox): PartRow {
  const part = 'Voice notes out'
  const hint = 'set OPENAI_API_KEY'
  if (sandbox.speaking) return { part, state: 'sandbox', detail: 'one recorded sentence', hint }
  if (values.OPENAI_API_KEY)
    return { part, state: 'real', detail: `${values.SPEECH_MODEL}, voice ${values.SPEECH_VOICE}` }
  return { part, state: 'off', detail: 'answers are text', hint }
}

function google(values: Values, sandbox: Sandbox): PartRow {
  const part = 'Google Calendar'
  const hint = 'set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET'
  if (sandbox.google) return { part, state: 'sandbox', detail: 'a page with a calendar', hint }
  if (values.GOOGLE_CLIENT_ID) return { part, state: 'real', detail: 'people connect theirs by chat' }
  return { part, state: 'off', detail: 'cannot be connected', hint }
}

/** What WhatsApp takes from us when the person has not written for a day. */
function notices(values: Values, sandbox: Sandbox): PartRow {
  const part = 'Messages we start'
  if (sandbox.twilio) return { part, state: 'sandbox', detail: 'with a template of the sandbox' }
  if (values.TWILIO_TEMPLATE_NOTICE) return { part, state: 'real', detail: 'with an approved template' }
  const detail = 'on WhatsApp only within 24 hours of the last message; later ones wait'
  return { part, state: 'off', detail, hint: 'set TWILIO_TEMPLATE_NOTICE' }
}

function search(values: Values, sandbox: Sandbox): PartRow {
  if (values.TAVILY_API_KEY) return { part: 'Web search', state: 'real', detail: 'Tavily' }
  return sandbox.tavily
    ? { part: 'Web search', state: 'sandbox', detail: 'made-up results', hint: 'set TAVILY_API_KEY' }
    : { part: 'Web search', state: 'off', detail: 'tool left out', hint: 'set TAVILY_API_KEY' }
}
