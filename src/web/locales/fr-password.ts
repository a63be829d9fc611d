import type { Misfit } from '../../platform/capacity.ts';
import type { PageTexts } from './texts.ts';

/** The password's rules in French, as the procedure words them. */
export const frRules: PageTexts['rules'] = {
  intro: 'Votre mot de passe doit être composé de :',
  minimumLength: (minimum) => `Au moins ${minimum} caractères`,
  classesBefore: 'Au moins',
  classes: {
    upper: 'une majuscule',
    lower: 'une minuscule',
    digit: 'un chiffre',
    special: 'un caractère spécial',
  },
  listAnd: ' et ',
  minimumClasses: (minimum) =>
    `Au moins ${minimum} de ces sortes de caractères\u00A0: majuscules, minuscules, chiffres, caractères spéciaux`,
  phrase: (minimum) => `Ou bien\u00A0: une phrase d’au moins ${minimum} caractères, sans autre condition`,
  alternative: ({ minimumLength, minimumWords }, classes) =>
    `Ou bien\u00A0: ${[
      minimumLength > 0 ? `au moins ${minimumLength} caractères` : '',
      minimumWords > 0 ? `au moins ${minimumWords} mots différents` : '',
      classes === '' ? '' : `au moins ${classes}`,
    ]
      .filter((part) => part !== '')
      .join(', ')}`,
  maximum: (maximum) =>
    `${maximum} caractères au plus. Tout ce qui n’est ni une lettre ni un chiffre est un caractère spécial, l’espace aussi.`,
  lists: {
    'not-common': {
      refuse: 'Pas un mot de passe courant',
      warn: 'De préférence, pas un mot de passe courant',
    },
    'not-breached': {
      refuse: 'Pas un mot de passe qui figure dans une liste de mots de passe volés',
      warn: 'De préférence, pas un mot de passe qui figure dans une liste de mots de passe volés',
    },
    'not-personal': {
      refuse: 'Ni votre nom, ni votre identifiant, ni votre numéro',
      warn: 'De préférence, ni votre nom, ni votre identifiant, ni votre numéro',
    },
  },
  contextWords: (severity, words) =>
    severity === 'refuse' ? `Aucun de ces mots\u00A0: ${words}` : `De préférence, aucun de ces mots\u00A0: ${words}`,
  met: 'respecté',
  progress: 'Règles respectées : {met} sur {total}.',
};

/** The choice of a password in French. */
export const frPassword: PageTexts['password'] = {
  title: {
    reset: (number) => `Réinitialisation du mot de passe pour le compte du n°\u00A0étudiant\u00A0: ${number}`,
    activation: (number) => `Choix du mot de passe pour le compte du n°\u00A0étudiant\u00A0: ${number}`,
  },
  submit: { reset: 'Réinitialiser mon mot de passe', activation: 'Activer mon compte' },
  required: 'Les deux champs sont obligatoires.',
  username: 'N° étudiant',
  password: 'Saisissez votre mot de passe',
  confirmation: 'Re-saisissez votre mot de passe',
  show: 'Afficher les mots de passe',
  until: (moment) => `Votre lien est valable jusqu’au ${moment.date} à ${moment.time} (${moment.zone}).`,
  otherAccount: 'Choisir un autre compte',
  differ: 'Les deux saisies sont différentes : saisissez deux fois le même mot de passe.',
  same: 'Les deux saisies sont identiques.',
  again: 'Saisissez à nouveau votre mot de passe dans les deux champs.',
  notSaved: 'Votre mot de passe n’a pas été enregistré',
  shortcoming: (shortcoming) => {
    switch (shortcoming.kind) {
      case 'empty':
        return 'Le mot de passe est vide : saisissez un mot de passe.';
      case 'too-short':
        return `Le mot de passe doit comporter au moins ${shortcoming.minimum} caractères.`;
      case 'too-long':
        return `Le mot de passe ne peut pas dépasser ${shortcoming.maximum} caractères.`;
      case 'too-few-classes':
        return `Le mot de passe doit mélanger au moins ${shortcoming.minimum} sortes de caractères\u00A0: majuscules, minuscules, chiffres, caractères spéciaux.`;
      case 'control-character':
        return 'Le mot de passe contient un caractère invisible, sans doute venu d’un copier-coller : retapez-le.';
      case 'common':
        return 'Ce mot de passe est trop courant : choisissez-en un autre.';
      case 'breached':
        return 'Ce mot de passe figure dans une liste de mots de passe volés : choisissez-en un autre.';
      case 'context-word':
        return `Le mot de passe ne doit pas contenir «\u00A0${shortcoming.word}\u00A0».`;
      case 'personal':
        return 'Le mot de passe ne doit contenir ni votre nom, ni votre identifiant, ni votre numéro.';
      case 'unfit':
        return unfit(shortcoming.application, shortcoming.misfit);
    }
  },
  missingClasses: (classes) => `Le mot de passe doit comporter au moins ${classes}.`,
  refusals: {
    history: 'L’annuaire a refusé ce mot de passe : vous l’avez déjà utilisé. Choisissez-en un autre.',
    quality: 'L’annuaire a refusé ce mot de passe : il le juge trop facile à deviner. Choisissez-en un plus varié.',
    'too-short': 'L’annuaire a refusé ce mot de passe : il est trop court. Choisissez-en un plus long.',
    'too-long': 'L’annuaire a refusé ce mot de passe : il est trop long. Choisissez-en un plus court.',
    'too-young':
      'L’annuaire a refusé le changement : votre mot de passe a été changé il y a trop peu de temps. Réessayez plus tard avec le même lien, ou contactez l’assistance.',
    'not-allowed': 'L’annuaire a refusé le changement : il n’est pas autorisé pour ce compte. Contactez l’assistance.',
    other:
      'L’annuaire a refusé ce mot de passe sans en donner la raison. Essayez-en un autre ou contactez l’assistance.',
  },
  linkStillGood: 'Votre lien reste valable et votre ancien mot de passe n’a pas changé.',
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `L’application ${application} ne peut pas enregistrer ce mot de passe\u00A0:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} elle n’en accepte pas de plus de ${misfit.most}\u00A0caractères. Choisissez-en un plus court.`;
    case 'bytes':
      return `${cannot} elle n’en accepte pas de plus de ${misfit.most}\u00A0octets (une lettre accentuée en compte deux). Choisissez-en un plus court.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} elle n’accepte ni lettres accentuées ni symboles rares. Retirez-les.`
        : `${cannot} elle n’accepte que les lettres latines, les chiffres et les signes courants. Retirez les autres.`;
  }
}
