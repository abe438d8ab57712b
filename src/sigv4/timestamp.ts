/**
 * Reads a time in the basic form of ISO 8601, `20260101T000000Z`, to milliseconds since 1970; undefined when the text
 * has any other form or names no real second.
 */
export function parseTimestamp(text: string): number | undefined {
  // What is signed in one second says the same.
  if (text !== latest.text) {
    latest = { text, ms: readTimestamp(text) };
  }
  return latest.ms;
}

let latest: { readonly text: string; readonly ms: number | undefined } = { text: "", ms: undefined };

function readTimestamp(text: string): number | undefined {
  if (text.length !== 16 || text.charAt(8) !== "T" || text.charAt(15) !== "Z") {
    return undefined;
  }
  const date = digits(text, 0, 8);
  const time = digits(text, 9, 15);
  if (date < 0 || time < 0) {
    return undefined;
  }
  const year = Math.trunc(date / 10_000);
  const month = Math.trunc(date / 100) % 100;
  const day = date % 100;
  const hour = Math.trunc(time / 10_000);
  const minute = Math.trunc(time / 100) % 100;
  const second = time % 100;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) {
    return undefined;
  }
  return hour > 23 || minute > 59 || second > 59 ? undefined : Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Writes milliseconds since 1970 as `20260101T000000Z`, dropping what is below a second. */
export function formatTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll("-", "").replaceAll(":", "")}Z`;
}

/** The number written at those places, or -1 when one of them is not a digit. */
function digits(text: string, start: number, end: number): number {
  let number = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    number = number * 10 + digit;
  }
  return number;
}

function daysOf(month: number, year: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
