// usage: node schema_diff.mjs RELEASE PRESENT TODAY, two files of SDL and an ISO date; tells in JSON the breaking and
// the dangerous changes. What the release said would go from a day on, and that day has come, may be gone.
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils'
import { buildSchema } from 'graphql'
import { readFileSync } from 'node:fs'

const [release, present, today] = process.argv.slice(-3)
const read = (file) => buildSchema(readFileSync(file, 'utf-8'))

const lastDay = (reason) => /\b\d{4}-\d{2}-\d{2}\b/.exec(reason)?.[0] ?? '9999'
const due = (config) => (config.deprecationReason && lastDay(config.deprecationReason) <= today ? null : config)
const owed = mapSchema(read(release), {
  [MapperKind.FIELD]: due,
  [MapperKind.ARGUMENT]: due,
  [MapperKind.ENUM_VALUE]: due,
})

const changes = await diff(pruneSchema(owed), read(present))
const of = (level) => changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message)
console.log(JSON.stringify({ breaking: of(CriticalityLevel.Breaking), dangerous: of(CriticalityLevel.Dangerous) }))
