import { emailAddress, host, oneOf, publicUrl, text } from '../../config/leaves.ts';
import { type Reading, fault, ok } from '../../config/reading.ts';
import { isLoopback } from '../../config/networks.ts';
import type { MailSettings } from '../../config/settings.ts';
import type { Secret } from '../../platform/secret.ts';
import { type Inquiry, as } from './inquiry.ts';

/** All that settings say but of the directory. */
export interface ServiceAnswers {
  readonly publicUrl: URL;
  readonly institution: string;
  readonly support: string;
  readonly privacy: string;
  readonly from: string;
  readonly relay: {
    readonly host: string;
    readonly port: number | undefined;
    readonly tls: MailSettings['smtp']['tls'];
    readonly login: { readonly user: string; readonly password: Secret } | undefined;
  };
}

/** Asks who runs the service, where, and by which relay it mails. @throws AppError USAGE */
export async function askService(inquiry: Inquiry): Promise<ServiceAnswers> {
  const institution = await inquiry.ask({
    ...{ flag: 'institution', question: 'Name of the institution', read: as(text('a name')) },
  });
  const support = await inquiry.ask({
    ...{ flag: 'support', question: 'Address of the support desk, shown on every page', read: as(emailAddress) },
  });
  const domain = support.slice(support.lastIndexOf('@') + 1);
  return {
    institution,
    support,
    privacy: await inquiry.ask({
      flag: 'privacy',
      question: 'Address of the data protection officer',
      initial: `dpo@${domain}`,
      read: as(emailAddress),
    }),
    publicUrl: await inquiry.ask({
      flag: 'public-url',
      question: 'Address that people will use (https://…; as it stands: a trial on this machine)',
      initial: 'http://localhost:8080/',
      read: as(publicUrl),
    }),
    from: await inquiry.ask({
      flag: 'from',
      question: 'Address that mails come from',
      initial: `no_reply@${domain}`,
      read: as(emailAddress),
    }),
    relay: await askRelay(inquiry),
  };
}

async function askRelay(inquiry: Inquiry): Promise<ServiceAnswers['relay']> {
  const place = await inquiry.ask({
    flag: 'smtp',
    question: 'Mail relay, and its port if it is not the usual one',
    initial: 'localhost',
    read: readRelay,
  });
  const tls = await inquiry.ask({
    flag: 'smtp-tls',
    question: 'How the way to it is protected: starttls, tls or none',
    initial: isLoopback(place.host) ? 'none' : 'starttls',
    read: as(oneOf(['starttls', 'tls', 'none'])),
  });
  const user = await inquiry.ask({
    flag: 'smtp-user',
    question: 'Who logs in there',
    initial: 'nobody',
    read: as(text('a user name')),
  });
  if (user === 'nobody') return { ...place, tls, login: undefined };
  const password = await inquiry.askSecret({ flag: 'smtp-password-file', question: 'Their password' });
  return { ...place, tls, login: { user, password } };
}

/** `smtp.univ.example`, `smtp.univ.example:2525` or `[2001:db8::25]:2525`. */
function readRelay(written: string): Reading<{ readonly host: string; readonly port: number | undefined }> {
  const [, bracketed, plain = written, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(written) ?? [];
  const name = as(host)(bracketed ?? plain);
  if (name.kind === 'fault') return name;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535)) return fault('has a port that is none');
  return ok({ host: name.value, port: number });
}
