// A service in Node, without packages, that accepts the access tokens of a Cloakroom and hears of every logout.
// node server.mjs http://localhost:4242 4243        then: curl localhost:4243 -H "Authorization: Bearer …"
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';

const [issuer = 'http://localhost:4242', port = '4243', audience = issuer] = process.argv.slice(2);
let keys = new Map(), feed = { from: Infinity, to: 0, ended: new Set() };

const read = part => JSON.parse(Buffer.from(part, 'base64url'));

// One algorithm, one type, one issuer, a key that we know: whatever else the header says is not looked at (RFC 8725).
function open(jwt, type) {
  const [head, body, signature, more] = jwt.split('.');
  const { alg, typ, kid, crit } = read(head);
  const key = keys.get(kid), signed = Buffer.from(`${head}.${body}`);
  if (more !== undefined || alg !== 'ES256' || typ !== type || crit || !key) throw new Error('not for us');
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('bad signature');
  const claims = read(body);
  if (claims.iss !== issuer) throw new Error('another issuer');
  return claims;
}

// Every second: what has ended, and now and then the keys. What fails is tried again; until then the feed grows old.
async function listen() {
  const get = async path => (await fetch(issuer + path, { redirect: 'error', signal: AbortSignal.timeout(5000) })).json();
  const { keys: found } = await get('/.well-known/jwks.json');
  keys = new Map(found.filter(k => k.kty === 'EC' && k.crv === 'P-256').map(k => [k.kid, createPublicKey({ key: k, format: 'jwk' })]));
  const page = open((await get('/auth/revocations')).jwt, 'revocations+jwt');
  feed = { ...page, ended: new Set(page.ended) };
}
const again = () => listen().catch(() => {}).finally(() => setTimeout(again, 1000));

createServer((request, response) => {
  const answer = (status, text) => response.writeHead(status, { 'Cache-Control': 'no-store' }).end(text);
  try {
    if (Date.now() - feed.to > 30_000) return answer(503, 'logouts are not known');
    const claims = open(/^Bearer ([\w.-]{1,8192})$/i.exec(request.headers.authorization)[1], 'at+jwt');
    const refused = ![claims.aud].flat().includes(audience) || !(Date.now() / 1000 - 30 < claims.exp)
      || !(claims.ims >= feed.from) || feed.ended.has(claims.sdg) || claims.ims < feed.changed?.[claims.sdg];
    return refused ? answer(401, 'refused') : answer(200, `user ${claims.sub}`);
  } catch { return answer(401, 'refused'); }
}).listen(Number(port), '127.0.0.1', again);
