// The dashboard, drawn again by the server every five seconds. For a quarter of an hour at most and only while somebody can see it: a page
// that is forgotten in a tab must not keep its session alive.
const dashboard = document.getElementById('dashboard');
const every = 5000;
let left = 180;

async function renew() {
  if (document.visibilityState === 'visible') {
    left -= 1;
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('dashboard');
    if (next) dashboard.replaceChildren(...next.childNodes);
  }
  if (left > 0) setTimeout(again, every);
}

const again = () => renew().catch(() => setTimeout(again, every));
setTimeout(again, every);
