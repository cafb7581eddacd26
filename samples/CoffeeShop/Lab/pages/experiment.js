// One attack: everything is set back, the attacker's page is opened, and the shop is asked what became of it.
import { rules } from "./attacks.js";

const limit = 10_000;
const pause = () => new Promise(done => setTimeout(done, 25));
const sites = fetch("sites").then(answer => answer.json());

export async function run(attack, defences, stage) {
  const body = JSON.stringify({ defences, visitor: attack.visitor === true });
  const begun = await (await fetch("begin", { method: "POST", headers: { "Content-Type": "application/json" }, body })).json();
  if (attack.from === "own") await payYourself(attack, begun.run);
  else stage.location = `${(await sites)[attack.from]}/?${new URLSearchParams({
    attack: attack.act ?? attack.id, run: begun.run, token: begun.token, shop: (await sites).shop, auto: "",
  })}`;
  return verdict(attack, await outcome(attack, begun.run, attack.from === "own" ? null : stage));
}

async function outcome(attack, number, stage) {
  for (const start = Date.now(); Date.now() - start < limit && !stage?.closed; await pause()) {
    const seen = await (await fetch(`outcome?run=${number}`)).json();
    // A login that was answered is known here when the browser has put the cookie away.
    if (seen.arrival && (!attack.visitor || seen.arrival.status !== 200 || seen.user)) return seen;
  }
  return { arrival: null, lost: 0 };
}

async function payYourself(attack, number) {
  const { token, header } = await (await fetch("/auth/csrf")).json();
  const gift = { to: "grace", points: 1000 };
  if (attack.id === "own-form") await fetch(`/points?run=${number}`, { method: "POST", body: new URLSearchParams({ ...gift, csrf_token: token }) });
  else await fetch(`/api/points?run=${number}`, { method: "POST", headers: { "Content-Type": "application/json", [header]: token }, body: JSON.stringify(gift) });
}

// code is what the table of the tests has; text is for people.
function verdict(attack, { arrival, lost, user }) {
  if (attack.from === "own") return lost ? { good: true, code: "allowed", text: `${lost} points given away, as you wished` } : refusal(arrival, false);
  if (lost) return { good: false, code: "gone", text: `${lost} points gone` };
  if (user === "mallory") return { good: false, code: "gone", text: "You are Mallory now" };
  return refusal(arrival, true);
}

function refusal(arrival, good) {
  if (!arrival) return { good: false, code: "nothing", text: "Nothing arrived at the shop" };
  const code = arrival.reason ?? `${arrival.status}`;
  const text = rules[code] ? `Stopped by ${rules[code]}` : arrival.cookie ? `Answered ${arrival.status}` : "Stopped: no cookie came with it";
  return { good, code, text };
}
