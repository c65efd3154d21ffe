/** The phones lying on the desk: who they belong to, and how a reload finds them again. */

export type PhoneChannel = 'whatsapp' | 'sms'

export interface Owner {
  id: string
  name: string
  /** E.164, e.g. `+15550100001`. */
  number: string
  channel: PhoneChannel
}

export const MOST_PHONES = 4
export const LONGEST_NAME = 60

export const SUGGESTIONS: readonly { name: string; number: string }[] = [
  { name: 'Ana', number: '+15550100001' },
  { name: 'Ben', number: '+15550100002' },
  { name: 'Chloé', number: '+15550100003' },
  { name: 'Dan', number: '+15550100004' },
]

const STORED_AS = 'majordomo.phones'
let lastId = 0

/** An id that also works on a page opened over plain http from another machine (no `randomUUID` there). */
export function newId(prefix: string): string {
  return `${prefix}-${++lastId}`
}

/** The address of a phone as Twilio writes it. */
export function addressOf(owner: Owner): string {
  return owner.channel === 'whatsapp' ? `whatsapp:${owner.number}` : owner.number
}

export function isNumber(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text)
}

/** The first suggested person who has no phone yet. */
export function nextOwner(owners: readonly Owner[]): Owner {
  const free = SUGGESTIONS.find((one) => !owners.some((owner) => owner.number === one.number))
  return { id: newId('phone'), channel: 'whatsapp', ...(free ?? { name: 'Ana', number: '+15550100001' }) }
}

/** `whatsapp:+15550100001/Ana,sms:+15550100002/Ben`: short enough to read and share in a link. */
function encodeDesk(owners: readonly Owner[]): string {
  return owners.map((owner) => `${owner.channel}:${owner.number}/${encodeURIComponent(owner.name)}`).join(',')
}

/** Reads what `encodeDesk` wrote; parts that make no sense are left out. */
export function decodeDesk(text: string): Owner[] {
  return text
    .split(',')
    .flatMap((part): Owner[] => {
      const match = /^(whatsapp|sms):(\+[1-9]\d{6,14})\/(.*)$/.exec(part)
      if (!match?.[2]) return []
      const name = decodeName(match[3] ?? '')
      const channel = match[1] === 'sms' ? 'sms' : 'whatsapp'
      return [{ id: newId('phone'), name: name || match[2], number: match[2], channel }]
    })
    .slice(0, MOST_PHONES)
}

/** The desk in the address bar, else the one of the last visit, else Ana's phone. */
export function loadDesk(): Owner[] {
  for (const text of [location.hash.slice(1), stored()]) {
    const owners = decodeDesk(text)
    if (owners.length > 0) return owners
  }
  return [nextOwner([])]
}

export function saveDesk(owners: readonly Owner[]): void {
  const text = encodeDesk(owners)
  if (location.hash !== `#${text}`) history.replaceState(null, '', `#${text}`)
  try {
    localStorage.setItem(STORED_AS, text)
  } catch {
    // Storage may be forbidden or full; the address bar still holds the desk.
  }
}

function stored(): string {
  try {
    return localStorage.getItem(STORED_AS) ?? ''
  } catch {
    return ''
  }
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text).trim().slice(0, LONGEST_NAME)
  } catch {
    return text.slice(0, LONGEST_NAME)
  }
}
