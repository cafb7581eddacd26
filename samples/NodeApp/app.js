// An app without a login of its own: the proxy in front lets nobody in whom Cloakroom does not know, and says who it is.
//   npm install jose && node app.js       and a proxy of samples/proxies in front. On Debian: apt-get install node-jose
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const { createRemoteJWKSet, jwtVerify } = require('jose');

const { PORT: port = '8000', ORIGIN: origin = 'http://localhost:8080', CLOAKROOM: cloakroom = 'http://127.0.0.1:4242' } = process.env;
const issuer = process.env.ISSUER ?? origin; // PublicUrl of Cloakroom

// The three lines. The header X-Auth-User says the same, and is as good as the way from the proxy to here; the token proves itself.
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', cloakroom));
const open = async (token, rules) => (await jwtVerify(token, keys, { issuer, algorithms: ['ES256'], ...rules })).payload;
const verified = req => open((req.headers.authorization ?? '').replace(/^Bearer /, ''), { typ: 'JWT', audience: origin });

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

const page = seen => `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><meta name=color-scheme content="light dark">
<title>A Node app</title><style>body { font: 1rem/1.5 system-ui; margin: 2rem auto; max-width: 44rem; padding: 0 1rem; overflow-wrap: anywhere } th { text-align: left; padding-right: 1rem }</style>
<h1>Hello ${escape(seen.email || 'nobody')}</h1><p>This is a Node app that has no login of its own.</p>
<table><caption>What the proxy says</caption>${['user', 'email', 'roles', 'target', 'form'].map(name =>
    `<tr><th scope=row>${name}<td id=${name}>${escape(name === 'form' ? JSON.stringify(seen.form) : seen[name])}`).join('')}</table>
<table><caption>What the token proves</caption>${Object.entries(seen.verified).map(([name, value]) =>
    `<tr><th scope=row>${escape(name)}<td id="claim-${escape(name)}">${escape(value)}`).join('')}</table>
<form method=post action=/orders><p><label>Order <input name=order value="Triple-Shot Mocha"></label> <button>Send</button></form>
<form method=post action=/auth/logout><input type=hidden name=return value=/><button>Log out</button></form></html>`;

async function answer(req, res) {
  let body = '';
  for await (const part of req.setEncoding('utf8')) body += part;
  const pairs = [];
  for (let i = 0; i < req.rawHeaders.length; i += 2) pairs.push([req.rawHeaders[i], req.rawHeaders[i + 1]]);
  const { 'x-auth-user': user, 'x-auth-email': email, 'x-auth-roles': roles } = req.headers;
  const seen = {
    app: 'Node', method: req.method, target: req.url, form: Object.fromEntries(new URLSearchParams(body)), user, email, roles,
    verified: await verified(req).catch(wrong => ({ problem: wrong.message })), headers: pairs,
  };
  // What a form said comes back on the page. A real app would keep it.
  const asJson = req.url.split('?')[0].endsWith('.json');
  res.writeHead(200, { 'Content-Type': asJson ? 'application/json' : 'text/html; charset=utf-8', 'Cache-Control': 'private, no-store' });
  res.end(asJson ? JSON.stringify(seen) : page(seen));
}

// A WebSocket that says back what it hears: the smallest that can be, for short texts alone (RFC 6455 5.2).
const sockets = new Map(); // by the session that opened them
const frame = (code, bytes) => Buffer.concat([Buffer.from([0x80 | code, bytes.length]), bytes]);
function listen(socket, claims) {
  const mine = sockets.get(claims.sdg) ?? new Set();
  sockets.set(claims.sdg, mine.add(socket));
  socket.on('error', () => {}).on('close', () => { if (mine.delete(socket) && mine.size === 0) sockets.delete(claims.sdg); }).on('data', bytes => {
    const length = bytes[1] & 0x7f;
    if ((bytes[0] & 0x0f) !== 1 || length > 125) return socket.end(frame(8, Buffer.from([0x03, 0xeb])));
    socket.write(frame(1, Buffer.from(bytes.subarray(6, 6 + length).map((b, i) => b ^ bytes[2 + i % 4]))));
  });
  socket.write(frame(1, Buffer.from(`Hello ${claims.email}`)));
}

// A proxy asks once, when a WebSocket is opened, and cannot end it. So this app hears of every logout itself: see docs/offline.md.
const again = () => hear().catch(() => {}).finally(() => setTimeout(again, 1000));
async function hear() {
  if (sockets.size === 0) return;
  const { jwt } = await (await fetch(new URL('/auth/revocations', cloakroom), { signal: AbortSignal.timeout(5000) })).json();
  const { ended } = await open(jwt, { typ: 'revocations+jwt' });
  for (const sdg of ended) {
    for (const socket of sockets.get(sdg) ?? []) socket.end(frame(8, Buffer.from([0x0f, 0xa1]))); // 4001, for "log in again"
    sockets.delete(sdg);
  }
}

createServer(answer).on('upgrade', async (req, socket) => {
  try {
    const claims = await verified(req), key = req.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
      + `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\n\r\n`);
    listen(socket, claims);
  } catch { socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n'); }
}).listen(Number(port), '127.0.0.1', () => { console.log(`Open ${origin}`); again(); });
