import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import type { Moment } from './time-texts.ts';
import { plural } from './plural.ts';

const count = plural('en');

const on = (moment: Moment): string => `${moment.time} on ${moment.date} (${moment.zone})`;

const characters = (many: number): string => `${many} ${count(many, { one: 'character', other: 'characters' })}`;

export const en: Locale = {
  name: 'English',
  direction: 'ltr',
  time: {
    tag: 'en-GB',
    date: ({ weekday, day, month, year }) => `${weekday} ${day} ${month} ${year}`,
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
        `Reset the password of your ${institution} account yourself, with your personal mail address.`,
      skip: 'Skip to content',
      progress: 'Steps',
      steps: ['Your address', 'The mail', 'The password', 'Valid everywhere'],
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
      elsewhere: 'Are you reading the mail on another device?',
      nothing: 'Nothing in your mailbox?',
      advice: ['Wait a few minutes: delivery may take up to 15.', 'Look in the junk or spam folder.'],
      checkAddress: 'Check the address above, letter by letter.',
      supportAdvice: 'If nothing has come, write to',
      otherAddress: 'Correct the address or start again',
    },
    code: {
      title: 'Type the code from the mail',
      lead: 'Beside the link, the mail holds a code. Type it here to go on with this device.',
      label: 'Code from the mail',
      hint: 'Eight letters and digits, such as K7QM-3XTD. Upper and lower case are alike.',
      submit: 'Continue',
      problems: {
        empty: 'The code is empty: type the code that is in the mail.',
        malformed: 'This is not a whole code: it has eight letters and digits.',
        wrong: 'This is not the code. Check each sign, and that the mail is the latest you have received.',
      },
      linkStillGood: 'The link in the mail stays valid: you can still open it, on any device.',
      elsewhere: {
        title: 'This browser is not waiting for a code',
        text: 'A code is good only in the browser where the request was made. Open the link in the mail instead, or start again here.',
      },
    },
    account: {
      title: 'Which account is it about?',
      lead: 'Several accounts have this mail address. Choose the one whose password you want to change. The others do not change.',
      legend: 'Account',
      missing: 'Choose an account to go on.',
      choose: 'Choose',
      numbered: (number) => `Student no. ${number}`,
    },
    password: {
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
      caps: 'Caps Lock is on.',
      strength: {
        levels: { weak: 'Easy to guess.', fair: 'Fairly hard to guess.', good: 'Hard to guess.' },
        reasons: {
          word: 'It has a common word in it: add unexpected ones.',
          date: 'It has a date or a year in it: add an unexpected word.',
          repeat: 'It repeats the same signs: vary them.',
          row: 'It follows the keyboard, the alphabet or the digits: vary it.',
        },
      },
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
            return `The password must have at least ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `The password cannot have more than ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `The password must mix at least ${shortcoming.minimum} ${count(shortcoming.minimum, { one: 'kind', other: 'kinds' })} of characters: upper-case letters, lower-case letters, digits, special characters.`;
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
      phrase: (minimum) => `Or else: a phrase of at least ${characters(minimum)}, with no other condition`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Or else: ${[
          minimumLength > 0 ? `at least ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `at least ${minimumWords} ${count(minimumWords, { one: 'word', other: 'different words' })}`
            : '',
          classes === '' ? '' : `at least ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `At most ${characters(maximum)}. Anything that is neither a letter nor a digit is a special character, the space included.`,
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
    },
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
      arrivedIn: (arrived, total) =>
        `Arrived in ${arrived} of ${total} ${count(total, { one: 'place', other: 'places' })}. Where it has arrived, you can use it.`,
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
        404: {
          title: 'There is no such page',
          text: 'The address may have been copied wrongly, or the page has moved.',
        },
        405: { title: 'This page is not used that way', text: 'Go back to the form and send it with its button.' },
        413: { title: 'The request is too large', text: 'What your browser sent is more than the form accepts.' },
        415: { title: 'The request has an unexpected format', text: 'Use the form of this service.' },
        500: { title: 'Something went wrong', text: 'The fault is on our side and has been recorded.' },
      },
      reference: 'Reference for the support desk:',
    },
    privacy: {
      title: 'Personal data',
      lead: 'What this service does with your personal data, and your rights (General Data Protection Regulation, article 13).',
      sections: {
        controller: { heading: 'Who answers for it', text: ({ controller }) => [`The controller is ${controller}.`] },
        purpose: {
          heading: 'What for',
          text: () => [
            'Your data serve a single purpose: to let you choose the password of your account, and to pass it on to the applications that you use.',
            'This is necessary for a task carried out in the public interest (article 6, paragraph 1, point e). Without the mail address that is asked for, the service cannot be rendered. No decision is automated, and no profile is made.',
          ],
        },
        data: {
          heading: 'Which data',
          text: () => [
            'Those of your account in the directory: number, login, name, mail addresses, language. Those that you enter: mail address and password. The address of the network that you come from.',
            'Nobody can read the password: it is sealed until it is delivered, then erased. Mail addresses are kept masked only.',
          ],
        },
        recipients: {
          heading: 'Who receives them',
          text: ({ applications }) => [
            applications === ''
              ? 'The directory receives the new password.'
              : `The directory and these applications receive the new password: ${applications}.`,
            'The support desk, the administrators of the service and those who watch over the institution’s IT security see that requests were made, and not your password. Mails go through the institution’s mail relay. This service passes nothing on to anybody else.',
          ],
        },
        kept: {
          heading: 'For how long',
          text: ({ lifetime, promise, resets, trail }) => [
            `A link: ${lifetime}. A password on its way: ${promise} as a rule, longer where a newer one is refused. A request and what became of it: ${resets} after the link has ended. The security log: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Your rights',
          text: () => [
            'You may ask for access to your data, to have them corrected or erased, to have their processing restricted, and you may object to it.',
          ],
        },
      },
      contact: 'To exercise these rights, write to the data protection officer at',
      complaint: 'If the answer does not satisfy you, you may complain to the supervisory authority:',
      cookies: {
        heading: 'Cookies',
        text: 'The service sets only the cookies without which it does not work, so it does not ask for your consent. All of them go when the browser is closed.',
        uses: {
          jeton: 'The link that you have opened.',
          'not-me': 'The link “It was not me” that you have opened.',
          follow: 'Where the password that you chose is by now.',
          lang: 'The language that you chose.',
          waiting: 'The browser that waits for the code of a mail.',
          form: 'Evidence that a form comes from this service.',
        },
      },
    },
    accessibility: {
      title: 'Accessibility statement',
      mention: {
        none: 'Accessibility: does not conform',
        partial: 'Accessibility: conforms in part',
        full: 'Accessibility: conforms',
      },
      commitment: (institution) =>
        `${institution} undertakes to make its digital services accessible, as article 47 of the French law 2005-102 of 11 February 2005 demands.`,
      appliesTo: 'This statement applies to',
      state: {
        heading: 'State of conformity',
        text: {
          none: 'This service does not conform to the French accessibility guidelines (RGAA), version 4.1.2.',
          partial: 'This service conforms in part to the French accessibility guidelines (RGAA), version 4.1.2.',
          full: 'This service conforms to the French accessibility guidelines (RGAA), version 4.1.2.',
        },
        notAudited:
          'It has not been audited yet. Its pages are checked with each version, by automated tests and with a keyboard.',
        audited: (audit) => `Audit: ${audit}.`,
        plan: 'Multi-year accessibility plan',
      },
      gaps: {
        heading: 'Content that is not accessible',
        listed: 'This is known not to be accessible:',
        unlisted: 'It has not been listed yet, as there has been no audit.',
        nothing: 'None.',
      },
      made: {
        heading: 'Drawing up of this statement',
        on: (date) => `This statement was drawn up on ${date}.`,
        text: [
          'Technologies: HTML, CSS, SVG; JavaScript where there is any, without being needed.',
          'No content is left out of this statement.',
        ],
      },
      feedback: {
        heading: 'Tell us of a difficulty',
        text: 'If you cannot reach some content or use some function, we will offer you another way. Write to',
      },
      recourse: {
        heading: 'If that does not help',
        text: 'If you have told us of a fault that keeps you from using the service and have had no satisfactory answer, you may:',
        form: 'Write to the French Defender of Rights',
        delegate: 'Contact the delegate of the Defender of Rights in your region',
        post: 'Send a letter by post, free of charge: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, France',
      },
    },
  },
  mails: {
    greeting: 'Hello,',
    account: (number) => `Account of student number: ${number}`,
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
          ? `This link is valid until ${on(moment)}.`
          : `This link is valid for ${duration}, until ${on(moment)}.`,
      single: 'It works only once and replaces any link you may have received before.',
      promise: (duration) => `Your new password will be valid in every application within ${duration}.`,
      elsewhere:
        'Did you make the request on another screen? Instead of opening this link, you can type this code there:',
      codeSecret:
        'This code is good only in the browser where the request was made. Tell it to nobody, not even the support desk.',
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
      intro: (institution, at) => `The password of your ${institution} account was changed at ${on(at)}.`,
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
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `The application ${application} cannot hold this password:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} it takes none of more than ${characters(misfit.most)}. Choose a shorter one.`;
    case 'bytes':
      return `${cannot} it takes none of more than ${misfit.most} ${count(misfit.most, { one: 'byte', other: 'bytes' })} (an accented letter counts as two). Choose a shorter one.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} it takes neither accented letters nor rare symbols. Take them out.`
        : `${cannot} it takes only Latin letters, digits and common signs. Take the others out.`;
  }
}
