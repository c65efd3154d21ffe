import { readFileSync } from 'node:fs'
import type { ToolPerson } from './tool.ts'

export interface Prompts {
  system(values: {
    person: ToolPerson
    summary: string
    /** What others' texts were about that the messages no longer hold, fenced; empty: there were none. */
    reading: string
    now: Temporal.Instant
    /** Reminders that were sent and are still open, one line each. */
    openReminders: string[]
    /** What is known of the person and fits, one line each. */
    facts: string[]
    /** What the documents for this person are about; undefined: there are none. */
    documents: string | undefined
  }): string
  summarize(): string
  /** How others' texts are noted, apart from the summary. */
  reading(): string
}

/** Reads `system.md`, `summarize.md` and `reading.md`. The system prompt is built afresh for each call and never stored. */
export function loadPrompts(folder: string, assistant: string): Prompts {
  const [system, summarize, reading] = ['system.md', 'summarize.md', 'reading.md'].map((file) =>
    readFileSync(`${folder}/${file}`, 'utf8'),
  )
  return {
    system: ({ person, summary, reading: noted, now, openReminders, facts, documents }) =>
      fill(system ?? '', {
        assistant,
        language: person.languageChosen
          ? `${languageName(person.language)}, whatever language they write: they have asked for it`
          : `the language of the person's last message (they usually write ${languageName(person.language)})`,
        now: describeNow(now, person.timezone),
        person: `${person.name ? oneLine(person.name) : 'name not known'}, ${zones[person.zoneSource](person.timezone)}`,
        reminders:
          openReminders.length > 0
            ? `Reminders you sent that are still open; short replies such as "done" or "later" are about the last one:\n${openReminders.map((line) => `- ${line}`).join('\n')}`
            : '',
        facts:
          facts.length > 0
            ? `What you know of the person, by name of the fact:\n${facts.map((line) => `- ${line}`).join('\n')}`
            : '',
        documents: documents ? `Documents you can look into: ${documents}` : '',
        summary: summary ? `Summary of the conversation so far:\n${summary}` : '',
        reading: noted ? `What others' texts in this conversation were about:\n${noted}` : '',
      }),
    summarize: () => fill(summarize ?? '', { assistant }),
    reading: () => fill(reading ?? '', { assistant }),
  }
}

const zones = {
  said: (zone: string) => `time zone ${zone}`,
  guess: (zone: string) => `time zone probably ${zone}, a guess`,
  unknown: () => 'time zone not known',
}

/** People choose the name they show, so it stays one short line here. */
function oneLine(name: string): string {
  return name
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 60)
    .toWellFormed()
}

function fill(template: string, values: Record<string, string>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_all, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`the prompt names {{${key}}}, which nobody fills in`)
    return value
  })
}

/** By Temporal's `dayOfWeek`, from 1. A formatter for this would cost more than the rest of the prompt. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** E.g. `Saturday, 2026-11-21, 14:05 (UTC+01:00, Europe/Lisbon)`. */
export function describeNow(now: Temporal.Instant, timezone: string): string {
  const local = now.toZonedDateTimeISO(timezone)
  const weekday = WEEKDAYS[local.dayOfWeek - 1]
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return `${weekday}, ${local.toPlainDate().toString()}, ${time} (UTC${local.offset}, ${timezone})`
}

const languages = new Intl.DisplayNames(['en'], { type: 'language' })

function languageName(tag: string): string {
  return languages.of(tag) ?? tag
}
