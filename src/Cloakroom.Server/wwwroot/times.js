// Turns UTC into the person's own time and keeps "3 minutes ago" true while the page is open.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const every = 30_000;
// A device's own clock may be wrong; what passes on it is right.
const skew = document.body.dataset.now - Date.now();

// The same words as the server's: what is to come in two units, what is over in one.
const language = document.documentElement.lang;
const distance = new Intl.RelativeTimeFormat(language);
const said = document.body.dataset;

function words(seconds) {
  let rest = Math.abs(seconds);
  const parts = units.map(([name, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return [count, name];
  });
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) {
    return seconds <= 0 ? said.justNow : said.soon;
  }
  const [[count, name], [more, smaller] = [0]] = parts.slice(first);
  return distance.format(seconds <= 0 ? -count : count, name)
    + (seconds <= 0 || more === 0 ? "" : ` ${new Intl.NumberFormat(language, { style: "unit", unit: smaller, unitDisplay: "long" }).format(more)}`);
}

function refresh() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    time.querySelector("[data-relative]").textContent = words((moment - Date.now() - skew) / 1000);
    time.querySelector("[data-exact]").textContent = exact.format(moment);
  }
}

refresh();
setInterval(refresh, every);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
