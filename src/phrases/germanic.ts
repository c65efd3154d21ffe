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
  mediaGone: "I couldn't fetch what you sent. Please send it again.",
  mediaUnsupported:
    "I can't open this kind of file. Pictures, voice notes, PDF, Word, Excel, PowerPoint and text files work.",
  mediaDamaged: "This file is damaged and I can't open it. Please send it again.",
  mediaProtected: 'This file is locked with a password. Please send it without one.',
  mediaTooLarge: 'This file is too large for me. Please send a smaller one.',
  mediaTooLong: 'This recording is too long for me. Please send it in shorter pieces.',
  mediaEmpty:
    "There's nothing in this file that I can read. Please send it in another form, or write it to me.",
  voiceSilent: 'I could not make out any words in your recording. Please say it again, or write it to me.',
  voiceDown: "I can't listen to recordings at the moment. Please write it to me, or try again later.",
  heard: 'I heard: “{text}”',
  voiceNoteHint: 'A voice message to {assistant}. Names: {names}.',
  confirmYes: 'Yes',
  confirmNo: 'No',
  confirmQuestion: 'Please confirm before I do this:',
  promptedByOthers: 'This may have been asked for by something that others wrote.',
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
  mediaGone: 'Ich konnte nicht abrufen, was du geschickt hast. Bitte schick es noch einmal.',
  mediaUnsupported:
    'Diese Art von Datei kann ich nicht öffnen. Bilder, Sprachnachrichten, PDF, Word, Excel, PowerPoint und Textdateien gehen.',
  mediaDamaged: 'Diese Datei ist beschädigt und ich kann sie nicht öffnen. Bitte schick sie noch einmal.',
  mediaProtected: 'Diese Datei ist mit einem Passwort geschützt. Bitte schick sie ohne Passwort.',
  mediaTooLarge: 'Diese Datei ist mir zu groß. Bitte schick eine kleinere.',
  mediaTooLong: 'Diese Aufnahme ist mir zu lang. Bitte schick sie in kürzeren Teilen.',
  mediaEmpty:
    'In dieser Datei ist nichts, was ich lesen kann. Bitte schick sie in einer anderen Form oder schreib es mir.',
  voiceSilent:
    'Ich konnte in deiner Aufnahme keine Wörter erkennen. Bitte sag es noch einmal oder schreib es mir.',
  voiceDown:
    'Ich kann mir gerade keine Aufnahmen anhören. Bitte schreib es mir oder versuch es später noch einmal.',
  heard: 'Ich habe gehört: „{text}“',
  voiceNoteHint: 'Eine Sprachnachricht an {assistant}. Namen: {names}.',
  confirmYes: 'Ja',
  confirmNo: 'Nein',
  confirmQuestion: 'Bitte bestätige, bevor ich das mache:',
  promptedByOthers: 'Das könnte von etwas verlangt worden sein, das andere geschrieben haben.',
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
  mediaGone: 'Ik kon niet ophalen wat je stuurde. Stuur het alsjeblieft nog een keer.',
  mediaUnsupported:
    "Dit soort bestand kan ik niet openen. Foto's, spraakberichten, PDF, Word, Excel, PowerPoint en tekstbestanden lukken wel.",
  mediaDamaged: 'Dit bestand is beschadigd en ik kan het niet openen. Stuur het alsjeblieft nog een keer.',
  mediaProtected: 'Dit bestand is met een wachtwoord beveiligd. Stuur het alsjeblieft zonder wachtwoord.',
  mediaTooLarge: 'Dit bestand is te groot voor mij. Stuur alsjeblieft een kleiner bestand.',
  mediaTooLong: 'Deze opname is te lang voor mij. Stuur hem alsjeblieft in kortere stukken.',
  mediaEmpty: 'In dit bestand staat niets dat ik kan lezen. Stuur het in een andere vorm of schrijf het me.',
  voiceSilent:
    'Ik kon geen woorden verstaan in je opname. Zeg het alsjeblieft nog een keer of schrijf het me.',
  voiceDown: 'Ik kan nu even geen opnames beluisteren. Schrijf het me of probeer het later nog eens.',
  heard: 'Ik hoorde: “{text}”',
  voiceNoteHint: 'Een spraakbericht aan {assistant}. Namen: {names}.',
  confirmYes: 'Ja',
  confirmNo: 'Nee',
  confirmQuestion: 'Bevestig alsjeblieft voordat ik dit doe:',
  promptedByOthers: 'Dit kan gevraagd zijn door iets wat anderen hebben geschreven.',
}

export const germanic = { en, de, nl }
