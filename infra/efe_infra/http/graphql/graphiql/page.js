'use strict'

const DEFAULT_QUERY = `# Ctrl-Espace propose la suite, Ctrl-Entrée exécute.
# Sous Headers : { "Authorization": "Bearer JETON" }

query Questions {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`

const SOCKET = new URL(window.location.pathname, window.location.href)
SOCKET.protocol = SOCKET.protocol.replace('http', 'ws')

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname, subscriptionUrl: SOCKET.href }),
    defaultQuery: DEFAULT_QUERY,
    defaultEditorToolsVisibility: 'headers',
    inputValueDeprecation: true,
    shouldPersistHeaders: false,
  }),
)
