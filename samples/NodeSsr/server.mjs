// A Node server that renders pages for whoever is logged in at Cloakroom. No packages.
//
//   dotnet run --project src/Cloakroom.Server -- --urls http://localhost:4242 --PublicUrl http://localhost:3000
//   node samples/NodeSsr/server.mjs         and open http://localhost:3000
//
// Browsers know one address, this one, and it is Cloakroom's PublicUrl: cookies belong to it, and forms come from it. What is no page of
// ours, above all /login and /auth/*, goes on to Cloakroom unchanged. With https there is a proxy in front, which can do that part too.
import { createServer, request } from 'node:http';
import { pipeline } from 'node:stream';

const publicUrl = new URL(process.env.PUBLIC_URL ?? 'http://localhost:3000');
const cloakroom = new URL(process.env.CLOAKROOM ?? 'http://localhost:4242');

// The session cookie and nothing else: neither other cookies nor Authorization are Cloakroom's business here.
// The name is __Host-session_id where PublicUrl is https.
const sessionCookie = req =>
  (req.headers.cookie ?? '').split(/;\s*/).filter(c => /^(__Host-)?session_id=/.test(c)).join('; ');

// Who is it? Rejects when Cloakroom does not answer within three seconds.
const askSession = cookie => new Promise((resolve, reject) => {
  const options = { headers: { host: publicUrl.host, cookie }, signal: AbortSignal.timeout(3000) };
  request(new URL('/auth/session', cloakroom), options, async answer => {
    try {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      resolve({ status: answer.statusCode, setCookie: answer.headers['set-cookie'] ?? [], text });
    } catch (broken) { reject(broken); }
  }).on('error', reject).end();
});

const escape = text => text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

// A page depends on who asks: no cache may keep it.
const send = (res, status, body, headers = {}) => res.writeHead(status, {
  'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'private, no-store', Vary: 'Cookie', ...headers,
}).end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Node</title>${body}`);

// An outage is not a logout: no login page, and no cookie is touched.
const comeBack = res => send(res, 503, '<p>Come back soon.</p>', { 'Retry-After': '5' });

async function home(req, res) {
  const cookie = sessionCookie(req);
  if (!cookie && ['cross-site', 'same-site'].includes(req.headers['sec-fetch-site'])) {
    // A link on another site: the browser holds a SameSite=Strict cookie back. Loaded once more from here, it sends it.
    return send(res, 200, '<meta http-equiv="refresh" content="0">');
  }

  const answer = cookie ? await askSession(cookie) : { status: 401, setCookie: [] };
  const headers = answer.setCookie.length ? { 'Set-Cookie': answer.setCookie } : {};
  if (answer.status === 200) {
    const { user } = JSON.parse(answer.text);
    return send(res, 200, `<h1>Hello ${escape(user.email ?? user.id)}</h1>
      <form method="post" action="/auth/logout"><input type="hidden" name="return" value="/"><button>Log out</button></form>`, headers);
  }

  return answer.status === 401
    ? send(res, 302, '', { Location: `/login?return=${encodeURIComponent(req.url)}`, ...headers }) : comeBack(res);
}

function forward(req, res) {
  const { connection, ...headers } = req.headers; // of this connection, not of the next
  const onward = request(cloakroom, { path: req.url, method: req.method, headers }, answer => {
    res.writeHead(answer.statusCode, answer.headers);
    pipeline(answer, res, () => {});
  });
  onward.on('error', () => (res.headersSent ? res.destroy() : comeBack(res)));
  pipeline(req, onward, () => {});
}

createServer((req, res) => {
  if (req.url.split('?')[0] !== '/') return forward(req, res);
  home(req, res).catch(() => comeBack(res));
}).listen(process.env.PORT ?? publicUrl.port, 'localhost', () => console.log(`Open ${publicUrl.origin}`));
