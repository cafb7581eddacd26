import { createServer } from "node:http";
import { generateKeyPair, jwtVerify, SignJWT } from "jose";
import { answer, hello, route, serve } from "../serve.mjs";

const { privateKey, publicKey } = await generateKeyPair("ES256");
const origin = "https://app.example";

async function userOf(request) {
  const token = request.headers.authorization?.slice("Bearer ".length);
  try {
    return (await jwtVerify(token, publicKey, { issuer: origin, audience: origin, algorithms: ["ES256"] })).payload.sub;
  } catch {
    return undefined;
  }
}

serve(createServer(route({
  "GET /hello": (request, response) => hello(response),
  "GET /id": async (request, response) => answer(response, await userOf(request)),
  "POST /login": async (request, response, user) => {
    const claims = new SignJWT({ role: "user" }).setProtectedHeader({ alg: "ES256" }).setSubject(user);
    response.end(await claims.setIssuer(origin).setAudience(origin).setIssuedAt().setExpirationTime("1h").sign(privateKey));
  },
})));
