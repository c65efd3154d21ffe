import { numbersIn } from './secret-numbers.ts'

/** What must not be kept, and where it stands in the text. */
export interface Secret {
  /** In words for the model, e.g. `card number`. */
  kind: string
  start: number
  end: number
  /** The secret itself, without the words that tell what it is. */
  value: string
}

/** Longest text that is looked through; the rest of a longer one is treated as if it held something. */
const MOST = 50_000

const KEYS = [
  /\b(?:sk|rk|pk)[-_](?:live_|test_|ant-|proj-|or-)?[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{20,}|hf_\w{20,})/g,
  /\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}/g,
  /\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\btvly-[\w-]{12,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/g,
  /\bBearer\s+[\w.~+/=-]{20,}/gi,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[\s\S]{0,20000}?-----END [A-Z ]{0,30}PRIVATE KEY-----|[\s\S]{0,20000})/g,
]

const IS = String.raw`(?:\s*(?:=|:|：|＝|->)\s*|\s*,\s*it(?:['’]s| is)\s+|['’]s\s+|\s+(?:is(?: now)?|was|will be|(?:starts|begins|ends) (?:with|in)|es|é|ist|lautet|est|è|to|jest|to jest|adalah)\s+(?::\s*)?|\s*(?:は|是|为|為)\s*)`
/** Words that stand where a password would: it is spoken of, not told. */
const STATE = String.raw`(?!(?:is|was|not|no|too|so|very|the|an?|my|expired|wrong|correct|lost|forgotten|missing|safe|secure|weak|strong|long|short|required|needed|changed|different|incorrect|invalid|reset|in|on|at|for|with|incorrecta|falsch|abgelaufen|vergessen|zu|nicht|muy|trop|muito|expirad[oa])(?![\p{L}\p{N}]))`
const VALUE = String.raw`["'“”«„]?(${STATE}[^\s"“”«»„]{3,128})`
const PASSWORD = String.raw`(?:(?<![\p{L}\p{N}])(?:pass[- ]?words?|pass[- ]?phrase|passcode|passwd|pwd|contraseña|senha|palavra[- ]passe|mot de passe|mdp|parola d'ordine|hasł[oa]|парол[ья]|şifre(?:m|si)?|kata sandi|كلمة (?:السر|المرور)|\p{L}{0,20}(?:passwort|kennwort|wachtwoord))(?![\p{L}\p{N}])|पासवर्ड|パスワード|密码|密碼)`
/** Words that also mean something harmless: what follows has to look like a secret. */
const MAYBE_PASSWORD = String.raw`${PASSWORD}|(?<![\p{L}\p{N}])(?:clave|parola|sandi|login|pass|pw)(?![\p{L}\p{N}])`
const TOKEN = String.raw`(?:api|access|secret|private|auth|clé|llave)[-_ ]?(?:key|token|secret|api)|client[-_ ]secret|seed phrase|recovery phrase|frase semilla|clave api|chave api`
const PIN = String.raw`pin(?:[- ]?(?:code|number|nummer))?|c[oó]digo pin|code pin|(?:door|gate|alarm|safe|lock|entry) code|türcode|tür-?pin|code (?:de la )?porte|código de (?:la )?(?:puerta|alarma|porta)`
/** How it may go on before the secret comes: "for the bank", "that we use". */
const WHICH =
  'for|of|to|at|in|on|i|we|you|that|which|de|del|da|do|em|en|no|na|que|für|von|vom|bei|zu|im|pour|du|à|chez'
const CVV = String.raw`cvv2?|cvc2?|csc|card security code|c[oó]digo de seguran[cç]a|c[oó]digo de seguridad|prüfnummer|kartenprüfnummer|cryptogramme`
const ONCE = String.raw`(?:verification|security|login|log-in|sign-in|one[- ]time|authentication|confirmation|access|2fa|sms|whatsapp|otp)[- ](?:code|pin|password)|otp|tan|c[oó]digo de (?:verificaci[oó]n|verificação|acceso|acesso|confirmaci[oó]n|confirmação)|code de (?:vérification|confirmation|sécurité)|(?:bestätigungs|verifizierungs|sicherheits|einmal)[- ]?code|код подтверждения|验证码|認証コード`
const AFTER = String.raw`(?:${IS}|\s+(?:nummer|number|code)\s+|\s+)`
const word = (words: string) => String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`

/** What people say before a secret; the group is the secret itself. */
const SAID: [kind: string, pattern: RegExp][] = [
  ['password', new RegExp(`${PASSWORD}(?:\\s+(?:${WHICH})\\s[^.,:;=!?\\n]{1,40}?)?${IS}${VALUE}`, 'giu')],
  [
    'password',
    new RegExp(
      `(?:${MAYBE_PASSWORD})(?:${IS}|\\s+)["'“]?((?=\\S{0,40}\\d)(?=\\S{0,40}[\\p{L}!#$%&*@])[^\\s"”]{5,128})`,
      'giu',
    ),
  ],
  [
    'password',
    new RegExp(
      `(?<!\\S)["'“]?((?=\\S{0,40}[\\d!#$%&*@])[^\\s"”]{4,64})["”]? (?:is|es|é|ist|est) (?:my|our|the|mi|la|a|minha|mein|das|mon|le) (?:[\\p{L}-]{1,20} ){0,2}${PASSWORD}(?=\\s*(?:[.,;!?]|$))`,
      'giu',
    ),
  ],
  ['secret key', new RegExp(`${word(TOKEN)}${IS}["'“]?([^\\n"”]{6,300})`, 'giu')],
  [
    'PIN',
    new RegExp(
      `${word(PIN)}(?:\\s+(?:${WHICH})\\s[^.,:;=!?\\d\\n]{1,40}?)?${AFTER}[#*]?(\\d(?:[ -]?\\d){2,11})(?!\\d)`,
      'giu',
    ),
  ],
  ['security code of a card', new RegExp(`${word(CVV)}${AFTER}(\\d{3,4})(?!\\d)`, 'giu')],
  ['one-time code', new RegExp(`${word(ONCE)}${AFTER}(?:[A-Z]-)?(\\d{3}[ -]?\\d{3}|\\d{4,8})(?!\\d)`, 'giu')],
  [
    'one-time code',
    /(?<![\d-])(\d{3}[ -]?\d{3}|\d{4,8}) (?:is your|es tu|é o seu|ist dein|ist Ihr|est votre) [^.\n]{0,40}?(?:code|código|pin)/giu,
  ],
]

/** Everything in a text that must not be kept, in order, without overlaps. */
export function secretsIn(text: string): Secret[] {
  const found = [
    ...numbersIn(text.slice(0, MOST)),
    ...keysIn(text.slice(0, MOST)),
    ...saidIn(text.slice(0, MOST)),
  ]
  if (text.length > MOST)
    found.push({ kind: 'text too long to check', start: MOST, end: text.length, value: text.slice(MOST) })
  const kept: Secret[] = []
  for (const secret of found.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (secret.start >= (kept.at(-1)?.end ?? 0)) kept.push(secret)
  return kept
}

/** The text with each secret replaced by a note of what was left out. */
export function redactSecrets(text: string): string {
  return secretsIn(text).reduceRight(
    (left, { kind, start, end }) => `${left.slice(0, start)}[${kind} left out]${left.slice(end)}`,
    text,
  )
}

function keysIn(text: string): Secret[] {
  return KEYS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: value, index }) => ({
      kind: 'secret key',
      start: index,
      end: index + value.length,
      value,
    })),
  )
}

function saidIn(text: string): Secret[] {
  return SAID.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match) => {
      const [all, value = ''] = match
      const start = match.index + all.lastIndexOf(value)
      return { kind, start, end: start + value.length, value: value.replace(/[.,;!?]+$/, '') }
    }),
  )
}
