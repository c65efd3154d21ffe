import { quietHoursOf, settingsOf } from '../store/people.ts'
import { describeWhen } from '../time/describe-when.ts'
import { languageName } from './find-language.ts'
import type { PreferenceSettings, PreferenceTurn } from './preferences.ts'

const SOURCES = {
  said: 'as they said',
  guess: 'a guess; they have not said where they are',
  unknown: 'not known; they have not said where they are',
}
const ANSWERS = {
  never: 'text, also to voice notes',
  mirror: 'voice notes to voice notes, text to text',
  always: 'voice notes',
}

/** What a person has settled, and what holds where they have not: one line each, for the model. */
export async function describeSettings(
  { db }: PreferenceSettings,
  { row, person, now, canSpeak }: PreferenceTurn,
): Promise<string> {
  const [{ home, until, voice }, quiet] = await Promise.all([
    settingsOf(db, row.id),
    quietHoursOf(db, row.id),
  ])
  const { timezone, zoneSource, language, languageChosen, name } = person
  const end = until === null ? undefined : Temporal.Instant.from(until)
  const isAway = end !== undefined && Temporal.Instant.compare(end, now) > 0
  const back = isAway
    ? `, until ${describeWhen({ kind: 'moment', at: end.toZonedDateTimeISO(timezone) }, { timeZone: timezone })}; at home: ${home ?? 'not known'}`
    : ''
  return [
    `Name: ${name ?? 'not known'}${name ? `, ${row.name_chosen ? 'as they asked to be called' : 'from their profile'}` : ''}`,
    `Language: ${languageChosen ? `${languageName(language, 'en')}, whatever they write` : `that of their messages, lately ${languageName(language, 'en')}`}`,
    `Time zone: ${timezone} (${SOURCES[zoneSource]})${back}`,
    `Answers: ${canSpeak ? ANSWERS[voice] : 'text; they cannot be spoken here'}`,
    `Quiet hours: ${quiet ? `${quiet.from} to ${quiet.until}` : 'none'}`,
  ].join('\n')
}
