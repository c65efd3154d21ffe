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
  declinedMedia: 'Nie potrafię jeszcze otwierać wiadomości głosowych, zdjęć ani plików. Napisz to, proszę.',
  confirmYes: 'Tak',
  confirmNo: 'Nie',
  confirmQuestion: 'Potwierdź, proszę, zanim to zrobię:',
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
  declinedMedia:
    'Я пока не умею открывать голосовые сообщения, картинки и файлы. Пожалуйста, напишите текстом.',
  confirmYes: 'Да',
  confirmNo: 'Нет',
  confirmQuestion: 'Пожалуйста, подтвердите, прежде чем я это сделаю:',
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
  declinedMedia:
    'Я поки не вмію відкривати голосові повідомлення, зображення та файли. Будь ласка, напишіть текстом.',
  confirmYes: 'Так',
  confirmNo: 'Ні',
  confirmQuestion: 'Будь ласка, підтвердьте, перш ніж я це зроблю:',
}

export const slavic = { pl, ru, uk }
