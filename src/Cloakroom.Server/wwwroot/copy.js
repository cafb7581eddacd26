// Copies a text to the clipboard. Browsers allow that on https and on this machine only; elsewhere the button does not appear.
const shown = 2000;

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    break;
  }
  const label = button.innerHTML;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text ?? document.getElementById(button.dataset.copy).textContent);
    button.textContent = document.body.dataset.copied;
    setTimeout(() => (button.innerHTML = label), shown);
  });
}
