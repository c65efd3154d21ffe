import { fold } from '../phrases/fold.ts'

/** ISO 639-1, and what many people call a language of its own. */
const TAGS =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it ja jv ka kk km kn ko ' +
  'ku ky lb lo lt lv mg mk ml mn mr ms mt my nb ne nl nn no or pa pl ps pt ro ru rw sd si sk sl so sq sr su sv sw ta te tg th tk ' +
  'tl tr uk ur uz vi wo xh yi yo zh zu de-AT de-CH en-AU en-CA en-GB en-US es-419 es-ES es-MX fr-CA fr-CH pt-BR pt-PT zh-Hans ' +
  'zh-Hant'
/** The languages in which the names of languages are known, besides each one's own. */
const NAMED_IN = 'en de nl es pt fr it ru uk pl tr id ar hi zh ja'.split(' ')

/** Names that Unicode's lists do not have. */
const ALSO: [name: string, tag: string][] = [
  ['mandarin', 'zh'],
  ['cantonese', 'yue'],
  ['tagalog', 'fil'],
  ['castellano', 'es'],
  ['flemish', 'nl-BE'],
  ['brasileiro', 'pt-BR'],
]

let byName: Map<string, string> | undefined

/** A language by its name in any of ours ("Portuguese", "alemão", "Deutsch") or its tag; the tag, BCP 47. */
export function findLanguage(words: string): string | undefined {
  byName ??= nameAll()
  const wanted = fold(words).replaceAll(/[()]/g, '')
  const named = byName.get(wanted)
  if (named) return named
  if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}$/i.test(words.trim())) return undefined
  try {
    const tag = new Intl.Locale(words.trim().replaceAll('_', '-')).toString()
    const [primary = ''] = tag.split('-')
    return languageName(primary, 'en') === primary ? undefined : tag
  } catch {
    return undefined
  }
}

/** The name of a language, by default in that language: `português`. */
export function languageName(tag: string, within = tag): string {
  try {
    return new Intl.DisplayNames([within], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

function nameAll(): Map<string, string> {
  const tags = TAGS.split(' ')
  const names = new Map(ALSO)
  const add = (tag: string, name: string | undefined) => {
    const key = name && fold(name).replaceAll(/[()]/g, '')
    if (key && !names.has(key)) names.set(key, tag) // who has a name first keeps it
  }
  for (const within of NAMED_IN)
    for (const languageDisplay of ['dialect', 'standard'] as const) {
      const display = new Intl.DisplayNames([within], { type: 'language', languageDisplay })
      for (const tag of tags) add(tag, display.of(tag))
    }
  for (const tag of tags) add(tag, languageName(tag))
  return names
}
