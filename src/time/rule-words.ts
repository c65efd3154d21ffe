/** How a language says that something repeats. `{n}` is a number, `{d}` and the others are filled in by Intl. */
export interface RuleWords {
  /** One of them, and several: day, week, month, year. */
  every: Record<'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY', readonly [one: string, several: string]>
  /** "every Monday" */
  everyDay: string
  on: string
  and: string
  workdays: string
  monthDay: string
  lastDay: string
  /** "on the first Friday" */
  nth: string
  /** The last one is "last". Where weekdays have genders, the second list is for the feminine ones. */
  nths: readonly string[]
  feminine?: { nths: readonly string[]; weekdays: readonly number[]; nth: string }
  date: string
  until: string
  times: string
  ordinal?: (day: number) => string
}

const english = (day: number): string => {
  const tens = Math.floor(day / 10)
  const ending = tens === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}

export const ruleWords: Readonly<Record<string, RuleWords>> = {
  en: {
    every: {
      DAILY: ['every day', 'every {n} days'],
      WEEKLY: ['every week', 'every {n} weeks'],
      MONTHLY: ['every month', 'every {n} months'],
      YEARLY: ['every year', 'every {n} years'],
    },
    everyDay: 'every {days}',
    on: ' on {days}',
    and: 'and',
    workdays: 'every weekday (Monday to Friday)',
    monthDay: ' on the {d}',
    lastDay: ' on the last day',
    nth: ' on the {nth} {day}',
    nths: ['first', 'second', 'third', 'fourth', 'fifth', 'last'],
    date: ' on {date}',
    until: ' until {date}',
    times: ', {n} times',
    ordinal: english,
  },
  de: {
    every: {
      DAILY: ['jeden Tag', 'alle {n} Tage'],
      WEEKLY: ['jede Woche', 'alle {n} Wochen'],
      MONTHLY: ['jeden Monat', 'alle {n} Monate'],
      YEARLY: ['jedes Jahr', 'alle {n} Jahre'],
    },
    everyDay: 'jeden {days}',
    on: ' am {days}',
    and: 'und',
    workdays: 'jeden Werktag (Montag bis Freitag)',
    monthDay: ' am {d}',
    lastDay: ' am letzten Tag',
    nth: ' am {nth} {day}',
    nths: ['ersten', 'zweiten', 'dritten', 'vierten', 'fünften', 'letzten'],
    date: ' am {date}',
    until: ' bis {date}',
    times: ', {n}-mal',
    ordinal: (day) => `${day}.`,
  },
  es: {
    every: {
      DAILY: ['cada día', 'cada {n} días'],
      WEEKLY: ['cada semana', 'cada {n} semanas'],
      MONTHLY: ['cada mes', 'cada {n} meses'],
      YEARLY: ['cada año', 'cada {n} años'],
    },
    everyDay: 'cada {days}',
    on: ' el {days}',
    and: 'y',
    workdays: 'de lunes a viernes',
    monthDay: ' el día {d}',
    lastDay: ' el último día',
    nth: ' el {nth} {day}',
    nths: ['primer', 'segundo', 'tercer', 'cuarto', 'quinto', 'último'],
    date: ' el {date}',
    until: ' hasta el {date}',
    times: ', {n} veces',
  },
  pt: {
    every: {
      DAILY: ['todos os dias', 'a cada {n} dias'],
      WEEKLY: ['toda semana', 'a cada {n} semanas'],
      MONTHLY: ['todo mês', 'a cada {n} meses'],
      YEARLY: ['todo ano', 'a cada {n} anos'],
    },
    everyDay: 'cada {days}',
    on: ', {days}',
    and: 'e',
    workdays: 'de segunda a sexta-feira',
    monthDay: ' no dia {d}',
    lastDay: ' no último dia',
    nth: ' no {nth} {day}',
    nths: ['primeiro', 'segundo', 'terceiro', 'quarto', 'quinto', 'último'],
    feminine: {
      nths: ['primeira', 'segunda', 'terceira', 'quarta', 'quinta', 'última'],
      weekdays: [1, 2, 3, 4, 5],
      nth: ' na {nth} {day}',
    },
    date: ' em {date}',
    until: ' até {date}',
    times: ', {n} vezes',
  },
  fr: {
    every: {
      DAILY: ['chaque jour', 'tous les {n} jours'],
      WEEKLY: ['chaque semaine', 'toutes les {n} semaines'],
      MONTHLY: ['chaque mois', 'tous les {n} mois'],
      YEARLY: ['chaque année', 'tous les {n} ans'],
    },
    everyDay: 'chaque {days}',
    on: ' le {days}',
    and: 'et',
    workdays: 'du lundi au vendredi',
    monthDay: ' le {d}',
    lastDay: ' le dernier jour',
    nth: ' le {nth} {day}',
    nths: ['premier', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'dernier'],
    date: ' le {date}',
    until: " jusqu'au {date}",
    times: ', {n} fois',
    ordinal: (day) => (day === 1 ? '1er' : String(day)),
  },
  it: {
    every: {
      DAILY: ['ogni giorno', 'ogni {n} giorni'],
      WEEKLY: ['ogni settimana', 'ogni {n} settimane'],
      MONTHLY: ['ogni mese', 'ogni {n} mesi'],
      YEARLY: ['ogni anno', 'ogni {n} anni'],
    },
    everyDay: 'ogni {days}',
    on: ', {days}',
    and: 'e',
    workdays: 'dal lunedì al venerdì',
    monthDay: ', il giorno {d}',
    lastDay: ", l'ultimo giorno",
    nth: ', {nth} {day}',
    nths: ['il primo', 'il secondo', 'il terzo', 'il quarto', 'il quinto', "l'ultimo"],
    feminine: {
      nths: ['la prima', 'la seconda', 'la terza', 'la quarta', 'la quinta', "l'ultima"],
      weekdays: [7],
      nth: ', {nth} {day}',
    },
    date: ', il {date}',
    until: ', fino al {date}',
    times: ', {n} volte',
  },
  nl: {
    every: {
      DAILY: ['elke dag', 'elke {n} dagen'],
      WEEKLY: ['elke week', 'elke {n} weken'],
      MONTHLY: ['elke maand', 'elke {n} maanden'],
      YEARLY: ['elk jaar', 'elke {n} jaar'],
    },
    everyDay: 'elke {days}',
    on: ' op {days}',
    and: 'en',
    workdays: 'elke werkdag (maandag tot en met vrijdag)',
    monthDay: ' op de {d}',
    lastDay: ' op de laatste dag',
    nth: ' op de {nth} {day}',
    nths: ['eerste', 'tweede', 'derde', 'vierde', 'vijfde', 'laatste'],
    date: ' op {date}',
    until: ' tot en met {date}',
    times: ', {n} keer',
    ordinal: (day) => `${day}e`,
  },
}
