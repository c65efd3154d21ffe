import { asked, type Intent, type Step } from './brain-agenda-events.ts'
import { tidy } from './brain-agenda-parts.ts'
import { fold, mainTime, repeats, timesIn } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

const REMIND =
  /^(?:remind me(?: again)?|set a reminder(?: for me)?|recu[eé]rdame|av[ií]same|lembra[- ]me|lembre[- ]me|me lembr[ae]|erinner[e]? mich|rappelle[rz]?[- ](?:moi|le moi))(?!\p{L})/iu
const ABOUT = /^(?:(?:to|about|that|of|for|de que|de|que|para|an|daran|dass|zu)\s+|d'|d’|qu'|qu’)/iu
const BEFORE = words(
  String.raw`(\d+\s+\p{L}+|an hour|half an hour|a quarter of an hour|una hora|media hora|uma hora|meia hora|eine (?:halbe )?stunde|une (?:demi-)?heure)\s+(?:before|antes de|vor|avant)\s+((?:each|every|all|any|my|cada|todas? (?:las|as|mis)?|todos? (?:los|os)?|jede[mrn]?|allen|chaque|mes|toutes? (?:les|mes))\s+[\p{L}-]+)`,
)
const LIST =
  /^(?:which|what|show(?: me)?|list|do i have(?: any)?|qu[eé]|cu[aá]les|muestra|quais|que|mostra(?:-me)?|welche|zeig(?: mir)?|quels?|montre(?:-moi)?|my|mis|meine|os meus|mes)(?!\p{L}).*(?:reminders|recordatorios|lembretes|erinnerungen|rappels)/iu
const REMINDER = words('reminders?|recordatorios?|lembretes?|erinnerung(?:en)?|rappels?')
const CANCEL =
  /^(?:cancel|delete|remove|stop|drop|cancela|borra|elimina|quita|apaga|cancele|lösche?|streiche?|supprime[rz]?|annule[rz]?)(?!\p{L})/iu

/** "Remind me to send the report at 5", "remind me 30 minutes before each meeting". */
export function reminding(text: string): Intent | undefined {
  const order = asked(text)
  const opening = REMIND.exec(order)
  if (!opening) return undefined
  const wanted = order.slice(opening[0].length).trim()
  const before = BEFORE.exec(wanted)
  if (before) return { name: 'create-reminder', args: { what: before[2], beforeEvents: before[1] } }
  const times = timesIn(wanted)
  const chosen = mainTime(times, times[0]?.start === 0 ? 'first' : 'last')
  const left = chosen
    .toReversed()
    .reduce((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, wanted)
  let what = tidy(left)
  while (ABOUT.test(what)) what = what.replace(ABOUT, '')
  const when = chosen.map((time) => time.words).join(' ')
  if (!what) return { ask: 'askReminder' }
  if (!when) return { ask: 'askWhen' }
  return { name: 'create-reminder', args: { what, ...(repeats(when) ? { repeat: when } : { when }) } }
}

/** A reminder of which the person speaks: by its ref, or the one that was sent last. */
export interface OpenReminder {
  ref: string | undefined
}

const DONE =
  /^(?:(?:it'?s |that'?s |i'?m |all )?done(?: it| that)?|i did(?: it| that)?|did it|finished|hecho|ya est[aá]|ya lo hice|listo|feito|já fiz|já está|erledigt|fertig|(?:schon )?gemacht|c'est fait|fait)(?:,? (?:thanks|thank you|gracias|obrigad[oa]|danke|merci))?[\s.!✅👍]*$/iu
const LATER =
  /^(?:(?:remind me )?(?:again )?later|not now|snooze(?: it| that)?|más tarde|luego|mais tarde|depois|später|nachher|plus tard)(?:[\s,]|$)/iu
const AGAIN =
  /^(?:remind me again|snooze(?: it| that)? (?:for|until|till)|recuérdamelo(?: otra vez)?|lembra-me outra vez|erinnere? mich (?:nochmal|wieder)|rappelle-le-moi)\s+/iu
const MOVED =
  /^(?:(?:move|change|push|postpone|shift|make) (?:it|that|this)|mu[eé]velo|c[aá]mbialo|p[aá]salo|muda(?:-o)?|passa(?:-o)?|verschiebe? (?:es|das|sie)|déplace-le|reporte-le|décale-le)(?!\p{L})/iu
const DROPPED =
  /^(?:(?:cancel|delete|remove|drop|forget) (?:it|that|this)|stop reminding me|cancélalo|bórralo|cancela|apaga-o|lösch(?:e)? (?:es|das|sie)|annule-le|supprime-le)[\s.!]*$/iu

/** What the person answers to a reminder: "done", "later", "in an hour", "move it to tomorrow". */
export function answerReminder(text: string, { ref }: OpenReminder): Step | undefined {
  const order = asked(text)
  const act = (action: string, when?: string): Step => ({
    name: 'change-reminder',
    args: { reminder: ref, action, when },
  })
  const [time, ...more] = timesIn(order)
  if (DONE.test(order)) return act('done')
  if (AGAIN.test(order) && time) return act('later', time.words)
  const later = LATER.exec(order)
  if (later) return act('later', timesIn(order.slice(later[0].length))[0]?.words)
  if (MOVED.test(order) && time) return act('move', time.words)
  if (DROPPED.test(order)) return act('cancel')
  // Nothing but "in an hour".
  const alone = time && more.length === 0 && tidy(order.slice(0, time.start) + order.slice(time.end)) === ''
  return alone && /^(?:in|en|em|dans)\s/i.test(time.words) ? act('later', time.words) : undefined
}

/** "Which reminders do I have", "cancel the reminder to send the report". */
export function reminders(text: string): Step | undefined {
  const order = asked(text)
  if (LIST.test(order)) return { name: 'list-reminders', args: {} }
  if (!CANCEL.test(order) || !REMINDER.test(order)) return undefined
  const act = (reminder?: string): Step => ({ name: 'change-reminder', args: { reminder, action: 'cancel' } })
  const ref = words(String.raw`r\d+`).exec(order)?.[0]
  if (ref) return act(ref)
  const what = tidy(order.slice(REMINDER.exec(order)?.index ?? 0).replace(REMINDER, '')).replace(ABOUT, '')
  return what ? { name: 'list-reminders', args: {}, about: what, next: act } : act()
}

const HOUR = String.raw`(\d{1,2}(?:[:.h]\d{2}|h)?(?:\s*(?:am|pm|uhr))?)`
const BETWEEN = words(
  String.raw`(?:between|from|entre|zwischen|von|de|das|desde)\s+(?:las\s+|as\s+)?${HOUR}\s*(?:and|to|until|till|e|y|und|bis|et|a|à|hasta|até|-|–)\s*(?:las\s+|as\s+|às\s+)?${HOUR}`,
)
const QUIET =
  /quiet hours|horas? de silencio|horas? de silêncio|ruhezeit|heures? (?:calmes|de silence)|(?:don'?t|do not|never|no|não|nicht|keine|ne)\b.*(?:write|message|text|disturb|send|bother|contact|remind|escrib|moleste|escrev|mand[ea]|schreib|stör|écri|dérange)|schreib.*nicht/iu
const BRIEFING = words(
  'briefings?|daily (?:summary|overview)|resumen (?:diario|del día)|resumo (?:diário|do dia)|tagesübersicht|tagesüberblick|résumé (?:du jour|quotidien|du matin)',
)
const OFF = words(
  "no|no more|stop|off|end|cancel|without|don't|sin|para|sem|keine?|nicht mehr|plus de|plus|arrête[rz]?|pare",
)

/** "Send me a briefing every morning at 8", "don't write to me between 22:00 and 7:00". */
export function habits(text: string): Step | undefined {
  if (BRIEFING.test(text)) {
    const at = mainTime(timesIn(text))
      .map((time) => time.words)
      .join(' ')
    if (OFF.test(text) && !/\d/.test(at)) return { name: 'daily-briefing', args: { off: true } }
    if (at) return { name: 'daily-briefing', args: { at } }
    return undefined
  }
  if (!QUIET.test(text)) {
    return /^you may write(?: to me)?(?: at)? any ?time/i.test(asked(text))
      ? { name: 'quiet-hours', args: { off: true } }
      : undefined
  }
  const hours = BETWEEN.exec(text)
  if (hours) return { name: 'quiet-hours', args: { from: hours[1], until: hours[2] } }
  return /quiet hours|silenc|silênc|ruhezeit|calmes/iu.test(fold(text)) && OFF.test(text)
    ? { name: 'quiet-hours', args: { off: true } }
    : undefined
}
