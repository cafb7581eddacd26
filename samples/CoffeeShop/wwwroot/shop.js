// Each button makes one request and shows what travelled. The session cookie is HttpOnly, so this script never sees it.
const steps = {
  login: ["POST", "/api/login", { name: "ada", password: "triple-shot mocha, please" }],
  settings: ["GET", "/api/settings"],
  cart: ["POST", "/api/cart", { name: "Espresso", shots: 1 }],
  give: ["POST", "/api/points", { to: "grace", points: 100 }],
  logout: ["POST", "/auth/logout"],
};

const list = document.querySelector("#exchanges");
const ticket = document.querySelector("#ticket");

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    await exchange(...steps[button.dataset.step]);
    button.disabled = false;
    button.focus();
  });
}

async function exchange(method, path, body) {
  const request = { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) };
  try {
    const response = await fetch(path, request);
    const text = await response.text();
    show(`${method} ${path}`, `${response.status} ${text || "(no body)"}`, response.ok);
    if (response.ok && path === "/api/login") ticket.textContent = "Ticket #42, kept by the browser where no script can read it";
    if (response.ok && path === "/auth/logout") ticket.textContent = "No ticket any more";
  } catch {
    show(`${method} ${path}`, "The shop did not answer. Is it still running?", false);
  }
}

function show(sent, received, ok) {
  const item = document.createElement("li");
  item.className = ok ? "ok" : "refused";
  for (const [label, line] of [["sent", sent], ["received", received], ["document.cookie", document.cookie || "(empty)"]]) {
    const row = document.createElement("p");
    const name = document.createElement("span");
    const code = document.createElement("code");
    [name.textContent, code.textContent] = [label, line];
    row.append(name, " ", code);
    item.append(row);
  }
  list.prepend(item);
}
