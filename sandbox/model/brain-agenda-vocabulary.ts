/** Words of English, Spanish, Portuguese, German and French that make up times, in lower case and without accents. */
const set = (list: string) => new Set(list.trim().split(/\s+/))

export const DAYS =
  set(`today tonight tomorrow tmrw yesterday monday tuesday wednesday thursday friday saturday sunday mondays tuesdays
  wednesdays thursdays fridays saturdays sundays tue thu fri weekday weekdays weekend daily weekly monthly yearly
  hoy manana ayer lunes martes miercoles jueves viernes sabado domingo hoje amanha ontem segunda terca quarta quinta sexta segundas tercas quartas quintas sextas sabados domingos
  heute morgen ubermorgen gestern montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag taglich wochentags
  werktags wochenende aujourd'hui demain apres-demain hier lundi mardi mercredi jeudi vendredi samedi dimanche`)
export const HOURS =
  set(`noon midday midnight morning afternoon evening night mediodia medianoche tarde noche manha noite meio-dia
  meia-noite mittag mitternacht vormittag nachmittag abend abends mittags morgens nachmittags fruh midi minuit matin
  apres-midi soir`)
export const MONTHS =
  set(`january february march april may june july august september october november december jan feb mar apr jun jul
  aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janeiro
  fevereiro marco maio junho julho setembro outubro novembro dezembro januar februar marz mai juni juli oktober dezember
  janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre`)
export const UNITS =
  set(`minute minutes min mins hour hours hrs day days week weeks month months year years minuto minutos hora horas dia
  dias semana semanas mes meses ano anos minuten stunde stunden tag tage tagen woche wochen monat monate heure heures jour
  jours semaine semaines mois`)
/** Make a week or a month a time. */
export const WHICH =
  set(`this next every each other coming esta este proxima proximo cada toda todos todas los las os as diese dieser
  dieses diesen nachste nachsten nachster jede jeden jeder cette ce chaque tous les`)
export const IN = set('in within en em dans after')
export const LATER = set('later earlier longer shorter spater fruher langer')
export const CLOCK_SUFFIX = set("am pm a.m p.m o'clock oclock uhr h")
/** A bare number behind one of these is an hour, or a day of the month. */
export const AT = set(
  'at um las as a gegen vers by from between until till bis entre zwischen before dia hasta ate ab',
)
export const BETWEEN = set('to and y e und et - – von de du desde')
export const LINKS =
  set(`on the of all half quarter past a an one two three four five ten fifteen thirty instead el la por para do da ao na no
  em en am im den dem der die das le au dem kommenden kommende kommender prochain prochaine prochains que viene vem einer
  einem eine una uma une un media meia halben halbe feira whole`)

export const DROPPED = set(
  'on to for para of the and de do da del el la le o am den dem der die das na no ao au du em le instead',
)
