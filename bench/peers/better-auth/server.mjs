import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { fromNodeHeaders } from "better-auth/node";
import { createClient } from "redis";
import { answer, hello, route, serve } from "../serve.mjs";

const [, , redis, cache] = process.argv;
const client = createClient({ url: redis });
await client.connect();

const auth = betterAuth({
  baseURL: "http://127.0.0.1",
  secret: randomBytes(32).toString("hex"),
  // Users are asked for at login only; sessions are in the secondary storage.
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  secondaryStorage: {
    get: (key) => client.get(key),
    set: (key, value, ttl) => (ttl ? client.set(key, value, { EX: ttl }) : client.set(key, value)),
    delete: (key) => client.del(key),
  },
  emailAndPassword: { enabled: true },
  // Longer than the run: with five minutes, as its documentation has it, a part of the requests would go to Redis.
  session: { cookieCache: { enabled: cache === "cache", maxAge: 60 * 60 } },
});

serve(createServer(route({
  "GET /hello": (request, response) => hello(response),
  "GET /id": async (request, response) => answer(response, (await auth.api.getSession({ headers: fromNodeHeaders(request.headers) }))?.user.name),
  "POST /login": async (request, response, user) => {
    const signedUp = await auth.api.signUpEmail({ body: { email: `user${user}@example.org`, password: "correct horse battery staple", name: user }, asResponse: true });
    response.writeHead(signedUp.status, { "Set-Cookie": signedUp.headers.getSetCookie() }).end();
  },
})));
