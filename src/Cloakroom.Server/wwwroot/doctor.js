// Tries cookies in this browser: sets one of each kind, asks for them in four ways, deletes them, and compares with what is expected.
const section = document.querySelector("[data-probe]");
const trials = [...section.querySelectorAll("[data-trial]")];
const [start, progress] = [section.querySelector("[data-start]"), section.querySelector("[data-progress]")];
const ways = ["fetch", "frame", "visit", "script"];
const called = { fetch: "fetch", frame: "iframe", visit: "link", script: "script" };
const memory = "doctor";
const patience = 10_000;

const say = (text) => (progress.textContent = text);
const at = (what, run) => `/doctor/probe/${what}?run=${run}`;
const post = (what, run) => fetch(at(what, run), { method: "POST" });

// The document in the frame is of this origin, so that its answer can be read where it lies.
function frame(run) {
  return new Promise((done, fail) => {
    const element = Object.assign(document.createElement("iframe"), { src: at("frame", run), hidden: true, title: "Probe" });
    const timer = setTimeout(() => fail(new Error("The frame did not load.")), patience);
    element.addEventListener("load", () => {
      clearTimeout(timer);
      const arrived = element.contentDocument?.body.dataset.arrived;
      element.remove();
      arrived === undefined ? fail(new Error("The frame was blocked.")) : done(arrived.split(" ").filter(Boolean));
    });
    document.body.append(element);
  });
}

function script(run) {
  const pairs = document.cookie.split("; ");
  return trials.filter((trial) => pairs.includes(`${trial.dataset.name}=${run}`)).map((trial) => trial.dataset.trial);
}

async function probe() {
  start.disabled = true;
  const run = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    say("Setting one cookie of each kind …");
    const answer = await post("set", run);
    if (!answer.ok) {
      throw new Error(`The server answered ${answer.status}.`);
    }
    say("Asking by fetch, in a frame and from a script …");
    const seen = { script: script(run), fetch: (await (await fetch(at("seen", run))).json()).arrived, frame: await frame(run) };
    say("Asking by a link …");
    sessionStorage.setItem(memory, JSON.stringify({ run, seen }));
    location.assign(at("visit", run));
  } catch (failure) {
    await post("clear", run).catch(() => {});
    say(`It could not be tried. ${failure.message}`);
    start.disabled = false;
  }
}

function show(seen) {
  const lines = [];
  let surprises = 0;
  for (const trial of trials) {
    const words = [];
    for (const way of ways) {
      const cell = trial.querySelector(`[data-way=${way}]`);
      const expected = cell.textContent.trim();
      const got = seen[way].includes(trial.dataset.trial) ? "yes" : "no";
      cell.textContent = got;
      cell.className = got === expected ? "same" : "differs";
      words.push(`${called[way]} ${got}${got === expected ? "" : ` (expected ${expected})`}`);
    }
    const differing = words.filter((word) => word.includes("expected"));
    if (differing.length > 0) {
      surprises++;
      const note = Object.assign(document.createElement("span"), { className: "surprise", textContent: `This browser differs: ${differing.join(", ")}.` });
      trial.querySelector(".because td").append(note);
    }
    lines.push(`${trial.querySelector("code").textContent}\n    ${words.join(", ")}`);
  }
  section.querySelector("[data-caption]").textContent = "what this browser did";
  const verdict = surprises === 0 ? "This browser does what is expected of every kind of cookie."
    : `This browser differs on ${surprises} of ${trials.length} kinds of cookie. A setting or an extension may hold cookies back.`;
  document.getElementById("report").textContent = [`Cookie report of ${location.origin}, public address ${section.dataset.origin}`, navigator.userAgent, verdict, "", ...lines].join("\n");
  section.querySelector("[data-result]").hidden = false;
  say(verdict);
}

async function finish(arrived) {
  const { run, seen } = JSON.parse(sessionStorage.getItem(memory));
  sessionStorage.removeItem(memory);
  history.replaceState(null, "", location.pathname);
  show({ ...seen, visit: arrived });
  await post("clear", run);
  section.querySelector("h2").focus();
}

section.querySelector("[data-without-scripts]").hidden = true;
section.querySelector("[data-there]").href = `${section.dataset.origin}/doctor`;
section.querySelector("[data-elsewhere]").hidden = location.origin === section.dataset.origin;
start.hidden = false;
start.addEventListener("click", probe);
const back = new URLSearchParams(location.hash.slice(1)).get("visit");
if (back !== null && sessionStorage.getItem(memory) !== null) {
  finish(back.split(",").filter(Boolean));
}
