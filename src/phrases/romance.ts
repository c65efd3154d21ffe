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
  mediaGone: 'No pude descargar lo que enviaste. Por favor, envíalo otra vez.',
  mediaUnsupported:
    'No puedo abrir este tipo de archivo. Puedes enviarme imágenes, notas de voz, PDF, Word, Excel, PowerPoint y archivos de texto.',
  mediaDamaged: 'Este archivo está dañado y no puedo abrirlo. Por favor, envíalo otra vez.',
  mediaProtected: 'Este archivo está protegido con contraseña. Por favor, envíalo sin ella.',
  mediaTooLarge: 'Este archivo es demasiado grande para mí. Por favor, envía uno más pequeño.',
  mediaTooLong: 'Esta grabación es demasiado larga para mí. Por favor, envíala en partes más cortas.',
  mediaEmpty: 'No hay nada en este archivo que pueda leer. Por favor, envíalo de otra forma o escríbemelo.',
  voiceSilent: 'No pude distinguir ninguna palabra en tu grabación. Por favor, dilo otra vez o escríbemelo.',
  voiceDown: 'Ahora mismo no puedo escuchar grabaciones. Por favor, escríbemelo o inténtalo más tarde.',
  heard: 'He oído: «{text}»',
  voiceNoteHint: 'Un mensaje de voz para {assistant}. Nombres: {names}.',
  confirmYes: 'Sí',
  confirmNo: 'No',
  confirmQuestion: 'Por favor, confirma antes de que haga esto:',
  promptedByOthers: 'Puede que esto lo haya pedido algo que escribieron otras personas.',
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
  mediaGone: 'Não consegui baixar o que você enviou. Por favor, envie de novo.',
  mediaUnsupported:
    'Não consigo abrir este tipo de arquivo. Você pode enviar imagens, mensagens de voz, PDF, Word, Excel, PowerPoint e arquivos de texto.',
  mediaDamaged: 'Este arquivo está danificado e não consigo abri-lo. Por favor, envie de novo.',
  mediaProtected: 'Este arquivo está protegido com senha. Por favor, envie sem ela.',
  mediaTooLarge: 'Este arquivo é grande demais para mim. Por favor, envie um menor.',
  mediaTooLong: 'Esta gravação é longa demais para mim. Por favor, envie em partes mais curtas.',
  mediaEmpty:
    'Não há nada neste arquivo que eu consiga ler. Por favor, envie de outra forma ou escreva para mim.',
  voiceSilent:
    'Não consegui distinguir nenhuma palavra na sua gravação. Por favor, fale de novo ou escreva para mim.',
  voiceDown:
    'No momento não consigo ouvir gravações. Por favor, escreva para mim ou tente de novo mais tarde.',
  heard: 'Eu ouvi: “{text}”',
  voiceNoteHint: 'Uma mensagem de voz para {assistant}. Nomes: {names}.',
  confirmYes: 'Sim',
  confirmNo: 'Não',
  confirmQuestion: 'Por favor, confirme antes que eu faça isto:',
  promptedByOthers: 'Isto pode ter sido pedido por algo que outras pessoas escreveram.',
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
  mediaGone: "Je n'ai pas pu récupérer ce que vous avez envoyé. Merci de le renvoyer.",
  mediaUnsupported:
    'Je ne peux pas ouvrir ce type de fichier. Les images, les messages vocaux, les fichiers PDF, Word, Excel, PowerPoint et texte fonctionnent.',
  mediaDamaged: "Ce fichier est abîmé et je ne peux pas l'ouvrir. Merci de le renvoyer.",
  mediaProtected: "Ce fichier est protégé par un mot de passe. Merci de l'envoyer sans mot de passe.",
  mediaTooLarge: "Ce fichier est trop volumineux pour moi. Merci d'en envoyer un plus petit.",
  mediaTooLong: "Cet enregistrement est trop long pour moi. Merci de l'envoyer en morceaux plus courts.",
  mediaEmpty:
    "Il n'y a rien que je puisse lire dans ce fichier. Merci de l'envoyer sous une autre forme ou de me l'écrire.",
  voiceSilent:
    "Je n'ai pu distinguer aucun mot dans votre enregistrement. Merci de le redire ou de me l'écrire.",
  voiceDown:
    "Je ne peux pas écouter d'enregistrements pour le moment. Écrivez-le-moi ou réessayez plus tard.",
  heard: "J'ai entendu : « {text} »",
  voiceNoteHint: 'Un message vocal pour {assistant}. Noms : {names}.',
  confirmYes: 'Oui',
  confirmNo: 'Non',
  confirmQuestion: 'Merci de confirmer avant que je fasse ceci :',
  promptedByOthers: 'Ceci a peut-être été demandé par un texte que d’autres ont écrit.',
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
  mediaGone: 'Non ho potuto scaricare quello che hai inviato. Per favore, invialo di nuovo.',
  mediaUnsupported:
    'Non posso aprire questo tipo di file. Vanno bene immagini, messaggi vocali, PDF, Word, Excel, PowerPoint e file di testo.',
  mediaDamaged: 'Questo file è danneggiato e non riesco ad aprirlo. Per favore, invialo di nuovo.',
  mediaProtected: 'Questo file è protetto da una password. Per favore, invialo senza.',
  mediaTooLarge: 'Questo file è troppo grande per me. Per favore, inviane uno più piccolo.',
  mediaTooLong: 'Questa registrazione è troppo lunga per me. Per favore, inviala in parti più brevi.',
  mediaEmpty:
    "In questo file non c'è niente che io possa leggere. Per favore, invialo in un'altra forma o scrivimelo.",
  voiceSilent:
    'Non ho potuto distinguere nessuna parola nella tua registrazione. Per favore, ripetilo o scrivimelo.',
  voiceDown: 'Al momento non posso ascoltare registrazioni. Per favore, scrivimelo o riprova più tardi.',
  heard: 'Ho sentito: «{text}»',
  voiceNoteHint: 'Un messaggio vocale per {assistant}. Nomi: {names}.',
  confirmYes: 'Sì',
  confirmNo: 'No',
  confirmQuestion: 'Per favore, conferma prima che lo faccia:',
  promptedByOthers: 'Questo potrebbe essere stato chiesto da qualcosa che hanno scritto altri.',
}

export const romance = { es, pt, fr, it }
