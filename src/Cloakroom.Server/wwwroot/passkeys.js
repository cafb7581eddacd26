// Passkeys: logs in with one, also from what the browser offers in the field for the address, and adds one. Where the browser knows no
// passkeys, nothing of it appears.
const login = document.querySelector("[data-passkey-login]");
const add = document.querySelector("[data-passkey-add]");
const list = document.querySelector("[data-user]");
const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;
// The server takes an answer for five minutes after its question.
const renewal = 4 * 60_000;
const kinds = { NotAllowedError: "cancelled", InvalidStateError: "known", NotSupportedError: "unable", ConstraintError: "unable", SecurityError: "unable" };
let pending, timer;

class Refused extends Error {
  constructor(code, retry) {
    super(code);
    [this.code, this.retry] = [code, retry];
  }
}

async function post(path, body) {
  const sent = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/auth/passkeys${path}`, { method: "POST", ...sent });
  const told = await answer.json();
  if (!answer.ok) {
    throw new Refused(told.code, answer.headers.get("Retry-After"));
  }
  return told;
}

// What the server refused, its page explains, in the language of the page.
function go(path, marks) {
  const query = new URLSearchParams(Object.entries(marks).filter(([, value]) => value));
  location.assign(`${path}?${query}`);
}

function explain(failure, section, back) {
  const status = section.querySelector("[role=status]");
  if (failure instanceof Refused && failure.code === "fresh_login_required") {
    go("/login", { return: location.pathname, error: failure.code });
  } else if (failure instanceof Refused) {
    go(location.pathname, { error: failure.code, retry: failure.retry, return: back });
  } else if (failure.name !== "AbortError") {
    status.textContent = section.dataset[kinds[failure.name]] ?? section.dataset.failed;
  }
}

async function enter(mediation) {
  pending?.abort();
  const own = (pending = new AbortController());
  const { publicKey, state } = await post("/login/options");
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey), mediation, signal: own.signal });
  await post("/login", { credential: credential.toJSON(), state });
  location.assign(login.dataset.return);
}

// The browser lists passkeys beside the addresses it knows, and waits.
async function offer() {
  clearTimeout(timer);
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) {
    return;
  }
  timer = setTimeout(offer, renewal);
  // Nobody pressed anything, so only what the server says is worth a word.
  await enter("conditional").catch((failure) => failure instanceof Refused && explain(failure, login, login.dataset.return));
}

async function register() {
  const { publicKey, state } = await post("/options");
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  await post("", { credential: credential.toJSON(), state });
  go(location.pathname, { done: "passkey-added" });
}

function onPress(section, work, after) {
  const button = section.querySelector("button");
  section.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    section.querySelector("[role=status]").textContent = "";
    clearTimeout(timer);
    try {
      await work();
    } catch (failure) {
      explain(failure, section, section.dataset.return);
      after?.();
    }
    button.disabled = false;
  });
}

if (supported && login) {
  onPress(login, () => enter(), offer);
  offer();
}
if (supported && add) {
  onPress(add, register);
}
if (!supported) {
  document.querySelector("[data-passkey-unsupported]")?.removeAttribute("hidden");
}
if (supported && list) {
  // What was removed here the password manager need not offer any more.
  const ids = [...list.querySelectorAll("[data-passkey]")].map((item) => item.dataset.passkey);
  PublicKeyCredential.signalAllAcceptedCredentials?.({ rpId: list.dataset.site, userId: list.dataset.user, allAcceptedCredentialIds: ids }).catch(() => {});
}
