/** A duration after « délai »: `d’une heure` as the procedure says it; `de 2 heures`, `de 90 minutes` otherwise. */
export function ofDuration(duration: string): string {
  return /^1\s+(heure|minute|seconde)$/.test(duration) ? `d’une ${duration.replace(/^1\s+/, '')}` : `de ${duration}`;
}
