// The rules that schema.graphql keeps to: recommended and Relay, plus those below. tests/peers runs them.
import graphqlPlugin from '@graphql-eslint/eslint-plugin'

// Values, that have no identity of their own: what they say belongs to the object that shows them.
const values = [
  'Attendee',
  'Axis',
  'AxisCode',
  'BodyRules',
  'Change',
  'CollegePartners',
  'CollegeSeats',
  'CollegeVerdict',
  'CommandReused',
  'Commune',
  'Composition',
  'Consultation',
  'Contribution',
  'Criterion',
  'Diffusion',
  'Document',
  'FollowUp',
  'Invalid',
  'LegalBasis',
  'Meta',
  'NotFound',
  'OpinionCriterion',
  'OpinionScoreboard',
  'OpinionTarget',
  'PageInfo',
  'ProjectAction',
  'ProjectSeen',
  'Reminder',
  'RosterSeat',
  'Rule',
  'RuleRefused',
  'RulesOfOrder',
  'Seat',
  'Synthesis',
  'Territory',
  'VersionConflict',
  'Viewer',
]

export default [
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: graphqlPlugin.parser,
      parserOptions: { graphQLConfig: { schema: './schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphqlPlugin },
    rules: {
      ...graphqlPlugin.configs['flat/schema-recommended'].rules,
      ...graphqlPlugin.configs['flat/schema-relay'].rules,
      '@graphql-eslint/strict-id-in-types': [
        'error',
        { exceptions: { suffixes: ['Connection', 'Edge', 'Payload', 'Dossier'], types: values } },
      ],
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/input-name': ['error', { checkInputType: true, caseSensitiveInputType: false }],
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
      '@graphql-eslint/require-deprecation-reason': 'error',
      '@graphql-eslint/no-hashtag-description': 'error',
      '@graphql-eslint/no-unreachable-types': 'error',
    },
  },
]
