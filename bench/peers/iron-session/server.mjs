import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { getIronSession } from "iron-session";
import { answer, hello, route, serve } from "../serve.mjs";

const options = { password: randomBytes(32).toString("hex"), cookieName: "session", cookieOptions: { secure: false } };

serve(createServer(route({
  "GET /hello": (request, response) => hello(response),
  "GET /id": async (request, response) => answer(response, (await getIronSession(request, response, options)).user),
  "POST /login": async (request, response, user) => {
    const session = await getIronSession(request, response, options);
    session.user = user;
    await session.save();
    response.end();
  },
})));
