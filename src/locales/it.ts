import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import { plural } from './plural.ts';
import type { Moment } from './time-texts.ts';

const count = plural('it');

/** After “alle ore”, which spares one o’clock its elision: `22:00 di martedì 6 ottobre 2026 (ora di Parigi)`. */
const on = (moment: Moment): string => `${moment.time} di ${moment.date} (${moment.zone})`;

const characters = (many: number): string => `${many}\u00A0${count(many, { one: 'carattere', other: 'caratteri' })}`;

const KINDS = 'maiuscole, minuscole, cifre, caratteri speciali';

/** After the word for an account: a login stands alone. */
const whose = ({ kind, text }: AccountName): string =>
  kind === 'number' ? ` con n.\u00A0di matricola: ${text}` : `: ${text}`;

export const it: Locale = {
  name: 'Italiano',
  direction: 'ltr',
  time: {
    tag: 'it-IT',
    date: ({ weekday, day, month, year }) => `${weekday} ${day === '1' ? '1º' : day}\u00A0${month} ${year}`,
    clock: (hour, minute) => `${Number(hour)}:${minute}`,
    units: {
      day: (days) => `${days}\u00A0${count(days, { one: 'giorno', other: 'giorni' })}`,
      hour: (hours) => `${hours}\u00A0${count(hours, { one: 'ora', other: 'ore' })}`,
      minute: (minutes) => `${minutes}\u00A0${count(minutes, { one: 'minuto', other: 'minuti' })}`,
      second: (seconds) => `${seconds}\u00A0${count(seconds, { one: 'secondo', other: 'secondi' })}`,
    },
    zones: {
      'Europe/Paris': 'ora di Parigi',
      'America/Martinique': 'ora della Martinica',
      'America/Guadeloupe': 'ora della Guadalupa',
      'America/Cayenne': 'ora di Caienna',
      'Pacific/Noumea': 'ora di Numea',
      'Pacific/Tahiti': 'ora di Tahiti',
    },
  },
  pages: {
    list: { comma: ', ', and: ' e ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Reimposti in autonomia la password del Suo account ${institution}, con il Suo indirizzo e-mail personale.`,
      skip: 'Vai al contenuto',
      progress: 'Passaggi',
      steps: ['Il Suo indirizzo', 'L’e-mail', 'La password', 'Valida ovunque'],
      errorTitle: (title) => `Errore: ${title}`,
      problem: 'Da correggere',
      help: 'Aiuto e informazioni',
      support: 'In caso di difficoltà, scriva a',
      privacyNotice: 'Dati personali',
      languages: 'Lingue',
      nothingChanged: 'Non è stato modificato nulla.',
      startAgain: 'Ricomincia la procedura',
    },
    request: {
      title: 'Reimposta la mia password',
      lead: 'Inserisca l’indirizzo e-mail personale che ha fornito al momento dell’iscrizione.',
      onlyIfNeeded: 'Riesce ad accedere? Allora non deve fare nulla.',
      label: 'Indirizzo e-mail personale',
      hint: 'Obbligatorio. Formato previsto: nome@dominio.fr',
      submit: 'Ricevi il link',
      haveCode: 'Ho ricevuto un codice per e-mail',
      next: 'Che cosa succede dopo',
      mailStep: (lifetime) => `Riceverà un’e-mail con un «jeton»: un link valido per ${lifetime}.`,
      chooseStep: 'Lei apre quel link e sceglie la Sua nuova password.',
      promiseStep: (promise) => `Sarà valida in tutte le applicazioni entro ${promise}.`,
      problems: {
        empty: 'Manca l’indirizzo e-mail. Inserisca il Suo indirizzo personale, per esempio nome@dominio.fr',
        malformed: 'Il formato dell’indirizzo e-mail non è valido. Formato previsto: nome@dominio.fr',
        'too-long': 'L’indirizzo e-mail è troppo lungo: non può superare i 254\u00A0caratteri.',
        unknown: 'Il Suo indirizzo e-mail non è riconosciuto: nessun account è associato a questo indirizzo.',
      },
      unknownHelp: [
        'Controlli che non ci siano errori di battitura, prima e dopo il segno @.',
        'Usi l’indirizzo personale fornito al momento dell’iscrizione, non quello dell’ateneo.',
        'Provi un altro dei Suoi indirizzi personali.',
      ],
    },
    proof: {
      title: 'Un momento, per favore',
      lead: 'In poco tempo sono stati provati molti indirizzi. Prima di rispondere alla Sua richiesta, dobbiamo escludere i robot.',
      wait: (duration) => `Attenda ${duration}, poi prema «Continua».`,
      early: (duration) => `È ancora un po’ presto. Attenda ${duration}, poi prema «Continua».`,
      computing: 'Il Suo browser sta facendo un piccolo calcolo, che richiede qualche secondo. Poi prosegue da solo.',
      done: 'Fatto. La Sua richiesta viene inviata.',
      submit: 'Continua',
      nobodyElse:
        'Tutto resta fra il Suo browser e questo servizio: non c’è nessuna immagine da riconoscere e nulla viene trasmesso a terzi.',
    },
    sent: {
      title: { sent: 'L’e-mail è in viaggio', neutral: 'Controlli la Sua casella di posta' },
      to: {
        sent: 'Un’e-mail con il Suo «jeton», il link per scegliere una nuova password, viene inviata a:',
        neutral:
          'Se a questo indirizzo è associato un account, un’e-mail con un «jeton», il link per scegliere una nuova password, viene inviata a:',
      },
      holds: 'Apra questa e-mail e faccia clic sul link.',
      validity: (duration, until) =>
        duration === undefined
          ? `Il link è valido fino alle ore ${on(until)}.`
          : `Il link è valido per ${duration}, fino alle ore ${on(until)}.`,
      single: 'Può essere usato una sola volta e sostituisce i link che può aver ricevuto in precedenza.',
      elsewhere: 'Sta leggendo l’e-mail su un altro dispositivo?',
      nothing: 'Non ha ricevuto nulla?',
      advice: [
        'Attenda qualche minuto: la consegna può richiedere fino a 15\u00A0minuti.',
        'Guardi nella cartella della posta indesiderata («spam»).',
      ],
      checkAddress: 'Controlli l’indirizzo qui sopra, lettera per lettera.',
      supportAdvice: 'Se non è arrivato nulla, scriva a',
      otherAddress: 'Correggi l’indirizzo o ricomincia',
    },
    code: {
      title: 'Inserimento del codice ricevuto per e-mail',
      lead: 'L’e-mail contiene, accanto al link, un codice. Lo inserisca qui per continuare su questo dispositivo.',
      label: 'Codice ricevuto per e-mail',
      hint: 'Otto lettere e cifre, per esempio K7QM-3XTD. Non si distingue fra maiuscole e minuscole.',
      submit: 'Continua',
      problems: {
        empty: 'Manca il codice: inserisca quello che si trova nell’e-mail.',
        malformed: 'Non è un codice completo: è composto da otto lettere e cifre.',
        wrong:
          'Questo codice non è corretto. Controlli ogni carattere e si accerti che l’e-mail sia la più recente che ha ricevuto.',
      },
      linkStillGood: 'Il link dell’e-mail resta valido: può sempre aprirlo, su qualsiasi dispositivo.',
      elsewhere: {
        title: 'Questo browser non attende nessun codice',
        text: 'Un codice vale solo nel browser in cui è stata fatta la richiesta. Apra invece il link dell’e-mail, o ricominci la procedura qui.',
      },
    },
    account: {
      title: 'Di quale account si tratta?',
      lead: 'A questo indirizzo e-mail sono associati più account. Scelga quello di cui vuole cambiare la password. Gli altri non cambiano.',
      legend: 'Account',
      missing: 'Scelga un account per continuare.',
      choose: 'Scegli',
      named: ({ kind, text }) => (kind === 'number' ? `n.\u00A0di matricola: ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Reimpostazione della password per l’account${whose(name)}`,
        activation: (name) => `Scelta della password per l’account${whose(name)}`,
      },
      submit: { reset: 'Reimposta la mia password', activation: 'Attiva il mio account' },
      required: 'Entrambi i campi sono obbligatori.',
      password: 'Inserisca la Sua password',
      confirmation: 'Inserisca di nuovo la Sua password',
      show: 'Mostra le password',
      caps: 'Il blocco delle maiuscole è attivo.',
      strength: {
        levels: {
          weak: 'Facile da indovinare.',
          fair: 'Abbastanza difficile da indovinare.',
          good: 'Difficile da indovinare.',
        },
        reasons: {
          personal: 'Contiene il Suo numero: lo eviti.',
          word: 'Contiene una parola comune: ne aggiunga di inattese.',
          date: 'Contiene una data o un anno: aggiunga una parola inattesa.',
          repeat: 'Ripete gli stessi caratteri: li vari.',
          row: 'Segue l’ordine della tastiera, dell’alfabeto o delle cifre: lo vari.',
        },
      },
      until: (moment) => `Il Suo link è valido fino alle ore ${on(moment)}.`,
      otherAccount: 'Scegli un altro account',
      differ: 'Le due password non coincidono: inserisca due volte la stessa.',
      same: 'Le due password coincidono.',
      again: 'Inserisca di nuovo la Sua password in entrambi i campi.',
      notSaved: 'La Sua password non è stata salvata',
      shortcoming: (shortcoming) => {
        switch (shortcoming.kind) {
          case 'empty':
            return 'Manca la password: ne inserisca una.';
          case 'too-short':
            return `La password deve avere almeno ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `La password non può avere più di ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `La password deve combinare almeno ${shortcoming.minimum}\u00A0${count(shortcoming.minimum, { one: 'tipo', other: 'tipi' })} di caratteri: ${KINDS}.`;
          case 'control-character':
            return 'La password contiene un carattere invisibile, probabilmente dovuto a un copia e incolla: la digiti a mano.';
          case 'common':
            return 'Questa password è troppo comune: ne scelga un’altra.';
          case 'breached':
            return 'Questa password figura in un elenco di password rubate: ne scelga un’altra.';
          case 'context-word':
            return `La password non deve contenere «${shortcoming.word}».`;
          case 'personal':
            return 'La password non deve contenere né il Suo nome, né il Suo identificativo, né il Suo numero.';
          case 'unfit':
            return unfit(shortcoming.application, shortcoming.misfit);
        }
      },
      missingClasses: (classes) => `La password deve avere almeno ${classes}.`,
      refusals: {
        history: 'La directory ha rifiutato questa password: l’ha già usata. Ne scelga un’altra.',
        quality:
          'La directory ha rifiutato questa password: la ritiene troppo facile da indovinare. Ne scelga una più varia.',
        'too-short': 'La directory ha rifiutato questa password: è troppo corta. Ne scelga una più lunga.',
        'too-long': 'La directory ha rifiutato questa password: è troppo lunga. Ne scelga una più corta.',
        'too-young':
          'La directory ha rifiutato la modifica: la Sua password è stata cambiata da troppo poco tempo. Riprovi più tardi con lo stesso link, o contatti l’assistenza.',
        'not-allowed':
          'La directory ha rifiutato la modifica: non è autorizzata per questo account. Contatti l’assistenza.',
        other:
          'La directory ha rifiutato questa password senza indicarne il motivo. Ne provi un’altra o contatti l’assistenza.',
      },
      linkStillGood: 'Il Suo link resta valido e la Sua vecchia password non è cambiata.',
    },
    rules: {
      intro: 'La Sua password deve avere:',
      minimumLength: (minimum) => `Almeno ${characters(minimum)}`,
      classesBefore: 'Almeno',
      classes: {
        upper: 'una maiuscola',
        lower: 'una minuscola',
        digit: 'una cifra',
        special: 'un carattere speciale',
      },
      minimumClasses: (minimum) => `Almeno ${minimum} di questi tipi di caratteri: ${KINDS}`,
      phrase: (minimum) => `Oppure: una frase di almeno ${characters(minimum)}, senza altre condizioni`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Oppure: ${[
          minimumLength > 0 ? `almeno ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `almeno ${minimumWords}\u00A0${count(minimumWords, { one: 'parola', other: 'parole diverse' })}`
            : '',
          classes === '' ? '' : `almeno ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `Al massimo ${characters(maximum)}. Tutto ciò che non è né lettera né cifra è un carattere speciale, anche lo spazio.`,
      lists: {
        'not-common': {
          refuse: 'Non deve essere una password comune',
          warn: 'È preferibile che non sia una password comune',
        },
        'not-breached': {
          refuse: 'Non deve figurare in un elenco di password rubate',
          warn: 'È preferibile che non figuri in un elenco di password rubate',
        },
        'not-personal': {
          refuse: 'Non deve contenere né il Suo nome, né il Suo identificativo, né il Suo numero',
          warn: 'È preferibile che non contenga né il Suo nome, né il Suo identificativo, né il Suo numero',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `Non deve contenere nessuna di queste parole: ${words}`
          : `È preferibile che non contenga nessuna di queste parole: ${words}`,
      met: 'rispettata',
      progress: 'Regole rispettate: {met} su {total}.',
    },
    deadLink: {
      titles: {
        expired: 'Questo link è scaduto',
        used: 'Questo link è già stato usato',
        superseded: 'Questo link è stato sostituito da uno più recente',
        revoked: 'Questo link è stato annullato',
        malformed: 'Questo link non è valido',
        stale: 'Questo link non corrisponde più al Suo account',
      },
      expired: (at, lifetime) =>
        `Ha aperto questo link oltre il termine di ${lifetime}: era valido fino alle ore ${on(at)}.`,
      used: (at) =>
        `Con questo link è stata scelta una password alle ore ${on(at)}. Un link può essere usato una sola volta.`,
      superseded: 'È stata fatta una richiesta più recente, e solo l’ultimo link inviato è valido.',
      revoked: 'È stato annullato, con un clic su «Non ero io» o dall’assistenza. La Sua password non è cambiata.',
      malformed: 'Forse è stato copiato in modo incompleto, o non è mai stato inviato da questo servizio.',
      stale:
        'Da quando è stato inviato, la password è stata cambiata per altra via, oppure è cambiato l’indirizzo o lo stato dell’account.',
      advice: {
        expired: 'Deve ricominciare la procedura.',
        used: 'Se l’ha fatto Lei, non deve fare nulla: usi la Sua nuova password. Per cambiarla ancora, ricominci la procedura.',
        superseded: 'Apra l’e-mail più recente che ha ricevuto. Se non la trova, ricominci la procedura.',
        revoked: 'Se vuole cambiare la Sua password, ricominci la procedura.',
        malformed:
          'Apra di nuovo l’e-mail e faccia clic sul link, o lo copi per intero. Altrimenti, ricominci la procedura.',
        stale: 'Se vuole cambiare la Sua password, ricominci la procedura.',
      },
      notYou: 'Se non l’ha fatto Lei, scriva immediatamente a',
      restart: 'Ricevi un nuovo link',
      restartMeans: 'Viene inviato allo stesso indirizzo e-mail.',
      begin: 'Ricomincia la procedura',
    },
    follow: {
      titles: {
        good: 'La Sua password è stata cambiata',
        waiting: 'La Sua password è stata accettata',
        failed: 'Non è stato possibile cambiare la Sua password',
        replaced: 'Una password più recente ha sostituito questa',
      },
      promise: (duration, deadline) =>
        `La Sua nuova password sarà valida entro ${duration}: al più tardi alle ore ${deadline.time} (${deadline.zone}).`,
      account: (name, at) => `Account${whose(name)}. Password scelta ${at.date} alle ore ${at.time}.`,
      everywhere: 'È già fatto: è valida ovunque.',
      arrivedIn: (arrived, total) =>
        `Arrivata in ${arrived} ${count(arrived, { one: 'posto', other: 'posti' })} su ${total}. Dove è arrivata, può già usarla.`,
      directoryWaits:
        'La directory al momento non risponde e quindi non ha ancora la Sua nuova password. È al sicuro e continuiamo a provare: non deve rifare nulla. Nel frattempo resta valida la vecchia.',
      directoryLate:
        'La directory non ha ricevuto la Sua nuova password entro il termine previsto. Ci scusiamo. La Sua vecchia password resta valida: ricominci la procedura o contatti l’assistenza.',
      directoryRefused:
        'La directory ha rifiutato questa password. La Sua vecchia password resta valida. Le viene inviata un’e-mail con il motivo e un nuovo link.',
      replaced: 'Nel frattempo ha scelto un’altra password: conta l’ultima scelta.',
      someLate: (names) =>
        `In ritardo: ${names}. Ci scusiamo. La Sua vecchia password potrebbe funzionare ancora lì. Se questo La blocca, contatti l’assistenza.`,
      someRefused: (names) =>
        `Rifiutata da: ${names}. La Sua vecchia password potrebbe funzionare ancora lì. Contatti l’assistenza.`,
      where: 'Dove è arrivata la Sua password',
      directory: 'Directory dell’ateneo',
      states: {
        'under-way': 'in viaggio',
        late: 'in ritardo',
        refused: 'rifiutata',
        superseded: 'sostituita da una più recente',
      },
      refusedFor: {
        history: 'rifiutata: già usata',
        quality: 'rifiutata: troppo facile da indovinare',
        'too-short': 'rifiutata: troppo corta',
        'too-long': 'rifiutata: troppo lunga',
        'too-young': 'rifiutata: cambiata da troppo poco tempo',
        'not-allowed': 'rifiutata: modifica non autorizzata',
        other: 'rifiutata',
      },
      arrivedAt: (at) => `arrivata alle ore ${at.time}`,
      refresh: 'Aggiorna',
      asOf: (now) => `Situazione alle ore ${now.time}.`,
      pause: 'Sospendi l’aggiornamento automatico',
      resume: 'Riprendi l’aggiornamento automatico',
      next: 'E adesso?',
      nextSteps: {
        use: 'Acceda con la Sua nuova password: questa pagina non La fa accedere.',
        replace: 'Sostituisca la vecchia password dove è memorizzata: telefono, Wi-Fi, programma di posta.',
        leave: 'Può chiudere questa pagina: il resto avviene senza di Lei.',
      },
      gone: {
        title: 'Questa pagina non è più disponibile',
        text: 'Si apre solo nel browser in cui ha scelto la Sua password, e per un tempo limitato. Se ha scelto una password, è al sicuro e la sua attivazione prosegue anche senza questa pagina.',
      },
    },
    revocation: {
      title: 'Non ero io',
      revocable: 'Qualcuno ha chiesto di reimpostare la password di un account associato al Suo indirizzo e-mail.',
      unchanged: 'La Sua password non è cambiata: cambierà solo se qualcuno usa l’e-mail per sceglierne una nuova.',
      means: 'Se questa richiesta non viene da Lei, annulli il link: nessuno potrà più usarlo.',
      submit: 'Non ero io: annulla il link',
      revoked: {
        title: 'Il link è stato annullato',
        text: 'Nessuno può più usarlo. La Sua password non è cambiata.',
        more: 'Se tali richieste si ripetono, scriva a',
      },
      used: {
        title: 'Questo link è già stato usato',
        text: (at) =>
          `Con questo link è stata scelta una nuova password alle ore ${on(at)}: è troppo tardi per annullarlo.`,
        call: 'Se non l’ha fatto Lei, scriva immediatamente a',
        mailbox:
          'Cambi anche, senza indugio, la password della Sua casella di posta personale: forse qualcun altro vi ha accesso.',
      },
      harmless: {
        title: 'Questo link non può più essere usato',
        text: 'È scaduto o è stato sostituito: non deve fare nulla. Non è stato usato per cambiare la Sua password.',
      },
      malformed: {
        title: 'Questo indirizzo non è valido',
        text: 'Forse è stato copiato in modo incompleto. Apra di nuovo l’e-mail e faccia clic su «Non ero io».',
      },
    },
    trouble: {
      throttled: {
        title: 'Troppe richieste per il momento',
        text: (at, duration) => `Riprovi a partire dalle ore ${at.time} (${at.zone}), cioè fra ${duration}.`,
        nothingLost:
          'Nulla è andato perso: non è stato modificato nulla, e un link già ricevuto resta valido fino all’ora indicata nell’e-mail.',
        keepAddress: 'Torna al modulo con il mio indirizzo',
      },
      unavailable: {
        directory: {
          title: 'La directory non risponde',
          text: 'Al momento non possiamo verificare il Suo account. La causa non è ciò che ha inserito.',
        },
        ledger: {
          title: 'Il servizio è temporaneamente non disponibile',
          text: 'Al momento non possiamo registrare la Sua richiesta. La causa non è ciò che ha inserito.',
        },
        page: {
          title: 'Il servizio è temporaneamente non disponibile',
          text: 'Al momento non possiamo mostrarLe questa pagina.',
        },
      },
      standing:
        'Nulla è andato perso: ciò che abbiamo accettato resta accettato, e un link che non è stato usato resta valido fino all’ora indicata nell’e-mail.',
      unsure: {
        title: 'Non sappiamo se la Sua richiesta è stata registrata',
        text: 'Il servizio si è interrotto proprio nell’istante in cui la Sua richiesta veniva registrata. La causa non è ciò che ha inserito.',
        request:
          'Se ha chiesto un link, controlli la Sua casella di posta fra qualche minuto. Se non è arrivato nulla, ripeta la richiesta.',
        password:
          'Se ha scelto una password, la provi fra qualche minuto. Se non funziona, apra di nuovo il link dell’e-mail: indica se è già stato usato.',
        safe: 'Può ripetere senza rischi: contano solo l’ultima richiesta e l’ultima password.',
      },
      busy: {
        title: 'Il servizio è sovraccarico',
        text: 'Non possiamo accogliere subito la Sua richiesta: quelle già avviate hanno la precedenza.',
        tryAgain: 'Riprovi fra un minuto.',
        begun: 'Non possiamo risponderLe subito.',
        reload: 'Attenda un minuto, poi ricarichi questa pagina o torni alla precedente.',
      },
      tryLater: 'Riprovi fra qualche minuto.',
      otherLink: {
        title: 'Nel frattempo ha aperto un altro link',
        text: 'Questo modulo corrisponde a un link che questo browser non usa più. La Sua password non è stata salvata e non è stato modificato nulla.',
        latest: 'Continui con l’ultimo link aperto, o apra di nuovo dalla Sua e-mail il link desiderato.',
        go: 'Continua con l’ultimo link aperto',
      },
      errors: {
        400: {
          title: 'La richiesta non è stata compresa',
          text: 'Ciò che il Suo browser ha inviato è incompleto o non ha la forma prevista. Torni al modulo e riprovi.',
        },
        403: {
          title: 'La richiesta è stata rifiutata',
          text: 'Non proviene da una pagina di questo servizio. Apra direttamente la pagina e riprovi.',
        },
        404: {
          title: 'Questa pagina non esiste',
          text: 'Forse l’indirizzo è stato copiato male, o la pagina è stata spostata.',
        },
        405: { title: 'Questa pagina non si usa così', text: 'Torni al modulo e lo invii con il suo pulsante.' },
        413: {
          title: 'La richiesta è troppo grande',
          text: 'Ciò che il Suo browser ha inviato supera quanto il modulo accetta.',
        },
        415: { title: 'La richiesta non ha il formato previsto', text: 'Usi il modulo di questo servizio.' },
        500: { title: 'Si è verificato un errore', text: 'L’errore dipende da noi ed è stato registrato.' },
      },
      reference: 'Riferimento per l’assistenza:',
    },
    privacy: {
      title: 'Dati personali',
      lead: 'Che cosa fa questo servizio dei Suoi dati personali e quali sono i Suoi diritti (regolamento generale sulla protezione dei dati, articolo 13).',
      notice: 'L’informativa completa dell’ateneo',
      sections: {
        controller: {
          heading: 'Chi ne è titolare',
          text: ({ controller }) => [`Il titolare del trattamento è ${controller}.`],
        },
        purpose: {
          heading: 'A che scopo',
          text: () => [
            'I Suoi dati servono a una sola cosa: permetterLe di scegliere la password del Suo account e farla arrivare alle applicazioni che usa.',
            'Il trattamento è necessario per l’esecuzione di un compito di interesse pubblico (articolo 6, paragrafo 1, lettera e). Senza l’indirizzo e-mail richiesto il servizio non può essere fornito. Non vi sono né decisioni automatizzate né profilazione.',
          ],
        },
        data: {
          heading: 'Quali dati',
          text: () => [
            'Quelli del Suo account nella directory: numero, identificativo, nome, indirizzi e-mail, lingua. Quelli che inserisce: indirizzo e-mail e password. L’indirizzo IP della rete da cui si collega.',
            'Nessuno può leggere la password: è sigillata fino alla consegna, poi cancellata. Gli indirizzi e-mail sono conservati solo in forma mascherata.',
          ],
        },
        recipients: {
          heading: 'Chi li riceve',
          text: ({ applications }) => [
            applications === ''
              ? 'La directory riceve la nuova password.'
              : `La directory e queste applicazioni ricevono la nuova password: ${applications}.`,
            'L’assistenza, gli amministratori del servizio e la sicurezza informatica dell’ateneo vedono che sono state fatte richieste, ma non la Sua password. Le e-mail passano dal server di posta dell’ateneo. Questo servizio non trasmette nulla a nessun altro.',
          ],
        },
        kept: {
          heading: 'Per quanto tempo',
          text: ({ lifetime, promise, resets, trail }) => [
            `Un link: ${lifetime}. Una password in viaggio: ${promise} di norma, più a lungo se ne viene rifiutata una più recente. Una richiesta e il suo esito: ${resets} dalla fine della validità del link. Il registro di sicurezza: ${trail}.`,
          ],
        },
        rights: {
          heading: 'I Suoi diritti',
          text: () => [
            'Può chiedere l’accesso ai Suoi dati, la loro rettifica o cancellazione, la limitazione del trattamento, e può opporsi al trattamento.',
          ],
        },
      },
      contact: 'Per esercitare questi diritti, scriva al responsabile della protezione dei dati:',
      complaint: 'Se la risposta non La soddisfa, può proporre reclamo all’autorità di controllo:',
      cookies: {
        heading: 'Cookie',
        text: 'Il servizio imposta solo i cookie senza i quali non funziona, perciò il Suo consenso non è richiesto. Tutti scompaiono alla chiusura del browser.',
        uses: {
          jeton: 'Il link che ha aperto.',
          'not-me': 'Il link «Non ero io» che ha aperto.',
          follow: 'Dove è arrivata la password che ha scelto.',
          lang: 'La lingua che ha scelto.',
          waiting: 'Il browser che attende il codice di un’e-mail.',
          form: 'La prova che un modulo proviene da questo servizio.',
        },
      },
    },
    accessibility: {
      title: 'Dichiarazione di accessibilità',
      mention: {
        none: 'Accessibilità: non conforme',
        partial: 'Accessibilità: parzialmente conforme',
        full: 'Accessibilità: pienamente conforme',
      },
      commitment: (institution) =>
        `${institution} si impegna a rendere accessibili i propri servizi digitali, in conformità all’articolo 47 della legge francese 2005-102 dell’11 febbraio 2005.`,
      appliesTo: 'Questa dichiarazione si applica a',
      state: {
        heading: 'Stato di conformità',
        text: {
          none: 'Questo servizio non è conforme alle linee guida francesi sull’accessibilità (RGAA), versione 4.1.2.',
          partial:
            'Questo servizio è parzialmente conforme alle linee guida francesi sull’accessibilità (RGAA), versione 4.1.2.',
          full: 'Questo servizio è pienamente conforme alle linee guida francesi sull’accessibilità (RGAA), versione 4.1.2.',
        },
        notAudited:
          'Non è ancora stato sottoposto ad audit. Le sue pagine sono verificate a ogni versione con test automatici e con la tastiera.',
        audited: 'Audit:',
        plan: 'Piano pluriennale di accessibilità',
      },
      gaps: {
        heading: 'Contenuti non accessibili',
        listed: 'È noto che quanto segue non è accessibile:',
        unlisted: 'Non sono ancora stati elencati, in mancanza di un audit.',
        nothing: 'Nessuno.',
      },
      made: {
        heading: 'Redazione di questa dichiarazione',
        on: (date) => `Questa dichiarazione è stata redatta ${date}.`,
        text: [
          'Tecnologie: HTML, CSS, SVG; JavaScript dove è disponibile, senza essere necessario.',
          'Nessun contenuto è escluso da questa dichiarazione.',
        ],
      },
      feedback: {
        heading: 'Segnalazione di una difficoltà',
        text: 'Se non riesce ad accedere a un contenuto o a una funzione, Le proporremo un’altra via. Scriva a',
      },
      recourse: {
        heading: 'Vie di ricorso',
        text: 'Se ha segnalato un difetto di accessibilità che Le impedisce di usare il servizio e non ha ottenuto una risposta soddisfacente, può:',
        form: 'Scrivere al Difensore dei diritti francese (Défenseur des droits)',
        delegate: 'Contattare la delegazione del Difensore dei diritti nella Sua regione',
        post: 'Inviare una lettera per posta, gratuitamente e senza francobollo: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, Francia',
      },
    },
  },
  mails: {
    greeting: 'Buongiorno,',
    account: (name) => `Account${whose(name)}`,
    automatic: 'Questo messaggio è stato inviato automaticamente: La preghiamo di non rispondere.',
    support: (email) => `In caso di difficoltà, scriva a ${email}.`,
    plainLink: 'Se il pulsante non funziona, copi questo indirizzo nel Suo browser:',
    link: {
      reset: {
        subject: 'Reimpostazione della Sua password',
        intro: (institution) =>
          `abbiamo ricevuto una richiesta di reimpostazione della password del Suo account ${institution}.`,
        ask: 'Per scegliere una nuova password, apra questo link, il Suo «jeton»:',
        action: 'Scegli una nuova password',
      },
      activation: {
        subject: 'Attivazione del Suo account',
        intro: (institution) => `il Suo account ${institution} è pronto: manca soltanto la Sua password.`,
        ask: 'Per scegliere la Sua password, apra questo link, il Suo «jeton»:',
        action: 'Scegli la password',
      },
      validity: (duration, moment) =>
        duration === undefined
          ? `Questo link è valido fino alle ore ${on(moment)}.`
          : `Questo link è valido per ${duration}, fino alle ore ${on(moment)}.`,
      single: 'Può essere usato una sola volta e sostituisce i link che può aver ricevuto in precedenza.',
      elsewhere:
        'Ha fatto la richiesta su un altro schermo? Invece di aprire questo link, può inserire lì questo codice:',
      codeSecret:
        'Questo codice vale solo nel browser in cui è stata fatta la richiesta. Non lo dica a nessuno, nemmeno all’assistenza.',
      promise: (duration) => `La Sua nuova password sarà valida in tutte le applicazioni entro ${duration}.`,
      secret: 'Non inoltri questa e-mail. Nessuno Le chiederà questo link, né la Sua password.',
      notYouReset:
        'Non ha fatto questa richiesta? La Sua password non è cambiata: cambierà solo se qualcuno usa questa e-mail per sceglierne una nuova. Per annullare il link, ci dica che la richiesta non viene da Lei:',
      notYouActivation:
        'Non si aspettava questa e-mail? Per annullare il link, ci dica che la richiesta non viene da Lei:',
      revoke: 'Non ero io',
    },
    refused: {
      subject: 'Non è stato possibile salvare la Sua nuova password',
      intro: (institution) =>
        `la password che ha scelto per il Suo account ${institution} è stata rifiutata al momento del salvataggio.`,
      reasons: {
        history: 'Motivo: ha già usato questa password.',
        quality: 'Motivo: è ritenuta troppo facile da indovinare.',
        'too-short': 'Motivo: è troppo corta.',
        'too-long': 'Motivo: è troppo lunga.',
        'too-young': 'Motivo: la Sua password è stata cambiata da troppo poco tempo.',
        'not-allowed': 'Motivo: il cambio di password non è autorizzato per questo account.',
        other: 'La directory non ne ha indicato il motivo.',
      },
      unchanged: 'La Sua vecchia password resta quindi valida.',
      again: 'Ecco un nuovo link per sceglierne un’altra:',
      action: 'Scegli un’altra password',
    },
    changed: {
      subject: 'La Sua password è stata cambiata',
      intro: (institution, at) => `la password del Suo account ${institution} è stata cambiata alle ore ${on(at)}.`,
      promise: (duration) => `Sarà valida in tutte le applicazioni entro ${duration}.`,
      you: 'Se l’ha fatto Lei, non deve fare nulla.',
      notYou: (email) =>
        `Se non l’ha fatto Lei, forse qualcun altro ha accesso alla Sua casella di posta o al Suo account: scriva immediatamente a ${email}, poi cambi la password della Sua casella di posta personale.`,
    },
    refusedBy: {
      subject: (application) => `${application} ha rifiutato la Sua nuova password`,
      intro: (institution, application) =>
        `la nuova password del Suo account ${institution} è stata salvata, ma l’applicazione ${application} l’ha rifiutata.`,
      reasons: {
        history: 'Motivo: lì ha già usato questa password.',
        quality: 'Motivo: la ritiene troppo facile da indovinare.',
        'too-short': 'Motivo: la ritiene troppo corta.',
        'too-long': 'Motivo: la ritiene troppo lunga.',
        'too-young': 'Motivo: lì la Sua password è stata cambiata da troppo poco tempo.',
        'not-allowed': 'Motivo: lì il cambio di password non è autorizzato per il Suo account.',
        other: 'Non ne ha indicato il motivo.',
      },
      means: 'La Sua vecchia password potrebbe funzionare ancora lì. Le altre applicazioni non sono interessate.',
      again: 'Per scegliere un’altra password, ricominci la procedura:',
      action: 'Ricomincia la procedura',
    },
    late: {
      subject: 'La Sua nuova password non è arrivata ovunque',
      directory: (institution) =>
        `non è stato possibile salvare la nuova password che ha scelto per il Suo account ${institution}.`,
      directoryMeans: 'La Sua vecchia password resta valida.',
      applications: (duration) =>
        `la Sua nuova password doveva essere valida ovunque entro ${duration}. Queste applicazioni non l’hanno ricevuta:`,
      applicationsMean:
        'La Sua vecchia password potrebbe funzionare ancora lì. Le altre applicazioni non sono interessate.',
      again: 'Ci scusiamo. Per ricominciare la procedura:',
      action: 'Ricomincia la procedura',
    },
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `L’applicazione ${application} non può salvare questa password:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} non accetta più di ${characters(misfit.most)}. Ne scelga una più corta.`;
    case 'bytes':
      return `${cannot} non accetta più di ${misfit.most}\u00A0byte (una lettera accentata conta doppio). Ne scelga una più corta.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} non accetta lettere accentate né simboli rari. Li tolga.`
        : `${cannot} accetta solo lettere latine, cifre e simboli comuni. Tolga gli altri.`;
  }
}
