import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import { plural } from './plural.ts';
import type { Moment } from './time-texts.ts';

const count = plural('es');

/** `la 1:05`, `las 22:00`. */
const hour = ({ time }: Moment): string => `${time.startsWith('1:') ? 'la' : 'las'} ${time}`;

/** After “hasta” or a participle: `el martes 6 de octubre de 2026 a las 22:00 (hora de París)`. */
const on = (moment: Moment): string => `el ${moment.date} a ${hour(moment)} (${moment.zone})`;

const characters = (many: number): string => `${many}\u00A0${count(many, { one: 'carácter', other: 'caracteres' })}`;

const KINDS = 'mayúsculas, minúsculas, dígitos, caracteres especiales';

/** After the word for an account: a login stands alone. */
const whose = ({ kind, text }: AccountName): string =>
  kind === 'number' ? ` con n.º\u00A0de estudiante: ${text}` : `: ${text}`;

export const es: Locale = {
  name: 'Español',
  direction: 'ltr',
  time: {
    tag: 'es-ES',
    date: ({ weekday, day, month, year }) => `${weekday} ${day}\u00A0de ${month} de ${year}`,
    clock: (hours, minutes) => `${Number(hours)}:${minutes}`,
    units: {
      day: (days) => `${days}\u00A0${count(days, { one: 'día', other: 'días' })}`,
      hour: (hours) => `${hours}\u00A0${count(hours, { one: 'hora', other: 'horas' })}`,
      minute: (minutes) => `${minutes}\u00A0${count(minutes, { one: 'minuto', other: 'minutos' })}`,
      second: (seconds) => `${seconds}\u00A0${count(seconds, { one: 'segundo', other: 'segundos' })}`,
    },
    zones: {
      'Europe/Paris': 'hora de París',
      'America/Martinique': 'hora de Martinica',
      'America/Guadeloupe': 'hora de Guadalupe',
      'America/Cayenne': 'hora de Cayena',
      'Pacific/Noumea': 'hora de Numea',
      'Pacific/Tahiti': 'hora de Tahití',
    },
  },
  pages: {
    list: { comma: ', ', and: ' y ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Restablezca de forma autónoma la contraseña de su cuenta de ${institution}, con su dirección de correo electrónico personal.`,
      skip: 'Ir al contenido',
      progress: 'Pasos',
      steps: ['Su dirección', 'El correo', 'La contraseña', 'Válida en todas partes'],
      errorTitle: (title) => `Error: ${title}`,
      problem: 'Por corregir',
      help: 'Ayuda e información',
      support: 'Si tiene alguna dificultad, escriba a',
      privacyNotice: 'Datos personales',
      languages: 'Idiomas',
      nothingChanged: 'No se ha modificado nada.',
      startAgain: 'Volver a empezar',
    },
    request: {
      title: 'Restablecer mi contraseña',
      lead: 'Indique la dirección de correo electrónico personal que facilitó al matricularse.',
      onlyIfNeeded: '¿Consigue iniciar sesión? Entonces no tiene que hacer nada.',
      label: 'Dirección de correo electrónico personal',
      hint: 'Obligatorio. Formato esperado: nombre@dominio.fr',
      submit: 'Recibir el enlace',
      haveCode: 'He recibido un código por correo',
      next: 'Qué ocurre después',
      mailStep: (lifetime) => `Recibirá un correo con un «jeton»: un enlace válido durante ${lifetime}.`,
      chooseStep: 'Abre usted ese enlace y elige su nueva contraseña.',
      promiseStep: (promise) => `Será válida en todas las aplicaciones en un plazo de ${promise}.`,
      problems: {
        empty: 'Falta la dirección de correo. Indique su dirección personal, por ejemplo nombre@dominio.fr',
        malformed: 'El formato de la dirección de correo no es válido. Formato esperado: nombre@dominio.fr',
        'too-long': 'La dirección de correo es demasiado larga: no puede superar los 254\u00A0caracteres.',
        unknown: 'No reconocemos su dirección de correo: ninguna cuenta está asociada a esta dirección.',
      },
      unknownHelp: [
        'Compruebe que no haya ninguna errata, antes y después del signo @.',
        'Utilice la dirección personal que facilitó al matricularse, no la de la universidad.',
        'Pruebe con otra de sus direcciones personales.',
      ],
    },
    proof: {
      title: 'Un momento, por favor',
      lead: 'Se han probado muchas direcciones en poco tiempo. Antes de responder a su solicitud, debemos descartar a los robots.',
      wait: (duration) => `Espere ${duration} y pulse «Continuar».`,
      early: (duration) => `Todavía es un poco pronto. Espere ${duration} y pulse «Continuar».`,
      computing:
        'Su navegador está haciendo un pequeño cálculo, que tarda unos segundos. Después continúa por sí solo.',
      done: 'Hecho. Su solicitud se está enviando.',
      submit: 'Continuar',
      nobodyElse:
        'Todo queda entre su navegador y este servicio: no hay ninguna imagen que reconocer y no se transmite nada a terceros.',
    },
    sent: {
      title: { sent: 'El correo está en camino', neutral: 'Consulte su correo' },
      to: {
        sent: 'Se está enviando un correo con su «jeton», el enlace para elegir una nueva contraseña, a:',
        neutral:
          'Si hay una cuenta asociada a esta dirección, se le está enviando un correo con un «jeton», el enlace para elegir una nueva contraseña:',
      },
      holds: 'Abra ese correo y pulse el enlace.',
      validity: (duration, until) =>
        duration === undefined
          ? `El enlace es válido hasta ${on(until)}.`
          : `El enlace es válido durante ${duration}, hasta ${on(until)}.`,
      single: 'Solo sirve una vez y sustituye a los enlaces que haya podido recibir antes.',
      elsewhere: '¿Está leyendo el correo en otro dispositivo?',
      nothing: '¿No ha recibido nada?',
      advice: [
        'Espere unos minutos: la entrega puede tardar hasta 15\u00A0minutos.',
        'Mire en la carpeta de correo no deseado («spam»).',
      ],
      checkAddress: 'Compruebe la dirección indicada arriba, letra por letra.',
      supportAdvice: 'Si no ha llegado nada, escriba a',
      otherAddress: 'Corregir la dirección o volver a empezar',
    },
    code: {
      title: 'Introducir el código del correo',
      lead: 'El correo contiene, junto al enlace, un código. Introdúzcalo aquí para continuar en este dispositivo.',
      label: 'Código recibido por correo',
      hint: 'Ocho letras y dígitos, por ejemplo K7QM-3XTD. Da igual que sean mayúsculas o minúsculas.',
      submit: 'Continuar',
      problems: {
        empty: 'Falta el código: introduzca el que figura en el correo.',
        malformed: 'No es un código completo: consta de ocho letras y dígitos.',
        wrong:
          'Este código no es correcto. Compruebe cada carácter y que el correo sea el más reciente que ha recibido.',
      },
      linkStillGood: 'El enlace del correo sigue siendo válido: puede abrirlo en cualquier dispositivo.',
      elsewhere: {
        title: 'Este navegador no espera ningún código',
        text: 'Un código solo sirve en el navegador en el que se hizo la solicitud. Abra el enlace del correo o vuelva a empezar aquí.',
      },
    },
    account: {
      title: '¿De qué cuenta se trata?',
      lead: 'Hay varias cuentas asociadas a esta dirección de correo. Elija aquella cuya contraseña desea cambiar. Las demás no cambian.',
      legend: 'Cuenta',
      missing: 'Elija una cuenta para continuar.',
      choose: 'Elegir',
      named: ({ kind, text }) => (kind === 'number' ? `n.º\u00A0de estudiante: ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Restablecimiento de la contraseña de la cuenta${whose(name)}`,
        activation: (name) => `Elección de la contraseña de la cuenta${whose(name)}`,
      },
      submit: { reset: 'Restablecer mi contraseña', activation: 'Activar mi cuenta' },
      required: 'Los dos campos son obligatorios.',
      password: 'Introduzca su contraseña',
      confirmation: 'Vuelva a introducir su contraseña',
      show: 'Mostrar las contraseñas',
      caps: 'El bloqueo de mayúsculas está activado.',
      strength: {
        levels: { weak: 'Fácil de adivinar.', fair: 'Bastante difícil de adivinar.', good: 'Difícil de adivinar.' },
        reasons: {
          personal: 'Contiene su número: evítelo.',
          word: 'Contiene una palabra común: añada otras inesperadas.',
          date: 'Contiene una fecha o un año: añada una palabra inesperada.',
          repeat: 'Repite los mismos caracteres: varíelos.',
          row: 'Sigue el orden del teclado, del alfabeto o de los dígitos: varíelo.',
        },
      },
      until: (moment) => `Su enlace es válido hasta ${on(moment)}.`,
      otherAccount: 'Elegir otra cuenta',
      differ: 'Las dos contraseñas no coinciden: introduzca dos veces la misma.',
      same: 'Las dos contraseñas coinciden.',
      again: 'Introduzca de nuevo su contraseña en los dos campos.',
      notSaved: 'Su contraseña no se ha guardado',
      shortcoming: (shortcoming) => {
        switch (shortcoming.kind) {
          case 'empty':
            return 'Falta la contraseña: introduzca una.';
          case 'too-short':
            return `La contraseña debe tener al menos ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `La contraseña no puede tener más de ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `La contraseña debe combinar al menos ${shortcoming.minimum}\u00A0${count(shortcoming.minimum, { one: 'tipo', other: 'tipos' })} de caracteres: ${KINDS}.`;
          case 'control-character':
            return 'La contraseña contiene un carácter invisible, probablemente por haberla copiado y pegado: escríbala a mano.';
          case 'common':
            return 'Esta contraseña es demasiado común: elija otra.';
          case 'breached':
            return 'Esta contraseña figura en una lista de contraseñas robadas: elija otra.';
          case 'context-word':
            return `La contraseña no debe contener «${shortcoming.word}».`;
          case 'personal':
            return 'La contraseña no debe contener su nombre, su identificador ni su número.';
          case 'unfit':
            return unfit(shortcoming.application, shortcoming.misfit);
        }
      },
      missingClasses: (classes) => `La contraseña debe tener al menos ${classes}.`,
      refusals: {
        history: 'El directorio ha rechazado esta contraseña: ya la ha utilizado. Elija otra.',
        quality:
          'El directorio ha rechazado esta contraseña: la considera demasiado fácil de adivinar. Elija una más variada.',
        'too-short': 'El directorio ha rechazado esta contraseña: es demasiado corta. Elija una más larga.',
        'too-long': 'El directorio ha rechazado esta contraseña: es demasiado larga. Elija una más corta.',
        'too-young':
          'El directorio ha rechazado el cambio: su contraseña se cambió hace demasiado poco tiempo. Inténtelo más tarde con el mismo enlace o póngase en contacto con el servicio de asistencia.',
        'not-allowed':
          'El directorio ha rechazado el cambio: no está autorizado para esta cuenta. Póngase en contacto con el servicio de asistencia.',
        other:
          'El directorio ha rechazado esta contraseña sin indicar el motivo. Pruebe con otra o póngase en contacto con el servicio de asistencia.',
      },
      linkStillGood: 'Su enlace sigue siendo válido y su contraseña anterior no ha cambiado.',
    },
    rules: {
      intro: 'Su contraseña debe tener:',
      minimumLength: (minimum) => `Al menos ${characters(minimum)}`,
      classesBefore: 'Al menos',
      classes: {
        upper: 'una mayúscula',
        lower: 'una minúscula',
        digit: 'un dígito',
        special: 'un carácter especial',
      },
      minimumClasses: (minimum) => `Al menos ${minimum} de estos tipos de caracteres: ${KINDS}`,
      phrase: (minimum) => `O bien: una frase de al menos ${characters(minimum)}, sin más condiciones`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `O bien: ${[
          minimumLength > 0 ? `al menos ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `al menos ${minimumWords}\u00A0${count(minimumWords, { one: 'palabra', other: 'palabras distintas' })}`
            : '',
          classes === '' ? '' : `al menos ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `Como máximo, ${characters(maximum)}. Todo lo que no es ni letra ni dígito es un carácter especial, también el espacio.`,
      lists: {
        'not-common': { refuse: 'No debe ser una contraseña común', warn: 'Conviene que no sea una contraseña común' },
        'not-breached': {
          refuse: 'No debe figurar en una lista de contraseñas robadas',
          warn: 'Conviene que no figure en una lista de contraseñas robadas',
        },
        'not-personal': {
          refuse: 'No debe contener su nombre, su identificador ni su número',
          warn: 'Conviene que no contenga su nombre, su identificador ni su número',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `No debe contener ninguna de estas palabras: ${words}`
          : `Conviene que no contenga ninguna de estas palabras: ${words}`,
      met: 'cumplida',
      progress: 'Reglas cumplidas: {met} de {total}.',
    },
    deadLink: {
      titles: {
        expired: 'Este enlace ha caducado',
        used: 'Este enlace ya se ha utilizado',
        superseded: 'Este enlace ha sido sustituido por otro más reciente',
        revoked: 'Este enlace ha sido anulado',
        malformed: 'Este enlace no es válido',
        stale: 'Este enlace ya no corresponde a su cuenta',
      },
      expired: (at, lifetime) => `Ha abierto este enlace pasado su plazo de ${lifetime}: era válido hasta ${on(at)}.`,
      used: (at) => `Se eligió una contraseña con este enlace ${on(at)}. Un enlace solo sirve una vez.`,
      superseded: 'Se ha hecho una solicitud más reciente, y solo es válido el último enlace enviado.',
      revoked: 'Fue anulado con «No he sido yo» o por el servicio de asistencia. Su contraseña no ha cambiado.',
      malformed: 'Quizá se copió de forma incompleta, o este servicio no lo envió nunca.',
      stale:
        'Desde que se envió, la contraseña se cambió por otro medio, o bien ha cambiado la dirección o el estado de la cuenta.',
      advice: {
        expired: 'Debe volver a empezar el procedimiento.',
        used: 'Si fue usted, no tiene que hacer nada: utilice su nueva contraseña. Para cambiarla otra vez, vuelva a empezar.',
        superseded: 'Abra el correo más reciente que haya recibido. Si no lo encuentra, vuelva a empezar.',
        revoked: 'Si desea cambiar su contraseña, vuelva a empezar.',
        malformed: 'Abra de nuevo el correo y pulse el enlace, o cópielo entero. Si no, vuelva a empezar.',
        stale: 'Si desea cambiar su contraseña, vuelva a empezar.',
      },
      notYou: 'Si no fue usted, escriba inmediatamente a',
      restart: 'Recibir un nuevo enlace',
      restartMeans: 'Se envía a la misma dirección de correo.',
      begin: 'Volver a empezar',
    },
    follow: {
      titles: {
        good: 'Su contraseña se ha cambiado',
        waiting: 'Su contraseña ha sido aceptada',
        failed: 'No se ha podido cambiar su contraseña',
        replaced: 'Una contraseña más reciente ha sustituido a esta',
      },
      promise: (duration, deadline) =>
        `Su nueva contraseña será válida en un plazo de ${duration}: a más tardar a ${hour(deadline)} (${deadline.zone}).`,
      account: (name, at) => `Cuenta${whose(name)}. Contraseña elegida el ${at.date} a ${hour(at)}.`,
      everywhere: 'Ya está hecho: es válida en todas partes.',
      arrivedIn: (arrived, total) =>
        `Ha llegado a ${arrived} de ${total} ${count(total, { one: 'lugar', other: 'lugares' })}. Donde ya ha llegado, puede utilizarla.`,
      directoryWaits:
        'El directorio no responde en este momento y aún no tiene su nueva contraseña. Está guardada de forma segura y seguimos intentándolo: no tiene que repetir nada. Mientras tanto, la anterior sigue siendo válida.',
      directoryLate:
        'El directorio no ha recibido su nueva contraseña en el plazo previsto. Le rogamos que nos disculpe. Su contraseña anterior sigue siendo válida: vuelva a empezar o póngase en contacto con el servicio de asistencia.',
      directoryRefused:
        'El directorio ha rechazado esta contraseña. Su contraseña anterior sigue siendo válida. Recibirá un correo con el motivo y un nuevo enlace.',
      replaced: 'Entretanto ha elegido otra contraseña: la que cuenta es la última elegida.',
      someLate: (names) =>
        `Con retraso: ${names}. Le rogamos que nos disculpe. Es posible que su contraseña anterior siga funcionando allí. Si esto le impide continuar, póngase en contacto con el servicio de asistencia.`,
      someRefused: (names) =>
        `Rechazada por: ${names}. Es posible que su contraseña anterior siga funcionando allí. Póngase en contacto con el servicio de asistencia.`,
      where: 'Hasta dónde ha llegado su contraseña',
      directory: 'Directorio de la universidad',
      states: {
        'under-way': 'en camino',
        late: 'con retraso',
        refused: 'rechazada',
        superseded: 'sustituida por otra más reciente',
      },
      refusedFor: {
        history: 'rechazada: ya utilizada',
        quality: 'rechazada: demasiado fácil de adivinar',
        'too-short': 'rechazada: demasiado corta',
        'too-long': 'rechazada: demasiado larga',
        'too-young': 'rechazada: cambiada hace demasiado poco tiempo',
        'not-allowed': 'rechazada: cambio no autorizado',
        other: 'rechazada',
      },
      arrivedAt: (at) => `llegó a ${hour(at)}`,
      refresh: 'Actualizar',
      asOf: (now) => `Situación a ${hour(now)}.`,
      pause: 'Detener la actualización automática',
      resume: 'Reanudar la actualización automática',
      next: '¿Y ahora?',
      nextSteps: {
        use: 'Inicie sesión con su nueva contraseña: esta página no la inicia por usted.',
        replace: 'Sustituya la contraseña anterior allí donde esté guardada: teléfono, wifi, programa de correo.',
        leave: 'Puede cerrar esta página: lo demás se hace sin usted.',
      },
      gone: {
        title: 'Esta página ya no está disponible',
        text: 'Solo se abre en el navegador en el que eligió su contraseña y durante un tiempo limitado. Si eligió una contraseña, se conserva y sigue aplicándose sin esta página.',
      },
    },
    revocation: {
      title: 'No he sido yo',
      revocable: 'Alguien ha pedido restablecer la contraseña de una cuenta asociada a su dirección de correo.',
      unchanged: 'Su contraseña no ha cambiado: solo cambiará si alguien utiliza el correo para elegir una nueva.',
      means: 'Si esta solicitud no viene de usted, anule el enlace: ya nadie podrá utilizarlo.',
      submit: 'No he sido yo: anular el enlace',
      revoked: {
        title: 'El enlace ha sido anulado',
        text: 'Ya nadie puede utilizarlo. Su contraseña no ha cambiado.',
        more: 'Si estas solicitudes se repiten, escriba a',
      },
      used: {
        title: 'Este enlace ya se ha utilizado',
        text: (at) => `Se eligió una nueva contraseña con este enlace ${on(at)}: es demasiado tarde para anularlo.`,
        call: 'Si no fue usted, escriba inmediatamente a',
        mailbox:
          'Cambie también sin demora la contraseña de su correo personal: puede que otra persona tenga acceso a él.',
      },
      harmless: {
        title: 'Este enlace ya no puede utilizarse',
        text: 'Ha caducado o ha sido sustituido: no tiene que hacer nada. No ha servido para cambiar su contraseña.',
      },
      malformed: {
        title: 'Esta dirección no es válida',
        text: 'Quizá se copió de forma incompleta. Abra de nuevo el correo y pulse «No he sido yo».',
      },
    },
    trouble: {
      throttled: {
        title: 'Demasiadas solicitudes en este momento',
        text: (at, duration) =>
          `Inténtelo de nuevo a partir de ${hour(at)} (${at.zone}), es decir, dentro de ${duration}.`,
        nothingLost:
          'No se ha perdido nada: no se ha modificado nada, y un enlace ya recibido sigue siendo válido hasta la hora indicada en el correo.',
        keepAddress: 'Volver al formulario con mi dirección',
      },
      unavailable: {
        directory: {
          title: 'El directorio no responde',
          text: 'No podemos comprobar su cuenta en este momento. Lo que ha introducido no es la causa.',
        },
        ledger: {
          title: 'El servicio no está disponible en este momento',
          text: 'No podemos registrar su solicitud en este momento. Lo que ha introducido no es la causa.',
        },
        page: {
          title: 'El servicio no está disponible en este momento',
          text: 'No podemos mostrarle esta página en este momento.',
        },
      },
      standing:
        'No se ha perdido nada: lo que hemos aceptado sigue en pie, y un enlace que no se ha utilizado sigue siendo válido hasta la hora indicada en el correo.',
      unsure: {
        title: 'No sabemos si su solicitud ha quedado registrada',
        text: 'El servicio se interrumpió justo en el momento en que se registraba su solicitud. Lo que ha introducido no es la causa.',
        request:
          'Si ha pedido un enlace, consulte su correo dentro de unos minutos. Si no ha llegado nada, vuelva a pedirlo.',
        password:
          'Si ha elegido una contraseña, pruébela dentro de unos minutos. Si no funciona, abra de nuevo el enlace del correo: indica si ya se ha utilizado.',
        safe: 'Puede repetirlo sin riesgo: solo cuentan la última solicitud y la última contraseña.',
      },
      busy: {
        title: 'El servicio está saturado',
        text: 'No podemos atender su solicitud de inmediato: las que ya están en curso tienen prioridad.',
        tryAgain: 'Inténtelo de nuevo dentro de un minuto.',
        begun: 'No podemos responderle de inmediato.',
        reload: 'Espere un minuto y recargue esta página o vuelva a la anterior.',
      },
      tryLater: 'Inténtelo de nuevo dentro de unos minutos.',
      otherLink: {
        title: 'Entretanto ha abierto otro enlace',
        text: 'Este formulario corresponde a un enlace que este navegador ya no utiliza. Su contraseña no se ha guardado y no se ha modificado nada.',
        latest: 'Continúe con el último enlace abierto, o abra de nuevo desde su correo el enlace que desee.',
        go: 'Continuar con el último enlace abierto',
      },
      errors: {
        400: {
          title: 'No se ha entendido la solicitud',
          text: 'Lo que ha enviado su navegador está incompleto o no tiene el formato esperado. Vuelva al formulario e inténtelo de nuevo.',
        },
        403: {
          title: 'La solicitud ha sido rechazada',
          text: 'No procede de una página de este servicio. Abra la página directamente e inténtelo de nuevo.',
        },
        404: {
          title: 'Esta página no existe',
          text: 'Quizá la dirección se copió mal, o la página ha cambiado de sitio.',
        },
        405: {
          title: 'Esta página no se utiliza así',
          text: 'Vuelva al formulario y envíelo con su botón.',
        },
        413: {
          title: 'La solicitud es demasiado grande',
          text: 'Lo que ha enviado su navegador supera lo que admite el formulario.',
        },
        415: { title: 'La solicitud no tiene el formato esperado', text: 'Utilice el formulario de este servicio.' },
        500: { title: 'Se ha producido un error', text: 'El error es nuestro y ha quedado registrado.' },
      },
      reference: 'Referencia para el servicio de asistencia:',
    },
    privacy: {
      title: 'Datos personales',
      lead: 'Qué hace este servicio con sus datos personales y cuáles son sus derechos (Reglamento General de Protección de Datos, artículo 13).',
      notice: 'La política de privacidad completa de la universidad',
      sections: {
        controller: {
          heading: 'Quién es responsable',
          text: ({ controller }) => [`El responsable del tratamiento es ${controller}.`],
        },
        purpose: {
          heading: 'Para qué',
          text: () => [
            'Sus datos sirven para una sola cosa: que usted pueda elegir la contraseña de su cuenta y que esta llegue a las aplicaciones que utiliza.',
            'Este tratamiento es necesario para el cumplimiento de una misión realizada en interés público (artículo 6, apartado 1, letra e). Sin la dirección de correo solicitada no se puede prestar el servicio. No hay decisiones automatizadas ni elaboración de perfiles.',
          ],
        },
        data: {
          heading: 'Qué datos',
          text: () => [
            'Los de su cuenta en el directorio: número, identificador, nombre, direcciones de correo, idioma. Los que usted introduce: dirección de correo y contraseña. La dirección IP de la red desde la que se conecta.',
            'Nadie puede leer la contraseña: está sellada hasta su entrega y después se borra. Las direcciones de correo solo se conservan de forma enmascarada.',
          ],
        },
        recipients: {
          heading: 'Quién los recibe',
          text: ({ applications }) => [
            applications === ''
              ? 'El directorio recibe la nueva contraseña.'
              : `El directorio y estas aplicaciones reciben la nueva contraseña: ${applications}.`,
            'El servicio de asistencia, la administración del servicio y la seguridad informática de la universidad ven que se han hecho solicitudes, pero no su contraseña. Los correos pasan por el servidor de correo de la universidad. Este servicio no transmite nada a nadie más.',
          ],
        },
        kept: {
          heading: 'Durante cuánto tiempo',
          text: ({ lifetime, promise, resets, trail }) => [
            `Un enlace: ${lifetime}. Una contraseña en camino: ${promise} por regla general, más tiempo si se rechaza otra más reciente. Una solicitud y su seguimiento: ${resets} desde el fin de la validez del enlace. El registro de seguridad: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Sus derechos',
          text: () => [
            'Puede solicitar el acceso a sus datos, su rectificación o supresión y la limitación del tratamiento, y oponerse a este.',
          ],
        },
      },
      contact: 'Para ejercer estos derechos, escriba al delegado o a la delegada de protección de datos:',
      complaint: 'Si la respuesta no le satisface, puede presentar una reclamación ante la autoridad de control:',
      cookies: {
        heading: 'Cookies',
        text: 'El servicio solo instala las cookies sin las que no funciona, por lo que no se necesita su consentimiento. Todas desaparecen al cerrar el navegador.',
        uses: {
          jeton: 'El enlace que ha abierto.',
          'not-me': 'El enlace «No he sido yo» que ha abierto.',
          follow: 'Hasta dónde ha llegado la contraseña que ha elegido.',
          lang: 'El idioma que ha elegido.',
          waiting: 'El navegador que espera el código de un correo.',
          form: 'La prueba de que un formulario procede de este servicio.',
        },
      },
    },
    accessibility: {
      title: 'Declaración de accesibilidad',
      mention: {
        none: 'Accesibilidad: no conforme',
        partial: 'Accesibilidad: parcialmente conforme',
        full: 'Accesibilidad: plenamente conforme',
      },
      commitment: (institution) =>
        `${institution} se compromete a hacer accesibles sus servicios digitales, conforme al artículo 47 de la ley francesa 2005-102 de 11 de febrero de 2005.`,
      appliesTo: 'Esta declaración se aplica a',
      state: {
        heading: 'Estado de conformidad',
        text: {
          none: 'Este servicio no es conforme con las directrices francesas de accesibilidad (RGAA), versión 4.1.2.',
          partial:
            'Este servicio es parcialmente conforme con las directrices francesas de accesibilidad (RGAA), versión 4.1.2.',
          full: 'Este servicio es plenamente conforme con las directrices francesas de accesibilidad (RGAA), versión 4.1.2.',
        },
        notAudited:
          'Aún no ha sido auditado. Sus páginas se comprueban en cada versión con pruebas automáticas y con el teclado.',
        audited: 'Auditoría:',
        plan: 'Plan plurianual de accesibilidad',
      },
      gaps: {
        heading: 'Contenido no accesible',
        listed: 'Se sabe que lo siguiente no es accesible:',
        unlisted: 'Todavía no se ha enumerado, a falta de auditoría.',
        nothing: 'Ninguno.',
      },
      made: {
        heading: 'Preparación de esta declaración',
        on: (date) => `Esta declaración se preparó el ${date}.`,
        text: [
          'Tecnologías: HTML, CSS, SVG; JavaScript donde lo hay, sin que sea necesario.',
          'Ningún contenido queda fuera de esta declaración.',
        ],
      },
      feedback: {
        heading: 'Comunicar una dificultad',
        text: 'Si no consigue acceder a un contenido o a una función, le ofreceremos otra vía. Escriba a',
      },
      recourse: {
        heading: 'Vías de recurso',
        text: 'Si ha comunicado un defecto de accesibilidad que le impide usar el servicio y no ha obtenido una respuesta satisfactoria, puede:',
        form: 'Escribir al Defensor de los Derechos de Francia (Défenseur des droits)',
        delegate: 'Ponerse en contacto con la delegación del Defensor de los Derechos en su región',
        post: 'Enviar una carta por correo, gratis y sin sello: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, Francia',
      },
    },
  },
  mails: {
    greeting: 'Buenos días:',
    account: (name) => `Cuenta${whose(name)}`,
    automatic: 'Este mensaje se ha enviado automáticamente: le rogamos que no responda.',
    support: (email) => `Si tiene alguna dificultad, escriba a ${email}.`,
    plainLink: 'Si el botón no funciona, copie esta dirección en su navegador:',
    link: {
      reset: {
        subject: 'Restablecimiento de su contraseña',
        intro: (institution) =>
          `Hemos recibido una solicitud para restablecer la contraseña de su cuenta de ${institution}.`,
        ask: 'Para elegir una nueva contraseña, abra este enlace, su «jeton»:',
        action: 'Elegir una nueva contraseña',
      },
      activation: {
        subject: 'Activación de su cuenta',
        intro: (institution) => `Su cuenta de ${institution} está lista: solo le falta su contraseña.`,
        ask: 'Para elegir su contraseña, abra este enlace, su «jeton»:',
        action: 'Elegir mi contraseña',
      },
      validity: (duration, moment) =>
        duration === undefined
          ? `Este enlace es válido hasta ${on(moment)}.`
          : `Este enlace es válido durante ${duration}, hasta ${on(moment)}.`,
      single: 'Solo sirve una vez y sustituye a los enlaces que haya podido recibir antes.',
      elsewhere:
        '¿Ha hecho la solicitud en otra pantalla? En lugar de abrir este enlace, puede introducir allí este código:',
      codeSecret:
        'Este código solo sirve en el navegador en el que se hizo la solicitud. No se lo diga a nadie, ni siquiera al servicio de asistencia.',
      promise: (duration) => `Su nueva contraseña será válida en todas las aplicaciones en un plazo de ${duration}.`,
      secret: 'No reenvíe este correo. Nadie le pedirá este enlace ni su contraseña.',
      notYouReset:
        '¿No ha hecho usted esta solicitud? Su contraseña no ha cambiado: solo cambiará si alguien utiliza este correo para elegir una nueva. Para anular el enlace, díganos que no ha sido usted:',
      notYouActivation: '¿No esperaba este correo? Para anular el enlace, díganos que no ha sido usted:',
      revoke: 'No he sido yo',
    },
    refused: {
      subject: 'No se ha podido guardar su nueva contraseña',
      intro: (institution) =>
        `La contraseña que eligió para su cuenta de ${institution} fue rechazada en el momento de guardarla.`,
      reasons: {
        history: 'Motivo: ya ha utilizado esta contraseña.',
        quality: 'Motivo: se considera demasiado fácil de adivinar.',
        'too-short': 'Motivo: es demasiado corta.',
        'too-long': 'Motivo: es demasiado larga.',
        'too-young': 'Motivo: su contraseña se cambió hace demasiado poco tiempo.',
        'not-allowed': 'Motivo: el cambio de contraseña no está autorizado para esta cuenta.',
        other: 'El directorio no ha indicado el motivo.',
      },
      unchanged: 'Por tanto, su contraseña anterior sigue siendo válida.',
      again: 'Aquí tiene un nuevo enlace para elegir otra:',
      action: 'Elegir otra contraseña',
    },
    changed: {
      subject: 'Su contraseña se ha cambiado',
      intro: (institution, at) => `La contraseña de su cuenta de ${institution} se cambió ${on(at)}.`,
      promise: (duration) => `Será válida en todas las aplicaciones en un plazo de ${duration}.`,
      you: 'Si fue usted, no tiene que hacer nada.',
      notYou: (email) =>
        `Si no fue usted, puede que otra persona tenga acceso a su correo o a su cuenta: escriba inmediatamente a ${email} y cambie después la contraseña de su correo personal.`,
    },
    refusedBy: {
      subject: (application) => `${application} ha rechazado su nueva contraseña`,
      intro: (institution, application) =>
        `La nueva contraseña de su cuenta de ${institution} se ha guardado, pero la aplicación ${application} la ha rechazado.`,
      reasons: {
        history: 'Motivo: ya ha utilizado allí esta contraseña.',
        quality: 'Motivo: la considera demasiado fácil de adivinar.',
        'too-short': 'Motivo: le parece demasiado corta.',
        'too-long': 'Motivo: le parece demasiado larga.',
        'too-young': 'Motivo: su contraseña se cambió allí hace demasiado poco tiempo.',
        'not-allowed': 'Motivo: el cambio de contraseña no está autorizado allí para su cuenta.',
        other: 'No ha indicado el motivo.',
      },
      means: 'Es posible que su contraseña anterior siga funcionando allí. Las demás aplicaciones no se ven afectadas.',
      again: 'Para elegir otra contraseña, vuelva a empezar:',
      action: 'Volver a empezar',
    },
    late: {
      subject: 'Su nueva contraseña no ha llegado a todas partes',
      directory: (institution) =>
        `No se ha podido guardar la nueva contraseña que eligió para su cuenta de ${institution}.`,
      directoryMeans: 'Su contraseña anterior sigue siendo válida.',
      applications: (duration) =>
        `Su nueva contraseña debía ser válida en todas partes en un plazo de ${duration}. Estas aplicaciones no la han recibido:`,
      applicationsMean:
        'Es posible que su contraseña anterior siga funcionando allí. Las demás aplicaciones no se ven afectadas.',
      again: 'Le rogamos que nos disculpe. Para volver a empezar:',
      action: 'Volver a empezar',
    },
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `La aplicación ${application} no puede guardar esta contraseña:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} no admite más de ${characters(misfit.most)}. Elija una más corta.`;
    case 'bytes':
      return `${cannot} no admite más de ${misfit.most}\u00A0${count(misfit.most, { one: 'byte', other: 'bytes' })} (una letra con tilde cuenta por dos). Elija una más corta.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} no admite letras con tilde ni símbolos poco frecuentes. Quítelos.`
        : `${cannot} solo admite letras latinas, dígitos y símbolos comunes. Quite los demás.`;
  }
}
