import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

/** Anybody can add a name to the map that these come from: no sentence passes for one. */
const Name = z.string().transform((name) => name.replaceAll(/[^\p{L}\p{M}\p{N} '’().-]/gu, ' ').slice(0, 60))
const Place = z.object({
  name: Name,
  latitude: z.number(),
  longitude: z.number(),
  country_code: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .catch(''),
  country: Name.catch(''),
  admin1: Name.catch(''),
  population: z.number().catch(0),
})
const Places = z.object({ results: z.array(Place).default([]) })
const Forecast = z.object({
  current: z.object({ time: z.string().max(25) }).catchall(z.number().nullable().catch(null)),
  daily: z.object({ time: z.array(z.iso.date()) }).catchall(z.array(z.number().nullable())),
})

const UNITS = { metric: ['°C', 'km/h', 'mm'], imperial: ['°F', 'mph', 'in'] } as const
const IMPERIAL = { temperature_unit: 'fahrenheit', wind_speed_unit: 'mph', precipitation_unit: 'inch' }
const CURRENT = 'temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m'
const DAILY =
  'weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,wind_speed_10m_max'
/** Each from its code on. */
const SKIES = (
  '0 clear sky|1 mainly clear|2 partly cloudy|3 overcast|45 fog|51 drizzle|56 freezing drizzle|61 light rain|63 rain|' +
  '65 heavy rain|66 freezing rain|71 snow|75 heavy snow|77 snow|80 showers|85 snow showers|95 thunderstorm|96 hail'
).split('|')

/**
 * Open-Meteo: free without a key for what is not commercial. Fields as on its pages for geocoding and forecasts, where nothing
 * found is an answer without `results`; the codes are those of WMO 4677.
 */
export default defineTool({
  description:
    'The weather at a place now and for seven days, with dates and weekdays. Use when the person asks about weather, temperature, ' +
    'rain, wind or what to wear. Ask for the place when it is not clear, and say which one the answer is for.',
  input: z.object({
    city: z.string().min(2).max(100).describe('A town, with its state or country if said: "Paris, Texas"'),
    units: z.enum(['metric', 'imperial']).optional().describe('imperial (°F, mph) only if they use it'),
  }),
  env: { OPEN_METEO_BASE_URL: z.url().optional() },
  timeoutMs: 15_000,
  limit: { calls: 60, per: 'hour' },

  async run({ city, units = 'metric' }, { env, person, fetch, signal, log }) {
    const language = person.language.split('-')[0] || 'en'
    async function read<Answer>(host: string, path: string, query: object, schema: z.ZodType<Answer>) {
      const url = `${env.OPEN_METEO_BASE_URL ?? `https://${host}.open-meteo.com`}/v1/${path}`
      try {
        const response = await fetch(`${url}?${new URLSearchParams({ ...query }).toString()}`, { signal })
        if (!response.ok) throw new Error(`Open-Meteo answered ${response.status}`)
        return schema.parse(await response.json())
      } catch (err) {
        log.warn({ err }, 'weather failed')
        throw new ToolFailure('The weather cannot be looked up right now.', { cause: err })
      }
    }

    const [name, ...within] = city.split(',').flatMap((part) => part.trim() || [])
    if (name === undefined) throw new ToolFailure('There is no town in that. Ask for which one it is meant.')
    const { results } = await read('geocoding-api', 'search', { name, count: '50', language }, Places)
    const [found, ...others] = choose(results, within, language)
    if (!found)
      throw new ToolFailure(`No "${city}" was found. ${namesakes(results)}Ask for a larger town nearby.`)
    const where = { latitude: String(found.latitude), longitude: String(found.longitude), timezone: 'auto' }
    const [degrees, speed, rain] = UNITS[units]
    const scale = units === 'imperial' ? IMPERIAL : {}
    const asked = { ...where, forecast_days: '7', current: CURRENT, daily: DAILY, ...scale }
    const { current, daily } = await read('api', 'forecast', asked, Forecast)
    const now = (key: string, unit: string) => amount(current[key], unit)
    const on = (day: number, key: string, unit = '') => amount(daily[key]?.[day], unit)
    const days = daily.time.map((date, day) => {
      const weekday = Temporal.PlainDate.from(date).toLocaleString('en', { weekday: 'long' })
      return (
        `${day === 0 ? 'Today, ' : ''}${weekday}, ${date}: ${sky(daily.weather_code?.[day])}, ` +
        `${on(day, 'temperature_2m_min')} to ${on(day, 'temperature_2m_max', degrees)}, rain or snow ` +
        `${on(day, 'precipitation_sum', rain)} (${on(day, 'precipitation_probability_max', '% likely')}), ` +
        `wind up to ${on(day, 'wind_speed_10m_max', speed)}`
      )
    })
    const present =
      `Now, ${current.time.slice(11)}: ${sky(current.weather_code)}, ${now('temperature_2m', degrees)}, feels like ` +
      `${now('apparent_temperature', degrees)}, humidity ${now('relative_humidity_2m', '%')}, wind ${now('wind_speed_10m', speed)}`
    return [`${nameOf(found)} (by Open-Meteo)`, present, ...days, namesakes(others)].join('\n').trim()
  },
})

type Place = z.infer<typeof Place>

/** Those of one name, the best known first. The finder puts the name that fits best first, and knows countries in one language. */
function choose(places: Place[], within: string[], language: string): Place[] {
  const regions = ['en', language].map((tag) => new Intl.DisplayNames([tag], { type: 'region' }))
  const fitting = places.filter(({ country, country_code: code, admin1 }) => {
    const areas = [country, admin1, code, ...regions.map((names) => (code ? (names.of(code) ?? '') : ''))]
    return within.every((area) => areas.some((one) => fold(one) === fold(area)))
  })
  const alike = fitting.filter(({ name }) => name === fitting[0]?.name)
  return alike.toSorted((a, b) => b.population - a.population)
}

const namesakes = (places: Place[]) =>
  places.length > 0 ? `Of that name there is also: ${places.slice(0, 5).map(nameOf).join('; ')}. ` : ''
const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
const nameOf = (place: Place) =>
  [...new Set([place.name, place.admin1, place.country].filter(Boolean))].join(', ')
const amount = (value: unknown, unit: string) =>
  typeof value === 'number' ? `${Math.round(value * 10) / 10} ${unit}`.trim() : 'unknown'
const sky = (code: unknown) =>
  SKIES.findLast((one) => Number.parseInt(one) <= Number(code ?? -1))?.replace(/^\d+ /, '') ?? 'unknown'
