const DAY = /\b(mon|tues|wednes|thurs|fri|satur|sun)day\b/i
const DATE = /\b\d{4}-\d{2}-\d{2}\b|\b(19|20)\d{2}\b/
const TIME = /\b\d{1,2}:\d{2}\b/

/** An answer from the clock in the system prompt when the person asks for time or date. */
export function tellTime(system: string, text: string): string | undefined {
  const asked =
    /what(?:'s| is)? (?:the )?(?:current )?(?:time|date|day)|what day is|which day|today's date|qué hora|que horas|qué día|que dia é|wie sp[äa]t|wie viel uhr|welcher tag|quelle heure|quel jour/i
  if (!asked.test(text) || /\b(?:time|hour|hora|uhr|heure)\b.*\bin\s+\p{Lu}/u.test(text)) return undefined
  const lines = system.split('\n').map((line) => ({ line, score: score(line) }))
  const best = lines.toSorted((a, b) => b.score - a.score)[0]
  if (!best || best.score < 2) return "I don't see a clock: nothing in front of me says what time it is."
  const clean = best.line
    .replace(/^[\s\-*#>]+/, '')
    .replaceAll('*', '')
    .trim()
  return `My notes say: **${clean}**`
}

const score = (line: string) =>
  [DAY, DATE, TIME, /\b(now|current|currently|today|time)\b/i].filter((pattern) => pattern.test(line)).length
