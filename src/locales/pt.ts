import type { AccountName } from '../platform/account-name.ts';
import type { Misfit } from '../platform/capacity.ts';
import type { Locale } from './locale.ts';
import { plural } from './plural.ts';
import type { Moment } from './time-texts.ts';

const count = plural('pt');

/** `à 1:05`, `às 22:00`. */
const hour = ({ time }: Moment): string => `${time.startsWith('1:') ? 'à' : 'às'} ${time}`;

/** After “até” or a participle: `às 22:00 de terça-feira, 6 de outubro de 2026 (hora de Paris)`. */
const on = (moment: Moment): string => `${hour(moment)} de ${moment.date} (${moment.zone})`;

const characters = (many: number): string => `${many}\u00A0${count(many, { one: 'carácter', other: 'caracteres' })}`;

const KINDS = 'maiúsculas, minúsculas, algarismos, caracteres especiais';

/** After the word for an account: a login stands alone. */
const whose = ({ kind, text }: AccountName): string =>
  kind === 'number' ? ` com o n.º\u00A0de estudante: ${text}` : `: ${text}`;

export const pt: Locale = {
  name: 'Português',
  direction: 'ltr',
  time: {
    tag: 'pt-PT',
    date: ({ weekday, day, month, year }) => `${weekday}, ${day}\u00A0de ${month} de ${year}`,
    clock: (hours, minutes) => `${Number(hours)}:${minutes}`,
    units: {
      day: (days) => `${days}\u00A0${count(days, { one: 'dia', other: 'dias' })}`,
      hour: (hours) => `${hours}\u00A0${count(hours, { one: 'hora', other: 'horas' })}`,
      minute: (minutes) => `${minutes}\u00A0${count(minutes, { one: 'minuto', other: 'minutos' })}`,
      second: (seconds) => `${seconds}\u00A0${count(seconds, { one: 'segundo', other: 'segundos' })}`,
    },
    zones: {
      'Europe/Paris': 'hora de Paris',
      'America/Martinique': 'hora da Martinica',
      'America/Guadeloupe': 'hora de Guadalupe',
      'America/Cayenne': 'hora de Caiena',
      'Pacific/Noumea': 'hora de Nouméa',
      'Pacific/Tahiti': 'hora do Taiti',
    },
  },
  pages: {
    list: { comma: ', ', and: ' e ', name: (value) => value },
    frame: {
      about: (institution) =>
        `Redefina autonomamente a palavra-passe da sua conta ${institution}, com o seu endereço de e-mail pessoal.`,
      skip: 'Ir para o conteúdo',
      progress: 'Etapas',
      steps: ['O seu endereço', 'O e-mail', 'A palavra-passe', 'Válida em todo o lado'],
      errorTitle: (title) => `Erro: ${title}`,
      problem: 'A corrigir',
      help: 'Ajuda e informações',
      support: 'Se tiver alguma dificuldade, escreva para',
      privacyNotice: 'Dados pessoais',
      languages: 'Línguas',
      nothingChanged: 'Nada foi alterado.',
      startAgain: 'Recomeçar o procedimento',
    },
    request: {
      title: 'Redefinir a minha palavra-passe',
      lead: 'Indique o endereço de e-mail pessoal que forneceu no momento da inscrição.',
      onlyIfNeeded: 'Consegue iniciar sessão? Então não precisa de fazer nada.',
      label: 'Endereço de e-mail pessoal',
      hint: 'Obrigatório. Formato esperado: nome@dominio.fr',
      submit: 'Receber a ligação',
      haveCode: 'Recebi um código por e-mail',
      next: 'O que acontece a seguir',
      mailStep: (lifetime) => `Receberá um e-mail com um «jeton»: uma ligação válida durante ${lifetime}.`,
      chooseStep: 'Ao abrir essa ligação, poderá escolher a sua nova palavra-passe.',
      promiseStep: (promise) => `Será válida em todas as aplicações no prazo de ${promise}.`,
      problems: {
        empty: 'Falta o endereço de e-mail. Indique o seu endereço pessoal, por exemplo nome@dominio.fr',
        malformed: 'O formato do endereço de e-mail não é válido. Formato esperado: nome@dominio.fr',
        'too-long': 'O endereço de e-mail é demasiado longo: não pode exceder 254\u00A0caracteres.',
        unknown: 'O seu endereço de e-mail não é reconhecido: nenhuma conta está associada a este endereço.',
      },
      unknownHelp: [
        'Verifique se não há nenhuma gralha, antes e depois do sinal @.',
        'Utilize o endereço pessoal que forneceu na inscrição, e não o da universidade.',
        'Experimente outro dos seus endereços pessoais.',
      ],
    },
    proof: {
      title: 'Um momento, por favor',
      lead: 'Foram experimentados muitos endereços em pouco tempo. Antes de responder ao seu pedido, temos de excluir os robôs.',
      wait: (duration) => `Aguarde ${duration} e carregue em «Continuar».`,
      early: (duration) => `Ainda é um pouco cedo. Aguarde ${duration} e carregue em «Continuar».`,
      computing:
        'O seu navegador está a fazer um pequeno cálculo, que demora alguns segundos. Depois continua sozinho.',
      done: 'Feito. O seu pedido está a ser enviado.',
      submit: 'Continuar',
      nobodyElse:
        'Tudo fica entre o seu navegador e este serviço: não há nenhuma imagem para reconhecer e nada é transmitido a terceiros.',
    },
    sent: {
      title: { sent: 'O e-mail está a caminho', neutral: 'Consulte a sua caixa de correio' },
      to: {
        sent: 'Está a ser enviado um e-mail com o seu «jeton», a ligação para escolher uma nova palavra-passe, para:',
        neutral:
          'Se houver uma conta associada a este endereço, está a ser-lhe enviado um e-mail com um «jeton», a ligação para escolher uma nova palavra-passe:',
      },
      holds: 'Abra esse e-mail e carregue na ligação.',
      validity: (duration, until) =>
        duration === undefined
          ? `A ligação é válida até ${on(until)}.`
          : `A ligação é válida durante ${duration}, até ${on(until)}.`,
      single: 'Só pode ser utilizada uma vez e substitui as ligações que possa ter recebido antes.',
      elsewhere: 'Está a ler o e-mail noutro dispositivo?',
      nothing: 'Não recebeu nada?',
      advice: [
        'Aguarde alguns minutos: a entrega pode demorar até 15\u00A0minutos.',
        'Procure na pasta de correio não solicitado («spam»).',
      ],
      checkAddress: 'Verifique o endereço acima, letra por letra.',
      supportAdvice: 'Se não recebeu nada, escreva para',
      otherAddress: 'Corrigir o endereço ou recomeçar',
    },
    code: {
      title: 'Introduzir o código recebido por e-mail',
      lead: 'O e-mail contém, ao lado da ligação, um código. Introduza-o aqui para continuar neste dispositivo.',
      label: 'Código recebido por e-mail',
      hint: 'Oito letras e algarismos, por exemplo K7QM-3XTD. Não há distinção entre maiúsculas e minúsculas.',
      submit: 'Continuar',
      problems: {
        empty: 'Falta o código: introduza o que figura no e-mail.',
        malformed: 'Não é um código completo: é composto por oito letras e algarismos.',
        wrong: 'Este código não está certo. Verifique cada carácter e se o e-mail é o mais recente que recebeu.',
      },
      linkStillGood: 'A ligação do e-mail continua válida: pode sempre abri-la, em qualquer dispositivo.',
      elsewhere: {
        title: 'Este navegador não espera nenhum código',
        text: 'Um código só é válido no navegador em que o pedido foi feito. Em vez disso, abra a ligação do e-mail ou recomece aqui o procedimento.',
      },
    },
    account: {
      title: 'De que conta se trata?',
      lead: 'Há várias contas associadas a este endereço de e-mail. Escolha aquela cuja palavra-passe pretende alterar. As outras não mudam.',
      legend: 'Conta',
      missing: 'Escolha uma conta para continuar.',
      choose: 'Escolher',
      named: ({ kind, text }) => (kind === 'number' ? `n.º\u00A0de estudante: ${text}` : text),
    },
    password: {
      title: {
        reset: (name) => `Redefinição da palavra-passe da conta${whose(name)}`,
        activation: (name) => `Escolha da palavra-passe da conta${whose(name)}`,
      },
      submit: { reset: 'Redefinir a minha palavra-passe', activation: 'Ativar a minha conta' },
      required: 'Os dois campos são obrigatórios.',
      password: 'Introduza a sua palavra-passe',
      confirmation: 'Introduza novamente a sua palavra-passe',
      show: 'Mostrar as palavras-passe',
      caps: 'O bloqueio de maiúsculas está ativo.',
      strength: {
        levels: { weak: 'Fácil de adivinhar.', fair: 'Bastante difícil de adivinhar.', good: 'Difícil de adivinhar.' },
        reasons: {
          personal: 'Contém o seu número: evite-o.',
          word: 'Contém uma palavra comum: acrescente outras inesperadas.',
          date: 'Contém uma data ou um ano: acrescente uma palavra inesperada.',
          repeat: 'Repete os mesmos caracteres: varie-os.',
          row: 'Segue a ordem do teclado, do alfabeto ou dos algarismos: varie-a.',
        },
      },
      until: (moment) => `A sua ligação é válida até ${on(moment)}.`,
      otherAccount: 'Escolher outra conta',
      differ: 'As duas palavras-passe não coincidem: introduza duas vezes a mesma.',
      same: 'As duas palavras-passe coincidem.',
      again: 'Introduza novamente a sua palavra-passe nos dois campos.',
      notSaved: 'A sua palavra-passe não foi guardada',
      shortcoming: (shortcoming) => {
        switch (shortcoming.kind) {
          case 'empty':
            return 'Falta a palavra-passe: introduza uma.';
          case 'too-short':
            return `A palavra-passe deve ter, pelo menos, ${characters(shortcoming.minimum)}.`;
          case 'too-long':
            return `A palavra-passe não pode ter mais de ${characters(shortcoming.maximum)}.`;
          case 'too-few-classes':
            return `A palavra-passe deve combinar, pelo menos, ${shortcoming.minimum}\u00A0${count(shortcoming.minimum, { one: 'tipo', other: 'tipos' })} de caracteres: ${KINDS}.`;
          case 'control-character':
            return 'A palavra-passe contém um carácter invisível, provavelmente por ter sido copiada e colada: escreva-a manualmente.';
          case 'common':
            return 'Esta palavra-passe é demasiado comum: escolha outra.';
          case 'breached':
            return 'Esta palavra-passe figura numa lista de palavras-passe roubadas: escolha outra.';
          case 'context-word':
            return `A palavra-passe não deve conter «${shortcoming.word}».`;
          case 'personal':
            return 'A palavra-passe não deve conter o seu nome, o seu identificador nem o seu número.';
          case 'unfit':
            return unfit(shortcoming.application, shortcoming.misfit);
        }
      },
      missingClasses: (classes) => `A palavra-passe deve ter, pelo menos, ${classes}.`,
      refusals: {
        history: 'O diretório recusou esta palavra-passe: já a utilizou. Escolha outra.',
        quality:
          'O diretório recusou esta palavra-passe: considera-a demasiado fácil de adivinhar. Escolha uma mais variada.',
        'too-short': 'O diretório recusou esta palavra-passe: é demasiado curta. Escolha uma mais longa.',
        'too-long': 'O diretório recusou esta palavra-passe: é demasiado longa. Escolha uma mais curta.',
        'too-young':
          'O diretório recusou a alteração: a sua palavra-passe foi alterada há demasiado pouco tempo. Tente mais tarde com a mesma ligação, ou contacte o serviço de apoio.',
        'not-allowed':
          'O diretório recusou a alteração: não é autorizada para esta conta. Contacte o serviço de apoio.',
        other:
          'O diretório recusou esta palavra-passe sem indicar o motivo. Experimente outra ou contacte o serviço de apoio.',
      },
      linkStillGood: 'A sua ligação continua válida e a sua palavra-passe antiga não mudou.',
    },
    rules: {
      intro: 'A sua palavra-passe deve ter:',
      minimumLength: (minimum) => `Pelo menos ${characters(minimum)}`,
      classesBefore: 'Pelo menos',
      classes: {
        upper: 'uma maiúscula',
        lower: 'uma minúscula',
        digit: 'um algarismo',
        special: 'um carácter especial',
      },
      minimumClasses: (minimum) => `Pelo menos ${minimum} destes tipos de caracteres: ${KINDS}`,
      phrase: (minimum) => `Ou então: uma frase de, pelo menos, ${characters(minimum)}, sem mais condições`,
      alternative: ({ minimumLength, minimumWords }, classes) =>
        `Ou então: ${[
          minimumLength > 0 ? `pelo menos ${characters(minimumLength)}` : '',
          minimumWords > 0
            ? `pelo menos ${minimumWords}\u00A0${count(minimumWords, { one: 'palavra', other: 'palavras diferentes' })}`
            : '',
          classes === '' ? '' : `pelo menos ${classes}`,
        ]
          .filter((part) => part !== '')
          .join(', ')}`,
      maximum: (maximum) =>
        `No máximo ${characters(maximum)}. Tudo o que não é letra nem algarismo é um carácter especial, incluindo o espaço.`,
      lists: {
        'not-common': {
          refuse: 'Não pode ser uma palavra-passe comum',
          warn: 'De preferência, não deve ser uma palavra-passe comum',
        },
        'not-breached': {
          refuse: 'Não pode figurar numa lista de palavras-passe roubadas',
          warn: 'De preferência, não deve figurar numa lista de palavras-passe roubadas',
        },
        'not-personal': {
          refuse: 'Não pode conter o seu nome, o seu identificador nem o seu número',
          warn: 'De preferência, não deve conter o seu nome, o seu identificador nem o seu número',
        },
      },
      contextWords: (severity, words) =>
        severity === 'refuse'
          ? `Não pode conter nenhuma destas palavras: ${words}`
          : `De preferência, não deve conter nenhuma destas palavras: ${words}`,
      met: 'cumprida',
      progress: 'Regras cumpridas: {met} de {total}.',
    },
    deadLink: {
      titles: {
        expired: 'Esta ligação expirou',
        used: 'Esta ligação já foi utilizada',
        superseded: 'Esta ligação foi substituída por uma mais recente',
        revoked: 'Esta ligação foi anulada',
        malformed: 'Esta ligação não é válida',
        stale: 'Esta ligação já não corresponde à sua conta',
      },
      expired: (at, lifetime) => `Abriu esta ligação para além do prazo de ${lifetime}: era válida até ${on(at)}.`,
      used: (at) =>
        `Foi escolhida uma palavra-passe com esta ligação ${on(at)}. Uma ligação só pode ser utilizada uma vez.`,
      superseded: 'Foi feito um pedido mais recente, e só a última ligação enviada é válida.',
      revoked: 'Foi anulada, com «Não fui eu» ou pelo serviço de apoio. A sua palavra-passe não mudou.',
      malformed: 'Talvez tenha sido copiada de forma incompleta, ou nunca tenha sido enviada por este serviço.',
      stale:
        'Desde que foi enviada, a palavra-passe foi alterada por outro meio, ou mudou o endereço ou o estado da conta.',
      advice: {
        expired: 'Tem de recomeçar o procedimento.',
        used: 'Se a escolha partiu de si, não precisa de fazer nada: utilize a sua nova palavra-passe. Para a alterar de novo, recomece o procedimento.',
        superseded: 'Abra o e-mail mais recente que recebeu. Se não o encontrar, recomece o procedimento.',
        revoked: 'Se pretende alterar a sua palavra-passe, recomece o procedimento.',
        malformed:
          'Abra novamente o e-mail e carregue na ligação, ou copie-a por inteiro. Caso contrário, recomece o procedimento.',
        stale: 'Se pretende alterar a sua palavra-passe, recomece o procedimento.',
      },
      notYou: 'Se a escolha não partiu de si, escreva imediatamente para',
      restart: 'Receber uma nova ligação',
      restartMeans: 'É enviada para o mesmo endereço de e-mail.',
      begin: 'Recomeçar o procedimento',
    },
    follow: {
      titles: {
        good: 'A sua palavra-passe foi alterada',
        waiting: 'A sua palavra-passe foi aceite',
        failed: 'Não foi possível alterar a sua palavra-passe',
        replaced: 'Uma palavra-passe mais recente substituiu esta',
      },
      promise: (duration, deadline) =>
        `A sua nova palavra-passe será válida no prazo de ${duration}: o mais tardar ${hour(deadline)} (${deadline.zone}).`,
      account: (name, at) => `Conta${whose(name)}. Palavra-passe escolhida ${hour(at)} de ${at.date}.`,
      everywhere: 'Já está feito: é válida em todo o lado.',
      arrivedIn: (arrived, total) =>
        `Chegou a ${arrived} de ${total} ${count(total, { one: 'lugar', other: 'lugares' })}. Onde já chegou, pode utilizá-la.`,
      directoryWaits:
        'O diretório não responde de momento e, por isso, ainda não tem a sua nova palavra-passe. Está guardada em segurança e continuamos a tentar: não tem de repetir nada. Entretanto, a antiga continua válida.',
      directoryLate:
        'O diretório não recebeu a sua nova palavra-passe no prazo previsto. Pedimos desculpa. A sua palavra-passe antiga continua válida: recomece o procedimento ou contacte o serviço de apoio.',
      directoryRefused:
        'O diretório recusou esta palavra-passe. A sua palavra-passe antiga continua válida. Receberá um e-mail com o motivo e uma nova ligação.',
      replaced: 'Entretanto escolheu outra palavra-passe: a que conta é a última escolhida.',
      someLate: (names) =>
        `Com atraso: ${names}. Pedimos desculpa. É possível que a sua palavra-passe antiga ainda funcione aí. Se isto impedir que continue, contacte o serviço de apoio.`,
      someRefused: (names) =>
        `Recusada por: ${names}. É possível que a sua palavra-passe antiga ainda funcione aí. Contacte o serviço de apoio.`,
      where: 'Onde já chegou a sua palavra-passe',
      directory: 'Diretório da universidade',
      states: {
        'under-way': 'a caminho',
        late: 'com atraso',
        refused: 'recusada',
        superseded: 'substituída por uma mais recente',
      },
      refusedFor: {
        history: 'recusada: já utilizada',
        quality: 'recusada: demasiado fácil de adivinhar',
        'too-short': 'recusada: demasiado curta',
        'too-long': 'recusada: demasiado longa',
        'too-young': 'recusada: alterada há demasiado pouco tempo',
        'not-allowed': 'recusada: alteração não autorizada',
        other: 'recusada',
      },
      arrivedAt: (at) => `chegou ${hour(at)}`,
      refresh: 'Atualizar',
      asOf: (now) => `Situação ${hour(now)}.`,
      pause: 'Suspender a atualização automática',
      resume: 'Retomar a atualização automática',
      next: 'E agora?',
      nextSteps: {
        use: 'Inicie sessão com a sua nova palavra-passe: esta página não a inicia por si.',
        replace: 'Substitua a palavra-passe antiga onde estiver guardada: telefone, Wi-Fi, programa de correio.',
        leave: 'Pode fechar esta página: o resto faz-se sem si.',
      },
      gone: {
        title: 'Esta página já não está disponível',
        text: 'Só se abre no navegador em que escolheu a sua palavra-passe, e durante um tempo limitado. Se escolheu uma palavra-passe, ela está guardada e a sua entrada em vigor prossegue sem esta página.',
      },
    },
    revocation: {
      title: 'Não fui eu',
      revocable: 'Alguém pediu para redefinir a palavra-passe de uma conta associada ao seu endereço de e-mail.',
      unchanged: 'A sua palavra-passe não mudou: só mudará se alguém utilizar o e-mail para escolher uma nova.',
      means: 'Se este pedido não partiu de si, anule a ligação: mais ninguém a poderá utilizar.',
      submit: 'Não fui eu: anular a ligação',
      revoked: {
        title: 'A ligação foi anulada',
        text: 'Já ninguém a pode utilizar. A sua palavra-passe não mudou.',
        more: 'Se estes pedidos se repetirem, escreva para',
      },
      used: {
        title: 'Esta ligação já foi utilizada',
        text: (at) =>
          `Foi escolhida uma nova palavra-passe com esta ligação ${on(at)}: é demasiado tarde para a anular.`,
        call: 'Se a escolha não partiu de si, escreva imediatamente para',
        mailbox:
          'Altere também, sem demora, a palavra-passe da sua caixa de correio pessoal: talvez outra pessoa tenha acesso a ela.',
      },
      harmless: {
        title: 'Esta ligação já não pode ser utilizada',
        text: 'Expirou ou foi substituída: não precisa de fazer nada. Não foi utilizada para alterar a sua palavra-passe.',
      },
      malformed: {
        title: 'Este endereço não é válido',
        text: 'Talvez tenha sido copiado de forma incompleta. Abra novamente o e-mail e carregue em «Não fui eu».',
      },
    },
    trouble: {
      throttled: {
        title: 'Demasiados pedidos de momento',
        text: (at, duration) =>
          `Tente novamente a partir ${at.time.startsWith('1:') ? 'da' : 'das'} ${at.time} (${at.zone}), ou seja, dentro de ${duration}.`,
        nothingLost:
          'Nada se perdeu: nada foi alterado, e uma ligação já recebida continua válida até à hora indicada no e-mail.',
        keepAddress: 'Voltar ao formulário com o meu endereço',
      },
      unavailable: {
        directory: {
          title: 'O diretório não responde',
          text: 'Não podemos verificar a sua conta de momento. O que introduziu não é a causa.',
        },
        ledger: {
          title: 'O serviço está temporariamente indisponível',
          text: 'Não podemos registar o seu pedido de momento. O que introduziu não é a causa.',
        },
        page: {
          title: 'O serviço está temporariamente indisponível',
          text: 'Não podemos mostrar-lhe esta página de momento.',
        },
      },
      standing:
        'Nada se perdeu: o que aceitámos continua aceite, e uma ligação que não foi utilizada continua válida até à hora indicada no e-mail.',
      unsure: {
        title: 'Não sabemos se o seu pedido ficou registado',
        text: 'O serviço foi interrompido no preciso instante em que o seu pedido era registado. O que introduziu não é a causa.',
        request:
          'Se pediu uma ligação, consulte a sua caixa de correio dentro de alguns minutos. Se não recebeu nada, repita o pedido.',
        password:
          'Se escolheu uma palavra-passe, experimente-a dentro de alguns minutos. Se não funcionar, abra novamente a ligação do e-mail: indica se já foi utilizada.',
        safe: 'Pode repetir sem risco: só contam o último pedido e a última palavra-passe.',
      },
      busy: {
        title: 'O serviço está sobrecarregado',
        text: 'Não podemos atender de imediato o seu pedido: os que já estão em curso têm prioridade.',
        tryAgain: 'Tente novamente dentro de um minuto.',
        begun: 'Não podemos responder-lhe de imediato.',
        reload: 'Aguarde um minuto e depois recarregue esta página ou volte à anterior.',
      },
      tryLater: 'Tente novamente dentro de alguns minutos.',
      otherLink: {
        title: 'Entretanto abriu outra ligação',
        text: 'Este formulário corresponde a uma ligação que este navegador já não utiliza. A sua palavra-passe não foi guardada e nada foi alterado.',
        latest: 'Continue com a última ligação aberta, ou abra novamente a partir do seu e-mail a ligação pretendida.',
        go: 'Continuar com a última ligação aberta',
      },
      errors: {
        400: {
          title: 'O pedido não foi compreendido',
          text: 'O que o seu navegador enviou está incompleto ou não tem o formato esperado. Volte ao formulário e tente novamente.',
        },
        403: {
          title: 'O pedido foi recusado',
          text: 'Não vem de uma página deste serviço. Abra a página diretamente e tente novamente.',
        },
        404: {
          title: 'Esta página não existe',
          text: 'Talvez o endereço tenha sido mal copiado, ou a página tenha mudado de sítio.',
        },
        405: { title: 'Esta página não se utiliza assim', text: 'Volte ao formulário e envie-o com o seu botão.' },
        413: {
          title: 'O pedido é demasiado grande',
          text: 'O que o seu navegador enviou excede o que o formulário aceita.',
        },
        415: { title: 'O pedido não tem o formato esperado', text: 'Utilize o formulário deste serviço.' },
        500: { title: 'Ocorreu um erro', text: 'O erro é nosso e ficou registado.' },
      },
      reference: 'Referência para o serviço de apoio:',
    },
    privacy: {
      title: 'Dados pessoais',
      lead: 'O que este serviço faz com os seus dados pessoais e quais são os seus direitos (Regulamento Geral sobre a Proteção de Dados, artigo 13.º).',
      notice: 'A política de privacidade completa da universidade',
      sections: {
        controller: {
          heading: 'Quem é responsável',
          text: ({ controller }) => [`O responsável pelo tratamento é ${controller}.`],
        },
        purpose: {
          heading: 'Para quê',
          text: () => [
            'Os seus dados servem para uma única coisa: permitir-lhe escolher a palavra-passe da sua conta e fazê-la chegar às aplicações que utiliza.',
            'Este tratamento é necessário ao exercício de funções de interesse público (artigo 6.º, n.º 1, alínea e). Sem o endereço de e-mail pedido, o serviço não pode ser prestado. Não há decisões automatizadas nem definição de perfis.',
          ],
        },
        data: {
          heading: 'Que dados',
          text: () => [
            'Os da sua conta no diretório: número, identificador, nome, endereços de e-mail, língua. Os que introduz: endereço de e-mail e palavra-passe. O endereço IP da rede a partir da qual se liga.',
            'Ninguém pode ler a palavra-passe: está selada até à entrega e depois é apagada. Os endereços de e-mail só são conservados de forma mascarada.',
          ],
        },
        recipients: {
          heading: 'Quem os recebe',
          text: ({ applications }) => [
            applications === ''
              ? 'O diretório recebe a nova palavra-passe.'
              : `O diretório e estas aplicações recebem a nova palavra-passe: ${applications}.`,
            'O serviço de apoio, a administração do serviço e a segurança informática da universidade veem que foram feitos pedidos, mas não a sua palavra-passe. Os e-mails passam pelo servidor de correio da universidade. Este serviço não transmite nada a mais ninguém.',
          ],
        },
        kept: {
          heading: 'Durante quanto tempo',
          text: ({ lifetime, promise, resets, trail }) => [
            `Uma ligação: ${lifetime}. Uma palavra-passe a caminho: ${promise}, em regra, mais tempo se for recusada outra mais recente. Um pedido e o seu seguimento: ${resets} após o fim da validade da ligação. O registo de segurança: ${trail}.`,
          ],
        },
        rights: {
          heading: 'Os seus direitos',
          text: () => [
            'Pode pedir o acesso aos seus dados, a sua retificação ou o seu apagamento e a limitação do tratamento, e opor-se ao tratamento.',
          ],
        },
      },
      contact: 'Para exercer estes direitos, escreva ao encarregado ou à encarregada da proteção de dados:',
      complaint: 'Se a resposta não for satisfatória, pode apresentar uma reclamação à autoridade de controlo:',
      cookies: {
        heading: 'Cookies',
        text: 'O serviço só instala os cookies sem os quais não funciona, pelo que o seu consentimento não é necessário. Todos desaparecem quando o navegador é fechado.',
        uses: {
          jeton: 'A ligação que abriu.',
          'not-me': 'A ligação «Não fui eu» que abriu.',
          follow: 'Onde já chegou a palavra-passe que escolheu.',
          lang: 'A língua que escolheu.',
          waiting: 'O navegador que espera o código de um e-mail.',
          form: 'A prova de que um formulário vem deste serviço.',
        },
      },
    },
    accessibility: {
      title: 'Declaração de acessibilidade',
      mention: {
        none: 'Acessibilidade: não conforme',
        partial: 'Acessibilidade: parcialmente conforme',
        full: 'Acessibilidade: plenamente conforme',
      },
      commitment: (institution) =>
        `${institution} compromete-se a tornar acessíveis os seus serviços digitais, em conformidade com o artigo 47.º da lei francesa 2005-102, de 11 de fevereiro de 2005.`,
      appliesTo: 'Esta declaração aplica-se a',
      state: {
        heading: 'Estado de conformidade',
        text: {
          none: 'Este serviço não está em conformidade com as diretrizes francesas de acessibilidade (RGAA), versão 4.1.2.',
          partial:
            'Este serviço está em conformidade parcial com as diretrizes francesas de acessibilidade (RGAA), versão 4.1.2.',
          full: 'Este serviço está em plena conformidade com as diretrizes francesas de acessibilidade (RGAA), versão 4.1.2.',
        },
        notAudited:
          'Ainda não foi auditado. As suas páginas são verificadas em cada versão por testes automáticos e com o teclado.',
        audited: 'Auditoria:',
        plan: 'Plano plurianual de acessibilidade',
      },
      gaps: {
        heading: 'Conteúdos não acessíveis',
        listed: 'Sabe-se que o seguinte não é acessível:',
        unlisted: 'Ainda não foram enumerados, por falta de auditoria.',
        nothing: 'Nenhum.',
      },
      made: {
        heading: 'Elaboração desta declaração',
        on: (date) => `Data desta declaração: ${date}.`,
        text: [
          'Tecnologias: HTML, CSS, SVG; JavaScript onde está disponível, sem ser necessário.',
          'Nenhum conteúdo está excluído desta declaração.',
        ],
      },
      feedback: {
        heading: 'Comunicar uma dificuldade',
        text: 'Se não conseguir aceder a um conteúdo ou a uma função, propor-lhe-emos outra via. Escreva para',
      },
      recourse: {
        heading: 'Vias de recurso',
        text: 'Se comunicou um defeito de acessibilidade que impede a utilização do serviço e não obteve uma resposta satisfatória, pode:',
        form: 'Escrever ao Defensor dos Direitos francês (Défenseur des droits)',
        delegate: 'Contactar a delegação do Defensor dos Direitos na sua região',
        post: 'Enviar uma carta por correio, gratuitamente e sem selo: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, França',
      },
    },
  },
  mails: {
    greeting: 'Bom dia,',
    account: (name) => `Conta${whose(name)}`,
    automatic: 'Esta mensagem foi enviada automaticamente: pedimos que não responda.',
    support: (email) => `Se tiver alguma dificuldade, escreva para ${email}.`,
    plainLink: 'Se o botão não funcionar, copie este endereço para o seu navegador:',
    link: {
      reset: {
        subject: 'Redefinição da sua palavra-passe',
        intro: (institution) => `Recebemos um pedido para redefinir a palavra-passe da sua conta ${institution}.`,
        ask: 'Para escolher uma nova palavra-passe, abra esta ligação, o seu «jeton»:',
        action: 'Escolher uma nova palavra-passe',
      },
      activation: {
        subject: 'Ativação da sua conta',
        intro: (institution) => `A sua conta ${institution} está pronta: só lhe falta a sua palavra-passe.`,
        ask: 'Para escolher a sua palavra-passe, abra esta ligação, o seu «jeton»:',
        action: 'Escolher a minha palavra-passe',
      },
      validity: (duration, moment) =>
        duration === undefined
          ? `Esta ligação é válida até ${on(moment)}.`
          : `Esta ligação é válida durante ${duration}, até ${on(moment)}.`,
      single: 'Só pode ser utilizada uma vez e substitui as ligações que possa ter recebido antes.',
      elsewhere: 'Fez o pedido noutro ecrã? Em vez de abrir esta ligação, pode introduzir lá este código:',
      codeSecret:
        'Este código só é válido no navegador em que o pedido foi feito. Não o diga a ninguém, nem mesmo ao serviço de apoio.',
      promise: (duration) => `A sua nova palavra-passe será válida em todas as aplicações no prazo de ${duration}.`,
      secret: 'Não reencaminhe este e-mail. Ninguém lhe pedirá esta ligação, nem a sua palavra-passe.',
      notYouReset:
        'Não fez este pedido? A sua palavra-passe não mudou: só mudará se alguém utilizar este e-mail para escolher uma nova. Para anular a ligação, diga-nos que o pedido não partiu de si:',
      notYouActivation: 'Não esperava este e-mail? Para anular a ligação, diga-nos que o pedido não partiu de si:',
      revoke: 'Não fui eu',
    },
    refused: {
      subject: 'Não foi possível guardar a sua nova palavra-passe',
      intro: (institution) =>
        `A palavra-passe que escolheu para a sua conta ${institution} foi recusada no momento de a guardar.`,
      reasons: {
        history: 'Motivo: já utilizou esta palavra-passe.',
        quality: 'Motivo: é considerada demasiado fácil de adivinhar.',
        'too-short': 'Motivo: é demasiado curta.',
        'too-long': 'Motivo: é demasiado longa.',
        'too-young': 'Motivo: a sua palavra-passe foi alterada há demasiado pouco tempo.',
        'not-allowed': 'Motivo: a alteração da palavra-passe não é autorizada para esta conta.',
        other: 'O diretório não indicou o motivo.',
      },
      unchanged: 'A sua palavra-passe antiga continua, portanto, válida.',
      again: 'Aqui tem uma nova ligação para escolher outra:',
      action: 'Escolher outra palavra-passe',
    },
    changed: {
      subject: 'A sua palavra-passe foi alterada',
      intro: (institution, at) => `A palavra-passe da sua conta ${institution} foi alterada ${on(at)}.`,
      promise: (duration) => `Será válida em todas as aplicações no prazo de ${duration}.`,
      you: 'Se a alteração partiu de si, não precisa de fazer nada.',
      notYou: (email) =>
        `Se a alteração não partiu de si, talvez outra pessoa tenha acesso à sua caixa de correio ou à sua conta: escreva imediatamente para ${email} e altere depois a palavra-passe da sua caixa de correio pessoal.`,
    },
    refusedBy: {
      subject: (application) => `${application} recusou a sua nova palavra-passe`,
      intro: (institution, application) =>
        `A nova palavra-passe da sua conta ${institution} foi guardada, mas a aplicação ${application} recusou-a.`,
      reasons: {
        history: 'Motivo: já utilizou aí esta palavra-passe.',
        quality: 'Motivo: considera-a demasiado fácil de adivinhar.',
        'too-short': 'Motivo: considera-a demasiado curta.',
        'too-long': 'Motivo: considera-a demasiado longa.',
        'too-young': 'Motivo: a sua palavra-passe foi aí alterada há demasiado pouco tempo.',
        'not-allowed': 'Motivo: a alteração da palavra-passe não é aí autorizada para a sua conta.',
        other: 'Não indicou o motivo.',
      },
      means: 'É possível que a sua palavra-passe antiga ainda funcione aí. As outras aplicações não são afetadas.',
      again: 'Para escolher outra palavra-passe, recomece o procedimento:',
      action: 'Recomeçar o procedimento',
    },
    late: {
      subject: 'A sua nova palavra-passe não chegou a todo o lado',
      directory: (institution) =>
        `Não foi possível guardar a nova palavra-passe que escolheu para a sua conta ${institution}.`,
      directoryMeans: 'A sua palavra-passe antiga continua válida.',
      applications: (duration) =>
        `A sua nova palavra-passe devia ser válida em todo o lado no prazo de ${duration}. Estas aplicações não a receberam:`,
      applicationsMean:
        'É possível que a sua palavra-passe antiga ainda funcione aí. As outras aplicações não são afetadas.',
      again: 'Pedimos desculpa. Para recomeçar o procedimento:',
      action: 'Recomeçar o procedimento',
    },
  },
};

/** What stands in the way, and what to do about it. */
function unfit(application: string, misfit: Misfit): string {
  const cannot = `A aplicação ${application} não pode guardar esta palavra-passe:`;
  switch (misfit.limit) {
    case 'characters':
      return `${cannot} não aceita mais de ${characters(misfit.most)}. Escolha uma mais curta.`;
    case 'bytes':
      return `${cannot} não aceita mais de ${misfit.most}\u00A0${count(misfit.most, { one: 'byte', other: 'bytes' })} (uma letra acentuada conta por dois). Escolha uma mais curta.`;
    case 'charset':
      return misfit.charset === 'ascii'
        ? `${cannot} não aceita letras acentuadas nem símbolos raros. Retire-os.`
        : `${cannot} só aceita letras latinas, algarismos e símbolos comuns. Retire os outros.`;
  }
}
