// Times as people read them, in the reader's own zone. A `ts` is Unix seconds.

import { now } from "./store.js";

const say = (options) => {
  const format = new Intl.DateTimeFormat(undefined, options);
  return (date) => format.format(date);
};
const time = say({ hour: "2-digit", minute: "2-digit" });
const FORMS = {
  date_num: (date) => new Intl.DateTimeFormat("sv-SE").format(date),
  date_slash: say({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date: say({ month: "long", day: "numeric", year: "numeric" }),
  date_short: say({ month: "short", day: "numeric", year: "numeric" }),
  date_long: say({ weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  time,
  time_secs: say({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (date) => ago((now() - date.getTime() / 1000) / 60),
};
const weekday = say({ weekday: "long", day: "numeric", month: "long" });

const dateOf = (ts) => new Date(Number(ts) * 1000);

export const clock = (ts) => time(dateOf(ts));
export const whole = (ts) => `${FORMS.date_long(dateOf(ts))}, ${FORMS.time_secs(dateOf(ts))}`;
export const dayKey = (ts) => FORMS.date_num(dateOf(ts));

export function dayLabel(ts) {
  return near(dateOf(ts)) ?? weekday(dateOf(ts));
}

function near(date) {
  const days = [["Today", 0], ["Yesterday", 86_400], ["Tomorrow", -86_400]];
  const found = days.find(([, back]) => FORMS.date_num(dateOf(now() - back)) === FORMS.date_num(date));
  return found?.[0];
}

function ago(minutes) {
  const units = [["day", 1440], ["hour", 60], ["minute", 1]];
  const [unit, size] = units.find(([, least]) => Math.abs(minutes) >= least) ?? units[2];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(-Math.trunc(minutes / size), unit);
}

// The `{date_short_pretty} {time}` of `<!date^…>`; a form that is unknown makes the fallback stand.
export function dated(ts, form, fallback) {
  const date = dateOf(ts);
  if (Number.isNaN(date.getTime())) return fallback;
  let known = true;
  const text = form.replace(/\{(\w+)\}/g, (_, name) => {
    if (name.endsWith("_pretty")) return near(date) ?? FORMS[name.slice(0, -7)](date);
    if (FORMS[name]) return FORMS[name](date);
    known = false;
    return "";
  });
  return known ? text : fallback;
}
