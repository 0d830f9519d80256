// Time slider of a page. Dragging moves the histogram only; when it rests, the page is loaded as of that moment.
// A moment is the end of a day, or the position of an act; the last day is now.
import { load, show } from "./patch.mjs";

const REST_MS = 150, MIN_INTERVAL_MS = 250, STEP_PAUSE_MS = 900;
const LIST_PARAMS = ["apres", "avant", "poles", "projets", "consigne"]; // places in lists, which another moment resets
const DAY = 86_400_000;
const byId = (name) => document.getElementById(name);
const time = byId("temps"), range = byId("temps-jour"), svg = byId("temps-mois"), play = byId("temps-lecture");
const TEXTS = time.dataset, LOCALES = { fr: "fr-BE", de: "de-BE", en: "en-GB" };
const COLON = document.documentElement.lang === "fr" ? " : " : ": ";
const fold = time.closest("details"), home = `/instances/${TEXTS.instance}/temps`;

const number = (day) => Math.round(Date.parse(day) / DAY), iso = (at) => new Date(at * DAY).toISOString().slice(0, 10);
const words = new Intl.DateTimeFormat(LOCALES[document.documentElement.lang], { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const written = (at) => words.format(new Date(at * DAY));
const endOfMonth = (at, more = 0) => {
  const day = new Date(at * DAY);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1 + more, 1) / DAY - 1;
};

let first = 0, last = 0; // days since 1970
let here = null; // { day, act }: where the slider stands
let rest = 0, began = 0, asked = null, given = () => {}, playing = 0;

// ---- The histogram

function draw(months) {
  svg.setAttribute("viewBox", `0 0 ${last - first} 50`);
  const most = Math.max(...months.map(({ count }) => count), 1);
  for (const { month, count } of months) {
    const begins = number(month), height = count && Math.max((46 * count) / most, 2);
    const width = Math.max(Math.min(endOfMonth(begins), last) - begins, 0);
    bar({ x: begins - first, width, y: 50 - height, height }).dataset.day = begins;
  }
  bar({ x: 0, width: (last - first) / 300, y: 0, height: 50 }).id = "temps-marque";
}

function bar(values) {
  const made = document.createElementNS(svg.namespaceURI, "rect");
  for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
  return svg.appendChild(made);
}

/** Moves the slider without loading a page. */
function stand(at) {
  here = at;
  range.value = at.day;
  const said = at.day >= last && !at.act ? TEXTS.today : written(at.day) + (at.act ? `, ${TEXTS.act} ${at.act.time}` : "");
  range.setAttribute("aria-valuetext", said);
  byId("temps-dit").textContent = said;
  byId("temps-marque").setAttribute("x", (at.day - first) * (1 - 1 / 300));
  for (const each of svg.querySelectorAll("[data-day]")) each.classList.toggle("past", Number(each.dataset.day) <= at.day);
}

// ---- The page as of a moment

function address(at) {
  const url = new URL(location.href), day = byId("moment-en-vigueur").value;
  for (const name of LIST_PARAMS) url.searchParams.delete(name);
  const known = at.act ? String(at.act.position) : at.day >= last ? "" : iso(at.day);
  for (const [name, value] of Object.entries({ a: known, "en-vigueur": day })) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url;
}

/** Loads the page once the slider rests. Aborts an earlier load. */
function ask() {
  asked?.abort();
  clearTimeout(rest);
  given();
  return new Promise((done) => {
    given = done;
    rest = setTimeout(() => fetched(here).then(done), Math.max(REST_MS, began + MIN_INTERVAL_MS - Date.now()));
  });
}

async function fetched(at) {
  const url = address(at), asking = new AbortController();
  [asked, began] = [asking, Date.now()];
  time.setAttribute("aria-busy", "true");
  try {
    const page = await load(url, { signal: asking.signal, also: [404] });
    if (asking.signal.aborted) return;
    history.replaceState(null, "", url);
    show(page);
    byId("moment").className = url.searchParams.has("a") || url.searchParams.has("en-vigueur") ? "moment" : "travel";
    byId("moment-a").value = at.act || at.day >= last ? "" : iso(at.day);
    byId("temps-etat").textContent = `${byId("temps-dit").textContent}${at.act ? `${COLON}${at.act.sentence}` : ""}`;
    document.dispatchEvent(new Event("moment"));
  } catch ({ status }) {
    if (asking.signal.aborted) return;
    stop();
    if (status === 401) location.assign(url);
    byId("temps-dit").textContent = TEXTS.unread;
  } finally {
    if (asked === asking) time.removeAttribute("aria-busy");
  }
}

// ---- Steps

const within = (day) => Math.min(Math.max(day, first), last);

async function next(way, step) {
  if (step === "day") return { day: within(here.day + way) };
  if (step === "month") {
    const end = endOfMonth(here.day);
    return { day: within(way < 0 ? endOfMonth(here.day, -1) : here.day < end ? end : endOfMonth(here.day, 1)) };
  }
  const query = address(here).searchParams.get("a");
  const { earlier, later } = await json(`${home}/actes${query ? `?a=${query}` : ""}`);
  const act = way < 0 ? earlier : later;
  return act ? { day: within(number(act.day)), act } : way < 0 ? null : { day: last };
}

let stepping = false;

/** Moves by a step. Returns whether there was one. */
async function move(way, step = byId("temps-pas").value) {
  if (stepping) return true;
  stepping = true;
  try {
    const at = await next(way, step);
    if (!at || (at.day === here.day && at.act?.position === here.act?.position)) return false;
    stand(at);
    await ask();
    return true;
  } catch {
    return false;
  } finally {
    stepping = false;
  }
}

async function run(turn) {
  while (playing === turn && (await move(1))) await new Promise((done) => setTimeout(done, STEP_PAUSE_MS));
  if (playing === turn) stop();
}

function stop() {
  playing = 0;
  play.setAttribute("aria-pressed", "false");
  play.textContent = TEXTS.play;
}

// ---- Events of the controls

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }, PAGES = { PageUp: 1, PageDown: -1 };

range.addEventListener("input", () => {
  stop();
  stand({ day: Number(range.value) });
  ask();
});
range.addEventListener("keydown", (event) => {
  const way = KEYS[event.key] ?? PAGES[event.key];
  if (!way) return;
  event.preventDefault();
  stop();
  move(way, event.key in PAGES ? "month" : undefined);
});
time.addEventListener("click", ({ target }) => {
  const way = Number(target.dataset?.step);
  if (!way) return;
  stop();
  move(way);
});
play.addEventListener("click", () => {
  if (playing) return stop();
  playing = Date.now();
  play.setAttribute("aria-pressed", "true");
  play.textContent = TEXTS.stop;
  run(playing);
});
byId("moment-en-vigueur").addEventListener("change", ask);
byId("moment-a").addEventListener("change", ({ target }) => {
  stand({ day: target.value ? within(number(target.value)) : last });
  ask();
});

async function json(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
  return answer.json();
}

async function begin() {
  const { today, months } = await json(home);
  if (!months.length) return;
  [first, last] = [number(months[0].month), number(today)];
  if (first === last) first -= 1; // the first day of a register
  [range.min, range.max] = [first, last];
  draw(months);
  const known = new URL(location.href).searchParams.get("a") ?? "";
  const act = /^\d+$/.test(known) ? (await json(`${home}/actes?a=${known}`)).here : null;
  stand(act ? { day: within(number(act.day)), act } : { day: known ? within(number(known)) : last });
  time.hidden = false;
}

const begun = () => begin().catch(() => {}); // the form works without the slider
if (fold.open) begun();
else fold.addEventListener("toggle", begun, { once: true });
