// usage: node apollo.ts URL TOKEN; tells in JSON what an application on Apollo Client reads, does and hears
import { CombinedGraphQLErrors } from '@apollo/client'
import { clientOf } from './apollo_client.ts'
import {
  type AxisInput,
  CreatePoleMutationDocument,
  DashboardQueryDocument,
  TrailSubscriptionDocument,
} from './generated/graphql.ts'

const [url = '', token = ''] = process.argv.slice(2)
const client = clientOf(url, { Authorization: `Bearer ${token}` })

const axis: AxisInput = { kind: 'METIER', label: 'Monteur en chauffage' }
const asked = (name: string, around = axis) =>
  ({ input: { bassin: 'LIEGE', axis: around, name, commandId: crypto.randomUUID() } }) as const

async function create(variables: ReturnType<typeof asked>, by = client) {
  const { data } = await by.mutate({ mutation: CreatePoleMutationDocument, variables })
  return data!.createPole
}

const dashboard = await client.query({ query: DashboardQueryDocument, variables: { bassin: 'LIEGE' } })
const command = asked('Bois')
const created = await create(command)
const repeated = await create(command)
const refused = await create(asked('Verre', { kind: 'METIER', label: 'Souffleur de verre' }))
const code = await create(command, clientOf(url, {})).catch((error) =>
  CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : String(error),
)

const following = client.subscribe({
  query: TrailSubscriptionDocument,
  variables: { bassin: 'LIEGE', after: created.position },
})
const heard = new Promise<unknown>((done) => {
  following.subscribe({
    next: ({ data, error }) => done(error ? String(error) : data?.auditEntries),
    error: (error) => done(String(error)),
  })
})
const next = await create(asked('Zinc'))

console.log(
  JSON.stringify({
    instance: dashboard.data?.instance?.name,
    poles: dashboard.data?.instance?.poles.edges.map(({ node }) => node.name),
    created: created.pole?.name,
    repeated: repeated.position === created.position && repeated.pole?.id === created.pole?.id,
    refused: refused.userErrors,
    code,
    next: { position: next.position, pole: next.pole?.id },
    heard: await heard,
  }),
)
process.exit()
