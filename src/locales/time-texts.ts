/** The parts of a moment that a sentence needs, already in the reader's language and the institution's zone. */
export interface Moment {
  readonly date: string;
  readonly time: string;
  readonly zone: string;
}

export interface TimeTexts {
  /** For the platform's own words, as `Intl` takes it: `fr-FR`. */
  readonly tag: string;
  readonly date: (day: Day) => string;
  /** What a clock shows. Both come with a zero in front. */
  readonly clock: (hour: string, minute: string) => string;
  /** So many of a unit, the number included. */
  readonly units: Readonly<Record<Unit, (count: number) => string>>;
  /** How people there call the clock they live by, by IANA name, where the platform has an astronomer's name. */
  readonly zones: Readonly<Record<string, string>>;
}

/** In the language's own words; the day of the month and the year are figures. */
export type Day = Readonly<Record<'weekday' | 'day' | 'month' | 'year', string>>;

export type Unit = 'day' | 'hour' | 'minute' | 'second';
