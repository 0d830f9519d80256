// Loads a page again, and patches the shown document where it differs.
// The browser parses the page as an inert document; no text becomes markup here (trusted types).

/**
 * Returns the page at an address of the console as a document, also for the statuses in `also`.
 * Rejects with the `status` of any other answer, and with 0 without an answer.
 */
export function load(address, { signal, headers = {}, also = [] } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const refuse = () => reject(Object.assign(new Error(), { status: request.status }));
    request.open("GET", address);
    request.responseType = "document";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const isAccepted = () => [200, ...also].includes(request.status) && request.response?.querySelector("main");
    request.onload = () => (isAccepted() ? resolve(request.response) : refuse());
    request.onerror = request.onabort = refuse;
    signal?.addEventListener("abort", () => request.abort());
    request.send();
  });
}

/** Patches menu, moment, content and footer, but not the controls of the reader. Returns whether the content changed. */
export function show(page) {
  for (const part of ["header .brand", "header nav", "#moment-dit", "footer"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh) patch(old, fresh);
  }
  document.title = page.title;
  return patch(document.querySelector("main"), page.querySelector("main"));
}

/** Patches a node to equal another. Equal nodes stay, with their focus. Returns whether anything changed. */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return false;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE || old.id !== fresh.id) {
    old.replaceWith(document.importNode(fresh, true));
    return true;
  }
  const changed = attributes(old, fresh);
  return children(old, fresh) || changed;
}

/** Patches the attributes, but leaves folds open or closed as the reader has them. */
function attributes(old, fresh) {
  const names = new Set([...old.attributes, ...fresh.attributes].map(({ name }) => name));
  const differ = [...names].filter((name) => name !== "open" && old.getAttribute(name) !== fresh.getAttribute(name));
  for (const name of differ) {
    if (fresh.hasAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
    else old.removeAttribute(name);
  }
  return differ.length > 0;
}

/** Patches the children: those with an id are matched by it, the others by their place. */
function children(old, fresh) {
  const freshIds = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  const removed = [...old.children].filter(({ id }) => id && !freshIds.has(id));
  for (const each of removed) each.remove();
  const named = new Map([...old.children].filter(({ id }) => id).map((each) => [each.id, each]));
  let changed = removed.length > 0, place = old.firstChild;
  for (const each of [...fresh.childNodes]) {
    const same = each.id ? named.get(each.id) : place?.id ? null : place;
    if (!same) {
      old.insertBefore(document.importNode(each, true), place);
      changed = true;
    } else {
      if (same === place) place = place.nextSibling;
      else old.insertBefore(same, place);
      changed = patch(same, each) || changed;
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    [place, changed] = [next, true];
  }
  return changed;
}
