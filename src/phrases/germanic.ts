import type { Sentences } from './sentences.ts'

const en: Sentences = {
  modelDown:
    "Sorry, I can't think right now. I kept your message; please write to me again in a few minutes.",
  parked: "Sorry, something went wrong and I couldn't answer your message. Please send it again.",
  timeout: 'This took me too long and I had to stop. Please try again, perhaps with a smaller question.',
  toolLimit:
    "I took all the steps I may take for one message and I'm not done. Tell me how you'd like me to go on.",
  stopped: "You won't get messages from me any more. Send START to hear from me again.",
  started: "Welcome back! I'm answering your messages again. Send STOP at any time to stop.",
  help: "I'm {name}, an automated assistant. Write to me in your own words. Send STOP to stop my messages.",
  toolFailed: "Sorry, this didn't work: {tool}.",
  outcomeUnknown:
    "I started on it, but I can't tell whether it went through. Please check before you ask me again.",
  declinedMedia: "I can't open voice notes, pictures or files yet. Please write it to me.",
  confirmYes: 'Yes',
  confirmNo: 'No',
  confirmQuestion: 'Please confirm before I do this:',
}

const de: Sentences = {
  modelDown:
    'Entschuldigung, ich kann gerade nicht nachdenken. Deine Nachricht habe ich behalten; schreib mir bitte in ein paar Minuten noch einmal.',
  parked:
    'Entschuldigung, etwas ist schiefgegangen und ich konnte deine Nachricht nicht beantworten. Bitte schick sie noch einmal.',
  timeout:
    'Das hat zu lange gedauert und ich musste abbrechen. Versuch es bitte noch einmal, vielleicht mit einer kleineren Frage.',
  toolLimit:
    'Ich habe alle Schritte gemacht, die ich für eine Nachricht machen darf, und bin nicht fertig. Sag mir, wie es weitergehen soll.',
  stopped: 'Du bekommst keine Nachrichten mehr von mir. Schick START, um wieder von mir zu hören.',
  started:
    'Willkommen zurück! Ich beantworte deine Nachrichten wieder. Mit STOP kannst du das jederzeit beenden.',
  help: 'Ich bin {name}, ein automatischer Assistent. Schreib mir einfach in deinen Worten. Mit STOP bekommst du keine Nachrichten mehr.',
  toolFailed: 'Entschuldigung, das hat nicht geklappt: {tool}.',
  outcomeUnknown:
    'Ich habe damit begonnen, weiß aber nicht, ob es geklappt hat. Bitte sieh nach, bevor du mich noch einmal darum bittest.',
  declinedMedia: 'Sprachnachrichten, Bilder und Dateien kann ich noch nicht öffnen. Bitte schreib es mir.',
  confirmYes: 'Ja',
  confirmNo: 'Nein',
  confirmQuestion: 'Bitte bestätige, bevor ich das mache:',
}

const nl: Sentences = {
  modelDown:
    'Sorry, ik kan nu even niet nadenken. Ik heb je bericht bewaard; schrijf me over een paar minuten nog eens.',
  parked:
    'Sorry, er ging iets mis en ik kon je bericht niet beantwoorden. Stuur het alsjeblieft nog een keer.',
  timeout: 'Dit duurde te lang en ik moest stoppen. Probeer het nog eens, misschien met een kleinere vraag.',
  toolLimit:
    'Ik heb alle stappen gezet die ik voor één bericht mag zetten en ben nog niet klaar. Zeg me hoe ik verder moet.',
  stopped: 'Je krijgt geen berichten meer van mij. Stuur START om weer van me te horen.',
  started: 'Welkom terug! Ik beantwoord je berichten weer. Stuur STOP wanneer je wilt dat ik stop.',
  help: 'Ik ben {name}, een automatische assistent. Schrijf me in je eigen woorden. Stuur STOP om geen berichten meer te krijgen.',
  toolFailed: 'Sorry, dit is niet gelukt: {tool}.',
  outcomeUnknown:
    'Ik ben eraan begonnen, maar weet niet of het gelukt is. Kijk het even na voordat je het me opnieuw vraagt.',
  declinedMedia: "Ik kan nog geen spraakberichten, foto's of bestanden openen. Schrijf het me alsjeblieft.",
  confirmYes: 'Ja',
  confirmNo: 'Nee',
  confirmQuestion: 'Bevestig alsjeblieft voordat ik dit doe:',
}

export const germanic = { en, de, nl }
