import type { OwnDataSentences } from './sentences.ts'

const en: OwnDataSentences = {
  askErase:
    'Delete everything about you for good: messages, what I know of you, reminders, the calendar kept here, connected accounts, settings',
  erased: 'Everything about you is deleted. That was:',
  erasedAnew: 'This message goes too. If you write again, we begin anew.',
  eraseUnended:
    'Google did not end my access. Please do it yourself at myaccount.google.com/connections: {accounts}',
  exportReady: 'Everything I have about you, for you alone and for one hour: {link}',
  exportTitle: 'What I have about you',
  exportSettings: 'Settings',
  exportYou: 'You',
  countMessages: 'Messages: {count}',
  countFacts: 'Facts: {count}',
  countReminders: 'Reminders: {count}',
  countEvents: 'Events in the calendar kept here: {count}',
  countFiles: 'Files: {count}',
  countAccounts: 'Google accounts: {count}',
  countTurns: 'Answers and what they cost: {count}',
}

const de: OwnDataSentences = {
  askErase:
    'Alles über dich endgültig löschen: Nachrichten, was ich über dich weiß, Erinnerungen, den Kalender hier, verbundene Konten, Einstellungen',
  erased: 'Alles über dich ist gelöscht. Das war:',
  erasedAnew: 'Auch diese Nachricht verschwindet. Wenn du wieder schreibst, fangen wir neu an.',
  eraseUnended:
    'Google hat meinen Zugang nicht beendet. Bitte mach das selbst unter myaccount.google.com/connections: {accounts}',
  exportReady: 'Alles, was ich über dich habe, nur für dich und für eine Stunde: {link}',
  exportTitle: 'Was ich über dich habe',
  exportSettings: 'Einstellungen',
  exportYou: 'Du',
  countMessages: 'Nachrichten: {count}',
  countFacts: 'Gemerktes: {count}',
  countReminders: 'Erinnerungen: {count}',
  countEvents: 'Termine im Kalender hier: {count}',
  countFiles: 'Dateien: {count}',
  countAccounts: 'Google-Konten: {count}',
  countTurns: 'Antworten und ihre Kosten: {count}',
}

const nl: OwnDataSentences = {
  askErase:
    'Alles over jou voorgoed verwijderen: berichten, wat ik van je weet, herinneringen, de agenda hier, gekoppelde accounts, instellingen',
  erased: 'Alles over jou is verwijderd. Dat was:',
  erasedAnew: 'Ook dit bericht verdwijnt. Als je weer schrijft, beginnen we opnieuw.',
  eraseUnended:
    'Google heeft mijn toegang niet beëindigd. Doe dat zelf op myaccount.google.com/connections: {accounts}',
  exportReady: 'Alles wat ik over je heb, alleen voor jou en een uur lang: {link}',
  exportTitle: 'Wat ik over je heb',
  exportSettings: 'Instellingen',
  exportYou: 'Jij',
  countMessages: 'Berichten: {count}',
  countFacts: 'Feiten: {count}',
  countReminders: 'Herinneringen: {count}',
  countEvents: 'Afspraken in de agenda hier: {count}',
  countFiles: 'Bestanden: {count}',
  countAccounts: 'Google-accounts: {count}',
  countTurns: 'Antwoorden en wat ze kostten: {count}',
}

export const germanic = { en, de, nl }
