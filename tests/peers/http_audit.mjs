// usage: node http_audit.mjs URL; prints one line for each audit that is not met, then the count of those that are
import { serverAudits } from 'graphql-http'

const audits = serverAudits({ url: process.argv.at(-1), fetchFn: fetch })
let met = 0
for (const audit of audits) {
  const result = await audit.fn()
  if (result.status === 'ok') met += 1
  else console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`)
  await result.response?.body?.cancel().catch(() => {})
}
console.log(`${met}/${audits.length}`)
