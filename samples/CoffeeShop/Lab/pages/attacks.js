// What is tried, from where, and what it looks like. "own" is not an attack: it is you, and must work whatever the defences are.
export const attacks = [
  { id: "own-form", from: "own", name: "You, with a form", does: "The shop's own page sends a form, with its token in it." },
  { id: "own-script", from: "own", name: "You, with a script", does: "The shop's own page sends JSON, with its token in a header." },
  { id: "link", from: "evil", name: "Link", does: "A link to the transfer. A link is a GET; with _method=POST in its query the shop, like many, takes it for a POST." },
  { id: "image", from: "evil", name: "Image", does: "The same address as the source of an image. Looking at the page is enough." },
  { id: "frame", from: "evil", name: "Frame", does: "A form sent into a hidden frame. Nothing is to be seen." },
  { id: "form", from: "evil", name: "Form", does: "A button that says something else, with hidden fields behind it." },
  { id: "autoform", from: "evil", name: "Form, sent by itself", does: "The same form. The script does not wait for a click." },
  { id: "fetch", from: "evil", name: "fetch with credentials", does: "A script sends JSON, called text/plain so that the browser asks nobody first." },
  { id: "anonymous", from: "evil", name: "fetch without credentials", does: "The same without the cookie: it comes, but from nobody." },
  { id: "socket", from: "evil", name: "WebSocket", does: "A connection that a script opens, and a message through it. CORS does not hold here." },
  { id: "sibling-form", act: "autoform", from: "blog", name: "Sibling: form", does: "A form on blog.brew.localhost. To the cookie that is the same site." },
  { id: "sibling-fetch", act: "fetch", from: "blog", name: "Sibling: fetch", does: "A script there, with credentials." },
  { id: "sibling-token", act: "token", from: "blog", name: "Sibling: another's token", does: "A form with a token that the attacker got in a session of their own." },
  { id: "login", from: "evil", visitor: true, name: "Login", does: "A form logs you in as Mallory, so that what you do next is hers. You were not logged in." },
];

export const defences = [
  { id: "sameSite", name: "SameSite=Strict", off: "The cookie is SameSite=None, and travels with every request." },
  { id: "fetchMetadata", name: "Fetch Metadata", off: "The headers Sec-Fetch-… are taken away, as with a browser from before 2023." },
  { id: "origin", name: "Origin", off: "The headers Origin and Referer are taken away." },
  { id: "synchronizerToken", name: "Synchronizer token", off: "Forms need no csrf_token where both headers are missing." },
  { id: "doubleSubmit", name: "Double submit", off: "All else needs no X-CSRF-Token where both headers are missing." },
];

// Which defence speaks by which code.
export const rules = {
  csrf_cross_site: "Fetch Metadata: it comes from another site",
  csrf_same_site: "Fetch Metadata: it comes from a sibling",
  csrf_origin: "Origin: it is not the shop's",
  csrf_token_missing: "a token: there is none",
  csrf_token_invalid: "a token: it is of another session",
};
