import { randomBytes } from "node:crypto";
import cookie from "@fastify/cookie";
import session from "@fastify/session";
import { RedisStore } from "connect-redis";
import Fastify from "fastify";
import { createClient } from "redis";
import { announce, userId } from "../serve.mjs";

const client = createClient({ url: process.argv[2] });
await client.connect();

const fastify = Fastify();
await fastify.register(cookie);
await fastify.register(session, {
  store: new RedisStore({ client }), secret: randomBytes(32).toString("hex"), saveUninitialized: false, cookie: { secure: false },
});
fastify.get("/hello", async (request, reply) => reply.type("text/plain; charset=utf-8").send("hello"));
fastify.get("/id", async (request, reply) =>
  request.session.user === userId ? reply.type("text/plain; charset=utf-8").send("hello") : reply.code(401).send());
fastify.post("/login", async (request, reply) => {
  request.session.user = request.query.user ?? userId;
  return reply.send();
});
await fastify.listen({ host: "127.0.0.1", port: 0 });
announce(fastify.server);
