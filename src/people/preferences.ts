import { ToolFailure } from '../errors.ts'
import type { Preferences, ToolPerson } from '../graph/tool.ts'
import type { Queryable } from '../store/database.ts'
import { setAway, setTimeZone, setVoiceReplies } from '../store/people.ts'
import type { Person } from '../store/turns.ts'
import { askAbout } from '../time/ask-about.ts'
import { describeWhen } from '../time/describe-when.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import { findZone } from '../time/zones.ts'
import { describeSettings } from './describe-settings.ts'
import { createKeptSettings } from './kept-settings.ts'
import { createNameAndLanguage } from './name-and-language.ts'

export interface PreferenceSettings {
  db: Queryable
  /** What follows the person through time zones is to follow. */
  zoneChanged(person: string, timeZone: string): Promise<void>
}

export interface PreferenceTurn {
  /** Both as the turn holds them: what is changed holds for this very turn too. */
  row: Person
  person: ToolPerson
  now: Temporal.Instant
  canSpeak: boolean
}

/** What a person settles by chat. */
export function createPreferences(settings: PreferenceSettings, turn: PreferenceTurn): Preferences {
  const { db, zoneChanged } = settings
  const { row, person, now } = turn
  const nameAndLanguage = createNameAndLanguage(settings, turn)

  /** When a journey ends: the end of the last day that was named. */
  function endOf(words: string, timeZone: string): Temporal.Instant {
    const until = resolveWhen(words, { now, timeZone, language: person.language, purpose: 'search' })
    if (until.kind === 'unclear')
      throw new ToolFailure(`It is not clear until when. ${askAbout(until)} Nothing was changed.`)
    const end =
      until.kind === 'days' ? until.last.add({ days: 1 }).toZonedDateTime(timeZone) : (until.end ?? until.at)
    if (Temporal.Instant.compare(end.toInstant(), now) <= 0)
      throw new ToolFailure('That time is over already. Nothing was changed.')
    return end.toInstant()
  }

  return {
    async setVoiceReplies(mode) {
      if (mode !== 'never' && !turn.canSpeak)
        throw new ToolFailure('Answers cannot be spoken here; they stay text.')
      await setVoiceReplies(db, row.id, mode)
      row.voice_replies = mode
    },
    async setTimeZone(place, until) {
      const found = findZone(place)
      if (!found)
        throw new ToolFailure(
          `There is no time zone known for "${place.slice(0, 80)}". Ask for a larger city nearby.`,
        )
      if (found.kind === 'unclear')
        throw new ToolFailure(
          `"${place}" may be in several time zones: ${found.choices.join(', ')}. Ask which.`,
        )
      const { zone } = found
      const end = until ? endOf(until, zone) : undefined
      if (end) await setAway(db, row.id, zone, end)
      else await setTimeZone(db, row.id, zone)
      person.timezone = zone
      person.zoneSource = 'said'
      await zoneChanged(row.id, zone)
      if (!end) return `The person's time zone is ${zone} from now on.`
      const back = { kind: 'moment', at: end.toZonedDateTimeISO(zone) } as const
      return `The person's time zone is ${zone} until ${describeWhen(back, { timeZone: zone })}; then it is as before.`
    },
    setLanguage: nameAndLanguage.setLanguage,
    setName: nameAndLanguage.setName,
    ...createKeptSettings(settings, turn, nameAndLanguage),
    describe: () => describeSettings(settings, turn),
  }
}
