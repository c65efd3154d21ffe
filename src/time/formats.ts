const formats = new Map<string, Intl.DateTimeFormat>()

/** A formatter, made once for each language and form; a language tag nobody knows is read as British English. */
export function dateFormat(
  language: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language ?? ''} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known) return known
  const made = make(language, { calendar: 'gregory', timeZone: 'UTC', ...options })
  // Languages are few, but a tag comes from outside.
  if (formats.size > 500) formats.clear()
  formats.set(key, made)
  return made
}

function make(language: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language || 'en-GB', options)
  } catch {
    return new Intl.DateTimeFormat('en-GB', options)
  }
}

/** Wall-clock values are formatted as if they were UTC, so that one formatter serves every zone. */
export const epochOf = (wall: Temporal.PlainDateTime | Temporal.PlainDate): number =>
  (wall instanceof Temporal.PlainDate ? wall.toPlainDateTime() : wall).toZonedDateTime('UTC')
    .epochMilliseconds

/** Intl puts thin and narrow blanks around AM and PM, which some phones show as boxes. */
export const plainBlanks = (text: string): string => text.replace(/[\u202f\u00a0\u2009]/g, ' ')

export const primaryLanguage = (language = 'en'): string => language.toLowerCase().split('-')[0] ?? 'en'
