import type { Misfit } from '../../platform/capacity.ts';
import type { PageTexts } from './texts.ts';

/** The password's rules in English. */
export const enRules: PageTexts['rules'] = {
  intro: 'Your password must have:',
  minimumLength: (minimum) => `At least ${minimum} characters`,
  classesBefore: 'At least',
  classes: {
    upper: 'one upper-case letter',
    lower: 'one lower-case letter',
    digit: 'one digit',
    special: 'one special character',
  },
  listAnd: ' and ',
  minimumClasses: (minimum) =>
    `At least ${minimum} of these kinds of characters: upper-case letters, lower-case letters, digits, special characters`,
  phrase: (minimum) => `Or else: a phrase of at least ${minimum} characters, with no other condition`,
  alternative: ({ minimumLength, minimumWords }, classes) =>
    `Or else: ${[
      minimumLength > 0 ? `at least ${minimumLength} characters` : '',
      minimumWords > 0 ? `at least ${minimumWords} different words` : '',
      classes === '' ? '' : `at least ${classes}`,
    ]
      .filter((part) => part !== '')
      .join(', ')}`,
  maximum: (maximum) =>
    `At most ${maximum} characters. Anything that is neither a letter nor a digit is a special character, the space included.`,
  lists: {
    'not-common': { refuse: 'Not a common password', warn: 'Preferably not a common password' },
    'not-breached': {
      refuse: 'Not a password from a list of stolen passwords',
      warn: 'Preferably not a password from a list of stolen passwords',
    },
    'not-personal': {
      refuse: 'Not your name, your login or your number',
      warn: 'Preferably not your name, your login or your number',
    },
  },
  contextWords: (severity, words) =>
    severity === 'refuse' ? `None of these words: ${words}` : `Preferably none of these words: ${words}`,
  met: 'met',
  progress: 'Rules met: {met} of {total}.',
};

/** The choice of a password in English. */
export const enPassword: PageTexts['password'] = {
  title: {
    reset: (number) => `Password reset for the account of student no. ${number}`,
    activation: (number) => `Choice of password for the account of student no. ${number}`,
  },
  submit: { reset: 'Reset my password', activation: 'Activate my account' },
  required: 'Both fields are required.',
  username: 'Student number',
  password: 'Enter your password',
  confirmation: 'Enter your password again',
  show: 'Show the passwords',
  until: (moment) => `Your link is valid until ${moment.time} on ${moment.date} (${moment.zone}).`,
  otherAccount: 'Choose another account',
  differ: 'The two entries differ: enter the same password twice.',
  same: 'The two entries are the same.',
  again: 'Enter your password again in both fields.',
  notSaved: 'Your password has not been saved',
  shortcoming: (shortcoming) => {
    switch (shortcoming.kind) {
      case 'empty':
        return 'The password is empty: enter a password.';
      case 'too-short':
        return `The password must have at least ${shortcoming.minimum} characters.`;
      case 'too-long':
        return `The password cannot have more than ${shortcoming.maximum} characters.`;
      case 'too-few-classes':
        return `The password must mix at least ${shortcoming.minimum} kinds of characters: upper-case letters, lower-case letters, digits, special characters.`;
      case 'control-character':
        return 'The password has an invisible character, probably from copying and pasting: type it instead.';
      case 'common':
        return 'This password is too common: choose another one.';
      case 'breached':
        return 'This password is in a list of stolen passwords: choose another one.';
      case 'context-word':
        return `The password must not contain “${shortcoming.word}”.`;
      case 'personal':
        return 'The password must not contain your name, your login or your number.';
      case 'unfit':
        return unfit(shortcoming.application, shortcoming.misfit);
    }
  },
  missingClasses: (classes) => `The password must have at least ${classes}.`,
  refusals: {
    history: 'The directory refused this password: you have used it before. Choose another one.',
    quality: 'The directory refused this password: it finds it too easy to guess. Choose a more varied one.',
    'too-short': 'The directory refused this password: it is too short. Choose a longer one.',
    'too-long': 'The directory refused this password: it is too long. Choose a shorter one.',
    'too-young':
      'The directory refused the change: your password was changed too recently. Try again later with the same link, or contact the support desk.',
    'not-allowed': 'The directory refused the change: it is not allowed for this account. Contact the support desk.',
    other: 'The directory refused this password and gave no reason. Try another one or contact the support desk.',
  },
  linkStillGood: 'Your link is still valid and your old password has not changed.',
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `The application ${application} cannot hold this password:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} it takes none of more than ${misfit.most} characters. Choose a shorter one.`;
    case 'bytes':
      return `${cannot} it takes none of more than ${misfit.most} bytes (an accented letter counts as two). Choose a shorter one.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} it takes neither accented letters nor rare symbols. Take them out.`
        : `${cannot} it takes only Latin letters, digits and common signs. Take the others out.`;
  }
}
