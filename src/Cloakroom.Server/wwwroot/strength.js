// Says how a new password is doing while it is typed. Advice only: the server decides, and nothing leaves this page.
const words = ["", "Easy to guess: the same over and over.", "Long enough. A little longer is safer.", "Good.", "Very good."];
const pause = 500;

// Characters that add something: a repeat or the next in a row (aaa, 123, cba) counts for little.
function surprise(text) {
  let sum = 0;
  let last = 0;
  let step = NaN;
  const seen = new Map();
  for (const character of text) {
    const code = character.codePointAt(0);
    const count = (seen.get(code) ?? 0) + 1;
    seen.set(code, count);
    const expected = code - last === step || code === last;
    sum += expected ? 0.1 : 1 / Math.sqrt(count);
    step = Math.abs(code - last) <= 1 ? code - last : NaN;
    last = code;
  }
  return sum;
}

function grade(text, least) {
  const value = surprise(text);
  return [...text].length < least ? 0 : value < 8 ? 1 : value < 13 ? 2 : value < 18 ? 3 : 4;
}

function advice(text, least) {
  const missing = least - [...text].length;
  return text === "" ? "" : missing > 0 ? `${missing} more ${missing === 1 ? "character" : "characters"}.` : words[grade(text, least)];
}

for (const box of document.querySelectorAll("[data-strength]")) {
  const input = document.getElementById(box.dataset.strength);
  const least = Number(box.dataset.least);
  const [meter, output] = [box.querySelector("meter"), box.querySelector("output")];
  let timer;
  input.addEventListener("input", () => {
    box.hidden = false;
    meter.value = Math.max(grade(input.value, least), Math.min([...input.value].length / least, 1));
    // A screen reader would otherwise read every keystroke's verdict.
    clearTimeout(timer);
    timer = setTimeout(() => (output.textContent = advice(input.value, least)), pause);
  });
}
