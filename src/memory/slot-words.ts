// How people say what there is one of, in five languages. Folded: no capitals, no accents.

/** What a thing is called where there is one of it for each person. Folded, as all patterns here. */
export const THINGS: [slot: string, names: string][] = [
  ['name', 'name|nombre|nome|nom'],
  [
    'birthday',
    'birthday|birth ?date|date of birth|cumpleanos|fecha de nacimiento|aniversario|data de nascimento|geburtstag|geburtsdatum|anniversaire|date de naissance',
  ],
  [
    'e-mail',
    'e-?mail(?:-| )?(?:address|adresse)?|mail|mailadresse|correo(?: electronico)?|adresse e-?mail|endereco de e-?mail',
  ],
  [
    'phone',
    'phone(?: number)?|telephone(?: number)?|telefono|numero de telefono|telefone|numero de telefone|telefon(?:nummer)?|numero de telephone|telephone',
  ],
  [
    'mobile',
    'mobile(?: number| phone)?|cell(?: ?phone)?(?: number)?|movil|celular|telemovel|handynummer|portable',
  ],
  ['address', 'address|home address|direccion|morada|endereco|anschrift|adresse'],
  ['partner', "(?:wife|husband)(?:'s name)?|(?:wife|husband|partner|girlfriend|boyfriend)'s name"],
  ['mother', "(?:mother|mum|mom)'s name"],
  ['father', "(?:father|dad)'s name"],
]
/** A thing of a kind; what is between is part of the slot. */
export const KINDS: [slot: string, pattern: string][] = [
  [
    'favourite',
    '(?:favou?rite ([\\p{L} ]{2,30})|([\\p{L} ]{2,30}) (?:favorit[oa]|preferid[oa]|preferee?)|lieblings([\\p{L}]{2,30}))',
  ],
  ['size', '(shoe|shirt|ring|hat|glove|dress|jacket|trouser|pants) size'],
]
export const IS = '(?:is|are|=|:|es|e|ist|lautet|est)(?: now| ahora| agora| jetzt| maintenant)?'
const NOW = '(?:now |currently |ahora |agora |jetzt |actuellement )?'
const AM = `(?:am|is|are|soy|es|estoy|esta|sou|e|estou|bin|ist|suis|est)(?: now| ahora| agora| jetzt| maintenant)?`
const A = '(?:an? |un[ae]? |uma? |eine?n? )?'
const NOT = '(?:not |no longer |nicht |kein(?:e|en)? |pas )?'

/** What is said with a verb. The group is the value. */
export const SAID: [slot: string, pattern: string][] = [
  [
    'home',
    `${NOW}(?:live|lives|am living|is living|have moved|has moved|just moved|moved|vivo|vive|me mude|se mudo|moro|mora|wohne|wohnt|lebe|lebt|habite|vis|vit) ${NOW}(?:in|to|en|em|a|au|na|no) (.+)`,
  ],
  [
    'name',
    "(?:am called|is called|go by|goes by|me llamo|se llama|me chamo|chama-se|heisse|heisst|m'appelle|s'appelle) (.+)",
  ],
  [
    'birthday',
    '(?:was born on|am born on|naci el|nacio el|nasci (?:a|em)(?= \\d)|nasceu (?:a|em)(?= \\d)|suis nee? le|est nee? le) (.+)',
  ],
  ['age', `(?:${AM}|tengo|tiene|tenho|tem|ai|a) (\\d{1,3})(?: years? old| anos| jahre(?: alt)?| ans)?`],
  [
    'diet',
    `(?:no )?${AM} ${NOT}${A}((?:vegetarian|vegan|pescatarian|flexitarian|omnivore|vegetarian[oa]|vegan[oa]|vegetarier(?:in)?|veganer(?:in)?|vegetarien(?:ne)?|vegetarisch)(?: now| any ?more| mehr)?)`,
  ],
  [
    'marriage',
    `${AM} ${NOT}(single|married|divorced|engaged|widowed|solter[oa]|casad[oa]|solteir[oa]|divorciad[oa]|verheiratet|ledig|geschieden|celibataire|mariee?|divorcee?)`,
  ],
]
