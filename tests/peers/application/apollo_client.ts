import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { relayStylePagination } from '@apollo/client/utilities'
import { buildSchema, isAbstractType, OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'
import { readFileSync } from 'node:fs'

const schema = buildSchema(readFileSync('schema.graphql', 'utf-8'))
const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
)

// A dossier has no identity of its own: what several queries read of it is put together.
const typePolicies = {
  Pole: { fields: { history: relayStylePagination() } },
  PoleDossier: { merge: true },
}

export function clientOf(url: string, headers: Record<string, string>) {
  return new ApolloClient({
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(createClient({ url: url.replace('http', 'ws'), connectionParams: headers })),
      new HttpLink({ uri: url, headers }),
    ),
  })
}
