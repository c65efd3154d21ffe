import { foldLetters } from '../phrases/fold.ts'
import { namedPlaces, ordinaryWords, severalPlaces } from './cities.ts'
import { countryNames, modernZone, zonesOfCountry } from './countries.ts'

export type FoundZone = { kind: 'zone'; zone: string } | { kind: 'unclear'; choices: string[] }

/** Whether it is a zone that all of us can compute with: an IANA name, or a fixed offset such as `+05:30`. */
export function isZone(name: string): boolean {
  if (name.length > 64 || !/^(?:[a-z][\w+-]*(?:\/[\w+-]+){0,2}|[+-]\d{2}:\d{2})$/i.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** The zone of a city, a country, an abbreviation, an offset or an IANA name, as a person writes it. */
export function findZone(place: string): FoundZone | undefined {
  if (place.length > 64) return undefined
  const name = fold(place)
  const offset = /^(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?(\d{2}))?$|^([+-])(\d{2}):(\d{2})$/.exec(name)
  if (offset)
    return fixed(offset[1] ?? offset[4], Number(offset[2] ?? offset[5]), Number(offset[3] ?? offset[6] ?? 0))
  const several = severalPlaces.get(name)
  if (several) return { kind: 'unclear', choices: [...several] }
  const zone = places().get(name)
  if (zone) return { kind: 'zone', zone }
  if (/^[a-z]+\//.test(name) && isZone(place.trim().replaceAll(' ', '_')))
    return { kind: 'zone', zone: canonical(place) }
  const country = countries().get(name)
  return country ? ofZones(zonesOfCountry(country)) : undefined
}

const fold = (name: string) =>
  foldLetters(name)
    .replace(/[-_.,]+/g, (signs) => (/^[-]$/.test(signs) ? '-' : ' '))
    .replace(/\s+/g, ' ')
    .trim()

function fixed(sign = '+', hours: number, minutes: number): FoundZone | undefined {
  if (hours > 14 || minutes > 59) return undefined
  if (hours === 0 && minutes === 0) return { kind: 'zone', zone: 'UTC' }
  const pad = (value: number) => String(value).padStart(2, '0')
  // Etc names count the other way round; calendars know them, while they do not know a bare offset.
  const whole = minutes === 0 && !(sign === '-' && hours > 12)
  return {
    kind: 'zone',
    zone: whole ? `Etc/GMT${sign === '+' ? '-' : '+'}${hours}` : `${sign}${pad(hours)}:${pad(minutes)}`,
  }
}

const ofZones = (zones: readonly string[]): FoundZone | undefined => {
  const [zone] = zones
  if (zones.length > 1) return { kind: 'unclear', choices: [...zones] }
  return zone === undefined ? undefined : { kind: 'zone', zone }
}

const canonical = (zone: string) =>
  modernZone(
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone.trim().replaceAll(' ', '_')).timeZoneId,
  )

let knownPlaces: ReadonlyMap<string, string> | undefined
let knownCountries: ReadonlyMap<string, string> | undefined

function places(): ReadonlyMap<string, string> {
  if (knownPlaces) return knownPlaces
  const known = new Map<string, string>()
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    for (const name of [zone, modernZone(zone)]) {
      const city = fold(name.split('/').at(-1) ?? name)
      if (!ordinaryWords.has(city)) known.set(city, modernZone(zone))
    }
  }
  for (const [name, zone] of namedPlaces) {
    if (!ordinaryWords.has(name)) known.set(fold(name), zone)
  }
  knownPlaces = known
  return known
}

function countries(): ReadonlyMap<string, string> {
  knownCountries ??= countryNames(fold)
  return knownCountries
}
