/**
 * Reads a date of a policy or request: seconds since 1970 when it is a whole number, else ISO 8601 with parts left out
 * from the end, in UTC where it names no offset. Returns milliseconds since 1970; undefined when it is no date.
 */
export function parseDate(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return Math.abs(seconds) <= secondsMax ? seconds * 1000 : undefined;
  }
  const match = isoDate.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, year = "", month = "1", day = "1", hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] =
    match;
  const monthNumber = Number(month);
  const dayNumber = Number(day);
  const fields = [
    Number(hour) <= 23,
    Number(minute) <= 59,
    Number(second) <= 59,
    monthNumber >= 1,
    monthNumber <= 12,
    dayNumber >= 1,
  ];
  const offsetMinutes = parseOffset(zone);
  if (fields.includes(false) || dayNumber > daysIn(Number(year), monthNumber) || offsetMinutes === undefined) {
    return undefined;
  }
  const date = new Date(0);
  date.setUTCFullYear(Number(year), monthNumber - 1, dayNumber);
  const dayMs = date.getTime();
  const timeMs = ((Number(hour) * 60 + Number(minute) - offsetMinutes) * 60 + Number(second)) * 1000;
  // A date beyond what the platform can represent has no time to compare with.
  return Number.isNaN(dayMs) ? undefined : dayMs + timeMs + Number(`0.${fraction}`) * 1000;
}

/**
 * Whether IAM accepts a text as value of a Date operator when a policy is saved: more than `parseDate` can place in
 * time, for example years far away (observed).
 */
export function isDateLiteral(text: string): boolean {
  if (/^-?\d+$/.test(text)) {
    const number = BigInt(text.length > 20 ? "9".repeat(20) : text);
    return number >= -(2n ** 63n) && number < 2n ** 63n;
  }
  return parseDate(text) !== undefined;
}

/** The largest number of seconds that a 64-bit integer holds. */
const secondsMax = 2 ** 63;

// Year, and then every part may be missing with all behind it; `T` may stand with no time behind it.
const isoDate =
  /^(-?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[Tt](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

function daysIn(year: number, month: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function parseOffset(zone: string): number | undefined {
  // `Z` has no digits, and neither have left out minutes: those count as 0.
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) {
    return undefined;
  }
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
