// Verifies an access token with Debian's node-jose (github.com/panva/jose) from discovery alone, and prints its claims.
// node verify-with-jose.mjs ISSUER AUDIENCE TOKEN
import { createRemoteJWKSet, jwtVerify } from '/usr/share/nodejs/jose/dist/node/esm/index.js';

const [issuer, audience, token] = process.argv.slice(2);

const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
const { payload } = await jwtVerify(token, keys, {
  issuer: discovery.issuer, audience, typ: 'at+jwt', algorithms: discovery.id_token_signing_alg_values_supported,
});
console.log(JSON.stringify(payload));
