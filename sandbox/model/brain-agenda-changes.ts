import { asked, isEvent, lookFor, type Step } from './brain-agenda-events.ts'
import { partsOf } from './brain-agenda-parts.ts'
import { repeats } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

/** That which was spoken of last, without its name. */
const IT = String.raw`it|that|this|the time|the hour|the date|the day|la hora|die Zeit|o horário|l'heure|that one|this one|them|lo|la|eso|isso|o|es|das|ihn|sie|cela|ça|le`
const MOVE =
  /^(?:(?:(?:make|put|set|repeat|mach|mets|mettez)(?=[\s-](?:it|that|this|es|das|le|la|ça)(?!\p{L}))|move|change|shift|push|postpone|reschedule|bring|mueve|muevelo|muével[oa]|cambia|cámbial[oa]|pásal[oa]|aplaza|muda|mude|passa|passe|adia|altera|verschiebe?|verlege?|ändere?|déplace[rz]?|décale[rz]?|reporte[rz]?|change[rz]?)(?:[- ](?=\P{L}|\p{L}))?)/iu
const ACTUALLY =
  /^(?:actually|no|wait|sorry|en realidad|mejor|na verdade|afinal|eigentlich|doch lieber|en fait|plutôt)[\s,]+/iu
const TO = words('to|until|till|by|para|a|al|auf|à|au|back|forward|for')
const DELETE =
  /^(?:cancel|delete|remove|drop|call off|scrap|c[aá]ncela|canc[eé]la|cancelar|cancele|b[oó]rra|el[ií]mina|qu[ií]ta|apaga|apague|desmarca|lösche?|storniere?|streiche?|supprime[rz]?|annule[rz]?|efface[rz]?)(?:[- ]|(?=l[oa](?!\p{L})))/iu
const UNDO =
  /^(?:undo(?: (?:that|it|this|the last (?:change|one)))?|take (?:that|it) back|revert (?:that|it)|deshaz(?:lo| eso)?|deshacer|desfaz(?:er)?(?: isso)?|desfaça(?: isso)?|(?:mach(?:e)? (?:das|es) )?rückgängig(?: machen)?|défais(?: ça| cela)?|reviens en arrière)[\s.!]*$/iu
const ANSWER =
  /^(?:(accept|acepta|aceita|aceite|nimm|akzeptiere|accepte[rz]?|say yes to)|(decline|reject|rechaza|recusa|recuse|lehne?|refuse[rz]?|décline[rz]?|say no to)|(say maybe to|maybe (?=to)|answer maybe to))\s+/iu
const INVITATION = words('invitations?|invites?|invitaci[oó]n(?:es)?|convites?|einladung(?:en)?')

/** Whether the words mean the event that was spoken of last. `recent`: there was one. */
const isPointer = (text: string): boolean => new RegExp(`^(?:${IT})?[\\s.!?]*$`, 'iu').test(text)

export const undoing = (text: string): Step | undefined =>
  UNDO.test(asked(text)) ? { name: 'undo', args: {} } : undefined

/** "Make that 4 PM", "move the meeting with Sarah to Friday", "invite ana@example.test too". */
export function changing(text: string, recent: boolean): Step | undefined {
  const corrected = ACTUALLY.test(text.trim())
  const order = asked(text)
    .replace(ACTUALLY, '')
    .replace(/\b(it|that|time)(?: to)?\s+(\d{1,2})(?=(?:\s+instead)?[\s.!?]*$)/iu, '$1 at $2')
  const scope = scopeIn(order)
  const people = guests(order, recent)
  if (people) return people
  const title =
    /^(?:rename (?:it|that) (?:to|as)|call (?:it|that)|change the title to)\s+["“]?(.+?)["”]?[.!]*$/iu.exec(
      order,
    )?.[1]
  if (title && recent) return { name: 'update-event', args: { title } }
  const place =
    /^(?:change|set) the (?:place|location) to\s+(.+?)[.!]*$|^the (?:place|location) is\s+(.+?)[.!]*$/iu.exec(
      order,
    )
  if (place && recent) return { name: 'update-event', args: { location: place[1] ?? place[2] } }
  if (recent && /^add an? (?:google meet|meet|video)(?: |-)?(?:link|call)?[\s.!?]*$/i.test(order))
    return { name: 'update-event', args: { meet: true } }
  const verb = MOVE.exec(order)
  if (!verb) {
    // "Actually, 4 PM": nothing but the time.
    const { when, rest } = partsOf(order)
    return corrected && recent && when && rest === '' ? { name: 'update-event', args: { when } } : undefined
  }
  const object = order.slice(verb[0].length).trim()
  const parts = partsOf(object, 'last')
  const { duration, meet, rest } = parts
  // "From tomorrow to Friday" moves what is tomorrow; "from 3 to 5" is one time.
  const when =
    parts.when && (/^(?!from|between)[^\d]+\s(?:to|auf|para)\s(.+)$/iu.exec(parts.when)?.[1] ?? parts.when)
  const long = /^(?:it|that)\s+(\d+ (?:minutes?|min|hours?)|an hour|half an hour)(?: long)?[.!]*$/iu.exec(
    object,
  )?.[1]
  if (long && recent) return { name: 'update-event', args: { duration: long } }
  if (!when && !duration && !meet) return undefined
  const change = when && repeats(when) ? { repeat: when, scope } : { when, duration, meet, scope }
  const named = rest.replace(SCOPED, ' ').trim()
  const subject = named.replace(new RegExp(`\\s*${TO.source}\\s*$`, 'iu'), '')
  if (isPointer(subject) || isPointer(subject.replace(/\s*(?:to|back|instead|please)\b/giu, '')))
    return recent ? { name: 'update-event', args: change } : undefined
  if (!isEvent(subject)) return undefined
  // What stands before the last time names the event, its own day included.
  const start = when ? object.lastIndexOf(when) : object.length
  const step = lookFor(start > 0 ? object.slice(0, start) : subject)
  return { ...step, next: (event) => ({ name: 'update-event', args: { event, ...change } }) }
}

function guests(order: string, recent: boolean): Step | undefined {
  const { attendees } = partsOf(order)
  if (!attendees || !recent) return undefined
  if (
    /^(?:invite|add|invita|añade|convida|adiciona|lade?|füge|ajoute[rz]?)(?!\p{L})/iu.test(order) &&
    !isEvent(order)
  )
    return { name: 'update-event', args: { addAttendees: attendees } }
  if (/^(?:uninvite|remove|take off|quita|elimina|remove|tira|entferne?|retire[rz]?)(?!\p{L})/iu.test(order))
    return { name: 'update-event', args: { removeAttendees: attendees.map(({ email }) => email) } }
  return undefined
}

const OUT_OF_CALENDAR = words(
  '(?:from|out of|de|da|do|aus) (?:my|the|mi|minha|meu|meinem|mon)? ?(?:calendar|calend[aá]rio|agenda|kalender|calendrier)',
)

/** "Cancel the meeting with Sarah", "delete that". */
export function deleting(text: string, recent: boolean): Step | undefined {
  // The German verb comes in two pieces.
  const order = asked(text).replace(/^sage?\s+(.+)\s+ab[\s.!]*$/iu, 'storniere $1')
  const verb = DELETE.exec(order)
  if (!verb) return undefined
  const scope = scopeIn(order)
  const object = order.slice(verb[0].length).replace(SCOPED, ' ').replace(OUT_OF_CALENDAR, ' ').trim()
  if (isPointer(object)) return recent ? { name: 'delete-event', args: { scope } } : undefined
  if (!isEvent(object)) return undefined
  const step = lookFor(object)
  if (!step.args.text && !step.args.when && recent) return { name: 'delete-event', args: { scope } }
  return { ...step, next: (event) => ({ name: 'delete-event', args: { event, scope } }) }
}

/** "Accept the invitation from Ben". */
export function answering(text: string): Step | undefined {
  const order = asked(text)
  const verb = ANSWER.exec(order)
  const object = verb && order.slice(verb[0].length)
  if (!verb || !object || !(INVITATION.test(object) || isEvent(object))) return undefined
  const answer = verb[1] ? 'accept' : verb[2] ? 'decline' : 'maybe'
  const step = lookFor(
    object.replace(
      new RegExp(`^(?:\\p{L}+\\s+)?${INVITATION.source}(?:\\s+(?:to|for|a|para|zu[mr]?|à))?`, 'iu'),
      '',
    ),
  )
  return { ...step, next: (event) => ({ name: 'answer-invitation', args: { event, answer } }) }
}

const SCOPED = words(
  'all of them|all|the whole series|every one|this one only|only this one|just this one|this and (?:all )?(?:the )?following(?: ones)?|from now on|todas|todos|alle|toutes|tous|solo esta|só esta|nur diesen?|seulement celle-ci',
)

/** Which instances of a series are meant, when it is said. */
export function scopeIn(text: string): 'this' | 'following' | 'all' | undefined {
  if (words('following|from now on|later ones|siguientes|seguintes|folgenden|suivantes?').test(text))
    return 'following'
  if (
    words(
      'only this|just this|this one|solo est[ae]|só est[ae]|nur diese[nrs]?|seulement celle-ci|cette fois',
    ).test(text)
  )
    return 'this'
  return words('all of them|all|the whole series|every one|todas|todos|alle|toutes|tous').test(text)
    ? 'all'
    : undefined
}
