import type { Sentences } from './sentences.ts'

const pl: Sentences = {
  modelDown:
    'Przepraszam, nie mogę teraz myśleć. Twoja wiadomość jest zapisana; napisz do mnie ponownie za kilka minut.',
  parked:
    'Przepraszam, coś poszło nie tak i nie udało mi się odpowiedzieć na Twoją wiadomość. Wyślij ją jeszcze raz.',
  timeout: 'To trwało zbyt długo i trzeba było przerwać. Spróbuj jeszcze raz, może z krótszym pytaniem.',
  toolLimit:
    'To już wszystkie kroki, na jakie mogę sobie pozwolić przy jednej wiadomości, a to jeszcze nie koniec. Napisz, co dalej.',
  stopped: 'Nie dostaniesz już ode mnie wiadomości. Wyślij START, aby znów je otrzymywać.',
  started: 'Witaj ponownie! Znów odpowiadam na Twoje wiadomości. Wyślij STOP, gdy mam przestać.',
  help: 'Jestem {name}, automatyczny asystent. Pisz do mnie własnymi słowami. Wyślij STOP, aby nie dostawać więcej wiadomości.',
  toolFailed: 'Przepraszam, to się nie udało: {tool}.',
  outcomeUnknown:
    'To zostało rozpoczęte, ale nie wiem, czy się udało. Sprawdź, zanim poprosisz mnie o to jeszcze raz.',
  mediaGone: 'Nie udało mi się pobrać tego, co zostało wysłane. Wyślij to, proszę, jeszcze raz.',
  mediaUnsupported:
    'Nie potrafię otworzyć takiego pliku. Możesz wysyłać zdjęcia, wiadomości głosowe, PDF, pliki Word, Excel, PowerPoint i tekstowe.',
  mediaDamaged: 'Ten plik jest uszkodzony i nie mogę go otworzyć. Wyślij go, proszę, jeszcze raz.',
  mediaProtected: 'Ten plik jest zabezpieczony hasłem. Wyślij go, proszę, bez hasła.',
  mediaTooLarge: 'Ten plik jest dla mnie za duży. Wyślij, proszę, mniejszy.',
  mediaTooLong: 'To nagranie jest dla mnie za długie. Wyślij je, proszę, w krótszych częściach.',
  mediaEmpty:
    'W tym pliku nie ma nic, co mogę odczytać. Wyślij go, proszę, w innej postaci albo napisz to do mnie.',
  voiceSilent:
    'Nie udało mi się rozpoznać żadnych słów w Twoim nagraniu. Powiedz to, proszę, jeszcze raz albo napisz.',
  voiceDown: 'Nie mogę teraz odsłuchiwać nagrań. Napisz to, proszę, albo spróbuj później.',
  heard: 'Słyszę: „{text}”',
  voiceNoteHint: 'Wiadomość głosowa do {assistant}. Imiona i nazwiska: {names}.',
  confirmYes: 'Tak',
  confirmNo: 'Nie',
  confirmQuestion: 'Potwierdź, proszę, zanim to zrobię:',
  promptedByOthers: 'Mogło o to poprosić coś, co napisali inni.',
}

const ru: Sentences = {
  modelDown:
    'Извините, сейчас я не могу думать. Ваше сообщение сохранено; напишите мне ещё раз через несколько минут.',
  parked:
    'Извините, что-то пошло не так, и ответить на ваше сообщение не удалось. Пожалуйста, отправьте его ещё раз.',
  timeout:
    'Это заняло слишком много времени, и пришлось остановиться. Попробуйте ещё раз, может быть, с вопросом покороче.',
  toolLimit:
    'Все шаги, допустимые для одного сообщения, сделаны, но это ещё не конец. Напишите, как продолжать.',
  stopped: 'Вы больше не будете получать от меня сообщений. Отправьте START, чтобы снова со мной общаться.',
  started: 'С возвращением! Я снова отвечаю на ваши сообщения. Отправьте STOP, когда захотите прекратить.',
  help: 'Я {name}, автоматический помощник. Пишите мне своими словами. Отправьте STOP, чтобы не получать сообщений.',
  toolFailed: 'Извините, это не получилось: {tool}.',
  outcomeUnknown:
    'Выполнение началось, но неизвестно, удалось ли оно. Пожалуйста, проверьте, прежде чем просить снова.',
  mediaGone: 'Не удалось загрузить то, что вы отправили. Пожалуйста, отправьте ещё раз.',
  mediaUnsupported:
    'Я не могу открыть файл такого типа. Подойдут картинки, голосовые сообщения, PDF, Word, Excel, PowerPoint и текстовые файлы.',
  mediaDamaged: 'Этот файл повреждён, и открыть его не получается. Пожалуйста, отправьте его ещё раз.',
  mediaProtected: 'Этот файл защищён паролем. Пожалуйста, отправьте его без пароля.',
  mediaTooLarge: 'Этот файл для меня слишком большой. Пожалуйста, отправьте файл поменьше.',
  mediaTooLong: 'Эта запись для меня слишком длинная. Пожалуйста, отправьте её частями покороче.',
  mediaEmpty:
    'В этом файле нет ничего, что я могу прочитать. Пожалуйста, отправьте его в другом виде или напишите текстом.',
  voiceSilent: 'В вашей записи не удалось разобрать ни слова. Пожалуйста, повторите или напишите текстом.',
  voiceDown: 'Сейчас я не могу слушать записи. Пожалуйста, напишите текстом или попробуйте позже.',
  heard: 'Я слышу: «{text}»',
  voiceNoteHint: 'Голосовое сообщение для {assistant}. Имена: {names}.',
  confirmYes: 'Да',
  confirmNo: 'Нет',
  confirmQuestion: 'Пожалуйста, подтвердите, прежде чем я это сделаю:',
  promptedByOthers: 'Возможно, об этом просит текст, который написали другие.',
}

const uk: Sentences = {
  modelDown:
    'Вибачте, зараз я не можу думати. Ваше повідомлення збережено; напишіть мені ще раз за кілька хвилин.',
  parked:
    'Вибачте, щось пішло не так, і відповісти на ваше повідомлення не вдалося. Будь ласка, надішліть його ще раз.',
  timeout: 'Це тривало надто довго, і довелося зупинитися. Спробуйте ще раз, можливо, з коротшим запитанням.',
  toolLimit:
    'Усі кроки, дозволені для одного повідомлення, зроблено, але це ще не кінець. Напишіть, як продовжити.',
  stopped:
    'Ви більше не отримуватимете від мене повідомлень. Надішліть START, щоб знову зі мною спілкуватися.',
  started: 'З поверненням! Я знову відповідаю на ваші повідомлення. Надішліть STOP, коли захочете припинити.',
  help: 'Я {name}, автоматичний помічник. Пишіть мені своїми словами. Надішліть STOP, щоб не отримувати повідомлень.',
  toolFailed: 'Вибачте, це не вдалося: {tool}.',
  outcomeUnknown:
    'Виконання почалося, але невідомо, чи воно вдалося. Будь ласка, перевірте, перш ніж просити знову.',
  mediaGone: 'Не вдалося завантажити те, що ви надіслали. Будь ласка, надішліть ще раз.',
  mediaUnsupported:
    'Я не можу відкрити файл такого типу. Підійдуть зображення, голосові повідомлення, PDF, Word, Excel, PowerPoint і текстові файли.',
  mediaDamaged: 'Цей файл пошкоджено, і відкрити його не вдається. Будь ласка, надішліть його ще раз.',
  mediaProtected: 'Цей файл захищено паролем. Будь ласка, надішліть його без пароля.',
  mediaTooLarge: 'Цей файл для мене завеликий. Будь ласка, надішліть менший.',
  mediaTooLong: 'Цей запис для мене задовгий. Будь ласка, надішліть його коротшими частинами.',
  mediaEmpty:
    'У цьому файлі немає нічого, що я можу прочитати. Будь ласка, надішліть його в іншому вигляді або напишіть текстом.',
  voiceSilent:
    'У вашому записі не вдалося розібрати жодного слова. Будь ласка, повторіть або напишіть текстом.',
  voiceDown: 'Зараз я не можу слухати записи. Будь ласка, напишіть текстом або спробуйте пізніше.',
  heard: 'Я чую: «{text}»',
  voiceNoteHint: 'Голосове повідомлення для {assistant}. Імена: {names}.',
  confirmYes: 'Так',
  confirmNo: 'Ні',
  confirmQuestion: 'Будь ласка, підтвердьте, перш ніж я це зроблю:',
  promptedByOthers: 'Можливо, про це просить текст, який написали інші.',
}

export const slavic = { pl, ru, uk }
