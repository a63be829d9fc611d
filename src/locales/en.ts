import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import type { Moment } from './time-texts.ts';
import { plural } from './plural.ts';

const count = plural('en');

const on = (moment: Moment): string => `${moment.time} on ${moment.date} (${moment.zone})`;

const characters = (many: number): string => `${many} ${count(many, { one: 'character', other: 'characters' })}`;

/** After the word for an account: a login stands alone. */
const whose = ({ kind, text }: AccountName): string => (kind === 'number' ? ` of student no. ${text}` : ` ${text}`);

export const en: Locale = {
  name: 'English',
  direction: 'ltr',
  time: {
    tag: 'en-GB',
    date: ({ weekday, day, month, year }) => `${weekday} ${day}\u00A0${month} ${year}`,
    clock: (hour, minute) => `${hour}:${minute}`,
    units: {
      day: (days) => `${days} ${count(days, { one: 'day', other: 'days' })}`,
      hour: (hours) => `${hours} ${count(hours, { one: 'hour', other: 'hours' })}`,
      minute: (minutes) => `${minutes} ${count(minutes, { one: 'minute', other: 'minutes' })}`,
      second: (seconds) => `${seconds} ${count(seconds, { one: 'second', other: 'seconds' })}`,
    },
    zones: {
      'Europe/Paris': 'Paris time',
      'America/Martinique': 'Martinique time',
      'America/Guadeloupe': 'Guadeloupe time',
      'America/Cayenne': 'Cayenne time',
      'Pacific/Noumea': 'Nouméa time',
      'Pacific/Tahiti': 'Tahiti time',
    },
  },
  pages: {
    list: { comma: ', ', and: ' and ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Reset the password of your ${institution} account yourself, with your personal email address.`,
      skip: 'Skip to content',
      progress: 'Steps',
      steps: ['Your address', 'The email', 'The password', 'Valid everywhere'],
      errorTitle: (title) => `Error: ${title}`,
      problem: 'Please correct',
      help: 'Help and information',
      support: 'If you need help, write to',
      privacyNotice: 'Personal data',
      languages: 'Languages',
      nothingChanged: 'Nothing has been changed.',
      startAgain: 'Start again',
    },
    request: {
      title: 'Reset my password',
      lead: 'Enter the personal email address you gave when you registered at the university.',
      onlyIfNeeded: 'Can you log in? Then you do not need to do anything.',
      label: 'Personal email address',
      hint: 'Required. Expected format: name@domain.fr',
      submit: 'Send me the link',
      haveCode: 'I have received a code by email',
      next: 'What happens next',
      mailStep: (lifetime) => `We send you an email with a “jeton”: a link that is valid for ${lifetime}.`,
      chooseStep: 'You open that link and choose your new password.',
      promiseStep: (promise) => `It is valid in every application within ${promise}.`,
      problems: {
        empty: 'The email address is missing. Enter your personal email address, for example name@domain.fr',
        malformed: 'The format of the email address is not valid. Expected format: name@domain.fr',
        'too-long': 'The email address is too long: it cannot have more than 254 characters.',
        unknown: 'Your email address is not recognised: no account is linked to this address.',
      },
      unknownHelp: [
        'Check the spelling, before and after the @ sign.',
        'Use the personal address you gave at registration, not the one the university gave you.',
        'Try another of your personal addresses.',
      ],
    },
    proof: {
      title: 'One moment, please',
      lead: 'Many addresses have been tried in a short time. Before we answer your request, we need to rule out robots.',
      wait: (duration) => `Wait ${duration}, then press “Continue”.`,
      early: (duration) => `It is a little early. Wait ${duration}, then press “Continue”.`,
      computing: 'Your browser is doing a small calculation, which takes a few seconds. It then continues by itself.',
      done: 'Done. Your request is being sent.',
      submit: 'Continue',
      nobodyElse:
        'All of this stays between your browser and this service: there is no picture to recognise, and nothing is passed on to anyone else.',
    },
    sent: {
      title: { sent: 'The email is on its way', neutral: 'Check your inbox' },
      to: {
        sent: 'An email with your “jeton”, the link to choose a new password, is being sent to:',
        neutral:
          'If an account is linked to this address, an email with a “jeton”, the link to choose a new password, is being sent to it:',
      },
      holds: 'Open this email and follow the link.',
      validity: (duration, until) =>
        duration === undefined
          ? `The link is valid until ${on(until)}.`
          : `The link is valid for ${duration}, until ${on(until)}.`,
      single: 'It works only once and replaces any link you may have received before.',
      elsewhere: 'Are you reading the email on another device?',
      nothing: 'Nothing in your inbox?',
      advice: ['Wait a few minutes: delivery may take up to 15 minutes.', 'Look in the junk or spam folder.'],
      checkAddress: 'Check the address above, letter by letter.',
      supportAdvice: 'If nothing has arrived, write to',
      otherAddress: 'Correct the address or start again',
    },
    code: {
      title: 'Enter the code from the email',
      lead: 'Besides the link, the email contains a code. Enter it here to continue on this device.',
      label: 'Code from the email',
      hint: 'Eight letters and digits, for example K7QM-3XTD. Upper or lower case makes no difference.',
      submit: 'Continue',
      problems: {
        empty: 'The code is missing: enter the code that is in the email.',
        malformed: 'This is not a complete code: it consists of eight letters and digits.',
        wrong:
          'This code is not correct. Check each character, and make sure that the email is the latest one you have received.',
      },
      linkStillGood: 'The link in the email remains valid: you can still open it, on any device.',
      elsewhere: {
        title: 'This browser is not waiting for a code',
        text: 'A code works only in the browser in which the request was made. Open the link in the email instead, or start again here.',
      },
    },
    account: {
      title: 'Which account is this about?',
      lead: 'Several accounts are linked to this email address. Choose the one whose password you want to change. The others will not change.',
      legend: 'Account',
      missing: 'Choose an account to continue.',
      choose: 'Choose',
      named: ({ kind, text }) => (kind === 'number' ? `Student no. ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Password reset for the account${whose(name)}`,
        activation: (name) => `Choosing a password for the account${whose(name)}`,
      },
      submit: { reset: 'Reset my password', activation: 'Activate my account' },
      required: 'Both fields are required.',
      password: 'Enter your password',
      confirmation: 'Enter your password again',
      show: 'Show the passwords',
      caps: 'Caps Lock is on.',
      strength: {
        levels: { weak: 'Easy to guess.', fair: 'Fairly hard to guess.', good: 'Hard to guess.' },
        reasons: {
          personal: 'It has your number in it: leave it out.',
          word: 'It contains a common word: add unexpected ones.',
          date: 'It contains a date or a year: add an unexpected word.',
          repeat: 'It repeats the same characters: vary them.',
          row: 'It follows the order of the keyboard, the alphabet or the digits: vary it.',
        },
      },
      until: (moment) => `Your link is valid until ${moment.time} on ${moment.date} (${moment.zone}).`,
      otherAccount: 'Choose another account',
      differ: 'The two entries do not match: enter the same password twice.',
      same: 'The two entries match.',
      again: 'Enter your password again in both fields.',
      notSaved: 'Your password has not been saved',
      shortcoming: (shortcoming) => {
        switch (shortcoming.kind) {
          case 'empty':
            return 'The password is missing: enter a password.';
          case 'too-short':
            return `The password must have at least ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `The password cannot have more than ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `The password must mix at least ${shortcoming.minimum} ${count(shortcoming.minimum, { one: 'kind', other: 'kinds' })} of characters: upper-case letters, lower-case letters, digits, special characters.`;
          case 'control-character':
            return 'The password contains an invisible character, probably from copying and pasting: type it instead.';
          case 'common':
            return 'This password is too common: choose another one.';
          case 'breached':
            return 'This password appears in a list of stolen passwords: choose another one.';
          case 'context-word':
            return `The password must not contain “${shortcoming.word}”.`;
          case 'personal':
            return 'The password must not contain your name, your username or your number.';
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
        'not-allowed':
          'The directory refused the change: it is not allowed for this account. Contact the support desk.',
        other: 'The directory refused this password and gave no reason. Try another one or contact the support desk.',
      },
      linkStillGood: 'Your link is still valid and your old password has not changed.',
    },
    rules: {
      intro: 'Your password must have:',
      minimumLength: (minimum) => `At least ${characters(minimum)}`,
      classesBefore: 'At least',
      classes: {
        upper: 'one upper-case letter',
        lower: 'one lower-case letter',
        digit: 'one digit',
        special: 'one special character',
      },
      minimumClasses: (minimum) =>
        `At least ${minimum} of these kinds of characters: upper-case letters, lower-case letters, digits, special characters`,
      phrase: (minimum) => `Alternatively: a phrase of at least ${characters(minimum)}, with no other requirement`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Alternatively: ${[
          minimumLength > 0 ? `at least ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `at least ${minimumWords} ${count(minimumWords, { one: 'word', other: 'different words' })}`
            : '',
          classes === '' ? '' : `at least ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `At most ${characters(maximum)}. Anything that is neither a letter nor a digit is a special character, including the space.`,
      lists: {
        'not-common': { refuse: 'It must not be a common password', warn: 'It should not be a common password' },
        'not-breached': {
          refuse: 'It must not appear in a list of stolen passwords',
          warn: 'It should not appear in a list of stolen passwords',
        },
        'not-personal': {
          refuse: 'It must not contain your name, your username or your number',
          warn: 'It should not contain your name, your username or your number',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `It must not contain any of these words: ${words}`
          : `It should not contain any of these words: ${words}`,
      met: 'met',
      progress: 'Rules met: {met} of {total}.',
    },
    deadLink: {
      titles: {
        expired: 'This link has expired',
        used: 'This link has already been used',
        superseded: 'This link has been replaced by a newer one',
        revoked: 'This link has been cancelled',
        malformed: 'This link is not valid',
        stale: 'This link no longer matches your account',
      },
      expired: (at, lifetime) =>
        `You opened this link after its time limit of ${lifetime}: it was valid until ${on(at)}.`,
      used: (at) => `A password was chosen with this link at ${on(at)}. A link works only once.`,
      superseded: 'There has been a newer request, and only the last link sent is valid.',
      revoked: 'It was cancelled, by a click on “It was not me” or by the support desk. Your password has not changed.',
      malformed: 'It may have been copied incompletely, or was never sent by this service.',
      stale:
        'Since it was sent, the password was changed in another way, or the address or the status of the account has changed.',
      advice: {
        expired: 'You have to start the procedure again.',
        used: 'If that was you, you do not need to do anything: use your new password. To change it once more, start again.',
        superseded: 'Open the most recent email you received. If you cannot find it, start again.',
        revoked: 'If you want to change your password, start again.',
        malformed: 'Open the email again and follow the link, or copy all of it. Otherwise, start again.',
        stale: 'If you want to change your password, start again.',
      },
      notYou: 'If it was not you, write immediately to',
      restart: 'Send me a new link',
      restartMeans: 'It is sent to the same email address.',
      begin: 'Start again',
    },
    follow: {
      titles: {
        good: 'Your password has been changed',
        waiting: 'Your password has been accepted',
        failed: 'Your password could not be changed',
        replaced: 'A newer password has replaced this one',
      },
      promise: (duration, deadline) =>
        `Your new password will be valid within ${duration}: at ${deadline.time} at the latest (${deadline.zone}).`,
      account: (name, at) => `Account${whose(name)}. Password chosen on ${at.date} at ${at.time}.`,
      everywhere: 'This is already done: it is valid everywhere.',
      arrivedIn: (arrived, total) =>
        `Arrived in ${arrived} of ${total} ${count(total, { one: 'place', other: 'places' })}. Where it has arrived, you can already use it.`,
      directoryWaits:
        'The directory is not responding at the moment and so does not have your new password yet. It is kept safe and we keep trying: you do not need to do anything again. Until then, the old one remains valid.',
      directoryLate:
        'The directory did not receive your new password in time. Please accept our apologies. Your old password remains valid: start again or contact the support desk.',
      directoryRefused:
        'The directory refused this password. Your old password remains valid. An email is being sent to you with the reason and a new link.',
      replaced: 'You have since chosen another password: the last one chosen counts.',
      someLate: (names) =>
        `Late: ${names}. Please accept our apologies. Your old password may still work there. If this stops you from working, contact the support desk.`,
      someRefused: (names) => `Refused by: ${names}. Your old password may still work there. Contact the support desk.`,
      where: 'Where your password has arrived',
      directory: 'The university’s directory',
      states: {
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
      nextSteps: {
        use: 'Log in with your new password: this page does not log you in.',
        replace: 'Replace the old password where it is stored: phone, Wi-Fi, email program.',
        leave: 'You can close this page: the rest happens without you.',
      },
      gone: {
        title: 'This page is no longer available',
        text: 'It opens only in the browser in which you chose your password, and for a limited time. If you chose a password, it is safe and continues to be put in place without this page.',
      },
    },
    revocation: {
      title: 'It was not me',
      revocable: 'Somebody asked to reset the password of an account linked to your email address.',
      unchanged: 'Your password has not changed: it will only change if somebody uses the email to choose a new one.',
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
        text: 'It has expired or been replaced: you do not need to do anything. It was not used to change your password.',
      },
      malformed: {
        title: 'This address is not valid',
        text: 'It may have been copied incompletely. Open the email again and click “It was not me”.',
      },
    },
    trouble: {
      throttled: {
        title: 'Too many requests at the moment',
        text: (at, duration) => `Try again from ${at.time} (${at.zone}), that is, in ${duration}.`,
        nothingLost:
          'Nothing is lost: nothing has been changed, and a link you have already received remains valid until the time given in the email.',
        keepAddress: 'Back to the form with my address',
      },
      unavailable: {
        directory: {
          title: 'The directory is not responding',
          text: 'We cannot look up your account at the moment. What you entered is not the cause.',
        },
        ledger: {
          title: 'The service is temporarily unavailable',
          text: 'We cannot record your request at the moment. What you entered is not the cause.',
        },
        page: {
          title: 'The service is temporarily unavailable',
          text: 'We cannot show you this page at the moment.',
        },
      },
      standing:
        'Nothing is lost: what we have accepted remains accepted, and a link that has not been used remains valid until the time given in the email.',
      unsure: {
        title: 'We do not know whether your request was recorded',
        text: 'The service was interrupted just as your request was being recorded. What you entered is not the cause.',
        request: 'If you asked for a link, check your inbox in a few minutes. If nothing has arrived, ask again.',
        password:
          'If you chose a password, try it in a few minutes. If it does not work, open the link in the email again: it says whether it has already been used.',
        safe: 'You can ask again without risk: only the most recent request and the most recent password count.',
      },
      busy: {
        title: 'The service is very busy',
        text: 'We cannot take your request right now: those already under way go first.',
        tryAgain: 'Try again in a minute.',
        begun: 'We cannot answer you right now.',
        reload: 'Wait a minute, then reload this page or go back to the previous one.',
      },
      tryLater: 'Try again in a few minutes.',
      otherLink: {
        title: 'You have since opened another link',
        text: 'This form belongs to a link that this browser no longer uses. Your password has not been saved and nothing has been changed.',
        latest: 'Continue with the link you opened last, or open the one you want from your email again.',
        go: 'Continue with the link opened last',
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
        404: {
          title: 'There is no such page',
          text: 'The address may have been copied incorrectly, or the page has moved.',
        },
        405: { title: 'This page cannot be used that way', text: 'Go back to the form and send it with its button.' },
        413: { title: 'The request is too large', text: 'What your browser sent is more than the form accepts.' },
        415: { title: 'The request has an unexpected format', text: 'Use the form of this service.' },
        500: { title: 'Something went wrong', text: 'The fault is on our side and has been recorded.' },
      },
      reference: 'Reference for the support desk:',
    },
    privacy: {
      title: 'Personal data',
      lead: 'What this service does with your personal data, and your rights (General Data Protection Regulation, article 13).',
      notice: 'The institution’s full privacy notice',
      sections: {
        controller: { heading: 'Who is responsible', text: ({ controller }) => [`The controller is ${controller}.`] },
        purpose: {
          heading: 'What for',
          text: () => [
            'Your data serve a single purpose: to let you choose the password of your account, and to pass it on to the applications that you use.',
            'This processing is necessary for the performance of a task carried out in the public interest (article 6, paragraph 1, point e). Without the email address that is asked for, the service cannot be provided. There is no automated decision-making and no profiling.',
          ],
        },
        data: {
          heading: 'Which data',
          text: () => [
            'Those of your account in the directory: number, username, name, email addresses, language. Those that you enter: email address and password. The IP address of the network that you connect from.',
            'Nobody can read the password: it is sealed until it is delivered, then erased. Email addresses are kept in masked form only.',
          ],
        },
        recipients: {
          heading: 'Who receives them',
          text: ({ applications }) => [
            applications === ''
              ? 'The directory receives the new password.'
              : `The directory and these applications receive the new password: ${applications}.`,
            'The support desk, the administrators of the service and those who watch over the institution’s IT security see that requests were made, but not your password. Emails go through the institution’s email server. This service passes nothing on to anyone else.',
          ],
        },
        kept: {
          heading: 'For how long',
          text: ({ lifetime, promise, resets, trail }) => [
            `A link: ${lifetime}. A password on its way: ${promise} as a rule, longer where a newer one is refused. A request and what became of it: ${resets} after the link has ceased to be valid. The security log: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Your rights',
          text: () => [
            'You may request access to your data, their rectification or erasure and the restriction of their processing, and you may object to that processing.',
          ],
        },
      },
      contact: 'To exercise these rights, write to the data protection officer at',
      complaint: 'If the answer does not satisfy you, you may lodge a complaint with the supervisory authority:',
      cookies: {
        heading: 'Cookies',
        text: 'The service sets only the cookies without which it does not work, so your consent is not required. All of them are deleted when the browser is closed.',
        uses: {
          jeton: 'The link that you have opened.',
          'not-me': 'The link “It was not me” that you have opened.',
          follow: 'Where the password that you chose has arrived.',
          lang: 'The language that you chose.',
          waiting: 'The browser that is waiting for the code from an email.',
          form: 'The proof that a form comes from this service.',
        },
      },
    },
    accessibility: {
      title: 'Accessibility statement',
      mention: {
        none: 'Accessibility: not compliant',
        partial: 'Accessibility: partially compliant',
        full: 'Accessibility: fully compliant',
      },
      commitment: (institution) =>
        `${institution} undertakes to make its digital services accessible, in accordance with article 47 of the French law 2005-102 of 11 February 2005.`,
      appliesTo: 'This statement applies to',
      state: {
        heading: 'Compliance status',
        text: {
          none: 'This service is not compliant with the French accessibility guidelines (RGAA), version 4.1.2.',
          partial:
            'This service is partially compliant with the French accessibility guidelines (RGAA), version 4.1.2.',
          full: 'This service is fully compliant with the French accessibility guidelines (RGAA), version 4.1.2.',
        },
        notAudited:
          'It has not been audited yet. Its pages are checked with each version, by automated tests and with a keyboard.',
        audited: 'Audit:',
        plan: 'Multi-year accessibility plan',
      },
      gaps: {
        heading: 'Content that is not accessible',
        listed: 'This is known not to be accessible:',
        unlisted: 'It has not been listed yet, as there has been no audit.',
        nothing: 'None.',
      },
      made: {
        heading: 'Preparation of this statement',
        on: (date) => `This statement was prepared on ${date}.`,
        text: [
          'Technologies: HTML, CSS, SVG; JavaScript where it is available, without being required.',
          'No content is excluded from this statement.',
        ],
      },
      feedback: {
        heading: 'Report a difficulty',
        text: 'If you cannot access some content or a function, we will offer you another way. Write to',
      },
      recourse: {
        heading: 'Complaints',
        text: 'If you have reported an accessibility fault that prevents you from using the service and have not received a satisfactory answer, you may:',
        form: 'Write to the French Defender of Rights',
        delegate: 'Contact the delegate of the Defender of Rights in your region',
        post: 'Send a letter by post, free of charge and without a stamp: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, France',
      },
    },
  },
  mails: {
    greeting: 'Hello,',
    account: (name) => `Account${whose(name)}`,
    automatic: 'This message was sent automatically: please do not reply to it.',
    support: (email) => `If you need help, write to ${email}.`,
    plainLink: 'If the button does not work, copy this address into your browser:',
    link: {
      reset: {
        subject: 'Reset your password',
        intro: (institution) => `We received a request to reset the password of your ${institution} account.`,
        ask: 'To choose a new password, open this link, your “jeton”:',
        action: 'Choose a new password',
      },
      activation: {
        subject: 'Activate your account',
        intro: (institution) => `Your ${institution} account is ready: all it needs is your password.`,
        ask: 'To choose your password, open this link, your “jeton”:',
        action: 'Choose my password',
      },
      validity: (duration, moment) =>
        duration === undefined
          ? `This link is valid until ${on(moment)}.`
          : `This link is valid for ${duration}, until ${on(moment)}.`,
      single: 'It works only once and replaces any link you may have received before.',
      promise: (duration) => `Your new password will be valid in every application within ${duration}.`,
      elsewhere:
        'Did you make the request on another screen? Instead of opening this link, you can enter this code there:',
      codeSecret:
        'This code works only in the browser in which the request was made. Do not tell it to anyone, not even the support desk.',
      secret: 'Do not forward this message. Nobody will ever ask you for this link or for your password.',
      notYouReset:
        'Did you not ask for this? Your password has not changed: it will only change if somebody uses this email to choose a new one. To cancel this link, tell us that it was not you:',
      notYouActivation: 'Were you not expecting this message? To cancel this link, tell us that it was not you:',
      revoke: 'It was not me',
    },
    refused: {
      subject: 'Your new password could not be saved',
      intro: (institution) =>
        `The password you chose for your ${institution} account was refused when it was being saved.`,
      reasons: {
        history: 'Reason: you have used this password before.',
        quality: 'Reason: it is considered too easy to guess.',
        'too-short': 'Reason: it is too short.',
        'too-long': 'Reason: it is too long.',
        'too-young': 'Reason: your password was changed too recently.',
        'not-allowed': 'Reason: the password of this account may not be changed.',
        other: 'The directory gave no reason.',
      },
      unchanged: 'Your old password therefore remains valid.',
      again: 'Here is a new link to choose another one:',
      action: 'Choose another password',
    },
    changed: {
      subject: 'Your password has been changed',
      intro: (institution, at) => `The password of your ${institution} account was changed at ${on(at)}.`,
      promise: (duration) => `It will be valid in every application within ${duration}.`,
      you: 'If this was you, you do not need to do anything.',
      notYou: (email) =>
        `If it was not you, somebody else may have access to your mailbox or your account: write to ${email} immediately, then change the password of your personal mailbox.`,
    },
    refusedBy: {
      subject: (application) => `${application} refused your new password`,
      intro: (institution, application) =>
        `The new password of your ${institution} account is saved, but the application ${application} refused it.`,
      reasons: {
        history: 'Reason: you have used this password there before.',
        quality: 'Reason: it finds it too easy to guess.',
        'too-short': 'Reason: it finds it too short.',
        'too-long': 'Reason: it finds it too long.',
        'too-young': 'Reason: your password was changed there too recently.',
        'not-allowed': 'Reason: your account’s password may not be changed there.',
        other: 'It gave no reason.',
      },
      means: 'Your old password may still work there. The other applications are not affected.',
      again: 'To choose another password, start again:',
      action: 'Start again',
    },
    late: {
      subject: 'Your new password has not arrived everywhere',
      directory: (institution) => `The new password you chose for your ${institution} account could not be saved.`,
      directoryMeans: 'Your old password remains valid.',
      applications: (duration) =>
        `Your new password was to be valid everywhere within ${duration}. These applications have not received it:`,
      applicationsMean: 'Your old password may still work there. The other applications are not affected.',
      again: 'Please accept our apologies. To start the procedure again:',
      action: 'Start again',
    },
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `The application ${application} cannot store this password:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} it accepts none of more than ${characters(misfit.most)}. Choose a shorter one.`;
    case 'bytes':
      return `${cannot} it accepts none of more than ${misfit.most} ${count(misfit.most, { one: 'byte', other: 'bytes' })} (an accented letter counts as two). Choose a shorter one.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} it accepts neither accented letters nor unusual symbols. Remove them.`
        : `${cannot} it accepts only Latin letters, digits and common symbols. Remove the others.`;
  }
}
