import type { ToolPerson } from '../graph/tool.ts'
import type { Person } from '../store/turns.ts'
import { zoneFromPhone } from '../time/zone-from-phone.ts'

export interface ZoneSettings {
  timeZone: string
  /** The owner chose it; otherwise it is only that of the machine. */
  timeZoneChosen: boolean
}

/** Where a person is at `now`: as they said, or as their number and the owner's settings let one guess. */
export function whereIs(
  person: Pick<Person, 'id' | 'timezone' | 'away_timezone' | 'away_until'>,
  now: Temporal.Instant,
  settings: ZoneSettings,
): Pick<ToolPerson, 'timezone' | 'zoneSource'> {
  const { id, timezone, away_timezone: away, away_until: until } = person
  if (away && until && Temporal.Instant.compare(Temporal.Instant.from(until), now) > 0)
    return { timezone: away, zoneSource: 'said' }
  if (timezone) return { timezone, zoneSource: 'said' }
  const phone = zoneFromPhone(id)
  // A country with several zones, or somebody who has no number: the owner's own is the best guess there is.
  if (phone?.kind === 'guess' && !(settings.timeZoneChosen && phone.zone === settings.timeZone))
    return { timezone: phone.zone, zoneSource: 'guess' }
  return { timezone: settings.timeZone, zoneSource: settings.timeZoneChosen ? 'guess' : 'unknown' }
}
