// Says how a new password is doing while it is typed, as far as that can be told here: the list of usual passwords is on the server, which
// decides. Nothing leaves this page.
const pause = 500;

// The same as PasswordPattern on the server.
const fewestTurns = 4;
const rows = [
  "01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
];

// The part that is repeated from the beginning to the end; the whole when there is none.
function repeated(text) {
  const border = [0];
  for (let i = 1, length = 0; i < text.length; i++) {
    while (length > 0 && text[i] !== text[length]) {
      length = border[length - 1];
    }
    border[i] = length += text[i] === text[length] ? 1 : 0;
  }
  const period = text.length - border.at(-1);
  return period * 2 <= text.length ? text.slice(0, period) : text;
}

function beside(from, to) {
  return from === to ? 0 : rows.some((row) => row.includes(from + to)) ? 1 : rows.some((row) => row.includes(to + from)) ? -1 : NaN;
}

// How often a new run begins: once in 123456789, twice in 12345qwert.
function turns(text) {
  let count = 0;
  let step = NaN;
  for (let i = 0; i < text.length; i++) {
    const next = i === 0 ? NaN : beside(text[i - 1], text[i]);
    const goesOn = !Number.isNaN(next) && (Number.isNaN(step) || next === step);
    count += goesOn ? 0 : 1;
    step = goesOn ? next : NaN;
  }
  return count;
}

const length = (text) => [...text].length;

// Whether nothing of length is left once these words are taken out.
function isMadeOf(text, words, least) {
  const left = words.filter(Boolean).reduce((rest, word) => rest.replaceAll(word.toLowerCase(), ""), text);
  return left.length < text.length && length(left) < Math.floor(least / 2);
}

// The name of the sentence that says what is wrong; undefined when nothing is.
function problem(text, box, address) {
  const least = Number(box.dataset.least);
  const lower = text.toLowerCase();
  return length(text) < least ? "missing"
    : address.includes("@") && (lower.includes(address.toLowerCase()) || isMadeOf(lower, [address.split("@")[0]], least)) ? "address"
    : isMadeOf(lower, (box.dataset.site ?? "").split(" "), least) ? "name"
    : length(repeated(text)) < least ? "repeats"
    : turns(lower) < fewestTurns ? "row"
    : undefined;
}

// Characters that add something: a repeat or the next in a row (aaa, 123, cba) counts for little.
function surprise(text) {
  let sum = 0;
  const seen = new Map();
  for (let i = 0; i < text.length; i++) {
    const count = (seen.get(text[i]) ?? 0) + 1;
    seen.set(text[i], count);
    sum += i > 0 && !Number.isNaN(beside(text[i - 1], text[i])) ? 0.1 : 1 / Math.sqrt(count);
  }
  return sum;
}

function grade(text) {
  const value = surprise(text.toLowerCase());
  return value < 8 ? 1 : value < 13 ? 2 : value < 18 ? 3 : 4;
}

for (const box of document.querySelectorAll("[data-strength]")) {
  const input = document.getElementById(box.dataset.strength);
  const [meter, output] = [box.querySelector("meter"), box.querySelector("output")];
  const grades = ["", "simple", "enough", "good", "best"];
  let timer;
  input.addEventListener("input", () => {
    const text = input.value;
    const wrong = problem(text, box, box.dataset.of ?? input.form.querySelector("input[type=email]")?.value ?? "");
    const value = wrong === "missing" ? length(text) / box.dataset.least : wrong ? 1 : grade(text);
    box.hidden = false;
    meter.value = value;
    // A screen reader would otherwise read every keystroke's verdict.
    clearTimeout(timer);
    timer = setTimeout(() => {
      const missing = box.dataset.least - length(text);
      const said = text === "" ? "" : wrong === "missing" ? (missing === 1 ? "missingOne" : "missing") : wrong ?? grades[value];
      output.textContent = (box.dataset[said] ?? "").replace("{0}", missing);
    }, pause);
  });
}
