import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import type { Moment } from './time-texts.ts';
import { plural } from './plural.ts';

const count = plural('fr');

const on = (moment: Moment): string => `${moment.date} à ${moment.time} (${moment.zone})`;

const characters = (many: number): string => `${many}\u00A0${count(many, { one: 'caractère', other: 'caractères' })}`;

/** After « délai »: `d’une heure` as the procedure says it; `de 2 heures`, `de 90 minutes` otherwise. */
function ofDuration(duration: string): string {
  return /^1\s+(heure|minute|seconde)$/.test(duration) ? `d’une ${duration.replace(/^1\s+/, '')}` : `de ${duration}`;
}

/** After « compte »: a login stands alone. */
const whose = ({ kind, text }: AccountName): string =>
  kind === 'number' ? ` du n°\u00A0étudiant\u00A0: ${text}` : `\u00A0: ${text}`;

// Every « : ; ? ! » below is preceded by a non-breaking space (U+00A0).
export const fr: Locale = {
  name: 'Français',
  direction: 'ltr',
  time: {
    tag: 'fr-FR',
    // The first of a month is an ordinal, which CLDR's patterns do not know.
    date: ({ weekday, day, month, year }) => `${weekday} ${day === '1' ? '1er' : day}\u00A0${month} ${year}`,
    // `8 h 30`: only the minutes have a zero in front.
    clock: (hour, minute) => `${Number(hour)}\u00A0h\u00A0${minute}`,
    units: {
      day: (days) => `${days}\u00A0${count(days, { one: 'jour', other: 'jours' })}`,
      hour: (hours) => `${hours}\u00A0${count(hours, { one: 'heure', other: 'heures' })}`,
      minute: (minutes) => `${minutes}\u00A0${count(minutes, { one: 'minute', other: 'minutes' })}`,
      second: (seconds) => `${seconds}\u00A0${count(seconds, { one: 'seconde', other: 'secondes' })}`,
    },
    zones: {
      'Europe/Paris': 'heure de Paris',
      'America/Martinique': 'heure de la Martinique',
      'America/Guadeloupe': 'heure de la Guadeloupe',
      'America/Cayenne': 'heure de Cayenne',
      'Pacific/Noumea': 'heure de Nouméa',
      'Pacific/Tahiti': 'heure de Tahiti',
    },
  },
  pages: {
    list: { comma: ', ', and: ' et ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Réinitialisez vous-même le mot de passe de votre compte ${institution}, avec votre adresse mail personnelle.`,
      skip: 'Aller au contenu',
      progress: 'Étapes',
      steps: ['Votre adresse', 'Le courriel', 'Le mot de passe', 'Valable partout'],
      errorTitle: (title) => `Erreur\u00A0: ${title}`,
      problem: 'À corriger',
      help: 'Aide et informations',
      support: 'En cas de difficulté, écrivez à',
      privacyNotice: 'Données personnelles',
      languages: 'Langues',
      nothingChanged: 'Rien n’a été modifié.',
      startAgain: 'Recommencer la procédure',
    },
    request: {
      title: 'Réinitialiser mon mot de passe',
      lead: 'Renseignez le mail personnel que vous avez fourni lors de votre inscription administrative.',
      onlyIfNeeded: 'Vous arrivez à vous connecter ? Vous n’avez aucune opération à effectuer.',
      label: 'Adresse mail personnelle',
      hint: 'Obligatoire. Format attendu : nom@domaine.fr',
      submit: 'Recevoir le lien',
      haveCode: 'J’ai reçu un code par courriel',
      next: 'Ce qui se passe ensuite',
      mailStep: (lifetime) =>
        `Un courriel vous est envoyé avec un «\u00A0jeton\u00A0»\u00A0: un lien valable ${lifetime}.`,
      chooseStep: 'Vous cliquez sur ce lien et choisissez votre nouveau mot de passe.',
      promiseStep: (promise) => `Il est valable dans un délai ${ofDuration(promise)} dans toutes les applications.`,
      problems: {
        empty: 'L’adresse mail est vide. Saisissez votre adresse mail personnelle, par exemple nom@domaine.fr',
        malformed: 'Le format de l’adresse mail n’est pas valide. Format attendu : nom@domaine.fr',
        'too-long': 'L’adresse mail est trop longue : elle ne peut pas dépasser 254\u00A0caractères.',
        unknown: 'Votre adresse mail n’est pas reconnue : aucun compte n’est associé à cette adresse.',
      },
      unknownHelp: [
        'Vérifiez qu’il n’y a pas de faute de frappe, avant et après le signe @.',
        'Utilisez l’adresse personnelle donnée lors de votre inscription administrative, et non celle de l’établissement.',
        'Essayez une autre de vos adresses personnelles.',
      ],
    },
    proof: {
      title: 'Un instant, s’il vous plaît',
      lead: 'Beaucoup d’adresses ont été essayées en peu de temps. Avant de répondre à votre demande, nous écartons les robots.',
      wait: (duration) => `Patientez ${duration}, puis cliquez sur «\u00A0Continuer\u00A0».`,
      early: (duration) => `C’est encore un peu tôt. Patientez ${duration}, puis cliquez sur «\u00A0Continuer\u00A0».`,
      computing: 'Votre navigateur fait un petit calcul, qui prend quelques secondes. La suite vient d’elle-même.',
      done: 'C’est fait. Votre demande est envoyée.',
      submit: 'Continuer',
      nobodyElse:
        'Tout se passe entre votre navigateur et ce service : il n’y a pas d’image à reconnaître, et rien n’est transmis à un tiers.',
    },
    sent: {
      title: { sent: 'Le courriel est en route', neutral: 'Consultez votre messagerie' },
      to: {
        sent: 'Un courriel contenant votre « jeton », le lien pour choisir un nouveau mot de passe, est envoyé à :',
        neutral:
          'Si un compte est associé à cette adresse, un courriel contenant un « jeton », le lien pour choisir un nouveau mot de passe, lui est envoyé :',
      },
      holds: 'Ouvrez ce courriel et cliquez sur le lien.',
      validity: (duration, until) =>
        duration === undefined
          ? `Le lien est valable jusqu’au ${on(until)}.`
          : `Le lien est valable ${duration}, jusqu’au ${on(until)}.`,
      single: 'Il ne peut servir qu’une seule fois et remplace les liens que vous avez pu recevoir auparavant.',
      elsewhere: 'Vous lisez le courriel sur un autre appareil\u00A0?',
      nothing: 'Vous ne recevez rien ?',
      advice: [
        'Attendez quelques minutes : la distribution peut en prendre jusqu’à 15.',
        'Regardez dans le dossier des courriels indésirables (« spam »).',
      ],
      checkAddress: 'Vérifiez l’adresse ci-dessus, lettre par lettre.',
      supportAdvice: 'Si rien n’est arrivé, écrivez à',
      otherAddress: 'Corriger l’adresse ou recommencer',
    },
    code: {
      title: 'Saisir le code reçu par courriel',
      lead: 'Le courriel contient, à côté du lien, un code. Saisissez-le ici pour continuer sur cet appareil.',
      label: 'Code reçu par courriel',
      hint: 'Huit lettres et chiffres, par exemple K7QM-3XTD. Majuscules ou minuscules, indifféremment.',
      submit: 'Continuer',
      problems: {
        empty: 'Le code est vide\u00A0: saisissez le code qui figure dans le courriel.',
        malformed: 'Ce n’est pas un code complet\u00A0: il se compose de huit lettres et chiffres.',
        wrong:
          'Ce code n’est pas le bon. Vérifiez chaque caractère, et assurez-vous que le courriel est le plus récent que vous avez reçu.',
      },
      linkStillGood:
        'Le lien du courriel reste valable\u00A0: vous pouvez toujours l’ouvrir, sur n’importe quel appareil.',
      elsewhere: {
        title: 'Ce navigateur n’attend pas de code',
        text: 'Un code ne sert que dans le navigateur où la demande a été faite. Ouvrez plutôt le lien du courriel, ou recommencez la procédure ici.',
      },
    },
    account: {
      title: 'De quel compte s’agit-il ?',
      lead: 'Plusieurs comptes sont associés à cette adresse mail. Choisissez celui dont vous voulez changer le mot de passe. Les autres ne changent pas.',
      legend: 'Compte',
      missing: 'Choisissez un compte pour continuer.',
      choose: 'Choisir',
      named: ({ kind, text }) => (kind === 'number' ? `n°\u00A0étudiant\u00A0: ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Réinitialisation du mot de passe pour le compte${whose(name)}`,
        activation: (name) => `Choix du mot de passe pour le compte${whose(name)}`,
      },
      submit: { reset: 'Réinitialiser mon mot de passe', activation: 'Activer mon compte' },
      required: 'Les deux champs sont obligatoires.',
      password: 'Saisissez votre mot de passe',
      confirmation: 'Re-saisissez votre mot de passe',
      show: 'Afficher les mots de passe',
      caps: 'La touche « Verr. Maj » est activée.',
      strength: {
        levels: { weak: 'Facile à deviner.', fair: 'Assez difficile à deviner.', good: 'Difficile à deviner.' },
        reasons: {
          personal: 'Il contient votre numéro\u00A0: évitez-le.',
          word: 'Il contient un mot courant : ajoutez-en d’inattendus.',
          date: 'Il contient une date ou une année : ajoutez un mot inattendu.',
          repeat: 'Il répète les mêmes caractères\u00A0: variez-les.',
          row: 'Il contient une suite (clavier, alphabet, chiffres)\u00A0: évitez-la.',
        },
      },
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
            return `Le mot de passe doit comporter au moins ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `Le mot de passe ne peut pas dépasser ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `Le mot de passe doit mélanger au moins ${shortcoming.minimum} ${count(shortcoming.minimum, { one: 'sorte', other: 'sortes' })} de caractères\u00A0: majuscules, minuscules, chiffres, caractères spéciaux.`;
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
        'not-allowed':
          'L’annuaire a refusé le changement : il n’est pas autorisé pour ce compte. Contactez l’assistance.',
        other:
          'L’annuaire a refusé ce mot de passe sans en donner la raison. Essayez-en un autre ou contactez l’assistance.',
      },
      linkStillGood: 'Votre lien reste valable et votre ancien mot de passe n’a pas changé.',
    },
    rules: {
      intro: 'Votre mot de passe doit être composé de :',
      minimumLength: (minimum) => `Au moins ${characters(minimum)}`,
      classesBefore: 'Au moins',
      classes: {
        upper: 'une majuscule',
        lower: 'une minuscule',
        digit: 'un chiffre',
        special: 'un caractère spécial',
      },
      minimumClasses: (minimum) =>
        `Au moins ${minimum} de ces sortes de caractères\u00A0: majuscules, minuscules, chiffres, caractères spéciaux`,
      phrase: (minimum) => `Ou bien\u00A0: une phrase d’au moins ${characters(minimum)}, sans autre condition`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Ou bien\u00A0: ${[
          minimumLength > 0 ? `au moins ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `au moins ${minimumWords} ${count(minimumWords, { one: 'mot', other: 'mots différents' })}`
            : '',
          classes === '' ? '' : `au moins ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `${characters(maximum)} au plus. Tout ce qui n’est ni une lettre ni un chiffre est un caractère spécial, l’espace aussi.`,
      lists: {
        'not-common': {
          refuse: 'Il ne doit pas être un mot de passe courant',
          warn: 'De préférence, il n’est pas un mot de passe courant',
        },
        'not-breached': {
          refuse: 'Il ne doit pas figurer dans une liste de mots de passe volés',
          warn: 'De préférence, il ne figure pas dans une liste de mots de passe volés',
        },
        'not-personal': {
          refuse: 'Il ne doit contenir ni votre nom, ni votre identifiant, ni votre numéro',
          warn: 'De préférence, il ne contient ni votre nom, ni votre identifiant, ni votre numéro',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `Il ne doit contenir aucun de ces mots\u00A0: ${words}`
          : `De préférence, il ne contient aucun de ces mots\u00A0: ${words}`,
      met: 'respecté',
      progress: 'Règles respectées : {met} sur {total}.',
    },
    deadLink: {
      titles: {
        expired: 'Ce lien a expiré',
        used: 'Ce lien a déjà servi',
        superseded: 'Ce lien a été remplacé par un plus récent',
        revoked: 'Ce lien a été annulé',
        malformed: 'Ce lien n’est pas valable',
        stale: 'Ce lien ne correspond plus à votre compte',
      },
      expired: (at, lifetime) =>
        `Vous avez cliqué sur ce lien au-delà du délai ${ofDuration(lifetime)}\u00A0: il était valable jusqu’au ${on(at)}.`,
      used: (at) => `Un mot de passe a été choisi avec ce lien le ${on(at)}. Un lien ne peut servir qu’une seule fois.`,
      superseded: 'Une demande plus récente a été faite, et seul le dernier lien envoyé est valable.',
      revoked:
        'Il a été annulé, par un clic sur «\u00A0Ce n’est pas moi\u00A0» ou par l’assistance. Votre mot de passe n’a pas changé.',
      malformed: 'Il a peut-être été copié de façon incomplète, ou n’a jamais été envoyé par ce service.',
      stale:
        'Depuis son envoi, le mot de passe a été changé par un autre moyen, ou bien l’adresse ou l’état du compte a changé.',
      advice: {
        expired: 'Vous devez recommencer la procédure.',
        used: 'Si c’est bien vous, vous n’avez rien à faire : utilisez votre nouveau mot de passe. Pour en changer encore, recommencez la procédure.',
        superseded:
          'Ouvrez le courriel le plus récent que vous avez reçu. Si vous ne le trouvez pas, recommencez la procédure.',
        revoked: 'Si vous voulez changer votre mot de passe, recommencez la procédure.',
        malformed:
          'Ouvrez à nouveau le courriel et cliquez sur le lien, ou copiez-le en entier. Sinon, recommencez la procédure.',
        stale: 'Si vous voulez changer votre mot de passe, recommencez la procédure.',
      },
      notYou: 'Si ce n’est pas vous, écrivez immédiatement à',
      restart: 'Recevoir un nouveau lien',
      restartMeans: 'Il sera envoyé à la même adresse mail.',
      begin: 'Recommencer la procédure',
    },
    follow: {
      titles: {
        good: 'Votre mot de passe a été changé',
        waiting: 'Votre mot de passe a été accepté',
        failed: 'Votre mot de passe n’a pas pu être changé',
        replaced: 'Un mot de passe plus récent a remplacé celui-ci',
      },
      promise: (duration, deadline) =>
        `Votre nouveau mot de passe sera valable dans un délai ${ofDuration(duration)}\u00A0: au plus tard à ${deadline.time} (${deadline.zone}).`,
      account: (name, at) => `Compte${whose(name)}. Mot de passe choisi le ${at.date} à ${at.time}.`,
      everywhere: 'C’est déjà fait : il est valable partout.',
      arrivedIn: (arrived, total) =>
        `Arrivé à ${arrived} ${count(arrived, { one: 'endroit', other: 'endroits' })} sur ${total}. Là où il est arrivé, vous pouvez déjà vous en servir.`,
      directoryWaits:
        'L’annuaire ne répond pas pour le moment et n’a donc pas encore votre nouveau mot de passe. Il est en lieu sûr et nous réessayons sans cesse\u00A0: vous n’avez rien à refaire. En attendant, l’ancien reste valable.',
      directoryLate:
        'L’annuaire n’a pas reçu votre nouveau mot de passe dans le délai prévu. Nous vous prions de nous en excuser. Votre ancien mot de passe reste valable : recommencez la procédure ou contactez l’assistance.',
      directoryRefused:
        'L’annuaire a refusé ce mot de passe. Votre ancien mot de passe reste valable. Un courriel vous est envoyé avec la raison et un nouveau lien.',
      replaced: 'Vous avez choisi depuis un autre mot de passe : c’est le dernier choisi qui compte.',
      someLate: (names) =>
        `En retard\u00A0: ${names}. Nous vous prions de nous en excuser. Votre ancien mot de passe peut y fonctionner encore. Si cela vous bloque, contactez l’assistance.`,
      someRefused: (names) =>
        `Refusé par\u00A0: ${names}. Votre ancien mot de passe peut y fonctionner encore. Contactez l’assistance.`,
      where: 'Où en est votre mot de passe',
      directory: 'Annuaire de l’établissement',
      states: {
        'under-way': 'en route',
        late: 'en retard',
        refused: 'refusé',
        superseded: 'remplacé par un plus récent',
      },
      refusedFor: {
        history: 'refusé\u00A0: déjà utilisé',
        quality: 'refusé\u00A0: trop facile à deviner',
        'too-short': 'refusé\u00A0: trop court',
        'too-long': 'refusé\u00A0: trop long',
        'too-young': 'refusé\u00A0: changé il y a trop peu de temps',
        'not-allowed': 'refusé\u00A0: changement non autorisé',
        other: 'refusé',
      },
      arrivedAt: (at) => `arrivé à ${at.time}`,
      refresh: 'Actualiser',
      asOf: (now) => `État à ${now.time}.`,
      pause: 'Suspendre la mise à jour automatique',
      resume: 'Reprendre la mise à jour automatique',
      next: 'Et maintenant ?',
      nextSteps: {
        use: 'Connectez-vous avec votre nouveau mot de passe : cette page ne vous connecte pas.',
        replace: 'Remplacez l’ancien mot de passe là où il est mémorisé : téléphone, Wi-Fi, logiciel de messagerie.',
        leave: 'Vous pouvez fermer cette page : la suite se fait sans vous.',
      },
      gone: {
        title: 'Ce suivi n’est plus disponible',
        text: 'Cette page ne s’ouvre que dans le navigateur où vous avez choisi votre mot de passe, et pour un temps limité. Si vous avez choisi un mot de passe, il est conservé et sa mise en place continue sans cette page.',
      },
    },
    revocation: {
      title: 'Ce n’est pas moi',
      revocable: 'Quelqu’un a demandé à réinitialiser le mot de passe d’un compte associé à votre adresse mail.',
      unchanged:
        'Votre mot de passe n’a pas changé : il ne changera que si quelqu’un se sert du courriel reçu pour en choisir un autre.',
      means: 'Si cette demande ne vient pas de vous, annulez le lien : plus personne ne pourra s’en servir.',
      submit: 'Ce n’est pas moi : annuler le lien',
      revoked: {
        title: 'Le lien est annulé',
        text: 'Plus personne ne peut s’en servir. Votre mot de passe n’a pas changé.',
        more: 'Si de telles demandes se répètent, écrivez à',
      },
      used: {
        title: 'Ce lien a déjà servi',
        text: (at) =>
          `Un nouveau mot de passe a été choisi avec ce lien le ${on(at)}\u00A0: il est trop tard pour l’annuler.`,
        call: 'Si ce n’est pas vous, écrivez immédiatement à',
        mailbox:
          'Changez aussi, sans attendre, le mot de passe de votre messagerie personnelle : quelqu’un d’autre y a peut-être accès.',
      },
      harmless: {
        title: 'Ce lien ne peut plus servir',
        text: 'Il a expiré ou a été remplacé : vous n’avez rien à faire. Il n’a pas servi à changer votre mot de passe.',
      },
      malformed: {
        title: 'Cette adresse n’est pas valable',
        text: 'Elle a peut-être été copiée de façon incomplète. Ouvrez à nouveau le courriel et cliquez sur « Ce n’est pas moi ».',
      },
    },
    trouble: {
      throttled: {
        title: 'Trop de demandes pour le moment',
        text: (at, duration) => `Réessayez à partir de ${at.time} (${at.zone}), soit dans ${duration}.`,
        nothingLost:
          'Rien n’est perdu : rien n’a été modifié, et un lien déjà reçu reste valable jusqu’à l’heure indiquée dans le courriel.',
        keepAddress: 'Revenir au formulaire avec mon adresse',
      },
      unavailable: {
        directory: {
          title: 'L’annuaire ne répond pas',
          text: 'Nous ne pouvons pas vérifier votre compte pour le moment. Votre saisie n’est pas en cause.',
        },
        ledger: {
          title: 'Le service est momentanément indisponible',
          text: 'Nous ne pouvons pas enregistrer votre demande pour le moment. Votre saisie n’est pas en cause.',
        },
        page: {
          title: 'Le service est momentanément indisponible',
          text: 'Nous ne pouvons pas vous montrer cette page pour le moment.',
        },
      },
      standing:
        'Rien n’est perdu\u00A0: ce que nous avons accepté le reste, et un lien qui n’a pas servi reste valable jusqu’à l’heure indiquée dans le courriel.',
      unsure: {
        title: 'Nous ne savons pas si votre demande est enregistrée',
        text: 'Le service a été interrompu à l’instant même où votre demande était enregistrée. Votre saisie n’est pas en cause.',
        request:
          'Si vous avez demandé un lien, consultez votre messagerie dans quelques minutes. Si rien n’est arrivé, refaites la demande.',
        password:
          'Si vous avez choisi un mot de passe, essayez-le dans quelques minutes. S’il ne fonctionne pas, ouvrez de nouveau le lien du courriel\u00A0: il indique s’il a déjà servi.',
        safe: 'Vous pouvez recommencer sans risque\u00A0: seuls la dernière demande et le dernier mot de passe comptent.',
      },
      busy: {
        title: 'Le service est très sollicité',
        text: 'Nous ne pouvons pas prendre votre demande tout de suite\u00A0: celles qui sont déjà commencées passent d’abord.',
        tryAgain: 'Réessayez dans une minute.',
        begun: 'Nous ne pouvons pas vous répondre tout de suite.',
        reload: 'Attendez une minute, puis rechargez cette page ou revenez à la précédente.',
      },
      tryLater: 'Réessayez dans quelques minutes.',
      otherLink: {
        title: 'Vous avez ouvert un autre lien depuis',
        text: 'Ce formulaire appartient à un lien que ce navigateur n’utilise plus. Votre mot de passe n’a pas été enregistré et rien n’a été modifié.',
        latest: 'Continuez avec le dernier lien ouvert, ou ouvrez à nouveau le lien voulu depuis votre courriel.',
        go: 'Continuer avec le dernier lien ouvert',
      },
      errors: {
        400: {
          title: 'La demande n’a pas été comprise',
          text: 'Ce que votre navigateur a envoyé est incomplet ou n’a pas la forme attendue. Revenez au formulaire et réessayez.',
        },
        403: {
          title: 'La demande a été refusée',
          text: 'Elle ne vient pas d’une page de ce service. Ouvrez la page vous-même et réessayez.',
        },
        404: {
          title: 'Cette page n’existe pas',
          text: 'L’adresse a peut-être été mal copiée, ou la page a changé de place.',
        },
        405: {
          title: 'Cette page ne s’utilise pas ainsi',
          text: 'Revenez au formulaire et envoyez-le avec son bouton.',
        },
        413: {
          title: 'La demande est trop volumineuse',
          text: 'Ce que votre navigateur a envoyé dépasse ce que le formulaire accepte.',
        },
        415: { title: 'La demande n’a pas le format attendu', text: 'Utilisez le formulaire de ce service.' },
        500: { title: 'Une erreur s’est produite', text: 'Elle est de notre fait et a été enregistrée.' },
      },
      reference: 'Référence à donner à l’assistance :',
    },
    privacy: {
      title: 'Données personnelles',
      lead: 'Ce que ce service fait de vos données personnelles, et vos droits (règlement général sur la protection des données, article 13).',
      notice: 'La politique de confidentialité de l’établissement',
      sections: {
        controller: {
          heading: 'Qui est responsable',
          text: ({ controller }) => [`Responsable du traitement\u00A0: ${controller}.`],
        },
        purpose: {
          heading: 'Pourquoi',
          text: () => [
            'Vos données servent à une seule chose\u00A0: vous permettre de choisir le mot de passe de votre compte et transmettre celui-ci aux applications que vous utilisez.',
            'Ce traitement est nécessaire à l’exécution d’une mission d’intérêt public (article 6, paragraphe 1, point e). Sans l’adresse mail demandée, le service ne peut pas être rendu. Il n’y a ni décision automatisée ni profilage.',
          ],
        },
        data: {
          heading: 'Quelles données',
          text: () => [
            'Celles de votre compte dans l’annuaire de l’établissement : numéro, identifiant, nom, adresses mail, langue. Celles que vous saisissez : adresse mail et mot de passe. L’adresse IP du réseau depuis lequel vous vous connectez.',
            'Le mot de passe n’est lisible par personne : il est scellé jusqu’à sa remise, puis effacé. Les adresses mail ne sont conservées que sous forme masquée.',
          ],
        },
        recipients: {
          heading: 'Qui les reçoit',
          text: ({ applications }) => [
            applications === ''
              ? 'L’annuaire de l’établissement reçoit le nouveau mot de passe.'
              : `L’annuaire de l’établissement et ces applications reçoivent le nouveau mot de passe\u00A0: ${applications}.`,
            'L’assistance, les administrateurs du service et la sécurité informatique de l’établissement voient que des demandes ont été faites, et non votre mot de passe. Les courriels passent par le serveur de messagerie de l’établissement. Ce service ne transmet rien à personne d’autre.',
          ],
        },
        kept: {
          heading: 'Combien de temps',
          text: ({ lifetime, promise, resets, trail }) => [
            `Un lien\u00A0: ${lifetime}. Un mot de passe en route\u00A0: ${promise} en règle générale, plus longtemps si un mot de passe plus récent est refusé. Une demande et son suivi\u00A0: ${resets} après la fin de validité du lien. Le journal de sécurité\u00A0: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Vos droits',
          text: () => [
            'Vous pouvez demander l’accès à vos données, leur rectification ou leur effacement et la limitation du traitement, et vous opposer à ce traitement.',
          ],
        },
      },
      contact: 'Pour exercer ces droits, écrivez au délégué ou à la déléguée à la protection des données',
      complaint: 'Si la réponse ne vous satisfait pas, vous pouvez adresser une réclamation à l’autorité de contrôle :',
      cookies: {
        heading: 'Cookies',
        text: 'Le service ne dépose que les cookies sans lesquels il ne fonctionne pas\u00A0: votre consentement n’est donc pas demandé. Tous disparaissent à la fermeture du navigateur.',
        uses: {
          jeton: 'Le lien que vous avez ouvert.',
          'not-me': 'Le lien « Ce n’est pas moi » que vous avez ouvert.',
          follow: 'Le suivi du mot de passe que vous avez choisi.',
          lang: 'La langue que vous avez choisie.',
          waiting: 'Le navigateur qui attend le code d’un courriel.',
          form: 'La preuve qu’un formulaire vient bien de ce service.',
        },
      },
    },
    accessibility: {
      title: 'Déclaration d’accessibilité',
      mention: {
        none: 'Accessibilité : non conforme',
        partial: 'Accessibilité : partiellement conforme',
        full: 'Accessibilité : totalement conforme',
      },
      commitment: (institution) =>
        `${institution} s’engage à rendre ses services numériques accessibles, conformément à l’article 47 de la loi n°\u00A02005-102 du 11 février 2005.`,
      appliesTo: 'Cette déclaration s’applique à',
      state: {
        heading: 'État de conformité',
        text: {
          none: 'Ce service n’est pas en conformité avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.1.2.',
          partial:
            'Ce service est en conformité partielle avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.1.2.',
          full: 'Ce service est en conformité totale avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.1.2.',
        },
        notAudited:
          'Il n’a pas encore été audité. Ses pages sont vérifiées à chaque version par des tests automatiques et avec un clavier.',
        audited: 'Audit\u00A0:',
        plan: 'Schéma pluriannuel de mise en accessibilité',
      },
      gaps: {
        heading: 'Contenus non accessibles',
        listed: 'Voici ce que nous savons ne pas être accessible :',
        unlisted: 'La liste n’en est pas encore établie, faute d’audit.',
        nothing: 'Aucun.',
      },
      made: {
        heading: 'Établissement de cette déclaration',
        on: (date) => `Cette déclaration a été établie le ${date}.`,
        text: [
          'Technologies : HTML, CSS, SVG ; JavaScript là où il est disponible, sans être nécessaire.',
          'Aucun contenu n’est exclu de cette déclaration.',
        ],
      },
      feedback: {
        heading: 'Signaler une difficulté',
        text: 'Si vous ne parvenez pas à accéder à un contenu ou à une fonction, nous vous proposerons une autre voie. Écrivez à',
      },
      recourse: {
        heading: 'Voies de recours',
        text: 'Si vous avez signalé un défaut d’accessibilité qui vous empêche d’accéder au service et que vous n’avez pas obtenu de réponse satisfaisante, vous pouvez :',
        form: 'Écrire un message au Défenseur des droits',
        delegate: 'Contacter le délégué du Défenseur des droits dans votre région',
        post: 'Envoyer un courrier par la poste, gratuitement et sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07',
      },
    },
  },
  mails: {
    greeting: 'Bonjour,',
    account: (name) => `Compte${whose(name)}`,
    automatic: 'Ce courriel a été envoyé automatiquement : merci de ne pas y répondre.',
    support: (email) => `En cas de difficulté, écrivez à ${email}.`,
    plainLink: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :',
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
          ? `Ce lien est valable jusqu’au ${on(moment)}.`
          : `Ce lien est valable ${duration}, jusqu’au ${on(moment)}.`,
      single: 'Il ne peut servir qu’une seule fois et remplace les liens que vous avez pu recevoir auparavant.',
      promise: (duration) =>
        `Votre nouveau mot de passe sera valable dans toutes les applications dans un délai ${ofDuration(duration)}.`,
      elsewhere:
        'Vous avez fait la demande sur un autre écran\u00A0? Au lieu d’ouvrir ce lien, vous pouvez saisir ce code sur cet écran\u00A0:',
      codeSecret:
        'Ce code ne sert que dans le navigateur où la demande a été faite. Ne le communiquez à personne, pas même à l’assistance.',
      secret: 'Ne transférez pas ce courriel. Personne ne vous demandera ce lien, ni votre mot de passe.',
      notYouReset:
        'Vous n’avez pas fait cette demande ? Votre mot de passe n’a pas changé : il ne changera que si quelqu’un se sert de ce courriel pour en choisir un autre. Pour annuler ce lien, dites-nous que ce n’est pas vous :',
      notYouActivation: 'Vous n’attendiez pas ce courriel ? Pour annuler ce lien, dites-nous que ce n’est pas vous :',
      revoke: 'Ce n’est pas moi',
    },
    refused: {
      subject: 'Votre nouveau mot de passe n’a pas pu être enregistré',
      intro: (institution) =>
        `Le mot de passe que vous avez choisi pour votre compte ${institution} a été refusé au moment de son enregistrement.`,
      reasons: {
        history: 'Raison : vous avez déjà utilisé ce mot de passe.',
        quality: 'Raison : il est jugé trop facile à deviner.',
        'too-short': 'Raison : il est trop court.',
        'too-long': 'Raison : il est trop long.',
        'too-young': 'Raison : votre mot de passe a été changé il y a trop peu de temps.',
        'not-allowed': 'Raison : le changement de mot de passe n’est pas autorisé pour ce compte.',
        other: 'L’annuaire n’en a pas donné la raison.',
      },
      unchanged: 'Votre ancien mot de passe reste donc valable.',
      again: 'Voici un nouveau lien pour en choisir un autre :',
      action: 'Choisir un autre mot de passe',
    },
    changed: {
      subject: 'Votre mot de passe a été changé',
      intro: (institution, at) => `Le mot de passe de votre compte ${institution} a été changé le ${on(at)}.`,
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
        history: 'Raison\u00A0: vous y avez déjà utilisé ce mot de passe.',
        quality: 'Raison\u00A0: elle le juge trop facile à deviner.',
        'too-short': 'Raison\u00A0: elle le trouve trop court.',
        'too-long': 'Raison\u00A0: elle le trouve trop long.',
        'too-young': 'Raison\u00A0: votre mot de passe y a été changé il y a trop peu de temps.',
        'not-allowed': 'Raison\u00A0: le changement de mot de passe n’y est pas autorisé pour votre compte.',
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
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `L’application ${application} ne peut pas enregistrer ce mot de passe\u00A0:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} elle n’en accepte pas de plus de ${characters(misfit.most)}. Choisissez-en un plus court.`;
    case 'bytes':
      return `${cannot} elle n’en accepte pas de plus de ${misfit.most} ${count(misfit.most, { one: 'octet', other: 'octets' })} (une lettre accentuée en compte deux). Choisissez-en un plus court.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} elle n’accepte ni lettres accentuées ni symboles rares. Retirez-les.`
        : `${cannot} elle n’accepte que les lettres latines, les chiffres et les symboles courants. Retirez les autres.`;
  }
}
