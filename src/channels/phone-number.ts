import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** `+15550100001` for `whatsapp:+1 555 010 0001` or `+15550100001`; nothing for what is no phone number. */
export function phoneNumber(address: string): string | undefined {
  const number = address.replace(/^[a-z]+:/i, '').trim()
  if (!/^\+[\d\s().-]+$/.test(number)) return undefined
  const parsed = parsePhoneNumberFromString(number, { extract: false })
  if (parsed?.isPossible()) return parsed.number
  // A range newer than the tables of the library is still somebody's number.
  const digits = number.replace(/\D/g, '')
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined
}
