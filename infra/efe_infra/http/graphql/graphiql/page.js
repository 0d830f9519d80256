'use strict'

const EXAMPLES = '/graphiql/examples.graphql'
const SESSION = '/graphiql/session'
const READER = 'efe:reader'
const KEPT = 'graphiql:'
const ENDED = 'Votre session a pris fin. Reconnectez-vous, puis rechargez cette page.'

const SOCKET = new URL(window.location.pathname, window.location.href)
SOCKET.protocol = SOCKET.protocol.replace('http', 'ws')

/* Returns the person who is signed in; a visitor where there are no pages for people. */
async function viewer() {
  const response = await fetch(SESSION, { headers: { Accept: 'application/json' } }).catch(() => null)
  return response?.ok ? response.json() : { signedIn: false, canSignIn: false, label: '', key: '' }
}

/* Keeps queries until the tab is closed or another person signs in. Older releases kept them for all. */
function storage(key) {
  Object.keys(localStorage).filter(name => name.startsWith(KEPT)).forEach(name => localStorage.removeItem(name))
  if (sessionStorage.getItem(READER) !== key) {
    sessionStorage.clear()
    sessionStorage.setItem(READER, key)
  }
  return sessionStorage
}

/* Sends under the session of the page, unless the reader typed a token of their own. */
function fetcher(person) {
  const withOwnToken = GraphiQL.createFetcher({ url: window.location.pathname, subscriptionUrl: SOCKET.href })
  if (!person.signedIn) return withOwnToken
  return (params, options) => {
    const typed = Object.keys(options?.headers ?? {}).some(name => name.toLowerCase() === 'authorization')
    if (typed) return withOwnToken(params, options)
    return isSubscription(params, options?.documentAST) ? follow(params, person.key) : send(params, person.key)
  }
}

function isSubscription({ operationName }, document) {
  const operations = (document?.definitions ?? []).filter(each => each.kind === 'OperationDefinition')
  const chosen = operations.find(each => each.name?.value === operationName) ?? operations[0]
  return chosen?.operation === 'subscription'
}

function post(params, key, options) {
  return fetch(SESSION, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Efe-Reader': key, ...options?.headers },
    body: JSON.stringify(params),
    signal: options?.signal,
  })
}

async function answer(response) {
  const isAnswer = response.headers.get('content-type')?.includes('json')
  return isAnswer ? response.json() : { errors: [{ message: response.status === 401 ? ENDED : response.statusText }] }
}

async function send(params, key) {
  return answer(await post(params, key))
}

/* Follows a subscription under the session, as server-sent events. Stopping it closes the connection at once. */
function follow(params, key) {
  const control = new AbortController()
  const events = read(params, key, control.signal)
  const ending = { done: true, value: undefined }
  return {
    [Symbol.asyncIterator]() { return this },
    next: () => events.next().catch(error => { if (control.signal.aborted) return ending; throw error }),
    return: () => { control.abort(); return Promise.resolve(ending) },
  }
}

async function* read(params, key, signal) {
  const response = await post(params, key, { signal, headers: { Accept: 'text/event-stream' } })
  if (!response.headers.get('content-type')?.includes('event-stream')) return yield await answer(response)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (text + part.value).split('\n\n')
    text = events.pop()
    for (const lines of events.map(each => each.split('\n'))) {
      if (lines.includes('event: complete')) return
      const data = lines.find(line => line.startsWith('data: {'))
      if (data) yield JSON.parse(data.slice('data: '.length))
    }
  }
}

function introduce({ signedIn, canSignIn, label }) {
  const line = document.getElementById('reader')
  const link = (href, text) => Object.assign(document.createElement('a'), { href, textContent: text })
  const who = signedIn
    ? `Vous interrogez le registre en tant que « ${label} » : votre session suffit, aucun jeton n'est à copier. `
    : 'Vous interrogez le registre en visiteur. Sous Headers, un jeton : { "Authorization": "Bearer JETON" }. '
  const signIn = canSignIn && !signedIn ? [link('/connexion?suite=/graphql', 'Se connecter'), ' · '] : []
  line.replaceChildren(who, ...signIn, link('/', 'Retour aux pages'))
}

async function open() {
  const [person, examples] = await Promise.all([viewer(), fetch(EXAMPLES).then(response => response.text())])
  introduce(person)
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, {
      fetcher: fetcher(person),
      storage: storage(person.key),
      defaultTabs: examples.split('# ---\n').map(query => ({ query })),
      defaultEditorToolsVisibility: person.signedIn ? false : 'headers',
      inputValueDeprecation: true,
      shouldPersistHeaders: false,
    }),
  )
}

/* A page that the browser kept shows the answers for the person of that time. */
window.addEventListener('pageshow', event => event.persisted && window.location.reload())
open()
