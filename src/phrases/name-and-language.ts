/** What the code says of how a person is answered and called. */
export interface NameAndLanguageSentences {
  /** {language}: its own name for itself. */
  languageSet: string
  languageFree: string
  nameSet: string
  nameFree: string
}

export const nameAndLanguage = {
  en: {
    languageSet: 'Language of my answers from now on: {language}',
    languageFree: 'From now on I answer in the language you write.',
    nameSet: 'Your name from now on: {name}',
    nameFree: 'Your name is that of your profile again.',
  },
  de: {
    languageSet: 'Sprache meiner Antworten ab jetzt: {language}',
    languageFree: 'Ab jetzt antworte ich in der Sprache, in der du schreibst.',
    nameSet: 'Dein Name ab jetzt: {name}',
    nameFree: 'Dein Name ist wieder der deines Profils.',
  },
  nl: {
    languageSet: 'Taal van mijn antwoorden vanaf nu: {language}',
    languageFree: 'Vanaf nu antwoord ik in de taal waarin je schrijft.',
    nameSet: 'Je naam vanaf nu: {name}',
    nameFree: 'Je naam is weer die van je profiel.',
  },
  es: {
    languageSet: 'Idioma de mis respuestas a partir de ahora: {language}',
    languageFree: 'A partir de ahora respondo en el idioma en que escribas.',
    nameSet: 'Tu nombre a partir de ahora: {name}',
    nameFree: 'Tu nombre vuelve a ser el de tu perfil.',
  },
  pt: {
    languageSet: 'Idioma das minhas respostas a partir de agora: {language}',
    languageFree: 'A partir de agora respondo no idioma em que você escrever.',
    nameSet: 'Seu nome a partir de agora: {name}',
    nameFree: 'Seu nome volta a ser o do seu perfil.',
  },
  fr: {
    languageSet: 'Langue de mes réponses à partir de maintenant : {language}',
    languageFree: 'À partir de maintenant, je réponds dans la langue de vos messages.',
    nameSet: 'Votre nom à partir de maintenant : {name}',
    nameFree: 'Votre nom est de nouveau celui de votre profil.',
  },
  it: {
    languageSet: 'Lingua delle mie risposte da adesso: {language}',
    languageFree: 'Da adesso rispondo nella lingua in cui scrivi.',
    nameSet: 'Il tuo nome da adesso: {name}',
    nameFree: 'Il tuo nome è di nuovo quello del tuo profilo.',
  },
  ru: {
    languageSet: 'Язык моих ответов с этого момента: {language}',
    languageFree: 'С этого момента я отвечаю на языке ваших сообщений.',
    nameSet: 'Ваше имя с этого момента: {name}',
    nameFree: 'Ваше имя снова такое, как в профиле.',
  },
  uk: {
    languageSet: 'Мова моїх відповідей відтепер: {language}',
    languageFree: 'Відтепер я відповідаю мовою ваших повідомлень.',
    nameSet: 'Ваше імʼя відтепер: {name}',
    nameFree: 'Ваше імʼя знову таке, як у профілі.',
  },
  pl: {
    languageSet: 'Język moich odpowiedzi od teraz: {language}',
    languageFree: 'Od teraz odpowiadam w języku, w którym piszesz.',
    nameSet: 'Twoje imię od teraz: {name}',
    nameFree: 'Twoje imię jest znowu takie jak w profilu.',
  },
  tr: {
    languageSet: 'Bundan sonra yanıtlarımın dili: {language}',
    languageFree: 'Bundan sonra yazdığın dilde yanıt veriyorum.',
    nameSet: 'Bundan sonraki adın: {name}',
    nameFree: 'Adın yeniden profilindeki ad.',
  },
  id: {
    languageSet: 'Bahasa jawaban saya mulai sekarang: {language}',
    languageFree: 'Mulai sekarang saya menjawab dalam bahasa yang Anda tulis.',
    nameSet: 'Nama Anda mulai sekarang: {name}',
    nameFree: 'Nama Anda kembali seperti di profil Anda.',
  },
  ar: {
    languageSet: 'لغة إجاباتي من الآن: {language}',
    languageFree: 'من الآن أجيب باللغة التي تكتب بها.',
    nameSet: 'اسمك من الآن: {name}',
    nameFree: 'عاد اسمك كما هو في ملفك الشخصي.',
  },
  hi: {
    languageSet: 'अब से मेरे जवाबों की भाषा: {language}',
    languageFree: 'अब से मैं उसी भाषा में जवाब दूँगा जिसमें आप लिखते हैं।',
    nameSet: 'अब से आपका नाम: {name}',
    nameFree: 'आपका नाम फिर वही है जो आपकी प्रोफ़ाइल में है।',
  },
  zh: {
    languageSet: '从现在起我用这种语言回答：{language}',
    languageFree: '从现在起我用您所写的语言回答。',
    nameSet: '从现在起对您的称呼：{name}',
    nameFree: '对您的称呼恢复为您个人资料中的名字。',
  },
  ja: {
    languageSet: 'これからの返信の言語：{language}',
    languageFree: 'これからは、あなたが書いた言語で返信します。',
    nameSet: 'これからのお名前：{name}',
    nameFree: 'お名前はプロフィールの名前に戻りました。',
  },
}
