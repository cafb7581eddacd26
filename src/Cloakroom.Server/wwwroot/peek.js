// Shows what a script can see of the cookies: names only, since another cookie's value may be a secret too.
for (const box of document.querySelectorAll("[data-peek]")) {
  const names = document.cookie.split("; ").filter(Boolean).map((pair) => pair.split("=")[0]);
  box.querySelector("output").textContent = names.length === 0 ? "nothing" : names.join(", ");
  box.hidden = false;
}
