import type { Settings } from '../../config/settings.ts';

/** A web server that the settings name. */
export interface WebServer {
  /** Of the application. */
  readonly name: string;
  readonly origin: URL;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
}

/** Every application that is reached by HTTP, whatever its kind: those whose `url` is one. */
export function webServersOf({ applications }: Pick<Settings, 'applications'>): readonly WebServer[] {
  return applications.flatMap((application) => {
    if (!('url' in application) || !(application.url instanceof URL)) return [];
    // The path may be half a secret, and is nothing to whoever only looks at the server.
    const origin = new URL(application.url.origin);
    return [{ name: application.name, origin, ca: 'ca' in application ? application.ca : undefined }];
  });
}
