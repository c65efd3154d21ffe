import { z } from 'zod'

/** How one sort of value is read, and how to say what was expected when it cannot be. */
export interface Kind<T> {
  schema: z.ZodType<T, string>
  /** Finishes the sentence "expected …". */
  expected: string
}

function kind<T>(expected: string, schema: z.ZodType<T, string>): Kind<T> {
  return { expected, schema }
}

/** Reads the value, or returns undefined to refuse it. */
function read<T>(expected: string, reader: (text: string) => T | undefined): Kind<T> {
  const schema = z.string().transform((text, context) => {
    const value = reader(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: expected })
    return z.NEVER
  })
  return { expected, schema }
}

export function wholeNumber(min: number, max: number): Kind<number> {
  return read(`a whole number from ${min} to ${max}`, (text) => {
    if (!/^\d{1,9}$/.test(text)) return undefined
    const value = Number(text)
    return value >= min && value <= max ? value : undefined
  })
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T): Kind<T[number]> {
  return kind(`${values.slice(0, -1).join(', ')} or ${values.at(-1)}`, z.enum(values))
}

export function pattern(expected: string, regex: RegExp): Kind<string> {
  return kind(expected, z.string().regex(regex))
}

/** A key or token as the provider shows it. Docker's `--env-file` keeps quotes, which the provider would refuse. */
export function secret(expected: string): Kind<string> {
  return pattern(`${expected}, in plain characters without quotes or spaces`, /^(?:(?!["'`])[!-~])+$/)
}

/** Twilio's ids: two letters and 32 hexadecimal digits. */
export function sid(prefix: 'AC' | 'MG' | 'HX'): Kind<string> {
  return pattern(`${prefix} followed by 32 hexadecimal digits`, new RegExp(`^${prefix}[0-9a-fA-F]{32}$`))
}

function webUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) && url.hostname ? url : undefined
}

/** Scheme, host and port, nothing after them. */
export const origin = read('an http(s) address without a path, e.g. https://bot.example.com', (text) => {
  const url = webUrl(text)
  const bare = url && !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash
  return bare ? url.origin : undefined
})

/** Where an API is served; without the trailing slash, which some clients would double. */
export const baseUrl = read(
  'an http(s) address without query, e.g. https://gateway.example.com/v1',
  (text) => {
    const url = webUrl(text)
    return url && !url.search && !url.hash ? url.href.replace(/\/+$/, '') : undefined
  },
)

export const postgresUrl = read('a postgres:// address', (text) =>
  /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? text : undefined,
)

/** Offsets like +02:00 are refused: they know no summer time. */
export const timeZone = read('an IANA time zone, e.g. Europe/Berlin', (text) => {
  if (/^[+-]/.test(text)) return undefined
  try {
    Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    return undefined
  }
})

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/**
 * A BCP-47 tag. Linux desktops already set `LANGUAGE` for gettext ("de_AT:de", "C.UTF-8"), so that form is
 * understood too: the first of the list counts.
 */
export const language = read('a language tag, e.g. en or pt-BR', (text) => {
  const [first = ''] = text.split(':')
  const tag = first.replace(/[.@].*$/, '').replaceAll('_', '-')
  if (/^(C|POSIX|)$/.test(tag)) return 'en'
  try {
    const [canonical] = Intl.getCanonicalLocales(tag)
    return canonical && languageNames.of(canonical) ? canonical : undefined
  } catch {
    return undefined
  }
})

export type Provider = 'openai' | 'anthropic'

/** A model and who serves it. */
export interface ModelRef {
  provider: Provider
  name: string
}

export const model = read<ModelRef>('openai:<model> or anthropic:<model>', (text) => {
  const [, provider, name] = /^(openai|anthropic):(\S+)$/.exec(text) ?? []
  return name && (provider === 'openai' || provider === 'anthropic') ? { provider, name } : undefined
})

function phoneNumber(text: string): string | undefined {
  const digits = text.replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined
}

export const modelName = pattern('a name without blanks', /^[^\s\p{Cc}]{1,100}$/u)

/** `whatsapp:+…` however it was written. */
export const whatsappSender = read('a number with its country code, e.g. whatsapp:+14155238886', (text) => {
  const number = phoneNumber(text.replace(/^whatsapp:/i, ''))
  return number && `whatsapp:${number}`
})

export const smsSender = read('a number with its country code or a short code, e.g. +14155550100', (text) =>
  /^\d{3,8}$/.test(text) ? text : phoneNumber(text),
)

export const yesOrNo = read('1 or 0', (text) => {
  if (/^(1|true)$/i.test(text)) return true
  return /^(0|false)$/i.test(text) ? false : undefined
})
