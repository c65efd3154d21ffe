/** What the code says of calendars and reminders. `{event}`: title and when; `{people}`: names or addresses. */
export interface AgendaSentences {
  /** What was done, as the calendar shows it. */
  booked: string
  changed: string
  deleted: string
  restored: string
  seriesDeleted: string
  /** The person's answer to an invitation. */
  invitationAccepted: string
  invitationDeclined: string
  invitationMaybe: string
  /** Questions before it is done; one line each, without a question mark: they stand below `confirmQuestion`. */
  askBookAndInvite: string
  /** {after}: title and when, as it will be. */
  askChange: string
  askChangeFollowing: string
  askChangeAll: string
  askDelete: string
  askDeleteFollowing: string
  askDeleteAll: string
  /** Stands below one of them. */
  willBeTold: string
  /** {account}: an e-mail address. */
  askDisconnect: string
  /** {zone}: a city or zone. */
  zoneGuessed: string
  calendarConnected: string
  /** {link}: where it is connected again. */
  calendarLost: string
  /** {what}: the text; {when}: the next time. */
  reminderSet: string
  reminderMoved: string
  reminderDone: string
  reminderCancelled: string
  /** A reminder that is sent later than it was due. {when}: when it was due. */
  reminderLate: string
  /** Stands above several reminders that waited. */
  whileAway: string
  /** Buttons under a reminder: at most 20 characters. */
  buttonDone: string
  buttonLater: string
  /** Before an event. {time}: e.g. "30 minutes". */
  eventSoon: string
  /** {day}: the date. */
  briefingTitle: string
  briefingFree: string
  /** {events}: the titles. */
  briefingOverlap: string
  briefingReminders: string
  /** {calendar}: one that could not be read. */
  briefingUnseen: string
  briefingSet: string
  briefingOff: string
  quietSet: string
  quietOff: string
  /** Something was asked for, and a question or a conflict came first. */
  nothingDone: string
}
