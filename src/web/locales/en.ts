import type { Moment } from '../../platform/moment.ts';
import { enPassword, enRules } from './en-password.ts';
import type { PageTexts } from './texts.ts';

const on = (moment: Moment): string => `${moment.time} on ${moment.date} (${moment.zone})`;

export const en: PageTexts = {
  languageName: 'English',
  frame: {
    skip: 'Skip to content',
    progress: 'Steps',
    steps: ['Your address', 'The mail', 'The password', 'Valid everywhere'],
    errorTitle: (title) => `Error: ${title}`,
    problem: 'Please correct',
    help: 'Help and information',
    support: 'If you need help, write to',
    privacyContact: 'Personal data:',
    privacyNotice: 'Personal data',
    nothingChanged: 'Nothing has been changed.',
    startAgain: 'Start again',
  },
  request: {
    title: 'Reset my password',
    lead: 'Enter the personal mail address you gave when you registered at the university.',
    onlyIfNeeded: 'Can you log in? Then there is nothing to do.',
    label: 'Personal mail address',
    hint: 'Required. Expected format: name@domain.fr',
    submit: 'Send me the link',
    next: 'What happens next',
    mailStep: (lifetime) => `You are sent a mail with a “jeton”: a link that is valid for ${lifetime}.`,
    chooseStep: 'You open that link and choose your new password.',
    promiseStep: (promise) => `It is valid in every application within ${promise}.`,
    problems: {
      empty: 'The mail address is empty. Enter your personal mail address, for instance name@domain.fr',
      malformed: 'The format of the mail address is not valid. Expected format: name@domain.fr',
      'too-long': 'The mail address is too long: it cannot have more than 254 characters.',
      unknown: 'Your mail address is not recognised: no account has this address.',
    },
    unknownHelp: [
      'Check the spelling, before and after the @ sign.',
      'Use the personal address you gave at registration, not the one the university gave you.',
      'Try another of your personal addresses.',
    ],
  },
  proof: {
    title: 'One moment, please',
    lead: 'Many addresses have been tried in a short time. Before we answer your request, we keep robots out.',
    wait: (duration) => `Wait ${duration}, then press “Continue”.`,
    early: (duration) => `It is a little early. Wait ${duration}, then press “Continue”.`,
    computing: 'Your browser is doing a small calculation, which takes a few seconds. It goes on by itself.',
    done: 'Done. Your request is being sent.',
    submit: 'Continue',
    nobodyElse:
      'All of this is between your browser and this service: there is no picture to recognise, and nothing goes to anybody else.',
  },
  sent: {
    title: { sent: 'The mail is on its way', neutral: 'Check your mailbox' },
    to: {
      sent: 'A mail with your “jeton”, the link for choosing a new password, is being sent to:',
      neutral:
        'If an account has this address, a mail with a “jeton”, the link for choosing a new password, is being sent to it:',
    },
    holds: 'Open this mail and follow the link.',
    validity: (duration, until) =>
      duration === undefined
        ? `The link is valid until ${on(until)}.`
        : `The link is valid for ${duration}, until ${on(until)}.`,
    single: 'It works only once and replaces any link you may have received before.',
    nothing: 'Nothing in your mailbox?',
    advice: ['Wait a few minutes: delivery may take up to 15.', 'Look in the junk or spam folder.'],
    checkAddress: 'Check the address above, letter by letter.',
    supportAdvice: 'If nothing has come, write to',
    otherAddress: 'Correct the address or start again',
  },
  account: {
    title: 'Which account is it about?',
    lead: 'Several accounts have this mail address. Choose the one whose password you want to change. The others do not change.',
    legend: 'Account',
    missing: 'Choose an account to go on.',
    choose: 'Choose',
    numbered: (number) => `Student no. ${number}`,
  },
  password: enPassword,
  rules: enRules,
  deadLink: {
    titles: {
      expired: 'This link has expired',
      used: 'This link has already been used',
      superseded: 'This link has been replaced by a newer one',
      revoked: 'This link has been cancelled',
      malformed: 'This link is not valid',
      stale: 'This link no longer fits your account',
    },
    expired: (at, lifetime) => `You opened this link after its ${lifetime}: it was valid until ${on(at)}.`,
    used: (at) => `A password was chosen with this link at ${on(at)}. A link works only once.`,
    superseded: 'There has been a newer request, and only the last link sent is valid.',
    revoked: 'It was cancelled, by the answer “It was not me” or by the support desk. Your password has not changed.',
    malformed: 'It may have been copied incompletely, or was never sent by this service.',
    stale:
      'Since it was sent, the password was changed in another way, or the address or state of the account has changed.',
    advice: {
      expired: 'You have to start the procedure again.',
      used: 'If that was you, there is nothing to do: use your new password. To change it once more, start again.',
      superseded: 'Open the most recent mail you received. If you cannot find it, start again.',
      revoked: 'If you want to change your password, start again.',
      malformed: 'Open the mail again and follow the link, or copy all of it. Otherwise, start again.',
      stale: 'If you want to change your password, start again.',
    },
    notYou: 'If it was not you, write immediately to',
    restart: 'Send me a new link',
    restartMeans: 'It goes to the same mail address.',
    begin: 'Start again',
  },
  follow: {
    titles: {
      good: 'Your password is changed',
      waiting: 'Your password is accepted',
      failed: 'Your password could not be changed',
      replaced: 'A newer password has replaced this one',
    },
    promise: (duration, deadline) =>
      `Your new password will be valid within ${duration}: at ${deadline.time} at the latest (${deadline.zone}).`,
    account: (number, at) => `Account of student no. ${number}. Password chosen on ${at.date} at ${at.time}.`,
    everywhere: 'That is done already: it is valid everywhere.',
    arrivedIn: (arrived, total) => `Arrived in ${arrived} of ${total} places. Where it has arrived, you can use it.`,
    directoryWaits:
      'The directory does not answer at the moment and so does not have your new password yet. It is kept safe and we keep trying, there is nothing to do again. Until then, the old one remains valid.',
    directoryLate:
      'The directory did not receive your new password in time. Please accept our apologies. Your old password remains valid: start again or contact the support desk.',
    directoryRefused:
      'The directory refused this password. Your old password remains valid. A mail is being sent to you with the reason and a new link.',
    replaced: 'You have chosen another password since: the last one chosen counts.',
    someLate: (names) =>
      `Late: ${names}. Please accept our apologies. Your old password may still work there. If this is in your way, contact the support desk.`,
    someRefused: (names) => `Refused by: ${names}. Your old password may still work there. Contact the support desk.`,
    where: 'Where your password is',
    directory: 'The university’s directory',
    states: {
      arrived: 'arrived',
      'under-way': 'on its way',
      late: 'late',
      refused: 'refused',
      superseded: 'replaced by a newer one',
    },
    refusedFor: {
      history: 'refused: used before',
      quality: 'refused: too easy to guess',
      'too-short': 'refused: too short',
      'too-long': 'refused: too long',
      'too-young': 'refused: changed too recently',
      'not-allowed': 'refused: change not allowed',
      other: 'refused',
    },
    arrivedAt: (at) => `arrived at ${at.time}`,
    refresh: 'Refresh',
    asOf: (now) => `As of ${now.time}.`,
    pause: 'Pause automatic updates',
    resume: 'Resume automatic updates',
    next: 'What now?',
    nextSteps: [
      'Log in with your new password: this page does not log you in.',
      'Replace the old password where it is stored: phone, Wi-Fi, mail program.',
      'You can close this page: the rest happens without you.',
    ],
    gone: {
      title: 'This page is no longer available',
      text: 'It opens only in the browser in which you chose your password, and for a limited time. If you chose a password, it is kept and is being put in place without this page.',
    },
    listAnd: ' and ',
  },
  revocation: {
    title: 'It was not me',
    revocable: 'Somebody asked to reset the password of an account that has your mail address.',
    unchanged:
      'Your password has not changed: it will only change if the link in the mail is opened and a new password is chosen.',
    means: 'If this request did not come from you, cancel the link: nobody will be able to use it any more.',
    submit: 'It was not me: cancel the link',
    revoked: {
      title: 'The link is cancelled',
      text: 'Nobody can use it any more. Your password has not changed.',
      more: 'If such requests keep coming, write to',
    },
    used: {
      title: 'This link has already been used',
      text: (at) => `A new password was chosen with this link at ${on(at)}: it is too late to cancel it.`,
      call: 'If it was not you, write immediately to',
      mailbox: 'Also change the password of your personal mailbox at once: somebody else may have access to it.',
    },
    harmless: {
      title: 'This link cannot be used any more',
      text: 'It has expired or been replaced: there is nothing to do. It was not used to change your password.',
    },
    malformed: {
      title: 'This address is not valid',
      text: 'It may have been copied incompletely. Open the mail again and follow “It was not me”.',
    },
  },
  trouble: {
    throttled: {
      title: 'Too many requests for now',
      text: (at, duration) => `Try again from ${at.time} (${at.zone}), in ${duration}.`,
      nothingLost:
        'Nothing is lost: nothing has been changed, and a link you have received remains valid until the time given in the mail.',
      keepAddress: 'Back to the form with my address',
    },
    unavailable: {
      directory: {
        title: 'The directory does not answer',
        text: 'We cannot look up your account at the moment. What you entered is not the cause.',
      },
      ledger: {
        title: 'The service is unavailable for a moment',
        text: 'We cannot record your request at the moment. What you entered is not the cause.',
      },
      page: {
        title: 'The service is unavailable for a moment',
        text: 'We cannot show you this page at the moment.',
      },
    },
    standing:
      'Nothing is lost: what we have accepted remains accepted, and a link that has not been used remains valid until the time given in the mail.',
    unsure: {
      title: 'We do not know whether this was recorded',
      text: 'The service was interrupted just as your request was being recorded. What you entered is not the cause.',
      request: 'If you asked for a link, look into your mailbox in a few minutes. If nothing has come, ask again.',
      password:
        'If you chose a password, try it in a few minutes. If it does not work, open the link in the mail again: it says whether it has been used.',
      safe: 'You can ask again without risk: only the most recent request and the most recent password count.',
    },
    busy: {
      title: 'The service is very busy',
      text: 'We cannot take your request right now: those already begun go first.',
      tryAgain: 'Try again in a minute.',
      begun: 'We cannot answer you right now.',
      reload: 'Wait a minute, then reload this page or go back to the one before.',
    },
    tryLater: 'Try again in a few minutes.',
    otherLink: {
      title: 'You have opened another link since',
      text: 'This form belongs to a link that this browser no longer uses. Your password has not been saved and nothing has been changed.',
      latest: 'Go on with the link you opened last, or open the one you want from your mail again.',
      go: 'Go on with the link opened last',
    },
    errors: {
      400: {
        title: 'The request was not understood',
        text: 'What your browser sent is incomplete or has an unexpected form. Go back to the form and try again.',
      },
      403: {
        title: 'The request was refused',
        text: 'It does not come from a page of this service. Open the page yourself and try again.',
      },
      404: { title: 'There is no such page', text: 'The address may have been copied wrongly, or the page has moved.' },
      405: { title: 'This page is not used that way', text: 'Go back to the form and send it with its button.' },
      413: { title: 'The request is too large', text: 'What your browser sent is more than the form accepts.' },
      415: { title: 'The request has an unexpected format', text: 'Use the form of this service.' },
      500: { title: 'Something went wrong', text: 'The fault is on our side and has been recorded.' },
    },
    reference: 'Reference for the support desk:',
  },
};
