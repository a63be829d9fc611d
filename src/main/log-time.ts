/**
 * The time of a log line, as pino writes it: UTC, ISO 8601. Lines of one second share what they have in common; writing out
 * a date costs more than the rest of a line.
 */
export function logTime(now: () => number = Date.now): () => string {
  let second = NaN;
  let shared = '';
  return () => {
    const milliseconds = now();
    const whole = Math.floor(milliseconds / 1000);
    if (whole !== second) {
      second = whole;
      shared = `,"time":"${new Date(whole * 1000).toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss.'.length)}`;
    }
    return `${shared}${String(milliseconds - whole * 1000).padStart(3, '0')}Z"`;
  };
}
