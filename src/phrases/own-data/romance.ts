import type { OwnDataSentences } from './sentences.ts'

const es: OwnDataSentences = {
  askErase:
    'Borrar para siempre todo sobre ti: mensajes, lo que sé de ti, recordatorios, el calendario de aquí, cuentas conectadas, ajustes',
  erased: 'Todo sobre ti está borrado. Era esto:',
  erasedAnew: 'Este mensaje también se borra. Si vuelves a escribir, empezamos de cero.',
  eraseUnended:
    'Google no ha retirado mi acceso. Retíralo tú en myaccount.google.com/connections: {accounts}',
  exportReady: 'Todo lo que tengo sobre ti, solo para ti y durante una hora: {link}',
  exportTitle: 'Lo que tengo sobre ti',
  exportSettings: 'Ajustes',
  exportYou: 'Tú',
  countMessages: 'Mensajes: {count}',
  countFacts: 'Datos: {count}',
  countReminders: 'Recordatorios: {count}',
  countEvents: 'Eventos en el calendario de aquí: {count}',
  countFiles: 'Archivos: {count}',
  countAccounts: 'Cuentas de Google: {count}',
  countTurns: 'Respuestas y lo que costaron: {count}',
}

const pt: OwnDataSentences = {
  askErase:
    'Apagar para sempre tudo sobre ti: mensagens, o que sei de ti, lembretes, o calendário daqui, contas ligadas, definições',
  erased: 'Tudo sobre ti foi apagado. Era isto:',
  erasedAnew: 'Esta mensagem também desaparece. Se voltares a escrever, começamos de novo.',
  eraseUnended: 'A Google não retirou o meu acesso. Retira-o em myaccount.google.com/connections: {accounts}',
  exportReady: 'Tudo o que tenho sobre ti, só para ti e durante uma hora: {link}',
  exportTitle: 'O que tenho sobre ti',
  exportSettings: 'Definições',
  exportYou: 'Tu',
  countMessages: 'Mensagens: {count}',
  countFacts: 'Factos: {count}',
  countReminders: 'Lembretes: {count}',
  countEvents: 'Eventos no calendário daqui: {count}',
  countFiles: 'Ficheiros: {count}',
  countAccounts: 'Contas Google: {count}',
  countTurns: 'Respostas e o que custaram: {count}',
}

const fr: OwnDataSentences = {
  askErase:
    'Supprimer définitivement tout ce qui te concerne : messages, ce que je sais de toi, rappels, le calendrier tenu ici, comptes connectés, réglages',
  erased: 'Tout ce qui te concerne est supprimé. C’était :',
  erasedAnew: 'Ce message disparaît aussi. Si tu écris de nouveau, nous repartons de zéro.',
  eraseUnended:
    'Google n’a pas mis fin à mon accès. Fais-le toi-même sur myaccount.google.com/connections : {accounts}',
  exportReady: 'Tout ce que j’ai sur toi, pour toi seul et pendant une heure : {link}',
  exportTitle: 'Ce que j’ai sur toi',
  exportSettings: 'Réglages',
  exportYou: 'Toi',
  countMessages: 'Messages : {count}',
  countFacts: 'Faits : {count}',
  countReminders: 'Rappels : {count}',
  countEvents: 'Événements du calendrier tenu ici : {count}',
  countFiles: 'Fichiers : {count}',
  countAccounts: 'Comptes Google : {count}',
  countTurns: 'Réponses et ce qu’elles ont coûté : {count}',
}

const it: OwnDataSentences = {
  askErase:
    'Cancellare per sempre tutto su di te: messaggi, ciò che so di te, promemoria, il calendario tenuto qui, account collegati, impostazioni',
  erased: 'Tutto su di te è cancellato. Era questo:',
  erasedAnew: 'Anche questo messaggio sparisce. Se scrivi di nuovo, ricominciamo da capo.',
  eraseUnended:
    'Google non ha revocato il mio accesso. Revocalo tu su myaccount.google.com/connections: {accounts}',
  exportReady: 'Tutto ciò che ho su di te, solo per te e per un’ora: {link}',
  exportTitle: 'Ciò che ho su di te',
  exportSettings: 'Impostazioni',
  exportYou: 'Tu',
  countMessages: 'Messaggi: {count}',
  countFacts: 'Fatti: {count}',
  countReminders: 'Promemoria: {count}',
  countEvents: 'Eventi nel calendario tenuto qui: {count}',
  countFiles: 'File: {count}',
  countAccounts: 'Account Google: {count}',
  countTurns: 'Risposte e quanto sono costate: {count}',
}

export const romance = { es, pt, fr, it }
