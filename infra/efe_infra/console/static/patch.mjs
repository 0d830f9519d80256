// A page asked again by a script, and what of it differs put in the place of what is shown.
// The browser reads markup as a document that runs nothing: no text is made markup here (trusted types).

/**
 * The page at an address of ours, as a document; of refusals, those that are wanted `also`.
 * Rejects with its `status` where it is refused, 0 where nobody answers.
 */
export function load(address, { signal, headers = {}, also = [] } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const refuse = () => reject(Object.assign(new Error(), { status: request.status }));
    request.open("GET", address);
    request.responseType = "document";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const taken = () => [200, ...also].includes(request.status) && request.response?.querySelector("main");
    request.onload = () => (taken() ? resolve(request.response) : refuse());
    request.onerror = request.onabort = refuse;
    signal?.addEventListener("abort", () => request.abort());
    request.send();
  });
}

/** All of a page but what a person works with: the menu, the moment, the content, the foot. Whether the content changed. */
export function show(page) {
  for (const part of ["header .brand", "header nav", "#moment-dit", "footer"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh) patch(old, fresh);
  }
  document.title = page.title;
  return patch(document.querySelector("main"), page.querySelector("main"));
}

/** Makes a node what another is; what is the same stays the same node, with its focus. Whether anything changed. */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return false;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE || old.id !== fresh.id) {
    old.replaceWith(document.importNode(fresh, true));
    return true;
  }
  const changed = attributes(old, fresh);
  return children(old, fresh) || changed;
}

/** Whether a fold is open is up to who looks. */
function attributes(old, fresh) {
  const names = new Set([...old.attributes, ...fresh.attributes].map(({ name }) => name));
  const differ = [...names].filter((name) => name !== "open" && old.getAttribute(name) !== fresh.getAttribute(name));
  for (const name of differ) {
    if (fresh.hasAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
    else old.removeAttribute(name);
  }
  return differ.length > 0;
}

/** Those with an id are found again wherever they stand; the others stand for those in their place. */
function children(old, fresh) {
  const wanted = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  const gone = [...old.children].filter(({ id }) => id && !wanted.has(id));
  for (const each of gone) each.remove();
  const named = new Map([...old.children].filter(({ id }) => id).map((each) => [each.id, each]));
  let changed = gone.length > 0, place = old.firstChild;
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
