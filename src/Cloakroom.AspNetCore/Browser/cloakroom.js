// Fetch with a session: refreshes tokens once for all tabs, sends the CSRF token where there is one, tells every tab of
// login and logout. Cookies are HttpOnly: no script sees a secret.
//
//   import { request, login, logout, session, events } from '/cloakroom.js';
//   events.addEventListener('logout', () => location.reload());

/** Dispatches `login`, `logout` and `refresh`, whichever tab it happened in. */
export const events = new EventTarget();

const tabs = new BroadcastChannel('cloakroom');
const now = () => performance.timeOrigin + performance.now();
let refreshedAt = 0;

const happened = type => {
  if (type === 'refresh') refreshedAt = now();
  events.dispatchEvent(new Event(type));
};
const tell = type => {
  happened(type);
  tabs.postMessage(type);
};
tabs.onmessage = ({ data }) => happened(data);

const send = request => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token && new URL(request.url).origin === location.origin) request.headers.set('X-CSRF-Token', token);
  return fetch(request);
};
const post = (path, body) => send(new Request(path, {
  method: 'POST', headers: body && { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
}));

// No other 401 is healed by a new token.
const isLate = async answer =>
  answer.status === 401 && (await answer.clone().json().catch(() => ({}))).code === 'token_expired';

const away = () => { throw new Error('store_unavailable'); };

/** Gets new tokens, once for all tabs; false when there are none to be had. Throws while the server cannot tell. */
export const refresh = (since = now()) =>
  navigator.locks.request('cloakroom', { ifAvailable: true }, async lock => {
    if (!lock) return navigator.locks.request('cloakroom', () => true); // another tab is at it
    if (refreshedAt >= since) return true;
    const answer = await post('/auth/refresh');
    if (answer.ok) tell('refresh');
    return answer.status === 503 ? away() : answer.ok;
  });

/** Like fetch; a request that meets an expired token is sent once more with a new one. */
export async function request(input, init) {
  const first = new Request(input, init), again = first.clone(), since = now();
  const answer = await send(first);
  return (await isLate(answer)) && (await refresh(since)) ? send(again) : answer;
}

/** Logs in; the answer is the server's. */
export async function login(email, password, carrier = 'jwt-cookie') {
  const answer = await post('/auth/login', { email, password, carrier });
  if (answer.ok) tell('login');
  return answer;
}

/** Logs out, here or everywhere. */
export async function logout(everywhere = false) {
  const answer = await post(`/auth/logout${everywhere ? '?all=true' : ''}`);
  if (answer.ok) tell('logout');
  return answer;
}

/** Who is logged in; null for nobody. */
export async function session() {
  const answer = await request('/auth/session');
  return answer.ok ? answer.json() : answer.status === 503 ? away() : null;
}
