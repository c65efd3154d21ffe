import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.ts'
import type { CallContext } from '../../src/graph/tool.ts'
import { openTool } from '../support/open-tool.ts'

const sandbox = await startSandbox({
  accountSid: 'AC1',
  authToken: 't',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
})
afterEach(() => {
  for (const part of [sandbox.openMeteo, sandbox.wikipedia, sandbox.frankfurter]) part.reset()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const open = (name: string) => openTool(name, sandbox.settings())
const [weather, wikipedia, convertCurrency] = await Promise.all([
  open('weather'),
  open('wikipedia'),
  open('convert-currency'),
])

type Given = Partial<CallContext>
const speaking = (language: string): Given => ({
  person: { id: 'ana', name: 'Ana', language, timezone: 'Europe/Lisbon', zoneSource: 'said' },
})
/** What a call comes to that does not wait longer than a moment. */
const soon = (): Given => ({ signal: AbortSignal.timeout(300) })

describe('weather', () => {
  const look = async (city: string, given: Given = {}, units = 'metric') =>
    (await weather.call({ city, units }, given)).text

  test('names the place and tells seven days with dates and weekdays', async () => {
    const lines = (await look('Lisbon')).split('\n')
    expect(lines[0]).toBe('Lisbon, Lisbon District, Portugal (by Open-Meteo)')
    expect(lines[1]).toMatch(
      /^Now, \d\d:\d\d: [a-z ]+, \d+ °C, feels like \d+ °C, humidity 60 %, wind [\d.]+ km\/h$/,
    )
    const today = Temporal.Now.zonedDateTimeISO('Europe/Lisbon')
    const weekday = today.toLocaleString('en', { weekday: 'long' })
    expect(lines[2]).toMatch(
      new RegExp(`^Today, ${weekday}, ${today.toPlainDate()}: .+ to \\d+ °C, rain or snow .+`),
    )
    expect(lines).toHaveLength(9)
  })

  test('answers in the units that were asked for', async () => {
    expect(await look('Berlin', {}, 'imperial')).toMatch(/ °F, feels like .+ mph\n/)
  })

  test("finds a place by its name in the person's language and tells it in that", async () => {
    expect(await look('Lisboa', speaking('pt'))).toMatch(/^Lisboa, Lisbon District, Portugal /)
    expect(sandbox.openMeteo.requests[0]?.query).toMatchObject({ name: 'Lisboa', language: 'pt' })
  })

  test('of several places takes the best known and names the others', async () => {
    const text = await look('Paris')
    expect(text).toMatch(/^Paris, Île-de-France, France /)
    expect(text).toContain('Of that name there is also: Paris, Texas, United States.')
  })

  test.each([
    ['Paris, Texas', 'en', 'Paris, Texas, United States'],
    ['Paris, US', 'en', 'Paris, Texas, United States'],
    ['Munich, Germany', 'de', 'München, Bavaria, Deutschland'],
    ['Lisbon, ', 'en', 'Lisbon, Lisbon District, Portugal'],
  ])('%s (%s) is %s', async (place, language, named) => {
    expect(await look(place, speaking(language))).toMatch(new RegExp(`^${named} `))
  })

  test.each([
    ['Atlantis', 'No "Atlantis" was found. Ask for a larger town nearby.'],
    [', ,', 'There is no town in that.'],
    ['Paris, Spain', 'Of that name there is also: Paris, Île-de-France, France; Paris, Texas, United States'],
  ])('%s: %s', async (place, words) => {
    await expect(look(place)).rejects.toThrow(words)
  })

  test.each(['429', '500', '502', 'cut', 'truncated', 'garbage', 'hang'] as const)(
    'says that it cannot be looked up: %s',
    async (kind) => {
      for (const route of ['search', 'forecast'] as const) {
        sandbox.openMeteo.misbehave({ kind, route })
        await expect(look('Porto', soon())).rejects.toThrow('The weather cannot be looked up right now.')
      }
    },
  )
})

describe('wikipedia', () => {
  const look = (subject: string, given: Given = {}) => wikipedia.call({ subject }, given)

  test("answers from the edition of the person's language and names the page", async () => {
    const { text, links } = await look('Ada Lovelace', speaking('pt-BR'))
    expect(text).toMatch(
      /^Ada Lovelace\nhttps:\/\/pt\.wikipedia\.org\/wiki\/Ada_Lovelace\nAda Lovelace .+ matemática/,
    )
    expect(links).toEqual(['https://pt.wikipedia.org/wiki/Ada_Lovelace'])
  })

  test('asks the English edition when the own one has nothing', async () => {
    const { links } = await look('Marie Curie', speaking('pt'))
    expect(links).toEqual(['https://en.wikipedia.org/wiki/Marie_Curie'])
    expect((await look('Marie Curie', speaking('x-klingon'))).links).toEqual(links)
  })

  test('says so when there is nothing', async () => {
    expect(await look('Zxqv Plomb')).toMatchObject({ text: 'Wikipedia has nothing about "Zxqv Plomb".' })
  })

  test('gives a page of several meanings as it is', async () => {
    expect((await look('Mercury')).text).toContain('Mercury (element), a metal')
  })

  test('gives the beginning of a long page, whole to a sentence', async () => {
    const text = `Quokkas are small. ${'They live on an island and eat leaves. '.repeat(20_000)}`
    sandbox.wikipedia.publish({ edition: 'en', title: 'Quokka', text })
    const found = await look('Quokka')
    expect(found.text.length).toBeLessThan(2_700)
    expect(found.text).toMatch(/^Quokka\n.+\nQuokkas are small\. .+ leaves\. …$/)
  })

  test.each(['403', '429', '500', '502', 'cut', 'truncated', 'garbage', 'hang'] as const)(
    'says that it cannot be reached: %s',
    async (kind) => {
      for (const route of ['search', 'extracts'] as const) {
        sandbox.wikipedia.misbehave({ kind, route })
        await expect(look('Ada Lovelace', soon())).rejects.toThrow('Wikipedia cannot be reached right now.')
      }
    },
  )
})

describe('convert-currency', () => {
  const convert = async (amount: number, from: string, to: string, given: Given = {}) =>
    (await convertCurrency.call({ amount, from, to }, given)).text

  test.each([
    [100, 'USD', 'EUR', '100.00 USD = 90.91 EUR, at 1 USD = 0.90909 EUR (European Central Bank, 2026-11-20)'],
    [1, 'eur', 'jpy', '1.00 EUR = 165 JPY, at 1 EUR = 165 JPY (European Central Bank, 2026-11-20)'],
    [1, 'JPY', 'EUR', '1 JPY = 0.00606 EUR, at 1 JPY = 0.0060606 EUR (European Central Bank, 2026-11-20)'],
  ])('%d %s in %s', async (amount, from, to, told) => {
    expect(await convert(amount, from, to)).toBe(told)
  })

  test.each([
    ['XAU', 'EUR', 'publishes no rate between XAU and EUR'],
    ['EUR', 'ZZZ', 'publishes no rate between EUR and ZZZ'],
    ['EUR', 'eur', 'Both are EUR'],
  ])('%s in %s: %s', async (from, to, words) => {
    await expect(convert(1, from, to)).rejects.toThrow(words)
  })

  test.each(['429', '500', '502', 'cut', 'truncated', 'garbage', 'hang'] as const)(
    'says that it cannot be looked up: %s',
    async (kind) => {
      sandbox.frankfurter.misbehave({ kind })
      await expect(convert(1, 'USD', 'EUR', soon())).rejects.toThrow(
        'Exchange rates cannot be looked up right now.',
      )
    },
  )
})
