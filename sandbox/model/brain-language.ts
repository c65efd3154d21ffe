/** What the brain can say in the person's language; everything else it says in English. */
export interface Phrases {
  notice: string
  hello: string
  thanks: string
  limits: string
}

type Language = 'en' | 'es' | 'pt' | 'de' | 'fr'

const PHRASES: Record<Language, Phrases> = {
  en: {
    notice:
      "_I'm the **sandbox model**: no real language model is connected yet. Set `OPENAI_API_KEY` in `.env` for one._",
    hello: 'Hello! 👋 How can I help?',
    thanks: "You're welcome!",
    limits:
      "I'm only the **sandbox model**: to answer that I'd need a real one. Set `OPENAI_API_KEY` in `.env`.",
  },
  es: {
    notice:
      '_Soy el **modelo de prueba**: todavía no hay un modelo de lenguaje real. Pon `OPENAI_API_KEY` en `.env` para tener uno._',
    hello: '¡Hola! 👋 ¿En qué puedo ayudarte?',
    thanks: '¡De nada!',
    limits:
      'Solo soy el **modelo de prueba**: para responder a eso haría falta uno real. Pon `OPENAI_API_KEY` en `.env`.',
  },
  pt: {
    notice:
      '_Sou o **modelo de teste**: ainda não há um modelo de linguagem real. Defina `OPENAI_API_KEY` em `.env` para ter um._',
    hello: 'Olá! 👋 Como posso ajudar?',
    thanks: 'De nada!',
    limits:
      'Sou só o **modelo de teste**: para responder a isso seria preciso um real. Defina `OPENAI_API_KEY` em `.env`.',
  },
  de: {
    notice:
      '_Ich bin das **Testmodell**: noch ist kein echtes Sprachmodell verbunden. Mit `OPENAI_API_KEY` in `.env` gibt es eines._',
    hello: 'Hallo! 👋 Wie kann ich helfen?',
    thanks: 'Gern geschehen!',
    limits: 'Ich bin nur das **Testmodell**: dafür braucht es ein echtes. Setze `OPENAI_API_KEY` in `.env`.',
  },
  fr: {
    notice:
      "_Je suis le **modèle d'essai** : aucun vrai modèle de langage n'est connecté. Mettez `OPENAI_API_KEY` dans `.env` pour en avoir un._",
    hello: 'Bonjour ! 👋 Comment puis-je vous aider ?',
    thanks: 'Avec plaisir !',
    limits:
      "Je ne suis que le **modèle d'essai** : pour répondre à cela il en faudrait un vrai. Mettez `OPENAI_API_KEY` dans `.env`.",
  },
}

const MARKS: Record<Exclude<Language, 'en'>, RegExp> = {
  es: /\b(hola|buen[oa]s (d[ií]as|tardes|noches)|gracias|qué|cómo|por favor|estás|quiero|puedes|mañana|me llamo)\b|[¿¡ñ]/giu,
  pt: /\b(ol[aá]|oi|bom dia|boa (tarde|noite)|obrigad[oa]|você|tudo bem|não|quero|pode|amanhã|meu|me chamo)\b|[ãõ]/giu,
  de: /\b(hallo|guten (tag|morgen|abend)|moin|servus|danke|bitte|wie geht|ich|nicht|kannst|und|morgen|heiße)\b|ß/giu,
  fr: /\b(bonjour|bonsoir|salut|merci|s'il (vous|te) pla[iî]t|comment|je|vous|est-ce|demain|m'appelle)\b|[çœ]/giu,
}

/** The language a text clearly is in, English when it is not clear. */
export function phrasesFor(text: string): Phrases {
  let best: Language = 'en'
  let most = 0
  for (const [language, marks] of Object.entries(MARKS) as [Language, RegExp][]) {
    const count = text.match(bounded(marks))?.length ?? 0
    if (count > most) [best, most] = [language, count]
  }
  return PHRASES[best]
}

/** `\b` knows only ASCII letters: words here may end in accented ones. */
const bounded = (marks: RegExp) =>
  new RegExp(
    marks.source.replaceAll('\\b', '(?:(?<=^|[^\\p{L}])(?=\\p{L})|(?<=\\p{L})(?=$|[^\\p{L}]))'),
    marks.flags,
  )

export const isGreeting = (text: string): boolean =>
  /^(hi|hello|hey|hiya|good (morning|afternoon|evening)|hola|buen[oa]s( d[ií]as| tardes| noches)?|ol[aá]|oi|bom dia|boa (tarde|noite)|hallo|guten (tag|morgen|abend)|moin|servus|bonjour|bonsoir|salut)(\s+(there|all|majordomo|tudo bem|wie geht'?s|ça va|qué tal))?[\s!.,?👋]*$/iu.test(
    text.trim().replace(/^[¡¿]/, ''),
  )

export const isThanks = (text: string): boolean =>
  /^(thanks?( you)?( very much| a lot| so much)?|thx|gracias|(muito )?obrigad[oa]|danke( schön)?|merci( beaucoup)?)[\s!.]*$/iu.test(
    text.trim(),
  )
