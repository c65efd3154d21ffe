import type { AgendaPhrases } from './brain-agenda-words.ts'
import { fold } from './brain-agenda-time.ts'

export interface Result {
  name: string
  text: string
}

/** Tools that act: what they did is shown to the person anyway. */
const ACTS = new Set([
  'create-event',
  'update-event',
  'delete-event',
  'answer-invitation',
  'undo',
  'create-reminder',
  'change-reminder',
  'daily-briefing',
  'quiet-hours',
])
/** How the result of an act begins that was carried out; whatever begins otherwise is passed on in its own words. */
const ACTED =
  /^\W*(?:it (?:is|was) )?(?:now )?(?:booked|created|changed|moved|updated|deleted|cancelled|canceled|removed|restored|undone|accepted|declined|answered|set|scheduled|done|saved|the (?:event|reminder|briefing|invitation)(?: r\d+)? (?:is|was|has been) (?!not)|from \d|there are no quiet)\b/i
const WARNING = /[^.\n]*\b(?:could not|couldn't|not checked|was not|were not|guess)\b[^.\n]*\.?/gi
const FAILED =
  /\?|\b(?:not|n't|no|nothing|cannot|can't|which|ask|already|overlaps?|conflicts?|busy|in the way|past|failed|unclear|ambiguous)\b/i
const NEEDS_CITY =
  /\b(?:which|what) (?:city|place|time zone)\b|\bwhere (?:they|the person) (?:are|is)\b|call time-zone/i

const REFS = [
  /\bref(?:erence)?[:= ]+["'`(<]?([^\s"'`,;)\]>]+)/i,
  /(?<![\w/])(c\d+\/[\w@.-]+)/,
  /(?<![\w-])([0-9a-f]{12,}(?:_\d{8}(?:T\d{6}Z)?)?)(?![\w-])/,
  /(?:^|[\s[(])([er]\d+)(?=[\s\]):,.]|$)/m,
  /^\s*(?:[-*•]\s+)?\[([\w./@-]*\d[\w./@-]*)\]/m,
]

export const isAct = (name: string): boolean => ACTS.has(name)

/** Whether the tool says that it did what it was asked. */
const succeeded = ({ text }: Result): boolean => ACTED.test(unfenced(text)) && !NEEDS_CITY.test(text)

/** Whether it says that nothing came of it: what is neither this nor a success is not taken for either. */
export const failed = (result: Result): boolean => !succeeded(result) && FAILED.test(unfenced(result.text))

/** Nothing was done because it is not known where the person is. */
export const lacksCity = ({ text }: Result): boolean => !ACTED.test(unfenced(text)) && NEEDS_CITY.test(text)

/** The name by which a list calls what is meant: that of the line that speaks of it, else the first. */
export function refIn(text: string, about: string | undefined): string | undefined {
  const lines = unfenced(text).split('\n')
  const meant = about === undefined ? [] : lines.filter((line) => fold(line).includes(fold(about)))
  const refs = [...meant, ...lines].flatMap((line) => refOf(line) ?? [])
  return refs[0]
}

const refOf = (line: string): string | undefined =>
  REFS.map((pattern) => pattern.exec(line)?.[1]).find(Boolean)

/** What the person hears of results: acts in a word, since the facts stand below; all else as the tools put it. */
export function tellAgenda(results: readonly Result[], phrases: AgendaPhrases): string {
  const told = results.map((result) => {
    if (lacksCity(result)) return phrases.askCity
    // The link itself stands below the answer.
    if (/^the (?:private )?link\b/i.test(result.text)) return phrases.done
    const text = forPerson(unfenced(result.text))
    if (!isAct(result.name) || !succeeded(result)) return text
    return [phrases.done, ...(text.match(WARNING) ?? []).map((warning) => warning.trim())].join(' ')
  })
  return [...new Set(told)].join('\n\n')
}

/** Without the tags of the fence, and without what only a model can use. */
const unfenced = (text: string): string => text.replace(/<\/?outside\b[^<>]*>\n?/gi, '').trim()

/** Tools write for a model: here it is as the person would be told. Links stay as they are. */
function forPerson(text: string): string {
  const bare = text
    .split(/(https?:\/\/\S+)/)
    .map((part, at) => (at % 2 === 1 ? part : asTold(part)))
    .join('')
    .replace(/^[^\S\n]+|[^\S\n]+$/gm, '')
    .trim()
  return bare.charAt(0).toUpperCase() + bare.slice(1)
}

function asTold(text: string): string {
  return text
    .replace(
      /\s*[[(]?\b(?:ref|id)(?:\s*[:=]\s*|\s+(?=\S*[\d/]))["'`]?[\w@./-]*[\w@/-]["'`]?[\])]?[:,;]?/gi,
      '',
    )
    .replace(
      /\s*[[(]?(?<![\w/])(?:c\d+\/[\w@.-]*[\w@-]|[0-9a-f]{12,}(?:_\d{8}(?:T\d{6}Z)?)?)(?![\w-])[\])]?[:,;]?/g,
      '',
    )
    .replace(/\s*\(evenIfBusy\)|\bask them\.|\bgive it as it is,[^.]*\./gi, '')
    .replace(/\b(?:please )?ask (?:the person|them)[:,]?\s*(?=\p{Lu})/giu, '')
    .replace(/\bask which\b(?: one)?[.:]?/gi, 'Which one?')
    .replace(/\bdoes the person\b/gi, 'do you')
    .replace(/\b(?:the person|they) (?:is|are)\b/gi, 'you are')
    .replace(/\bthe person (want|set|say|choose)s\b/gi, 'you $1')
    .replace(/\bof the person\b/gi, 'of yours')
    .replace(/\bthe person's\b/gi, 'your')
    .replace(/\bthe person\b/gi, 'you')
}
