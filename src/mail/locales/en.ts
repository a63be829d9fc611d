import type { Moment } from '../../platform/moment.ts';
import type { MailTexts } from './texts.ts';

const until = (moment: Moment): string => `${moment.time} on ${moment.date} (${moment.zone})`;

export const en: MailTexts = {
  greeting: 'Hello,',
  automatic: 'This message was sent automatically: please do not reply to it.',
  support: (email) => `If you need help, write to ${email}.`,
  plainLink: 'If the button does not open, copy this address into your browser:',
  link: {
    reset: {
      subject: 'Reset your password',
      intro: (institution) => `We received a request to reset the password of your ${institution} account.`,
      ask: 'To choose a new password, open this link:',
      action: 'Choose a new password',
    },
    activation: {
      subject: 'Activate your account',
      intro: (institution) => `Your ${institution} account is ready: all it needs is your password.`,
      ask: 'To choose your password, open this link:',
      action: 'Choose my password',
    },
    validity: (duration, moment) =>
      duration === undefined
        ? `This link is valid until ${until(moment)}.`
        : `This link is valid for ${duration}, until ${until(moment)}.`,
    single: 'It works only once and replaces any link you may have received before.',
    promise: (duration) => `Your new password will be valid in every application within ${duration}.`,
    secret: 'Do not forward this message. Nobody will ever ask you for this link or for your password.',
    notYouReset:
      'Did you not ask for this? Your password has not changed: it will only change if this link is opened and a new password is chosen. To cancel this link, tell us that it was not you:',
    notYouActivation: 'Were you not expecting this message? To cancel this link, tell us that it was not you:',
    revoke: 'It was not me',
  },
  refused: {
    subject: 'Your new password could not be saved',
    intro: (institution) =>
      `The password you chose for your ${institution} account was refused when it was about to be saved.`,
    reasons: {
      history: 'The reason: you have used this password before.',
      quality: 'The reason: it is considered too easy to guess.',
      'too-short': 'The reason: it is too short.',
      'too-long': 'The reason: it is too long.',
      'too-young': 'The reason: your password was changed too recently.',
      'not-allowed': 'The reason: this account is not allowed to change its password.',
      other: 'The directory gave no reason.',
    },
    unchanged: 'Your previous password therefore remains in force.',
    again: 'Here is a new link to choose another one:',
    action: 'Choose another password',
  },
  changed: {
    subject: 'Your password has been changed',
    intro: (institution, at) => `The password of your ${institution} account was changed at ${until(at)}.`,
    promise: (duration) => `It will be valid in every application within ${duration}.`,
    you: 'If this was you, there is nothing to do.',
    notYou: (email) =>
      `If it was not you, somebody else may have access to your mailbox or your account: write to ${email} immediately, then change the password of your personal mailbox.`,
  },
  refusedBy: {
    subject: (application) => `${application} refused your new password`,
    intro: (institution, application) =>
      `The new password of your ${institution} account is saved, but the application ${application} refused it.`,
    reasons: {
      history: 'The reason: you have used this password there before.',
      quality: 'The reason: it finds it too easy to guess.',
      'too-short': 'The reason: it finds it too short.',
      'too-long': 'The reason: it finds it too long.',
      'too-young': 'The reason: your password was changed there too recently.',
      'not-allowed': 'The reason: your account’s password may not be changed there.',
      other: 'It gave no reason.',
    },
    means: 'Your old password may still work there. The other applications are not concerned.',
    again: 'To choose another password, start again:',
    action: 'Start again',
  },
  late: {
    subject: 'Your new password has not arrived everywhere',
    directory: (institution) => `The new password you chose for your ${institution} account could not be saved.`,
    directoryMeans: 'Your old password remains valid.',
    applications: (duration) =>
      `Your new password was to be valid everywhere within ${duration}. These applications have not received it:`,
    applicationsMean: 'Your old password may still work there. No other application is concerned.',
    again: 'Please accept our apologies. To start the procedure again:',
    action: 'Start again',
  },
};
