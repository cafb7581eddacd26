import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { createClient } from "redis";
import { answer, hello, serve, userId } from "../serve.mjs";

const client = createClient({ url: process.argv[2] });
await client.connect();

const app = express();
app.use(session({ store: new RedisStore({ client }), resave: false, saveUninitialized: false, secret: randomBytes(32).toString("hex") }));
app.get("/hello", (request, response) => hello(response));
app.get("/id", (request, response) => answer(response, request.session.user));
app.post("/login", (request, response) => {
  request.session.user = request.query.user ?? userId;
  response.end();
});
serve(createServer(app));
