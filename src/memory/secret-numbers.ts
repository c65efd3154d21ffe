import { cardsIn } from './card-numbers.ts'
import type { Secret } from './secrets.ts'

/** Numbers that carry their own proof: cards, accounts, national ids. */
export function numbersIn(text: string): Secret[] {
  const plain = plainDigits(text)
  return [...cardsIn(text, plain), ...accounts(text, plain), ...identities(text, plain)]
}

const ZEROS = [0x660, 0x6f0, 0x966, 0xff10]
/** Digits of other scripts and widths as ours, each in its place. */
function plainDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    const zero = ZEROS.find((first) => code >= first && code < first + 10)
    return zero === undefined ? digit : String(code - zero)
  })
}

/** Length of an IBAN by country (ISO 13616 registry). */
const IBANS = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23
  GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 NL18 NO15 PK24
  PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VG24 XK20`
    .split(/\s+/)
    .map((country) => [country.slice(0, 2), Number(country.slice(2))] as const),
)

function accounts(text: string, plain: string): Secret[] {
  return [...plain.matchAll(/(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?=[\s.-]?[\dA-Z])/giu)].flatMap(
    ({ 0: head, index }) => {
      const length = IBANS.get(head.slice(0, 2).toUpperCase())
      if (length === undefined) return []
      let end = index
      let iban = ''
      while (iban.length < length && end < plain.length) {
        const sign = plain[end] ?? ''
        if (/[\dA-Z]/i.test(sign)) iban += sign.toUpperCase()
        else if (!/[\s.\u00a0-]/.test(sign)) break
        end += 1
      }
      if (iban.length < length || /[\p{L}\p{N}]/u.test(plain[end] ?? '') || !mod97(iban)) return []
      return [{ kind: 'bank account number', start: index, end, value: text.slice(index, end) }]
    },
  )
}

function mod97(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4)
  const rest = Array.from(moved, (sign) => parseInt(sign, 36).toString())
    .join('')
    .match(/\d{1,7}/g)
    ?.reduce((left, part) => String(Number(left + part) % 97), '')
  return rest === '1'
}

/** National ids that are told from other numbers by their form and, where there is one, their check. */
const IDENTITIES: [pattern: RegExp, valid?: (id: string) => boolean][] = [
  [/(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g], // United States
  [/(?<![\p{L}\p{N}])[XYZ\d]\d{7}[ -]?[A-HJ-NP-TV-Z](?![\p{L}\p{N}])/giu, spanish],
  [/(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g, brazilian],
  [/(?<![\p{L}\p{N}])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\p{N}])/giu], // Italy
  [/(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-4]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?!\d)/gi, french],
  [/(?<![\p{L}\p{N}])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/gu], // United Kingdom
  [
    /(?<=(?:passport|passport number|passport no\.?|pasaporte|passaporte|reisepassnummer|passeport|ssn|social security number|aadhaar|pesel|bsn|steuer-?id|nif|cpf|dni)(?: number| nummer)?(?: is|:| es| é| ist| est)? )[A-Z]{0,3}\d[\dA-Z .-]{5,14}\d(?!\d)/giu,
  ],
]

function identities(text: string, plain: string): Secret[] {
  return IDENTITIES.flatMap(([pattern, valid]) =>
    [...plain.matchAll(pattern)]
      .filter(([id]) => valid?.(id.replaceAll(/[\s.-]/g, '').toUpperCase()) ?? true)
      .map(({ 0: id, index }) => {
        const end = index + id.length
        return { kind: 'number of an identity document', start: index, end, value: text.slice(index, end) }
      }),
  )
}

function spanish(id: string): boolean {
  const number = Number(id.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === id.at(-1)
}

function brazilian(id: string): boolean {
  const check = (length: number): number =>
    ((Array.from(id.slice(0, length), Number).reduce((sum, digit, at) => sum + digit * (length + 1 - at), 0) *
      10) %
      11) %
    10
  return !/^(\d)\1+$/.test(id) && check(9) === Number(id[9]) && check(10) === Number(id[10])
}

function french(id: string): boolean {
  const number = id.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return /^\d+$/.test(number) && 97 - (Number(number) % 97) === Number(id.slice(13))
}
