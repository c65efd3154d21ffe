import { z } from 'zod'
import { sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { createFaultQueue, faultDetails, playWireFault, type RefuseWith } from '../faults.ts'
import { findTowns, TOWNS } from './places.ts'

export const OpenMeteoFault = z.object({
  route: z.enum(['search', 'forecast']).optional(),
  /** `garbage`: JSON of another shape, with 200. */
  kind: z.enum(['400', '429', '500', '502', 'hang', 'slow', 'cut', 'truncated', 'garbage']),
  ...faultDetails,
})
export type OpenMeteoFault = z.infer<typeof OpenMeteoFault>

export interface OpenMeteoStandIn {
  /** The accepted requests, oldest first. */
  readonly requests: readonly { route: 'search' | 'forecast'; query: Record<string, string> }[]
  misbehave(fault: OpenMeteoFault): void
  reset(): void
}

/** Open-Meteo's place finder and forecast, over a dozen towns whose weather follows from the date. */
export function createOpenMeteo(now: () => Date): OpenMeteoStandIn & { handle: Handler } {
  const requests: { route: 'search' | 'forecast'; query: Record<string, string> }[] = []
  const faults = createFaultQueue<OpenMeteoFault>()
  const refuse = ({ response }: Exchange, status: number, reason: string, headers = {}) =>
    sendJson(response, status, { error: true, reason }, headers)

  async function handle(exchange: Exchange): Promise<void> {
    const { method, path, query, response } = exchange
    const route = path === '/v1/search' ? 'search' : path === '/v1/forecast' ? 'forecast' : undefined
    if (!route || method !== 'GET') return refuse(exchange, 404, 'Not Found')
    const fault = faults.take((one) => one.route === undefined || one.route === route)
    if (fault?.kind === 'garbage') return sendJson(response, 200, { results: 'none', daily: [] })
    const outOfOrder: RefuseWith = (status, headers) =>
      refuse(exchange, status, 'The service is out of order', headers)
    if (fault && (await playWireFault(exchange, fault, outOfOrder))) return
    const asked = Object.fromEntries(query)
    const answer = route === 'search' ? search(asked) : forecast(asked, now())
    if (typeof answer === 'string') return refuse(exchange, 400, answer)
    requests.push({ route, query: asked })
    const whole = JSON.stringify(answer)
    if (fault?.kind === 'truncated') return sendText(response, 200, whole.slice(0, 30), 'application/json')
    sendJson(response, 200, answer)
  }

  return {
    handle,
    requests,
    misbehave: (fault) => faults.add(OpenMeteoFault.parse(fault)),
    reset() {
      faults.clear()
      requests.length = 0
    },
  }
}

/** Nothing found is an answer without `results`. */
function search({ name = '', count = '10', language = 'en' }: Record<string, string>): object | string {
  if (!name) return 'Parameter name is required'
  const results = findTowns(name, language, Number(count))
  return { ...(results.length > 0 && { results }), generationtime_ms: 0.5 }
}

const CURRENT = new Set([
  'temperature_2m',
  'apparent_temperature',
  'relative_humidity_2m',
  'weather_code',
  'wind_speed_10m',
  'precipitation',
])
const DAILY = new Set([
  'weather_code',
  'temperature_2m_max',
  'temperature_2m_min',
  'precipitation_sum',
  'precipitation_probability_max',
  'wind_speed_10m_max',
])
const CODES = [0, 1, 2, 3, 45, 61, 63, 80, 95]

function forecast(query: Record<string, string>, now: Date): object | string {
  const latitude = Number(query.latitude ?? Number.NaN)
  const longitude = Number(query.longitude ?? Number.NaN)
  if (Number.isNaN(latitude) || Number.isNaN(longitude))
    return 'Parameter latitude and longitude are required'
  const names = (list: string | undefined) => (list ? list.split(',') : [])
  const stray =
    names(query.current).find((name) => !CURRENT.has(name)) ??
    names(query.daily).find((name) => !DAILY.has(name))
  if (stray) return `Data corrupted at path ''. Cannot initialize from invalid String value ${stray}.`
  const town = TOWNS.find((one) => one.latitude === latitude && one.longitude === longitude)
  const timezone = query.timezone === 'auto' ? (town?.timezone ?? 'UTC') : 'GMT'
  const local = now.toTemporalInstant().toZonedDateTimeISO(timezone)
  const dates = Array.from({ length: Number(query.forecast_days ?? 7) }, (_, at) =>
    local.toPlainDate().add({ days: at }),
  )
  const weather = dates.map((date) => weatherOf(latitude, date))
  const degrees = (celsius: number) =>
    round(query.temperature_unit === 'fahrenheit' ? celsius * 1.8 + 32 : celsius)
  const speed = (kmh: number) => round(query.wind_speed_unit === 'mph' ? kmh / 1.609344 : kmh)
  const rain = (mm: number) => round(query.precipitation_unit === 'inch' ? mm / 25.4 : mm)
  const [today] = weather
  const values: Record<string, unknown[]> = {
    weather_code: weather.map(({ code }) => code),
    temperature_2m_max: weather.map(({ high }) => degrees(high)),
    temperature_2m_min: weather.map(({ low }) => degrees(low)),
    precipitation_sum: weather.map(({ wet }) => rain(wet)),
    precipitation_probability_max: weather.map(({ wet }) => (wet > 0 ? 70 : 5)),
    wind_speed_10m_max: weather.map(({ wind }) => speed(wind)),
  }
  const present: Record<string, unknown> = {
    temperature_2m: degrees(today?.high ?? 0),
    apparent_temperature: degrees((today?.high ?? 0) - 1),
    relative_humidity_2m: 60,
    weather_code: today?.code,
    wind_speed_10m: speed((today?.wind ?? 0) / 2),
    precipitation: 0,
  }
  return {
    latitude,
    longitude,
    generationtime_ms: 0.1,
    utc_offset_seconds: local.offsetNanoseconds / 1e9,
    timezone,
    elevation: 20,
    current: {
      time: local.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      interval: 900,
      ...pick(present, names(query.current)),
    },
    daily: { time: dates.map(String), ...pick(values, names(query.daily)) },
  }
}

/** Warm towards the equator, and the same on the same day. */
function weatherOf(latitude: number, date: Temporal.PlainDate) {
  const turn = (Math.round(Math.abs(latitude)) + date.dayOfYear) % CODES.length
  const code = CODES[turn] ?? 0
  const high = Math.round(32 - Math.abs(latitude) / 2.5) + (turn % 4)
  return { code, high, low: high - 7, wet: code >= 60 ? turn + 0.5 : 0, wind: 10 + turn * 2 }
}

const round = (value: number) => Math.round(value * 100) / 100
const pick = <Value>(all: Record<string, Value>, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, all[name]]))
