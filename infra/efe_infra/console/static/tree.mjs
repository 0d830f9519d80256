// The tree of RFC 9162, section 2.1.

/** The root to which an inclusion path leads (section 2.1.3.2), or null for a path of another length. */
export function pathRoot(nodeHash, leaf, index, size, path) {
  let place = index, last = size - 1, root = leaf;
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      root = nodeHash(sibling, root);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      root = nodeHash(root, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : null;
}
