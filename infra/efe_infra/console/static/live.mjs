// A page that shows what is recorded as it is recorded: told of an entry, it asks for itself again. Without an address
// to follow, it does so every so many seconds.
import { load, show } from "./patch.mjs";

const REST = 400, APART = 2000, LONGEST = 60_000, CUT = 5000; // milliseconds
const BY_ITSELF = { headers: { "Efe-Unattended": "1" } }; // it keeps no session from ending
const told = document.getElementById("vivant"), { address, every, ended, broken, one, many, changed } = told.dataset;

let source = null, timer = 0, last = told.dataset.position, wait = APART, cut = 0;
let news = [], asked = 0, due = 0;
const seen = new Set();

const travels = () => new URLSearchParams(location.search).has("a");
const say = (words) => { told.textContent = words.replace(/ (?=[:;?!»])/g, "\u00a0"); };

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
    cut ||= setTimeout(say, CUT, broken);
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
  if (told.textContent.startsWith(broken.slice(0, 10))) say("");
  [wait, cut] = [APART, 0];
}

/** What the browser does not take up again by itself: it is first seen whether the page is still ours to see. */
function again() {
  close();
  setTimeout(() => load(location.href, BY_ITSELF).then(open, ({ status }) => isOver(status) || again()), later());
}

/** For how long to wait, each time longer, and not all pages at once. */
function later() {
  wait = Math.min(2 * wait, LONGEST);
  return wait * (0.5 + Math.random() / 2);
}

function isOver(status) {
  if (status < 400 || status >= 429) return false;
  close();
  clearTimeout(cut);
  say(ended);
  return true;
}

/** The same entry may come again after a cut. */
function take(entry, place) {
  last = place || last;
  if (seen.has(entry.position)) return;
  seen.add(entry.position);
  news.push(entry);
  due ||= setTimeout(refresh, Math.max(REST, asked + APART - Date.now()) + Math.random() * REST);
}

async function refresh() {
  const shown = news;
  [due, news, asked] = [0, [], Date.now()];
  try {
    const page = await load(location.href, BY_ITSELF);
    if (travels()) return;
    const before = new Set([...document.querySelectorAll("main tr[id]")].map(({ id }) => id));
    if (!show(page)) return;
    for (const row of document.querySelectorAll("main tr[id]")) row.classList.toggle("fresh", !before.has(row.id));
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
document.addEventListener("moment", open); // the page travels through time, or is back
addEventListener("pagehide", close);
addEventListener("pageshow", ({ persisted }) => persisted && open());
open();
