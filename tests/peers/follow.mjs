// usage: node follow.mjs CLIENT URL TOKEN AFTER COUNT; prints the seq of so many entries, a line each, then "done";
// or the code of the error, or of the close, that ends it before that
import { Client, fetchExchange } from '@urql/core'
import { createClient as sse } from 'graphql-sse'
import { createClient as ws } from 'graphql-ws'

const [name, url, token, after, count] = process.argv.slice(-5)
const query = `subscription ($after: Position) { auditEntries(bassin: LIEGE, after: $after) { seq position } }`
const headers = { Authorization: `Bearer ${token}` }
const variables = { after }
let seen = 0
let last = after

function hear({ data, errors }) {
  if (errors) return end(errors[0].extensions.code)
  console.log(data.auditEntries.seq)
  last = variables.after = data.auditEntries.position
  seen += 1
  if (seen === Number(count)) end('done')
}

function end(word) {
  console.log(word)
  process.exit()
}

const sink = {
  next: hear,
  error: (error) => end(Array.isArray(error) ? error[0].extensions.code : (error.code ?? String(error))),
  complete: () => end('complete'),
}

const clients = {
  // Cut off, it asks again with the variables as they are then: after the last entry that it has.
  ws: () =>
    ws({
      url: url.replace('http', 'ws'),
      connectionParams: headers,
      retryAttempts: 50,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
      shouldRetry: () => true,
    }).subscribe({ query, variables }, sink),
  sse: () => sse({ url, headers, retryAttempts: 0 }).subscribe({ query, variables }, sink),
  async urql() {
    const client = new Client({
      url,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      fetchOptions: { headers },
      preferGetMethod: false,
    })
    const asked = await client.query('{ meta { version } }', {}).toPromise()
    if (asked.error) return end(String(asked.error))
    client.subscription(query, variables).subscribe(({ data, error }) => {
      if (error) end(error.graphQLErrors[0]?.extensions.code ?? String(error))
      else hear({ data })
    })
  },
}

await clients[name]()
