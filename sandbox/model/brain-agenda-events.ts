import { partsOf, tidy } from './brain-agenda-parts.ts'
import { repeats } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

/** A tool call; with `next`, one that looks for what the next call is about, of which the result names the ref. */
export interface Step {
  name: string
  args: Record<string, unknown>
  /** What the line of the result speaks of that is meant; the first line when it is not said. */
  about?: string | undefined
  next?(ref: string): Step
}

/** What to do, or what to ask first. */
export type Intent = Step | { ask: 'askTitle' | 'askWhen' | 'askReminder' }

const NOUN =
  'meetings?|appointments?|events?|calls?|lunch|dinner|breakfast|brunch|coffee|drinks?|interview|stand-?up|sync|one-on-one|1:1|birthday|party|reminder call|dentist|doctor|gym|class|training|workshop|review|demo|' +
  'reuni[oó]n(?:es)?|citas?|eventos?|comida|almuerzo|cena|llamadas?|desayuno|reuni[aã]o|reuniões|compromissos?|consulta|almoço|jantar|chamada|' +
  'termine?|meetings?|treffen|besprechung(?:en)?|mittagessen|abendessen|anruf|zahnarzt|zahnarzttermin|arzttermin|réunions?|rendez-vous|rdv|événements?|déjeuner|dîner|appel'
const CALENDAR = 'calend[aá]r(?:io)?s?|agenda|schedule|kalender|calendriers?|diary'
const EVENT = words(NOUN)
const START =
  /^(?:(?:hi|hey|hello|ok(?:ay)?|please|pls|por favor|bitte|s'il (?:te|vous) plaît|great|thanks|thank you|actually|and|also|majordomo|can you|could you|would you|will you|i (?:want|need|would like) to|i'd like to|let's|kannst du|podr[ií]as|puedes|podes|pode|peux-tu|pouvez-vous|quiero|quero|je veux|ich möchte)[\s,.!]+)+/iu

/** The sentence without the politeness before what it asks for. */
export const asked = (text: string): string =>
  text.trim().replace(/^[¿¡]/, '').replace(START, '').replace(PLEASE, '')

const PLEASE = /[\s,]+(?:please|pls|por favor|bitte|s'il (?:te|vous) plaît|thanks|thank you)(?=[\s.!?]*$)/iu
const BOOK =
  /^(?:invite(?=\s.*\sto\s)|schedule|book|set up|arrange|agenda|agendar|agende|programa|programar|reserva|marca|marcar|marque|vereinbare|buche|plane|planifie[rz]?|programme[rz]?|réserve[rz]?)\s+/iu
const MAKE =
  /^(?:add|create|make|put|plan|organi[sz]e|enter|crea|crear|añade|pon|cria|criar|crie|adiciona|põe|erstelle?|trage?|mach|leg|ajoute[rz]?|crée[rz]?|mets|mettez|prends)\s+/iu
/** Booked elsewhere: nothing here can do it. */
const ELSEWHERE = words(
  'flights?|hotels?|tickets?|tables?|taxis?|rooms?|restaurants?|trains?|vuelo|mesa|voo|flug|tisch|vol|table|billets?',
)
const INTO_CALENDAR = words(
  `(?:(?:to|in|into|on|en|na|no|in|dans|à|im|a)\\s+)?(?:my|the|mi|minha|meinen|meinem|den|dem|mon|el|la|le|o)\\s+(?:${CALENDAR})`,
)
const ARTICLE =
  /^(?:an?|the|my|to|me|una?|un|el|la|uma?|o|einen?|eine|ein|das|den|die|une|le|mon|ma|new|neuen?|nuevo|nueva|novo|nova)\s+/iu
const CALLED =
  /(?:^|\s)(?:called|named|titled|llamad[oa]|chamad[oa]|namens|appelée?)\s+["“]?(.+?)["”]?$|^(?:event|termin|evento|événement):\s*(?=\S)/iu
const PLACE = /(?:^|\s)(?:at|in|en|em|im|au|chez|beim)\s+((?:the\s+)?\p{Lu}[^,.;]*|room\s+\S+)$/u

/** "Schedule a meeting with Sarah tomorrow at 3 PM". */
export function booking(text: string): Intent | undefined {
  const order = asked(text)
  const verb = BOOK.exec(order) ?? MAKE.exec(order)
  if (!verb) return undefined
  const parts = partsOf(order.slice(verb[0].length))
  const meant = EVENT.test(parts.rest) || INTO_CALENDAR.test(parts.rest)
  const booked = BOOK.test(order) && (parts.when || parts.attendees) && !ELSEWHERE.test(parts.rest)
  if (!meant && !booked) return undefined
  let title = tidy(parts.rest.replace(INTO_CALENDAR, ' ').replace(/\s+ein$/u, ''))
  while (ARTICLE.test(title)) title = title.replace(ARTICLE, '')
  title = CALLED.exec(title)?.[1] ?? title.replace(CALLED, '')
  const location = PLACE.exec(title)?.[1]
  if (location) title = tidy(title.replace(PLACE, ''))
  if (!title) return { ask: 'askTitle' }
  if (!parts.when) return { ask: 'askWhen' }
  const repeat = repeats(parts.when) ? parts.when : undefined
  const { duration, attendees, meet } = parts
  const when = repeat ? firstOf(repeat) : parts.when
  return {
    name: 'create-event',
    args: { title: capital(title), when, duration, repeat, attendees, location, meet },
  }
}

/** Of `every Monday at 9` the `Monday at 9`; of `every day` the first one is today. */
const firstOf = (repeat: string): string =>
  repeat
    .replace(
      /^(?:(?:every|each)(?: other| second)?|cada|todos? (?:los|os)|todas? (?:las|as)|toda|jeden?|jede[rs]|chaque|tous les|daily|weekly|monthly)\s*(?:(?:days?|weeks?|months?|weekdays?|d[ií]as?|semanas?|tag|tage|woche|jours?|semaines?)(?!\p{L}))?\s*/iu,
      '',
    )
    .trim() || 'today'

const FIND =
  /^(?:what(?:'s|’s| is| do i have| have i got)|do i have|have i got|am i|show(?: me)?|list|what (?:does|are|have i)|how (?:does|is|busy)|any|is there|are there|(?:¿)?qué (?:tengo|hay)|tengo|estoy|muéstrame|o que (?:é que )?(?:tenho|há)|que tenho|tenho|estou|mostra(?:-me)?|was (?:habe ich|steht|ist)|habe ich|bin ich|zeig(?: mir)?|qu'est-ce que j'ai|qu'ai-je|ai-je|j'ai quoi|suis-je|est-ce que (?:je suis|j'ai)|je suis|montre(?:-moi)?)(?!\p{L})/iu
const FREE = words(
  'free|busy|available|time|libre|ocupad[oa]|livre|frei|beschäftigt|zeit|disponible|occupée?',
)
const FOUND_WORDS = words(
  `on|in|up|for|happening|am|my|the|do|does|look|like|i|me|have|got|planned|scheduled|coming|any|anything|is|there|en|mi|el|hay|para|na|minha|o|há|an|auf|dem|im|meinem|steht|in|dans|mon|de prévu|prévu|geplant|what's|day|week|${CALENDAR}|${NOUN}`,
)
const ALL_WORDS = new RegExp(FOUND_WORDS.source, 'giu')

/** "What's on tomorrow?", "am I free on Friday afternoon", "when is my meeting with Sarah?" */
export function finding(text: string): Step | undefined {
  const order = asked(text)
  const searched =
    /^(?:when(?:'s| is| are)|cu[aá]ndo es|quando é|wann ist|quand est|c'est quand)\s+(.+)$/iu.exec(order)?.[1]
  if (searched && EVENT.test(searched)) return lookFor(searched)
  const opening = FIND.exec(order)
  if (!opening) return undefined
  const left = order.slice(opening[0].length)
  if (
    /^what(?:'s|’s| is)$/i.test(opening[0]) &&
    !/^\s+(?:on|in|up|planned|scheduled|coming|happening|next|my)\b/i.test(left)
  )
    return undefined
  const { when: said, rest } = partsOf(left)
  const when =
    said ?? (/\bmy week\b/i.test(rest) ? 'this week' : /\bmy day\b/i.test(rest) ? 'today' : undefined)
  if (FREE.test(rest) && when) return { name: 'find-events', args: { when } }
  if (
    !when &&
    !words(CALENDAR).test(rest) &&
    !/^(?:meetings?|appointments?|events?|termine)$/iu.test(withWhom(rest).noun)
  )
    return undefined
  const { who, noun } = withWhom(rest)
  if (who && EVENT.test(noun)) return { name: 'find-events', args: { when, text: who } }
  // Anything more in it is about something else: "what's on TV tonight".
  return tidy(rest.replace(ALL_WORDS, ' ')) === '' ? { name: 'find-events', args: { when } } : undefined
}

const WITH = words('with|con|com|mit|avec|from|von|de|by')

/** Whom an event is with, or else what it is called. */
function withWhom(text: string): { who: string | undefined; noun: string } {
  const at = WITH.exec(text)
  const noun = tidy(at ? text.slice(0, at.index) : text).replace(/^(?:any|a|the|my)\s+/iu, '')
  const who = at ? tidy(text.slice(at.index + at[0].length)).replace(ARTICLE, '') : ''
  return { who: who || undefined, noun }
}

/** Finds the event that words such as "my dentist appointment" or "the meeting with Sarah on Friday" are about. */
export function lookFor(words: string, which: 'first' | 'last' = 'first'): Step {
  const { when, rest } = partsOf(words, which)
  const { who, noun } = withWhom(rest)
  let name = noun
  while (ARTICLE.test(name)) name = name.replace(ARTICLE, '')
  const plain = tidy(
    name.replace(
      /^(?:meeting|appointment|event|termin|treffen|besprechung|reuni[oó]n|reunião|cita|evento|compromisso|réunion|rendez-vous|rdv|événement)s?(?!\p{L})|\s+(?:meeting|appointment|event)s?$/giu,
      '',
    ),
  )
  const text = who ?? (plain || undefined)
  return { name: 'find-events', args: { when, text }, about: text }
}

/** "Find a free hour tomorrow with ana@example.test". */
export function freeTime(text: string): Step | undefined {
  const order = asked(text)
  const wanted =
    /^(?:find|suggest|look for)\b.*\b(?:slots?|free|gap|time for|time to|a time)\b|^when (?:am i|are we|is everybody|is everyone|could we|can we)\b|^(?:busca|encuentra|procura|acha|encontra)\b.*(?:hueco|hora libre|horario|horário)|^(?:cu[aá]ndo estoy libre|quando (?:é que )?estou livre|wann (?:bin ich|habe ich) .*(?:frei|zeit)|finde? .*(?:freien termin|freie zeit)|quand suis-je libre|trouve .*créneau)/iu
  if (!wanted.test(order)) return undefined
  const { when, duration, attendees } = partsOf(order)
  const free = /\ba(?:n)? (?:free )?hour\b/i.test(order) ? 'an hour' : undefined
  return {
    name: 'find-free-time',
    args: {
      when: when ?? 'this week',
      duration: duration ?? free ?? '1 hour',
      people: attendees?.map(({ email }) => email),
    },
  }
}

export const isEvent = (text: string): boolean => EVENT.test(text)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
