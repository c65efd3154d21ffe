import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { zonesOfCountry } from './countries.ts'

export type PhoneZone =
  /** What most people with such a number live by; somebody abroad keeps theirs, so it is to be confirmed. */
  { kind: 'guess'; zone: string } | { kind: 'several'; country: string; zones: string[] }

/** The zone a phone number makes likely; E.164, also with a channel in front. */
export function zoneFromPhone(phone: string): PhoneZone | undefined {
  const country = parsePhoneNumberFromString(phone.slice(0, 60).replace(/^\w+:/, ''))?.country
  if (!country) return undefined
  const zones = zonesOfCountry(country)
  const [zone] = zones
  if (zone === undefined) return undefined
  return zones.length === 1 ? { kind: 'guess', zone } : { kind: 'several', country, zones: [...zones] }
}
