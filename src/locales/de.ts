import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import { plural } from './plural.ts';
import type { Moment } from './time-texts.ts';

const count = plural('de');

/** After “bis”: `Dienstag, 6. Oktober 2026, 22:00 Uhr (Pariser Zeit)`. */
const on = (moment: Moment): string => `${moment.date}, ${moment.time} (${moment.zone})`;
/** After “am”. */
const onThe = (moment: Moment): string => `${moment.date} um ${moment.time} (${moment.zone})`;

const characters = (many: number): string => `${many}\u00A0Zeichen`;
/** `innerhalb einer Stunde`, `innerhalb von 2 Stunden`, `innerhalb von 3 Tagen`. */
const within = (duration: string): string =>
  /^1\s/.test(duration)
    ? `innerhalb ${duration.replace(/^1\s/, 'einer ')}`
    : `innerhalb von ${duration.replace(/Tage$/, 'Tagen')}`;

const KINDS = 'Großbuchstaben, Kleinbuchstaben, Ziffern, Sonderzeichen';

/** After the word for an account: a login stands alone. */
const whose = ({ kind, text }: AccountName): string =>
  kind === 'number' ? ` mit der Matrikelnummer ${text}` : ` ${text}`;

export const de: Locale = {
  name: 'Deutsch',
  direction: 'ltr',
  time: {
    tag: 'de-DE',
    date: ({ weekday, day, month, year }) => `${weekday}, ${day}.\u00A0${month} ${year}`,
    clock: (hour, minute) => `${hour}:${minute}\u00A0Uhr`,
    units: {
      day: (days) => `${days}\u00A0${count(days, { one: 'Tag', other: 'Tage' })}`,
      hour: (hours) => `${hours}\u00A0${count(hours, { one: 'Stunde', other: 'Stunden' })}`,
      minute: (minutes) => `${minutes}\u00A0${count(minutes, { one: 'Minute', other: 'Minuten' })}`,
      second: (seconds) => `${seconds}\u00A0${count(seconds, { one: 'Sekunde', other: 'Sekunden' })}`,
    },
    zones: {
      'Europe/Paris': 'Pariser Zeit',
      'America/Martinique': 'Zeit auf Martinique',
      'America/Guadeloupe': 'Zeit auf Guadeloupe',
      'America/Cayenne': 'Zeit in Cayenne',
      'Pacific/Noumea': 'Zeit in Nouméa',
      'Pacific/Tahiti': 'Zeit auf Tahiti',
    },
  },
  pages: {
    list: { comma: ', ', and: ' und ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Setzen Sie das Passwort Ihres Kontos bei ${institution} selbst zurück, mit Ihrer privaten E-Mail-Adresse.`,
      skip: 'Zum Inhalt',
      progress: 'Schritte',
      steps: ['Ihre Adresse', 'Die E-Mail', 'Das Passwort', 'Überall gültig'],
      errorTitle: (title) => `Fehler: ${title}`,
      problem: 'Bitte korrigieren',
      help: 'Hilfe und Informationen',
      support: 'Bei Schwierigkeiten schreiben Sie an',
      privacyNotice: 'Personenbezogene Daten',
      languages: 'Sprachen',
      nothingChanged: 'Es wurde nichts geändert.',
      startAgain: 'Von vorn beginnen',
    },
    request: {
      title: 'Mein Passwort zurücksetzen',
      lead: 'Geben Sie die private E-Mail-Adresse ein, die Sie bei Ihrer Einschreibung angegeben haben.',
      onlyIfNeeded: 'Sie können sich anmelden? Dann brauchen Sie nichts zu tun.',
      label: 'Private E-Mail-Adresse',
      hint: 'Erforderlich. Erwartetes Format: name@domain.fr',
      submit: 'Link anfordern',
      haveCode: 'Ich habe per E-Mail einen Code erhalten',
      next: 'Wie es weitergeht',
      mailStep: (lifetime) => `Sie erhalten eine E-Mail mit einem „Jeton“: einem Link, der ${lifetime} gültig ist.`,
      chooseStep: 'Sie öffnen diesen Link und wählen Ihr neues Passwort.',
      promiseStep: (promise) => `Es wird ${within(promise)} in allen Anwendungen gültig.`,
      problems: {
        empty: 'Die E-Mail-Adresse fehlt. Geben Sie Ihre private E-Mail-Adresse ein, zum Beispiel name@domain.fr',
        malformed: 'Das Format der E-Mail-Adresse ist ungültig. Erwartetes Format: name@domain.fr',
        'too-long': 'Die E-Mail-Adresse ist zu lang: Sie darf höchstens 254\u00A0Zeichen haben.',
        unknown: 'Ihre E-Mail-Adresse ist nicht bekannt: Zu dieser Adresse gehört kein Konto.',
      },
      unknownHelp: [
        'Prüfen Sie die Schreibweise vor und nach dem Zeichen @.',
        'Verwenden Sie die private Adresse, die Sie bei der Einschreibung angegeben haben, nicht die der Hochschule.',
        'Versuchen Sie es mit einer anderen Ihrer privaten Adressen.',
      ],
    },
    proof: {
      title: 'Einen Augenblick bitte',
      lead: 'In kurzer Zeit wurden viele Adressen ausprobiert. Bevor wir Ihre Anfrage beantworten, schließen wir Bots aus.',
      wait: (duration) => `Warten Sie ${duration} und klicken Sie dann auf „Weiter“.`,
      early: (duration) => `Es ist noch etwas zu früh. Warten Sie ${duration} und klicken Sie dann auf „Weiter“.`,
      computing:
        'Ihr Browser führt eine kleine Berechnung durch, die einige Sekunden dauert. Danach geht es von selbst weiter.',
      done: 'Fertig. Ihre Anfrage wird gesendet.',
      submit: 'Weiter',
      nobodyElse:
        'Alles bleibt zwischen Ihrem Browser und diesem Dienst: Es ist kein Bild zu erkennen, und nichts wird an Dritte weitergegeben.',
    },
    sent: {
      title: { sent: 'Die E-Mail ist unterwegs', neutral: 'Sehen Sie in Ihrem Postfach nach' },
      to: {
        sent: 'Eine E-Mail mit Ihrem „Jeton“, dem Link zur Wahl eines neuen Passworts, wird gesendet an:',
        neutral:
          'Falls zu dieser Adresse ein Konto gehört, wird eine E-Mail mit einem „Jeton“, dem Link zur Wahl eines neuen Passworts, gesendet an:',
      },
      holds: 'Öffnen Sie diese E-Mail und klicken Sie auf den Link.',
      validity: (duration, until) =>
        duration === undefined
          ? `Der Link ist gültig bis ${on(until)}.`
          : `Der Link ist ${duration} gültig, bis ${on(until)}.`,
      single: 'Er kann nur ein einziges Mal verwendet werden und ersetzt alle Links, die Sie zuvor erhalten haben.',
      elsewhere: 'Lesen Sie die E-Mail auf einem anderen Gerät?',
      nothing: 'Ist nichts angekommen?',
      advice: [
        'Warten Sie einige Minuten: Die Zustellung kann bis zu 15\u00A0Minuten dauern.',
        'Sehen Sie im Spam-Ordner nach.',
      ],
      checkAddress: 'Prüfen Sie die Adresse oben, Buchstabe für Buchstabe.',
      supportAdvice: 'Wenn nichts angekommen ist, schreiben Sie an',
      otherAddress: 'Adresse korrigieren oder von vorn beginnen',
    },
    code: {
      title: 'Code aus der E-Mail eingeben',
      lead: 'Die E-Mail enthält neben dem Link einen Code. Geben Sie ihn hier ein, um auf diesem Gerät fortzufahren.',
      label: 'Code aus der E-Mail',
      hint: 'Acht Buchstaben und Ziffern, zum Beispiel K7QM-3XTD. Groß- und Kleinschreibung spielt keine Rolle.',
      submit: 'Weiter',
      problems: {
        empty: 'Der Code fehlt: Geben Sie den Code ein, der in der E-Mail steht.',
        malformed: 'Das ist kein vollständiger Code: Er besteht aus acht Buchstaben und Ziffern.',
        wrong:
          'Dieser Code stimmt nicht. Prüfen Sie jedes Zeichen, und ob es die neueste E-Mail ist, die Sie erhalten haben.',
      },
      linkStillGood: 'Der Link in der E-Mail bleibt gültig: Sie können ihn weiterhin öffnen, auf jedem Gerät.',
      elsewhere: {
        title: 'Dieser Browser wartet auf keinen Code',
        text: 'Ein Code gilt nur in dem Browser, in dem die Anfrage gestellt wurde. Öffnen Sie stattdessen den Link in der E-Mail, oder beginnen Sie hier von vorn.',
      },
    },
    account: {
      title: 'Um welches Konto geht es?',
      lead: 'Zu dieser E-Mail-Adresse gehören mehrere Konten. Wählen Sie das Konto, dessen Passwort Sie ändern möchten. Die anderen bleiben unverändert.',
      legend: 'Konto',
      missing: 'Wählen Sie ein Konto, um fortzufahren.',
      choose: 'Auswählen',
      named: ({ kind, text }) => (kind === 'number' ? `Matrikelnummer ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Passwort zurücksetzen für das Konto${whose(name)}`,
        activation: (name) => `Passwort wählen für das Konto${whose(name)}`,
      },
      submit: { reset: 'Mein Passwort zurücksetzen', activation: 'Mein Konto aktivieren' },
      required: 'Beide Felder sind erforderlich.',
      password: 'Geben Sie Ihr Passwort ein',
      confirmation: 'Geben Sie Ihr Passwort noch einmal ein',
      show: 'Passwörter anzeigen',
      caps: 'Die Feststelltaste ist aktiviert.',
      strength: {
        levels: { weak: 'Leicht zu erraten.', fair: 'Recht schwer zu erraten.', good: 'Schwer zu erraten.' },
        reasons: {
          personal: 'Es enthält Ihre Nummer: Lassen Sie sie weg.',
          word: 'Es enthält ein gängiges Wort: Fügen Sie unerwartete Wörter hinzu.',
          date: 'Es enthält ein Datum oder eine Jahreszahl: Fügen Sie ein unerwartetes Wort hinzu.',
          repeat: 'Es wiederholt dieselben Zeichen: Variieren Sie sie.',
          row: 'Es folgt der Reihenfolge der Tastatur, des Alphabets oder der Ziffern: Variieren Sie sie.',
        },
      },
      until: (moment) => `Ihr Link ist gültig bis ${on(moment)}.`,
      otherAccount: 'Ein anderes Konto wählen',
      differ: 'Die beiden Eingaben stimmen nicht überein: Geben Sie zweimal dasselbe Passwort ein.',
      same: 'Die beiden Eingaben stimmen überein.',
      again: 'Geben Sie Ihr Passwort in beiden Feldern noch einmal ein.',
      notSaved: 'Ihr Passwort wurde nicht gespeichert',
      shortcoming: (shortcoming) => {
        switch (shortcoming.kind) {
          case 'empty':
            return 'Das Passwort fehlt: Geben Sie ein Passwort ein.';
          case 'too-short':
            return `Das Passwort muss mindestens ${characters(shortcoming.minimum)} haben.`;
          case 'too-long':
            return `Das Passwort darf höchstens ${characters(shortcoming.maximum)} haben.`;
          case 'too-few-classes':
            return `Das Passwort muss mindestens ${shortcoming.minimum}\u00A0${count(shortcoming.minimum, { one: 'Zeichenart', other: 'Zeichenarten' })} enthalten: ${KINDS}.`;
          case 'control-character':
            return 'Das Passwort enthält ein unsichtbares Zeichen, wahrscheinlich vom Kopieren und Einfügen: Geben Sie es von Hand ein.';
          case 'common':
            return 'Dieses Passwort ist zu gängig: Wählen Sie ein anderes.';
          case 'breached':
            return 'Dieses Passwort steht in einer Liste gestohlener Passwörter: Wählen Sie ein anderes.';
          case 'context-word':
            return `Das Passwort darf „${shortcoming.word}“ nicht enthalten.`;
          case 'personal':
            return 'Das Passwort darf weder Ihren Namen noch Ihre Kennung noch Ihre Nummer enthalten.';
          case 'unfit':
            return unfit(shortcoming.application, shortcoming.misfit);
        }
      },
      missingClasses: (classes) => `Das Passwort muss mindestens ${classes} enthalten.`,
      refusals: {
        history:
          'Das Verzeichnis hat dieses Passwort abgelehnt: Sie haben es bereits verwendet. Wählen Sie ein anderes.',
        quality:
          'Das Verzeichnis hat dieses Passwort abgelehnt: Es gilt als zu leicht zu erraten. Wählen Sie ein abwechslungsreicheres.',
        'too-short': 'Das Verzeichnis hat dieses Passwort abgelehnt: Es ist zu kurz. Wählen Sie ein längeres.',
        'too-long': 'Das Verzeichnis hat dieses Passwort abgelehnt: Es ist zu lang. Wählen Sie ein kürzeres.',
        'too-young':
          'Das Verzeichnis hat die Änderung abgelehnt: Ihr Passwort wurde erst vor Kurzem geändert. Versuchen Sie es später mit demselben Link, oder wenden Sie sich an den Support.',
        'not-allowed':
          'Das Verzeichnis hat die Änderung abgelehnt: Sie ist für dieses Konto nicht erlaubt. Wenden Sie sich an den Support.',
        other:
          'Das Verzeichnis hat dieses Passwort ohne Angabe von Gründen abgelehnt. Versuchen Sie ein anderes, oder wenden Sie sich an den Support.',
      },
      linkStillGood: 'Ihr Link bleibt gültig, und Ihr altes Passwort wurde nicht geändert.',
    },
    rules: {
      intro: 'Ihr Passwort muss enthalten:',
      minimumLength: (minimum) => `Mindestens ${characters(minimum)}`,
      classesBefore: 'Mindestens',
      classes: {
        upper: 'einen Großbuchstaben',
        lower: 'einen Kleinbuchstaben',
        digit: 'eine Ziffer',
        special: 'ein Sonderzeichen',
      },
      minimumClasses: (minimum) => `Mindestens ${minimum} dieser Zeichenarten: ${KINDS}`,
      phrase: (minimum) => `Oder aber: einen Satz von mindestens ${characters(minimum)}, ohne weitere Bedingungen`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Oder aber: ${[
          minimumLength > 0 ? `mindestens ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `mindestens ${minimumWords}\u00A0${count(minimumWords, { one: 'Wort', other: 'verschiedene Wörter' })}`
            : '',
          classes === '' ? '' : `mindestens ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `Höchstens ${characters(maximum)}. Alles, was weder Buchstabe noch Ziffer ist, gilt als Sonderzeichen, auch das Leerzeichen.`,
      lists: {
        'not-common': { refuse: 'Es darf kein gängiges Passwort sein', warn: 'Es sollte kein gängiges Passwort sein' },
        'not-breached': {
          refuse: 'Es darf nicht in einer Liste gestohlener Passwörter stehen',
          warn: 'Es sollte nicht in einer Liste gestohlener Passwörter stehen',
        },
        'not-personal': {
          refuse: 'Es darf weder Ihren Namen noch Ihre Kennung noch Ihre Nummer enthalten',
          warn: 'Es sollte weder Ihren Namen noch Ihre Kennung noch Ihre Nummer enthalten',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `Es darf keines dieser Wörter enthalten: ${words}`
          : `Es sollte keines dieser Wörter enthalten: ${words}`,
      met: 'erfüllt',
      progress: 'Erfüllte Regeln: {met} von {total}.',
    },
    deadLink: {
      titles: {
        expired: 'Dieser Link ist abgelaufen',
        used: 'Dieser Link wurde bereits verwendet',
        superseded: 'Dieser Link wurde durch einen neueren ersetzt',
        revoked: 'Dieser Link wurde widerrufen',
        malformed: 'Dieser Link ist ungültig',
        stale: 'Dieser Link passt nicht mehr zu Ihrem Konto',
      },
      expired: (at, lifetime) =>
        `Sie haben diesen Link nach Ablauf der Frist (${lifetime}) geöffnet: Er war gültig bis ${on(at)}.`,
      used: (at) =>
        `Mit diesem Link wurde am ${onThe(at)} ein Passwort gewählt. Ein Link kann nur ein einziges Mal verwendet werden.`,
      superseded: 'Es gab eine neuere Anfrage, und nur der zuletzt gesendete Link ist gültig.',
      revoked:
        'Er wurde widerrufen, durch einen Klick auf „Das war ich nicht“ oder durch den Support. Ihr Passwort wurde nicht geändert.',
      malformed: 'Er wurde vielleicht unvollständig kopiert oder nie von diesem Dienst gesendet.',
      stale:
        'Seit er gesendet wurde, wurde das Passwort auf anderem Weg geändert, oder die Adresse oder der Status des Kontos hat sich geändert.',
      advice: {
        expired: 'Sie müssen von vorn beginnen.',
        used: 'Wenn Sie das waren, brauchen Sie nichts zu tun: Verwenden Sie Ihr neues Passwort. Um es noch einmal zu ändern, beginnen Sie von vorn.',
        superseded:
          'Öffnen Sie die neueste E-Mail, die Sie erhalten haben. Wenn Sie sie nicht finden, beginnen Sie von vorn.',
        revoked: 'Wenn Sie Ihr Passwort ändern möchten, beginnen Sie von vorn.',
        malformed:
          'Öffnen Sie die E-Mail noch einmal und klicken Sie auf den Link, oder kopieren Sie ihn vollständig. Sonst beginnen Sie von vorn.',
        stale: 'Wenn Sie Ihr Passwort ändern möchten, beginnen Sie von vorn.',
      },
      notYou: 'Wenn Sie das nicht waren, schreiben Sie sofort an',
      restart: 'Einen neuen Link anfordern',
      restartMeans: 'Er geht an dieselbe E-Mail-Adresse.',
      begin: 'Von vorn beginnen',
    },
    follow: {
      titles: {
        good: 'Ihr Passwort wurde geändert',
        waiting: 'Ihr Passwort wurde angenommen',
        failed: 'Ihr Passwort konnte nicht geändert werden',
        replaced: 'Ein neueres Passwort hat dieses ersetzt',
      },
      promise: (duration, deadline) =>
        `Ihr neues Passwort wird ${within(duration)} gültig: spätestens um ${deadline.time} (${deadline.zone}).`,
      account: (name, at) => `Konto${whose(name)}. Passwort gewählt am ${at.date} um ${at.time}.`,
      everywhere: 'Das ist bereits geschehen: Es gilt überall.',
      arrivedIn: (arrived, total) =>
        `An ${arrived} von ${total} ${count(total, { one: 'Stelle', other: 'Stellen' })} angekommen. Wo es angekommen ist, können Sie es schon verwenden.`,
      directoryWaits:
        'Das Verzeichnis antwortet zurzeit nicht und hat Ihr neues Passwort daher noch nicht. Es ist sicher verwahrt, und wir versuchen es immer wieder: Sie brauchen nichts zu wiederholen. Bis dahin gilt das alte.',
      directoryLate:
        'Das Verzeichnis hat Ihr neues Passwort nicht rechtzeitig erhalten. Wir bitten Sie um Entschuldigung. Ihr altes Passwort gilt weiterhin: Beginnen Sie von vorn, oder wenden Sie sich an den Support.',
      directoryRefused:
        'Das Verzeichnis hat dieses Passwort abgelehnt. Ihr altes Passwort gilt weiterhin. Sie erhalten eine E-Mail mit dem Grund und einem neuen Link.',
      replaced: 'Sie haben inzwischen ein anderes Passwort gewählt: Das zuletzt gewählte zählt.',
      someLate: (names) =>
        `Verspätet: ${names}. Wir bitten Sie um Entschuldigung. Dort gilt möglicherweise noch Ihr altes Passwort. Wenn Sie dadurch nicht weiterkommen, wenden Sie sich an den Support.`,
      someRefused: (names) =>
        `Abgelehnt von: ${names}. Dort gilt möglicherweise noch Ihr altes Passwort. Wenden Sie sich an den Support.`,
      where: 'Wo Ihr Passwort angekommen ist',
      directory: 'Verzeichnis der Hochschule',
      states: {
        'under-way': 'unterwegs',
        late: 'verspätet',
        refused: 'abgelehnt',
        superseded: 'durch ein neueres ersetzt',
      },
      refusedFor: {
        history: 'abgelehnt: bereits verwendet',
        quality: 'abgelehnt: zu leicht zu erraten',
        'too-short': 'abgelehnt: zu kurz',
        'too-long': 'abgelehnt: zu lang',
        'too-young': 'abgelehnt: erst vor Kurzem geändert',
        'not-allowed': 'abgelehnt: Änderung nicht erlaubt',
        other: 'abgelehnt',
      },
      arrivedAt: (at) => `angekommen um ${at.time}`,
      refresh: 'Aktualisieren',
      asOf: (now) => `Stand: ${now.time}.`,
      pause: 'Automatische Aktualisierung anhalten',
      resume: 'Automatische Aktualisierung fortsetzen',
      next: 'Und jetzt?',
      nextSteps: {
        use: 'Melden Sie sich mit Ihrem neuen Passwort an: Diese Seite meldet Sie nicht an.',
        replace: 'Ersetzen Sie das alte Passwort überall, wo es gespeichert ist: Telefon, WLAN, E-Mail-Programm.',
        leave: 'Sie können diese Seite schließen: Der Rest geschieht ohne Sie.',
      },
      gone: {
        title: 'Diese Seite ist nicht mehr verfügbar',
        text: 'Sie öffnet sich nur in dem Browser, in dem Sie Ihr Passwort gewählt haben, und nur für begrenzte Zeit. Wenn Sie ein Passwort gewählt haben, ist es sicher verwahrt und wird auch ohne diese Seite weiter eingerichtet.',
      },
    },
    revocation: {
      title: 'Das war ich nicht',
      revocable: 'Jemand wollte das Passwort eines Kontos zurücksetzen, zu dem Ihre E-Mail-Adresse gehört.',
      unchanged:
        'Ihr Passwort wurde nicht geändert: Das geschieht nur, wenn jemand mit der E-Mail ein neues Passwort wählt.',
      means:
        'Wenn diese Anfrage nicht von Ihnen kommt, widerrufen Sie den Link: Danach kann ihn niemand mehr verwenden.',
      submit: 'Das war ich nicht: Link widerrufen',
      revoked: {
        title: 'Der Link ist widerrufen',
        text: 'Niemand kann ihn mehr verwenden. Ihr Passwort wurde nicht geändert.',
        more: 'Wenn sich solche Anfragen wiederholen, schreiben Sie an',
      },
      used: {
        title: 'Dieser Link wurde bereits verwendet',
        text: (at) =>
          `Mit diesem Link wurde am ${onThe(at)} ein neues Passwort gewählt: Es ist zu spät, ihn zu widerrufen.`,
        call: 'Wenn Sie das nicht waren, schreiben Sie sofort an',
        mailbox:
          'Ändern Sie auch unverzüglich das Passwort Ihres privaten Postfachs: Vielleicht hat jemand anderes Zugang dazu.',
      },
      harmless: {
        title: 'Dieser Link kann nicht mehr verwendet werden',
        text: 'Er ist abgelaufen oder wurde ersetzt: Sie brauchen nichts zu tun. Ihr Passwort wurde damit nicht geändert.',
      },
      malformed: {
        title: 'Diese Adresse ist ungültig',
        text: 'Sie wurde vielleicht unvollständig kopiert. Öffnen Sie die E-Mail noch einmal und klicken Sie auf „Das war ich nicht“.',
      },
    },
    trouble: {
      throttled: {
        title: 'Zurzeit zu viele Anfragen',
        text: (at, duration) =>
          `Versuchen Sie es ab ${at.time} (${at.zone}) wieder, also in ${duration.replace(/Tage$/, 'Tagen')}.`,
        nothingLost:
          'Es ist nichts verloren: Es wurde nichts geändert, und ein bereits erhaltener Link bleibt bis zu der Uhrzeit gültig, die in der E-Mail steht.',
        keepAddress: 'Zurück zum Formular mit meiner Adresse',
      },
      unavailable: {
        directory: {
          title: 'Das Verzeichnis antwortet nicht',
          text: 'Wir können Ihr Konto zurzeit nicht prüfen. An Ihrer Eingabe liegt es nicht.',
        },
        ledger: {
          title: 'Der Dienst ist vorübergehend nicht verfügbar',
          text: 'Wir können Ihre Anfrage zurzeit nicht speichern. An Ihrer Eingabe liegt es nicht.',
        },
        page: {
          title: 'Der Dienst ist vorübergehend nicht verfügbar',
          text: 'Wir können Ihnen diese Seite zurzeit nicht zeigen.',
        },
      },
      standing:
        'Es ist nichts verloren: Was wir angenommen haben, bleibt angenommen, und ein nicht verwendeter Link bleibt bis zu der Uhrzeit gültig, die in der E-Mail steht.',
      unsure: {
        title: 'Wir wissen nicht, ob Ihre Anfrage gespeichert wurde',
        text: 'Der Dienst wurde genau in dem Augenblick unterbrochen, in dem Ihre Anfrage gespeichert wurde. An Ihrer Eingabe liegt es nicht.',
        request:
          'Wenn Sie einen Link angefordert haben, sehen Sie in einigen Minuten in Ihrem Postfach nach. Wenn nichts angekommen ist, fordern Sie ihn noch einmal an.',
        password:
          'Wenn Sie ein Passwort gewählt haben, versuchen Sie es in einigen Minuten. Wenn es nicht funktioniert, öffnen Sie den Link in der E-Mail noch einmal: Er zeigt an, ob er bereits verwendet wurde.',
        safe: 'Sie können es gefahrlos wiederholen: Nur die letzte Anfrage und das letzte Passwort zählen.',
      },
      busy: {
        title: 'Der Dienst ist stark ausgelastet',
        text: 'Wir können Ihre Anfrage nicht sofort annehmen: Bereits begonnene Anfragen haben Vorrang.',
        tryAgain: 'Versuchen Sie es in einer Minute wieder.',
        begun: 'Wir können Ihnen nicht sofort antworten.',
        reload: 'Warten Sie eine Minute, und laden Sie diese Seite dann neu, oder gehen Sie zur vorherigen zurück.',
      },
      tryLater: 'Versuchen Sie es in einigen Minuten wieder.',
      otherLink: {
        title: 'Sie haben inzwischen einen anderen Link geöffnet',
        text: 'Dieses Formular gehört zu einem Link, den dieser Browser nicht mehr verwendet. Ihr Passwort wurde nicht gespeichert, und es wurde nichts geändert.',
        latest:
          'Fahren Sie mit dem zuletzt geöffneten Link fort, oder öffnen Sie den gewünschten noch einmal aus Ihrer E-Mail.',
        go: 'Mit dem zuletzt geöffneten Link fortfahren',
      },
      errors: {
        400: {
          title: 'Die Anfrage wurde nicht verstanden',
          text: 'Was Ihr Browser gesendet hat, ist unvollständig oder hat nicht die erwartete Form. Gehen Sie zum Formular zurück und versuchen Sie es noch einmal.',
        },
        403: {
          title: 'Die Anfrage wurde abgelehnt',
          text: 'Sie kommt nicht von einer Seite dieses Dienstes. Öffnen Sie die Seite selbst und versuchen Sie es noch einmal.',
        },
        404: {
          title: 'Diese Seite gibt es nicht',
          text: 'Die Adresse wurde vielleicht falsch kopiert, oder die Seite ist umgezogen.',
        },
        405: {
          title: 'Diese Seite lässt sich so nicht verwenden',
          text: 'Gehen Sie zum Formular zurück und senden Sie es über seine Schaltfläche ab.',
        },
        413: {
          title: 'Die Anfrage ist zu umfangreich',
          text: 'Was Ihr Browser gesendet hat, ist mehr, als das Formular annimmt.',
        },
        415: {
          title: 'Die Anfrage hat nicht das erwartete Format',
          text: 'Verwenden Sie das Formular dieses Dienstes.',
        },
        500: { title: 'Es ist ein Fehler aufgetreten', text: 'Er liegt auf unserer Seite und wurde aufgezeichnet.' },
      },
      reference: 'Referenz für den Support:',
    },
    privacy: {
      title: 'Personenbezogene Daten',
      lead: 'Was dieser Dienst mit Ihren personenbezogenen Daten macht und welche Rechte Sie haben (Datenschutz-Grundverordnung, Artikel 13).',
      notice: 'Die vollständige Datenschutzerklärung der Hochschule',
      sections: {
        controller: {
          heading: 'Wer verantwortlich ist',
          text: ({ controller }) => [`Verantwortlicher für die Verarbeitung ist ${controller}.`],
        },
        purpose: {
          heading: 'Wozu',
          text: () => [
            'Ihre Daten dienen einem einzigen Zweck: Sie sollen das Passwort Ihres Kontos wählen können, und es soll die Anwendungen erreichen, die Sie verwenden.',
            'Die Verarbeitung ist für die Wahrnehmung einer Aufgabe erforderlich, die im öffentlichen Interesse liegt (Artikel 6 Absatz 1 Buchstabe e). Ohne die erfragte E-Mail-Adresse kann der Dienst nicht erbracht werden. Es finden weder automatisierte Entscheidungen noch Profiling statt.',
          ],
        },
        data: {
          heading: 'Welche Daten',
          text: () => [
            'Die Ihres Kontos im Verzeichnis der Hochschule: Nummer, Kennung, Name, E-Mail-Adressen, Sprache. Was Sie eingeben: E-Mail-Adresse und Passwort. Die IP-Adresse des Netzes, aus dem Sie auf den Dienst zugreifen.',
            'Das Passwort kann niemand lesen: Es ist bis zur Zustellung versiegelt und wird dann gelöscht. E-Mail-Adressen werden nur in maskierter Form aufbewahrt.',
          ],
        },
        recipients: {
          heading: 'Wer sie erhält',
          text: ({ applications }) => [
            applications === ''
              ? 'Das Verzeichnis der Hochschule erhält das neue Passwort.'
              : `Das Verzeichnis der Hochschule und diese Anwendungen erhalten das neue Passwort: ${applications}.`,
            'Der Support, die Verwaltung des Dienstes und die IT-Sicherheit der Hochschule sehen, dass Anfragen gestellt wurden, nicht aber Ihr Passwort. E-Mails gehen über den Mailserver der Hochschule. Dieser Dienst gibt an niemand anderen etwas weiter.',
          ],
        },
        kept: {
          heading: 'Wie lange',
          text: ({ lifetime, promise, resets, trail }) => [
            `Ein Link: ${lifetime}. Ein Passwort, das unterwegs ist: in der Regel ${promise}, länger, wenn ein neueres abgelehnt wird. Eine Anfrage und ihr Verlauf: ${resets} nach dem Ende der Gültigkeit des Links. Das Sicherheitsprotokoll: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Ihre Rechte',
          text: () => [
            'Sie können Auskunft über Ihre Daten, deren Berichtigung oder Löschung sowie die Einschränkung der Verarbeitung verlangen und der Verarbeitung widersprechen.',
          ],
        },
      },
      contact:
        'Um diese Rechte auszuüben, schreiben Sie an die Datenschutzbeauftragte oder den Datenschutzbeauftragten:',
      complaint: 'Wenn die Antwort Sie nicht zufriedenstellt, können Sie bei der Aufsichtsbehörde Beschwerde einlegen:',
      cookies: {
        heading: 'Cookies',
        text: 'Der Dienst setzt nur Cookies, ohne die er nicht funktioniert; Ihre Einwilligung ist daher nicht erforderlich. Alle verschwinden, wenn der Browser geschlossen wird.',
        uses: {
          jeton: 'Der Link, den Sie geöffnet haben.',
          'not-me': 'Der Link „Das war ich nicht“, den Sie geöffnet haben.',
          follow: 'Wo das Passwort, das Sie gewählt haben, angekommen ist.',
          lang: 'Die Sprache, die Sie gewählt haben.',
          waiting: 'Der Browser, der auf den Code einer E-Mail wartet.',
          form: 'Der Nachweis, dass ein Formular von diesem Dienst kommt.',
        },
      },
    },
    accessibility: {
      title: 'Erklärung zur Barrierefreiheit',
      mention: {
        none: 'Barrierefreiheit: nicht konform',
        partial: 'Barrierefreiheit: teilweise konform',
        full: 'Barrierefreiheit: vollständig konform',
      },
      commitment: (institution) =>
        `${institution} verpflichtet sich, die eigenen digitalen Dienste barrierefrei zu gestalten, wie es Artikel 47 des französischen Gesetzes 2005-102 vom 11. Februar 2005 verlangt.`,
      appliesTo: 'Diese Erklärung gilt für',
      state: {
        heading: 'Stand der Konformität',
        text: {
          none: 'Dieser Dienst entspricht nicht den französischen Richtlinien zur Barrierefreiheit (RGAA), Version 4.1.2.',
          partial:
            'Dieser Dienst entspricht teilweise den französischen Richtlinien zur Barrierefreiheit (RGAA), Version 4.1.2.',
          full: 'Dieser Dienst entspricht vollständig den französischen Richtlinien zur Barrierefreiheit (RGAA), Version 4.1.2.',
        },
        notAudited:
          'Er wurde noch nicht geprüft. Seine Seiten werden mit jeder Version automatisch und mit der Tastatur getestet.',
        audited: 'Prüfung:',
        plan: 'Mehrjahresplan zur Barrierefreiheit',
      },
      gaps: {
        heading: 'Nicht barrierefreie Inhalte',
        listed: 'Davon ist bekannt, dass es nicht barrierefrei ist:',
        unlisted: 'Sie sind noch nicht aufgeführt, da noch keine Prüfung stattgefunden hat.',
        nothing: 'Keine.',
      },
      made: {
        heading: 'Erstellung dieser Erklärung',
        on: (date) => `Diese Erklärung wurde am ${date} erstellt.`,
        text: [
          'Technologien: HTML, CSS, SVG; JavaScript, wo es verfügbar ist, ohne erforderlich zu sein.',
          'Kein Inhalt ist von dieser Erklärung ausgenommen.',
        ],
      },
      feedback: {
        heading: 'Eine Barriere melden',
        text: 'Wenn Sie auf einen Inhalt oder eine Funktion nicht zugreifen können, bieten wir Ihnen einen anderen Weg an. Schreiben Sie an',
      },
      recourse: {
        heading: 'Beschwerdemöglichkeiten',
        text: 'Wenn Sie eine Barriere gemeldet haben, die Sie am Zugang zum Dienst hindert, und keine zufriedenstellende Antwort erhalten haben, können Sie:',
        form: 'Der französischen Ombudsstelle (Défenseur des droits) schreiben',
        delegate: 'Sich an die Vertretung dieser Ombudsstelle in Ihrer Region wenden',
        post: 'Einen Brief schicken, kostenlos und ohne Briefmarke: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, Frankreich',
      },
    },
  },
  mails: {
    greeting: 'Guten Tag,',
    account: (name) => `Konto${whose(name)}`,
    automatic: 'Diese Nachricht wurde automatisch gesendet: Bitte antworten Sie nicht darauf.',
    support: (email) => `Bei Schwierigkeiten schreiben Sie an ${email}.`,
    plainLink: 'Wenn die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
    link: {
      reset: {
        subject: 'Zurücksetzen Ihres Passworts',
        intro: (institution) =>
          `wir haben eine Anfrage erhalten, das Passwort Ihres Kontos bei ${institution} zurückzusetzen.`,
        ask: 'Um ein neues Passwort zu wählen, öffnen Sie diesen Link, Ihren „Jeton“:',
        action: 'Ein neues Passwort wählen',
      },
      activation: {
        subject: 'Aktivierung Ihres Kontos',
        intro: (institution) => `Ihr Konto bei ${institution} ist bereit: Es fehlt nur noch Ihr Passwort.`,
        ask: 'Um Ihr Passwort zu wählen, öffnen Sie diesen Link, Ihren „Jeton“:',
        action: 'Mein Passwort wählen',
      },
      validity: (duration, moment) =>
        duration === undefined
          ? `Dieser Link ist gültig bis ${on(moment)}.`
          : `Dieser Link ist ${duration} gültig, bis ${on(moment)}.`,
      single: 'Er kann nur ein einziges Mal verwendet werden und ersetzt alle Links, die Sie zuvor erhalten haben.',
      elsewhere:
        'Haben Sie die Anfrage auf einem anderen Bildschirm gestellt? Statt diesen Link zu öffnen, können Sie dort diesen Code eingeben:',
      codeSecret:
        'Dieser Code gilt nur in dem Browser, in dem die Anfrage gestellt wurde. Verraten Sie ihn niemandem, auch nicht dem Support.',
      promise: (duration) => `Ihr neues Passwort wird ${within(duration)} in allen Anwendungen gültig.`,
      secret: 'Leiten Sie diese Nachricht nicht weiter. Niemand wird Sie nach diesem Link oder Ihrem Passwort fragen.',
      notYouReset:
        'Haben Sie das nicht angefordert? Ihr Passwort wurde nicht geändert: Das geschieht nur, wenn jemand mit dieser E-Mail ein neues Passwort wählt. Um den Link zu widerrufen, teilen Sie uns mit, dass Sie das nicht waren:',
      notYouActivation:
        'Haben Sie diese Nachricht nicht erwartet? Um den Link zu widerrufen, teilen Sie uns mit, dass Sie das nicht waren:',
      revoke: 'Das war ich nicht',
    },
    refused: {
      subject: 'Ihr neues Passwort konnte nicht gespeichert werden',
      intro: (institution) =>
        `das Passwort, das Sie für Ihr Konto bei ${institution} gewählt haben, wurde beim Speichern abgelehnt.`,
      reasons: {
        history: 'Grund: Sie haben dieses Passwort bereits verwendet.',
        quality: 'Grund: Es gilt als zu leicht zu erraten.',
        'too-short': 'Grund: Es ist zu kurz.',
        'too-long': 'Grund: Es ist zu lang.',
        'too-young': 'Grund: Ihr Passwort wurde erst vor Kurzem geändert.',
        'not-allowed': 'Grund: Für dieses Konto ist die Änderung des Passworts nicht erlaubt.',
        other: 'Das Verzeichnis hat keinen Grund angegeben.',
      },
      unchanged: 'Ihr altes Passwort gilt also weiterhin.',
      again: 'Hier ist ein neuer Link, um ein anderes zu wählen:',
      action: 'Ein anderes Passwort wählen',
    },
    changed: {
      subject: 'Ihr Passwort wurde geändert',
      intro: (institution, at) => `das Passwort Ihres Kontos bei ${institution} wurde am ${onThe(at)} geändert.`,
      promise: (duration) => `Es wird ${within(duration)} in allen Anwendungen gültig.`,
      you: 'Wenn Sie das waren, brauchen Sie nichts zu tun.',
      notYou: (email) =>
        `Wenn Sie das nicht waren, hat vielleicht jemand anderes Zugang zu Ihrem Postfach oder zu Ihrem Konto: Schreiben Sie sofort an ${email}, und ändern Sie dann das Passwort Ihres privaten Postfachs.`,
    },
    refusedBy: {
      subject: (application) => `${application} hat Ihr neues Passwort abgelehnt`,
      intro: (institution, application) =>
        `das neue Passwort Ihres Kontos bei ${institution} ist gespeichert, aber die Anwendung ${application} hat es abgelehnt.`,
      reasons: {
        history: 'Grund: Sie haben dieses Passwort dort bereits verwendet.',
        quality: 'Grund: Es gilt dort als zu leicht zu erraten.',
        'too-short': 'Grund: Es ist dort zu kurz.',
        'too-long': 'Grund: Es ist dort zu lang.',
        'too-young': 'Grund: Ihr Passwort wurde dort erst vor Kurzem geändert.',
        'not-allowed': 'Grund: Für Ihr Konto ist die Änderung des Passworts dort nicht erlaubt.',
        other: 'Sie hat keinen Grund angegeben.',
      },
      means: 'Dort gilt möglicherweise noch Ihr altes Passwort. Die anderen Anwendungen sind nicht betroffen.',
      again: 'Um ein anderes Passwort zu wählen, beginnen Sie von vorn:',
      action: 'Von vorn beginnen',
    },
    late: {
      subject: 'Ihr neues Passwort ist nicht überall angekommen',
      directory: (institution) =>
        `das neue Passwort, das Sie für Ihr Konto bei ${institution} gewählt haben, konnte nicht gespeichert werden.`,
      directoryMeans: 'Ihr altes Passwort gilt weiterhin.',
      applications: (duration) =>
        `Ihr neues Passwort sollte ${within(duration)} überall gültig sein. Diese Anwendungen haben es nicht erhalten:`,
      applicationsMean:
        'Dort gilt möglicherweise noch Ihr altes Passwort. Die anderen Anwendungen sind nicht betroffen.',
      again: 'Wir bitten Sie um Entschuldigung. Um von vorn zu beginnen:',
      action: 'Von vorn beginnen',
    },
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `Die Anwendung ${application} kann dieses Passwort nicht speichern:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} Sie nimmt keines mit mehr als ${characters(misfit.most)} an. Wählen Sie ein kürzeres.`;
    case 'bytes':
      return `${cannot} Sie nimmt keines mit mehr als ${misfit.most}\u00A0${count(misfit.most, { one: 'Byte', other: 'Bytes' })} an (ein Umlaut oder ein Buchstabe mit Akzent zählt doppelt). Wählen Sie ein kürzeres.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} Sie nimmt weder Umlaute noch Buchstaben mit Akzent noch seltene Zeichen an. Entfernen Sie sie.`
        : `${cannot} Sie nimmt nur lateinische Buchstaben, Ziffern und gebräuchliche Zeichen an. Entfernen Sie die anderen.`;
  }
}
