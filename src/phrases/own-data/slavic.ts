import type { OwnDataSentences } from './sentences.ts'

const pl: OwnDataSentences = {
  askErase:
    'Usunąć na zawsze wszystko o tobie: wiadomości, to, co o tobie wiem, przypomnienia, tutejszy kalendarz, połączone konta, ustawienia',
  erased: 'Wszystko o tobie jest usunięte. To było:',
  erasedAnew: 'Ta wiadomość też zniknie. Jeśli znów napiszesz, zaczniemy od nowa.',
  eraseUnended:
    'Google nie zakończył mojego dostępu. Zrób to samodzielnie na myaccount.google.com/connections: {accounts}',
  exportReady: 'Wszystko, co o tobie mam, tylko dla ciebie i na godzinę: {link}',
  exportTitle: 'Co o tobie mam',
  exportSettings: 'Ustawienia',
  exportYou: 'Ty',
  countMessages: 'Wiadomości: {count}',
  countFacts: 'Fakty: {count}',
  countReminders: 'Przypomnienia: {count}',
  countEvents: 'Wydarzenia w tutejszym kalendarzu: {count}',
  countFiles: 'Pliki: {count}',
  countAccounts: 'Konta Google: {count}',
  countTurns: 'Odpowiedzi i ich koszt: {count}',
}

const ru: OwnDataSentences = {
  askErase:
    'Удалить навсегда всё о вас: сообщения, то, что я о вас знаю, напоминания, здешний календарь, подключённые аккаунты, настройки',
  erased: 'Всё о вас удалено. Это было:',
  erasedAnew: 'Это сообщение тоже исчезнет. Если напишете снова, начнём с начала.',
  eraseUnended:
    'Google не закрыл мой доступ. Закройте его сами на myaccount.google.com/connections: {accounts}',
  exportReady: 'Всё, что у меня есть о вас, только для вас и на один час: {link}',
  exportTitle: 'Что у меня есть о вас',
  exportSettings: 'Настройки',
  exportYou: 'Вы',
  countMessages: 'Сообщения: {count}',
  countFacts: 'Факты: {count}',
  countReminders: 'Напоминания: {count}',
  countEvents: 'События в здешнем календаре: {count}',
  countFiles: 'Файлы: {count}',
  countAccounts: 'Аккаунты Google: {count}',
  countTurns: 'Ответы и их стоимость: {count}',
}

const uk: OwnDataSentences = {
  askErase:
    'Видалити назавжди все про вас: повідомлення, те, що я про вас знаю, нагадування, тутешній календар, підключені облікові записи, налаштування',
  erased: 'Усе про вас видалено. Це було:',
  erasedAnew: 'Це повідомлення теж зникне. Якщо напишете знову, почнемо спочатку.',
  eraseUnended:
    'Google не закрив мій доступ. Закрийте його самі на myaccount.google.com/connections: {accounts}',
  exportReady: 'Усе, що я маю про вас, лише для вас і на одну годину: {link}',
  exportTitle: 'Що я маю про вас',
  exportSettings: 'Налаштування',
  exportYou: 'Ви',
  countMessages: 'Повідомлення: {count}',
  countFacts: 'Факти: {count}',
  countReminders: 'Нагадування: {count}',
  countEvents: 'Події в тутешньому календарі: {count}',
  countFiles: 'Файли: {count}',
  countAccounts: 'Облікові записи Google: {count}',
  countTurns: 'Відповіді та їхня вартість: {count}',
}

export const slavic = { pl, ru, uk }
