import type { ModelTool } from './model-request.ts'
import type { WrittenReply } from './script.ts'

type Read = (text: string) => Record<string, unknown> | undefined

const WEATHER = [
  /\b(?:weather|forecast)\b.*?\b(?:in|for|at)\s+(.+)/i,
  /\b(?:will it rain|is it raining|how (?:warm|cold|hot) (?:is|will) it(?: be)?)\b.*?\bin\s+(.+)/i,
  /(?:^|\b(?:o|que|qual o)\s+)(?:tempo|clima|previsão)\b.*?\b(?:em|no|na|para)\s+(.+)/iu,
  /\b(?:tiempo hace|tiempo hará|el tiempo|el clima|pronóstico)\b.*?\b(?:en|para)\s+(.+)/iu,
  /\b(?:wetter|vorhersage)\b.*?\b(?:in|für)\s+(.+)/iu,
  /(?:météo|quel temps)\b.*?(?:à|en)\s+(.+)/iu,
]
const WHEN =
  /[\s,]+(?:(?:for|on|this|next|para)\s+)?(?:today|tomorrow|now|tonight|week(?:end)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|hoje|amanhã|agora|hoy|mañana|ahora|heute|morgen|jetzt|demain|aujourd'hui)[\s?!.]*$/iu

/** "What's the weather in Lisbon tomorrow?" */
const weather: Read = (text) => {
  if (/\b(?:search|google|look up)\b/i.test(text)) return undefined
  let place = WEATHER.map((pattern) => pattern.exec(text)?.[1]).find(Boolean)
  while (place && WHEN.test(place)) place = place.replace(WHEN, '')
  place = place?.replace(/[\s?!.]+$/, '')
  return place && place.length <= 60 ? { city: place } : undefined
}

const ASKS =
  /^(?:(?:what(?:'s| is)|how much is|calculate|quanto (?:é|são|dá)|cuánto (?:es|son)|calcula|wie ?viel (?:ist|sind)|was (?:ist|sind)|berechne|combien (?:font|fait)|calcule)\s+)?(.+?)[\s?=.!]*$/iu

/** "25% of 240", "what is 12 x 12?" */
const calculation: Read = (text) => {
  const words = ASKS.exec(text.trim())?.[1] ?? ''
  const expression = words.replace(/%\s*(?:of|de|von|di)\s+/giu, '% of ')
  const plain = expression.replace('% of ', '% * ')
  const counts = /\d\s*(?:[+*^×÷x]|\s-\s|\s?\/\s?)\s*[\d(]|\d\s*%/.test(plain)
  const date = /^\d+(?:[/-]\d+)+$/.test(plain)
  return counts && !date && /^[\d\s.+\-*/^()%×÷x]+$/.test(plain) ? { expression } : undefined
}

const AMOUNT =
  /(-?\d+(?:[.,]\d+)?)\s*(\p{Sc}|[°\p{L}/²³]+)\s+(?:in|to|into|em|en|nach|para|a)\s+([°\p{L}/²³]+|\p{Sc})/iu
const MONEY: Record<string, string> = {
  dollar: 'USD',
  dólar: 'USD',
  dólare: 'USD',
  euro: 'EUR',
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  real: 'BRL',
  reai: 'BRL',
  yen: 'JPY',
  franc: 'CHF',
  libra: 'GBP',
}
const CODES = new Set('AUD BRL CAD CHF CNY EUR GBP INR JPY MXN PLN SEK USD XAU'.split(' '))
const UNITS =
  /^(?:km|mi|miles?|m|met(?:er|re)s?|cm|mm|ft|feet|foot|inch(?:es)?|yards?|kilomet(?:er|re)s?|kg|kilos?|g|grams?|lbs?|pounds?|oz|ounces?|°?[cf]|celsius|fahrenheit|l|lit(?:er|re)s?|ml|gallons?|cups?|tbsp|tsp|mph|km\/h|knots?|[kmgt]i?b|kwh|mj|kcal|kj|psi|bar)$/i

const moneyCode = (word: string) =>
  CODES.has(word) ? word : MONEY[word.toLowerCase().replace(/(?<=\p{L})s$/u, '')]
const number = (digits: string) => Number(digits.replace(',', '.'))

/** "10 miles in km" */
const units: Read = (text) => {
  const [, value = '', from = '', to = ''] = AMOUNT.exec(text) ?? []
  return UNITS.test(from) && UNITS.test(to) ? { value: number(value), from, to } : undefined
}

/** "100 USD in EUR" */
const money: Read = (text) => {
  const [, amount = '', given = '', wanted = ''] = AMOUNT.exec(text) ?? []
  const [from, to] = [moneyCode(given), moneyCode(wanted)]
  return from && to ? { amount: number(amount), from, to } : undefined
}

const WHO =
  /^(?:who (?:was|is|were)|tell me about|wer (?:war|ist)|quem (?:foi|é)|¿?qui[eé]n (?:fue|es)|qui (?:était|est))\s+(\p{Lu}[\p{L}'.-]+(?:\s+[\p{L}'.-]+){1,4})[\s?!.]*$/u
const IN_WIKIPEDIA = /\bwikipedia\b(?:\s+(?:for|about|on|over|sobre|über|sur))?\s+(.+?)[\s?!.]*$/iu

/** "Who was Ada Lovelace?" */
const article: Read = (text) => {
  const who = text.trim().replace(/^\p{L}/u, (letter) => letter.toLowerCase())
  const subject = WHO.exec(who)?.[1] ?? IN_WIKIPEDIA.exec(text)?.[1]
  return subject ? { subject } : undefined
}

const LANGUAGE = [
  /\b(?:answer|reply|speak|write|talk)(?: to)?(?: me)?(?: only| always)? in ((?:\p{L}+ )?\p{L}+)/iu,
  /(?:resp[oó]nde|cont[eé]sta|escr[ií]be|h[aá]bla)(?:me)?(?: siempre)? en (\p{L}+)/iu,
  /(?:respond[ae]|fal[ae]|escrev[ae])(?:-me| comigo)?(?: sempre)? em (\p{L}+)/iu,
  /(?:antworte|schreibe?|sprich)(?: mir| mit mir)?(?: immer| ab jetzt| nur)* auf (\p{L}+)/iu,
  /(?:réponds|répondez|parle|parlez|écris|écrivez)(?:-moi)?(?: toujours)? en (\p{L}+)/iu,
]
const NO_LANGUAGE = /^(?:text|texto|voice|voz|audio|áudio|writing|vocal|detail|short|full|one|the|an?)\b/iu
const AS_WRITTEN = /\b(?:answer|reply)\b.*\bin (?:the|whatever) language (?:that )?i write/i

/** "Answer me in Spanish from now on" */
const language: Read = (text) => {
  if (AS_WRITTEN.test(text)) return {}
  const found = LANGUAGE.map((pattern) => pattern.exec(text)?.[1]).find(Boolean)
  const named = found?.replace(/\s+(?:from|please|now|always|a|de|ab|à)$/i, '')
  return named && !NO_LANGUAGE.test(named) ? { language: named } : undefined
}

const NAME =
  /(?:^|\s)(?:call me|ll[aá]mame|me chame de|chama-me|nenne? mich|appelle(?:z)?-moi)\s+(\p{L}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)?)/iu

/** "Call me Rita": a name has a capital, and the pattern ignores case. */
const name: Read = (text) => {
  const words = NAME.exec(text)?.[1]?.split(/\s+/) ?? []
  const capital = words.filter((word) => /^\p{Lu}/u.test(word))
  return words[0] && capital.includes(words[0]) ? { name: capital.join(' ') } : undefined
}

const settings: Read = (text) =>
  /^(?:what are|show(?: me)?|list|tell me)\s+my settings|^(?:quais são )?(?:as )?minhas configurações|^(?:cuáles son )?mis ajustes|^(?:zeig\w* (?:mir )?)?meine einstellungen|^(?:quels sont )?mes réglages/iu.test(
    text.trim(),
  )
    ? {}
    : undefined

const TOOLS: [name: string, read: Read][] = [
  ['my-settings', settings],
  ['answer-language', language],
  ['my-name', name],
  ['weather', weather],
  ['convert-currency', money],
  ['convert-units', units],
  ['calculate', calculation],
  ['wikipedia', article],
]

/** The call that a plain question for a fact, or a plain wish about the assistant, comes down to. */
export function lookUp(text: string, tools: readonly ModelTool[]): WrittenReply | undefined {
  if (text.length > 200) return undefined
  for (const [tool, read] of TOOLS) {
    const args = tools.some((one) => one.name === tool) ? read(text) : undefined
    if (args) return { toolCalls: [{ name: tool, args }] }
  }
  return undefined
}
