import { ofDuration } from '../../platform/french.ts';
import type { Moment } from '../../platform/moment.ts';
import type { MailTexts } from './texts.ts';

const until = (moment: Moment): string => `${moment.date} à ${moment.time} (${moment.zone})`;

// Every « : ; ? ! » below is preceded by a non-breaking space (U+00A0).
export const fr: MailTexts = {
  greeting: 'Bonjour,',
  automatic: 'Ce courriel a été envoyé automatiquement : merci de ne pas y répondre.',
  support: (email) => `En cas de difficulté, écrivez à ${email}.`,
  plainLink: 'Si le bouton ne s’ouvre pas, copiez cette adresse dans votre navigateur :',
  link: {
    reset: {
      subject: 'Réinitialisation de votre mot de passe',
      intro: (institution) =>
        `Nous avons reçu une demande de réinitialisation du mot de passe de votre compte ${institution}.`,
      ask: 'Pour choisir un nouveau mot de passe, ouvrez ce lien, votre « jeton » :',
      action: 'Choisir un nouveau mot de passe',
    },
    activation: {
      subject: 'Activation de votre compte',
      intro: (institution) => `Votre compte ${institution} est prêt\u00A0: il ne lui manque que votre mot de passe.`,
      ask: 'Pour choisir votre mot de passe, ouvrez ce lien, votre « jeton » :',
      action: 'Choisir mon mot de passe',
    },
    validity: (duration, moment) =>
      duration === undefined
        ? `Ce lien est valable jusqu’au ${until(moment)}.`
        : `Ce lien est valable ${duration}, jusqu’au ${until(moment)}.`,
    single: 'Il ne peut servir qu’une seule fois et remplace les liens que vous avez pu recevoir auparavant.',
    promise: (duration) =>
      `Votre nouveau mot de passe sera valable dans toutes les applications dans un délai ${ofDuration(duration)}.`,
    secret: 'Ne transférez pas ce courriel. Personne ne vous demandera ce lien, ni votre mot de passe.',
    notYouReset:
      'Vous n’avez pas fait cette demande ? Votre mot de passe n’a pas changé : il ne changera que si ce lien est ouvert et qu’un nouveau mot de passe est choisi. Pour annuler ce lien, dites-nous que ce n’est pas vous :',
    notYouActivation: 'Vous n’attendiez pas ce courriel ? Pour annuler ce lien, dites-nous que ce n’est pas vous :',
    revoke: 'Ce n’est pas moi',
  },
  refused: {
    subject: 'Votre nouveau mot de passe n’a pas pu être enregistré',
    intro: (institution) =>
      `Le mot de passe que vous avez choisi pour votre compte ${institution} a été refusé au moment de l’enregistrer.`,
    reasons: {
      history: 'La raison : vous avez déjà utilisé ce mot de passe.',
      quality: 'La raison : il est jugé trop facile à deviner.',
      'too-short': 'La raison : il est trop court.',
      'too-long': 'La raison : il est trop long.',
      'too-young': 'La raison : votre mot de passe a été changé il y a trop peu de temps.',
      'not-allowed': 'La raison : le changement de mot de passe n’est pas autorisé pour ce compte.',
      other: 'L’annuaire n’en a pas donné la raison.',
    },
    unchanged: 'Votre mot de passe précédent reste donc en vigueur.',
    again: 'Voici un nouveau lien pour en choisir un autre :',
    action: 'Choisir un autre mot de passe',
  },
  changed: {
    subject: 'Votre mot de passe a été changé',
    intro: (institution, at) => `Le mot de passe de votre compte ${institution} a été changé le ${until(at)}.`,
    promise: (duration) => `Il sera valable dans toutes les applications dans un délai ${ofDuration(duration)}.`,
    you: 'Si c’est bien vous, vous n’avez rien à faire.',
    notYou: (email) =>
      `Si ce n’est pas vous, quelqu’un d’autre a peut-être accès à votre messagerie ou à votre compte\u00A0: écrivez immédiatement à ${email}, puis changez le mot de passe de votre messagerie personnelle.`,
  },
  refusedBy: {
    subject: (application) => `${application} a refusé votre nouveau mot de passe`,
    intro: (institution, application) =>
      `Le nouveau mot de passe de votre compte ${institution} est enregistré, mais l’application ${application} l’a refusé.`,
    reasons: {
      history: 'La raison\u00A0: vous y avez déjà utilisé ce mot de passe.',
      quality: 'La raison\u00A0: elle le juge trop facile à deviner.',
      'too-short': 'La raison\u00A0: elle le trouve trop court.',
      'too-long': 'La raison\u00A0: elle le trouve trop long.',
      'too-young': 'La raison\u00A0: votre mot de passe y a été changé il y a trop peu de temps.',
      'not-allowed': 'La raison\u00A0: le changement de mot de passe n’y est pas autorisé pour votre compte.',
      other: 'Elle n’en a pas donné la raison.',
    },
    means: 'Votre ancien mot de passe peut y fonctionner encore. Les autres applications ne sont pas concernées.',
    again: 'Pour choisir un autre mot de passe, recommencez la procédure\u00A0:',
    action: 'Recommencer la procédure',
  },
  late: {
    subject: 'Votre nouveau mot de passe n’est pas arrivé partout',
    directory: (institution) =>
      `Le nouveau mot de passe que vous avez choisi pour votre compte ${institution} n’a pas pu être enregistré.`,
    directoryMeans: 'Votre ancien mot de passe reste valable.',
    applications: (duration) =>
      `Votre nouveau mot de passe devait être valable partout dans un délai ${ofDuration(duration)}. Ces applications ne l’ont pas reçu\u00A0:`,
    applicationsMean:
      'Votre ancien mot de passe peut y fonctionner encore. Les autres applications ne sont pas concernées.',
    again: 'Nous vous prions de nous en excuser. Pour recommencer la procédure :',
    action: 'Recommencer la procédure',
  },
};
