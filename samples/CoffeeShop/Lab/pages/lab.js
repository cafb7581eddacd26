import { attacks, defences } from "./attacks.js";
import { run } from "./experiment.js";

const status = document.querySelector("#status");
const buttons = () => document.querySelectorAll("button");

const make = (name, text, properties = {}) => Object.assign(document.createElement(name), { textContent: text, ...properties });
const chosen = () => Object.fromEntries(defences.map(d => [d.id, document.querySelector(`#${d.id}`).checked]));

for (const { id, name, off } of defences) {
  const box = make("input", "", { type: "checkbox", id, checked: true });
  box.setAttribute("aria-describedby", `${id}-off`);
  const label = make("label", name, { htmlFor: id });
  const row = make("div", "", { className: "switch" });
  row.append(box, label, make("p", `Off: ${off}`, { id: `${id}-off` }));
  document.querySelector("#defences").append(row);
}

for (const attack of attacks) {
  const row = make("tr", "", { id: attack.id });
  row.setAttribute("role", "row");
  const cell = (name, role, part) => {
    const made = make(name, "");
    made.setAttribute("role", role);
    made.append(part);
    row.append(made);
    return made;
  };
  const button = make("button", attack.from === "own" ? "Pay" : "Attack", { type: "button" });
  button.setAttribute("aria-describedby", `${attack.id}-name`);
  button.addEventListener("click", () => withStage(attack.from !== "own", stage => one(attack, stage)));
  cell("th", "rowheader", attack.name).id = `${attack.id}-name`;
  cell("td", "cell", attack.does);
  cell("td", "cell", "Not tried yet").className = "result";
  cell("td", "cell", button);
  document.querySelector("#attacks").append(row);
}

document.querySelector("#all").addEventListener("click", () => withStage(true, async stage => {
  const seen = [];
  for (const [index, attack] of attacks.entries()) {
    status.textContent = `${index + 1} of ${attacks.length}: ${attack.name}`;
    seen.push([attack, await one(attack, stage)]);
  }
  const lost = seen.filter(([attack, { code }]) => attack.from !== "own" && code === "gone").length;
  status.textContent = lost ? `${lost} of ${attacks.length - 2} attacks went through.` : "Every attack was stopped, and you could pay.";
}));

document.querySelector("#compare").addEventListener("click", () => withStage(true, async stage => {
  const columns = [() => true, () => false, ...defences.map(d => id => id === d.id)];
  const body = document.querySelector("#matrix").tBodies[0];
  body.replaceChildren();
  document.querySelector("#table").hidden = false;
  for (const [index, attack] of attacks.entries()) {
    status.textContent = `${index + 1} of ${attacks.length}: ${attack.name}`;
    const row = body.insertRow();
    row.append(make("th", attack.name, { scope: "row" }));
    for (const isOn of columns) {
      const verdict = await run(attack, Object.fromEntries(defences.map(d => [d.id, isOn(d.id)])), stage);
      show(row.insertCell(), verdict, verdict.code);
    }
  }
  status.textContent = "The comparison is complete.";
  document.querySelector("#comparison").focus();
}));

async function one(attack, stage) {
  const verdict = await run(attack, chosen(), stage);
  const cell = document.querySelector(`#${attack.id} .result`);
  show(cell, verdict, verdict.text);
  if (verdict.text !== verdict.code && !["gone", "allowed", "nothing"].includes(verdict.code)) cell.append(" ", make("code", verdict.code));
  return verdict;
}

function show(cell, { good, code }, text) {
  // A code may be broken into lines behind its underscores.
  const words = text.split(/(?<=_)/).flatMap(part => [part, make("wbr", "")]);
  cell.replaceChildren(make("span", good ? "✓ " : "✗ ", { className: "mark" }), ...words);
  cell.classList.toggle("good", good);
  cell.classList.toggle("bad", !good);
  cell.dataset.code = code;
}

// Attackers get a window of their own: it must be opened by your click, and one is enough for all.
async function withStage(needed, act) {
  const stage = needed ? window.open("about:blank", "elsewhere", "width=480,height=420") : null;
  if (needed && !stage) {
    status.textContent = "The attackers need a window: allow this page to open one, and press again.";
    return;
  }
  for (const button of buttons()) button.disabled = true;
  try {
    await act(stage);
  } catch (broken) {
    status.textContent = `The shop did not answer (${broken.message}). Is it still running?`;
  }
  for (const button of buttons()) button.disabled = false;
  stage?.close();
}
