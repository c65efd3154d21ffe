import { fold } from './brain-agenda-time.ts'

/** What the brain itself says about calendars and reminders; everything else are the words of the tools. */
export interface AgendaPhrases {
  done: string
  nothingDone: string
  askTitle: string
  askWhen: string
  askReminder: string
  askCity: string
  unclear: string
}

const PHRASES: Record<'en' | 'es' | 'pt' | 'de' | 'fr', AgendaPhrases> = {
  en: {
    done: 'Done.',
    nothingDone: 'All right, nothing was done.',
    askTitle: 'What shall it be called?',
    askWhen: 'When?',
    askReminder: 'What shall I remind you of?',
    askCity: 'Which city are you in? Then I know what time it is for you.',
    unclear: "I couldn't read from that what should be different.",
  },
  es: {
    done: 'Hecho.',
    nothingDone: 'De acuerdo, no se hizo nada.',
    askTitle: '¿Cómo se llama?',
    askWhen: '¿Cuándo?',
    askReminder: '¿Qué te recuerdo?',
    askCity: '¿En qué ciudad estás? Así sé qué hora es para ti.',
    unclear: 'No entendí qué debe cambiar.',
  },
  pt: {
    done: 'Feito.',
    nothingDone: 'Está bem, nada foi feito.',
    askTitle: 'Como se chama?',
    askWhen: 'Quando?',
    askReminder: 'De que te devo lembrar?',
    askCity: 'Em que cidade estás? Assim sei que horas são para ti.',
    unclear: 'Não percebi o que deve mudar.',
  },
  de: {
    done: 'Erledigt.',
    nothingDone: 'Gut, es wurde nichts getan.',
    askTitle: 'Wie soll es heißen?',
    askWhen: 'Wann?',
    askReminder: 'Woran soll ich dich erinnern?',
    askCity: 'In welcher Stadt bist du? Dann weiß ich, wie spät es bei dir ist.',
    unclear: 'Ich konnte nicht lesen, was anders sein soll.',
  },
  fr: {
    done: "C'est fait.",
    nothingDone: "D'accord, rien n'a été fait.",
    askTitle: "Comment cela s'appelle-t-il ?",
    askWhen: 'Quand ?',
    askReminder: 'Que dois-je vous rappeler ?',
    askCity: "Dans quelle ville êtes-vous ? Je saurai alors l'heure qu'il est chez vous.",
    unclear: "Je n'ai pas pu lire ce qui doit changer.",
  },
}

/** Small words that tell the five languages apart in sentences about appointments, without accents. */
const MARKS: Record<Exclude<keyof typeof PHRASES, 'en'>, string> = {
  es: 'hoy manana ayer reunion cita recordatorios recuerdame avisame que tengo estoy mi con las el lunes martes miercoles jueves viernes sabado cancela borra hecho luego mas si pero y agenda muevela cambialo deshaz',
  pt: 'hoje amanha ontem reuniao compromisso lembretes lembra lembre tenho estou minha meu com uma as segunda terca quarta quinta sexta sabado cancela apaga feito depois mais sim mas e marca marque muda desfaz a',
  de: 'heute morgen gestern termin treffen erinnerungen erinnere erinner mich ich bin mein meine meinen mit um uhr montag dienstag mittwoch donnerstag freitag samstag sonntag losche verschiebe erledigt spater ja aber und am ruckgangig was habe',
  fr: "aujourd'hui demain hier reunion rendez-vous rappels rappelle rappelle-moi moi je suis mon ma mes avec une lundi mardi mercredi jeudi vendredi samedi dimanche annule supprime deplace fait plus tard oui mais et a le la ce cette qu'est-ce",
}

/** In the language of the person: that of the latest of their messages that shows it, English when none does. */
export function agendaPhrases(said: readonly string[]): AgendaPhrases {
  for (const text of said.toReversed()) {
    const words = new Set(fold(text).match(/[\p{L}'-]+/gu) ?? [])
    const counts = Object.entries(MARKS).map(([language, marks]) => ({
      phrases: PHRASES[language as keyof typeof MARKS],
      count: marks.split(' ').filter((mark) => words.has(mark)).length,
    }))
    const [best] = counts.toSorted((a, b) => b.count - a.count)
    if (best && best.count > 1) return best.phrases
    if (ENGLISH.test(text)) return PHRASES.en
  }
  return PHRASES.en
}

const ENGLISH =
  /\b(?:the|to|with|at|on|is|my|me|it|that|what|cancel|and)\b.*\b(?:the|to|with|at|on|is|my|me|it|that|have|and)\b/i

/** Whether one of these questions was asked in the text, in any of the languages. */
export const askedFor = (
  text: string,
  question: 'askTitle' | 'askWhen' | 'askReminder' | 'askCity',
): boolean => Object.values(PHRASES).some((phrases) => text.split('\n').includes(phrases[question]))

/** A pattern of whole words, in which letters are also the accented ones. */
export const words = (source: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'iu')
