/** What the brain says of what it notes; the facts themselves stand below, told by the service. */
interface FactPhrases {
  done: string
  already: string
  known: string
  nothing: string
  nothingDone: string
  secret: string
}

const PHRASES: Record<'en' | 'es' | 'pt' | 'de' | 'fr', FactPhrases> = {
  en: {
    done: 'Done.',
    already: 'I know that already.',
    known: 'What I know about you:',
    nothing: "I don't know anything about you yet.",
    nothingDone: 'All right, nothing was done.',
    secret: 'I never keep secrets: a password manager is the place for it.',
  },
  es: {
    done: 'Hecho.',
    already: 'Ya lo sé.',
    known: 'Lo que sé de ti:',
    nothing: 'Todavía no sé nada de ti.',
    nothingDone: 'De acuerdo, no se hizo nada.',
    secret: 'Nunca guardo secretos: para eso está un gestor de contraseñas.',
  },
  pt: {
    done: 'Feito.',
    already: 'Já sei.',
    known: 'O que sei de ti:',
    nothing: 'Ainda não sei nada de ti.',
    nothingDone: 'Está bem, nada foi feito.',
    secret: 'Nunca guardo segredos: para isso há gestores de palavras-passe.',
  },
  de: {
    done: 'Erledigt.',
    already: 'Das weiß ich schon.',
    known: 'Was ich über dich weiß:',
    nothing: 'Ich weiß noch nichts über dich.',
    nothingDone: 'Gut, es wurde nichts getan.',
    secret: 'Geheimnisse merke ich mir nie: dafür gibt es Passwortmanager.',
  },
  fr: {
    done: "C'est fait.",
    already: 'Je le sais déjà.',
    known: 'Ce que je sais de vous :',
    nothing: 'Je ne sais encore rien de vous.',
    nothingDone: "D'accord, rien n'a été fait.",
    secret: 'Je ne garde jamais de secrets : un gestionnaire de mots de passe est fait pour cela.',
  },
}

type Language = keyof typeof PHRASES

/** What is asked for, by language: to note, to tell, to forget one thing, to forget all. The group is what it is about. */
const ASKED: Record<Language, { note: RegExp; tell: RegExp; forget: RegExp; all: RegExp }> = {
  en: {
    note: /^(?:remember|note|keep in mind|don't forget)(?: for (?:later|me))?(?:,? that\s+|:\s*|\s+)(?!to\s|it\b|me\b|the (?:milk|meeting))(.+)/i,
    tell: /^(?:what (?:do|can) you (?:know|remember) about (me|myself|\p{Lu}\p{L}+)|what (?:have you noted|did you note|do you remember)(?: about (me))?|(?:from )?where do you know (?:that|this|it)(?: from)?|how do you know (?:that|this))[\s?.!]*$/iu,
    forget: /^forget\s+(?:about\s+)?(?:the fact )?(?:that\s+)?(?!it\b|everything|all\b)(.{3,})/i,
    all: /^forget\s+(?:everything|all(?: of it)?)(?:\s+(?:that )?(?:you (?:know|noted|have noted|remember))?\s*(?:about me)?)?[\s.!]*$/i,
  },
  es: {
    note: /^(?:recuerda|acuérdate(?: de)?|anota|apunta|ten en cuenta)\s*(?:que\s+|:\s*)(.+)/i,
    tell: /^¿?qué (?:sabes|recuerdas) (?:de|sobre) (m[ií]|\p{Lu}\p{L}+)[\s?.!]*$/iu,
    forget: /^olvida\s+(?:que\s+|lo de\s+)(.+)/i,
    all: /^olvida(?:lo)? todo(?: lo que sabes)?(?: (?:de|sobre) m[ií])?[\s.!]*$/i,
  },
  pt: {
    note: /^(?:lembra|lembre|lembra-te|lembre-se|anota|anote|guarda)\s*(?:(?:de )?que\s+|:\s*)(.+)/i,
    tell: /^(?:o )?que (?:é que )?(?:você |tu )?(?:sabes?|lembras?) (?:de|sobre) (mim|\p{Lu}\p{L}+)[\s?.!]*$/iu,
    forget: /^esque[cç][ea]\s+(?:que\s+)(.+)/i,
    all: /^esque[cç][ea] tudo(?: o que sabes?)?(?: (?:de|sobre) mim)?[\s.!]*$/i,
  },
  de: {
    note: /^(?:merk(?:e)? dir|denk(?:e)? daran|vergiss nicht|notiere?)\s*(?:,?\s*dass\s+|[:,]\s*|\s)(.+)/i,
    tell: /^was wei(?:ß|ss)t du (?:alles )?(?:über|von) (mich|mir|\p{Lu}\p{L}+)[\s?.!]*$/iu,
    forget: /^vergiss\s*,?\s*(?:dass\s+)(.+)/i,
    all: /^vergiss alles(?:,? was du (?:über mich )?wei(?:ß|ss)t)?(?: über mich)?[\s.!]*$/i,
  },
  fr: {
    note: /^(?:souviens-toi|rappelle-toi|souvenez-vous|retiens|retenez|note|notez)\s*(?:bien\s+)?(?:que\s+|qu'|:\s*)(.+)/i,
    tell: /^(?:que|qu'est-ce que) (?:sais-tu|savez-vous|tu sais|vous savez) (?:de|sur) (moi|\p{Lu}\p{L}+)[\s?.!]*$/iu,
    forget: /^oublie[rz]?\s+(?:que\s+|qu')(.+)/i,
    all: /^oublie[rz]? tout(?: ce que (?:tu sais|vous savez))?(?: (?:de|sur) moi)?[\s.!]*$/i,
  },
}
const ALL = Object.entries(ASKED) as [Language, (typeof ASKED)[Language]][]

const KIN = `sister|brother|wife|husband|mother|father|mum|mom|dad|son|daughter|boss|colleague|cousin|friend|partner|girlfriend|boyfriend|doctor|dentist|neighbou?r|uncle|aunt|grandmother|grandfather|hermana|hermano|esposa|marido|madre|padre|hij[oa]|jef[ea]|prim[oa]|irmã|irmão|mulher|mãe|pai|filh[oa]|chefe|schwester|bruder|frau|mann|mutter|vater|sohn|tochter|chefin?|sœur|soeur|frère|femme|mari|mère|père|fils|fille`
const DIET = `vegetarian|vegan|pescatarian|vegetarian[oa]|vegan[oa]|vegetarier(?:in)?|veganer(?:in)?|végétarien(?:ne)?|végane`
/** What people say of themselves and theirs that stays. */
const TOLD = [
  new RegExp(
    `^(?:i'm|i am|soy|sou|ich bin|je suis)\\s+(?:not |now |a |an |uma? |una? |une |eine? |ahora |jetzt )*(?:${DIET})(?!\\p{L})`,
    'iu',
  ),
  /^(?:i'm|i am|soy|sou|ich bin|je suis)\s+(?:allerg|alérg)\p{L}*\s+\S/iu,
  new RegExp(
    `^\\p{Lu}[\\p{L}'-]*\\s+(?:is|es|é|ist|est)\\s+(?:my|mi|minha|meu|a minha|o meu|meine?|ma|mon)\\s+(?:${KIN})(?!\\p{L})`,
    'u',
  ),
  /^(?:My|\p{Lu}[\p{L}-]*'s)\s+(?:birthday|e-?mail|phone(?: number)?|favou?rite [\p{L} ]+)\s+(?:is|are)\s+\S/u,
]
const OPENING =
  /^(?:(?:hi|hey|hello|by the way|btw|please|por favor|bitte|ok(?:ay)?|actually|no|sorry|correction)[\s,:!]+)+/iu
const CORRECTS = /^(?:no|actually|sorry|correction)[\s,:!]/iu

/** A fact as the person says it, and whom it is about. */
export function readFact(text: string): { about: string; fact: string; corrects: boolean } | undefined {
  const order = text.replace(OPENING, '').trim()
  if (/\?\s*$/.test(order)) return undefined
  const asked = ALL.map(([, { note }]) => note.exec(order)?.[1]).find(Boolean)
  const told = asked ?? (TOLD.some((pattern) => pattern.test(capital(order))) ? order : undefined)
  if (!told) return undefined
  const fact = capital(told.replace(/[\s.!]+$/, ''))
  const whom = /^(\p{Lu}[\p{L}-]*)(?:'s\s|\s+(?:is|es|é|ist|est|lives|likes|works)\s)/u.exec(fact)?.[1]
  const about = whom && !/^(?:I|My|He|She|It|This|That|There|The)$/.test(whom) ? whom : 'me'
  return { about, fact, corrects: CORRECTS.test(text) }
}

/** The arguments of `recall`; undefined: nothing of the kind is asked. */
export function wantsFacts(text: string): { about?: string } | undefined {
  const found = ALL.map(([, { tell }]) => tell.exec(text.replace(OPENING, ''))).find(Boolean)
  if (!found) return undefined
  const whom = found[1]
  return whom && !/^(?:me|myself|m[ií]|mim|mich|mir|moi)$/i.test(whom) ? { about: whom } : {}
}

/** What is to be forgotten, in the person's words. */
export const wantsForgotten = (text: string): string | undefined =>
  ALL.map(([, { forget }]) => forget.exec(text.replace(OPENING, ''))?.[1]).find(Boolean)

export const wantsAll = (text: string): boolean =>
  ALL.some(([, { all }]) => all.test(text.replace(OPENING, '')))

/** In the language of what was asked, English when it shows none. */
export function noted(text: string): FactPhrases {
  const order = text.replace(OPENING, '')
  const [asked] = ALL.find(([, patterns]) => Object.values(patterns).some((one) => one.test(order))) ?? []
  const told = /^(?:soy|.+ es mi )/i.test(order)
    ? 'es'
    : /^(?:sou|.+ é (?:a minha|o meu|minha|meu) )/i.test(order)
      ? 'pt'
      : /^(?:ich bin|.+ ist mein)/i.test(order)
        ? 'de'
        : /^(?:je suis|.+ est m(?:a|on) )/i.test(order)
          ? 'fr'
          : 'en'
  return PHRASES[asked ?? told]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
