import type { Sentences } from './sentences.ts'

const es: Sentences = {
  modelDown:
    'Lo siento, ahora mismo no puedo pensar una respuesta. He guardado tu mensaje; escríbeme otra vez en unos minutos.',
  parked: 'Lo siento, algo salió mal y no pude responder a tu mensaje. Por favor, envíalo otra vez.',
  timeout:
    'Esto me llevó demasiado tiempo y tuve que parar. Inténtalo otra vez, quizá con una pregunta más corta.',
  toolLimit:
    'He dado todos los pasos que puedo dar para un mensaje y aún no he terminado. Dime cómo quieres que siga.',
  stopped: 'No recibirás más mensajes míos. Envía START cuando quieras volver a hablar conmigo.',
  started: '¡Hola de nuevo! Vuelvo a responder a tus mensajes. Envía STOP cuando quieras que pare.',
  help: 'Soy {name}, un asistente automático. Escríbeme con tus propias palabras. Envía STOP para no recibir más mensajes.',
  toolFailed: 'Lo siento, esto no funcionó: {tool}.',
  outcomeUnknown:
    'Empecé a hacerlo, pero no sé si se completó. Por favor, compruébalo antes de pedírmelo otra vez.',
  declinedMedia: 'Todavía no puedo abrir notas de voz, imágenes ni archivos. Por favor, escríbemelo.',
  confirmYes: 'Sí',
  confirmNo: 'No',
  confirmQuestion: 'Por favor, confirma antes de que haga esto:',
}

const pt: Sentences = {
  modelDown:
    'Desculpe, não consigo pensar numa resposta agora. Guardei sua mensagem; escreva de novo daqui a alguns minutos.',
  parked: 'Desculpe, algo deu errado e não consegui responder à sua mensagem. Por favor, envie de novo.',
  timeout: 'Isso demorou demais e tive que parar. Tente de novo, talvez com uma pergunta menor.',
  toolLimit:
    'Dei todos os passos que posso dar para uma mensagem e ainda não terminei. Diga como quer que eu continue.',
  stopped: 'Você não vai mais receber mensagens minhas. Envie START quando quiser voltar a falar comigo.',
  started: 'Olá de novo! Volto a responder às suas mensagens. Envie STOP quando quiser que eu pare.',
  help: 'Eu sou {name}, um assistente automático. Escreva com suas próprias palavras. Envie STOP para não receber mais mensagens.',
  toolFailed: 'Desculpe, isto não funcionou: {tool}.',
  outcomeUnknown:
    'Comecei a fazer isso, mas não sei se deu certo. Por favor, verifique antes de me pedir de novo.',
  declinedMedia:
    'Ainda não consigo abrir mensagens de voz, imagens nem arquivos. Por favor, escreva para mim.',
  confirmYes: 'Sim',
  confirmNo: 'Não',
  confirmQuestion: 'Por favor, confirme antes que eu faça isto:',
}

const fr: Sentences = {
  modelDown:
    "Désolé, je n'arrive pas à réfléchir pour le moment. J'ai gardé votre message ; réécrivez-moi dans quelques minutes.",
  parked: "Désolé, il y a eu un problème et je n'ai pas pu répondre à votre message. Merci de le renvoyer.",
  timeout:
    "Cela m'a pris trop de temps et j'ai dû m'arrêter. Réessayez, peut-être avec une question plus courte.",
  toolLimit:
    "J'ai fait autant d'étapes que possible pour un message et je n'ai pas fini. Dites-moi comment continuer.",
  stopped: 'Vous ne recevrez plus de messages de ma part. Envoyez START pour en recevoir à nouveau.',
  started: 'Bon retour ! Je réponds de nouveau à vos messages. Envoyez STOP à tout moment pour arrêter.',
  help: 'Je suis {name}, un assistant automatique. Écrivez-moi avec vos propres mots. Envoyez STOP pour ne plus recevoir de messages.',
  toolFailed: "Désolé, ceci n'a pas fonctionné : {tool}.",
  outcomeUnknown:
    "J'ai commencé, mais je ne sais pas si cela a abouti. Merci de vérifier avant de me le redemander.",
  declinedMedia:
    "Je ne peux pas encore ouvrir les messages vocaux, les images ni les fichiers. Merci de me l'écrire.",
  confirmYes: 'Oui',
  confirmNo: 'Non',
  confirmQuestion: 'Merci de confirmer avant que je fasse ceci :',
}

const it: Sentences = {
  modelDown:
    'Mi dispiace, adesso non riesco a pensare a una risposta. Ho conservato il tuo messaggio; riscrivimi tra qualche minuto.',
  parked:
    'Mi dispiace, qualcosa è andato storto e non ho potuto rispondere al tuo messaggio. Per favore, invialo di nuovo.',
  timeout: 'Ci stavo mettendo troppo e ho dovuto fermarmi. Riprova, magari con una domanda più breve.',
  toolLimit:
    'Ho fatto tutti i passi che posso fare per un messaggio e non ho finito. Dimmi come vuoi che continui.',
  stopped: 'Non riceverai più messaggi da me. Invia START quando vuoi sentirmi di nuovo.',
  started: 'Bentornato! Rispondo di nuovo ai tuoi messaggi. Invia STOP quando vuoi che smetta.',
  help: 'Sono {name}, un assistente automatico. Scrivimi con parole tue. Invia STOP per non ricevere più messaggi.',
  toolFailed: 'Mi dispiace, questo non ha funzionato: {tool}.',
  outcomeUnknown:
    'Ho iniziato, ma non so se sia andato a buon fine. Per favore, controlla prima di chiedermelo di nuovo.',
  declinedMedia: 'Non posso ancora aprire messaggi vocali, immagini o file. Per favore, scrivimelo.',
  confirmYes: 'Sì',
  confirmNo: 'No',
  confirmQuestion: 'Per favore, conferma prima che lo faccia:',
}

export const romance = { es, pt, fr, it }
