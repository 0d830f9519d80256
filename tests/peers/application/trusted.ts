// usage: node trusted.ts URL TOKEN; tells in JSON what urql gets that sends the ids of its manifest, and no text
import { Client, fetchExchange, mapExchange, type Operation } from '@urql/core'
import { DashboardQueryDocument, IdentifyAxisMutationDocument, TrailSubscriptionDocument } from './generated/graphql.ts'

const [url = '', token = ''] = process.argv.slice(2)

/** urql sends the id alone of a document that has no definitions. */
function byId(operation: Operation): Operation {
  const { __meta__ } = operation.query as unknown as { __meta__?: { hash: string } }
  return __meta__ ? { ...operation, query: { ...operation.query, definitions: [], documentId: __meta__.hash } } : operation
}

const client = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers: { Authorization: `Bearer ${token}` } },
  fetchSubscriptions: true,
  exchanges: [mapExchange({ onOperation: byId }), fetchExchange],
})

const dashboard = await client.query(DashboardQueryDocument, { bassin: 'LIEGE' })
const input = { bassin: 'LIEGE', axis: { kind: 'METIER', label: 'Tonnelier' } } as const
const identified = await client.mutation(IdentifyAxisMutationDocument, { input })
const heard = await new Promise<unknown>((done) => {
  client
    .subscription(TrailSubscriptionDocument, { bassin: 'LIEGE', after: '0' })
    .subscribe(({ data, error }) => done(error ? String(error) : data?.auditEntries.kind))
})
const other = await client.query('{ meta { version } }', {})

console.log(
  JSON.stringify({
    instance: dashboard.data?.instance?.name,
    errors: identified.data?.identifyAxis.userErrors,
    heard,
    other: other.error?.graphQLErrors[0]?.extensions['code'],
  }),
)
process.exit()
