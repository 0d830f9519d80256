// Runs the verifier of verify.html, in its very text, over the cases of a JSON file; prints what it answers to each.
import { openAsBlob, readFileSync } from "node:fs";
import { basename } from "node:path";

const [page, table] = process.argv.slice(2);
const [, text] = /<script id="verifier">([^]*?)<\/script>/.exec(readFileSync(page, "utf8"));
const verifier = new Function(`${text}; return verifier;`)();

async function answer({ bundles, keys, since, witnesses, maxAge, now }) {
  const files = await Promise.all(bundles.map(async (path) => ({ name: basename(path), blob: await openAsBlob(path) })));
  const kept = since.map((path) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) }));
  const given = { keys: keys.join("\n"), since: kept, witnesses, maxAge, now };
  try {
    return { code: null, report: verifier.report(await verifier.verify(files, given)) };
  } catch (error) {
    if (error instanceof verifier.Fault) return { code: error.code, where: error.where, message: error.message };
    if (error instanceof verifier.Misuse) return { code: "MISUSED", message: error.message };
    return { code: "CRASHED", message: error.stack };
  }
}

const answers = [];
for (const given of JSON.parse(readFileSync(table, "utf8"))) answers.push(await answer(given));
process.stdout.write(JSON.stringify(answers));
