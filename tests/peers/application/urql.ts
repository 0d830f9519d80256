// usage: node urql.ts URL TOKEN; tells in JSON what an application on urql reads, does and hears by server-sent events
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { type ExecutionResult, createClient } from 'graphql-sse'
import { DashboardQueryDocument, IdentifyAxisMutationDocument, TrailSubscriptionDocument } from './generated/graphql.ts'

const [url = '', token = ''] = process.argv.slice(2)

function clientOf(headers: Record<string, string>) {
  const stream = createClient({ url, headers, retryAttempts: 0 })
  const forwardSubscription: Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] = (request) => ({
    subscribe: (sink) => ({
      unsubscribe: stream.subscribe(
        { query: request.query ?? '', variables: request.variables ?? {} },
        { ...sink, next: (result: ExecutionResult<any, any>) => sink.next(result as Parameters<typeof sink.next>[0]) },
      ),
    }),
  })
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription })],
  })
}

async function identify(label: string, by = client) {
  const input = { bassin: 'LIEGE', axis: { kind: 'METIER', label } } as const
  const { data, error } = await by.mutation(IdentifyAxisMutationDocument, { input })
  return { ...data?.identifyAxis, code: error?.graphQLErrors[0]?.extensions['code'] }
}

const client = clientOf({ Authorization: `Bearer ${token}` })
const dashboard = await client.query(DashboardQueryDocument, { bassin: 'LIEGE' })
const identified = await identify('Tonnelier')
const refused = await identify('Tonnelier')
const hidden = await identify('Vannier', clientOf({}))

const heard = await new Promise<unknown[]>((done) => {
  const entries: unknown[] = []
  client.subscription(TrailSubscriptionDocument, { bassin: 'LIEGE', after: '0' }).subscribe(({ data, error }) => {
    entries.push(error ? String(error) : [data?.auditEntries.seq, data?.auditEntries.kind])
    if (entries.length === 3) identify('Vannier')
    if (error || entries.length === 4) done(entries)
  })
})

console.log(
  JSON.stringify({
    instance: dashboard.data?.instance?.name,
    axes: identified.instance?.axes.map(({ axis }) => axis.key),
    refused: refused.userErrors?.map((error) => [error.__typename, error.code]),
    code: hidden.code,
    heard,
  }),
)
process.exit()
