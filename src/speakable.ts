const LINK = /\bhttps?:\/\/[^\s<>()]+|\bwww\.[^\s<>()]+/giu
const MAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/gu
/** As WhatsApp writes it: ``` around a block, ` around words. */
const CODE = /```[\s\S]*?```|`[^`\n]+`/gu
const LONG_NUMBER = /(?<![\d.,])\+?\d[\d \u00a0().-]{3,}\d/gu
const DATE = /^\d{1,2}[.-]\d{1,2}[.-]\d{2,4}$/u
/** Decimals, amounts in groups of three, and ranges: what a voice reads well. */
const READ_AS_IT_IS =
  /^(?:\d{1,7}\.\d{1,6}|\d{1,3}[ .\u00a0]\d{3}|\d{1,3}(?:\.\d{3}){2,}|\d{1,5}(?:\.\d{2})? - \d{1,5}(?:\.\d{2})?|\d{1,3}-\d{1,3}|(?:19|20)\d\d-(?:19|20)\d\d)$/u
/** A short number that a word before it makes a code. */
const SAID_CODE =
  /\b(?:code|pin|password|código|clave|senha|kennwort|mot de passe|codice)\b[^\n\d]{0,20}\d{4,}/iu
/** Letters and digits mixed, such as a booking code. */
const CODE_WORD = /\b(?=\w*\d)(?=\w*\p{Lu})[\p{Lu}\d-]{5,}\b/u
const WORDS =
  'street|road|avenue|lane|square|drive|court|boulevard|rua|avenida|praça|travessa|largo|alameda|estrada|calle|plaza|' +
  'paseo|vía|via|viale|piazza|corso|rue|allée|ulica|улица|вулиця'
/** They join on to a name: `Hauptstraße`, `Herengracht`. */
const ENDINGS = 'straße|strasse|str\\.|platz|weg|allee|gasse|damm|ufer|straat|laan|plein|gracht'
const NAME = '[^\\n\\d.!?,]{0,25}'
/** A street with a number before or behind it: `Rua Augusta 100`, `Hauptstraße 5`, `221B Baker Street`. */
const ADDRESS = new RegExp(
  `(?<!\\p{L})(?:${WORDS})(?!\\p{L})${NAME} \\d{1,5}(?![\\d:%€$]|\\.\\d)(?! ?[ap]\\.?m)|` +
    `\\p{L}{2,}-?(?:${ENDINGS})(?!\\p{L}) \\d{1,4}(?![\\d:%€$]|\\.\\d)|` +
    `\\b\\d{1,4}\\p{L}?,? (?:\\p{L}+ ){1,3}(?:${WORDS})(?!\\p{L})`,
  'iu',
)
const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})\b/gu
const CLOCK = /\b([01]?\d|2[0-3]):([0-5]\d)\b/gu

/** True for what one must read: links, addresses, numbers and codes, and long lists. */
export function mustBeRead(text: string): boolean {
  const withoutDates = text.replaceAll(ISO_DATE, ' ')
  const items = text.match(/^\s*(?:[•*-]|\d+[.)])\s/gmu)?.length ?? 0
  return (
    [LINK, MAIL, CODE].some((kind) => text.search(kind) >= 0) ||
    [...withoutDates.matchAll(LONG_NUMBER)].some(([number]) => isReference(number)) ||
    CODE_WORD.test(withoutDates) ||
    SAID_CODE.test(withoutDates) ||
    ADDRESS.test(withoutDates) ||
    items > 5
  )
}

/**
 * A message in WhatsApp's marks or plain text as it is read aloud in a language (BCP 47): no marks, no emoji, links by
 * the name of their site, dates and times in words of the language, long numbers digit by digit, list items as sentences.
 */
export function speakable(text: string, language: string): string {
  return text
    .replaceAll(LINK, (link) => siteOf(link))
    .replaceAll(/```([\s\S]*?)```|`([^`\n]+)`/gu, '$1$2')
    .replaceAll(/(^|[^\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/gu, '$1$3')
    .replaceAll(ISO_DATE, (date, year, month, day) =>
      dateInWords(date, Number(year), Number(month), Number(day), language),
    )
    .replaceAll(CLOCK, (_time, hour, minute) => timeInWords(Number(hour), Number(minute), language))
    .replaceAll(LONG_NUMBER, (number) => digitByDigit(number))
    .replaceAll(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}/gu, '')
    .split('\n')
    .map((line) => sentence(line))
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .join('\n')
}

function siteOf(link: string): string {
  const url = link.startsWith('www.') ? `https://${link}` : link
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : link
}

function dateInWords(written: string, year: number, month: number, day: number, language: string): string {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return written
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date)
}

function timeInWords(hour: number, minute: number, language: string): string {
  const time = new Date(Date.UTC(2000, 0, 1, hour, minute))
  return new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: 'UTC' }).format(time)
}

/** A phone number or a code, which is read digit by digit. */
function isReference(number: string): boolean {
  if (DATE.test(number)) return false
  if (/^(?:\+|0\d)/.test(number)) return true
  return !READ_AS_IT_IS.test(number) && number.replaceAll(/\D/g, '').length >= 6
}

function digitByDigit(number: string): string {
  if (!isReference(number)) return number
  return `${number.startsWith('+') ? '+ ' : ''}${[...number.replaceAll(/\D/g, '')].join(' ')}`
}

/** A line of a list without its mark, and with a pause at its end. */
function sentence(line: string): string {
  const words = line
    .replace(/^\s*(?:[•*>-]|\d+[.)])\s+/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return words && /[\p{L}\p{N}]$/u.test(words) ? `${words}.` : words
}
