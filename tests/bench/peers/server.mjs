// PostGraphile over the schema `peers`, as its documentation sets it up for production: node server.mjs CONNECTIONS.
// Reads the parameters of the connection on standard input, and prints its port.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const pool = new pg.Pool({ ...JSON.parse(await text(process.stdin)), max: Number(process.argv[2]) });
const server = createServer();
const serv = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [makePgService({ pool, schemas: ["peers"] })],
    schema: { defaultBehavior: "+list" }, // beside pages: the members of a pôle are no page on either side
    grafast: { explain: false },
    grafserv: { graphiql: false, websockets: false },
}).createServ(grafserv);
await serv.addTo(server);
await serv.ready?.();
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
