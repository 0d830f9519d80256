// Live page: reloads its content when an event stream announces an entry, or at an interval if it has no stream.
import { load, show } from "./patch.mjs";

const ROWS = "main tr[id], main .lines > li[id]"; // acts and objects that an update may add
const REFRESH_DELAY_MS = 400, MIN_INTERVAL_MS = 2000, MAX_RETRY_MS = 60_000, BROKEN_AFTER_MS = 5000;
const UNATTENDED = { headers: { "Efe-Unattended": "1" } }; // does not reset the idle time of the session
const notice = document.getElementById("vivant"), { address, every, ended, broken, one, many, changed } = notice.dataset;

let source = null, timer = 0, last = notice.dataset.position, wait = MIN_INTERVAL_MS, cut = 0;
let news = [], asked = 0, due = 0;
const seen = new Set();

const travels = () => new URLSearchParams(location.search).has("a");
const say = (words) => { notice.textContent = words.replace(/ (?=[:;?!»])/g, "\u00a0"); };

function open() {
  close();
  if (travels() || document.hidden) return;
  if (!address) {
    timer = setInterval(refresh, every * 1000);
    return;
  }
  source = new EventSource(`${address}&apres=${last}`);
  source.addEventListener("open", whole);
  source.addEventListener("acte", ({ data, lastEventId }) => take(JSON.parse(data), lastEventId));
  source.addEventListener("fin", ({ data }) => data === "GOING_AWAY" || again());
  source.addEventListener("error", () => {
    cut ||= setTimeout(say, BROKEN_AFTER_MS, broken);
    if (source?.readyState === EventSource.CLOSED) again();
  });
}

function close() {
  source?.close();
  source = null;
  clearInterval(timer);
}

function whole() {
  clearTimeout(cut);
  if (notice.textContent.startsWith(broken.slice(0, 10))) say("");
  [wait, cut] = [MIN_INTERVAL_MS, 0];
}

/** Reconnects after an end that the browser does not retry, if the page may still be seen. */
function again() {
  close();
  setTimeout(() => load(location.href, UNATTENDED).then(open, ({ status }) => isOver(status) || again()), later());
}

/** Returns the next retry delay: exponential back-off with jitter. */
function later() {
  wait = Math.min(2 * wait, MAX_RETRY_MS);
  return wait * (0.5 + Math.random() / 2);
}

function isOver(status) {
  if (status < 400 || status >= 429) return false;
  close();
  clearTimeout(cut);
  say(ended);
  return true;
}

/** Takes an entry once; it may come again after a reconnection. */
function take(entry, place) {
  last = place || last;
  if (seen.has(entry.position)) return;
  seen.add(entry.position);
  news.push(entry);
  due ||= setTimeout(refresh, Math.max(REFRESH_DELAY_MS, asked + MIN_INTERVAL_MS - Date.now()) + Math.random() * REFRESH_DELAY_MS);
}

async function refresh() {
  const shown = news;
  [due, news, asked] = [0, [], Date.now()];
  try {
    const page = await load(location.href, UNATTENDED);
    if (travels()) return;
    const before = new Set([...document.querySelectorAll(ROWS)].map(({ id }) => id));
    if (!show(page)) return;
    for (const row of document.querySelectorAll(ROWS)) row.classList.toggle("fresh", !before.has(row.id));
    if (!address) say(changed);
    else say(shown.length === 1 ? `${one} ${shown[0].sentence}` : many.replace("{}", shown.length));
  } catch ({ status }) {
    news.unshift(...shown);
    if (!isOver(status) && address) due ||= setTimeout(refresh, later());
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return close();
  open();
  if (!address) refresh();
});
document.addEventListener("moment", open); // the page shows another moment
addEventListener("pagehide", close);
addEventListener("pageshow", ({ persisted }) => persisted && open());
open();
