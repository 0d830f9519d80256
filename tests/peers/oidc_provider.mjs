// An OpenID provider whose tokens are for the origin of the resource that is asked for; the query of the resource
// chooses the signature and the seconds that a token lasts. POST /rotate: new keys, and the old ones are gone.
// POST /forget: the clients are gone, the keys stay.

import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const KINDS = [
  ['RS256', 'rsa', { modulusLength: 2048 }],
  ['PS256', 'rsa', { modulusLength: 2048 }],
  ['ES256', 'ec', { namedCurve: 'P-256' }],
  ['EdDSA', 'ed25519', {}],
  ['Ed25519', 'ed25519', {}],
]

const jwk = ([alg, type, options]) => ({
  ...createPrivateKey(generateKeyPairSync(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' }),
  alg,
  kid: randomUUID(),
  use: 'sig',
})

const CLIENTS = [
  {
    client_id: 'coordination',
    client_secret: 'secret',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  },
]

let keys = KINDS.map(jwk)
const provider = (issuer, clients = CLIENTS) =>
  new Provider(issuer, {
    jwks: { keys },
    clients,
    enabledJWA: { idTokenSigningAlgValues: KINDS.map(([alg]) => alg) },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => {
          const { origin, searchParams } = new URL(resource)
          return {
            scope: '',
            audience: origin,
            accessTokenFormat: 'jwt',
            accessTokenTTL: Number(searchParams.get('ttl') ?? 3600),
            jwt: { sign: { alg: searchParams.get('alg') ?? 'RS256' } },
          }
        },
      },
    },
  })

let answer
const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/rotate') {
    keys = KINDS.map(jwk)
    answer = provider(issuer).callback()
    response.end()
  } else if (request.method === 'POST' && request.url === '/forget') {
    answer = provider(issuer, []).callback()
    response.end()
  } else {
    answer(request, response)
  }
})
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const issuer = `http://127.0.0.1:${server.address().port}`
answer = provider(issuer).callback()
console.log(issuer)
