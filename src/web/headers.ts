import { createHash } from 'node:crypto';

/**
 * What every answer carries, whatever its status. Fetched resources come from ourselves alone, nothing inline runs, no
 * page is framed, cached or told to anybody (OWASP ASVS 5.0, 3.4). The one inline style is told by its hash, and images
 * may stand in the page itself: the icon does (decision 18).
 *
 * @param style the text of the style element
 */
export function securityHeaders(publicUrl: URL, style: string): Readonly<Record<string, string>> {
  const hash = createHash('sha256').update(style).digest('base64');
  const headers = {
    'Content-Security-Policy': policyWith(hash),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS,
    'Cache-Control': 'no-store',
  };
  return publicUrl.protocol === 'https:' ? { ...headers, 'Strict-Transport-Security': TRANSPORT } : headers;
}

function policyWith(styleHash: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${styleHash}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}

const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/** One year. Not for subdomains: the host may be a whole institution's, and its other names are not ours to decide on. */
const TRANSPORT = 'max-age=31536000';
