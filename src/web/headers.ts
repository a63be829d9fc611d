/**
 * What every answer carries, whatever its status. Fetched resources come from ourselves alone, nothing inline runs, no
 * page is framed, cached or told to anybody (OWASP ASVS 5.0, 3.4).
 */
export function securityHeaders(publicUrl: URL): Readonly<Record<string, string>> {
  const headers = {
    'Content-Security-Policy': POLICY,
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

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/** One year. Not for subdomains: the host may be a whole institution's, and its other names are not ours to decide on. */
const TRANSPORT = 'max-age=31536000';
