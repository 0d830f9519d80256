import { graphql } from 'relay-runtime'

export const query = graphql`
  query PoleListQuery($bassin: Bassin!) {
    ...PoleList_query @arguments(bassin: $bassin)
  }
`

export const fragment = graphql`
  fragment PoleList_query on Query
  @argumentDefinitions(
    bassin: { type: "Bassin!" }
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "PoleListPaginationQuery") {
    poles(filter: { bassin: $bassin }, first: $count, after: $cursor)
      @connection(key: "PoleList_poles", filters: ["filter"]) {
      edges {
        node {
          ...Dashboard_pole
        }
      }
    }
  }
`
