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

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
    defaultQuery: DEFAULT_QUERY,
    defaultEditorToolsVisibility: 'headers',
    inputValueDeprecation: true,
    shouldPersistHeaders: false,
  }),
)
