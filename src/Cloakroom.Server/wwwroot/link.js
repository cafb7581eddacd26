// The secret of a link stands behind the #, where no server, proxy or log sees it. It goes into the form, and stays in its address so that a
// refusal leads back here with it. Without scripts a person copies it from the mail.
const code = location.hash.slice(1);
if (/^[\w-]{43}$/.test(code)) {
  const input = document.querySelector("input[name=code]");
  input.value = code;
  input.closest(".field").hidden = true;
  input.form.action += location.hash;
}
// Another link of the same page, in the same tab.
addEventListener("hashchange", () => location.reload());
