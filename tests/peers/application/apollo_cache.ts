// usage: node apollo_cache.ts URL TOKEN POLE BEFORE; tells in JSON what the cache of Apollo Client keeps of a pôle that
// is read now and as of the position BEFORE, and of its history, page after page
import { clientOf } from './apollo_client.ts'
import { PolePageQueryDocument } from './generated/graphql.ts'

const [url = '', token = '', pole = '', before = ''] = process.argv.slice(2)
const client = clientOf(url, { Authorization: `Bearer ${token}` })
const query = PolePageQueryDocument
const now = { id: pole, first: 2 }
const past = { ...now, asOf: { position: before } }

async function state(variables: typeof now, fetchPolicy: 'network-only' | 'cache-only') {
  const { data } = await client.query({ query, variables, fetchPolicy })
  return data?.pole?.state
}

const read = [await state(now, 'network-only'), await state(past, 'network-only')]
const again = [await state(now, 'cache-only'), await state(past, 'cache-only')]
const kept = Object.entries(client.cache.extract() as Record<string, { state?: string }>)

const page = client.watchQuery({ query, variables: now })
page.subscribe({})
let info = client.readQuery({ query, variables: now })?.pole?.history?.pageInfo
while (info?.hasNextPage) {
  const { data } = await page.fetchMore({ variables: { after: info.endCursor } })
  info = data?.pole?.history?.pageInfo
}

console.log(
  JSON.stringify({
    read,
    again,
    kept: Object.fromEntries(kept.filter(([key]) => key.startsWith('Pole:')).map(([key, { state }]) => [key, state])),
    history: client.readQuery({ query, variables: now })?.pole?.history?.edges.map(({ node }) => node.kind),
  }),
)
process.exit()
