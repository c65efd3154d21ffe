import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import type { Preferences } from '../graph/tool.ts'
import { restoreZones, settingsOf, setVoiceReplies } from '../store/people.ts'
import type { NameAndLanguage } from './name-and-language.ts'
import type { PreferenceSettings, PreferenceTurn } from './preferences.ts'

const Kept = z.union([
  z.object({
    zone: z.object({
      home: z.string().nullable(),
      away: z.string().nullable(),
      until: z.string().nullable(),
    }),
    /** What counted in that moment, for their reminders. */
    counted: z.string(),
    source: z.enum(['said', 'guess', 'unknown']),
  }),
  z.object({ voice: z.enum(['never', 'mirror', 'always']) }),
  z.object({ language: z.string().nullable(), chosen: z.boolean() }),
  z.object({ name: z.string().nullable(), chosen: z.boolean() }),
])

/** What a tool keeps of the settings it changes, so that the person can take the change back. */
export function createKeptSettings(
  { db, zoneChanged }: PreferenceSettings,
  { row, person }: PreferenceTurn,
  { answerIn, callThem }: NameAndLanguage,
): Pick<Preferences, 'kept' | 'restore'> {
  return {
    async kept(setting): Promise<z.infer<typeof Kept>> {
      const { name, nameChosen, language, languageChosen, voice, ...zone } = await settingsOf(db, row.id)
      const all = {
        zone: { zone, counted: person.timezone, source: person.zoneSource },
        voice: { voice },
        language: { language, chosen: languageChosen },
        name: { name, chosen: nameChosen },
      }
      return all[setting]
    },
    async restore(kept) {
      const read = Kept.safeParse(kept)
      if (!read.success) throw new ToolFailure('This cannot be taken back any more. Nothing was changed.')
      const before = read.data
      if ('language' in before) return answerIn(before.language, before.chosen)
      if ('name' in before) return callThem(before.name, before.chosen)
      if ('voice' in before) {
        await setVoiceReplies(db, row.id, before.voice)
        row.voice_replies = before.voice
        return `Whether answers are spoken is as before: ${before.voice}.`
      }
      await restoreZones(db, row.id, before.zone)
      const zone = before.counted
      person.timezone = zone
      person.zoneSource = before.source
      await zoneChanged(row.id, zone)
      return `The person's time zone is ${zone} again, as before.`
    },
  }
}
