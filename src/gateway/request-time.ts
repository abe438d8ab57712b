const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time as events and access logs show it, in UTC: `24/Sep/2026:20:16:29 +0000`. */
export function requestTime(atMs: number): string {
  const [date = "", time = ""] = new Date(atMs).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
