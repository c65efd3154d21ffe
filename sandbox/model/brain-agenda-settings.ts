import { asked, type Step } from './brain-agenda-events.ts'
import { tidy } from './brain-agenda-parts.ts'
import { timesIn } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

const CALENDAR = words('google|calendars?|calend[aá]rios?|agenda|kalender|calendriers?')
const CONNECT =
  /^(?:connect|link|add|conecta|conectar|liga|ligar|verbinde?|connecte[rz]?|relie[rz]?)\s+(?:my|the|mi|a minha|o meu|meinen|mon|google)(?!\p{L})/iu
const DISCONNECT = words('disconnect|unlink|desconecta[r]?|desliga[r]?|trenne?|déconnecte[rz]?')
const LINK =
  /\b(?:link|url|feed|ics|subscribe|subscription|enlace|lien|suscrib\p{L}*|subscrev\p{L}*|abonn?\p{L}*)\b.*(?:calendar|calend[aá]rio|agenda|kalender|calendrier)|(?:calendar|kalender)[- ]?(?:link|feed|abo)/iu
const RENEW = words('new|renew|another|revoke|neuen?|nuevo|renueva|novo|renova|nouveau')
const DEFAULT =
  /^(?:make|use|set)\s+(?:my\s+|the\s+)?["“]?(.+?)["”]?(?:\s+calendar)?\s+(?:as\s+|to be\s+)?(?:my\s+|the\s+)?default(?:\s+calendar)?[\s.!]*$/iu
const LIST = /^(?:which|what|list|show(?: me)?)\s+(?:my\s+|of my\s+)?calendars\b/i
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/

/** "Connect my Google calendar", "give me a link to my calendar". */
export function calendars(text: string): Step | undefined {
  const order = asked(text)
  const connect = (action: string, name?: string): Step => ({
    name: 'connect-calendar',
    args: { action, name },
  })
  if (LIST.test(order)) return connect('list')
  if (!CALENDAR.test(order)) return undefined
  if (DISCONNECT.test(order)) return connect('disconnect', EMAIL.exec(order)?.[0])
  if (CONNECT.test(order)) return connect('connect')
  const chosen = DEFAULT.exec(order)?.[1]
  if (chosen) return connect('default', chosen)
  if (!LINK.test(order) || /^(?:what|why|how|who)\b/i.test(order)) return undefined
  return { name: 'calendar-link', args: { renew: RENEW.test(order) || undefined } }
}

const THERE =
  /^(?:i(?:'|’)?m|i am|estoy|estou|ich bin|je suis)\s+(?:now\s+|currently\s+|back\s+|ahora\s+|agora\s+|gerade\s+|jetzt\s+|maintenant\s+)?(?:in|en|em|a|à|au)\s+(?=\p{Lu})|^(?:my time ?zone is|set my time ?zone to|i live in|vivo en|moro em|vivo em|ich wohne in|ich lebe in|j'habite(?: à)?)\s+/iu

/** "I'm in Lisbon this week". */
export function whereabouts(text: string): Step | undefined {
  const order = text.trim().replace(/^(?:hi|hey|hello|actually|by the way|ok(?:ay)?)[,!]?\s+/i, '')
  const opening = THERE.exec(order)
  // The pattern ignores case: a place has a capital, "in a meeting" has none.
  if (!opening || !/^\p{Lu}/u.test(order.slice(opening[0].length))) return undefined
  return placeIn(order.slice(opening[0].length))
}

/** "Lisbon", "in Lisbon until Friday": the answer to the question where the person is. */
export function placeIn(text: string): Step | undefined {
  const sentence = (/^[^.!?\n]+/.exec(text.trim())?.[0] ?? '')
    .replace(THERE, '')
    .replace(/^(?:in|en|em|à)\s+/iu, '')
  const [time] = timesIn(sentence)
  const place = tidy(time ? sentence.slice(0, time.start) : sentence).replace(
    /(?:[\s,]+(?:now|until|till|for|hasta|até|bis|jusqu'au|jusqu'à))+$/iu,
    '',
  )
  if (!place || place.split(/\s+/).length > 4) return undefined
  const until = time?.words.replace(/^(?:until|till|hasta|até|bis|jusqu'au)\s+/iu, '')
  return { name: 'time-zone', args: { place, until } }
}
