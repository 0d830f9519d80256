import { graphql } from 'relay-runtime'

export const query = graphql`
  query PoleProjectsQuery($id: ID!) {
    node(id: $id) {
      id
      ...PoleProjects_pole @alias(as: "pole")
    }
  }
`

export const fragment = graphql`
  fragment PoleProjects_pole on Pole
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "PoleProjectsPaginationQuery") {
    name
    projects(first: $count, after: $cursor) @connection(key: "PoleProjects_projects") {
      totalCount
      edges {
        node {
          title
          outcome
        }
      }
    }
  }
`
