// Proves one line of the trail: computes each step from the values on the page to the signature.
// The checks of bytes, notes and keys are those of verify.html.
import verifier from "./verifier.mjs";
import { pathRoot } from "./tree.mjs";

const { Fault, Misuse, shown, parts } = verifier;
const STORED_KEY = "efe-cle-du-journal";
const REST_MS = 150; // delay after the last change of a value
const form = document.getElementById("preuve");
const MARKS = { good: "✓ Juste", bad: "✗ Faux", unasked: "○ Non demandé", beyond: "– Pas atteint" };

/** Failure of a step that verify.html has no name for. */
class Wrong extends Error {}

function need(holds, sentence) {
  if (!holds) throw new Wrong(sentence);
}

const value = (name) => form.elements[name].value;
const typeset = (text) => text.replace(/(?<=«) | (?=[»:;?!%])/g, "\u00a0");

function number(name, least) {
  const text = value(name).trim(), found = Number(text);
  need(/^[0-9]+$/.test(text) && Number.isSafeInteger(found) && found >= least, `« ${shown(text)} » n'est pas un nombre.`);
  return found;
}

function bytes(text, length) {
  const digits = text.trim();
  need(/^[0-9a-f]*$/.test(digits) && digits.length === 2 * length, `Une empreinte n'a pas ${length} octets en hexadécimal.`);
  return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

// ---- The steps: each uses the results of the previous ones, and returns its own result as a sentence

function event(proof) {
  const text = value("etat"), state = parts.canonical(text, "contenu");
  const line = {
    entity: value("objet").trim(), version: number("version", 1), position: number("position", 1),
    recorded: number("instant", 0), topic: value("sujet").trim(), raw: parts.bytesOf(text),
  };
  need(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(line.entity), "L'objet n'est pas un UUID.");
  const same = state.originator_id === line.entity && state.originator_version === line.version;
  if (!same) throw new Fault("EVENT_MISNAMED", "contenu");
  const { bassins } = state, listed = Array.isArray(bassins) && parts.rising(bassins);
  if (!listed || !bassins.includes(form.dataset.bassin)) throw new Fault("ROUTE_INVALID", "contenu");
  Object.assign(proof, { line, bassins });
  return `${line.raw.length.toLocaleString("fr-BE")} octets canoniques, adressés à ${bassins.map(shown).join(", ")}.`;
}

function leaf(proof) {
  proof.leaf = parts.eventLeaf(proof.line);
  const found = parts.hex(proof.leaf);
  need(found === value("feuille").trim(), `Les octets donnent ${found}, ce n'est pas la feuille que montre la piste.`);
  return `Les octets donnent ${found}, comme la piste.`;
}

function entry(proof) {
  proof.entry = bytes(value("entree"), 34);
  need(parts.equal(proof.entry.subarray(2), proof.leaf), "L'entrée du journal porte une autre feuille.");
  let mask = proof.entry[0] << 8 | proof.entry[1], count = 0;
  for (; mask; mask >>= 1) count += mask & 1;
  need(count === proof.bassins.length, "L'entrée du journal nomme un autre nombre d'Instances que l'événement.");
  return `Elle porte cette feuille, et autant d'Instances que l'événement en nomme (${count}).`;
}

function root(proof) {
  const note = parts.readNote(parts.bytesOf(value("note")), "point de contrôle"), { position } = proof.line;
  const path = value("chemin").split("\n").filter((each) => each.trim()).map((each) => bytes(each, 32));
  need(position < note.size, "Le point de contrôle ne couvre pas cette position.");
  const found = pathRoot(parts.nodeHash, parts.leafHash(proof.entry), position, note.size, path);
  need(found, "Le nombre d'empreintes voisines n'est pas celui de cet arbre.");
  if (!parts.equal(found, note.root)) throw new Fault("EVENTS_ALTERED", "racine");
  proof.note = note;
  return `À la place ${position} d'un arbre de ${note.size} feuilles, l'entrée donne la racine du point de contrôle.`;
}

async function signature(proof) {
  const given = value("cle").trim(), text = given || await namedKeys();
  const keys = await parts.logKeys(text), newest = await parts.checkSigned(proof.note, keys, []);
  proof.pinned = Boolean(given);
  const key = `« ${shown(keys[newest].name)} »`;
  return given ? `Signé par la clé que vous avez donnée, ${key}.`
    : `Signé par la clé que la plateforme nomme, ${key} : cela ne vaut rien contre qui tient la plateforme.`;
}

/** Returns the keys that the platform names. */
async function namedKeys() {
  const answer = await fetch("/log/keys", { credentials: "omit" });
  need(answer.ok, "La plateforme ne nomme pas sa clé : donnez celle qui vous a été remise.");
  return answer.text();
}

async function witnesses(proof) {
  if (!value("cles-temoins")) return null;
  const keys = await parts.witnessKeys(value("cles-temoins"));
  const times = await parts.cosigned(proof.note, keys), missing = times.findIndex((each) => !each.length);
  if (missing >= 0) throw new Fault("WITNESS_MISSING", keys[missing].name);
  proof.witnessed = true;
  const instant = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " à ");
  return keys.map(({ name }, at) => `« ${shown(name)} » a cosigné le ${instant(Math.max(...times[at]))} UTC.`).join(" ");
}

const STEPS = Object.entries({ evenement: event, feuille: leaf, entree: entry, racine: root, signature, temoins: witnesses });

// ---- The page: all of it as text, never as markup

function mark(name, kind, words) {
  const step = document.getElementById(`etape-${name}`), tag = step.querySelector(".mark"), found = step.querySelector(".found");
  step.dataset.kind = kind;
  tag.className = `tag mark ${kind === "good" || kind === "bad" ? kind : ""}`;
  tag.textContent = MARKS[kind];
  found.textContent = typeset(words);
  found.hidden = !words;
}

function conclude(kind, title, words) {
  const verdict = document.getElementById("verdict"), strong = document.createElement("strong");
  strong.textContent = typeset(title);
  const first = document.createElement("p"), second = document.createElement("p");
  first.append(strong);
  second.textContent = typeset(words);
  verdict.className = `note ${kind}`;
  verdict.dataset.kind = kind || "open";
  verdict.replaceChildren(first, second);
}

function wordsOf(error) {
  if (error instanceof Fault) return `[${error.code}] ${error.sentence}`;
  if (error instanceof Wrong || error instanceof Misuse) return error.message;
  return `Erreur inattendue de cette page : ${shown(error)}`;
}

function proven({ pinned, witnessed }) {
  if (!pinned) {
    const words = "Donnez la clé qui vous a été remise : avec celle que la plateforme nomme elle-même, rien ne tient "
      + "contre qui tient la plateforme.";
    return conclude("", "✓ Tout se recalcule, avec la clé que la plateforme nomme.", words);
  }
  const words = witnessed ? "Cette ligne est dans le registre signé, que les témoins donnés ont vu."
    : "Cette ligne est dans le registre signé. Sans témoin ni point de contrôle gardé, qui tient la clé aurait pu le refaire.";
  conclude("good", "✓ Prouvé avec la clé que vous avez donnée.", words);
}

let latest = 0;

async function verify() {
  const run = ++latest, proof = {}, results = [];
  let fault = null;
  for (const [name, step] of STEPS) {
    if (fault) {
      results.push([name, "beyond", ""]);
      continue;
    }
    try {
      const words = await step(proof);
      results.push(words === null ? [name, "unasked", "Aucune clé de témoin n'est donnée."] : [name, "good", words]);
    } catch (error) {
      fault = { name, words: wordsOf(error) };
      results.push([name, "bad", fault.words]);
    }
  }
  if (run !== latest) return; // something changed meanwhile
  for (const result of results) mark(...result);
  if (!fault) return proven(proof);
  const title = document.querySelector(`#etape-${fault.name} h3`).firstChild.textContent.trim();
  conclude("bad", `✗ Non prouvé. Première faute : ${title}.`, fault.words);
}

// ---- What is done

function kept() {
  try {
    return localStorage.getItem(STORED_KEY) ?? "";
  } catch {
    return "";
  }
}

function keep(text) {
  try {
    text ? localStorage.setItem(STORED_KEY, text) : localStorage.removeItem(STORED_KEY);
  } catch {} // a browser that keeps nothing proves as well
}

if (form) {
  const key = form.elements.cle;
  let rest = 0;
  key.value ||= kept();
  form.addEventListener("input", ({ target }) => {
    if (target === key) keep(key.value.trim());
    clearTimeout(rest);
    rest = setTimeout(verify, REST_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    verify().then(() => document.getElementById("verdict").focus());
  });
  if (globalThis.crypto?.subtle) {
    form.querySelector("button").hidden = false;
    verify();
  } else {
    conclude("", "Ce navigateur ne vérifie pas de signatures ici.", "Il faut une connexion sûre (https) et une version récente.");
  }
}
