import type { Bed } from '../bed.ts';

/** Where one portal lives. */
export interface Places {
  readonly folder: string;
  readonly port: number;
}

/**
 * The portal's settings over those that Debian ships: the people of the bed, "reset password by mail", sessions in files
 * as Debian has them. Captchas and limits are off, form tokens on, as out of the box.
 */
export function portalSettings(shipped: object, { slapd, sink }: Bed, { folder, port }: Places): object {
  const sessions = `${folder}/sessions`;
  return {
    ...shipped,
    ...{ portal: `http://127.0.0.1:${port}/`, domain: '127.0.0.1', cfgNum: 1 },
    ...{ authentication: 'LDAP', userDB: 'Same', passwordDB: 'LDAP', registerDB: 'Null' },
    ...{ ldapServer: slapd.urls.ldap, ldapBase: slapd.base, ldapSetPassword: 1 },
    ...{ managerDn: slapd.service.dn, managerPassword: slapd.service.password },
    ldapExportedVars: { cn: 'cn', mail: 'supannMailPerso', uid: 'uid' },
    mailLDAPFilter: '(&(supannMailPerso=$mail)(objectClass=inetOrgPerson))',
    ldapMailAttribute: 'supannMailPerso',
    ...{ SMTPServer: '127.0.0.1', SMTPPort: sink.port, mailFrom: 'no_reply@univ.example', mailTimeout: 3600 },
    ...{ captcha_mail_enabled: 0, captcha_login_enabled: 0, captcha_register_enabled: 0 },
    ...{ portalDisplayResetPassword: 1, requireToken: 1, portalErrorOnMailNotFound: 0, notification: 0 },
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: {
      Directory: sessions,
      LockDirectory: `${sessions}/lock`,
      generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
    },
    persistentStorageOptions: { Directory: `${folder}/persistent`, LockDirectory: `${folder}/persistent/lock` },
  };
}

/** One nginx in front of the portal's FastCGI server, as Debian configures it. */
export function nginxSettings(portal: string, { folder, port }: Places): string {
  const site = portal
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^.*listen \[::\].*$/gm, '')
    .replaceAll('auth.example.com', '_')
    .replaceAll('/var/run/llng-fastcgi-server/llng-fastcgi.sock', `${folder}/llng.sock`)
    .replaceAll('fastcgi_param HTTP_HOST $host;', 'fastcgi_param HTTP_HOST $http_host;');
  const temporary = ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/nginx-${name};`,
  );
  return `user www-data; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log warn; daemon off;
events { worker_connections 1024; }
http { include /etc/nginx/mime.types; access_log off; ${temporary.join(' ')}
${site}
}
`;
}
